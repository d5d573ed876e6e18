"""Finds widgets and actions by object name, and waits for them in the event loop, never for a time."""

import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from nxdesk.cases.driver import CaseFailed
from nxdesk.windows.driving.reading import text_of

_ANY_EVENT = QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
Answer = TypeVar("Answer")


class Finder:
    """Looks at the windows on the screen. `patience` is the number of seconds for something that ought to happen.

    `latest` is the window in which something was found last.
    """

    def __init__(self, app: QApplication, patience: float) -> None:
        self._app = app
        self._patience = patience
        self.latest: QWidget | None = None

    def wait(self, ask: Callable[[], Answer | None], sentence: str) -> Answer:
        """Handle events until `ask` has an answer; raises CaseFailed with the sentence, or with the program's fault."""
        end = time.monotonic() + self._patience
        # A coarse one may ring a little too early, and once: then nothing would wake the loop at the end.
        alarm = QTimer()
        alarm.setTimerType(Qt.TimerType.PreciseTimer)
        alarm.start(int(self._patience * 1000) + 1)
        while not (answer := ask()):
            self._look_for_faults()
            if time.monotonic() > end:
                raise CaseFailed(f"{sentence}{_what_is_there()}")
            self._app.processEvents(_ANY_EVENT)
        return answer

    def _look_for_faults(self) -> None:
        """What ends every waiting at once."""
        if self.shown("crash.window") is not None:
            details = self.shown("crash.details")
            raise CaseFailed(f"プログラムのエラー画面が出ました。\n{text_of(details) if details is not None else ''}")
        if (not_ready := self.shown("login.not_ready")) is not None:
            raise CaseFailed(text_of(not_ready))

    def settle(self) -> None:
        """Handle the events that are there."""
        self._app.processEvents()

    def shown(self, name: str) -> QWidget | None:
        """The widget of this name that is in sight now."""
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                candidates = [window] if window.objectName() == name else window.findChildren(QWidget, name)
                for widget in candidates:
                    if widget.isVisible():
                        return widget
        return None

    def widget(self, name: str) -> QWidget:
        """The widget of this name, as soon as it is in sight."""
        return self._found(self.wait(lambda: self.shown(name), f"「{name}」が画面に現れません。"))

    def _found(self, widget: QWidget) -> QWidget:
        self.latest = widget.window()
        return widget

    def usable(self, name: str) -> QWidget:
        """The same, as soon as it is enabled and no dialog stands in front of it."""
        def ask() -> QWidget | None:
            widget = self.shown(name)
            return widget if widget is not None and widget.isEnabled() and not _blocked(widget) else None
        return self._found(self.wait(ask, f"「{name}」が使えるようになりません。"))

    def view(self, name: str) -> QAbstractItemView:
        """The list, table or tree of this name, or the only one inside the widget of this name."""
        widget = self.widget(name)
        if isinstance(widget, QAbstractItemView):
            return widget
        inside = [view for view in widget.findChildren(QAbstractItemView) if view.isVisible()]
        if len(inside) != 1:
            raise CaseFailed(f"「{name}」は一覧ではありません。")
        return inside[0]

    def action(self, name: str) -> QAction | None:
        """The action of this name in a window that can be worked now."""
        for window in QApplication.topLevelWidgets():
            if window.isVisible() and not _blocked(window):
                for action in window.findChildren(QAction, name):
                    if action.isVisible():
                        return action
        return None


def _blocked(widget: QWidget) -> bool:
    """A dialog in front of it has to be answered first."""
    modal = QApplication.activeModalWidget()
    return modal is not None and modal is not widget.window() and not modal.isAncestorOf(widget)


def _what_is_there() -> str:
    windows = [f"{window.objectName()}（{window.windowTitle()}）" for window in QApplication.topLevelWidgets()
               if window.isVisible()]
    return f"今の画面: {'、'.join(windows) or 'なし'}"
