"""Families in 人事マスター保守 without its window: drafts, what is judged, what goes when a member goes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nxdesk.desk.program import Desk, Session
from nxdesk.desk.record_editing import Record
from nxdesk.desk.refusal import Refusal
from nxdesk.masters.practice import seed_practice
from nxdesk.masters.store import Masters, open_masters, sqlite_url
from nxdesk.records.clock import Clock
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Value
from nxdesk.records.numbers import my_number_check_digit
from nxdesk.records.versions import NxVersion
from nxdesk.vault.seal import Sealer

NUMBER = "00009876543" + str(my_number_check_digit("00009876543"))
SISTER: dict[str, Value] = {
    "first_name": "志津子", "first_name_kana": "しづこ", "birth_date": "1990/2/9", "relationship_code": "34",
    "gender": "female", "estimated_income": "480,000円"}


@pytest.fixture(scope="module")
def masters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Masters]:
    """The practice company; one for the tests of the module, each with a person of its own."""
    file: Path = tmp_path_factory.mktemp("families") / "nx.db"
    opened = open_masters(sqlite_url(file), Sealer(b"k" * 32), Clock(Clock.parse("2020-04-06 09:00")))
    seed_practice(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def desk(masters: Masters) -> Desk:
    return Desk(masters, Clock(Clock.parse("2020-04-06 09:00")), NxVersion.parse("1.2.6.0"))


@pytest.fixture
def session(desk: Desk) -> Session:
    """The administrator with both authorities, logged in."""
    return desk.login("admin", "renshu-1")


def added(session: Session, code: str, **changes: Value) -> Record:
    """A sister who has been saved."""
    draft = session.families.new(code)
    member, issues = session.families.save(replace(draft, values=draft.values | SISTER | changes))
    assert issues == []
    return member


def test_a_new_member_is_saved_as_typed_and_folded(session: Session) -> None:
    before = session.families.records("0000000151")
    draft = session.families.new("0000000151")
    person = session.people.load("0000000151").values
    assert (draft.version, draft.seq, draft.values["last_name"]) == (0, 0, person["last_name"])
    member = added(session, "0000000151")
    assert (member.values["birth_date"], member.values["first_name_kana"]) == ("1990-02-09", "シヅコ")
    assert (member.values["estimated_income"], member.values["hi_dependent"]) == (480_000, 0)
    assert member.name == f"{person['last_name']} 志津子（姉）"
    assert member.plain_name == f"{person['last_name']} 志津子"
    assert (member.version, member.seq > max([0, *(one.seq for one in before)])) == (1, True)
    assert session.families.records("0000000151") == [*before, member]
    assert session.families.load("0000000151", member.seq) == member


def test_a_draft_with_errors_is_kept_back_whole(session: Session) -> None:
    draft = session.families.new("0000000152")
    wrong = replace(draft, values=draft.values | {"birth_date": "2020/02/30", "zip": "1"})
    before = session.families.records("0000000152")
    kept, issues = session.families.save(wrong)
    assert kept == wrong
    assert [(issue.field, issue.code) for issue in issues] == [
        ("first_name", "NXD_K_01"), ("first_name_kana", "NXD_K_01"), ("birth_date", "NXD_K_03"), ("zip", "NXD_K_09")]
    assert session.families.records("0000000152") == before


def test_what_only_the_linkage_needs_may_be_missing(session: Session) -> None:
    member = added(session, "0000000153", birth_date=None, relationship_code=None)
    assert (member.values["birth_date"], member.values["relationship_code"]) == (None, None)


def test_a_member_is_judged_beside_the_others(session: Session) -> None:
    first = added(session, "0000000154", relationship_code="11", birth_date="2015-01-01")
    again = replace(first, version=0, values=first.values | {"family_seq": None})
    assert [issue.code for issue in session.families.save(again)[1]] == ["NXD_VF_04"]
    for spouse in [one for one in session.families.records("0000000154") if one.values["relationship_code"] in
                   ("01", "02")]:
        session.families.remove(spouse)
    wife = added(session, "0000000154", relationship_code="02")
    second = replace(first, values=first.values | {"relationship_code": "04"})
    assert [issue.code for issue in session.families.save(second)[1]] == ["NXD_VF_05"]
    assert [issue.code for issue in session.families.check(wife)] == []
    assert session.families.save(wife)[1] == []


def test_what_is_unlikely_warns_and_is_saved(session: Session) -> None:
    member = added(session, "0000000155", relationship_code="11", birth_date="1940-01-01")
    assert [issue.code for issue in session.families.check(member)] == ["NXD_VF_08"]


def test_a_member_changed_or_removed_meanwhile_is_not_overwritten(session: Session) -> None:
    first = added(session, "0000000156")
    changed, _ = session.families.save(replace(first, values=first.values | {"occupation_code": "2"}))
    with pytest.raises(Refusal, match="NXD_N_04"):
        session.families.save(replace(first, values=first.values | {"occupation_code": "3"}))
    with pytest.raises(Refusal, match="NXD_N_04"):
        session.families.remove(first)
    assert session.families.load("0000000156", first.seq) == changed
    session.families.remove(changed)
    for late in (lambda: session.families.save(changed), lambda: session.families.load("0000000156", first.seq)):
        with pytest.raises(Refusal, match="NXD_N_04"):
            late()


def test_a_removal_says_who_and_what_goes(session: Session, masters: Masters) -> None:
    member = added(session, "0000000157")
    assert session.families.set_my_number("0000000157", member.seq, NUMBER) == []
    masters.linkage.mark(["0000000157"], "2020-04-06T09:00:53", FAMILY.id)
    removal = session.families.removal("0000000157", member.seq)
    person = session.people.load("0000000157").values
    assert removal.owner == f"{person['last_name']} {person['first_name']}"
    assert removal.record.name == member.name
    assert (removal.record.has_my_number, removal.linked_at) == (True, "2020-04-06T09:00:53")
    session.families.remove(removal.record)
    assert member.seq not in [one.seq for one in session.families.records("0000000157")]
    assert not masters.my_numbers.has("0000000157", member.seq)


def test_nobody_has_a_family_who_is_not_there(session: Session) -> None:
    for attempt in (lambda: session.families.new("0000099999"), lambda: added(session, "0000099999"),
                    lambda: session.families.save(Record(
                        FAMILY, "0000099999", session.families.blank.values | SISTER | {
                            "last_name": "伊藤", "last_name_kana": "イトウ"}))):
        with pytest.raises(Refusal, match="NXD_N_03"):
            attempt()
    assert session.families.records("0000099999") == []


def test_a_members_number_is_for_those_with_the_authority_and_every_look_is_written_down(session: Session, desk: Desk,
                                                                                         masters: Masters) -> None:
    member = added(session, "0000000158")
    place = ("0000000158", member.seq)
    spaced = f"{NUMBER[:4]} {NUMBER[4:8]}－{NUMBER[8:]}"
    assert session.families.set_my_number(*place, spaced) == []
    assert session.families.load(*place).has_my_number
    assert session.families.reveal_my_number(*place, "扶養の届出のため") == NUMBER
    with pytest.raises(Refusal, match="NXD_N_05"):
        session.families.reveal_my_number(*place, " ")
    assert [issue.code for issue in session.families.set_my_number(*place, NUMBER[:-1] + "x")] == ["NXD_VE_06"]
    with pytest.raises(Refusal, match="NXD_N_04"):
        session.families.set_my_number("0000000158", 98, NUMBER)
    log = [row for row in masters.my_numbers.accesses(code="0000000158") if row.by == "admin"]
    assert [(row.family_seq, row.action, row.purpose) for row in log] == [
        (member.seq, "閲覧", "扶養の届出のため"), (member.seq, "登録", "登録")]
    other = desk.login("system", "renshu-2").families
    for attempt in (lambda: other.reveal_my_number(*place, "確認"), lambda: other.set_my_number(*place, "")):
        with pytest.raises(Refusal, match="NXD_N_09"):
            attempt()
    assert session.families.set_my_number(*place, "") == []
    assert not session.families.load(*place).has_my_number
