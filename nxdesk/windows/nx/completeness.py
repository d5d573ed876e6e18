"""連携前の確認: what e-AMANO would refuse, with counts, and a way to each record at fault. nxdesk's own, not one of NX."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from nxdesk.desk.completeness import Completeness, Listed, Problem
from nxdesk.desk.exchange_doors import completeness_of
from nxdesk.desk.program import Session
from nxdesk.windows import theme
from nxdesk.windows.console.own_mark import own_mark
from nxdesk.windows.grid.columns import GridColumn
from nxdesk.windows.grid.model import GridModel
from nxdesk.windows.grid.table import Table
from nxdesk.windows.grid.view import GridView
from nxdesk.windows.menubar import MenuBar, MenuPlan
from nxdesk.windows.names import set_name
from nxdesk.windows.nx.list_window import OpenRecord
from nxdesk.windows.nx_window import NxWindow
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

SIZE = (80, 44)
"""In average characters."""

_PROBLEMS = {"state": 12, "kind": 8, "label": 24, "count": 8, "sentence": 70}
_PLACES = {"code": 13, "person": 20, "member": 28}


class CompletenessWindow(NxWindow):
    """Above what is looked for, the manual's items first; below the records at fault of the chosen one."""

    def __init__(self, session: Session, shell: Shell, parent: QWidget | None = None,
                 open_record: OpenRecord | None = None) -> None:
        super().__init__("completeness", shell, parent)
        self._desk = completeness_of(session)
        self._open_record = open_record
        self._problems: tuple[Problem, ...] = ()
        self._shown: tuple[str, list[Listed]] = ("", [])
        self.problems = self._grid("problems", "column", _PROBLEMS, alarm="wrong")
        self.places = self._grid("places", "place", _PLACES)
        self.summary = set_name(QLabel(), "completeness.summary_words", text("completeness.title"))
        self.verdict = set_name(QLabel(), "completeness.verdict", text("completeness.title"))
        self.buttons = {entry: set_name(QPushButton(text(f"completeness.{entry}")), f"completeness.{entry}")
                        for entry in ("open", "reload", "close")}
        self._fill_centre()
        self._connect()
        self.guide(text("completeness.guide"))
        self.remember(*SIZE)
        shell.state.remember_splitter(self.splitter, "completeness")
        self.reload()

    def _grid(self, entry: str, title: str, widths: dict[str, int], alarm: str = "") -> GridView:
        columns = [GridColumn(name, text(f"completeness.{title}_{name}"), width) for name, width in widths.items()]
        table = Table(columns, ("id", *((alarm,) if alarm else ())), key="id")
        return set_name(GridView(GridModel(table, parent=self, alarm=alarm)), f"completeness.{entry}")

    def _fill_centre(self) -> None:
        font = self.verdict.font()
        font.setBold(True)
        self.verdict.setFont(font)
        star = QLabel(text("completeness.star"))
        theme.ink(star, theme.HINT)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.addWidget(self.problems)
        self.splitter.addWidget(self.places)
        self.splitter.setChildrenCollapsible(False)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addWidget(own_mark("completeness"))
        for label in (self.summary, self.verdict, star):
            layout.addWidget(label)
        layout.addWidget(self.splitter, 1)
        row = QHBoxLayout()
        reason = QLabel("" if self._open_record is not None else text("completeness.open_refused"))
        theme.ink(reason, theme.HINT)
        row.addWidget(reason)
        row.addStretch(1)
        for button in self.buttons.values():
            button.setAutoDefault(True)
            row.addWidget(button)
        layout.addLayout(row)
        self.setCentralWidget(centre)
        self.problems.setFocus()

    def _connect(self) -> None:
        self.problems.selectionModel().currentRowChanged.connect(lambda *_: self._show_places())
        for signal in (self.places.opened, self.places.entered_row):
            signal.connect(lambda _: self._go())
        for signal in (self.problems.opened, self.problems.entered_row):
            signal.connect(lambda _: self.places.setFocus())
        self.places.selectionModel().currentRowChanged.connect(lambda *_: self._judge())
        self.buttons["open"].clicked.connect(lambda _: self._go())
        self.buttons["reload"].clicked.connect(lambda _: self.reload())
        self.buttons["close"].clicked.connect(lambda _: self.close())
        self.deed("reload_key", self.reload, "F5")
        self.bar = MenuBar(self, self.shell, MenuPlan(
            "completeness", copy=self.places.copy, select_all=self.places.selectAll,
            fit_columns=self.places.fit_columns))

    # Looking

    def reload(self) -> None:
        """再確認: look at everybody as they are now."""
        self.buttons["reload"].setEnabled(False)
        self.verdict.setText(text("completeness.looking"))
        theme.ink(self.verdict, theme.HINT)
        self.shell.jobs.run(self, self._desk.check, on_done=self.show_found, on_failed=self._not_looked)

    def _not_looked(self, error: Exception) -> None:
        self.buttons["reload"].setEnabled(True)
        self.verdict.setText("")
        self.refused(error)

    def show_found(self, found: Completeness) -> None:
        """Show what was found; the chosen problem stays chosen."""
        self.buttons["reload"].setEnabled(True)
        self._problems = found.problems
        self.summary.setText(text("completeness.summary", people=found.people, members=found.members))
        self.verdict.setText(text("completeness.blocking", count=found.blocking) if found.blocking
                             else text("completeness.right"))
        theme.ink(self.verdict, theme.ERROR if found.blocking else theme.AID_INK)
        chosen = max(0, self.problems.current_row())
        rows = [(_state(problem), problem.kind.label, problem.label, f"{len(problem.places):,}", problem.sentence,
                 str(place), "1" if problem.places and not problem.warning else "")
                for place, problem in enumerate(found.problems)]
        self.problems.grid.replace([list(column) for column in zip(*rows, strict=True)])
        self.problems.go_to(min(chosen, len(rows) - 1))
        self._shown = ("", [])
        self._show_places()

    def _chosen(self) -> Problem | None:
        row = self.problems.current_row()
        table = self.problems.grid.table
        key = table.key(row) if row >= 0 else ""
        return self._problems[int(key)] if key and int(key) < len(self._problems) else None

    def _show_places(self) -> None:
        problem = self._chosen()
        if problem is None or not problem.places:
            self._listed("", [])
        elif problem.id != self._shown[0]:
            self.shell.jobs.run(self, lambda: (problem.id, self._desk.listed(problem)),
                                on_done=lambda answer: self._listed(*answer), on_failed=self.refused)

    def _listed(self, problem_id: str, rows: list[Listed]) -> None:
        problem = self._chosen()
        if problem_id and (problem is None or problem.id != problem_id):
            return
        self._shown = (problem_id, rows)
        self.places.grid.replace([
            [row.owner for row in rows], [row.person for row in rows], [row.member for row in rows],
            [str(place) for place in range(len(rows))]])
        if rows:
            self.places.go_to(0)
        self._judge()

    def _judge(self) -> None:
        self.buttons["open"].setEnabled(self._open_record is not None and bool(self._shown[1]))

    def _go(self) -> None:
        """Open the chosen record at the item at fault."""
        problem, row = self._chosen(), self.places.current_row()
        if self._open_record is None or problem is None or row < 0 or not self._shown[1]:
            return
        place = self._shown[1][int(self.places.grid.table.key(row))]
        self._open_record(problem.kind.id, place.owner, place.seq, problem.item)


def _state(problem: Problem) -> str:
    right = "right" if not problem.places else "warning" if problem.warning else "wrong"
    state = text(f"completeness.state_{right}")
    return text("completeness.state_starred", state=state) if problem.starred else state
