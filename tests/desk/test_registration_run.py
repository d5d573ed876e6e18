"""The run against the real service: errors, comparison, exactly once, lost outcomes, nobody left."""

from dataclasses import replace
from datetime import timedelta

import pytest

from nxdesk.boot.build import Program
from nxdesk.desk.program import Session
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.registration import RegistrationRun
from nxdesk.desk.run_state import Event, RunState, Selection, Step, WrongStep, after

THE_THREE = ("0000000101", "0000000131", "0000000212")
SENTENCE = "会社メールアドレスの形式が不正です。(MXGEGV_W_00034)"
TODAY = "2026-04-01"


def begun(session: Session, *codes: str, my_number: bool = False) -> RegistrationRun:
    run = session.run("employee")
    run.choose(Selection(codes, TODAY, my_number))
    run.confirm()
    return run


def compared(session: Session, *codes: str) -> RegistrationRun:
    run = begun(session, *codes)
    run.check()
    run.compare()
    return run


def send(run: RegistrationRun) -> RunState:
    run.accept()
    return run.send(lambda done, everybody: None)


def outcome(state: RunState) -> str:
    assert state.result is not None
    return state.result.outcome


def test_the_three_without_address_are_listed_as_in_the_manual(connected: Session) -> None:
    state = begun(connected, *THE_THREE).check()
    assert state.step is Step.ERRORS
    assert [row.cells for row in state.rows] == [
        ("0000000101", "伊藤 一郎", "会社メールアドレス", SENTENCE, "2019/02/04 19:53:31", "", "", ""),
        ("0000000131", "伊集院 優子", "会社メールアドレス", SENTENCE, "2018/10/11 16:50:06", "", "", ""),
        ("0000000212", "葛西 賢治", "会社メールアドレス", SENTENCE, "2018/10/11 16:50:06", "", "", "")]
    assert {row.field for row in state.rows} == {"company_email"}


def test_ok_is_refused_when_nobody_is_free_of_errors_and_cancel_keeps_the_choice(connected: Session) -> None:
    run = begun(connected, *THE_THREE)
    run.check()
    with pytest.raises(Refusal, match="NXD_N_02"):
        run.accept()
    assert run.back() == RunState(Step.SELECT_PEOPLE, Selection(THE_THREE, TODAY), label="社員")


def test_people_free_of_errors_go_on_and_the_others_stay_behind(connected: Session) -> None:
    run = begun(connected, "0000000101", "0000000110", "0000000111")
    state = run.check()
    assert (state.step, state.with_errors, state.sendable) == (Step.ERRORS, 1, 2)
    run.accept()
    state = run.compare()
    assert [row.code for row in state.rows] == ["0000000110", "0000000111"]
    assert {row.item for row in state.rows} == {"新規データ"}
    state = send(run)
    assert state.result is not None
    assert (state.step, state.result.outcome, state.result.registered) == (Step.RESULT, "登録済", 2)


def test_who_is_there_is_left_out_and_nobody_left_opens_no_list(connected: Session) -> None:
    send(compared(connected, "0000000120"))
    mixed = compared(connected, "0000000120", "0000000121").state
    assert ([row.code for row in mixed.rows], mixed.left_out) == (["0000000121"], 1)
    nobody = compared(connected, "0000000120").state
    assert (nobody.step, nobody.rows, nobody.left_out) == (Step.NOBODY_LEFT, (), 1)


def test_two_runs_compared_at_once_register_nobody_twice(connected: Session) -> None:
    first, second = compared(connected, "0000000125"), compared(connected, "0000000125")
    assert outcome(send(first)) == "登録済"
    result = send(second).result
    assert result is not None
    assert (result.outcome, result.code) == ("未登録", "NXD_B_02")
    assert [row.code for row in result.rows] == ["0000000125"]


def test_after_a_late_refusal_the_others_can_be_sent(connected: Session) -> None:
    first, second = compared(connected, "0000000135"), compared(connected, "0000000135", "0000000136")
    send(first)
    result = send(second).result
    assert result is not None
    assert (result.outcome, result.rest) == ("未登録", 1)
    assert second.retry_with_rest().step is Step.COMPARING
    assert [row.code for row in second.compare().rows] == ["0000000136"]
    assert outcome(send(second)) == "登録済"
    with pytest.raises(WrongStep):
        second.retry_with_rest()


