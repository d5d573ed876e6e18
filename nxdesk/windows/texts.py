"""Every label and text of the windows by its key `window.item`; the key is also the widget's object name.

Texts with a mnemonic carry `&` the way Qt wants it. The words about records stand in `records.messages`.
"""

from nxdesk.windows.texts_changes import CHANGE_TEXTS
from nxdesk.windows.texts_exchange import EXCHANGE_TEXTS
from nxdesk.windows.texts_ladder import LADDER_TEXTS
from nxdesk.windows.texts_ledger import LEDGER_TEXTS
from nxdesk.windows.texts_number_log import NUMBER_LOG_TEXTS
from nxdesk.windows.texts_nx import NX_TEXTS
from nxdesk.windows.texts_records import RECORD_TEXTS
from nxdesk.windows.texts_run import RUN_TEXTS

_COMMON: dict[str, str] = {
    "app.ok": "OK",
    "app.cancel": "キャンセル",
    "app.yes": "はい(&Y)",
    "app.no": "いいえ(&N)",
    "app.close": "閉じる",
    "aid.tag": "nxdesk",
    "aid.tag_hint": "この帯はnxdeskの補助です。実際のTimePro-NXの画面にはありません。",
    "menubar.file": "ファイル(&F)",
    "menubar.edit": "編集(&E)",
    "menubar.view": "表示(&V)",
    "menubar.option": "オプション(&O)",
    "menubar.help": "ヘルプ(&H)",
    "menubar.register": "登録(&S)",
    "menubar.check": "接続確認(&K)",
    "menubar.open_table": "表起動(&X)",
    "menubar.close": "閉じる(&C)",
    "menubar.undo": "元に戻す(&U)",
    "menubar.cut": "切り取り(&T)",
    "menubar.copy": "コピー(&C)",
    "menubar.paste": "貼り付け(&P)",
    "menubar.select_all": "すべて選択(&A)",
    "menubar.text_size": "文字サイズ(&Z)",
    "menubar.text_size_100": "標準 (100%)(&1)",
    "menubar.text_size_125": "大 (125%)(&2)",
    "menubar.text_size_150": "特大 (150%)(&3)",
    "menubar.fit_columns": "列の幅を合わせる(&W)",
    "menubar.aids": "nxdeskの補助を表示(&N)",
    "menubar.defaults": "入力を既定値に戻す(&D)",
    "menubar.columns": "列の選択(&L)",
    "menubar.explain": "この画面の説明(&H)",
    "menubar.about": "バージョン情報(&A)",
    "passage.title": "{window}の説明",
    "passage.source": "マニュアル「5-①TimePro-NXから従業員情報を連携する(API連携)」より",
    "passage.none": "この画面の説明はマニュアルにありません。",
    "passage.text": "説明",
    "crash.title": "TimePro-NX - 予期しないエラー",
    "crash.sentence": "プログラムの不具合のため、この操作を続けられませんでした。",
    "crash.advice": "入力した内容は画面に残っています。操作をやり直しても同じことが起きるときは、下の内容をコピーしてお知らせください。"
                    "個人番号・パスワード・認証用IDは含まれていません。",
    "crash.details": "エラーの内容",
    "crash.copy": "内容をコピー(&C)",
    "crash.close": "閉じる(&X)",
}

TEXTS: dict[str, str] = {**_COMMON, **NX_TEXTS, **LEDGER_TEXTS, **NUMBER_LOG_TEXTS, **RECORD_TEXTS,
                         **CHANGE_TEXTS, **RUN_TEXTS, **LADDER_TEXTS,
                         **EXCHANGE_TEXTS}


def text(key: str, **args: object) -> str:
    """The words for a key, with its arguments filled in; raises KeyError for a key that the catalogue lacks."""
    words = TEXTS[key]
    return words.format(**args) if args else words


def plain(words: str) -> str:
    """The words without mnemonic, as read aloud: `登録(&S)` → `登録`, `OK` stays."""
    at = words.find("(&")
    if at >= 0 and words[at + 3:at + 4] == ")":
        words = words[:at] + words[at + 4:]
    return words.replace("&", "").rstrip(":：")
