"""資格取得届, 資格喪失届 and 年末調整 acquired from the real service: only what is finished, and what follows in 社員."""

from typing import Any

from nxdesk.boot.build import Program
from nxdesk.desk.acquire_texts import nobody_left
from nxdesk.desk.documents import EVERY_DOCUMENT
from nxdesk.desk.program import Session
from nxdesk.desk.run_state import Step
from nxdesk.records.filing_acquisition import ACQUISITION
from nxdesk.records.filing_loss import LOSS
from nxdesk.records.hr_code import HR_CODE
from nxdesk.records.year_end import YEAR_END
from tests.desk.acquiring import changed, looked, written
from tests.desk.eamano_side import ByHand
from tests.desk.runs import compared, sent
from tests.desk.test_upsert_run import given
from tests.records.filings_of_people import ACQUISITION_OF, LOSS_OF
from tests.records.test_year_end import HEADER, JOB, LIFE

Values = dict[str, Any]


def person(session: Session, program: Program, code: str, **values: Any) -> Values:
    """Somebody who is at e-AMANO, with these items and without documents in NX."""
    for kind_id in ("yea", "shaho_acq", "shaho_loss"):
        given(program, kind_id, code)
    draft = session.people.load(code)
    saved, issues = session.people.save(type(draft)(draft.values | values, draft.version))
    assert not issues
    run = compared(session, "employee", code)
    if run.state.step is Step.COMPARISON:
        sent(run)
    return saved.values


def without_key(values: Values, **changes: Any) -> Values:
    return {name: value for name, value in values.items() if name not in ("seq", "employee_code")} | changes


NOT_INSURED = {"shaho_enrolled": 0, "shaho_acquired_on": None, "shaho_lost_on": None, "hi_insured_no": None,
               "ep_insured_no": None, "hire_date": "2018-04-01", "retire_date": None}


def test_a_finished_filing_comes_with_what_follows_in_the_person(connected: Session, program: Program,
                                                                 by_hand: ByHand) -> None:
    code = "0000000110"
    person(connected, program, code, **NOT_INSURED)
    by_hand.add(ACQUISITION, code, without_key(ACQUISITION_OF))
    run = looked(connected, "shaho_acq", code)
    assert [(row.item, row.nx_data, row.eamano_data) for row in run.state.rows] == [("新規", "", "2018/04/01")]
    assert any("社員の項目も1名分" in note for note in run.state.notes)
    takes = [record for record in run.impact.records if record.kind.id == "employee"]
    assert {(item.item, item.new) for record in takes for item in record.items} >= {
        ("shaho_acquired_on", "2018/04/01"), ("shaho_enrolled", "有"), ("hi_insured_no", "123")}
    result = written(run)
    assert (result.new, result.taken) == (1, 1)
    now = connected.people.load(code).values
    assert (now["shaho_acquired_on"], now["std_remuneration_since"]) == ("2018-04-01", "2018-04")
    (record,) = program.masters.members(ACQUISITION).of(code)
    assert record["pay_total"] == 305_000
    assert looked(connected, "shaho_acq", code).state.step is Step.NOBODY_LEFT
    connected.acquisitions().undo(result.id)
    assert program.masters.members(ACQUISITION).of(code) == []
    assert connected.people.load(code).values["shaho_acquired_on"] is None


def test_drafts_come_only_on_wish_and_say_so(connected: Session, program: Program, by_hand: ByHand) -> None:
    code = "0000000111"
    person(connected, program, code, **NOT_INSURED)
    member = by_hand.add(ACQUISITION, code, without_key(ACQUISITION_OF, status="draft"))
    run = looked(connected, "shaho_acq", code)
    assert (run.state.step, run.state.unfinished) == (Step.NOBODY_LEFT, 1)
    assert "作成中・未確定の1名" in nobody_left(run.state)
    wished = looked(connected, "shaho_acq", code, unfinished=True)
    assert [row.eamano_data for row in wished.state.rows] == ["2018/04/01（作成中）"]
    by_hand.change(ACQUISITION, code, {"status": "done"}, member)
    assert looked(connected, "shaho_acq", code).state.step is Step.COMPARISON


