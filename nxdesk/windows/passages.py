"""この画面の説明: the passage of the user manual that belongs to a window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from nxdesk.windows.names import set_name
from nxdesk.windows.texts import text
from nxdesk.windows.theme import width_of

PASSAGES: dict[str, tuple[str, str]] = {
    "menu_settings": ("### (3) 【NX】連携接続設定", "TimePro-NXを一度ログアウトし"),
    "service_settings": ("ログイン→「設定」→「社会保険届出サービス設定」", "(4) TimePro-NXの従業員マスタ"),
    "service": ("(4) TimePro-NXの従業員マスタ", "NXの個人選択画面が表示されますので"),
    "person_selection": ("NXの個人選択画面が表示されますので", "連携対象データに何らかの不備がある場合"),
    "list": ("連携対象データに何らかの不備がある場合", "## (5) 連携データ確認"),
    "list_relink": ("## (7) 社員と家族の[NX→e-AMANO]再連携", "#### ～5-①設定後の操作手順～"),
    "acquire": ("## (6) 社員の連携が確認できましたら", "## メモ"),
    "personnel": ("### ◆NX連携後の従業員情報について", "### (1) TimePro-NXの連携データ"),
    "completeness": ("### ★連携前にTimePro-NXの入力内容をご確認ください", "### (1) TimePro-NXの連携データ"),
    "main": ("## 5-①TimePro-NXから従業員情報を連携する", "### ◆NX連携後の従業員情報について"),
}
"""Window → the words with which its passage begins, and those before which it ends."""


def passage(manual: str, window: str) -> str:
    """The manual's words about a window, marks of its typesetting left out; empty where it has none."""
    if window not in PASSAGES:
        return ""
    begin, end = PASSAGES[window]
    start = manual.find(begin)
    if start < 0:
        return ""
    stop = manual.find(end, start + len(begin))
    return _tidy(manual[start:stop if stop > 0 else None])


def _tidy(words: str) -> str:
    for mark in ("**", "<b>", "</b>"):
        words = words.replace(mark, "")
    lines: list[str] = []
    for raw in words.splitlines():
        heading = raw.startswith("#")
        line = raw.strip().lstrip("#").strip().replace("\t", "　")
        if heading and lines:
            lines.append("")
        if line:
            lines.append(line)
    return "\n".join(lines)


def show_passage(parent: QWidget, manual: str, window: str, title: str) -> QDialog:
    """Open the explanation of a window beside it."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(text("passage.title", window=title))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    set_name(dialog, "passage.window", dialog.windowTitle())
    body = set_name(QPlainTextEdit(passage(manual, window) or text("passage.none")), "passage.text")
    body.setReadOnly(True)
    body.setTabChangesFocus(True)
    body.setMinimumSize(width_of(dialog, 46), width_of(dialog, 26))
    close = set_name(QPushButton(text("app.close")), "passage.close", text("app.close"))
    close.clicked.connect(dialog.close)
    close.setDefault(True)
    buttons = QHBoxLayout()
    buttons.addWidget(QLabel(text("passage.source")))
    buttons.addStretch(1)
    buttons.addWidget(close)
    layout = QVBoxLayout(dialog)
    layout.addWidget(body)
    layout.addLayout(buttons)
    dialog.open()
    return dialog
