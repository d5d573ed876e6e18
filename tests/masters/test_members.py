"""Records of kinds that are only declared: their tables, and everything that families can. On SQLite and PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from nxdesk.masters.failures import DuplicateCode, MembersFull, StaleRecord
from nxdesk.masters.generate import my_number_for
from nxdesk.masters.people_list import PeopleList
from nxdesk.masters.store import Masters, open_masters, sqlite_url
from nxdesk.masters.tables import META_COLUMNS, RIGHT, record_table
from nxdesk.records.clock import Clock
from nxdesk.records.digests import row_digest
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Value
from nxdesk.records.kinds import KINDS
from nxdesk.vault.seal import Sealer
from tests.masters.people_rows import some_rows
from tests.masters.small_kinds import NOTICE, SMALL_KINDS, TABLE_CODE

CODE, OTHER = "0000000101", "0000000102"
FIRST: dict[str, Value] = {"given_on": "2020-04-01", "amount": 260_000, "remark": "4月"}
SECOND = FIRST | {"given_on": "2020-05-01", "remark": ""}
DATABASES = pytest.mark.parametrize("database", ["sqlite", "postgresql"])


def url_of(database: str, file: Path, request: pytest.FixtureRequest) -> str:
    return sqlite_url(file) if database == "sqlite" else request.getfixturevalue("postgres_of_its_own")


@pytest.fixture(params=["sqlite", "postgresql"])
def masters(request: pytest.FixtureRequest, file: Path, sealer: Sealer, clock: Clock) -> Iterator[Masters]:
    opened = open_masters(url_of(request.param, file, request), sealer, clock, kinds=(*KINDS, *SMALL_KINDS))
    opened.people.bulk_insert(some_rows(3), "jinji")
    yield opened
    opened.close()


def test_a_record_is_kept_with_every_item(masters: Masters) -> None:
    notices = masters.members(NOTICE)
    assert notices.add(CODE, FIRST | {"employee_code": OTHER, "seq": 8}, "jinji") == 1
    assert notices.add(CODE, SECOND, "jinji") == 2
    [first, second] = notices.of(CODE)
    names = [item.id for item in NOTICE.nx_columns]
    assert list(first) == [*names, *META_COLUMNS, RIGHT]
    assert [first[name] for name in names] == [CODE, 1, "2020-04-01", 260_000, None, "4月", None]
    assert [first[name] for name in META_COLUMNS] == [
        1, "2020-04-06T09:00:53", "jinji", row_digest([CODE, "2020-04-01", 260_000, None])]
    assert (second["seq"], second["remark"]) == (2, None)
    assert notices.get(CODE, 2) == second
    assert notices.get(OTHER, 1) is None
    assert list(notices.linked()) == [
        (CODE, n, "2020-04-06T09:00:53", one["digest"], *(one[name] for name in NOTICE.linked_ids))
        for n, one in enumerate((first, second), start=1)]
    assert list(notices.records([CODE, OTHER])) == [first, second]
    assert (notices.count(), notices.counts([CODE, OTHER]), notices.owners()) == (2, {CODE: 2}, [CODE])
    assert masters.records(NOTICE) is notices
    assert masters.records(EMPLOYEE) is masters.people


def test_codes_belong_to_no_person(masters: Masters) -> None:
    table = masters.members(TABLE_CODE)
    assert table.add("LIFE", {"code": "01", "name": "あおば生命"}, "jinji") == 1
    assert table.add("NONLIFE", {"code": "01", "name": "みどり火災"}, "jinji") == 1
    assert table.add("LIFE", {"code": "02", "name": "わかば生命"}, "jinji") == 2
    assert table.save("LIFE", 2, {"name": "若葉生命"}, 1, "admin") == 2
    with pytest.raises(StaleRecord):
        table.save("LIFE", 2, {"name": "若葉"}, 1, "other")
    table.remove("LIFE", 1, 1, "jinji")
    assert [(one["code"], one["name"], one["version"]) for one in table.of("LIFE")] == [("02", "若葉生命", 2)]
    assert table.owners() == ["LIFE", "NONLIFE"]
    assert [row[:2] for row in table.linked(["NONLIFE", "LIFE"])] == [("LIFE", 2), ("NONLIFE", 1)]


def test_a_removal_takes_no_my_number_along(masters: Masters) -> None:
    masters.families.add(CODE, {"last_name": "伊藤", "first_name": "花子", "hi_dependent": 1}, "jinji")
    masters.my_numbers.set(CODE, my_number_for(CODE, 1), by="jinji", member=1)
    notices = masters.members(NOTICE)
    notices.add(CODE, FIRST, "jinji")
    assert masters.my_numbers.having([CODE], NOTICE) == frozenset()
    assert masters.my_numbers.bulk([CODE], "jinji", "連携", NOTICE) == {}
    notices.remove(CODE, 1, 1, "jinji")
    notices.bulk_insert([(CODE, 1, "2020-04-01", 1, None, None, None)], "jinji", replacing=True)
    assert masters.my_numbers.has(CODE, 1)


def test_numbers_end_and_people_must_be_there(masters: Masters) -> None:
    notices = masters.members(NOTICE)
    notices.bulk_insert([(CODE, seq, f"20{seq:02d}-01-01", 1, None, None, None) for seq in range(1, 100)], "jinji")
    with pytest.raises(MembersFull) as full:
        notices.add(CODE, FIRST, "jinji")
    assert full.value.code == "NXD_VF_12"
    with pytest.raises(StaleRecord):
        notices.add("0000099999", FIRST, "jinji")
    with pytest.raises(DuplicateCode):
        notices.bulk_insert([(OTHER, 1, "2020-01-01", 1, None, None, None)] * 2, "jinji")


@pytest.mark.parametrize(("kind", "owner", "values"), [
    (NOTICE, CODE, FIRST), (TABLE_CODE, "LIFE", {"code": "01", "name": "あおば生命"})])
def test_many_who_add_at_once_get_different_numbers(masters: Masters, kind, owner, values) -> None:
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda n: masters.members(kind).add(owner, values, "jinji"), range(12)))
    assert sorted(numbers) == list(range(1, 13))


def test_lists_of_people_tell_when_their_records_changed(masters: Masters, clock: Clock) -> None:
    masters.members(NOTICE).add(CODE, FIRST, "jinji")
    rows = {row.employee_code: row for row in PeopleList(masters.database, NOTICE).after("", 10)}
    assert (rows[CODE].updated_at, rows[OTHER].updated_at) == ("2020-04-06T09:00:53", "")


@DATABASES
def test_a_kind_that_joins_gets_its_table_and_keeps_what_is_there(
        database: str, file: Path, sealer: Sealer, clock: Clock, request: pytest.FixtureRequest) -> None:
    url = url_of(database, file, request)
    before = open_masters(url, sealer, clock)
    before.people.bulk_insert(some_rows(3), "jinji")
    before.close()
    for _ in range(2):
        now = open_masters(url, sealer, clock, kinds=(*KINDS, NOTICE))
        seq = now.members(NOTICE).add(CODE, FIRST, "jinji")
        assert now.people.count() == 3
        now.close()
    assert seq == 2
    assert not (file.parent / "backups").exists()
    with pytest.raises(KeyError):
        now.members(TABLE_CODE)


@DATABASES
def test_many_may_open_data_that_lacks_tables(database: str, file: Path, sealer: Sealer, clock: Clock,
                                              request: pytest.FixtureRequest) -> None:
    url = url_of(database, file, request)

    def open_and_add(number: int) -> int:
        opened = open_masters(url, sealer, clock, kinds=(*KINDS, *SMALL_KINDS))
        seq = opened.members(TABLE_CODE).add("LIFE", {"code": str(number), "name": "生命"}, "jinji")
        opened.close()
        return seq

    open_masters(url, sealer, clock).close()
    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(open_and_add, range(12))) == list(range(1, 13))


def test_an_item_that_joins_a_kind_gets_its_column(file: Path, sealer: Sealer, clock: Clock) -> None:
    open_masters(sqlite_url(file), sealer, clock).close()
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("CREATE TABLE notice (employee_code TEXT NOT NULL, seq INTEGER NOT NULL, given_on TEXT, "
                    "version INTEGER NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL, "
                    "digest TEXT NOT NULL, PRIMARY KEY (employee_code, seq))")
        raw.execute("INSERT INTO notice VALUES ('0000000101', 1, '2020-04-01', 3, '', '', '')")
        raw.commit()
    opened = open_masters(sqlite_url(file), sealer, clock, kinds=(*KINDS, NOTICE))
    assert opened.members(NOTICE).save(CODE, 1, {"amount": 5}, 3, "jinji") == 4
    [found] = opened.members(NOTICE).of(CODE)
    opened.close()
    assert (found["given_on"], found["amount"], found["remark"]) == ("2020-04-01", 5, None)
    assert {column.name for column in record_table(NOTICE).c} == set(found)
