"""再登録 of 社員 against the real service: what is shown, what is confirmed, what is refused, what is written."""

from dataclasses import replace
from datetime import timedelta

import pytest

from nxdesk.boot.build import Program
from nxdesk.boot.options import Options
from nxdesk.desk import run_texts
from nxdesk.desk.outcomes import audit_head
from nxdesk.desk.program import Desk, Session, registration_run
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.registration import RegistrationRun
from nxdesk.desk.run_state import Selection, Step
from nxdesk.records.effects import Effect
from nxdesk.records.fields import Value
from nxdesk.records.versions import NxVersion
from tests.desk.eamano_side import EamanoSide
from tests.desk.runs import compared, result_of, sent

NUMBERED, BARE = "0000000113", "0000000114"
CLEARED = {"phone_area": "03", "retire_reason": "自己都合", "ei_occupation": "3"}


def edit(session: Session, code: str, **values: Value) -> None:
    draft = session.people.load(code)
    _, issues = session.people.save(replace(draft, values=draft.values | values))
    assert not issues


def test_again_without_a_change_loses_nothing_and_asks_nothing(relinking: Session) -> None:
    sent(compared(relinking, "employee", "0000000110"))
    run = compared(relinking, "employee", "0000000110")
    assert [row.item for row in run.state.rows] == ["再登録データ"]
    assert run.state.rows[0].eamano_updated.startswith("20")
    assert not run.impact.dangerous
    assert run.accept().step is Step.SENDING
    result = result_of(run.send(lambda done, everybody: None))
    assert (result.outcome, result.registered, result.relinked, result.deleted) == ("登録済", 1, 1, 0)


def test_what_is_shown_is_confirmed_and_then_done(relinking: Session, eamano: EamanoSide, program: Program) -> None:
    code = "0000000111"
    sent(compared(relinking, "employee", code))
    eamano.change("employee", CLEARED, employee_code=code)
    edit(relinking, code, position="部長")
    run = compared(relinking, "employee", code)
    (record,) = run.impact.records
    shown = {item.item: (item.effect, item.old, item.new, item.rule, item.loses) for item in record.items}
    assert shown["phone_area"] == (Effect.CLEAR, "03", "", "④-4", True)
    assert shown["retire_reason"] == (Effect.CLEAR, "自己都合", "", "④-3", True)
    assert shown["ei_occupation"] == (Effect.FIXED, "事務的職業", "管理的職業", "④-8", True)
    assert shown["position"][0] is Effect.OVERWRITE
    assert shown["position"][2:] == ("部長", "③-2", False)
    assert (run.impact.losses, run.impact.losing, run.impact.deletions) == (3, 1, 0)
    assert run.accept().step is Step.LOSSES
    assert run.accept_losses().step is Step.SENDING
    result = result_of(run.send(lambda done, everybody: None))
    assert (result.outcome, result.relinked) == ("登録済", 1)
    row = eamano.one("employee", employee_code=code)
    assert (row["phone_area"], row["retire_reason"], row["ei_occupation"], row["position"]) == (None, None, "1", "部長")
    entry = program.masters.journal.get(result.registration_id)
    assert entry is not None
    assert audit_head(entry.facts).count(":") == 2


def test_a_disability_that_only_e_amano_knew_is_shown_and_confirmed_as_a_loss(relinking: Session,
                                                                              eamano: EamanoSide) -> None:
    code = "0000000125"
    edit(relinking, code, disability_class=0)
    sent(compared(relinking, "employee", code))
    eamano.change("employee", {"disability_recognized": 1, "disability_cert_type": "1"}, employee_code=code)
    without = compared(relinking, "employee", code)
    assert shown(without, "disability_recognized") == (Effect.FIXED, "有", "無", "③-10", True)
    assert without.impact.dangerous
    assert without.accept().step is Step.LOSSES
    edit(relinking, code, disability_class=1)
    having = compared(relinking, "employee", code)
    assert shown(having, "disability_cert_type") == (Effect.FIXED, "身体障害者手帳", "その他", "③-10", True)
    assert shown(having, "disability_class")[0] is Effect.OVERWRITE


def shown(run: RegistrationRun, item_id: str) -> tuple[Effect, str, str, str, bool]:
    """What is told of an item of the one record."""
    (record,) = run.impact.records
    (item,) = [item for item in record.items if item.item == item_id]
    return item.effect, item.old, item.new, item.rule, item.loses


