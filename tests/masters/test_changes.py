"""The history of changes: who, when, what, without what is secret. On SQLite and PostgreSQL."""

import pytest

from nxdesk.masters.changes import ADDED, CHANGED, EDITED, REMOVED, ItemChange
from nxdesk.masters.failures import DuplicateCode, StaleRecord
from nxdesk.masters.generate import my_number_for
from nxdesk.masters.store import Masters
from nxdesk.records.clock import Clock
from nxdesk.records.fields import Value
from tests.masters.people_rows import draft

CODE = "0000000101"
WIFE: dict[str, Value] = {"last_name": "伊藤", "first_name": "花子", "relationship_code": "02", "birth_date": "1974-08-20",
                          "hi_dependent": 1, "disability_class": 0}


def test_every_way_of_editing_leaves_a_trace(any_masters: Masters, clock: Clock) -> None:
    masters = any_masters
    masters.people.create(draft(CODE, last_name="伊藤", first_name="一郎", basic_pension_no_a=None), "jinji")
    clock.set(Clock.parse("2020-04-07 10:00:00"))
    masters.people.save(CODE, {"last_name": "佐藤", "basic_pension_no_a": "1234", "first_name": "一郎"}, 1, "admin")
    seq = masters.families.add(CODE, WIFE, "jinji")
    masters.families.save(CODE, seq, {"disability_class": 2, "zip": "100-0001"}, 1, "admin")
    masters.my_numbers.set(CODE, my_number_for(CODE, 1), by="admin", member=seq)
    masters.families.remove(CODE, seq, 2, "system")
    removed, changed, added, saved, created = masters.changes.history(CODE)
    assert [(one.at, one.by, one.source, one.action, one.kind, one.owner, one.seq, one.name, one.run)
            for one in (created, saved, added)] == [
        ("2020-04-06T09:00:53", "jinji", EDITED, ADDED, "employee", CODE, 0, "伊藤 一郎", ""),
        ("2020-04-07T10:00:00", "admin", EDITED, CHANGED, "employee", CODE, 0, "佐藤 一郎", ""),
        ("2020-04-07T10:00:00", "jinji", EDITED, ADDED, "family", CODE, 1, added.name, "")]
    assert added.name.startswith("伊藤 花子")
    assert (created.items, added.items) == ((), ())
    assert saved.items == (ItemChange("last_name", "伊藤", "佐藤"), ItemChange("basic_pension_no_a", None, None, True))
    assert changed.items == (ItemChange("zip", None, "100-0001"), ItemChange("disability_class", None, None, True))
    assert (removed.action, removed.by) == (REMOVED, "system")
    assert ItemChange("first_name", "花子", None) in removed.items
    assert my_number_for(CODE, 1) not in repr(masters.changes.history())


def test_the_history_is_read_in_pieces_and_by_owner_kind_and_record(any_masters: Masters) -> None:
    masters = any_masters
    for code in (CODE, "0000000102"):
        masters.people.create(draft(code), "jinji")
    for number in range(1, 6):
        masters.people.save(CODE, {"zip": f"100-000{number}"}, number, "jinji")
    seqs = [masters.families.add(CODE, WIFE, "jinji") for _ in range(2)]
    masters.families.save(CODE, seqs[1], {"zip": "100-0009"}, 1, "jinji")
    history = masters.changes.history
    first = history(CODE, limit=4)
    rest = history(CODE, before=first[-1].id)
    assert [one.id for one in (*first, *rest)] == sorted((one.id for one in history(CODE)), reverse=True)
    assert (len(first), len(rest)) == (4, 5)
    assert len(history(kind="employee")) == 7
    assert len(history("0000000102")) == 1
    assert [one.action for one in history(CODE, "family", seq=seqs[1])] == [CHANGED, ADDED]
    assert (masters.changes.count(), masters.changes.count(CODE), masters.changes.count(CODE, "family")) == (10, 9, 3)
    masters.changes.forget_all()
    assert masters.changes.count() == 0


def test_what_stays_as_it_is_is_not_written(any_masters: Masters, clock: Clock) -> None:
    masters = any_masters
    masters.people.create(draft(CODE), "jinji")
    seq = masters.families.add(CODE, WIFE, "jinji")
    before = masters.people.get(CODE), masters.families.get(CODE, seq), masters.changes.history()
    clock.set(Clock.parse("2020-04-07 10:00:00"))
    assert masters.people.save(CODE, draft(CODE), 1, "admin") == 1
    assert masters.families.save(CODE, seq, WIFE | {"zip": ""}, 1, "admin") == 1
    assert (masters.people.get(CODE), masters.families.get(CODE, seq), masters.changes.history()) == before
    for late in (lambda: masters.people.save(CODE, draft(CODE), 2, "admin"),
                 lambda: masters.families.save(CODE, seq, WIFE, 2, "admin")):
        with pytest.raises(StaleRecord):
            late()


def test_records_removed_together_are_removed_all_or_none(any_masters: Masters) -> None:
    masters = any_masters
    masters.people.create(draft(CODE), "jinji")
    seqs = [masters.families.add(CODE, WIFE | {"first_name": name}, "jinji") for name in ("花子", "葉子")]
    number = my_number_for(CODE, 1)
    masters.my_numbers.set(CODE, number, by="admin", member=seqs[0])
    with pytest.raises(StaleRecord):
        masters.families.remove_all([(CODE, seqs[0], 1), (CODE, seqs[1], 2)], "jinji")
    assert len(masters.families.of(CODE)) == 2
    kept = masters.my_numbers.get(CODE, by="admin", purpose="確認", member=seqs[0])
    assert kept is not None
    assert kept.reveal() == number
    masters.families.remove_all([(CODE, seq, 1) for seq in seqs], "jinji")
    assert not masters.families.of(CODE)
    assert not masters.my_numbers.has(CODE, seqs[0])
    assert [one.action for one in masters.changes.history(CODE, "family")] == [REMOVED, REMOVED, ADDED, ADDED]


def test_what_was_refused_leaves_none(any_masters: Masters) -> None:
    masters = any_masters
    masters.people.create(draft(CODE), "jinji")
    for refused, late in ((DuplicateCode, lambda: masters.people.create(draft(CODE), "jinji")),
                          (StaleRecord, lambda: masters.people.save(CODE, {"zip": None}, 5, "jinji")),
                          (StaleRecord, lambda: masters.families.remove(CODE, 1, 1, "jinji"))):
        with pytest.raises(refused):
            late()
    assert masters.changes.count() == 1
