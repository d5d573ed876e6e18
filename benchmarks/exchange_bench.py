"""データ取込 and データ出力 beside the floor: the same file through `csv` alone and one `executemany`.

In processor time of this process, which other programs lengthen little. The floor understands nothing, checks nothing,
keeps no history, no digests and no marks; the peer is what one writes first: a record checked by a rule list and saved
through the ORM's session.
"""

import csv
import sqlite3
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.measuring import Comparison, at_least_as_fast, at_most, rounds

JUDGED, LARGE = 10_000, 100_000
_FLOOR = "floor: csv, one executemany"
_PEER = "typical: csv.DictReader, canonical item by item, ORM"
_UNIT = "s"


def measure(folder: Path, *, large: bool = True) -> list[Comparison]:
    """Nothing is judged: no goal of `performance.md` speaks of files."""
    found = []
    for people in (JUDGED, LARGE) if large else (JUDGED,):
        file = _file(folder / f"people-{people}.csv", people)
        ways: dict[str, Callable[[], float]] = {
            "look": partial(_ours, folder, file, write=False), "ours": partial(_ours, folder, file, write=True),
            "read": partial(_floor, folder, file, write=False), "floor": partial(_floor, folder, file, write=True)}
        if people == JUDGED:
            ways["typical"] = partial(_typical, folder, file)
        taken = rounds(3 if people == JUDGED else 1, ways)
        what = f"{people:,} people, 63 items"
        found += [at_most("DATA", f"preview, {what}", taken["look"], "floor: csv alone", taken["read"], None, _UNIT),
                  at_most("DATA", f"preview and import, {what}", taken["ours"], _FLOOR, taken["floor"], None, _UNIT)]
        if "typical" in taken:
            found.append(at_least_as_fast("DATA", f"preview and import, {what}", taken["ours"], _PEER,
                                          taken["typical"], None, _UNIT))
    return found


def _file(file: Path, people: int) -> Path:
    from nxdesk.desk.exchange_items import travelling
    from nxdesk.desk.exchange_values import written
    from nxdesk.masters.exchange_writing import write_table
    from nxdesk.masters.generate import generate
    from nxdesk.records.employee import EMPLOYEE

    items = travelling(EMPLOYEE)
    rows = ([written(item, value, labels=True) for item, value in zip(items, row, strict=True)]
            for row in generate(people, 7))
    write_table(file, [item.label for item in items], rows)
    return file


def _ours(folder: Path, file: Path, *, write: bool) -> float:
    from nxdesk.desk.exchange_import import ImportDesk
    from nxdesk.desk.exchange_judging import Wish
    from nxdesk.masters.store import open_masters, sqlite_url
    from nxdesk.records.clock import Clock
    from nxdesk.records.employee import EMPLOYEE
    from nxdesk.vault.seal import Sealer

    target = folder / "ours.sqlite"
    clock = Clock()
    masters = open_masters(sqlite_url(target), Sealer(bytes(32)), clock)
    desk = ImportDesk(masters, clock, "bench", may_real=False)
    start = time.process_time()
    opened = desk.open(file, EMPLOYEE)
    preview = desk.preview(opened, opened.columns, Wish())
    if write:
        desk.run(preview)
    taken = time.process_time() - start
    if preview.faults.cells or masters.people.count() != (preview.rows if write else 0):
        raise RuntimeError("not everybody was imported")
    masters.close()
    _forget(target)
    return taken


def _floor(folder: Path, file: Path, *, write: bool) -> float:
    target = folder / "floor.sqlite"
    start = time.process_time()
    with file.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.reader(opened)
        head = next(reader)
        if not write:
            for _ in reader:
                pass
            return time.process_time() - start
        connection = sqlite3.connect(target, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        columns = ", ".join(f"c{place}" for place in range(len(head)))
        connection.execute(f"CREATE TABLE people ({columns}, PRIMARY KEY (c0))")
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(f"INSERT INTO people VALUES ({', '.join('?' * len(head))})", reader)
        connection.execute("COMMIT")
    taken = time.process_time() - start
    connection.close()
    _forget(target)
    return taken


def _typical(folder: Path, file: Path) -> float:
    from sqlalchemy import Column, Text, create_engine
    from sqlalchemy.orm import Session, declarative_base

    from nxdesk.desk.exchange_items import code_words, folded, travelling
    from nxdesk.records.checks import nx_checker
    from nxdesk.records.employee import EMPLOYEE
    from nxdesk.records.typed import canonical

    items = {item.label: item for item in travelling(EMPLOYEE)}
    columns = {item.id: Column(Text, primary_key=item.id == "employee_code") for item in items.values()}
    person = type("Person", (declarative_base(),), {"__tablename__": "people", **columns})
    target = folder / "typical.sqlite"
    engine = create_engine(f"sqlite:///{target}")
    person.metadata.create_all(engine)
    checker, words = nx_checker(EMPLOYEE), {name: code_words(item) for name, item in items.items()}
    start = time.process_time()
    with file.open(encoding="utf-8-sig", newline="") as opened, Session(engine) as session:
        for row in csv.DictReader(opened):
            values = {item.id: canonical(item, words[name].get(folded(row[name]), row[name]))
                      for name, item in items.items()}
            if checker.row_issues([values[item.id] for item in EMPLOYEE.nx_columns], "2026-01-05"):
                continue
            session.add(person(**values))
        session.commit()
    taken = time.process_time() - start
    engine.dispose()
    _forget(target)
    return taken


def _forget(target: Path) -> None:
    for file in target.parent.glob(f"{target.name}*"):
        file.unlink()