def test_what_is_newer_at_e_amano_is_overwritten_only_with_a_tick(relinking: Session, eamano: EamanoSide) -> None:
    codes = ("0000000126", "0000000127")
    sent(compared(relinking, "employee", *codes))
    eamano.change("employee", {"position": "顧問"}, employee_code=codes[0])
    run = compared(relinking, "employee", *codes)
    assert [record.newer for record in run.impact.records] == [True, False]
    assert (run.impact.newer, run.impact.unchanged, run.impact.dangerous) == (1, 1, False)
    assert run.accept().step is Step.LOSSES
    with pytest.raises(Refusal, match="NXD_N_20"):
        run.accept_losses()
    run.accept_losses("", ["newer"])
    assert result_of(run.send(lambda done, everybody: None)).relinked == 2


@pytest.mark.parametrize("reached", [Step.SELECT_PEOPLE, Step.COMPARING, Step.SENDING])
def test_a_run_goes_no_further_than_the_switch(relinking: Session, program: Program, eamano: EamanoSide,
                                               reached: Step) -> None:
    """The day ends while the run is open: nothing is overwritten any more."""
    code = "0000000128"
    if not eamano.rows("employee", employee_code=code):
        sent(compared(relinking, "employee", code))
    before = eamano.one("employee", employee_code=code)
    edit(relinking, code, position=f"部長{reached.value}")
    run = relinking.run("employee")
    steps = {Step.CONFIRM: run.confirm, Step.CHECKING: run.check, Step.COMPARING: run.compare,
             Step.COMPARISON: run.accept, Step.SENDING: lambda: run.send(lambda done, everybody: None)}

    def choose() -> None:
        run.choose(Selection((code,), "2026-04-01"))

    if reached is not Step.SELECT_PEOPLE:
        choose()
    while run.state.step is not reached:
        steps[run.state.step]()
    clock = program.desk.clock
    with clock.held(clock.now() + timedelta(days=1)), pytest.raises(Refusal, match="NXD_N_27"):
        (choose if reached is Step.SELECT_PEOPLE else steps[reached])()
    assert eamano.one("employee", employee_code=code) == before


def test_cancel_at_the_losses_leads_back_to_the_list(relinking: Session, eamano: EamanoSide) -> None:
    code = "0000000115"
    sent(compared(relinking, "employee", code))
    eamano.change("employee", CLEARED, employee_code=code)
    run = compared(relinking, "employee", code)
    before = run.state
    run.accept()
    assert run.back() == before
    assert run.back().step is Step.SELECT_PEOPLE
    assert eamano.one("employee", employee_code=code)["phone_area"] == "03"


def test_without_the_switch_who_is_there_is_left_out(connected: Session) -> None:
    sent(compared(connected, "employee", "0000000116"))
    assert compared(connected, "employee", "0000000116").state.step is Step.NOBODY_LEFT


def test_a_reference_day_before_hiring_changes_the_label_alone(relinking: Session) -> None:
    sent(compared(relinking, "employee", "0000000117"))
    run = compared(relinking, "employee", "0000000117", as_of="1950-01-01")
    assert [row.item for row in run.state.rows] == ["新規データ"]
    assert (run.impact.new, run.impact.relinked) == (0, 1)
    assert sent(run).relinked == 1


def test_a_change_at_eamano_after_the_comparison_is_refused_and_the_others_can_go_on(
        relinking: Session, eamano: EamanoSide) -> None:
    codes = ("0000000118", "0000000119")
    sent(compared(relinking, "employee", *codes))
    for code in codes:  # Whoever stays as he is would be sent as a digest (test_same_run).
        edit(relinking, code, mobile="090-0000-0000")
    run = compared(relinking, "employee", *codes)
    eamano.change("employee", {"position": "顧問"}, employee_code=codes[0])
    result = sent(run)
    assert (result.outcome, result.code, result.rest) == ("未登録", "NXD_B_03", 1)
    assert [row.code for row in result.rows] == [codes[0]]
    assert run.retry_with_rest().step is Step.COMPARING
    assert [row.code for row in run.compare().rows] == [codes[1]]
    assert sent(run).relinked == 1
    assert eamano.one("employee", employee_code=codes[0])["position"] == "顧問"


def numbered(session: Session, *codes: str) -> None:
    for code in codes:
        session.people.set_my_number(code, "")
    assert not session.people.set_my_number(NUMBERED, "123456789018")


