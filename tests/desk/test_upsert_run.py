"""Runs of kinds that are registered as often as one likes, against the real service: 賞与, 年末調整, 離職証明書, 人事コード."""

from typing import Any

import pytest

from nxdesk.boot.build import Program
from nxdesk.desk.documents import EVERY_DOCUMENT
from nxdesk.desk.program import Session
from nxdesk.desk.registration import RegistrationRun
from nxdesk.desk.run_state import Selection, Step
from nxdesk.desk.run_texts import confirm, ending, nobody_left
from nxdesk.records.kinds import kind
from tests.desk.eamano_side import ByHand, EamanoSide
from tests.desk.runs import TODAY, compared, result_of, sent
from tests.records.filings_of_people import GEPPEN_OF, SANTEI_OF, SHOYO_OF
from tests.records.test_year_end import HEADER, LIFE, LOAN

Values = dict[str, Any]
SHOYO = SHOYO_OF | {"paid_on": "2025-07-10", "office_area": "01"}
WINTER = SHOYO | {"paid_on": "2025-12-10"}


def given(program: Program, kind_id: str, code: str, *records: Values) -> list[int]:
    """Give a person these records of a kind and no others."""
    members = program.masters.members(kind(kind_id))
    for record in members.of(code):
        members.remove(code, int(record["seq"] or 0), int(record["version"] or 0), "test")
    return [members.add(code, {name: value for name, value in record.items() if name not in ("seq", "employee_code")},
                        "test") for record in records]


def at_eamano(session: Session, *codes: str) -> None:
    """These people are registered there."""
    run = compared(session, "employee", *codes)
    if run.state.step is Step.COMPARISON:
        sent(run)


def run_of(session: Session, kind_id: str, *codes: str, documents: tuple[str, ...] = ()) -> RegistrationRun:
    """A run that stands at its comparison, or where it ended before that."""
    run = session.run(kind_id)
    run.choose(Selection(codes, TODAY, documents=documents))
    run.confirm()
    if run.check().step is not Step.ERRORS:
        run.compare()
    return run


def test_new_and_then_updated_without_the_switch(connected: Session, program: Program, eamano: EamanoSide) -> None:
    code = "0000000110"
    at_eamano(connected, code)
    given(program, "shoyo", code, SHOYO)
    run = run_of(connected, "shoyo", code)
    assert [(row.code, row.item, row.nx_data, row.eamano_data) for row in run.state.rows] == [
        (code, "新規データ", "2025/07/10", "")]
    assert not run.relink
    assert not run.state.tenant_warning
    assert sent(run).registered == 1
    (seq,) = given(program, "shoyo", code, SHOYO | {"amount_currency": 600_000, "total": 600_000})
    run = run_of(connected, "shoyo", code)
    assert [(row.item, row.nx_data, row.eamano_data, row.member) for row in run.state.rows] == [
        ("更新データ", "2025/07/10", "2025/07/10", seq)]
    (record,) = run.impact.records
    assert {(item.item, item.old, item.new) for item in record.items} == {
        ("amount_currency", "523,456", "600,000"), ("total", "523,000", "600,000")}
    assert record.shown_name.endswith(f"（{code}）の賞与支払届 2025/07/10")
    result = sent(run)
    assert (result.registered, result.relinked, result.deleted) == (1, 1, 0)
    assert "更新 1件" in ending(run.kind, result)
    assert run.sanity().sentence == "照合OK 1/1"
    assert eamano.one("shoyo", employee_code=code)["total"] == 600_000


def test_the_switch_plays_no_part(relinking: Session, program: Program) -> None:
    at_eamano(relinking, "0000000110")
    given(program, "shoyo", "0000000110", SHOYO)
    run = run_of(relinking, "shoyo", "0000000110")
    assert (run.relink, run.state.tenant_warning, run.state.left_out) == (False, "", 0)
    sent(run)
    assert relinking.relink.on