def test_another_day_of_leaving_is_asked_about(connected: Session, program: Program, by_hand: ByHand) -> None:
    code = "0000000112"
    insured = {"shaho_enrolled": 1, "shaho_acquired_on": "2018-04-01", "shaho_lost_on": None,
               "hire_date": "2018-04-01", "employment_status": "retired", "retire_date": "2026-03-31"}
    person(connected, program, code, **insured)
    by_hand.add(LOSS, code, without_key(LOSS_OF, lost_on="2026-03-01", left_on="2026-02-28"))
    run = looked(connected, "shaho_loss", code)
    (ask,) = run.state.asks
    assert (ask.item, ask.old, ask.new) == ("retire_date", "2026/03/31", "2026/02/28")
    assert ask.sentence.endswith("の退職年月日: 2026/03/31 → 2026/02/28")
    first = written(run)
    now = connected.people.load(code).values
    assert (now["retire_date"], now["shaho_lost_on"]) == ("2026-03-31", "2026-03-01")
    connected.acquisitions().undo(first.id)
    run = looked(connected, "shaho_loss", code)
    written(run, *[ask.id for ask in run.state.asks])
    assert connected.people.load(code).values["retire_date"] == "2026-02-28"


def declared(by_hand: ByHand, code: str, *rows: Values, **head: Any) -> list[int]:
    """A declaration that stands at e-AMANO."""
    return [by_hand.add(YEAR_END, code, without_key(row) | (head if row["row_kind"] == "header" else {}))
            for row in rows]


def test_a_fixed_declaration_comes_whole_with_its_sums(connected: Session, program: Program,
                                                       by_hand: ByHand) -> None:
    code = "0000000113"
    person(connected, program, code)
    codes = program.masters.members(HR_CODE)
    if not any(record["code"] == "0001" for record in codes.of("LIFE")):
        codes.add("LIFE", {"code": "0001", "name": "さくら第一生命", "active": 1}, "test")
    head, life, _ = declared(by_hand, code, HEADER, LIFE, JOB, status="submitted")
    assert looked(connected, "yea", code).state.unfinished == 1
    by_hand.change(YEAR_END, code, {"status": "fixed"}, head)
    result = written(looked(connected, "yea", code))
    assert (result.new, result.changed) == (3, 0)
    (header,) = [record for record in program.masters.members(YEAR_END).of(code) if record["row_kind"] == "header"]
    assert (header["total_life_new"], header["total_prior_income"]) == (96_000, 1_200_000)
    by_hand.change(YEAR_END, code, {"amount": 100_000}, life)
    run = looked(connected, "yea", code)
    assert {(item, old, new) for _, item, old, new in changed(run)} == {
        ("amount", "96,000", "100,000"), ("total_life_new", "96,000", "100,000")}
    assert written(run).changed == 2


def test_a_finalised_year_is_refused_with_its_reason(connected: Session, program: Program, by_hand: ByHand) -> None:
    code = "0000000114"
    person(connected, program, code)
    head, *_ = declared(by_hand, code, HEADER, status="fixed")
    written(looked(connected, "yea", code))
    members = program.masters.members(YEAR_END)
    (record,) = members.of(code)
    members.save(code, int(record["seq"] or 0), {"finalized": 1}, int(record["version"] or 0), "test")
    assert looked(connected, "yea", code).state.step is Step.NOBODY_LEFT
    by_hand.change(YEAR_END, code, {"address_city": "港区"}, head)
    run = looked(connected, "yea", code)
    assert (run.state.step, run.state.with_errors) == (Step.ERRORS, 1)
    assert "NXD_N_53" in run.state.rows[0].nx_data


def test_what_nx_does_not_know_has_to_come_first(connected: Session, program: Program, by_hand: ByHand) -> None:
    code = "0000000115"
    person(connected, program, code)
    declared(by_hand, code, HEADER, LIFE | {"insurer_code": "7777"}, status="fixed")
    run = looked(connected, "yea", code)
    assert run.state.step is Step.ERRORS
    assert {row.field for row in run.state.rows} == {"insurer_code"}


def test_the_newest_year_comes_and_the_others_when_they_are_named(connected: Session, program: Program,
                                                                  by_hand: ByHand) -> None:
    code = "0000000116"
    person(connected, program, code)
    for year in (2018, 2019):
        declared(by_hand, code, HEADER | {"year": year}, status="fixed")
    newest = looked(connected, "yea", code)
    assert [row.eamano_data for row in newest.state.rows] == ["2019 本人 1"]
    assert len(looked(connected, "yea", code, documents=EVERY_DOCUMENT).state.rows) == 2
    assert written(newest).new == 1
    assert written(looked(connected, "yea", code, documents=("2018",))).new == 1
    assert looked(connected, "yea", code, documents=EVERY_DOCUMENT).state.step is Step.NOBODY_LEFT
