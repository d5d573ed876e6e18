"""People: single records with versions, many at once, and the reading of what travels. On SQLite and PostgreSQL."""

import orjson
import pytest

from nxdesk.masters.people import DuplicateCode, StaleRecord
from nxdesk.masters.store import Masters
from nxdesk.records.checks import link_checker
from nxdesk.records.clock import Clock
from nxdesk.records.digests import row_digest
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Value
from tests.masters.people_rows import COLUMNS, draft, some_rows

_META = ("employee_code", "updated_at", "operation_start_date", "digest")


def test_a_person_is_kept_with_every_item(any_masters: Masters) -> None:
    any_masters.people.create(draft(company_email=""), "jinji")
    found = any_masters.people.get("0000000001")
    assert found is not None
    assert {name: found[name] for name in COLUMNS} == draft(company_email=None)
    assert (found["version"], found["updated_at"], found["updated_by"]) == (1, "2020-04-06T09:00:53", "jinji")
    assert any_masters.people.get("0000000002") is None
    assert any_masters.people.count() == 1


def test_a_code_is_given_once(any_masters: Masters) -> None:
    any_masters.people.create(draft(), "jinji")
    with pytest.raises(DuplicateCode):
        any_masters.people.create(draft(last_name="別人"), "jinji")
    with pytest.raises(DuplicateCode):
        any_masters.people.bulk_insert([*some_rows(3), tuple(draft().values())], "jinji")
    assert any_masters.people.count() == 1


def test_saving_counts_the_version_and_the_digest_follows(any_masters: Masters, clock: Clock) -> None:
    any_masters.people.create(draft(), "jinji")
    clock.set(Clock.parse("2020-04-06 09:03:22"))
    assert any_masters.people.save("0000000001", {"company_email": "a@example.co.jp", "zip": ""}, 1, "admin") == 2
    found = any_masters.people.get("0000000001")
    assert found is not None
    assert (found["company_email"], found["zip"], found["version"]) == ("a@example.co.jp", None, 2)
    assert (found["updated_at"], found["updated_by"]) == ("2020-04-06T09:03:22", "admin")
    assert found["digest"] == row_digest([found[name] for name in EMPLOYEE.linked_ids])
    assert found["last_name"] == draft()["last_name"]


def test_what_somebody_else_changed_is_not_overwritten(any_masters: Masters) -> None:
    any_masters.people.create(draft(), "jinji")
    any_masters.people.save("0000000001", {"position": "課長"}, 1, "a")
    with pytest.raises(StaleRecord):
        any_masters.people.save("0000000001", {"position": "部長"}, 1, "b")
    with pytest.raises(StaleRecord):
        any_masters.people.save("0000000009", {"position": "部長"}, 1, "b")
    found = any_masters.people.get("0000000001")
    assert found is not None
    assert found["position"] == "課長"


def test_what_travels_is_read_in_order(any_masters: Masters) -> None:
    rows = some_rows(40)
    stamps = [f"2019-01-{day:02d}T10:00:00" for day in range(1, 29)] + ["2019-02-01T10:00:00"] * 12
    assert any_masters.people.bulk_insert(iter(rows), "jinji", stamps) == 40
    wanted = [(row[0], stamp, row[COLUMNS.index("operation_start_date")], row_digest(values), *values)
              for row, stamp in zip(rows, stamps, strict=True)
              for values in [[row[COLUMNS.index(name)] for name in EMPLOYEE.linked_ids]]]
    assert list(any_masters.people.linked()) == wanted
    codes = [str(row[0]) for row in rows]
    assert list(any_masters.people.linked([*reversed(codes), codes[0]])) == wanted
    assert list(any_masters.people.linked([codes[7], "0000000001", codes[3]])) == [wanted[3], wanted[7]]
    assert list(any_masters.people.linked([])) == []
    assert any_masters.people.codes() == codes


