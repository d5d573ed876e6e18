"""Generated companies, NX → e-AMANO → edited there → NX: exactly the edits come back, of 年末調整 once they are 確定."""

from random import Random
from typing import Any

import pytest

from nxdesk.boot.build import Program
from nxdesk.desk.program import Session
from nxdesk.desk.run_state import Step
from nxdesk.masters import generate_year_end
from nxdesk.masters.generate_records import lots
from nxdesk.masters.practice import seed_company
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Kind
from nxdesk.records.year_end import YEAR_END
from nxdesk.records.year_end_codes import HEADER
from nxdesk.records.year_end_results import RESULT_FIELDS, results
from tests.desk.acquiring import looked, written
from tests.desk.eamano_side import ByHand, EamanoSide
from tests.desk.runs import compared, sent
from tests.desk.test_acquisition_round_trip import Records, edits, records_of

PEOPLE = 12
OF_DOCUMENTS = {"header": ("address_city", "householder_name", "address_street", "expected_salary_total"),
                "insurance": ("amount", "period", "kind_of_purpose", "is_group_insurance"),
                "prior_job": ("prior_income", "prior_company_address", "prior_deduction")}
COMPUTED = {item.id for item in RESULT_FIELDS}


def registered(session: Session, kind: Kind, codes: list[str]) -> None:
    """Everything of these people that can be registered is registered."""
    run = compared(session, kind.id, *codes)
    if run.state.step is Step.ERRORS:
        run.accept()
        run.compare()
    sent(run)


def declared(here: Records, chance: Random) -> Records:
    """What employees change in their declarations, those that NX has not closed: values that others have there."""
    closed = {(record["employee_code"], record["year"]) for record in here.values() if record["finalized"]}
    found: dict[Any, dict[str, Any]] = {}
    for key, record in here.items():
        alike = [other for other in here.values() if other["row_kind"] == record["row_kind"]]
        given = {item: chance.choice(alike)[item] for item in chance.sample(OF_DOCUMENTS[str(record["row_kind"])], 2)}
        changed = {item: value for item, value in given.items() if value is not None and value != record[item]}
        if changed and (record["employee_code"], record["year"]) not in closed:
            found[key] = changed
    return found


def everybody_declares(program: Program, codes: list[str], seed: int) -> None:
    """Of a generated company only some have 年末調整: here all of them have it, and NX has closed none but a few."""
    rows = program.masters.members(YEAR_END)
    for code in codes:
        person = program.masters.people.get(code)
        assert person is not None
        for record in [] if rows.of(code) else generate_year_end.declared(person, lots(person, seed, "yea")):
            rows.add(code, record, "test")


def without_sums(records: Records) -> Records:
    return {key: {item: value for item, value in record.items() if item not in COMPUTED}
            for key, record in records.items()}


def edited(here: Records, wanted: Records) -> Records:
    return {key: record | wanted.get(key, {}) for key, record in here.items()}


@pytest.mark.parametrize(("seed", "start"), [(3, 0), (11, PEOPLE)])
def test_exactly_the_edits_come_back(connected: Session, program: Program, eamano: EamanoSide, by_hand: ByHand,
                                     seed: int, start: int) -> None:
    seed_company(program.masters, 2 * PEOPLE, seed)
    people = sorted(program.masters.people.codes())[start:start + PEOPLE]
    chance = Random(seed)
    everybody_declares(program, people, seed)
    for kind in (EMPLOYEE, FAMILY, YEAR_END):
        registered(connected, kind, people)
        codes = sorted({row["employee_code"] for row in eamano.rows(kind.id)}.intersection(people))
        before = records_of(program, kind, codes)
        assert before
        wanted = declared(before, chance) if kind is YEAR_END else edits(kind, before, chance)
        assert wanted, (kind.id, len(before), codes)
        for key, changes in wanted.items():
            by_hand.change(kind, str(key[0]), changes, member_of(eamano, kind, before[key]))
        if kind is YEAR_END:
            assert looked(connected, kind.id, *codes).state.step is Step.NOBODY_LEFT
            for head in eamano.rows("yea", row_kind=HEADER):
                if head["employee_code"] in codes:
                    by_hand.change(kind, head["employee_code"], {"status": "fixed"}, head["id"])
        result = written(looked(connected, kind.id, *codes))
        after = records_of(program, kind, codes)
        assert without_sums(after) == without_sums(edited(before, wanted))
        assert result.new == 0
        if kind is YEAR_END:
            assert_sums(after)
        assert looked(connected, kind.id, *codes).state.step is Step.NOBODY_LEFT
        connected.acquisitions().undo(result.id)
        assert records_of(program, kind, codes) == before


def member_of(eamano: EamanoSide, kind: Kind, record: dict[str, Any]) -> int:
    """The id that e-AMANO has given the record; 0 for a person."""
    if not kind.many:
        return 0
    named = [item for group in kind.match for item in group]
    (row,) = eamano.rows(kind.id, **{item: record[item] for item in ("employee_code", *named)})
    return int(row["id"])


def assert_sums(after: Records) -> None:
    """What follows from the rows of a document stands in its head, of those that changed."""
    for head in after.values():
        if head["row_kind"] == HEADER and not head["finalized"]:
            rows = [row for row in after.values() if row["employee_code"] == head["employee_code"]]
            assert {item: head[item] for item in COMPUTED & results(rows).keys()} == {
                item: value for item, value in results(rows).items() if item in COMPUTED}
