"""The catalogue of what the program itself says no to: a code, and the sentence for it, with its arguments.

`reason_of` says in Japanese what the system says in its own language.
Beside `messages` (findings about records), `link.causes` (the connection) and `masters.failures` (the stored data).
"""

import errno

from nxdesk.records.sentences_exchange import EXCHANGE_SENTENCES

SENTENCES: dict[str, str] = {
    # The desk: what was asked for and cannot be.
    "NXD_N_01": "「社会保険届出サービス設定」「社会保険届出サービス」は、NXのバージョンが「{since}」以上の場合に表示できます"
                "（現在のバージョン: {version}）。NXのバージョンアップをお願いします。バージョンアップ方法については、"
                "保守番号をご準備の上、カスタマーサポートダイヤルまでお問い合わせください。",
    "NXD_N_02": "選択した個人全員に入力エラーがあるため、続けられません。一覧の内容を確認して修正してください。",
    "NXD_N_03": "個人コード「{code}」{others}は登録されていません。",
    "NXD_N_04": "この個人は、表示した後に他の操作で変更されています。入力内容は残っています。内容を控えてから開き直してください。",
    "NXD_N_05": "表示する理由を入力してください。",
    "NXD_N_06": "連携対象の個人を選択してください。",
    "NXD_N_07": "接続設定が登録されていません。「社会保険届出サービス設定」で接続確認と登録を行ってください。",
    "NXD_N_08": "人事マスターには、すでに{present}名が登録されています。全員を削除して作り直す場合は --replace を付けてください。",
    "NXD_N_09": "個人番号を扱うには、マイナンバー権限のある管理者でログインしてください。",
    "NXD_N_10": "参照日を入力してください。",
    # Starting the program.
    "NXD_N_11": "データフォルダー「{folder}」に書き込めません。（{reason}）フォルダーの場所と権限を確認してください。",
    "NXD_N_12": "データフォルダー「{folder}」は、別のnxdesk（プロセス {holder}）が使用中です。先にそちらを終了するか、"
                "--data で別のフォルダーを指定してください。",
    "NXD_N_13": "練習用e-AMANOの宛先 {address} を、別のプログラムが使用しています。そのプログラムを終了してから、もう一度起動してください。",
    "NXD_N_14": "練習用e-AMANOを起動できませんでした。記録: {log}",
    "NXD_N_15": "このデータフォルダーのe-AMANOは、すでに動いています（プロセス {holder}）。",
    # Outcomes.
    "NXD_N_16": "登録されていないことを確認しました。",
    "NXD_N_17": "別の接続先への登録{count}件は、結果が不明のままです。その接続先の設定に戻すと確認できます。",
    "NXD_N_18": "参照日「{day}」は存在しない日付です。",
    "NXD_N_19": "選択した従業員は、すべてe-AMANO側にデータが存在するため連携できません。（{count}名）",
    # Registering again.
    "NXD_N_20": "消えるデータの確認が必要です。確認の項目をすべてチェックしてください。",
    "NXD_N_21": "確認のため「{word}」と入力してください。",
    "NXD_N_22": "比較後にNXのデータが変更されました。もう一度、個人選択からやり直してください。（{what}: {names}）",
    "NXD_N_23": "e-AMANOで「{services}」をご利用中です。再登録は、年末調整・Web明細・雇用契約書のみをご利用頂いているお客様向けです。"
                "再登録すると、e-AMANOだけで入力した項目が消えることがあります。",
    "NXD_N_24": "再登録設定を自動でOFFにしました。（{since}にONにしたまま日付が変わったため）",
    "NXD_N_25": "選択した{count}名には、NXに登録する{label}がありません。",
    "NXD_N_26": "消えるデータ、または上書きされる新しいデータがあります。内容を確認し、登録してよい場合は --accept-losses を付けて実行してください。",
    "NXD_N_27": "再登録設定が変更されました。個人選択からやり直してください。",
    "NXD_N_28": "e-AMANO側の更新日がNX側より新しいデータ{count}件を、NXのデータで上書きします。",
    # The ledger: registrations whose outcome is unknown.
    "NXD_N_29": "{label}がe-AMANOに登録されていません。先に「{run}」を行うことをお勧めします。",
    "NXD_N_30": "結果が不明の登録があるため、同じ個人を送れません。{registration}　個人コード: {people}",
    "NXD_N_31": "結果が不明のまま続ける理由を、{least}文字以上で入力してください。",
    "NXD_N_32": "登録番号「{id}」の登録は台帳にありません。",
    "NXD_N_33": "登録番号「{id}」で始まる登録が{count}件あります。続きの文字も指定してください。",
    "NXD_N_34": "この登録は別の接続先（{service}）に送ったため、今の設定では結果を確認できません。その接続先の設定に戻してから確認してください。",
    "NXD_N_35": "この登録は送信中です。終わるまでお待ちください。",
    "NXD_N_36": "先に台帳の「結果を確認」で、登録されたかどうかを確認してください。",
    "NXD_N_37": "「{file}」に書き込めません。（{reason}）",
    "NXD_N_40": "練習用ネットワークは動いていません。「nxdesk lab run」で始めてください。",
    "NXD_N_41": "このデータフォルダーの練習用ネットワークは、すでに動いています。",
    "NXD_N_42": "障害の指定を読み取れません。",
    "NXD_N_43": "練習用ネットワークを始められません。ポート番号を確認してください。（{reason}）",
    # Acquisitions e-AMANO→NX.
    "NXD_N_50": "NX側の更新日がe-AMANO側より新しいデータ{count}件を、e-AMANOのデータで上書きします。",
    "NXD_N_51": "NXに同じ人と思われる家族がいますが、氏名・カナ・生年月日・続柄のどれかが違います。このまま取得すると、NXの家族はそのまま残り、"
                "別の家族として追加されます。",
    "NXD_N_52": "先に社員取得を行ってください。NXにこの個人が登録されていません。",
    "NXD_N_53": "NXで確定済みのため、取得できません。",
    "NXD_N_54": "比較後にNXのデータが変更されました。もう一度、個人選択からやり直してください。（{names}）",
    "NXD_N_55": "選択した{count}名のデータに、e-AMANOとの違いはありません。",
    "NXD_N_56": "選択した{count}名には、e-AMANOに{label}のデータがありません。",
    "NXD_N_57": "e-AMANOで作成中・未確定の{count}名は、対象から除きました。",
    "NXD_N_58": "NXから消えるデータ、または上書きされる新しいデータがあります。内容を確認し、取得してよい場合は --accept-losses を付けて実行してください。",
    "NXD_N_59": "選択した個人全員のデータが取得できません。一覧の内容を確認してください。",
    "NXD_N_60": "取得番号「{id}」の取得はありません。",
    "NXD_N_61": "取得した後に変更された個人がいるため、取得前に戻せません。（{names}）",
    "NXD_N_62": "この取得は、すでに取得前に戻しています。",
    "NXD_N_63": "個人番号と顔写真は取得しません。",
    "NXD_N_64": "届に合わせて、社員の項目も{count}名分変わります。",
    "NXD_N_65": "個人コード「{code}」の{label}が{most}件を超えるため、取得できません。NXの不要なデータを削除するか、この個人を除いてください。",
    "NXD_N_66": "取得から{days}日を過ぎたため、取得前に戻せません。",
    # The settings window.
    "NXD_F_01": "{label}を入力してください。",
    "NXD_F_02": "{label}は{low}～{high}{unit}の整数で入力してください。",
    "NXD_F_05": "登録する前に接続確認が必要です。",
    "NXD_F_06": "再登録設定は、NXのバージョン1.2.6.0以上で使えます。",
    # The login window (wrong and locked users: `masters.users`).
    "NXD_L_03": "ユーザーIDを入力してください。",
    "NXD_L_04": "パスワードを入力してください。",
    **EXCHANGE_SENTENCES,
}


