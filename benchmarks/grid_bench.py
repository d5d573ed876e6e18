"""P2, P3 and the grid's part of P8: opening 個人選択, and sorting, filtering and scrolling it.

Peers in the same run: ORM objects + QTableWidget, ORM columns + a Python model + QSortFilterProxyModel, the same proxy
over our model, QTableWidget, QStandardItemModel, and our window without people.
By itself: `python -m benchmarks.grid_bench`.
"""

import argparse
import dataclasses
import gc
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from benchmarks.grid_peers import OrmPeople, TablePeer, proxy_view, standard_view
from benchmarks.measuring import Comparison, Sample, at_least_as_fast, at_most, rounds, table
from nxdesk.desk.program import Desk, Session
from nxdesk.masters.generate import generate
from nxdesk.masters.store import Masters, open_masters, sqlite_url
from nxdesk.masters.users import User
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.versions import DEFAULT_VERSION
from nxdesk.resources import manual
from nxdesk.vault.seal import Sealer
from nxdesk.windows.jobs import Jobs
from nxdesk.windows.nx.person_selection import PersonSelectionWindow
from nxdesk.windows.shell import Aids, RelinkNews, Shell
from nxdesk.windows.theme import Theme
from nxdesk.windows.window_state import WindowState

SIZES = (1_000, 10_000, 100_000)
ROUNDS = 7
FRAMES = 40
WORD = "イトウ"
NAME, DEPARTMENT = 2, 4
"""Columns of the window."""
BYTES_A_PERSON = 1024
TENFOLD = 11
"""How many times as long ten times the people may take at most (P11)."""


class Stage:
    """Masters of every size, and the surroundings of a window."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self.app = app
        self._folder = folder
        self._clock = Clock()
        state = WindowState(None)
        self.shell = Shell(Theme(app), Jobs(), state, Aids(state), manual, lambda _: None, RelinkNews())
        self._masters: dict[int, Masters] = {}

    def masters(self, people: int) -> Masters:
        """Masters with this many people, made when first asked for."""
        if people not in self._masters:
            address = sqlite_url(self._folder / f"{people}.db")
            self._masters[people] = open_masters(address, Sealer(b"b" * 32), self._clock)
            self._masters[people].people.bulk_insert(generate(people, 1), "benchmark")
        return self._masters[people]

    def opened(self, people: int) -> PersonSelectionWindow:
        """The window, painted with its first people."""
        session = Session(Desk(self.masters(people), self._clock, DEFAULT_VERSION), User("b", "b", True, True))
        window = PersonSelectionWindow(session, self.shell, EMPLOYEE)
        window.show()
        listed = window.model.table
        while listed.total != people or (people and not listed.loaded):
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        self.app.processEvents()
        window.view.viewport().repaint()
        return window

    def put_away(self, window: QWidget) -> None:
        """Close a window when its people have all arrived."""
        self.shell.jobs.settle()
        window.close()
        self.app.processEvents()
        gc.collect()

    def close(self) -> None:
        self.shell.jobs.close()
        for masters in self._masters.values():
            masters.close()


def seconds(work: Callable[[], object]) -> float:
    """How long the work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def measure_opening(stage: Stage, sizes: Sequence[int]) -> list[Comparison]:
    """P2."""
    def opening(people: int) -> float:
        windows: list[PersonSelectionWindow] = []
        taken = seconds(lambda: windows.append(stage.opened(people)))
        stage.put_away(windows.pop())
        return taken

    def peer(work: Callable[[QApplication], QWidget]) -> float:
        views: list[QWidget] = []
        taken = seconds(lambda: views.append(work(stage.app)))
        stage.put_away(views.pop())
        return taken

    samples: dict[str, Sample] = {str(people): partial(opening, people) for people in (0, *sizes)}
    for sample in samples.values():
        sample()
    taken = rounds(ROUNDS, samples)
    most = max(sizes)
    orm = OrmPeople(stage.masters(most))
    compared = [at_most("P2", f"個人選択 opens, {people:,} people", taken[str(people)], "the same view empty", taken["0"],
                        2.5) for people in sizes]
    for work, name, limit in ((orm.open_table, "ORM + QTableWidget", 40.0),
                              (orm.open_proxy, "ORM columns + model + proxy", None)):
        compared.append(at_least_as_fast("P2", f"個人選択 opens, {most:,} people", taken[str(most)], name, [peer(work)],
                                         limit))
    return compared + _tenfold("個人選択 opens", {people: taken[str(people)] for people in sizes})


