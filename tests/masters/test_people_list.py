"""The list of people as 個人選択 reads it: in the order of codes, in pieces, from the index alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from nxdesk.desk.people_list import (
    CHANGED,
    COLUMNS,
    FIRST_PAGE,
    LINKED,
    NOT_LINKED,
    PeopleListDesk,
    search_words,
    searchable,
)
from nxdesk.masters.generate import generate
from nxdesk.masters.linkage import changed_since
from nxdesk.masters.people_list import PeopleList
from nxdesk.masters.store import Masters, open_masters, sqlite_url
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Value
from nxdesk.vault.seal import Sealer

PEOPLE = 700


@pytest.fixture
def masters(tmp_path: Path) -> Iterator[Masters]:
    opened = open_masters(sqlite_url(tmp_path / "nx.db"), Sealer(b"k" * 32), Clock(Clock.parse("2020-04-06 09:00")))
    opened.people.bulk_insert(generate(PEOPLE, 3), "test")
    yield opened
    opened.close()


def everybody(desk: PeopleListDesk) -> list[tuple[str, ...]]:
    opening = desk.open()
    rows = list(zip(*opening.columns, strict=True))
    while (piece := desk.more())[0]:
        rows += zip(*piece, strict=True)
    assert len(rows) == opening.total
    return rows


def test_pieces_hold_everybody_once_in_the_order_of_codes(masters: Masters):
    rows = everybody(PeopleListDesk(masters, EMPLOYEE))
    codes = [row[0] for row in rows]
    assert codes == masters.people.codes()
    assert len(rows) == PEOPLE > FIRST_PAGE


def test_a_person_is_shown_as_the_masters_have_it(masters: Masters):
    row = dict(zip(COLUMNS, everybody(PeopleListDesk(masters, EMPLOYEE))[10], strict=True))
    person = masters.people.get(row["code"])
    assert person is not None
    assert row["name"] == f"{person['last_name']} {person['first_name']}"
    assert row["kana"] == f"{person['last_name_kana']} {person['first_name_kana']}"
    assert row["department"] == f"{person['department_code'] or ''} {person['department_name'] or ''}".strip()
    assert row["hire_date"] == person["hire_date"]
    assert row["updated_at"] == person["updated_at"]
    assert row["linkage"] == NOT_LINKED


def test_the_state_of_the_linkage_follows_the_stamps(masters: Masters):
    first, second, *_ = masters.people.codes()
    masters.linkage.mark([first], "2020-05-01T00:00:00")
    masters.linkage.mark([second], "2019-01-01T00:00:00")
    masters.linkage.mark([second], "2021-01-01T00:00:00", kind="family")
    rows = {row[0]: row[COLUMNS.index("linkage")] for row in everybody(PeopleListDesk(masters, EMPLOYEE))}
    assert rows[first] == LINKED
    assert rows[second] == CHANGED
    assert set(rows.values()) == {LINKED, CHANGED, NOT_LINKED}


def test_the_linkage_of_families_follows_their_members(masters: Masters):
    first, second, third, fourth, *_ = masters.people.codes()
    values: dict[str, Value] = {"last_name": "伊藤", "first_name": "花子", "hi_dependent": 1}
    for code in (second, third, fourth):
        masters.families.add(code, values, "test")
    masters.linkage.mark([first, second, third, fourth], "2020-05-01T00:00:00", FAMILY.id)
    with masters.database.writing() as connection:
        changed_since(connection, FAMILY.id, fourth, "2020-05-02T00:00:00")
    masters.people.save(first, {"position": "課長"}, 1, "test")
    rows = {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in everybody(PeopleListDesk(masters, FAMILY))}
    assert len(rows) == PEOPLE
    assert [rows[code]["updated_at"][:10] for code in (first, second, fourth)] == ["", "2020-04-06", "2020-05-02"]
    assert [rows[code]["linkage"] for code in (first, second, third, fourth)] == [LINKED, LINKED, LINKED, CHANGED]
    masters.linkage.mark([fourth], "2020-05-03T00:00:00", FAMILY.id)
    masters.linkage.mark([third], "2019-05-01T00:00:00", FAMILY.id)
    rows = {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in everybody(PeopleListDesk(masters, FAMILY))}
    assert [rows[code]["linkage"] for code in (third, fourth)] == [CHANGED, LINKED]
    assert rows[first]["name"] == " ".join(str(part) for part in masters.people.parents([first])[first][:2])


def test_a_member_taken_out_is_a_change(masters: Masters):
    code = masters.people.codes()[0]
    seq = masters.families.add(code, {"last_name": "伊藤", "first_name": "花子", "hi_dependent": 1}, "test")
    masters.linkage.mark([code], "2020-01-01T00:00:00", FAMILY.id)
    masters.families.remove(code, seq, 1, "test")
    row = dict(zip(COLUMNS, everybody(PeopleListDesk(masters, FAMILY))[0], strict=True))
    assert (row["linkage"], row["updated_at"][:10]) == (CHANGED, "2020-04-06")


def test_an_empty_company_has_an_empty_list(tmp_path: Path):
    masters = open_masters(sqlite_url(tmp_path / "nx.db"), Sealer(b"k" * 32), Clock())
    desk = PeopleListDesk(masters, EMPLOYEE)
    opening = desk.open()
    assert (opening.total, len(opening.columns), list(opening.columns[0])) == (0, len(COLUMNS), [])
    assert not desk.more()[0]
    masters.close()


def test_the_rows_of_people_are_not_read(masters: Masters):
    people = PeopleList(masters.database, EMPLOYEE)
    assert people.count() == PEOPLE
    with masters.database.reading() as connection:
        asked: list[tuple[str, tuple[object, ...]]] = []
        event.listen(masters.engine, "before_cursor_execute", lambda *told: asked.append(told[2:4]))
        people._after(connection, "", 10)
        masters.people.parents(masters.people.codes())
        wide = [next(one for one in asked if item in one[0]) for item in ("department_code", "birth_date")]
        plans = [" ".join(str(row) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values))
                 for statement, values in wide]
    assert all("USING COVERING INDEX ix_employee_list" in plan for plan in plans)


@pytest.mark.parametrize("typed", ["いとう", "イトウ", "ｲﾄｳ", "伊藤一", "伊藤 イチ", "伊藤　一郎", "いち いとう"])
def test_a_name_is_found_however_it_is_typed(typed: str):
    name = searchable("伊藤 一郎\x1fイトウ イチロウ")
    assert all(any(spelling in name for spelling in word) for word in search_words(typed))


def test_names_of_others_are_not_found():
    name = searchable("伊藤 一郎\x1fイトウ イチロウ")
    assert not all(any(spelling in name for spelling in word) for word in search_words("伊藤 二郎"))
    assert search_words("  ") == ()
