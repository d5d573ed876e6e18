"""The error and comparison list of a run (manual (4)): its sentence, its columns, 表起動, OK, キャンセル."""

from collections.abc import Callable, Sequence
from operator import attrgetter

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from nxdesk.desk.run_state import COLUMNS, ListRow
from nxdesk.desk.run_texts import LIST_SENTENCE
from nxdesk.records.clock import Clock
from nxdesk.windows import message, theme
from nxdesk.windows.aid_strip import AidStrip, aid_label
from nxdesk.windows.console.impact_pane import ImpactPane
from nxdesk.windows.grid.columns import GridColumn
from nxdesk.windows.grid.model import GridModel
from nxdesk.windows.grid.table import Table
from nxdesk.windows.grid.view import GridView
from nxdesk.windows.menubar import MenuBar, MenuPlan
from nxdesk.windows.names import set_name
from nxdesk.windows.nx.column_choice import choose_columns
from nxdesk.windows.nx.direction import REGISTER, Direction
from nxdesk.windows.nx.table_launch import TableLauncher
from nxdesk.windows.nx_window import NxWindow
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

_IDS = ("code", "name", "item", "nx_data", "nx_updated", "eamano_data", "eamano_updated", "operation_start")
_WIDTHS = (13, 18, 22, 58, 21, 18, 21, 13)
GRID_COLUMNS = tuple(GridColumn(column_id, title, width)
                     for column_id, title, width in zip(_IDS, COLUMNS, _WIDTHS, strict=True))
_FITTED = ("item", "nx_data", "eamano_data")
"""Columns whose texts differ much in length from one list to the other."""
_NUMBER_DIGITS = 8
SIZE = (104, 44)
"""In average characters; wide enough for all columns of a list of errors."""
HEIGHT_WITH_IMPACT = 66

ListColumns = Sequence[Sequence[str]]
OpenRow = Callable[[ListRow], None]
"""Opens what a row of errors is about."""
OpenRecord = Callable[[str, str, int, str], None]
"""Opens a record by the id of its kind, its owner, its number (0 for a person), and an item."""


def columns_of(rows: Sequence[ListRow]) -> ListColumns:
    """The rows column by column, with a number that tells them apart; takes long for many, so it belongs in a job."""
    numbers = [str(number).zfill(_NUMBER_DIGITS) for number in range(len(rows))]
    return [*zip(*[row.cells for row in rows], strict=True), numbers] if rows else [()] * (len(COLUMNS) + 1)


