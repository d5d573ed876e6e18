"""Acquisitions: written whole with what was there before, and put back. On SQLite and PostgreSQL."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import event

from nxdesk.masters.acquisitions import Acquisition
from nxdesk.masters.changes import ACQUIRED, ADDED, CHANGED, REMOVED, UNDONE
from nxdesk.masters.failures import (
    AcquisitionChanged,
    AlreadyUndone,
    DuplicateCode,
    MissingParents,
    RecordsChanged,
    TooLongAgo,
)
from nxdesk.masters.generate import my_number_for
from nxdesk.masters.store import Masters, open_masters, sqlite_url
from nxdesk.masters.tables import RIGHT
from nxdesk.masters.writing import Write, key_of
from nxdesk.records.clock import Clock
from nxdesk.records.digests import row_digest
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Holder, Value
from nxdesk.records.kinds import KINDS
from nxdesk.vault.seal import Sealer
from tests.masters.people_rows import draft, some_rows
from tests.masters.small_kinds import NOTICE, SMALL_KINDS, TABLE_CODE

CODE, OTHER, THIRD = "0000000101", "0000000102", "0000000103"
NEW = "0000000999"
WIFE: dict[str, Value] = {"last_name": "伊藤", "first_name": "花子", "birth_date": "1974-08-20", "hi_dependent": 1}
NOW, LATER, LAST = "2020-04-06T09:00:53", "2020-04-07T10:00:00", "2020-04-08T11:00:00"


@pytest.fixture(params=["sqlite", "postgresql"])
def masters(request: pytest.FixtureRequest, file: Path, sealer: Sealer, clock: Clock) -> Iterator[Masters]:
    url = sqlite_url(file) if request.param == "sqlite" else request.getfixturevalue("postgres_of_its_own")
    opened = open_masters(url, sealer, clock, kinds=(*KINDS, *SMALL_KINDS))
    opened.people.bulk_insert(some_rows(3), "jinji", "2019-01-01T00:00:00")
    yield opened
    opened.close()


def everything(masters: Masters) -> list[list[dict[str, Value]]]:
    """All records without their versions, which only ever grow, and the mark of the checks, which tells the day."""
    return [[{name: value for name, value in record.items() if name not in ("version", RIGHT)}
             for record in part.records()]
            for part in (masters.people, masters.families, masters.members(NOTICE), masters.members(TABLE_CODE))]


def person_of(masters: Masters, code: str) -> dict[str, Value]:
    found = masters.people.get(code)
    assert found is not None
    return found


def test_people_are_changed_and_added_and_all_of_it_goes_back(masters: Masters, clock: Clock) -> None:
    before = everything(masters)
    masters.linkage.mark([OTHER], "2019-06-01T00:00:00")
    clock.set(Clock.parse("2020-04-07 10:00:00"))
    values = draft(NEW) | {"digest": "x", "version": 77}
    done = masters.acquisitions.apply(
        EMPLOYEE, [Write(CODE, 0, 1, {"last_name": "佐藤", "zip": "", "employee_code": "1"}),
                   Write(NEW, 0, 0, values), Write(OTHER, 0, 1, {})],
        "admin", states={CODE: "3", NEW: "1", OTHER: "2"}, agreeing={CODE, NEW}, facts={"all": 1})
    assert (done.id, done.kind, done.at, done.by, done.people, done.added, done.changed, done.facts) == (
        "1", "employee", LATER, "admin", 3, 1, 1, {"all": 1})
    person = person_of(masters, CODE)
    assert (person["last_name"], person["zip"], person["version"], person["updated_at"], person["updated_by"]) == (
        "佐藤", None, 2, LATER, "admin")
    assert person["digest"] == row_digest([person[name] for name in EMPLOYEE.linked_ids])
    added = person_of(masters, NEW)
    assert {name: added[name] for name in draft()} == draft(NEW)
    assert (added["version"], bool(added["found_right"])) == (1, True)
    assert person_of(masters, OTHER)["version"] == 1
    assert masters.linkage.last_linked([CODE, OTHER, NEW]) == {CODE: LATER, NEW: LATER, OTHER: "2019-06-01T00:00:00"}
    assert masters.linkage.remote_states([CODE, OTHER, NEW, THIRD]) == {CODE: "3", OTHER: "2", NEW: "1"}
    assert masters.acquisitions.owners("1") == [CODE, OTHER, NEW]
    assert masters.acquisitions.get("1") == done
    clock.set(Clock.parse("2020-04-08 11:00:00"))
    assert masters.acquisitions.obstacles("1") == []
    undone = masters.acquisitions.undo("1", "system")
    assert (undone.undone_at, undone.undone_by) == (LAST, "system")
    assert everything(masters) == before
    assert person_of(masters, CODE)["version"] == 3
    assert masters.linkage.last_linked([CODE, OTHER, NEW]) == {OTHER: "2019-06-01T00:00:00"}
    assert masters.linkage.remote_states([CODE, OTHER, NEW]) == {}
    with pytest.raises(AlreadyUndone):
        masters.acquisitions.undo("1", "system")
    told = [(one.source, one.action, one.owner, one.at, one.by, one.run) for one in masters.changes.history()]
    assert told == [(UNDONE, REMOVED, NEW, LAST, "system", "1"), (UNDONE, CHANGED, CODE, LAST, "system", "1"),
                    (ACQUIRED, CHANGED, CODE, LATER, "admin", "1"), (ACQUIRED, ADDED, NEW, LATER, "admin", "1")]


def test_records_of_people_come_with_what_the_people_take(masters: Masters) -> None:
    seq = masters.families.add(CODE, WIFE, "jinji")
    before = everything(masters)
    notices = [Write(CODE, 0, 0, {"given_on": "2020-04-01", "amount": 1}),
               Write(OTHER, 0, 0, {"given_on": "2020-05-01"}),
               Write(CODE, 0, 0, {"given_on": "2020-06-01"})]
    done = masters.acquisitions.apply(NOTICE, notices, "admin", states={CODE: "a", OTHER: "b"},
                                      parents=[Write(CODE, 0, 1, {"shaho_acquired_on": "2020-04-01"})])
    assert (done.added, done.changed) == (3, 1)
    assert [(row[0], row[1], row[4:]) for row in masters.members(NOTICE).linked()] == [
        (CODE, 1, (CODE, "2020-04-01", 1, None)), (CODE, 2, (CODE, "2020-06-01", None, None)),
        (OTHER, 1, (OTHER, "2020-05-01", None, None))]
    assert person_of(masters, CODE)["shaho_acquired_on"] == "2020-04-01"
    assert masters.linkage.last_linked([CODE]) == {}
    assert masters.linkage.last_linked([CODE, OTHER], NOTICE.id) == {CODE: NOW, OTHER: NOW}
    family = masters.acquisitions.apply(FAMILY, [Write(CODE, seq, 1, {"last_name": "佐藤"})], "admin")
    assert masters.acquisitions.undo(family.id, "admin").kind == "family"
    masters.acquisitions.undo(done.id, "admin")
    assert everything(masters) == before


def test_codes_without_people_are_acquired_too(masters: Masters) -> None:
    done = masters.acquisitions.apply(TABLE_CODE, [
        Write("LIFE", 0, 0, {"code": "01", "name": "あおば"}), Write("LIFE", 0, 0, {"code": "02", "name": "わかば"})],
        "admin", states={"LIFE": "x"})
    assert [one["seq"] for one in masters.members(TABLE_CODE).of("LIFE")] == [1, 2]
    masters.acquisitions.undo(done.id, "admin")
    assert masters.members(TABLE_CODE).of("LIFE") == []


def test_where_nothing_is_written_only_the_states_are_kept(masters: Masters) -> None:
    before = everything(masters)
    same = Write(CODE, 0, 1, {"last_name": person_of(masters, CODE)["last_name"]})
    done = masters.acquisitions.apply(EMPLOYEE, [same], "admin", states={CODE: "4"}, agreeing=())
    assert (done.id, done.added, done.changed, done.people) == ("", 0, 0, 1)
    assert everything(masters) == before
    assert masters.acquisitions.history() == []
    assert masters.linkage.remote_states([CODE]) == {CODE: "4"}
    assert masters.linkage.last_linked([CODE]) == {}
    masters.linkage.mark([CODE], NOW)
    assert masters.linkage.remote_states([CODE]) == {CODE: "4"}
    masters.acquisitions.apply(EMPLOYEE, [], "admin", states={CODE: "5"}, agreeing=())
    assert masters.linkage.last_linked([CODE]) == {CODE: NOW}


def test_what_somebody_changed_meanwhile_is_not_written_over(masters: Masters) -> None:
    seq = masters.families.add(CODE, WIFE, "jinji")
    before = everything(masters)
    masters.people.save(THIRD, {"zip": None}, 1, "x")
    masters.people.save(THIRD, {"zip": before[0][2]["zip"]}, 2, "jinji")
    for kind, writes, owners, refusal in (
            (EMPLOYEE, [Write(CODE, 0, 1, {"zip": None}), Write(THIRD, 0, 1, {"zip": None})], [THIRD], RecordsChanged),
            (EMPLOYEE, [Write(CODE, 0, 1, {"zip": None}), Write(NEW, 0, 5, {})], [NEW], RecordsChanged),
            (EMPLOYEE, [Write(CODE, 0, 1, {"zip": None}), Write(OTHER, 0, 0, draft(OTHER))], [OTHER], RecordsChanged),
            (EMPLOYEE, [Write(NEW, 0, 0, draft(NEW)), Write(NEW, 0, 0, draft(NEW))], [NEW], RecordsChanged),
            (FAMILY, [Write(CODE, seq, 1, {"zip": "1"}), Write(CODE, 9, 1, {})], [CODE], RecordsChanged),
            (FAMILY, [Write(CODE, seq, 1, {"zip": "1"}), Write(NEW, 0, 0, WIFE)], [NEW], MissingParents)):
        with pytest.raises(refusal) as caught:
            masters.acquisitions.apply(kind, writes, "admin", states={CODE: "1"})
        assert getattr(caught.value, "owners", None) == owners
    now = everything(masters)
    assert (now[0][:2], now[1]) == (before[0][:2], before[1])
    assert masters.linkage.remote_states([CODE]) == {}
    assert masters.acquisitions.history() == []


def test_what_was_changed_since_stands_against_going_back(masters: Masters) -> None:
    first = masters.acquisitions.apply(
        EMPLOYEE, [Write(CODE, 0, 1, {"zip": "100-0001"}), Write(OTHER, 0, 1, {"zip": "100-0001"}),
                   Write(NEW, 0, 0, draft(NEW))], "admin", states={})
    masters.people.save(OTHER, {"zip": "100-0002"}, 2, "jinji")
    masters.families.add(NEW, WIFE, "jinji")
    before = everything(masters)
    assert masters.acquisitions.obstacles(first.id) == [OTHER, NEW]
    with pytest.raises(AcquisitionChanged) as caught:
        masters.acquisitions.undo(first.id, "admin")
    assert caught.value.owners == [OTHER, NEW]
    assert everything(masters) == before
    assert masters.acquisitions.get(first.id).undone_at == ""
    with pytest.raises(KeyError):
        masters.acquisitions.undo("77", "admin")
    with pytest.raises(KeyError):
        masters.acquisitions.undo("", "admin")
    assert masters.acquisitions.get("x") is None


def test_a_new_member_with_a_number_does_not_go(masters: Masters) -> None:
    done = masters.acquisitions.apply(FAMILY, [Write(CODE, 0, 0, WIFE), Write(OTHER, 0, 0, WIFE)], "admin")
    masters.my_numbers.set(CODE, my_number_for(CODE, 1), by="admin", member=1)
    masters.my_numbers.set(OTHER, my_number_for(OTHER, 1), by="admin")
    assert masters.acquisitions.obstacles(done.id) == [CODE]
    masters.my_numbers.set(CODE, None, by="admin", member=1)
    masters.acquisitions.undo(done.id, "admin")
    again = masters.acquisitions.apply(FAMILY, [Write(CODE, 0, 0, WIFE)], "admin")
    assert [one["family_seq"] for one in masters.families.of(CODE)] == [2]
    assert again.id == "2"


def test_a_members_number_does_not_hold_back_a_record_of_another_kind(masters: Masters) -> None:
    masters.acquisitions.apply(FAMILY, [Write(CODE, 0, 0, WIFE)], "admin")
    masters.my_numbers.set(CODE, my_number_for(CODE, 1), by="admin", member=1)
    done = masters.acquisitions.apply(NOTICE, [Write(CODE, 0, 0, {"given_on": "2020-04-01", "amount": 1})], "admin")
    assert masters.acquisitions.obstacles(done.id) == []
    masters.acquisitions.undo(done.id, "admin")
    assert masters.members(NOTICE).of(CODE) == []


def test_one_after_the_other_goes_back(masters: Masters) -> None:
    states = [everything(masters)]
    done = []
    for number, version in ((1, 1), (2, 2), (3, 3)):
        done.append(masters.acquisitions.apply(
            EMPLOYEE, [Write(CODE, 0, version, {"zip": f"100-000{number}"})], "admin", states={CODE: str(number)}))
        states.append(everything(masters))
    assert [one.id for one in masters.acquisitions.history()] == ["3", "2", "1"]
    assert masters.acquisitions.obstacles("1") == [CODE]
    for place in (2, 1, 0):
        masters.acquisitions.undo(done[place].id, "admin")
        assert everything(masters) == states[place]
    assert masters.acquisitions.history(limit=1)[0].undone_by == "admin"


def test_who_was_linked_again_since_counts_as_changed(masters: Masters, clock: Clock) -> None:
    done = masters.acquisitions.apply(EMPLOYEE, [Write(CODE, 0, 1, {"zip": "100-0001"})], "admin", states={CODE: "2"})
    clock.set(Clock.parse("2020-04-07 10:00:00"))
    masters.linkage.mark([CODE], LATER)
    clock.set(Clock.parse("2020-04-08 11:00:00"))
    masters.acquisitions.undo(done.id, "system")
    assert person_of(masters, CODE)["updated_at"] == LAST
    assert masters.linkage.last_linked([CODE]) == {CODE: LATER}
    assert masters.linkage.remote_states([CODE]) == {}


def test_what_was_there_is_kept_for_some_time(masters: Masters, clock: Clock) -> None:
    def acquired(version: int, name: str) -> Acquisition:
        return masters.acquisitions.apply(EMPLOYEE, [Write(CODE, 0, version, {"last_name": name})], "admin",
                                          states={CODE: name})
    old = acquired(1, "佐藤")
    clock.set(Clock.parse("2020-05-10 10:00:00"))
    young = acquired(2, "鈴木")
    clock.set(Clock.parse("2020-07-05 23:00:00"))
    last = acquired(3, "田中")
    assert masters.acquisitions.kept(old.id)
    assert not masters.acquisitions.too_long_ago(old)
    clock.set(Clock.parse("2020-07-06 00:00:00"))
    with pytest.raises(TooLongAgo):
        masters.acquisitions.undo(old.id, "admin")
    acquired(4, "高橋")
    assert not masters.acquisitions.kept(old.id)
    assert not masters.acquisitions.owners(old.id)
    assert masters.acquisitions.kept(young.id)
    assert masters.acquisitions.kept(last.id)
    assert [one.id for one in masters.acquisitions.history()] == ["4", "3", "2", "1"]
    for one in ("4", "3", "2"):
        masters.acquisitions.undo(one, "admin")
    assert person_of(masters, CODE)["last_name"] == "佐藤"


def test_imports_are_written_in_the_same_way(masters: Masters) -> None:
    written = masters.writer.write(FAMILY, [Write(CODE, 0, 0, WIFE), Write(OTHER, 0, 0, WIFE)], "jinji", "取込")
    assert written == (2, 0, [(CODE, 1), (OTHER, 1)])
    written = masters.writer.write(FAMILY, [Write(OTHER, 1, 1, {"last_name": "佐藤"}), Write(CODE, 1, 1, WIFE),
                                            Write(CODE, 0, 0, WIFE)], "jinji", "取込")
    assert written == (1, 1, [(OTHER, 1), (CODE, 1), (CODE, 2)])
    assert {one.source for one in masters.changes.history()} == {"取込"}
    assert masters.writer.write(FAMILY, [], "jinji", "取込") == (0, 0, [])
    with pytest.raises(DuplicateCode) as caught:
        masters.writer.write(EMPLOYEE, [Write(NEW, 0, 0, draft(NEW)), Write(OTHER, 0, 0, draft(OTHER))], "jinji", "取込")
    assert caught.value.owners == [OTHER]
    assert masters.people.get(NEW) is None


def test_two_at_once_are_two_acquisitions(masters: Masters) -> None:
    def acquire(code: str) -> str:
        return masters.acquisitions.apply(EMPLOYEE, [Write(code, 0, 1, {"zip": "100-0001"})], "admin").id

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(acquire, (CODE, OTHER, THIRD))) == ["1", "2", "3"]
    assert [masters.acquisitions.undo(number, "admin").undone_by for number in ("2", "3", "1")] == ["admin"] * 3


def test_many_take_few_statements(masters: Masters) -> None:
    people = some_rows(2500)
    masters.people.bulk_insert(people, "jinji", replacing=True)
    codes = [str(row[0]) for row in people]
    said: list[str] = []
    event.listen(masters.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    read = list(masters.people.records(codes))
    assert [record["employee_code"] for record in read] == codes
    done = masters.acquisitions.apply(EMPLOYEE, [Write(code, 0, 1, {"zip": "100-0001"}) for code in codes], "admin",
                                      states=dict.fromkeys(codes, "2"))
    masters.acquisitions.apply(FAMILY, [Write(code, 0, 0, WIFE) for code in codes], "admin",
                               states=dict.fromkeys(codes, "a"))
    assert masters.acquisitions.obstacles(done.id) == []
    masters.acquisitions.undo(done.id, "admin")
    assert len(said) < 60


def test_whatever_was_acquired_goes_back_step_by_step(masters: Masters) -> None:
    draw = Random(7)
    stood = []
    for _ in range(12):
        stood.append(everything(masters))
        kind = draw.choice([EMPLOYEE, FAMILY, NOTICE])
        there = list(masters.records(kind).records())
        items = [item.id for item in kind.nx_columns if item.id not in kind.key and item.holder is Holder.BOTH]
        writes = [Write(*key_of(kind, record), int(record["version"] or 0),
                        {name: draw.choice([None, 1, 2]) if kind.by_id[name].shape.integer else draw.choice("あいう")
                         for name in draw.sample(items, 4)})
                  for record in there if draw.random() < 0.6]
        if kind.many:
            writes += [Write(draw.choice([CODE, OTHER]), 0, 0, {"zip": "100-0001", "given_on": "2020-01-01"})]
        masters.acquisitions.apply(kind, writes, "admin", states={CODE: str(draw.random())},
                                   parents=[Write(OTHER, 0, int(person_of(masters, OTHER)["version"] or 0),
                                                  {"zip": f"{draw.randint(100, 999)}-0001"})] if kind.many else [])
    done = masters.acquisitions.history()
    assert len(done) == 12
    for one, before in zip(done, reversed(stood), strict=True):
        masters.acquisitions.undo(one.id, "admin")
        assert everything(masters) == before
    assert masters.linkage.remote_states([CODE], FAMILY.id) == {}


def test_other_data_has_no_history(masters: Masters) -> None:
    masters.acquisitions.apply(EMPLOYEE, [Write(CODE, 0, 1, {"zip": "100-0001"})], "admin", states={CODE: "2"})
    masters.forget_history()
    assert (masters.acquisitions.history(), masters.changes.count()) == ([], 0)
    assert masters.acquisitions.apply(EMPLOYEE, [Write(CODE, 0, 2, {"zip": "100-0002"})], "admin").id == "1"