def test_documents_are_the_newest_or_those_named(connected: Session, program: Program, eamano: EamanoSide) -> None:
    code, other = "0000000111", "0000000112"
    at_eamano(connected, code, other)
    given(program, "shoyo", code, SHOYO, WINTER)
    given(program, "shoyo", other, SHOYO)
    run = connected.run("shoyo")
    assert [(one.value, one.label, one.people, one.records) for one in run.documents((code, other))] == [
        ("2025-12-10", "2025/12/10", 1, 1), ("2025-07-10", "2025/07/10", 2, 2)]
    assert [(row.code, row.nx_data) for row in run_of(connected, "shoyo", code, other).state.rows] == [
        (code, "2025/12/10"), (other, "2025/07/10")]
    named = run_of(connected, "shoyo", code, other, documents=("2025-12-10",))
    assert ([row.code for row in named.state.rows], named.state.without_records) == ([code], 1)
    assert any("賞与支払届がありません" in note for note in named.state.notes)
    assert sent(named).registered == 1
    everything = run_of(connected, "shoyo", code, other, documents=EVERY_DOCUMENT)
    assert everything.state.labels == {"新規データ": 2, "更新データ": 1}
    assert everything.impact.deleted == 0
    assert sent(everything).outcome == "登録済"
    assert len(eamano.rows("shoyo", employee_code=code)) == 2


def test_who_has_nothing_of_the_kind_is_told(connected: Session, program: Program) -> None:
    given(program, "geppen", "0000000113")
    state = run_of(connected, "geppen", "0000000113").state
    assert (state.step, state.without_records) == (Step.NOBODY_LEFT, 1)
    assert "報酬月額変更届がありません" in nobody_left(state)


def test_people_come_first(connected: Session, program: Program) -> None:
    given(program, "santei", "0000000150", SANTEI_OF | {"applied_ym": "2025-09", "old_since": "2024-09"})
    state = run_of(connected, "santei", "0000000150").state
    assert (state.step, [(row.item, row.field) for row in state.rows]) == (
        Step.ERRORS, [("個人コード", "employee_code")])
    assert state.rows[0].nx_data.startswith("先に社員登録を行ってください。")


def test_what_is_wrong_keeps_the_person_back(connected: Session, program: Program) -> None:
    given(program, "geppen", "0000000114", GEPPEN_OF | {"average": 1})
    state = run_of(connected, "geppen", "0000000114").state
    assert state.step is Step.ERRORS
    assert {row.field for row in state.rows} >= {"average"}
    assert all(row.nx_data.startswith("2026年10月: ") or "2026" in row.nx_data for row in state.rows)


def test_rows_of_a_document_that_are_gone_are_shown_and_confirmed(connected: Session, program: Program,
                                                                  eamano: EamanoSide) -> None:
    code = "0000000115"
    at_eamano(connected, code)
    older = [one | {"year": 2018} for one in (HEADER, LIFE)]
    given(program, "yea", code, *older, HEADER, LIFE, LOAN)
    run = run_of(connected, "yea", code, documents=EVERY_DOCUMENT)
    assert any("NXD_N_29" in note for note in run.state.notes)
    assert sent(run).registered == 5
    given(program, "yea", code, older[0], HEADER, LOAN)
    run = run_of(connected, "yea", code)
    assert (run.impact.relinked, run.impact.deleted, run.impact.typed_word) == (2, 1, "削除1")
    assert [row.item for row in run.state.rows] == ["更新データ", "更新データ", "削除"]
    assert run.accept().step is Step.LOSSES
    run.accept_losses("削除1", [tick.id for tick in run.impact.ticks()])
    assert result_of(run.send(lambda done, everybody: None)).deleted == 1
    kept = {(row["year"], row["row_kind"]) for row in eamano.rows("yea", employee_code=code)}
    assert kept == {(2018, "header"), (2018, "insurance"), (2019, "header"), (2019, "housing_loan")}