class ListWindow(NxWindow):
    """One list. `accepted` is OK, `rejected` キャンセル or closing; a double click on an error opens the person."""

    accepted = Signal()
    rejected = Signal()

    def __init__(self, shell: Shell, title: str, rows: Sequence[ListRow], columns: ListColumns, clock: Clock,
                 parent: QWidget | None = None, direction: Direction = REGISTER) -> None:
        super().__init__("list", shell, parent)
        self.setWindowTitle(title)
        self._direction = direction
        self._rows = rows
        self._has_errors = any(map(attrgetter("is_error"), rows))
        self._people = len(set(columns[0]))
        # Of what belongs to no person, the list has each record's own code where else the person's stands.
        self._codes = bool(rows) and rows[0].owner != rows[0].code
        self._clock = clock
        self._opens: OpenRow | None = None
        self.impact: ImpactPane | None = None
        self.model = GridModel(Table(GRID_COLUMNS, ("number",), key="number"), parent=self)
        self.model.replace(columns)
        self.launcher = TableLauncher(shell.jobs, self, self.open_url)
        self._fill_centre()
        self._fill_menubar()
        self._connect()
        self.guide(text("list.guide" if direction is REGISTER else "list.acquire_guide"))
        self.remember(*SIZE)
        kind_of_list = "list_errors" if self._has_errors else "list"
        shell.state.remember_columns(self.view.horizontalHeader(), kind_of_list)

    @staticmethod
    def open_url(url: QUrl) -> bool:
        """Hand a file to the system's program."""
        return QDesktopServices.openUrl(url)

    def _fill_centre(self) -> None:
        words = LIST_SENTENCE if self._direction is REGISTER else text("list.acquire_sentence")
        sentence = set_name(QLabel(words), "list.sentence", words)
        sentence.setWordWrap(True)
        self.view = set_name(GridView(self.model, numbered=True), "list.table")
        self.view.type_ahead("code")
        self.reason = set_name(QLabel(), "list.reason")
        self.reason.setWordWrap(True)
        theme.ink(self.reason, theme.ERROR)
        self.reason.hide()
        centre = QWidget()
        layout = self._centre = QVBoxLayout(centre)
        layout.setContentsMargins(8, 8, 8, 6)
        band = self._direction.band("list")
        if band is not None:
            layout.addWidget(band)
        layout.addWidget(sentence)
        self.lists = QSplitter(Qt.Orientation.Vertical)
        self.lists.addWidget(self.view)
        self.lists.setChildrenCollapsible(False)
        layout.addWidget(self.lists, 1)
        layout.addWidget(self._aids())
        layout.addWidget(self.reason)
        layout.addLayout(self._foot())
        self.setCentralWidget(centre)
        for place in range(len(GRID_COLUMNS)):
            if _IDS[place] in _FITTED or (self._codes and _IDS[place] == "name"):
                self.view.fit_column(place)
        if self.model.rowCount():
            self.view.go_to(0)
        self.view.setFocus()

    def _aids(self) -> AidStrip:
        """The whole text of the row with the focus, what else was found, and what a double click does."""
        strip = AidStrip(self.shell.aids, "list.aids")
        self.cell = aid_label("list.cell")
        self.notes = aid_label("list.notes")
        strip.content.addWidget(self.cell, 0, 0)
        strip.content.addWidget(self.notes, 1, 0)
        strip.content.setColumnStretch(0, 1)
        return strip

    def _foot(self) -> QHBoxLayout:
        self.buttons = {entry: set_name(QPushButton(text(f"list.{entry}")), f"list.{entry}")
                        for entry in ("open_table", "ok", "cancel")}
        if self._direction is not REGISTER:
            self.buttons["ok"].setText(text("list.acquire_ok"))
            self.buttons["ok"].setAccessibleName(text("list.acquire_ok"))
        words = text("list.rows_codes" if self._codes else "list.rows", rows=f"{len(self._rows):,}",
                     people=f"{self._people:,}")
        count = set_name(QLabel(words), "list.count")
        row = QHBoxLayout()
        row.addWidget(count)
        row.addStretch(1)
        for button in self.buttons.values():
            button.setAutoDefault(True)
            row.addWidget(button)
        return row

    def _fill_menubar(self) -> None:
        launch = self.deed("menu_open_table", self.buttons["open_table"].click, "F9", text("menubar.open_table"))
        self.deed("ok_key", self.buttons["ok"].click, "F12")
        self._plan = MenuPlan(
            "list", "" if self._direction is REGISTER else "acquire", file=[launch],
            copy=lambda: self._grid().copy(), select_all=lambda: self._grid().selectAll(),
            fit_columns=self.view.fit_columns, columns=lambda: choose_columns(self, self.view))
        self.bar = MenuBar(self, self.shell, self._plan)

    def _connect(self) -> None:
        self.buttons["open_table"].clicked.connect(self._launch)
        self.buttons["ok"].clicked.connect(self.accepted)
        self.buttons["cancel"].clicked.connect(self.close)
        self.launcher.opened.connect(lambda _: self._launched())
        self.launcher.unopened.connect(self._unopened)
        self.launcher.failed.connect(self._not_written)
        self.view.opened.connect(self._open_row)
        self.view.entered_row.connect(self._enter_row)
        self.view.selectionModel().currentRowChanged.connect(lambda now, _: self._show_row(now.row()))
        self._show_row(self.view.current_row())

    def explain(self, notes: Sequence[str], *, reason: str = "", open_row: OpenRow | None = None) -> None:
        """Add remarks in nxdesk's strip; a `reason` disables OK and says why."""
        self._opens = open_row
        lines = list(notes)
        if open_row is not None and self._has_errors:
            lines.append(text("list.acquire_hint" if self._direction is not REGISTER else
                              "list.hint_codes" if self._codes else "list.hint"))
        self.notes.setText("\n".join(lines))
        self.notes.setVisible(bool(lines))
        self.buttons["ok"].setEnabled(not reason)
        self.buttons["ok"].setToolTip(reason)
        self.buttons["ok"].setAccessibleDescription(reason)
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))
        (self.buttons["cancel"] if reason else self.buttons["ok"]).setDefault(True)

    def show_impact(self, pane: ImpactPane) -> None:
        """Add nxdesk's impact pane below the list; the window is higher with it."""
        self.impact = pane
        self.lists.addWidget(pane)
        pane.follow_aids()
        self.lists.setSizes([1, 2])
        self.remember(SIZE[0], HEIGHT_WITH_IMPACT, "list_impact")
        self.shell.state.remember_splitter(self.lists, "list_impact")
        pane.left.connect(self.buttons["ok"].setFocus)

    def explain_relink(self) -> None:
        """この画面の説明 is the manual's chapter on registering again."""
        self._plan.passage = "list_relink"

    def add_banner(self, banner: QWidget) -> None:
        """Put something above everything else."""
        self._centre.insertWidget(0, banner)

    def _grid(self) -> GridView:
        """The list that has the focus."""
        focused = self.focusWidget()
        return focused if isinstance(focused, GridView) else self.view

    def row_at(self, place: int) -> ListRow:
        """The row shown at this place."""
        return self._rows[int(self.model.table.key(place))]

    def _show_row(self, place: int) -> None:
        row = self.row_at(place) if 0 <= place < self.model.rowCount() else None
        self.cell.setText("　".join(part for part in row.cells if part) if row else "")
        if row is not None and self.impact is not None:
            self.impact.go_to_person(row.owner)

    def _open_row(self, place: int) -> None:
        row = self.row_at(place)
        if row.is_error and self._opens is not None:
            self._opens(row)

    def _enter_row(self, place: int) -> None:
        """Enter opens the person of an error; elsewhere it leads to OK, which wants a key of its own."""
        if self.row_at(place).is_error:
            self._open_row(place)
        else:
            self.buttons["ok"].setFocus()

    def _launch(self) -> None:
        self.buttons["open_table"].setEnabled(False)
        self.statusBar().showMessage(text("list.writing"))
        order = [int(key) for key in self.model.table.shown_keys()]
        stamp = self._clock.stamp()
        self.launcher.launch(self.windowTitle(), COLUMNS, lambda: [self._rows[at].cells for at in order], stamp)

    def _launched(self) -> None:
        self.statusBar().clearMessage()
        self.buttons["open_table"].setEnabled(True)

    def _unopened(self, file: object) -> None:
        self._launched()
        message.information(self, self.windowTitle(), text("list.no_program", path=file), name="list.message")

    def _not_written(self, reason: str) -> None:
        self._launched()
        message.warning(self, self.windowTitle(), text("list.not_written", reason=reason), name="list.message")

    def reject(self) -> None:
        """キャンセル."""
        self.close()

    def may_close(self) -> bool:
        """Closing is キャンセル."""
        self.shell.jobs.forget(self.launcher)
        self.rejected.emit()
        return True
