"""社員取得 and 家族取得 against the real service: what was edited there comes, and nothing else; and going back."""

import pytest

from nxdesk.boot.build import Program
from nxdesk.desk.acquire_texts import confirm, ending, nobody_left
from nxdesk.desk.acquisition_state import ACQUIRED
from nxdesk.desk.program import Session
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.run_state import Selection, Step
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from tests.desk.acquiring import changed, looked, written
from tests.desk.eamano_side import EamanoSide
from tests.desk.runs import TODAY, compared, family, sent
from tests.desk.test_family_run import CHILD, SECOND, registered


def there(session: Session, *codes: str) -> None:
    """These people are at e-AMANO."""
    run = compared(session, "employee", *codes)
    if run.state.step is Step.COMPARISON:
        sent(run)


def test_after_a_registration_nothing_differs(connected: Session) -> None:
    there(connected, "0000000110", "0000000111")
    run = looked(connected, "employee", "0000000110", "0000000111")
    assert (run.state.step, run.state.left_out, run.state.rows) == (Step.NOBODY_LEFT, 2, ())
    assert "違いはありません" in nobody_left(run.state)


def test_edits_come_and_only_they(connected: Session, program: Program, eamano: EamanoSide) -> None:
    code = "0000000112"
    there(connected, code, "0000000113")
    before = program.masters.people.get(code)
    assert before is not None
    eamano.change("employee", {"position": "部長", "phone_area": "03", "mobile_phone": None}, employee_code=code)
    run = looked(connected, "employee", code, "0000000113")
    assert (run.state.step, run.state.left_out, run.state.sendable) == (Step.COMPARISON, 1, 1)
    (row,) = run.state.rows
    assert (row.code, row.item, row.eamano_data) == (code, "変更あり", "")
    assert {item for _, item, _, _ in changed(run)} == {"position", "phone_area", "mobile_phone"}
    assert run.impact.losses == 1
    assert run.accept().step is Step.LOSSES
    run.accept_losses("", [tick.id for tick in run.impact.ticks()])
    result = run.write().result
    assert result is not None
    assert (result.outcome, result.new, result.changed) == (ACQUIRED, 0, 1)
    assert "変更 1名" in ending(EMPLOYEE, result)
    after = program.masters.people.get(code)
    assert after is not None
    differ = {name for name in before if before[name] != after[name]}
    assert differ - {"digest", "version", "updated_at", "updated_by", "found_right"} == {
        "position", "phone_area", "mobile_phone"}
    assert looked(connected, "employee", code).state.step is Step.NOBODY_LEFT


def test_an_item_that_only_nx_has_filled_is_no_edit(connected: Session, program: Program, eamano: EamanoSide) -> None:
    code = "0000000114"
    person = connected.people.load(code)
    connected.people.save(type(person)(person.values | {"private_email": "a@example.com"}, person.version))
    there(connected, code)
    eamano.change("employee", {"position": "課長"}, employee_code=code)
    assert {item for _, item, _, _ in changed(looked(connected, "employee", code))} == {"position"}


def test_people_whom_nx_does_not_have_are_new(connected: Session, program: Program, eamano: EamanoSide) -> None:
    there(connected, "0000000115")
    eamano.change("employee", {"employee_code": "0000009115"}, employee_code="0000000115")
    run = looked(connected, "employee", newcomers=True)
    (row,) = [row for row in run.state.rows if row.code == "0000009115"]
    assert (row.item, row.nx_data, row.nx_updated) == ("新規", "", "")
    result = written(looked(connected, "employee", "0000009115"))
    assert (result.new, result.changed) == (1, 0)
    assert program.masters.people.get("0000009115") is not None
    undone = connected.acquisitions().undo(result.id)
    assert not undone.undoable
    assert program.masters.people.get("0000009115") is None
    eamano.change("employee", {"employee_code": "0000000115"}, employee_code="0000009115")


