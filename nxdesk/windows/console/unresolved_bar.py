"""The bar that tells of registrations whose outcome is unknown: 「前回の登録 (12名) の結果が不明です」［結果を確認］."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nxdesk.desk.ledger import LedgerRow, Resolved, resolved_words, unresolved_words
from nxdesk.desk.pauses import OnPause
from nxdesk.desk.program import Session
from nxdesk.windows import message, theme
from nxdesk.windows.aid_strip import aid_label
from nxdesk.windows.console.pause_line import PauseLine
from nxdesk.windows.names import set_name
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text


class UnresolvedBar(QWidget):
    """Stands at the top of the main menu while there are any; it cannot be hidden. It looks again with its window."""

    def __init__(self, session: Session, shell: Shell, open_ledger: Callable[[], object]) -> None:
        super().__init__()
        self._ledger = session.ledger()
        self._shell = shell
        self._asking = False
        frame = set_name(QFrame(), "main.unresolved", text("aid.tag"))
        frame.setStyleSheet(theme.aid_style("main.unresolved"))
        self.words = aid_label("main.unresolved_words")
        self.words.setStyleSheet(f"color: {theme.ERROR};")
        self.resolve = set_name(QPushButton(text("main.resolve")), "main.resolve")
        self.open = set_name(QPushButton(text("main.open_ledger")), "main.open_ledger")
        self.resolve.clicked.connect(lambda _: self._stop() if self._asking else self._ask())
        self.open.clicked.connect(lambda _: open_ledger())
        self.pause = PauseLine("main")
        self.pause.hurried.connect(self._ledger.hurry)
        lines = QVBoxLayout(frame)
        lines.setContentsMargins(8, 4, 8, 4)
        row = QHBoxLayout()
        row.addWidget(QLabel(text("aid.tag")))
        row.addWidget(self.words, 1)
        row.addWidget(self.resolve)
        row.addWidget(self.open)
        lines.addLayout(row)
        lines.addWidget(self.pause)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        self.hide()
        self.look()

    def watch(self, window: QWidget) -> None:
        """Look again whenever this window comes to the front."""
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window came to the front."""
        if event.type() == QEvent.Type.WindowActivate and not self._asking:
            self.look()
        return super().eventFilter(watched, event)

    def look(self) -> None:
        """Read the journal again."""
        self._shell.jobs.run(self, self._ledger.unresolved, on_done=self._show, on_failed=self._failed)

    def _show(self, rows: Sequence[LedgerRow]) -> None:
        if rows:
            self.words.setText(unresolved_words(rows))
        self.setVisible(bool(rows))

    def _ask(self) -> None:
        self._asking = True
        self.resolve.setText(text("main.resolve_stop"))
        self._shell.jobs.run(self, self._resolve_all, on_done=self._answered, on_failed=self._failed,
                             on_progress=self.pause.show_pause, lane="network")

    def _resolve_all(self, report: OnPause) -> tuple[Resolved, ...]:
        self._ledger.watch(report)
        return self._ledger.resolve_all()

    def _stop(self) -> None:
        self.resolve.setEnabled(False)
        self.pause.show_pause(None)
        self._ledger.cancel()

    def _answered(self, found: Sequence[Resolved]) -> None:
        self._over()
        message.information(self.window(), text("ledger.title"), resolved_words(found), name="main.resolved")

    def _failed(self, error: Exception) -> None:
        self._over()
        message.refusal(self.window(), text("ledger.title"), error, name="main.unresolved_refused")

    def _over(self) -> None:
        """The asking is over; the journal is read again where there was any."""
        asked, self._asking = self._asking, False
        self.pause.show_pause(None)
        self.resolve.setEnabled(True)
        self.resolve.setText(text("main.resolve"))
        if asked:
            self.look()
