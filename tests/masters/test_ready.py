"""What travels, ready beside the records: always in step, whoever writes, or not read at all."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import cast

import orjson
import pytest
from sqlalchemy import Connection

from nxdesk.masters import ready
from nxdesk.masters.exchange_writes import import_records
from nxdesk.masters.failures import DuplicateCode
from nxdesk.masters.generate import my_number_for
from nxdesk.masters.generate_families import family_of
from nxdesk.masters.store import Masters, open_masters, sqlite_url
from nxdesk.masters.tables import record_table
from nxdesk.masters.writing import Write
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Kind, Value
from nxdesk.vault.seal import Sealer
from nxdesk.vault.secret import Secret
from tests.masters.people_rows import COLUMNS, draft, some_rows

CODES = [str(row[0]) for row in some_rows(30)]
NEW = [f"{number:010d}" for number in range(7001, 7031)]
MEMBER: dict[str, Value] = {"last_name": "伊藤", "first_name": "花子", "birth_date": "1974-08-20", "hi_dependent": 1,
                            "relationship_code": "02", "gender": "female", "living_together": "live_in"}
NAMES = ("佐藤", '髙"\\/]', "\t𠮷,[", "a\x1fb\ncd", None)
TOLD = ("last_name", "hi_dependent")


@pytest.fixture
def peopled(masters: Masters) -> Masters:
    masters.people.bulk_insert(some_rows(30), "jinji")
    masters.families.bulk_insert(
        (row for person in some_rows(30) for row in family_of(
            dict(zip(COLUMNS, person, strict=True)) | {"updated_at": "2019-01-01T00:00:00"}, 5)), "jinji")
    return masters


def rows_as_they_should_be(connection: Connection, kind: Kind) -> list[tuple[object, ...]]:
    """Made from the records, by this test."""
    names = [column.name for column in record_table(kind).columns]
    records = [dict(zip(names, row, strict=True)) for row in connection.exec_driver_sql(
        f"SELECT {', '.join(names)} FROM {kind.id} ORDER BY {', '.join(kind.key)}")]
    *seen, _ = [column.name for column in ready.ready_table(kind).columns]
    return [(*(record[name] for name in seen), spelt([record[item] for item in kind.linked_ids])) for record in records]


def rows_that_are_there(connection: Connection, kind: Kind) -> list[tuple[object, ...]]:
    """With the JSON in this program's spelling."""
    found = connection.exec_driver_sql(f"SELECT * FROM {kind.id}_ready")
    return [(*row, spelt(json.loads(held))) for *row, held in found]


