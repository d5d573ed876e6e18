"""家族登録 against the real service: the first time, again, with deletions, near matches and an order to be kept."""

import pytest

from nxdesk.boot.build import Program
from nxdesk.desk.program import Session
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.run_state import Selection, Step
from tests.desk.eamano_side import EamanoSide
from tests.desk.runs import TODAY, compared, family, result_of, sent

CHILD = {"first_name": "一太", "first_name_kana": "イチタ", "birth_date": "2015-06-07", "relationship_code": "11",
         "gender": "male"}
SECOND = CHILD | {"first_name": "二太", "first_name_kana": "ニタ", "birth_date": "2017-08-09"}


def registered(session: Session, program: Program, code: str, *members: dict[str, str]) -> list[int]:
    """A person who is at e-AMANO with this family."""
    seqs = family(program, code, *members)
    if compared(session, "employee", code).state.step is Step.COMPARISON:
        sent(compared(session, "employee", code))
    sent(compared(session, "family", code))
    return seqs


def test_the_first_time_everybody_is_new(connected: Session, program: Program, eamano: EamanoSide) -> None:
    code = "0000000110"
    sent(compared(connected, "employee", code))
    family(program, code, {}, CHILD)
    run = compared(connected, "family", code)
    name = run.state.rows[0].name
    assert [(row.code, row.name, row.item, row.nx_data, row.eamano_data) for row in run.state.rows] == [
        (code, name, "新規データ", "原 花子 妻", ""), (code, name, "新規データ", "原 一太 子(実子・養子)", "")]
    assert not run.impact.dangerous
    result = sent(run)
    assert (result.outcome, result.registered, result.relinked) == ("登録済", 2, 0)
    assert len(eamano.rows("family", employee_code=code)) == 2
    again = compared(connected, "family", code).state
    assert (again.step, again.left_out) == (Step.NOBODY_LEFT, 1)


def test_people_come_before_their_families(connected: Session, program: Program) -> None:
    family(program, "0000000140", {}, CHILD)
    state = compared(connected, "family", "0000000140").state
    assert (state.step, state.with_errors, state.sendable) == (Step.ERRORS, 1, 0)
    assert [row.nx_data for row in state.rows] == [
        "先に社員登録を行ってください。e-AMANOにこの個人が登録されていません。(NXD_VF_03)"]


def test_who_has_no_family_is_told(connected: Session, program: Program) -> None:
    family(program, "0000000141")
    state = compared(connected, "family", "0000000141").state
    assert (state.step, state.without_records) == (Step.NOBODY_LEFT, 1)


def test_one_wrong_member_keeps_the_whole_family_back(connected: Session, program: Program) -> None:
    family(program, "0000000142", {"birth_date": None}, CHILD)
    family(program, "0000000143", CHILD, CHILD)
    family(program, "0000000144", {"hi_dependent": 0})
    sent(compared(connected, "employee", "0000000142", "0000000143", "0000000144"))
    run = compared(connected, "family", "0000000142", "0000000143", "0000000144")
    assert (run.state.step, run.state.with_errors) == (Step.ERRORS, 2)
    assert [(row.code, row.item, row.nx_data) for row in run.state.rows] == [
        ("0000000142", "家族生年月日", "原 花子 妻: 家族生年月日を入力してください。連携の必須項目です。(NXD_VF_01)"),
        ("0000000143", "家族姓", "原 一太 子(実子・養子): 同じ姓名・生年月日の家族が複数あります。(NXD_VF_04)")]
    run.accept()
    assert [row.code for row in run.compare().rows] == ["0000000144"]


def test_an_unused_dependents_flag_is_remarked(connected: Session, program: Program) -> None:
    family(program, "0000000145", {"hi_dependent": 0}, CHILD | {"hi_dependent": 0})
    sent(compared(connected, "employee", "0000000145"))
    assert any("NXD_VF_07" in note for note in compared(connected, "family", "0000000145").state.notes)


def test_who_is_gone_in_nx_goes_at_eamano_once_confirmed(relinking: Session, program: Program,
                                                         eamano: EamanoSide) -> None:
    code = "0000000146"
    registered(relinking, program, code, {}, CHILD, SECOND)
    family(program, code, {}, SECOND)
    run = compared(relinking, "family", code)
    assert [(row.item, row.nx_data, row.eamano_data) for row in run.state.rows] == [
        ("再登録データ", "原 花子 妻", "原 花子 妻"), ("再登録データ", "原 二太 子(実子・養子)", "原 二太 子(実子・養子)"),
        ("再登録データ", "", "原 一太 子(実子・養子)")]
    assert all(row.eamano_updated for row in run.state.rows)
    impact = run.impact
    assert (impact.relinked, impact.deleted, impact.must_type, impact.typed_word) == (2, 1, True, "削除1")
    (gone,) = [record for record in impact.records if record.deleted]
    assert impact.named_losses() == (f"{gone.person}（{code}）の家族 原 一太（子(実子・養子)）を削除",)
    assert run.accept().step is Step.LOSSES
    for typed in (None, "", "削除", "削除2"):
        with pytest.raises(Refusal, match="NXD_N_21"):
            run.accept_losses(typed)
    assert len(eamano.rows("family", employee_code=code)) == 3
    run.accept_losses("削除1")
    result = result_of(run.send(lambda done, everybody: None))
    assert (result.outcome, result.relinked, result.deleted) == ("登録済", 2, 1)
    assert {row["first_name"] for row in eamano.rows("family", employee_code=code)} == {"花子", "二太"}


