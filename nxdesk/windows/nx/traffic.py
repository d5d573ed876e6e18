"""通信の記録: every attempt to reach the service with its phases and cause, and its export. nxdesk's own, not one of NX."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from nxdesk.desk.program import Session
from nxdesk.desk.traffic import COLUMNS, PHASES
from nxdesk.windows import message, theme
from nxdesk.windows.aid_strip import aid_label
from nxdesk.windows.console.phase_bar import PhaseBar
from nxdesk.windows.grid.columns import GridColumn
from nxdesk.windows.names import set_name
from nxdesk.windows.nx.own_list import OwnListWindow
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

_WIDTHS = {"at": 25, "what": 22, "attempt": 6, "status": 6, "total": 13, "cause": 10, "sentence": 46, "connect": 7,
           "tunnel": 9, "tls": 7, "send": 7, "wait": 9, "receive": 7, "method": 8, "path": 60, "request_id": 26,
           "service": 28, "via": 20}
SIZE = (104, 42)
"""In average characters."""
_SUFFIX = ".har"


class TrafficWindow(OwnListWindow):
    """The newest attempt on top, failed ones in red; below the list the chosen one in words and as a bar."""

    def __init__(self, session: Session, shell: Shell, parent: QWidget | None = None) -> None:
        columns = [GridColumn(name, text(f"traffic.column_{name}"), width) for name, width in _WIDTHS.items()]
        super().__init__("traffic", shell, parent, columns, COLUMNS[len(columns):], "cause")
        self._desk = session.traffic()
        self.view.type_ahead("what", "path")
        self.export = set_name(QPushButton(text("traffic.export")), "traffic.export")
        self.export.clicked.connect(lambda _: self._choose_file())
        self.fill([self.export], self._below())
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._tell())
        self.deed("export_key", self.export.click, "Ctrl+S")
        self.begin(self._desk, session.desk.clock.stamp(), SIZE)

    def _below(self) -> QWidget:
        below = QWidget()
        below.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.phases = PhaseBar({name: text(f"traffic.column_{name}") for name in PHASES})
        self.words: QLabel = aid_label("traffic.words")
        self.words.setMinimumHeight(3 * self.fontMetrics().lineSpacing())
        layout = QVBoxLayout(below)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.addWidget(self.phases)
        layout.addWidget(self.words)
        return below

    def changed(self) -> None:
        """Bring what stands below the list up to date."""
        self._tell()
        self.export.setEnabled(bool(self.model.rowCount()))

    def _tell(self) -> None:
        spans = {name: float(stored.replace(",", "")) for name in PHASES if (stored := self.stored(name))}
        self.phases.show_spans(spans)
        cause, sentence, number = (self.stored(name) for name in ("cause", "sentence", "request_id"))
        first = f"{self.stored('at')}　{self.stored('what')}　{self.stored('method')} {self.stored('path')}"
        lines = (first.strip(), f"{sentence}({cause})" if cause else sentence,
                 text("traffic.number", number=number) if number else "")
        self.words.setText("\n".join(filter(None, lines)))
        theme.ink(self.words, theme.ERROR if cause else theme.HINT)

    # 書き出し

    def _choose_file(self) -> None:
        proposed = str(Path.home() / f"nxdesk_traffic_{self._stamp.replace(':', '')}{_SUFFIX}")
        file, _ = QFileDialog.getSaveFileName(self, text("traffic.export_title"), proposed,
                                              text("traffic.export_filter"))
        if file:
            self.write(Path(file if file.endswith(_SUFFIX) else f"{file}{_SUFFIX}"))

    def write(self, file: Path) -> None:
        """Export to this file."""
        self.export.setEnabled(False)
        self.shell.jobs.run(self, lambda: (self._desk.export(file), file), on_done=self._written,
                            on_failed=self._not_exported)

    def _written(self, what: tuple[int, Path]) -> None:
        self.export.setEnabled(True)
        message.information(self, self.windowTitle(), text("traffic.exported", count=what[0], file=what[1]),
                            name="traffic.exported")

    def _not_exported(self, error: Exception) -> None:
        self.export.setEnabled(True)
        self.refused(error)
