"""Texts of nxdesk's own aids: the impact pane, the confirmation of losses, the re-registration switch, the way back."""

_IMPACT = {
    "impact.pane": "nxdeskの補助: 登録するとe-AMANOで変わる内容",
    "impact.summary_counts": "{people}名 / 新規 {new}件 / 再登録 {relinked}件",
    "impact.summary_updates": "{people}名 / 新規 {new}件 / 更新 {relinked}件",
    "impact.summary_codes": "新規 {new}件 / 更新 {relinked}件",
    "impact.unchanged": "（うち変更なし {count}件）",
    "impact.nothing_lost": "e-AMANOのデータで消えるものはありません。",
    "impact.lost_counts": "e-AMANOから消えるもの: {counts}",
    "impact.deleted": "家族 {count}名を削除",
    "impact.numbers_deleted": "個人番号 {count}件を削除",
    "impact.losses": "項目 {count}件を消去",
    "impact.newer": "e-AMANO側が新しいもの: {count}件（NXのデータで上書きされます）",
    "impact.more": " ほか{count}件",
    "impact.fold_away": "たたむ(&T)",
    "impact.unfold": "開く(&T)",
    "impact.losses_only": "消える項目だけ(&K)",
    "impact.simple": "かんたん(&S)",
    "impact.detailed": "くわしく(&D)",
    "impact.records": "影響を受けるデータ",
    "impact.items": "項目ごとの変更",
    "impact.as_in_nx": "（ほかの項目はNXのデータのまま登録されます）",
    "impact.reading": "（変わらない項目を読み込んでいます…）",
}

_IMPACT_NX = {
    "impact_nx.pane": "nxdeskの補助: 取得するとNXで変わる内容",
    "impact_nx.summary_counts": "{people}名 / 新規 {new}件 / 変更 {relinked}件",
    "impact_nx.nothing_lost": "NXのデータで消えるものはありません。",
    "impact_nx.lost_counts": "NXから消えるもの: {counts}",
    "impact_nx.newer": "NX側が新しいもの: {count}件（e-AMANOのデータで上書きされます）",
    "impact_nx.as_there": "（ほかの項目はe-AMANOのデータのまま取得されます）",
    "impact_nx.after": "取得後の値",
    "impact_nx.newer_note": "NX側が新しい",
}

_LOSSES = {
    "losses.title": "{run} - 消えるデータの確認",
    "losses.names": "削除・消去・上書きされるデータ",
    "losses.near": "改姓などの{count}名を確認しました。削除と新規登録でよい(&N)",
    "losses.emptied": "NXに家族がいない{count}名を確認しました。すべて削除してよい(&E)",
    "losses.newer": "e-AMANO側が新しい{count}名も上書きする(&O)",
    "losses.type": "確認のため「{words}」と入力してください(&W):",
    "losses.aid_words": "この確認はnxdeskの補助です。実際のe-AMANOでは確認なしに削除され、元に戻せません。"
                        "練習用e-AMANOでは、登録のあとで「この登録の前に戻す」が使えます。",
    "losses.ok": "消えることを確認して登録",
    "losses.acquire_ok": "内容を確認してNXへ取得",
    "losses.acquire_aid": "この確認はnxdeskの補助です。取得の後でNXのデータが変更されていなければ、「取得前に戻す」で元に戻せます。",
    "losses.second": "同じ家族が2人になってもよい{count}名を確認しました(&S)",
    "losses.second_there": "e-AMANOから取得する家族",
    "losses.second_here": "NXに登録されている家族",
    "losses.second_rows": "2人になる家族の比較",
    "losses.not_yet": "確認の項目をすべてチェックし、指定された文字を入力してください。",
}

_RELINK = {
    "relink.title": "再登録設定",
    "relink.banner": "再登録が有効です。作業後に必ずOFFにしてください",
    "relink.since": "（{day}から）",
    "relink.off": "OFFにする(&Q)",
    "relink.ask_off": "再登録設定は有効のままです。\n\n続けて家族登録（再登録）を行う場合は、有効のままにしてください。"
                      "行わない場合は、再登録設定をOFFにしてください。",
    "relink.ask_admin": "再登録設定は有効のままです。\n\n続けて家族登録（再登録）を行わない場合は、システム管理者権限のある管理者に、"
                        "再登録設定をOFFにするよう依頼してください。",
    "relink.ask_off_yes": "OFFにする(&Q)",
    "relink.ask_off_no": "有効のまま続ける(&L)",
    "relink.changed": "再登録設定が変更されました。個人選択からやり直してください。",
}

_WAY_BACK = {
    "run.way_back": "誤って登録した場合、練習用e-AMANOでは「この登録の前に戻す」で元に戻せます（nxdeskの補助）。"
                    "実際のe-AMANOでは元に戻せません。監査ログで更新内容を確認し、手修正してください。",
    "run.open_way_back": "「この登録の前に戻す」の画面を開く(&B)",
    "run.rest": "登録できる{count}名だけ登録(&R)",
    "run.show_refused": "登録できない内容を見る(&V)",
    "run.warn_go_on": "続ける(&Y)",
    "run.warn_stop": "やめる(&N)",
}

CONSOLE_TEXTS: dict[str, str] = {**_IMPACT, **_IMPACT_NX, **_LOSSES, **_RELINK, **_WAY_BACK}