def test_what_travels_unseen_is_what_travels(any_masters: Masters) -> None:
    rows = [*some_rows(20), tuple(draft(employee_code="0000000999", last_name='髙"\\/]', address_city="\t𠮷,[").values())]
    any_masters.people.bulk_insert(rows, "jinji")
    codes = [str(row[0]) for row in rows]
    seen = {str(row[0]): row for row in any_masters.people.linked(codes)}
    unseen = list(any_masters.people.travelling(codes))
    assert [row[0] for row in unseen] == sorted(codes)
    for code, *meta, held, last_name, first_name, _ in unseen:
        assert isinstance(held, bytes)
        assert (code, *meta, *orjson.loads(held)) == seen[str(code)]
        place = len(_META) + EMPLOYEE.linked_ids.index("last_name")
        assert (last_name, first_name) == seen[str(code)][place:place + 2]


def test_the_mark_of_the_checks_follows_every_change(any_masters: Masters, clock: Clock) -> None:
    def right() -> bool:
        [row] = any_masters.people.travelling(["0000000001"])
        return link_checker(EMPLOYEE).marked_right(str(row[-1] or ""), clock.today())

    any_masters.people.create(draft(), "jinji")
    assert right()
    steps: list[tuple[dict[str, Value], bool]] = [
        ({"company_email": None}, False), ({"company_email": "a@example.co.jp"}, True), ({"last_name": "髙橋"}, False),
        ({"last_name": "高橋", "birth_date": "2020-04-07"}, False), ({"position": "部長"}, False),
        ({"birth_date": "2000-04-06", "hire_date": "2019-04-01"}, True)]
    for version, (changes, wanted) in enumerate(steps, start=1):
        any_masters.people.save("0000000001", changes, version, "jinji")
        assert right() is wanted, changes
    clock.set(Clock.parse("2020-04-05 09:00:00"))
    assert not right()


def test_reading_goes_on_over_many_parts(masters: Masters) -> None:
    rows = some_rows(12_000)
    masters.people.bulk_insert(rows, "jinji", "2020-04-01T00:00:00")
    codes = [str(row[0]) for row in rows]
    assert [row[0] for row in masters.people.linked()] == codes
    assert [row[0] for row in masters.people.linked(codes)] == codes
    assert [row[0] for row in masters.people.linked(codes[::3])] == codes[::3]


def test_a_reading_left_early_blocks_nobody(masters: Masters) -> None:
    masters.people.bulk_insert(some_rows(50), "jinji")
    reading = masters.people.linked()
    next(reading)
    masters.people.create(draft(), "jinji")
    assert [row[0] for row in reading][:1] == ["0000000102"]
    assert masters.people.count() == 51


def test_replacing_takes_everybody_else_out_or_changes_nothing(masters: Masters) -> None:
    masters.people.create(draft(), "jinji")
    with pytest.raises(DuplicateCode):
        masters.people.bulk_insert([*some_rows(2), *some_rows(2)], "jinji", replacing=True)
    assert masters.people.codes() == ["0000000001"]
    masters.people.bulk_insert(some_rows(2), "jinji", replacing=True)
    assert masters.people.codes() == ["0000000101", "0000000102"]


def test_what_e_amano_should_say_of_people_in_whom_nothing_differs(any_masters: Masters) -> None:
    people, codes = any_masters.people, [str(row[0]) for row in some_rows(400)]
    people.bulk_insert(some_rows(400), "jinji")
    digests = {str(row[0]): str(row[1]) for row in people.some(("employee_code", "digest"))}
    for wanted in (codes, codes[:3], codes[200:]):
        expected = people.expected(wanted)
        assert expected == (frozenset(f"{code}:1:{digests[code]}" for code in wanted), False)
    assert people.expected(["9999999999"]) == (frozenset(), False)
    any_masters.acquisitions.apply(EMPLOYEE, (), "jinji", states={codes[1]: "7", codes[300]: "", codes[301]: "1"})
    versions = dict.fromkeys(codes, "1") | {codes[1]: "7", codes[300]: ""}
    for wanted, known in ((codes, True), (codes[:3], True), (codes[2:250], False), (codes[250:], True)):
        expected = people.expected(wanted)
        assert expected == (frozenset(f"{code}:{versions[code]}:{digests[code]}" for code in wanted), known)
