"""The journal of registrations, and when people were last linked. On SQLite and PostgreSQL."""

import pytest

from nxdesk.masters.journal import STATES, Journal
from nxdesk.masters.store import Masters
from nxdesk.records.clock import Clock
from nxdesk.records.numbers import my_number_check_digit

CODES = ["0000000212", "0000000101", "0000000131"]


@pytest.fixture
def journal(any_masters: Masters) -> Journal:
    any_masters.journal.open("r1", "employee", "fp", "digest", CODES, "admin")
    return any_masters.journal


def test_a_registration_is_written_down_before_it_begins(journal: Journal) -> None:
    entry = journal.get("r1")
    assert entry is not None
    assert (entry.state, entry.people, entry.opened_at, entry.opened_by) == ("準備", 3, "2020-04-06T09:00:53", "admin")
    assert (entry.kind, entry.fingerprint, entry.request_digest, entry.facts) == ("employee", "fp", "digest", {})
    assert journal.codes("r1") == sorted(CODES)
    assert (journal.get("r2"), journal.codes("r2")) == (None, [])


def test_who_is_registered_is_linked_since_the_people_were_read(any_masters: Masters, journal: Journal) -> None:
    journal.open("r2", "family", "fp", "digest", CODES[:1], "admin")
    journal.mark("r1", "送信前", read_at="2020-04-06T08:59:59")
    journal.complete("r1", registered=3)
    journal.complete("r2")
    entry = journal.get("r1")
    assert entry is not None
    assert (entry.state, entry.facts) == ("登録済", {"read_at": "2020-04-06T08:59:59", "registered": 3})
    assert any_masters.linkage.last_linked(CODES) == dict.fromkeys(CODES, "2020-04-06T08:59:59")
    assert any_masters.linkage.last_linked(CODES, "family") == {CODES[0]: "2020-04-06T09:00:53"}
    with pytest.raises(KeyError):
        journal.complete("r3")


def test_only_states_without_an_answer_are_unresolved(journal: Journal) -> None:
    for state in STATES[:-1]:
        if state != "登録済":
            journal.mark("r1", state)
            assert [entry.id for entry in journal.unresolved()] == (
                ["r1"] if state in ("送信前", "送信中", "送信済", "不明") else [])
    journal.mark("r1", "登録済")
    assert journal.unresolved() == []


def test_what_is_registered_stays_registered(journal: Journal) -> None:
    journal.mark("r1", "登録済", registered=3)
    journal.mark("r1", "不明", request_id="q")
    entry = journal.get("r1")
    assert entry is not None
    assert (entry.state, entry.facts) == ("登録済", {"registered": 3, "request_id": "q"})


def test_mistakes_are_refused(journal: Journal) -> None:
    with pytest.raises(ValueError, match="たぶん"):
        journal.mark("r1", "たぶん")
    with pytest.raises(KeyError):
        journal.mark("r2", "不明")


def test_a_my_number_never_gets_into_the_journal(journal: Journal) -> None:
    number = "00001234567" + str(my_number_check_digit("00001234567"))
    journal.mark("r1", "不明", detail=f"個人番号 {number} は不正です")
    entry = journal.get("r1")
    assert entry is not None
    assert number not in str(entry.facts)


def test_people_of_open_registrations_are_known(journal: Journal) -> None:
    journal.mark("r1", "送信中")
    assert journal.unresolved_codes(["0000000101", "0000000999"]) == {"0000000101": "r1"}
    journal.mark("r1", "未登録")
    assert journal.unresolved_codes(["0000000101"]) == {}


def test_the_history_is_newest_first(journal: Journal, clock: Clock) -> None:
    clock.set(Clock.parse("2020-04-07 10:00"))
    journal.open("r0", "employee", "fp", "digest", CODES[:1], "admin")
    assert [entry.id for entry in journal.history(10)] == ["r0", "r1"]
    assert [entry.id for entry in journal.history(1)] == ["r0"]


def test_the_last_linkage_is_kept_by_kind(any_masters: Masters) -> None:
    linkage = any_masters.linkage
    linkage.mark(CODES, "2020-04-06T09:10:00", "employee")
    linkage.mark(CODES[:1], "2020-04-07T09:10:00", "employee")
    linkage.mark(CODES[1:2], "2020-04-08T09:10:00", "family")
    assert linkage.last_linked([*CODES, "0000000999"]) == {
        "0000000101": "2020-04-06T09:10:00", "0000000131": "2020-04-06T09:10:00", "0000000212": "2020-04-07T09:10:00"}
    assert linkage.last_linked(CODES, "family") == {"0000000101": "2020-04-08T09:10:00"}
    linkage.forget_all()
    assert linkage.last_linked(CODES) == {}
