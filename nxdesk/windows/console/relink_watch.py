"""Ends 再登録 with its day while the program stays open (manual (7)①): asks now and then."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from nxdesk.desk.program import Session
from nxdesk.windows.shell import Shell

INTERVAL = 30_000
"""Milliseconds from one look at the clock to the next. A run asks the switch itself, so that none slips in between."""


class RelinkWatch(QObject):
    """Looks at once, now and then, and whenever somebody comes back, while its parent lives.

    `tell` gets the words when it switched off.
    """

    def __init__(self, session: Session, shell: Shell, parent: QObject, tell: Callable[[str], None],
                 failed: Callable[[Exception], None]) -> None:
        super().__init__(parent)
        self._relink = session.relink
        self._shell = shell
        self._tell = tell
        self._failed = failed
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._state_changed)
        self._shell.jobs.run(self, self._relink.expire, on_done=self._tell, on_failed=self._fault)

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()

    def look(self) -> None:
        """End it where its day is over."""
        self._shell.jobs.run(self, lambda: self._relink.expire() if self._relink.over else "", on_done=self._tell,
                             on_failed=self._fault)

    def _fault(self, error: Exception) -> None:
        """Told once: settings that cannot be read now cannot in half a minute either."""
        self._timer.stop()
        self._failed(error)