def test_what_an_employee_has_declared_is_not_overwritten(connected: Session, program: Program, eamano: EamanoSide,
                                                          by_hand: ByHand) -> None:
    code, other = "0000000117", "0000000118"
    at_eamano(connected, code, other)
    for one in (code, other):
        given(program, "yea", one, HEADER, LIFE)
    first = run_of(connected, "yea", code, other)
    assert {(item.label, item.new) for record in first.impact.records for item in record.items
            if item.item == "status"} == {("状態", "入力依頼前")}
    sent(first)
    head = eamano.one("yea", employee_code=code, row_kind="header")
    assert head["status"] == "initialized"
    assert eamano.one("yea", employee_code=code, row_kind="insurance")["status"] is None
    given(program, "yea", code, HEADER | {"address_building": "練習ビル"}, LIFE | {"line": 2})
    late = run_of(connected, "yea", code)
    by_hand.change(kind("yea"), code, {"status": "in_employee_progress"}, head["id"])
    assert [row.eamano_data for row in run_of(connected, "yea", code).state.rows][:2] == ["2019 本人 1（従業員入力中）", ""]
    by_hand.change(kind("yea"), code, {"status": "fixed"}, head["id"])
    run = run_of(connected, "yea", code, other)
    assert [(row.code, row.item, row.nx_data) for row in run.state.rows if row.is_error] == [
        (code, "個人コード", "e-AMANOの年末調整（2019）が「確定」のため、登録できません。"
                        "変更する場合は、e-AMANOで状態を戻してください。(NXD_K_17)")]
    assert (run.state.step, run.state.with_errors) == (Step.COMPARISON, 1)
    assert (run.impact.deleted, {record.code for record in run.impact.records}) == (0, {other})
    if late.accept().step is Step.LOSSES:
        late.accept_losses(late.impact.typed_word, [tick.id for tick in late.impact.ticks()])
    result = result_of(late.send(lambda done, everybody: None))
    assert (result.outcome, result.code) == ("未登録", "NXD_B_10")
    assert eamano.one("yea", employee_code=code, row_kind="header")["address_building"] is None
    assert eamano.one("yea", employee_code=code, row_kind="insurance")["line"] == LIFE["line"]


def test_codes_are_registered_all_together(connected: Session, program: Program, eamano: EamanoSide) -> None:
    codes = program.masters.members(kind("hr_code"))
    for owner in codes.owners():
        for record in codes.of(owner):
            codes.remove(owner, int(record["seq"] or 0), int(record["version"] or 0), "test")
    codes.add("LIFE", {"code": "0001", "name": "さくら第一生命", "active": 1}, "test")
    codes.add("NONLIFE", {"code": "0001", "name": "みなと損保", "active": 1}, "test")
    run = connected.run("hr_code")
    assert (run.begins_with_everything, run.state.step) == (True, Step.CONFIRM)
    assert "登録されているすべて" in confirm(run.kind, run.state)
    run.confirm()
    run.check()
    run.compare()
    assert [(row.code, row.name, row.owner, row.item) for row in run.state.rows] == [
        ("0001", "さくら第一生命", "LIFE", "新規データ"), ("0001", "みなと損保", "NONLIFE", "新規データ")]
    assert run.impact.records[0].shown_name.endswith("0001 さくら第一生命")
    assert sent(run).registered == 2
    assert run.sanity().ok
    assert len(eamano.rows("hr_code")) == 2
    given(program, "yea", "0000000115", HEADER)
    at_eamano(connected, "0000000115")
    assert not any("NXD_N_29" in note for note in run_of(connected, "yea", "0000000115").state.notes)


@pytest.mark.parametrize("kind_id", ["santei", "geppen", "shoyo", "yea", "rishoku"])
def test_a_choice_of_documents_has_a_name(connected: Session, kind_id: str) -> None:
    assert isinstance(connected.run(kind_id).documents(), tuple)
