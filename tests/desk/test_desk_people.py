"""人事マスター保守 without its window: what is typed, what is saved, what is kept back."""

from dataclasses import replace

import pytest

from nxdesk.boot.build import Program
from nxdesk.desk.program import Session
from nxdesk.desk.refusal import Refusal
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.typed import canonical
from nxdesk.records.versions import NxVersion


@pytest.mark.parametrize(("field", "typed", "stored"), [
    ("zip", "１２３４５６７", "123-4567"), ("zip", "123-4567", "123-4567"), ("mobile_phone", "０９０－１２３４", "090-1234"),
    ("hi_insured_no", "１２", "12"), ("basic_pension_no_a", "１２３４", "1234"),
    ("ei_insured_no", "12345678901", "1234-567890-1"),
    ("weekly_hours", "４０：００", "40:00"), ("std_remuneration_since", "2019/09", "2019-09"),
    ("std_remuneration_since", "2019/9", "2019-09"), ("std_remuneration_since", "2019年9月", "2019-09"),
    ("std_remuneration_since", "２０１９年10月", "2019-10"), ("birth_date", "1980/2/9", "1980-02-09"),
    ("birth_date", "１９８０．０２．０９", "1980-02-09"), ("commute_pass_amount", "12,300円", 12_300),
    ("company_email", "ａ＠ｂ.jp", "a@b.jp"), ("last_name_kana", "ｲﾄｳ", "イトウ"), ("last_name", " 伊藤 ", "伊藤"),
    ("last_name", "　", None), ("has_spouse", "1", 1), ("commute_pass_amount", "9" * 5000, "9" * 5000)])
def test_typed_values_are_folded_to_their_stored_form(field: str, typed: str, stored: object) -> None:
    assert canonical(EMPLOYEE.by_id[field], typed) == stored


def test_a_draft_with_errors_is_kept_back_whole(session: Session) -> None:
    before = session.people.load("0000000140")
    wrong = replace(before, values=before.values | {"zip": "12", "position": "課長"})
    draft, issues = session.people.save(wrong)
    assert [issue.code for issue in issues] == ["NXD_K_09"]
    assert draft == wrong
    assert session.people.load("0000000140") == before


def test_a_person_changed_meanwhile_is_not_overwritten(session: Session) -> None:
    first = session.people.load("0000000141")
    session.people.save(replace(first, values=first.values | {"position": "主任"}))
    with pytest.raises(Refusal, match="NXD_N_04"):
        session.people.save(replace(first, values=first.values | {"position": "部長"}))
    assert session.people.load("0000000141").values["position"] == "主任"


def test_a_code_is_used_once(session: Session) -> None:
    person = session.people.load("0000000142")
    _, issues = session.people.save(replace(person, version=0))
    assert [issue.code for issue in issues] == ["NXD_K_13"]


def test_retiring_sets_day_and_state_and_refuses_a_day_before_joining(session: Session) -> None:
    retired = session.people.retire("0000000143", "2026-03-31")
    assert (retired.values["retire_date"], retired.values["employment_status"]) == ("2026-03-31", "retired")
    with pytest.raises(Refusal, match="入社年月日より前"):
        session.people.retire("0000000143", "1900-01-01")


def test_my_numbers_are_for_those_with_the_authority_and_every_look_is_written_down(session: Session,
                                                                                    program: Program) -> None:
    assert session.people.set_my_number("0000000144", "1234-5678-9018") == []
    assert session.people.reveal_my_number("0000000144", "確認のため") == "123456789018"
    assert any("確認のため" in str(access) for access in program.masters.my_numbers.accesses())
    assert [issue.code for issue in session.people.set_my_number("0000000144", "123456789012")] == ["NXD_VE_06"]
    other = program.desk.login("system", "renshu-2").people
    with pytest.raises(Refusal, match="NXD_N_09"):
        other.reveal_my_number("0000000144", "確認のため")


@pytest.mark.parametrize("picture", [b"not a picture", b"\xff\xd8\xff" + b"0" * 1_048_576])
def test_a_photo_that_is_none_or_too_large_is_refused(session: Session, picture: bytes) -> None:
    assert [issue.code for issue in session.people.set_photo("0000000145", picture)] == ["NXD_K_08"]


def test_a_version_without_the_service_menus_leaves_their_switches_alone(session: Session, program: Program,
                                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    session.menu_settings.save({"service", "service_settings", "personnel"})
    monkeypatch.setattr(program.desk, "nx_version", NxVersion.parse("1.1.3"))
    older = program.desk.login("admin", "renshu-1").menu_settings
    older.save({"personnel"})
    monkeypatch.undo()
    assert program.masters.menus.shown() == {"service", "service_settings", "personnel"}