def test_the_journal_holds_every_registration_and_no_names(connected: Session, program: Program) -> None:
    result = send(compared(connected, "0000000126")).result
    assert result is not None
    entry = program.masters.journal.get(result.registration_id)
    assert entry is not None
    assert (entry.state, entry.people) == ("登録済", 1)
    assert program.masters.linkage.last_linked(["0000000126"])["0000000126"]


def test_a_cancelled_sending_is_never_maybe(connected: Session) -> None:
    run = compared(connected, "0000000127")
    run.accept()
    run.cancel()
    state = run.send(lambda done, everybody: None)
    assert state.result is not None
    assert state.result.outcome in ("未送信", "未登録")
    assert compared(connected, "0000000127").state.sendable == 1


def test_my_numbers_need_the_authority(connected: Session, program: Program) -> None:
    without = program.desk.login("system", "renshu-2")
    with pytest.raises(Refusal, match="NXD_N_09"):
        without.run("employee").choose(Selection(("0000000110",), TODAY, my_number=True))


def test_my_numbers_go_along_and_are_logged(connected: Session, program: Program) -> None:
    run = begun(connected, "0000000130", my_number=True)
    run.check()
    run.compare()
    assert outcome(send(run)) == "登録済"
    accesses = [entry for entry in program.masters.my_numbers.accesses() if "0000000130" in str(entry)]
    assert accesses
    assert "admin" in str(accesses)


@pytest.mark.parametrize("selection", [Selection((), TODAY), Selection(("0000000110",), ""),
                                       Selection(("0000000110",), "2020-13-45"),
                                       Selection(("0000000110",), "2021-02-29")])
def test_nothing_chosen_is_refused(connected: Session, selection: Selection) -> None:
    with pytest.raises(Refusal):
        connected.run("employee").choose(selection)


def test_what_is_changed_while_the_list_is_open_counts_as_not_linked_yet(connected: Session, program: Program) -> None:
    clock = program.desk.clock
    run = compared(connected, "0000000129")
    later = clock.now() + timedelta(seconds=90)
    clock.set(later)
    draft = connected.people.load("0000000129")
    connected.people.save(replace(draft, values=draft.values | {"position": "部長"}))
    assert outcome(send(run)) == "登録済"
    saved = connected.people.load("0000000129")
    assert saved.linked_at < saved.updated_at


def test_an_open_registration_is_settled_only_where_it_was_sent(connected: Session, program: Program) -> None:
    journal = program.masters.journal
    lost = "00000000-0000-4000-8000-000000000001"
    journal.open(lost, "employee", "another service", "0" * 64, ["0000000132"], "admin")
    journal.mark(lost, "不明")
    state = compared(connected, "0000000132").state
    assert any("別の接続先" in note for note in state.notes)
    entry = journal.get(lost)
    assert entry is not None
    assert entry.state == "不明"


def test_a_registration_left_open_at_this_service_is_settled_at_the_next_run(connected: Session,
                                                                             program: Program) -> None:
    done = compared(connected, "0000000133")
    send(done)
    journal = program.masters.journal
    finished = journal.get(done.state.result.registration_id if done.state.result else "")
    assert finished is not None
    lost = "00000000-0000-4000-8000-000000000002"
    journal.open(lost, "employee", finished.fingerprint, "0" * 64, ["0000000134"], "admin")
    journal.mark(lost, "送信済")
    compared(connected, "0000000134")
    entry = journal.get(lost)
    assert entry is not None
    assert entry.state == "未登録"


def test_a_step_out_of_turn_is_a_fault_of_the_program() -> None:
    with pytest.raises(WrongStep):
        after(Step.SELECT_PEOPLE, Event.ANSWERED)


def test_an_outcome_can_be_asked_for_after_a_cancelled_sending(connected: Session) -> None:
    run = compared(connected, "0000000128")
    send(run)
    run.cancel()
    asked = run.ask().result
    assert asked is not None
    assert (asked.outcome, asked.registered) == ("登録済", 1)
