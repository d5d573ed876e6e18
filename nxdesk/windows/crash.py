"""Our own errors: said plainly, with what can be reported, without anybody's data. Input on the screen stays."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QDialog

from nxdesk import __version__

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def report_of(error: BaseException) -> str:
    """What went wrong and where in the program: types and places only, since messages may quote people's data."""
    import traceback
    lines = [f"nxdesk {__version__}"]
    cause: BaseException | None = error
    while cause is not None:
        lines.append(type(cause).__name__)
        lines += [f"  {frame.name} ({Path(frame.filename).name}:{frame.lineno})"
                  for frame in traceback.extract_tb(cause.__traceback__)]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines)


class CrashGuard(QObject):
    """The outermost door of the windows: shows what nobody caught. One window at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.window: QDialog | None = None
        self._former: Hook = sys.excepthook

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
            report = report_of(error)
            QTimer.singleShot(0, self, lambda: self._show(report))

    def _show(self, report: str) -> None:
        if self.window is None:
            from nxdesk.windows.crash_window import crash_window
            self.window = crash_window(report)
            self.window.finished.connect(self._gone)
            self.window.open()

    def _gone(self) -> None:
        self.window = None