def _tenfold(what: str, taken: Mapping[int, Sequence[float]]) -> list[Comparison]:
    """P11: each size beside a tenth of it."""
    return [at_most("P11", f"{what}, {people:,} people", seconds_taken, f"{people // 10:,} people", taken[people // 10],
                    TENFOLD) for people, seconds_taken in taken.items() if people // 10 in taken]


def frame(view: QTableView) -> float:
    """Seconds of one frame while paging through; each is painted whole."""
    bar = view.verticalScrollBar()
    bar.setValue(0)

    def paging() -> None:
        for _ in range(FRAMES):
            bar.setValue(bar.value() + 777)
            view.viewport().repaint()
    return seconds(paging) / FRAMES


def then(work: Callable[[], object], undo: Callable[[], object]) -> Sample:
    """A sample that measures the work and undoes it unmeasured."""
    def sample() -> float:
        taken = seconds(work)
        undo()
        return taken
    return sample


def search(window: PersonSelectionWindow, word: str) -> None:
    """Type a word into the filter and press Enter."""
    window.filter.search.setText(word)
    window.filter.search.returnPressed.emit()


def _handled(stage: Stage, people: int) -> dict[str, float]:
    """Seconds in a window that has just been opened: the first sort, for which a column is looked at, one by another
    column on top of it, and a filter.
    """
    window = stage.opened(people)
    stage.shell.jobs.settle()
    model = window.model
    found = {"sort": seconds(lambda: model.order_by(NAME)), "sort on": seconds(lambda: model.order_by(DEPARTMENT)),
             "filter": seconds(lambda: search(window, WORD))}
    stage.put_away(window)
    return found


def _all_handled(stage: Stage, sizes: Sequence[int]) -> dict[str, dict[int, list[float]]]:
    """By deed and size, in alternating rounds."""
    taken: dict[str, dict[int, list[float]]] = {}
    for _ in range(ROUNDS):
        for people in sizes:
            for deed, needed in _handled(stage, people).items():
                taken.setdefault(deed, {}).setdefault(people, []).append(needed)
    return taken


def measure_handling(stage: Stage, people: int) -> list[Comparison]:
    """P3."""
    taken = _all_handled(stage, (people // 10, people))
    window = stage.opened(people)
    stage.shell.jobs.settle()
    model, size, what = window.model, window.view.size(), f"{people:,} people"
    proxy, proxied = proxy_view(model, size)
    slow = rounds(1, {
        "sort": then(lambda: proxy.sort(NAME), lambda: proxy.sort(-1)),
        "filter": then(lambda: proxy.setFilterFixedString(WORD), lambda: proxy.setFilterFixedString(""))})
    other = TablePeer(model, size)
    widget = rounds(1, {"sort": then(lambda: other.sort(NAME), lambda: other.sort(1)),
                        "filter": then(lambda: other.filter(WORD), lambda: other.filter(""))})
    standard = standard_view(model, size)
    views: dict[str, QTableView] = {
        "ours": window.view, "QStandardItemModel": standard, "QTableWidget": other.view, "proxy": proxied}
    frames = rounds(ROUNDS, {name: partial(frame, view) for name, view in views.items()})
    for view in (proxied, other.view, standard, window):
        stage.put_away(view)
    compared = [at_least_as_fast("P3", f"{deed}, {what}", taken[deed][people], "proxy over the same model", slow[deed],
                                 limit) for deed, limit in (("sort", 50.0), ("filter", 10.0))]
    compared += [at_least_as_fast("P3", f"{deed}, {what}", taken[deed][people], "QTableWidget", widget[deed], None)
                 for deed in ("sort", "filter")]
    for deed, by_size in taken.items():
        compared += _tenfold(deed, by_size)
    compared += [at_most("P3", f"frame, {what}", frames["ours"], name, frames[name], limit)
                 for name, limit in (("QStandardItemModel", 1.5), ("QTableWidget", None), ("proxy", None))]
    return compared


def measure_memory(stage: Stage, people: int) -> list[Comparison]:
    """The grid's part of P8: what the window takes with everybody loaded, beyond the same window empty."""
    stage.put_away(stage.opened(0))
    stage.masters(people)
    before = _resident()
    window = stage.opened(people)
    stage.shell.jobs.settle()
    taken = (_resident() - before) / people
    stage.put_away(window)
    return [at_most("P8", f"個人選択 in memory, {people:,} people", [taken], "1 KB a person", [BYTES_A_PERSON], 1.0,
                    "bytes")] if taken else []


def _resident() -> int:
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if status.exists() else 0


def measure(folder: Path, sizes: Sequence[int] = SIZES) -> list[Comparison]:
    """Everything; the databases are made in `folder`."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    qInstallMessageHandler(lambda *_: None)
    app = QApplication.instance()
    app = app if isinstance(app, QApplication) else QApplication(sys.argv[:1])
    stage = Stage(app, folder)
    try:
        return [*measure_memory(stage, max(sizes)), *measure_opening(stage, sizes),
                *measure_handling(stage, max(sizes))]
    finally:
        stage.close()


def main() -> int:
    """Measure and print; exit status 1 when a goal is missed."""
    options = argparse.ArgumentParser(description="P2, P3")
    options.add_argument("--people", type=int, nargs="+", default=list(SIZES), help="sizes of the companies")
    options.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compared = measure(Path(folder), given.people)
    if given.json:
        rows = [dataclasses.asdict(row) | {"met": row.met} for row in compared]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        print(table(compared))
    return 0 if all(row.met for row in compared) else 1


if __name__ == "__main__":
    raise SystemExit(main())