def sentence(code: str, /, **words: object) -> str:
    """The sentence for a code."""
    return SENTENCES[code].format(**words)


_REASONS: dict[int, str] = {
    errno.ENOENT: "場所が見つかりません",
    errno.EACCES: "権限がありません",
    errno.EPERM: "権限がありません",
    errno.ENOSPC: "空き容量が足りません",
    errno.EDQUOT: "割り当てられた容量を超えました",
    errno.EFBIG: "ファイルの大きさの上限を超えました",
    errno.EROFS: "読み取り専用の場所です",
    errno.ENOTDIR: "フォルダーではありません",
    errno.EEXIST: "同じ名前のファイルがあります",
    errno.EISDIR: "ファイルではなくフォルダーです",
    errno.ENAMETOOLONG: "名前が長すぎます",
    errno.EINVAL: "使えない名前です",
    errno.ELOOP: "リンクが循環しています",
    errno.EBUSY: "ほかのプログラムが使用中です",
    errno.EMFILE: "開いているファイルが多すぎます",
    errno.ENFILE: "開いているファイルが多すぎます",
    errno.EIO: "記憶装置の読み書きに失敗しました",
    errno.ENODEV: "装置が見つかりません",
    errno.ENXIO: "装置が見つかりません",
    errno.ENOMEM: "メモリーが足りません",
}


def reason_of(error: OSError) -> str:
    """Why a file or folder could not be used; by the system's number where it has no words here."""
    return _REASONS.get(error.errno or 0) or f"システムのエラー番号 {error.errno or '不明'}"
