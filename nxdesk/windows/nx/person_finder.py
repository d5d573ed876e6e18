"""The left side of 人事マスター保守: search as you type, and the people who were found."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QTableWidget, QTableWidgetItem, QWidget

from nxdesk.desk.people_search import Hits, PeopleSearch
from nxdesk.windows import theme
from nxdesk.windows.jobs import Job
from nxdesk.windows.names import set_name
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

_PAUSE = 120
"""Milliseconds without a keystroke before the search begins."""


class PersonFinder(QWidget):
    """`chosen` names the person to open. The list follows what is typed; ↓ goes from the search into the list."""

    chosen = Signal(str)

    def __init__(self, people: PeopleSearch, shell: Shell, refused: Callable[[Exception], None]) -> None:
        super().__init__()
        self._refused = refused
        self._people = people
        self._shell = shell
        self._job: Job | None = None
        self._current = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.search)
        self.entry = set_name(QLineEdit(), "personnel.search")
        self.entry.setPlaceholderText(text("personnel.search_hint"))
        self.entry.setClearButtonEnabled(True)
        self.entry.textChanged.connect(lambda _: self._pause.start())
        self.entry.returnPressed.connect(self._open_first)
        self._make_list()
        label = QLabel(text("personnel.search"))
        label.setBuddy(self.entry)
        self.count = set_name(QLabel(), "personnel.hit_count")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label, 0, 0)
        layout.addWidget(self.entry, 0, 1)
        layout.addWidget(self.hits, 1, 0, 1, 2)
        layout.addWidget(self.count, 2, 0, 1, 2)

    def _make_list(self) -> None:
        self.hits = set_name(QTableWidget(0, 3), "personnel.hits")
        self.hits.setHorizontalHeaderLabels([text(f"personnel.column_{c}") for c in ("code", "name", "department")])
        self.hits.horizontalHeader().setStretchLastSection(True)
        self.hits.horizontalHeader().setHighlightSections(False)
        self.hits.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.hits.verticalHeader().hide()
        self.hits.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.hits.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.hits.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.hits.setTabKeyNavigation(False)
        self.hits.setAlternatingRowColors(True)
        self.hits.setWordWrap(False)
        self.hits.itemSelectionChanged.connect(self._selected)
        self.fit()

    def fit(self) -> None:
        """Columns and rows follow the text size."""
        self.hits.setColumnWidth(0, theme.width_of(self, 11, "0"))
        self.hits.setColumnWidth(1, theme.width_of(self, 9))
        self.hits.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)

    def search(self) -> None:
        """Search for what stands in the field; an older search that still runs is forgotten."""
        self._pause.stop()
        if self._job is not None:
            self._job.forget()
        typed = self.entry.text()
        self._job = self._shell.jobs.run(self, lambda: self._people.find(typed), on_done=self._show,
                                         on_failed=self._refused)

    def renew(self) -> None:
        """Somebody was changed: read the list anew."""
        self._people.forget()
        self.search()

    def _show(self, hits: Hits) -> None:
        self._job = None
        self.hits.blockSignals(True)
        self.hits.setRowCount(len(hits.people))
        for row, hit in enumerate(hits.people):
            for column, words in enumerate((hit.code, hit.name, hit.department)):
                self.hits.setItem(row, column, QTableWidgetItem(words))
        self.count.setText(text("personnel.hit_more" if hits.more else "personnel.hit_count", count=len(hits.people)))
        self.hits.blockSignals(False)
        self.mark(self._current)

    def mark(self, code: str) -> None:
        """Show which person is open."""
        self._current = code
        self.hits.blockSignals(True)
        self.hits.clearSelection()
        for item in self.hits.findItems(code, Qt.MatchFlag.MatchExactly) if code else []:
            if item.column() == 0:
                self.hits.setCurrentItem(item)
        self.hits.blockSignals(False)

    def _selected(self) -> None:
        rows = {item.row() for item in self.hits.selectedItems()}
        if rows and (item := self.hits.item(min(rows), 0)) is not None:
            self.chosen.emit(item.text())

    def _open_first(self) -> None:
        if self.hits.rowCount():
            self.hits.setFocus()
            self.hits.selectRow(max(self.hits.currentRow(), 0))