def test_going_back_gives_everything_back(connected: Session, program: Program, eamano: EamanoSide) -> None:
    code = "0000000116"
    there(connected, code)
    before = program.masters.people.get(code)
    eamano.change("employee", {"position": "係長"}, employee_code=code)
    result = written(looked(connected, "employee", code))
    desk = connected.acquisitions()
    looked_at = desk.preview(result.id)
    assert [(record.code, record.what, [label for label, _, _ in record.items]) for record in looked_at.records] == [
        (code, "取得前に戻す", ["役職"])]
    assert looked_at.against == ()
    assert desk.rows()[0].number == result.id
    desk.undo(result.id)
    after = program.masters.people.get(code)
    assert before is not None
    assert after is not None
    assert {item.id: before[item.id] for item in EMPLOYEE.nx_columns} == {
        item.id: after[item.id] for item in EMPLOYEE.nx_columns}
    with pytest.raises(Refusal, match="NXD_N_62"):
        desk.undo(result.id)
    assert looked(connected, "employee", code).state.step is Step.COMPARISON


def test_who_was_changed_since_is_named_and_nobody_goes_back(connected: Session, eamano: EamanoSide) -> None:
    code = "0000000117"
    there(connected, code)
    eamano.change("employee", {"position": "係長"}, employee_code=code)
    result = written(looked(connected, "employee", code))
    draft = connected.people.load(code)
    connected.people.save(type(draft)(draft.values | {"position": "主任"}, draft.version))
    desk = connected.acquisitions()
    assert desk.preview(result.id).against == (code,)
    with pytest.raises(Refusal, match=f"NXD_N_61.*{code}|{code}.*NXD_N_61"):
        desk.undo(result.id)


def test_changed_in_nx_since_the_comparison_nothing_is_written(connected: Session, eamano: EamanoSide) -> None:
    code = "0000000118"
    there(connected, code)
    eamano.change("employee", {"position": "係長"}, employee_code=code)
    run = looked(connected, "employee", code)
    draft = connected.people.load(code)
    connected.people.save(type(draft)(draft.values | {"position": "主任"}, draft.version))
    if run.accept().step is Step.LOSSES:
        run.accept_losses("", [tick.id for tick in run.impact.ticks()])
    state = run.write()
    assert (state.step, state.result.code if state.result else "") == (Step.FAILED, "NXD_N_54")
    assert connected.people.load(code).values["position"] == "主任"


def test_newer_data_in_nx_needs_a_tick(connected: Session, eamano: EamanoSide) -> None:
    code = "0000000119"
    there(connected, code)
    eamano.change("employee", {"updated_at": "2020-01-01T00:00:00Z"}, employee_code=code)
    draft = connected.people.load(code)
    connected.people.save(type(draft)(draft.values | {"position": "主任"}, draft.version))
    run = looked(connected, "employee", code)
    (tick,) = run.impact.ticks()
    assert (tick.id, tick.code) == ("newer", "NXD_N_50")
    run.accept()
    with pytest.raises(Refusal, match="NXD_N_20"):
        run.accept_losses("")
    assert run.back().step is Step.COMPARISON


def test_families_come_by_four_items(connected: Session, program: Program, eamano: EamanoSide) -> None:
    code = "0000000120"
    registered(connected, program, code, {}, CHILD)
    assert looked(connected, "family", code).state.step is Step.NOBODY_LEFT
    eamano.change("family", {"estimated_income": 480_000, "occupation_other": "農業"}, employee_code=code,
                  first_name="一太")
    run = looked(connected, "family", code)
    seq = next(record["family_seq"] for record in program.masters.families.of(code) if record["first_name"] == "一太")
    assert changed(run) == {(str(seq), "estimated_income", "", "480,000")}
    assert [(row.item, row.eamano_data, row.member) for row in run.state.rows] == [
        ("変更あり", "原 一太 子(実子・養子)", seq)]
    assert written(run).changed == 1
    assert {record["estimated_income"] for record in program.masters.families.of(code)} == {None, 480_000}


