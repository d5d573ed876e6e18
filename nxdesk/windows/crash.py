"""Our own errors: said plainly, with what can be reported, without anybody's data. Input on the screen stays."""

import sys
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout

from nxdesk import __version__
from nxdesk.windows import theme
from nxdesk.windows.names import set_name
from nxdesk.windows.texts import text

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def report_of(error: BaseException) -> str:
    """What went wrong and where in the program: types and places only, since messages may quote people's data."""
    lines = [f"nxdesk {__version__}"]
    cause: BaseException | None = error
    while cause is not None:
        lines.append(type(cause).__name__)
        lines += [f"  {frame.name} ({frame.filename.rpartition('nxdesk/')[2]}:{frame.lineno})"
                  for frame in traceback.extract_tb(cause.__traceback__)]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines)


class CrashGuard(QObject):
    """The outermost door of the windows: shows what nobody caught. One window at a time."""

    _caught = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.window: QDialog | None = None
        self._former: Hook = sys.excepthook
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Stand at the door until `remove`."""
        self._former = sys.excepthook
        sys.excepthook = self._hook

    def remove(self) -> None:
        """Give the door back."""
        sys.excepthook = self._former

    def _hook(self, kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._former(kind, error, where)
        else:
            self._caught.emit(report_of(error))

    def _show(self, report: str) -> None:
        if self.window is None:
            self.window = crash_window(report)
            self.window.finished.connect(self._gone)
            self.window.open()

    def _gone(self) -> None:
        self.window = None


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
