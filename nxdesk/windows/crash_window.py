"""The window that shows an error of our own and lets its report be copied."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout

from nxdesk.windows import theme
from nxdesk.windows.names import set_name
from nxdesk.windows.texts import text


def crash_window(report: str) -> QDialog:
    """The window that shows a report and lets it be copied."""
    dialog = QDialog()
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(text("crash.title"))
    set_name(dialog, "crash.window", text("crash.title"))
    advice = QLabel(text("crash.advice"))
    advice.setWordWrap(True)
    details = set_name(QPlainTextEdit(report), "crash.details")
    details.setReadOnly(True)
    details.setTabChangesFocus(True)
    details.setMinimumSize(theme.width_of(dialog, 44), theme.width_of(dialog, 14))
    copy = set_name(QPushButton(text("crash.copy")), "crash.copy")
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report))
    close = set_name(QPushButton(text("crash.close")), "crash.close")
    close.clicked.connect(dialog.accept)
    close.setDefault(True)
    buttons = QHBoxLayout()
    buttons.addStretch(1)
    buttons.addWidget(copy)
    buttons.addWidget(close)
    layout = QVBoxLayout(dialog)
    for item in (QLabel(text("crash.sentence")), advice, details):
        layout.addWidget(item)
    layout.addLayout(buttons)
    return dialog
