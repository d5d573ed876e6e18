"""P7: the longest freeze of the windows while a re-registration of 10,000 people is looked at.

Every turn of the event loop is measured twice: as the user feels it, and as processor time of the windows' own thread,
which does not count what other programs take. By itself: `python -m benchmarks.freeze_bench`.
"""

import argparse
import dataclasses
import json
import os
import sys
import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, QTimer, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.measuring import Comparison, at_most, table
from nxdesk.desk.impact import EFFECTS, Impact, ImpactRecord, RawEffect
from nxdesk.desk.run_state import ListRow
from nxdesk.records.clock import Clock
from nxdesk.records.effects import Effect
from nxdesk.records.family import FAMILY
from nxdesk.resources import manual
from nxdesk.windows.collector import Collector
from nxdesk.windows.console.impact_pane import ImpactPane
from nxdesk.windows.console.impact_rows import ImpactRows, impact_rows
from nxdesk.windows.console.losses_dialog import LossesDialog
from nxdesk.windows.jobs import Jobs
from nxdesk.windows.nx.list_window import ListColumns, ListWindow, columns_of
from nxdesk.windows.shell import Aids, RelinkNews, Shell
from nxdesk.windows.theme import STYLE_ARGUMENTS, Theme
from nxdesk.windows.window_state import WindowState

PEOPLE = 10_000
ROUNDS = 5
QUIET_SECONDS = 0.5
"""How long the windows must have nothing to do before a spell counts as over."""
LIMIT = 0.05
_DELETED, _CLEARED = 3, 2
_RAW = (("last_name_kana", Effect.OVERWRITE.value, "イトウ", "イトー", "③-6"),
        ("occupation_other", Effect.CLEAR.value, "翻訳", None, "④-16"),
        ("school_year", Effect.FIXED.value, 3, 0, "④-17"))
_GONE = (("last_name", Effect.DELETE.value, "伊藤", None, "③-6"),
         ("first_name", Effect.DELETE.value, "花子", None, "③-6"), ("my_number", Effect.DELETE.value, "あり", None, "③-6"))


def company(people: int) -> Impact:
    """As many people with a member each who is overwritten, half of them also with one who is deleted."""
    records = []
    for number in range(people):
        code = f"{number:010d}"
        records.append(_record(code, "1", "伊藤 太郎", "長男", _RAW))
        if number % 2:
            records.append(_record(code, f"e{number}", "伊藤 花子", "妻", _GONE))
    gone = people // 2
    return Impact(records=tuple(records), written=people, new=0, relinked=people, deleted=gone, numbers_deleted=gone,
                  numbers_replaced=0, losses=people * _CLEARED + gone * _DELETED, losing=len(records), people=people)


def _record(code: str, member: str, name: str, relation: str, raw: Sequence[RawEffect]) -> ImpactRecord:
    gone = raw is _GONE
    effects = [effect[1] for effect in raw]
    return ImpactRecord(
        kind=FAMILY, code=code, member_key=member, person="伊藤 一郎", name=name, relation=relation,
        label="削除" if gone else "再登録データ", loses=_DELETED if gone else _CLEARED, number_lost=gone, deleted=gone,
        near=False, tally=tuple(effects.count(effect.value) for effect in EFFECTS), raw=tuple(raw))


