"""The frame of nxdesk's own list windows: its mark on top, a grid, its counts and buttons, F5 and 表起動."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nxdesk.windows import message, theme
from nxdesk.windows.console.own_mark import own_mark
from nxdesk.windows.grid.columns import GridColumn
from nxdesk.windows.grid.model import GridModel
from nxdesk.windows.grid.table import Table
from nxdesk.windows.grid.view import GridView
from nxdesk.windows.menubar import MenuBar, MenuPlan
from nxdesk.windows.names import set_name
from nxdesk.windows.nx.column_choice import choose_columns
from nxdesk.windows.nx.people_loader import PeopleLoader, Pieces
from nxdesk.windows.nx.table_launch import TableLauncher
from nxdesk.windows.nx_window import NxWindow
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

_COUNT_WIDTH = 6


class OwnListWindow(NxWindow):
    """One list. A subclass names its buttons and says what they do; `alarm` is the column that makes a row red."""

    def __init__(self, key: str, shell: Shell, parent: QWidget | None, columns: Sequence[GridColumn],
                 stored: Sequence[str], alarm: str) -> None:
        super().__init__(key, shell, parent)
        self.model = GridModel(Table(columns, stored, key="id"), parent=self, alarm=alarm)
        self.launcher = TableLauncher(shell.jobs, self)
        self.view = set_name(GridView(self.model), f"{key}.list", text(f"{key}.list"))
        self.listed = set_name(QLabel(), f"{key}.listed", text(f"{key}.title"))
        self.listed.setMinimumWidth(theme.width_of(self, _COUNT_WIDTH))
        self.empty = set_name(QLabel(text(f"{key}.nothing")), f"{key}.empty")
        theme.ink(self.empty, theme.HINT)
        self.empty.hide()
        self.buttons: dict[str, QPushButton] = {}
        self._loader: PeopleLoader | None = None
        self._stamp = ""

    def fill(self, own: Sequence[QPushButton], below: QWidget | None = None, above: QWidget | None = None) -> None:
        """Lay out: the mark, what stands above the grid, the grid, what stands below it, and the buttons of the window
        before the common ones.
        """
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addWidget(own_mark(self.key))
        if above is not None:
            layout.addWidget(above)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.empty)
        if below is not None:
            layout.addWidget(below)
        row = QHBoxLayout()
        row.addWidget(self.listed)
        row.addStretch(1)
        words = {"open_table": text(f"{self.key}.open_table"), "reload": text(f"{self.key}.reload"),
                 "close": text(f"{self.key}.close")}
        self.buttons = {entry: set_name(QPushButton(said), f"{self.key}.{entry}") for entry, said in words.items()}
        for button in (*own, *self.buttons.values()):
            button.setAutoDefault(True)
            row.addWidget(button)
        layout.addLayout(row)
        self.setCentralWidget(centre)
        self.view.setFocus()

    def begin(self, pieces: Pieces, stamp: str, size: tuple[int, int]) -> None:
        """Connect everything and read the list; `stamp` goes into the names of spreadsheets."""
        self._stamp = stamp
        launch = self.deed("menu_open_table", self.buttons["open_table"].click, "F9", text("menubar.open_table"))
        self.deed("reload_key", self.reload, "F5")
        self.bar = MenuBar(self, self.shell, MenuPlan(
            self.key, file=[launch], copy=self.view.copy, select_all=self.view.selectAll,
            fit_columns=self.view.fit_columns, columns=lambda: choose_columns(self, self.view)))
        self.buttons["open_table"].clicked.connect(lambda _: self._launch())
        self.buttons["reload"].clicked.connect(lambda _: self.reload())
        self.buttons["close"].clicked.connect(lambda _: self.close())
        self.launcher.opened.connect(lambda _: self._launched())
        self.launcher.unopened.connect(self._unopened)
        self.launcher.failed.connect(self._not_written)
        self.model.modelReset.connect(self._count)
        self._loader = PeopleLoader(pieces, self.model, self.shell.jobs, self)
        self._loader.loaded.connect(self._loaded)
        self._loader.failed.connect(self.refused)
        self.guide(text(f"{self.key}.guide"))
        self.remember(*size)
        self.shell.state.remember_columns(self.view.horizontalHeader(), self.key)
        self._loader.begin()

    def reload(self) -> None:
        """Read the list again (F5)."""
        if self._loader is not None:
            self._loader.reload()

    def changeEvent(self, event: QEvent) -> None:
        """What was done in other windows is seen when one comes back."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.reload()

    def stored(self, column: str, row: int | None = None) -> str:
        """The stored text of a column in a row, the current one when left out; empty where there is none."""
        place = self.view.current_row() if row is None else row
        return self.model.table.stored(place, self.model.table.place(column)) if place >= 0 else ""

    def _loaded(self) -> None:
        if self.view.current_row() < 0 and self.model.rowCount():
            self.view.go_to(0)
        self._count()
        self.changed()

    def changed(self) -> None:
        """The list was read again. A subclass brings its buttons up to date."""

    def _count(self) -> None:
        table = self.model.table
        self.listed.setText(text(f"{self.key}.count", shown=f"{len(table.shown):,}"))
        self.empty.setVisible(table.complete and not table.shown)
        self.buttons["open_table"].setEnabled(table.complete and bool(table.shown))

    def _launch(self) -> None:
        self.buttons["open_table"].setEnabled(False)
        self.statusBar().showMessage(text("list.writing"))
        titles = [column.title for column in self.model.table.columns]
        self.launcher.launch(self.windowTitle(), titles, self.model.table.snapshot(), self._stamp)

    def _launched(self) -> None:
        self.statusBar().clearMessage()
        self._count()

    def _unopened(self, file: object) -> None:
        self._launched()
        message.information(self, self.windowTitle(), text("list.no_program", path=file), name=f"{self.key}.message")

    def _not_written(self, reason: str) -> None:
        self._launched()
        message.warning(self, self.windowTitle(), text("list.not_written", reason=reason), name=f"{self.key}.message")

    def may_close(self) -> bool:
        """Nothing here can be lost."""
        self.shell.jobs.forget(self.launcher)
        return True