def test_a_member_that_would_arrive_twice_is_named_with_both_rows(connected: Session, program: Program,
                                                                  eamano: EamanoSide) -> None:
    code = "0000000121"
    registered(connected, program, code, {}, CHILD)
    eamano.change("family", {"last_name_kana": "ハラダ"}, employee_code=code, first_name="一太")
    run = looked(connected, "family", code)
    (tick,) = run.impact.ticks()
    assert (tick.id, tick.code) == ("second", "NXD_N_51")
    assert "⇔ NX: 原 一太（子(実子・養子)）" in tick.names[0]
    assert written(run).new == 1
    assert len(program.masters.families.of(code)) == 3


def test_what_nx_alone_has_stays(connected: Session, program: Program, eamano: EamanoSide) -> None:
    code = "0000000122"
    registered(connected, program, code, {}, CHILD)
    program.masters.families.add(code, {**program.masters.families.of(code)[1], **SECOND}, "test")
    eamano.change("family", {"estimated_income": 1}, employee_code=code, first_name="一太")
    assert written(looked(connected, "family", code)).changed == 1
    assert len(program.masters.families.of(code)) == 3


def test_people_come_before_their_families(connected: Session, program: Program, eamano: EamanoSide) -> None:
    code = "0000000123"
    registered(connected, program, code, {})
    for table in ("employee", "family"):
        eamano.change(table, {"employee_code": "0000009123"}, employee_code=code)
    run = looked(connected, "family", "0000009123")
    assert run.state.step is Step.ERRORS
    assert [(row.code, row.item, row.nx_data) for row in run.state.rows] == [
        ("0000009123", "個人コード", "先に社員取得を行ってください。NXにこの個人が登録されていません。(NXD_N_52)")]
    with pytest.raises(Refusal, match="NXD_N_59"):
        run.accept()


def test_what_nx_cannot_keep_is_an_error_row(connected: Session, program: Program, eamano: EamanoSide) -> None:
    code = "0000000124"
    registered(connected, program, code, {}, CHILD)
    eamano.change("family", {"last_name_kana": None}, employee_code=code, first_name="一太")
    run = looked(connected, "family", code)
    assert run.state.step is Step.ERRORS
    assert {row.field for row in run.state.rows} == {"last_name_kana"}


def test_nobody_and_impossible_days_are_refused(connected: Session) -> None:
    run = connected.acquisition("family")
    with pytest.raises(Refusal, match="NXD_N_06"):
        run.choose(Selection((), TODAY))
    with pytest.raises(Refusal, match="NXD_N_18"):
        run.choose(Selection(("0000000110",), "2026-02-30"))
    state = run.choose(Selection(("0000000110",), TODAY))
    assert "［e-AMANO→NX］家族取得を実行します。" in confirm(FAMILY, state)
    assert run.back().selection.codes == ("0000000110",)


def test_people_without_anything_there(connected: Session, program: Program) -> None:
    family(program, "0000000160", {})
    run = looked(connected, "family", "0000000160")
    assert (run.state.step, run.state.without_records) == (Step.NOBODY_LEFT, 1)
    assert "家族のデータがありません" in nobody_left(run.state)


def test_cancelling_the_comparison_ends_it(connected: Session) -> None:
    run = connected.acquisition("employee")
    run.choose(Selection(("0000000110",), TODAY))
    run.confirm()
    run.cancel()
    state = run.compare()
    assert (state.step, state.result.code if state.result else "") == (Step.FAILED, "NXD_C_04")


def test_everything_about_one_record_when_asked(connected: Session, eamano: EamanoSide) -> None:
    code = "0000000125"
    there(connected, code)
    eamano.change("employee", {"position": "係長"}, employee_code=code)
    run = looked(connected, "employee", code)
    whole = run.full_effects(code)
    assert whole is not None
    assert len(whole.items) == len(EMPLOYEE.acquired)
    assert len(run.impact.records[0].items) == 1
