"""The eight rungs as a table: sign and word, time, and what is known; each row read aloud as one sentence."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from nxdesk.desk.ladder import Climb, Rung, Standing, Step
from nxdesk.windows import theme
from nxdesk.windows.names import set_name
from nxdesk.windows.texts import text

_NOTICE = "#7a4b00"
_LOOKS = {
    Standing.REACHED: ("○", theme.AID_INK), Standing.NOTICE: ("△", _NOTICE), Standing.FAILED: ("×", theme.ERROR),
    Standing.STOPPED: ("■", _NOTICE), Standing.SKIPPED: ("－", theme.HINT), Standing.UNKNOWN: ("？", theme.HINT)}
"""Sign and colour; the word stands beside them."""

_COLUMNS = ("rung", "standing", "time", "known")
_WIDTHS = (12, 7, 9)
"""In full-width characters; what is known takes the rest."""


class LadderRungs(QTableWidget):
    """Shows a climb, or how far one has come."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(len(Rung), len(_COLUMNS), parent)
        set_name(self, "ladder.rungs")
        self.setHorizontalHeaderLabels([text(f"ladder.column_{name}") for name in _COLUMNS])
        self.verticalHeader().hide()
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(len(_WIDTHS), QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        self._fit()
        self.show_way(None)

    def show_way(self, under_way: Rung | None) -> None:
        """A climb that has come to this rung; None before it began."""
        unknown = f"{_LOOKS[Standing.UNKNOWN][0]} {Standing.UNKNOWN.value}"
        for row, rung in enumerate(Rung):
            words = text("ladder.now") if rung is under_way else unknown
            self._fill(row, (rung.value, words, "", ""), theme.HINT)
        self._settle()

    def show_climb(self, climb: Climb) -> None:
        """The end of a climb; the cursor stands on the rung at fault, or on the topmost."""
        for row, step in enumerate(climb.steps):
            sign, colour = _LOOKS[step.standing]
            self._fill(row, (step.rung.value, f"{sign} {step.standing.value}", step.time, step.known), colour, step)
        self._settle()
        failed = climb.failed
        self.setCurrentCell(climb.steps.index(failed) if failed else len(climb.steps) - 1, 0)

    def _fill(self, row: int, words: tuple[str, ...], colour: str, step: Step | None = None) -> None:
        spoken = " ".join(filter(None, (str(row + 1), *words)))
        if step is not None and step.sentence:
            spoken += f"。{step.sentence}({step.code}) {step.check}"
        for column, shown in enumerate(words):
            item = QTableWidgetItem(f"{row + 1}. {shown}" if column == 0 else shown)
            if column == _COLUMNS.index("standing"):
                item.setForeground(QColor(colour))
            if column == _COLUMNS.index("time"):
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
            item.setToolTip(shown if column == _COLUMNS.index("known") else "")
            self.setItem(row, column, item)

    def _fit(self) -> None:
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, theme.width_of(self, width))

    def _settle(self) -> None:
        """As high as its rows: all eight are seen at once."""
        self.resizeRowsToContents()
        rows = sum(self.rowHeight(row) for row in range(self.rowCount()))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + 2 * self.frameWidth())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is known wraps anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._settle()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()
            self._settle()