def spelt(values: list[Value]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def assert_in_step(masters: Masters) -> None:
    for kind in ready.READY_KINDS:
        with masters.database.reading() as connection:
            assert ready.in_step(connection, kind)
            assert rows_that_are_there(connection, kind) == rows_as_they_should_be(connection, kind)


class Writers:
    """Ways of writing, each with what chance gives it."""

    def __init__(self, masters: Masters, clock: Clock, chance: Random) -> None:
        self._masters = masters
        self._clock = clock
        self._chance = chance
        self._new = iter(NEW)

    def ways(self) -> list[Callable[[], object]]:
        """All of them."""
        return [self.create, self.save, self.add, self.save_member, self.remove, self.write, self.undo, self.take_in,
                self.new_company]

    def create(self) -> None:
        self._masters.people.create(draft(next(self._new), last_name=self._name()), "jinji")

    def save(self) -> None:
        person = self._person()
        values = {"last_name": self._name(), "zip": None}
        self._masters.people.save(str(person["employee_code"]), values, int(person["version"] or 0), "jinji")

    def add(self) -> None:
        self._masters.families.add(str(self._person()["employee_code"]), MEMBER | {"last_name": self._name()}, "jinji")

    def save_member(self) -> None:
        if member := self._member():
            values = {"first_name": self._name()}
            self._masters.families.save(*self._key(member), values, self._version(member), "jinji")

    def remove(self) -> None:
        if member := self._member():
            self._masters.families.remove(*self._key(member), self._version(member), "jinji")

    def write(self) -> None:
        person = self._person()
        self._masters.writer.write(EMPLOYEE, [
            Write(str(person["employee_code"]), 0, self._version(person), {"last_name": self._name()}),
            Write(next(self._new), 0, 0, draft(last_name=self._name()))], "jinji", "取得")

    def undo(self) -> None:
        owner, values = str(self._person()["employee_code"]), MEMBER | {"last_name": self._name()}
        done = self._masters.acquisitions.apply(FAMILY, [Write(owner, 0, 0, values)], "jinji", states={owner: "1"})
        assert_in_step(self._masters)
        self._masters.acquisitions.undo(done.id, "jinji")

    def take_in(self) -> None:
        code = next(self._new)
        import_records(self._masters, self._clock, EMPLOYEE, [
            [(Write(code, 0, 0, draft(code, last_name=self._name())), Secret(my_number_for(code, 1)))]], "jinji")

    def new_company(self) -> None:
        self._masters.people.bulk_insert(some_rows(20), "jinji", replacing=True)
        self._masters.families.bulk_insert([], "jinji", replacing=True)

    def _name(self) -> Value:
        return self._chance.choice(NAMES)

    def _person(self) -> dict[str, Value]:
        return self._chance.choice(list(self._masters.people.records()))

    def _member(self) -> dict[str, Value] | None:
        members = list(self._masters.families.records())
        return self._chance.choice(members) if members else None

    @staticmethod
    def _key(member: dict[str, Value]) -> tuple[str, int]:
        return str(member["employee_code"]), int(member["family_seq"] or 0)

    @staticmethod
    def _version(record: dict[str, Value]) -> int:
        return int(record["version"] or 0)


@pytest.mark.parametrize("seed", range(4))
def test_every_way_of_writing_keeps_them_in_step(peopled: Masters, clock: Clock, seed: int) -> None:
    chance = Random(seed)
    ways = Writers(peopled, clock, chance).ways()
    for way in chance.sample([*ways, *ways[:-1]], len(ways) * 2 - 1):
        way()
        assert_in_step(peopled)


def test_what_failed_leaves_nothing(peopled: Masters) -> None:
    rows = [*some_rows(31)[30:], some_rows(1)[0]]
    with pytest.raises(DuplicateCode):
        peopled.people.bulk_insert(rows, "jinji")
    assert_in_step(peopled)
    assert len(list(peopled.people.travelling(CODES))) == 30


@pytest.fixture
def raw(peopled: Masters, file: Path) -> Iterator[sqlite3.Connection]:
    """Somebody who writes into the file without this program."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        yield connection


@pytest.mark.parametrize("statement", [
    "UPDATE employee SET last_name = '外' WHERE employee_code = '0000000103'",
    "UPDATE OR IGNORE employee SET last_name = '外' WHERE employee_code = '0000000103'",
    "UPDATE OR FAIL employee SET last_name = '外'", "UPDATE OR ABORT family SET first_name = '外'",
    "UPDATE OR REPLACE employee SET employee_code = '0000000104', last_name = '外' WHERE employee_code = '0000000103'",
    "REPLACE INTO employee SELECT * FROM employee WHERE employee_code = '0000000103'", "DELETE FROM family",
    "UPDATE family SET first_name = '外'", "DELETE FROM employee WHERE employee_code > '000000011'"])
def test_what_others_wrote_is_read_at_once(peopled: Masters, raw: sqlite3.Connection, statement: str) -> None:
    raw.execute(statement)
    read_right(peopled)
    peopled.preferences.set("name", "value")
    assert_in_step(peopled)
    read_right(peopled)


def test_what_cannot_be_made_json_of_stops_nobody_else(peopled: Masters, raw: sqlite3.Connection, file: Path,
                                                       sealer: Sealer, clock: Clock) -> None:
    raw.execute("UPDATE employee SET position = x'ff00' WHERE employee_code = '0000000103'")
    peopled.preferences.set("name", "value")
    with closing(open_masters(sqlite_url(file), sealer, clock)) as opened:
        assert opened.preferences.get("name") == "value"
        assert opened.people.get("0000000104")
    raw.execute("UPDATE employee SET position = '部長' WHERE employee_code = '0000000103'")
    peopled.preferences.set("name", "other")
    assert_in_step(peopled)


def read_right(masters: Masters) -> None:
    """What travels is what stands in the records."""
    codes, place = masters.people.codes(), 4 + EMPLOYEE.linked_ids.index("last_name")
    people = [(*row[:4], *orjson.loads(cast("bytes", row[4])), row[5]) for row in masters.people.travelling(codes)]
    assert people == [(*row, row[place]) for row in masters.people.linked(codes)]
    owners, places = masters.families.owners(), [4 + FAMILY.linked_ids.index(name) for name in TOLD]
    members = [(*row[:4], *orjson.loads(cast("bytes", row[4])), *row[6:])
               for row in masters.families.travelling(TOLD, owners)]
    assert members == [(*row, *(row[place] for place in places)) for row in masters.families.linked(owners)]


def test_they_are_what_is_read(peopled: Masters, raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE employee_ready SET sent = x'5b5d'")
    raw.execute("UPDATE family_ready SET sent = x'5b5d'")
    assert {row[4] for row in peopled.people.travelling(CODES)} == {b"[]"}
    assert {row[4] for row in peopled.people.travelling(CODES[:2])} == {b"[]"}
    assert {row[4] for row in peopled.families.travelling(TOLD, CODES)} == {b"[]"}
    assert b"[]" not in {row[4] for row in peopled.families.travelling(("zip",), CODES)}


@pytest.mark.parametrize("damage", [
    "DROP TRIGGER employee_ready_update", "DROP TABLE employee_ready",
    "ALTER TABLE employee_ready ADD COLUMN more TEXT"])
def test_what_is_not_as_it_should_be_is_not_read_and_made_anew(
        peopled: Masters, raw: sqlite3.Connection, damage: str, file: Path, sealer: Sealer, clock: Clock) -> None:
    raw.execute(damage)
    raw.execute("UPDATE employee SET last_name = '外'")
    read_right(peopled)
    peopled.people.create(draft(NEW[0]), "jinji")
    read_right(peopled)
    again = open_masters(sqlite_url(file), sealer, clock)
    assert_in_step(again)
    read_right(again)
    again.close()


def test_data_of_before_get_theirs(peopled: Masters, raw: sqlite3.Connection, file: Path, sealer: Sealer,
                                   clock: Clock) -> None:
    named = "SELECT type, name FROM sqlite_master WHERE name GLOB '*_ready*' ORDER BY type DESC"
    made = raw.execute(named).fetchall()
    assert [what for what, _ in made] == ["trigger"] * 6 + ["table"] * 4
    for what, name in made:
        raw.execute(f"DROP {what} {name}")
    again = open_masters(sqlite_url(file), sealer, clock)
    assert_in_step(again)
    again.close()


def test_an_item_that_joins_is_noticed(peopled: Masters, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two versions of this program with one file: each reads what it has made itself, or the records."""
    changed = replace(EMPLOYEE, fields=tuple(item for item in EMPLOYEE.fields if item.id != "zip"))
    assert len(changed.linked_ids) == len(EMPLOYEE.linked_ids) - 1
    monkeypatch.setattr(ready, "READY_KINDS", (changed,))
    with peopled.database.writing() as connection:
        assert not ready.complete(connection, (changed,))
        ready.make_missing(connection, (changed,))
        assert ready.complete(connection, (changed,))
        assert rows_that_are_there(connection, changed) == rows_as_they_should_be(connection, changed)
    monkeypatch.setattr(ready, "READY_KINDS", (EMPLOYEE, FAMILY))
    read_right(peopled)
    peopled.people.create(draft(NEW[0]), "jinji")
    read_right(peopled)
