"""マイナンバー操作記録: who handled whose My Number, when and what for; never a number. nxdesk's own, not one of NX."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nxdesk.desk.number_log import COLUMNS
from nxdesk.desk.program import Session
from nxdesk.records.clock import shown
from nxdesk.windows import message, theme
from nxdesk.windows.aid_strip import aid_label
from nxdesk.windows.grid.columns import GridColumn
from nxdesk.windows.grid.model import GridModel
from nxdesk.windows.grid.table import Table
from nxdesk.windows.grid.view import GridView
from nxdesk.windows.menubar import MenuBar, MenuPlan
from nxdesk.windows.names import set_name
from nxdesk.windows.nx.column_choice import choose_columns
from nxdesk.windows.nx.log_filter import LogFilter
from nxdesk.windows.nx.people_loader import PeopleLoader
from nxdesk.windows.nx.table_launch import TableLauncher
from nxdesk.windows.nx_window import NxWindow
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

_WIDTHS = {"at": 21, "by": 20, "code": 13, "name": 18, "member": 20, "action": 10, "purpose": 34}
SIZE = (88, 44)
"""In average characters."""


class NumberLogWindow(NxWindow):
    """The newest access on top. Opened for users with マイナンバー権限 only; the desk refuses the others."""

    def __init__(self, session: Session, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__("number_log", shell, parent)
        self._clock = session.desk.clock
        columns = [GridColumn(name, text(f"number_log.column_{name}"), width, shown if name == "at" else str)
                   for name, width in _WIDTHS.items()]
        self.model = GridModel(Table(columns, COLUMNS[len(columns):], key="id"), parent=self)
        self.launcher = TableLauncher(shell.jobs, self)
        self._fill_centre()
        self._fill_menubar()
        self._loader = PeopleLoader(session.number_log(), self.model, shell.jobs, self)
        self._connect()
        self.guide(text("number_log.guide"))
        self.remember(*SIZE)
        shell.state.remember_columns(self.view.horizontalHeader(), "number_log")
        self._loader.begin()

    def _fill_centre(self) -> None:
        self.filter = LogFilter("number_log", COLUMNS, {"operator": "by"},
                                lambda entry: text(f"number_log.{entry}"))
        self.view = set_name(GridView(self.model), "number_log.list")
        self.view.type_ahead("code", "by")
        self.empty = set_name(QLabel(), "number_log.empty")
        theme.ink(self.empty, theme.HINT)
        self.empty.hide()
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addWidget(_mark())
        layout.addWidget(self.filter)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.empty)
        layout.addLayout(self._foot())
        self.setCentralWidget(centre)
        self.view.setFocus()

    def _foot(self) -> QHBoxLayout:
        self.listed = set_name(QLabel(), "number_log.listed")
        self.buttons = {entry: set_name(QPushButton(text(f"number_log.{entry}")), f"number_log.{entry}")
                        for entry in ("open_table", "reload", "close")}
        row = QHBoxLayout()
        row.addWidget(self.listed)
        row.addStretch(1)
        for button in self.buttons.values():
            button.setAutoDefault(True)
            row.addWidget(button)
        return row

    def _fill_menubar(self) -> None:
        launch = self.deed("menu_open_table", self.buttons["open_table"].click, "F9", text("menubar.open_table"))
        self.deed("search_key", self.filter.person.setFocus, "F3")
        self.deed("reload_key", self.buttons["reload"].click, "F5")
        self.bar = MenuBar(self, self.shell, MenuPlan(
            "number_log", file=[launch], copy=self.view.copy, select_all=self.view.selectAll,
            fit_columns=self.view.fit_columns, columns=lambda: choose_columns(self, self.view)))

    def _connect(self) -> None:
        self.buttons["open_table"].clicked.connect(lambda _: self._launch())
        self.buttons["reload"].clicked.connect(lambda _: self._loader.reload())
        self.buttons["close"].clicked.connect(lambda _: self.close())
        self.launcher.opened.connect(lambda _: self._launched())
        self.launcher.unopened.connect(self._unopened)
        self.launcher.failed.connect(self._not_written)
        self.filter.changed.connect(lambda: self.model.keep(self.filter.conditions()))
        self.model.modelReset.connect(self._count)
        self._loader.advanced.connect(self._count)
        self._loader.loaded.connect(self._loaded)
        self._loader.failed.connect(self.refused)
        self._count()

    def show_person(self, code: str) -> None:
        """Only what concerns this person and the family."""
        self.filter.show_person(code)

    def _loaded(self) -> None:
        self.filter.offer("operator", self.model.table.distinct("by"))
        if self.view.current_row() < 0 and self.model.rowCount():
            self.view.go_to(0)
        self._count()

    def _count(self) -> None:
        table = self.model.table
        said = "listed" if table.complete else "loading"
        self.listed.setText(text(f"number_log.{said}", shown=f"{len(table.shown):,}", total=f"{table.total:,}",
                                 loaded=f"{table.loaded:,}"))
        self.empty.setText(text(f"number_log.{'none_found' if table.total else 'nothing'}"))
        self.empty.setVisible(table.complete and not table.shown)
        self.buttons["open_table"].setEnabled(table.complete and bool(table.shown))

    # 表起動

    def _launch(self) -> None:
        self.buttons["open_table"].setEnabled(False)
        self.statusBar().showMessage(text("list.writing"))
        titles = [column.title for column in self.model.table.columns]
        self.launcher.launch(self.windowTitle(), titles, self.model.table.snapshot(), self._clock.stamp())

    def _launched(self) -> None:
        self.statusBar().clearMessage()
        self._count()

    def _unopened(self, file: object) -> None:
        self._launched()
        message.information(self, self.windowTitle(), text("list.no_program", path=file), name="number_log.message")

    def _not_written(self, reason: str) -> None:
        self._launched()
        message.warning(self, self.windowTitle(), text("list.not_written", reason=reason), name="number_log.message")

    def may_close(self) -> bool:
        """Nothing here can be lost."""
        self.shell.jobs.forget(self.launcher)
        return True


def _mark() -> QFrame:
    """Says whose window this is; unlike the strips in NX's windows it cannot be hidden."""
    frame = set_name(QFrame(), "number_log.mark", text("aid.tag"))
    frame.setStyleSheet(theme.aid_style("number_log.mark"))
    row = QHBoxLayout(frame)
    row.setContentsMargins(8, 4, 8, 4)
    row.addWidget(QLabel(text("aid.tag")))
    row.addWidget(aid_label("number_log.aid", text("number_log.aid")), 1)
    return frame
