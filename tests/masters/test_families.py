"""Families: single members with versions, everybody's at once, what goes with a member. On SQLite and PostgreSQL."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import orjson
import pytest
from sqlalchemy import select

from nxdesk.masters.failures import DuplicateCode, MembersFull, StaleRecord
from nxdesk.masters.generate import my_number_for
from nxdesk.masters.generate_families import COLUMNS, family_of
from nxdesk.masters.people import Parent
from nxdesk.masters.store import Masters
from nxdesk.masters.tables import META_COLUMNS, MY_NUMBERS, RIGHT, record_table
from nxdesk.masters.writing import Write
from nxdesk.records.checks import link_checker
from nxdesk.records.clock import Clock
from nxdesk.records.digests import row_digest
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Value
from nxdesk.vault.secret import Secret
from tests.masters import people_rows
from tests.masters.people_rows import draft, some_rows

CODE, OTHER = "0000000101", "0000000102"
WIFE: dict[str, Value] = dict.fromkeys(COLUMNS) | {
    "last_name": "伊藤", "first_name": "花子", "last_name_kana": "イトウ", "first_name_kana": "ハナコ",
    "birth_date": "1974-08-20", "relationship_code": "02", "gender": "female", "living_together": "live_in",
    "hi_dependent": 1, "estimated_income": 450_000, "disability_class": 0}
SON = WIFE | {"first_name": "健太", "birth_date": "2003-07-03", "relationship_code": "11"}


@pytest.fixture
def peopled(any_masters: Masters) -> Masters:
    any_masters.people.bulk_insert(some_rows(3), "jinji")
    return any_masters


def some_families(count: int) -> list[tuple[Value, ...]]:
    """The families of the first people of a generated company."""
    return [row for person in some_rows(count) for row in family_of(
        dict(zip(people_rows.COLUMNS, person, strict=True)) | {"updated_at": "2019-01-01T00:00:00"}, 5)]


def test_a_member_is_kept_with_every_item(peopled: Masters) -> None:
    assert peopled.families.add(CODE, WIFE | {"zip": "", "family_seq": 50, "employee_code": OTHER}, "jinji") == 1
    found = peopled.families.get(CODE, 1)
    assert found is not None
    assert {name: found[name] for name in COLUMNS} == WIFE | {"employee_code": CODE, "family_seq": 1}
    assert [found[name] for name in META_COLUMNS] == [
        1, "2020-04-06T09:00:53", "jinji", row_digest([found[name] for name in FAMILY.linked_ids])]
    assert peopled.families.get(CODE, 2) is None
    assert peopled.families.get(OTHER, 1) is None
    assert peopled.families.of(CODE) == [found]
    assert peopled.families.of(OTHER) == []


def test_every_item_of_a_family_has_its_column() -> None:
    assert [column.name for column in record_table(FAMILY).c] == [*COLUMNS, *META_COLUMNS, RIGHT]


def test_what_travels_unseen_is_what_travels(peopled: Masters) -> None:
    peopled.families.bulk_insert(some_families(40), "jinji")
    told = ("birth_date", "last_name")
    seen = list(peopled.families.linked())
    unseen = list(peopled.families.travelling(told))
    assert len(seen) == len(unseen) > 20
    places = [4 + FAMILY.linked_ids.index(name) for name in told]
    for plain, (*meta, held, _, born, last_name) in zip(seen, unseen, strict=True):
        assert isinstance(held, bytes)
        assert (*meta, *orjson.loads(held)) == plain
        assert [born, last_name] == [plain[place] for place in places]


def test_the_mark_of_the_checks_follows_every_change(peopled: Masters, clock: Clock) -> None:
    def right() -> bool:
        [row] = peopled.families.travelling((), [CODE])
        return link_checker(FAMILY).marked_right(str(row[-1] or ""), clock.today())

    peopled.families.add(CODE, WIFE, "jinji")
    assert right()
    steps: list[tuple[dict[str, Value], bool]] = [
        ({"birth_date": None}, False), ({"birth_date": "2020-04-07"}, False), ({"birth_date": "2020-04-06"}, True),
        ({"living_together": "resident"}, False), ({"living_together": "live_in"}, True)]
    for version, (changes, wanted) in enumerate(steps, start=1):
        peopled.families.save(CODE, 1, changes, version, "jinji")
        assert right() is wanted, changes
    peopled.writer.write(FAMILY, [Write(CODE, 1, len(steps) + 1, {"relationship_code": None})], "jinji", "取込")
    assert not right()
    peopled.writer.write(FAMILY, [Write(CODE, 1, len(steps) + 2, {"relationship_code": "11"})], "jinji", "取込")
    assert right()
    clock.set(Clock.parse("2020-04-05 09:00:00"))
    assert not right()


def test_numbers_go_on_and_gaps_are_used_last(peopled: Masters) -> None:
    families = peopled.families
    assert [families.add(CODE, one, "jinji") for one in (WIFE, SON, SON)] == [1, 2, 3]
    families.remove(CODE, 2, 1, "jinji")
    assert families.add(CODE, SON, "jinji") == 4
    families.bulk_insert([tuple((WIFE | {"employee_code": CODE, "family_seq": seq}).values())
                          for seq in range(5, 100)], "jinji")
    assert families.add(CODE, SON, "jinji") == 2
    with pytest.raises(MembersFull):
        families.add(CODE, SON, "jinji")
    assert families.counts([CODE, OTHER]) == {CODE: 99}
    assert families.add(OTHER, WIFE, "jinji") == 1
    with pytest.raises(StaleRecord):
        families.add("0000099999", WIFE, "jinji")


def test_a_number_with_accesses_in_the_log_is_not_given_anew(peopled: Masters) -> None:
    peopled.families.add(CODE, WIFE, "jinji")
    peopled.my_numbers.set(CODE, my_number_for(CODE, 1), by="jinji", member=1)
    peopled.families.remove(CODE, 1, 1, "jinji")
    assert peopled.families.add(CODE, SON, "jinji") == 2


def test_many_who_add_at_once_get_different_numbers(peopled: Masters) -> None:
    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(lambda n: peopled.families.add(CODE, SON, "jinji"), range(24)))
    assert sorted(numbers) == list(range(1, 25))


def test_saving_counts_the_version_and_the_digest_follows(peopled: Masters, clock: Clock) -> None:
    peopled.families.add(CODE, WIFE, "jinji")
    clock.set(Clock.parse("2020-04-06 09:03:22"))
    changes: dict[str, Value] = {"first_name": "春子", "zip": "", "employee_code": OTHER, "family_seq": 9}
    assert peopled.families.save(CODE, 1, changes, 1, "admin") == 2
    [found] = peopled.families.of(CODE)
    assert (found["first_name"], found["zip"], found["birth_date"]) == ("春子", None, "1974-08-20")
    assert (found["version"], found["updated_at"], found["updated_by"]) == (2, "2020-04-06T09:03:22", "admin")
    assert found["digest"] == row_digest([found[name] for name in FAMILY.linked_ids])


def test_what_somebody_else_changed_is_neither_overwritten_nor_removed(peopled: Masters) -> None:
    peopled.families.add(CODE, WIFE, "jinji")
    peopled.my_numbers.set(CODE, my_number_for(CODE, 1), by="jinji", member=1)
    peopled.families.save(CODE, 1, {"occupation_code": "2"}, 1, "a")
    for late in (lambda: peopled.families.save(CODE, 1, {"occupation_code": "3"}, 1, "b"),
                 lambda: peopled.families.save(CODE, 2, {"occupation_code": "3"}, 1, "b"),
                 lambda: peopled.families.remove(CODE, 1, 1, "b"), lambda: peopled.families.remove(CODE, 2, 1, "b")):
        with pytest.raises(StaleRecord):
            late()
    assert [one["occupation_code"] for one in peopled.families.of(CODE)] == ["2"]
    assert peopled.my_numbers.has(CODE, 1)


def test_a_removed_members_number_goes_with_it_and_nobody_elses(peopled: Masters) -> None:
    for one in (WIFE, SON):
        peopled.families.add(CODE, one, "jinji")
    numbers = peopled.my_numbers
    numbers.set_members({(CODE, 0): Secret(my_number_for(CODE, 1)), (CODE, 1): Secret(my_number_for(CODE, 2)),
                         (CODE, 2): Secret(my_number_for(CODE, 3))}, "jinji")
    peopled.families.remove(CODE, 1, 1, "admin")
    assert [one["family_seq"] for one in peopled.families.of(CODE)] == [2]
    assert (numbers.has(CODE), numbers.has(CODE, 1), numbers.has(CODE, 2)) == (True, False, True)
    last = numbers.accesses()[0]
    assert (last.by, last.employee_code, last.family_seq, last.action, last.purpose) == (
        "admin", CODE, 1, "削除", "家族の削除")


def test_a_removed_members_key_is_not_left_in_the_files(masters: Masters, file: Path) -> None:
    masters.people.bulk_insert(some_rows(1), "jinji")
    masters.families.add(CODE, WIFE, "jinji")
    masters.my_numbers.set(CODE, my_number_for(CODE, 1), by="jinji", member=1)
    with masters.database.reading() as connection:
        key, sealed = connection.execute(select(MY_NUMBERS.c.person_key, MY_NUMBERS.c.sealed)).one()
    masters.families.remove(CODE, 1, 1, "jinji")
    held = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert bytes(key) not in held
    assert bytes(sealed) not in held


def test_what_travels_is_read_in_order(any_masters: Masters) -> None:
    rows = some_families(60)
    stamps = [f"2019-01-{1 + n % 28:02d}T10:00:00" for n in range(len(rows))]
    assert any_masters.families.bulk_insert(iter(reversed(rows)), "jinji", reversed(stamps)) == len(rows)
    wanted = [(row[0], row[1], stamp, row_digest(values), *values) for row, stamp in zip(rows, stamps, strict=True)
              for values in [[row[COLUMNS.index(name)] for name in FAMILY.linked_ids]]]
    families = any_masters.families
    assert list(families.linked()) == wanted
    codes = [str(row[0]) for row in people_rows.some_rows(60)]
    assert list(families.linked([*reversed(codes), codes[0]])) == wanted
    chosen = {codes[3], codes[4], codes[8]}
    assert list(families.linked([*chosen, "0000099999"])) == [row for row in wanted if row[0] in chosen]
    assert list(families.linked([])) == []
    sizes = Counter(row[0] for row in rows)
    assert families.counts(codes) == sizes
    assert families.counts(chosen) == {code: size for code, size in sizes.items() if code in chosen}
    assert families.count() == len(rows)


def test_reading_goes_on_over_many_parts(masters: Masters) -> None:
    rows = [tuple((WIFE | {"employee_code": f"{code:010d}", "family_seq": seq}).values())
            for code in range(1, 4002) for seq in (1, 2, 3)]
    masters.families.bulk_insert(rows, "jinji", "2020-04-01T00:00:00")
    keys = [row[:2] for row in rows]
    codes = [str(row[0]) for row in rows]
    assert [row[:2] for row in masters.families.linked()] == keys
    assert [row[:2] for row in masters.families.linked(codes)] == keys
    assert [row[:2] for row in masters.families.linked(codes[:600:3])] == keys[:600]


def test_many_come_in_whole_or_not_at_all(peopled: Masters) -> None:
    rows = some_families(20)
    with pytest.raises(DuplicateCode):
        peopled.families.bulk_insert([*rows, rows[0]], "jinji")
    assert peopled.families.count() == 0
    peopled.families.add(CODE, WIFE, "jinji")
    peopled.my_numbers.set(CODE, my_number_for(CODE, 1), by="jinji")
    peopled.my_numbers.set(CODE, my_number_for(CODE, 2), by="jinji", member=1)
    with pytest.raises(DuplicateCode):
        peopled.families.bulk_insert([*rows, rows[0]], "jinji", replacing=True)
    assert (peopled.families.count(), peopled.my_numbers.has(CODE, 1)) == (1, True)
    peopled.families.bulk_insert(rows, "jinji", replacing=True)
    assert peopled.families.count() == len(rows)
    assert (peopled.my_numbers.has(CODE), peopled.my_numbers.has(CODE, 1)) == (True, False)


def test_whose_family_it_is(peopled: Masters) -> None:
    person = draft("0000000900", retire_date="2020-03-31", last_name="伊藤", first_name="一郎")
    peopled.people.create(person, "jinji")
    found = peopled.people.parents(["0000000900", "0000099999"])
    assert found == {"0000000900": Parent("伊藤", "一郎", *(
        None if person[name] is None else str(person[name])
        for name in ("birth_date", "hire_date", "retire_date", "operation_start_date")))}
    assert found["0000000900"].name == "伊藤 一郎"