def test_numbers_are_replaced_deleted_or_kept_as_the_switch_says(relinking: Session, eamano: EamanoSide) -> None:
    numbered(relinking, NUMBERED, BARE)
    assert not relinking.people.set_my_number(BARE, "123456789018")
    sent(compared(relinking, "employee", NUMBERED, BARE, my_number=True))
    relinking.people.set_my_number(BARE, "")
    off = compared(relinking, "employee", NUMBERED, BARE)
    assert (off.impact.numbers_deleted, off.impact.numbers_replaced) == (0, 0)
    run = compared(relinking, "employee", NUMBERED, BARE, my_number=True)
    assert (run.impact.numbers_deleted, run.impact.numbers_replaced, run.impact.deletions) == (1, 1, 1)
    person = next(record for record in run.impact.records if record.code == BARE)
    assert [item.rule for item in person.items if item.item == "my_number"] == ["③-8"]
    assert run.impact.named_losses() == (f"{person.shown_name}の個人番号を削除",)
    assert run.accept().step is Step.LOSSES
    with pytest.raises(Refusal, match="NXD_N_21"):
        run.accept_losses("削除")
    run.accept_losses("　削除１ ")
    assert result_of(run.send(lambda done, everybody: None)).outcome == "登録済"
    assert eamano.rows("my_numbers", employee_code=BARE) == []
    assert eamano.rows("my_numbers", employee_code=NUMBERED)


def test_a_number_that_was_sent_stands_in_no_file(relinking: Session, options: Options) -> None:
    code, number = "0000000158", "234567890121"
    assert not relinking.people.set_my_number(code, number)
    sent(compared(relinking, "employee", code, my_number=True))
    run = compared(relinking, "employee", code, my_number=True)
    assert run.full_effects(code) is not None
    sent(run)
    assert number not in repr(run.state)
    files = [file for file in options.data.rglob("*") if file.is_file()]
    assert len(files) > 3
    found = [file.name for file in files if number.encode() in file.read_bytes()]
    assert not found


def test_a_number_or_photo_that_came_after_the_comparison_stops_the_sending(relinking: Session) -> None:
    code = "0000000122"
    relinking.people.set_my_number(code, "")
    run = compared(relinking, "employee", code, my_number=True)
    relinking.people.set_my_number(code, "123456789018")
    result = sent(run)
    assert (run.state.step, result.outcome, result.code) == (Step.FAILED, "未送信", "NXD_N_22")
    assert code in result.sentence
    run = compared(relinking, "employee", code)
    relinking.people.set_photo(code, b"\x89PNG\r\n\x1a\n")
    assert "顔写真" in sent(run).sentence


def test_everything_of_one_record_is_told_when_asked(relinking: Session) -> None:
    sent(compared(relinking, "employee", "0000000123"))
    run = compared(relinking, "employee", "0000000123")
    whole = run.full_effects("0000000123")
    assert whole is not None
    assert {item.effect for item in whole.items} >= {Effect.KEEP}
    assert len(whole.items) > len(run.impact.records[0].items)
    assert run.state.step is Step.COMPARISON


def test_an_older_nx_has_no_relinking(relinking: Session, program: Program) -> None:
    desk = Desk(program.masters, program.desk.clock, NxVersion.parse("1.2.5.9"), program.service.url)
    with pytest.raises(Refusal, match="NXD_F_06"):
        registration_run(desk, "employee", "test", may_my_number=False, relink=True)
    assert not desk.login("admin", "renshu-1").relink.on


def test_the_tenants_other_services_are_warned_of_once(relinking: Session) -> None:
    relinking.desk.masters.preferences.set("relink_warned", "")
    run = compared(relinking, "employee", "0000000124")
    assert "入社手続き・電子申請" in run.state.tenant_warning
    sent(run)
    assert compared(relinking, "employee", "0000000124").state.tenant_warning
    run = compared(relinking, "employee", "0000000124")
    run.warning_read()
    assert compared(relinking, "employee", "0000000124").state.tenant_warning == ""


def test_the_questions_say_what_becomes_of_numbers(relinking: Session, connected: Session) -> None:
    run = relinking.run("employee")
    with_numbers = run_texts.confirm(run.kind, run.choose(Selection(("0000000110",), "2026-04-01", my_number=True)))
    assert "③-7" in with_numbers
    assert "③-8" in with_numbers
    run.back()
    assert "そのままとなります。(③-9)" in run_texts.confirm(run.kind, run.choose(Selection(("0000000110",), "2026-04-01")))
