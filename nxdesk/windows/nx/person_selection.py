"""個人選択: whom a run is about, on which 参照日, and whether My Numbers go along (manual (4))."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nxdesk.desk.documents import DocumentChoice
from nxdesk.desk.people_list import COLUMNS
from nxdesk.desk.program import Session
from nxdesk.desk.run_state import Selection
from nxdesk.records.clock import shown
from nxdesk.records.fields import Kind
from nxdesk.windows import theme
from nxdesk.windows.console.relink_banner import RelinkBanner
from nxdesk.windows.grid.columns import GridColumn
from nxdesk.windows.grid.model import GridModel
from nxdesk.windows.grid.table import Table
from nxdesk.windows.grid.view import GridView
from nxdesk.windows.menubar import MenuBar, MenuPlan
from nxdesk.windows.names import set_name
from nxdesk.windows.nx.column_choice import choose_columns
from nxdesk.windows.nx.direction import REGISTER, Direction
from nxdesk.windows.nx.people_filter import PeopleFilter
from nxdesk.windows.nx.people_loader import PeopleLoader
from nxdesk.windows.nx.selection_options import SelectionOptions
from nxdesk.windows.nx_window import NxWindow
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

GRID_COLUMNS = (
    GridColumn("code", "個人コード", 13),
    GridColumn("name", "氏名(漢字)", 18, sort_by="kana"),
    GridColumn("kana", "氏名(カナ)", 22),
    GridColumn("department", "所属", 22),
    GridColumn("status", "在籍区分", 10),
    GridColumn("hire_date", "入社年月日", 13, shown),
    GridColumn("retire_date", "退職年月日", 13, shown),
    GridColumn("operation_start", "運用開始日", 13, shown, hidden=True),
    GridColumn("updated_at", "NX更新日", 21, shown),
    GridColumn("linked_at", "前回の連携日時", 21, shown),
    GridColumn("linkage", "連携状態", 11),
)
_DAY = "yyyy-MM-dd"
Documents = Callable[[], Sequence[DocumentChoice]]
"""Gives the documents among which one can choose; blocks."""
SIZE = (106, 52)
"""In average characters; wide enough for all columns."""


class PersonSelectionWindow(NxWindow):
    """Filters, people with a check each, and what goes along. `executed` carries the Selection; the choice stays."""

    executed = Signal(object)
    left = Signal()
    failed = Signal(object)

    def __init__(self, session: Session, shell: Shell, kind: Kind, parent: QWidget | None = None,
                 direction: Direction = REGISTER, documents: Documents | None = None) -> None:
        super().__init__("person_selection", shell, parent)
        self.setWindowTitle(text("person_selection.title_of", run=direction.label(kind)))
        self._direction = direction
        self._documents = documents
        self.options = SelectionOptions(kind, direction, QDate.fromString(session.desk.clock.today(), _DAY),
                                        may_my_number=session.user.my_number)
        self.as_of, self.my_number = self.options.as_of, self.options.my_number
        people = Table(GRID_COLUMNS, COLUMNS[len(GRID_COLUMNS):])
        self.model = GridModel(people, text("person_selection.column_check"), self)
        self._fill_centre(RelinkBanner(session, shell, "person_selection") if direction is REGISTER else None)
        self._fill_menubar()
        self._make_deeds()
        self._loader = PeopleLoader(session.people_list(kind), self.model, shell.jobs, self)
        self._connect()
        self.guide(text("person_selection.guide"))
        self.remember(*SIZE)
        shell.state.remember_columns(self.view.horizontalHeader(), "person_selection")
        self._loader.begin()

    def _fill_centre(self, banner: RelinkBanner | None) -> None:
        self.filter = PeopleFilter()
        self.view = set_name(GridView(self.model), "person_selection.list")
        self.view.type_ahead("code", "kana")
        self.empty = set_name(QLabel(), "person_selection.empty")
        theme.ink(self.empty, theme.HINT)
        self.empty.hide()
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(8, 6, 8, 6)
        for on_top in (self._direction.band("person_selection"), banner):
            if on_top is not None:
                layout.addWidget(on_top)
        layout.addWidget(self.filter)
        layout.addWidget(self.options)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.empty)
        layout.addLayout(self._foot())
        self.setCentralWidget(centre)
        self.view.setFocus()

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.buttons: dict[str, QPushButton] = {}
        self.count = set_name(QLabel(), "person_selection.count")
        self.listed = set_name(QLabel(), "person_selection.listed")
        for entry in ("select_all", "select_none", "execute", "cancel"):
            self.buttons[entry] = set_name(QPushButton(text(f"person_selection.{entry}")), f"person_selection.{entry}")
            self.buttons[entry].setAutoDefault(True)
        row.addWidget(self.buttons["select_all"])
        row.addWidget(self.buttons["select_none"])
        row.addSpacing(12)
        row.addWidget(self.count)
        row.addSpacing(12)
        row.addWidget(self.listed)
        row.addStretch(1)
        row.addWidget(self.buttons["execute"])
        row.addWidget(self.buttons["cancel"])
        return row

    def _fill_menubar(self) -> None:
        self.bar = MenuBar(self, self.shell, MenuPlan(
            "person_selection", "" if self._direction is REGISTER else "acquire", copy=self.view.copy,
            select_all=self.view.check_all, fit_columns=self.view.fit_columns,
            columns=lambda: choose_columns(self, self.view)))

    def _make_deeds(self) -> None:
        deeds = {"select_all": (self.view.check_all, "F7"), "select_none": (self._uncheck_all, "F8"),
                 "execute": (self._execute, "F12"), "cancel": (self.close, "")}
        for entry, (deed, _) in deeds.items():
            self.buttons[entry].clicked.connect(lambda _=False, deed=deed: deed())
        for entry, (_, key) in deeds.items():
            if key:
                self.deed(f"{entry}_key", self.buttons[entry].click, key)
        self.deed("search_key", self.filter.search.setFocus, "F3")
        self.deed("reload_key", self.reload, "F5")

    def _connect(self) -> None:
        self.filter.changed.connect(self._refilter)
        self.model.checks_changed.connect(self._count)
        self.model.modelReset.connect(self._count)
        self.view.entered_row.connect(lambda _: self.buttons["execute"].click())
        self.view.opened.connect(lambda _: self.view.toggle_selected())
        self.options.changed.connect(self._count)
        self._loader.advanced.connect(self._count)
        self._loader.loaded.connect(self._loaded)
        self._loader.failed.connect(self.failed)
        self._count()

    def _loaded(self) -> None:
        if self._documents is not None:
            self.shell.jobs.run(self, self._documents, on_done=self.options.offer, on_failed=self.refused)
        self.filter.set_departments(self.model.table.distinct("department"))
        if self.view.current_row() < 0 and self.model.rowCount():
            self.view.go_to(0)
        self._count()

    def reload(self) -> None:
        """Read the people again: they may have been edited meanwhile. Checks, filter, order and focus stay."""
        self._loader.reload()

    def _refilter(self) -> None:
        self.model.keep(self.filter.conditions())

    def _uncheck_all(self) -> None:
        self.model.set_checked(())

    def _count(self) -> None:
        """Write how many are chosen and listed; nobody chosen, or a list still coming, cannot be executed."""
        table, chosen = self.model.table, len(self.model.checked)
        filtered = chosen and not table.natural
        hidden = chosen - len(self.model.checked.intersection(table.shown_keys())) if filtered else 0
        self.count.setText(text("person_selection.count_hidden", chosen=f"{chosen:,}", hidden=f"{hidden:,}") if hidden
                           else text("person_selection.count", chosen=f"{chosen:,}"))
        entry = "listed" if table.complete else "loading"
        self.listed.setText(text(f"person_selection.{entry}", shown=f"{len(table.shown):,}", total=f"{table.total:,}",
                                 loaded=f"{table.loaded:,}"))
        self.empty.setText(text(f"person_selection.{'none_found' if table.total else 'nobody'}"))
        self.empty.setVisible(table.complete and not table.shown and not self._loader.busy)
        self.buttons["select_all"].setEnabled(table.complete and bool(table.shown))
        self.buttons["select_none"].setEnabled(bool(chosen))
        self.buttons["execute"].setEnabled(table.complete and (bool(chosen) or self.options.without_people))

    def selection(self) -> Selection:
        """What is chosen now."""
        return self.options.selection(tuple(self.model.checked_keys()))

    def _execute(self) -> None:
        self.show_problem("")
        self.executed.emit(self.selection())

    def show_problem(self, sentence: str) -> None:
        """Say beside 参照日 what is wrong with it."""
        self.options.show_problem(sentence)

    def may_close(self) -> bool:
        """Closing is キャンセル."""
        self.left.emit()
        return True
