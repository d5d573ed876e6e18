"""登録の台帳: what became of every registration; 結果を確認 asks e-AMANO and never sends. nxdesk's own, not one of NX."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from nxdesk.desk.ledger import COLUMNS, Resolved, resolved_words
from nxdesk.desk.outcomes import UNKNOWN
from nxdesk.desk.pauses import OnPause
from nxdesk.desk.program import Session
from nxdesk.records.clock import shown
from nxdesk.windows import message, theme
from nxdesk.windows.console.pause_line import PauseLine
from nxdesk.windows.grid.columns import GridColumn
from nxdesk.windows.names import set_name
from nxdesk.windows.nx.own_list import OwnListWindow
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

_WIDTHS = {"state": 8, "opened_at": 21, "kind": 14, "people": 8, "remark": 34, "who": 24, "service": 30, "number": 11}
SIZE = (96, 40)
"""In average characters."""


class LedgerWindow(OwnListWindow):
    """Unresolved registrations on top, in red. `resolved` tells that something was asked after."""

    resolved = Signal()

    def __init__(self, session: Session, shell: Shell, parent: QWidget | None = None) -> None:
        columns = [GridColumn(name, text(f"ledger.column_{name}"), width, shown if name == "opened_at" else str)
                   for name, width in _WIDTHS.items()]
        super().__init__("ledger", shell, parent, columns, COLUMNS[len(columns):], "alarm")
        self._desk = session.ledger()
        self._asking = False
        self.view.type_ahead("state", "number")
        self.resolve = set_name(QPushButton(text("ledger.resolve")), "ledger.resolve")
        self.resolve_all = set_name(QPushButton(text("ledger.resolve_all")), "ledger.resolve_all")
        self.details = set_name(QPushButton(text("ledger.details")), "ledger.details")
        self.resolve.clicked.connect(lambda _: self._stop() if self._asking else self._resolve())
        self.resolve_all.clicked.connect(lambda _: self._resolve_all())
        self.details.clicked.connect(lambda _: self._show_details())
        self.pause = PauseLine("ledger")
        self.pause.hurried.connect(self._desk.hurry)
        self.fill([self.resolve, self.resolve_all, self.details], below=self.pause)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._judge())
        self.view.opened.connect(lambda _: self._show_details())
        self.view.entered_row.connect(lambda _: self._show_details())
        self.deed("resolve_key", self.resolve.click, "F6")
        self.begin(self._desk, session.desk.clock.stamp(), SIZE)
        self._judge()

    def changed(self) -> None:
        """Bring the buttons up to date."""
        self._judge()

    def _judge(self) -> None:
        table, column = self.model.table, self.model.table.place("state")
        states = [table.stored(row, column) for row in range(len(table.shown))]
        self.resolve.setText(text("ledger.stop") if self._asking else text("ledger.resolve"))
        self.resolve.setEnabled(self._asking or self.stored("state") == UNKNOWN)
        self.resolve_all.setEnabled(not self._asking and UNKNOWN in states)
        self.details.setEnabled(bool(self.stored("id")))

    # 結果を確認

    def _resolve(self) -> None:
        wanted = self.stored("id")
        self._ask(lambda: (self._desk.resolve(wanted),))

    def _resolve_all(self) -> None:
        self._ask(self._desk.resolve_all)

    def _ask(self, question: Callable[[], tuple[Resolved, ...]]) -> None:
        self._asking = True
        self.statusBar().showMessage(text("ledger.asking"))
        self._judge()

        def work(report: OnPause) -> tuple[Resolved, ...]:
            self._desk.watch(report)
            return question()
        self.shell.jobs.run(self, work, on_done=self._asked, on_failed=self._not_asked,
                            on_progress=self.pause.show_pause, lane="network")

    def _stop(self) -> None:
        self.resolve.setEnabled(False)
        self.pause.show_pause(None)
        self._desk.cancel()

    def _asked(self, found: tuple[Resolved, ...]) -> None:
        self._over()
        message.information(self, self.windowTitle(), resolved_words(found), name="ledger.answer")

    def _not_asked(self, error: Exception) -> None:
        self._over()
        self.refused(error)

    def _over(self) -> None:
        self._asking = False
        self.pause.show_pause(None)
        self.statusBar().clearMessage()
        self._judge()
        self.resolved.emit()
        self.reload()

    def may_close(self) -> bool:
        """Asking ends with the window."""
        if self._asking:
            self._desk.cancel()
        return super().may_close()

    # 詳細

    def _show_details(self) -> None:
        wanted = self.stored("id")
        if wanted:
            self.shell.jobs.run(self, lambda: self._desk.details(wanted), on_done=self._open_details,
                                on_failed=self.refused)

    def _open_details(self, facts: tuple[tuple[str, str], ...]) -> None:
        DetailsDialog(text("ledger.details_title"), "\n".join(f"{label}: {words}" for label, words in facts), self,
                      "ledger_details").open()


class DetailsDialog(QDialog):
    """A text to read and copy."""

    def __init__(self, title: str, words: str, parent: QWidget, key: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        set_name(self, f"{key}.window", title)
        self.body = set_name(QPlainTextEdit(words), f"{key}.text", title)
        self.body.setReadOnly(True)
        self.body.setTabChangesFocus(True)
        self.body.setMinimumSize(theme.width_of(self, 50), theme.width_of(self, 24))
        self.copy = set_name(QPushButton(text("ledger_details.copy")), f"{key}.copy")
        self.close_button = set_name(QPushButton(text("app.close")), f"{key}.close")
        self.copy.clicked.connect(lambda _: QGuiApplication.clipboard().setText(words))
        self.close_button.clicked.connect(self.close)
        self.close_button.setDefault(True)
        layout = QVBoxLayout(self)
        layout.addWidget(self.body)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.copy)
        row.addWidget(self.close_button)
        layout.addLayout(row)