def test_a_family_that_nx_does_not_have_at_all_needs_a_tick_of_its_own(relinking: Session, program: Program,
                                                                       eamano: EamanoSide) -> None:
    code = "0000000147"
    registered(relinking, program, code, {}, CHILD)
    family(program, code)
    run = compared(relinking, "family", code)
    (tick,) = run.impact.ticks()
    assert (tick.id, tick.code) == ("emptied", "NXD_VF_09")
    assert code in tick.names[0]
    run.accept()
    with pytest.raises(Refusal, match="NXD_N_20"):
        run.accept_losses(run.impact.typed_word)
    run.accept_losses(run.impact.typed_word, ["emptied"])
    assert result_of(run.send(lambda done, everybody: None)).deleted == 2
    assert eamano.rows("family", employee_code=code) == []


def test_a_changed_name_is_probably_the_same_person_and_needs_a_tick(relinking: Session, program: Program) -> None:
    code = "0000000148"
    registered(relinking, program, code, {}, CHILD)
    family(program, code, {}, CHILD | {"last_name": "森", "last_name_kana": "モリ"})
    run = compared(relinking, "family", code)
    assert [tick.id for tick in run.impact.ticks()] == ["near"]
    assert {(record.name, record.label) for record in run.impact.records if record.near} == {
        ("森 一太", "新規データ"), ("原 一太", "削除")}
    run.accept()
    with pytest.raises(Refusal, match="NXD_N_20"):
        run.accept_losses(run.impact.typed_word)
    run.accept_losses(run.impact.typed_word, ["near"])
    assert result_of(run.send(lambda done, everybody: None)).outcome == "登録済"


def test_another_spelling_of_a_name_is_the_same_member(relinking: Session, program: Program) -> None:
    code = "0000000149"
    registered(relinking, program, code, {"first_name": "ハナ ー"})
    family(program, code, {"first_name": "ﾊﾅｰ"})
    run = compared(relinking, "family", code)
    assert (run.impact.relinked, run.impact.deleted) == (1, 0)


def test_a_deleted_members_number_is_named_and_goes(relinking: Session, program: Program, eamano: EamanoSide) -> None:
    code = "0000000150"
    seqs = family(program, code, {}, CHILD)
    program.masters.my_numbers.set(code, "123456789018", "test", member=seqs[1])
    sent(compared(relinking, "employee", code))
    sent(compared(relinking, "family", code, my_number=True))
    assert len(eamano.rows("my_numbers", employee_code=code)) == 1
    family(program, code, {})
    run = compared(relinking, "family", code)
    assert (run.impact.numbers_deleted, run.impact.deletions) == (1, 1)
    assert run.impact.named_losses()[0].endswith("を削除（個人番号も削除）")
    sent(run)
    assert eamano.rows("my_numbers", employee_code=code) == []


def test_somebody_added_at_eamano_meanwhile_is_never_deleted_unseen(relinking: Session, program: Program,
                                                                    eamano: EamanoSide) -> None:
    code, other = "0000000151", "0000000152"
    registered(relinking, program, code, {}, CHILD)
    registered(relinking, program, other, SECOND)
    run = compared(relinking, "family", code)
    eamano.change("family", {"employee_code": code}, employee_code=other)
    result = sent(run)
    assert (result.outcome, result.code, result.rest) == ("未登録", "NXD_B_09", 0)
    assert {row.code for row in result.rows} == {code}
    assert len(eamano.rows("family", employee_code=code)) == 3


def test_two_families_one_changed_meanwhile_the_other_goes_on(relinking: Session, program: Program,
                                                              eamano: EamanoSide) -> None:
    code, other = "0000000153", "0000000154"
    registered(relinking, program, code, {}, CHILD)
    registered(relinking, program, other, {}, CHILD)
    run = compared(relinking, "family", code, other)
    eamano.change("family", {"occupation_other": "農業"}, employee_code=code, first_name="花子")
    result = sent(run)
    assert (result.outcome, result.code, result.rest) == ("未登録", "NXD_B_03", 1)
    run.retry_with_rest()
    assert {row.code for row in run.compare().rows} == {other}
    assert sent(run).relinked == 2


def test_everything_of_one_member_is_told_when_asked(relinking: Session, program: Program) -> None:
    code = "0000000155"
    registered(relinking, program, code, {}, CHILD)
    seqs = family(program, code, {})
    run = compared(relinking, "family", code)
    records = {record.member_key: record for record in run.impact.records}
    assert set(records) == {str(seqs[0]), next(key for key in records if key.startswith("e"))}
    for key, record in records.items():
        whole = run.full_effects(code, key)
        assert whole is not None
        assert (whole.name, whole.deleted) == (record.name, record.deleted)


def test_cancelling_the_comparison_ends_it(relinking: Session, program: Program) -> None:
    family(program, "0000000156", {})
    run = relinking.run("family")
    run.choose(Selection(("0000000156",), TODAY))
    run.confirm()
    run.check()
    run.cancel()
    state = run.compare()
    assert (state.step, state.result.code if state.result else "") == (Step.FAILED, "NXD_C_04")


def test_an_age_that_cannot_be_is_remarked_and_does_not_block(connected: Session, program: Program) -> None:
    family(program, "0000000157", CHILD | {"birth_date": "1950-01-01"})
    sent(compared(connected, "employee", "0000000157"))
    state = compared(connected, "family", "0000000157").state
    assert state.step is Step.COMPARISON
    assert any("NXD_VF_08" in note for note in state.notes)
