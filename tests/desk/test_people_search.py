"""Finding people while typing, and a new person from an existing one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from nxdesk.desk.people import PeopleDesk
from nxdesk.desk.people_search import MOST_HITS, PeopleSearch
from nxdesk.desk.refusal import Refusal
from nxdesk.masters.generate import generate
from nxdesk.masters.store import Masters, open_masters, sqlite_url
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Value
from nxdesk.vault.seal import Sealer

NAMES: dict[str, dict[str, Value]] = {
    "0000000101": {"last_name": "髙橋", "first_name": "剛", "last_name_kana": "タカハシ", "first_name_kana": "ツヨシ",
                   "department_code": "A1", "department_name": "営業部"},
    "0000000102": {"last_name": "高橋", "first_name": "さくら", "last_name_kana": "タカハシ", "first_name_kana": "サクラ",
                   "department_code": "B2", "department_name": "製造部"},
    "0000001010": {"last_name": "渡邉", "first_name": "ＡＢ", "last_name_kana": "ワタナベ", "first_name_kana": "エービー",
                   "department_code": None, "department_name": None}}


@pytest.fixture
def masters(tmp_path: Path) -> Iterator[Masters]:
    clock = Clock(Clock.parse("2020-04-06 09:00"))
    opened = open_masters(sqlite_url(tmp_path / "nx.db"), Sealer(b"k" * 32), clock)
    columns = [item.id for item in EMPLOYEE.nx_columns]
    first = dict(zip(columns, next(generate(1, 3)), strict=True))
    for code, values in NAMES.items():
        opened.people.create(first | values | {"employee_code": code}, "test")
    yield opened
    opened.close()


@pytest.mark.parametrize(("typed", "found"), [
    ("", ["101", "102", "1010"]), ("髙橋", ["101", "102"]), ("高橋剛", ["101"]), ("タカハシ　さくら", ["102"]),
    ("たかはし", ["101", "102"]), ("ﾀｶﾊｼ ﾂﾖｼ", ["101"]), ("さくら", ["102"]), ("営業", ["101"]), ("b2 高橋", ["102"]),
    ("渡辺", ["1010"]), ("ab", ["1010"]), ("101", ["101", "1010"]), ("0000000101", ["101"]), ("１０２", ["102"]),
    ("000000", ["101", "102", "1010"]), ("高橋 営業 102", []), ("佐藤", []), ("橋剛タカ", [])])
def test_words_are_found_however_they_are_written(masters: Masters, typed: str, found: list[str]):
    hits = PeopleSearch(masters).find(typed)
    assert [hit.code.lstrip("0") for hit in hits.people] == found
    assert not hits.more


def test_a_hit_says_who_it_is_and_changes_are_seen_when_told(masters: Masters):
    search = PeopleSearch(masters)
    [hit] = search.find("剛").people
    assert (hit.code, hit.name, hit.department) == ("0000000101", "髙橋 剛", "A1 営業部")
    masters.people.save("0000000101", {"first_name": "武"}, 1, "test")
    search.forget()
    assert search.find("剛").people == []
    assert search.find("武").people[0].name == "髙橋 武"


def test_long_lists_of_hits_end(masters: Masters):
    masters.people.bulk_insert(generate(5100, 3), "test", replacing=True)
    search = PeopleSearch(masters)
    everybody = search.find("0000")
    assert (len(everybody.people), everybody.more) == (MOST_HITS, True)
    last = masters.people.codes()[-1]
    assert [hit.code for hit in search.find(last).people] == [last]


def test_a_copy_leaves_what_belongs_to_one_person(masters: Masters):
    masters.people.save("0000000101", {"basic_pension_no_a": "1234", "basic_pension_no_b": "123456",
                                       "ei_insured_no": "1234-567890-1", "private_email": "a@example.jp"}, 1, "test")
    desk = PeopleDesk(masters, Clock(Clock.parse("2020-04-06 09:00")), "test", my_number=False)
    original, copy = desk.load("0000000101"), desk.copied("0000000101")
    assert (copy.version, copy.linked_at, copy.updated_at) == (0, "", "")
    left = {name for name, value in original.values.items() if value is not None and copy.values[name] is None}
    assert {"employee_code", "company_email", "private_email", "basic_pension_no_a", "basic_pension_no_b",
            "ei_insured_no"} <= left
    assert all(copy.values[name] == original.values[name] for name in ("last_name", "hire_date", "department_code"))
    saved, issues = desk.save(copy)
    assert [issue.field for issue in issues] == ["employee_code"]
    assert saved == copy
    saved, issues = desk.save(type(copy)(copy.values | {"employee_code": "0000002000"}))
    assert (issues, saved.values["last_name"]) == ([], "髙橋")
    with pytest.raises(Refusal):
        desk.copied("0000009999")


def test_who_retires_is_retired(masters: Masters):
    desk = PeopleDesk(masters, Clock(Clock.parse("2020-04-06 09:00")), "test", my_number=False)
    saved = desk.retire("0000000101", "2020-03-31")
    assert (saved.values["retire_date"], saved.values["employment_status"]) == ("2020-03-31", "retired")
    change = masters.changes.history("0000000101")[0]
    assert {item.field for item in change.items} == {"retire_date", "employment_status"}
    with pytest.raises(Refusal):
        desk.retire("0000000102", "1900-01-01")