class Watch(QObject):
    """Beats once a turn of the event loop and keeps the longest one."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._beat)
        self._felt = self._worked = 0.0
        self.longest = self.busiest = 0.0

    def _beat(self) -> None:
        felt, worked = time.perf_counter(), time.thread_time()
        self.longest = max(self.longest, felt - self._felt)
        self.busiest = max(self.busiest, worked - self._worked)
        self._felt, self._worked = felt, worked

    def over(self, app: QApplication, work: Callable[[], object], busy: Callable[[], bool]) -> tuple[float, float]:
        """The longest turn that the work leads to, in seconds: as felt, and as processor time."""
        self.begin()
        QTimer.singleShot(0, self, work)
        end = time.perf_counter() + QUIET_SECONDS
        while time.perf_counter() < end or busy():
            app.processEvents()
        return self.end()

    def begin(self) -> None:
        """Measure from here on."""
        self._felt, self._worked = time.perf_counter(), time.thread_time()
        self.longest = self.busiest = 0.0
        self._timer.start(0)

    def end(self) -> tuple[float, float]:
        """The longest turn since, in seconds: as felt, and as processor time."""
        self._timer.stop()
        return self.longest, self.busiest


class Stage:
    """The windows of a run, opened in the turns in which the run opens them."""

    def __init__(self, app: QApplication, impact: Impact) -> None:
        self.app = app
        self.impact = impact
        state = WindowState(None)
        self.shell = Shell(Theme(app), Jobs(), state, Aids(state), manual, lambda _: None, RelinkNews())
        self.rows = [ListRow(record.code, record.person, record.label, f"{record.name} {record.relation}",
                             "2020/04/06 09:00:53") for record in impact.records]
        self.below = QWidget()
        self.below.show()
        self.list: ListWindow | None = None
        self.losses: LossesDialog | None = None
        self._ready: ImpactRows | None = None

    def open_list(self) -> None:
        """What the run does with an answer: rows in a job, the pane in one turn, the list with it in the next."""
        self.shell.jobs.run(self.below, lambda: (columns_of(self.rows), impact_rows(self.impact)),
                            on_done=lambda made: self._opened(*made))

    def _opened(self, columns: ListColumns, ready: ImpactRows) -> None:
        self._ready = ready
        pane = ImpactPane(self.shell, self.impact, ready, None, self.below)
        QTimer.singleShot(0, self.below, lambda: self._listed(columns, pane))

    def _listed(self, columns: ListColumns, pane: ImpactPane) -> None:
        window = ListWindow(self.shell, "家族登録", self.rows, columns, Clock(), self.below)
        window.explain(())
        window.show_impact(pane)
        window.show()
        self.list = window

    @property
    def pane(self) -> ImpactPane:
        """The pane of the list that is open."""
        assert self.list is not None
        assert self.list.impact is not None
        return self.list.impact

    def confirm(self) -> None:
        """The losses over the list."""
        assert self._ready is not None
        self.losses = LossesDialog(self.shell, "家族登録", self.impact, self._ready, self.below)
        self.losses.open()

    def put_away(self) -> None:
        """Close what is open."""
        for window in (self.losses, self.list):
            if window is not None:
                window.close()
        self.losses = self.list = None
        self.app.processEvents()


def measure(app: QApplication) -> list[Comparison]:
    """P7 for the part that the windows have in it."""
    stage, watch, collector = Stage(app, company(PEOPLE)), Watch(), Collector(app)
    collector.take_over()
    spells: dict[str, Callable[[], object]] = {
        "list with impact opens": stage.open_list,
        "to another person": lambda: stage.pane.go_to_person(f"{PEOPLE - 1:010d}"),
        "what is lost alone": lambda: stage.pane.losses_only.setChecked(True),
        "sorted by name": lambda: stage.pane.records.horizontalHeader().setSortIndicator(
            2, Qt.SortOrder.DescendingOrder),
        "losses to confirm": stage.confirm}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in spells}
    for turn in range(ROUNDS + 1):
        for name, work in spells.items():
            turns = watch.over(app, work, lambda: stage.shell.jobs.busy)
            if turn:  # The first round imports and warms.
                taken[name].append(turns)
        stage.put_away()
    collector.give_back()
    stage.shell.jobs.close()
    found: list[Comparison] = []
    for name, pairs in taken.items():
        what = f"longest turn, {name}, {PEOPLE:,} people"
        found.append(at_most("P7", what, [busy for _, busy in pairs], "a freeze, processor time", [LIMIT], 1.0))
        found.append(at_most("P7", what, [felt for felt, _ in pairs], "a freeze, as felt here", [LIMIT], None))
    return found


def main() -> int:
    """Exit status 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.freeze_bench")
    parser.add_argument("--json", action="store_true", help="print the figures for another program")
    given = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    qInstallMessageHandler(lambda *_: None)
    found = measure(QApplication([sys.argv[0], *STYLE_ARGUMENTS]))
    if given.json:
        print(json.dumps([{**dataclasses.asdict(one), "met": one.met} for one in found]))
    else:
        print(table(found))
    return 0 if all(one.met for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
