"""The catalogue of what the program itself says no to: a code, and the sentence for it, with its arguments.

Beside `messages` (findings about records), `link.causes` (the connection) and `masters.failures` (the stored data).
"""

SENTENCES: dict[str, str] = {
    # The desk: what was asked for and cannot be.
    "NXD_N_01": "「社会保険届出サービス設定」「社会保険届出サービス」は、NXのバージョンが「{since}」以上の場合に表示できます"
                "（現在のバージョン: {version}）。NXのバージョンアップをお願いします。バージョンアップ方法については、"
                "保守番号をご準備の上、カスタマーサポートダイヤルまでお問い合わせください。",
    "NXD_N_02": "選択した個人全員に入力エラーがあるため、続けられません。人事マスター保守で修正してください。",
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
    # The settings window.
    "NXD_F_01": "{label}を入力してください。",
    "NXD_F_02": "{label}は{low}～{high}{unit}の整数で入力してください。",
    "NXD_F_05": "登録する前に接続確認が必要です。",
    "NXD_F_06": "再登録設定は、NXのバージョン1.2.6.0以上で使えます。",
    # The login window (wrong and locked users: `masters.users`).
    "NXD_L_03": "ユーザーIDを入力してください。",
    "NXD_L_04": "パスワードを入力してください。",
}


def sentence(code: str, /, **words: object) -> str:
    """The sentence for a code."""
    return SENTENCES[code].format(**words)
