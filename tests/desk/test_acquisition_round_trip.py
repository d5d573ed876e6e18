"""NX → e-AMANO → edited there → NX: exactly the edits come back, and everything else of NX's is as it was."""

from random import Random
from typing import Any

from nxdesk.boot.build import Program
from nxdesk.desk.program import Session
from nxdesk.desk.run_state import Step
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Kind, Value
from tests.desk.acquiring import looked, written
from tests.desk.eamano_side import ByHand, EamanoSide
from tests.desk.runs import compared, sent

PEOPLE = 24
EDITED = ("last_name_kana", "gender", "company_email", "zip", "address_city", "address_street", "mobile_phone",
          "department_code", "department_name", "position", "occupation", "private_email", "phone_area",
          "living_together", "tax_dependent", "estimated_income", "occupation_code")
"""Items of either kind that somebody at e-AMANO may edit without another one."""
MATCHED = {item for group in FAMILY.match_back for item in group}
Records = dict[tuple[Value, ...], dict[str, Value]]


def records_of(program: Program, kind: Kind, codes: list[str]) -> Records:
    """Everything that NX has of these people, by key."""
    return {tuple(record[name] for name in kind.key): {item.id: record[item.id] for item in kind.nx_columns}
            for record in program.masters.records(kind).records(codes)}


def edits(kind: Kind, here: Records, chance: Random) -> dict[tuple[Value, ...], dict[str, Any]]:
    """For every second record some items, each with the value that another record has."""
    items = [item.id for item in kind.acquired if item.id in EDITED and (kind is EMPLOYEE or item.id not in MATCHED)]
    others = list(here.values())
    found = {}
    for key, record in list(here.items())[::2]:
        given = {item: chance.choice(others)[item] for item in chance.sample(items, 3)}
        changed = {item: value for item, value in given.items() if value is not None and value != record[item]}
        if changed:
            found[key] = changed
    return found


def test_exactly_the_edits_come_back(connected: Session, program: Program, eamano: EamanoSide,
                                     by_hand: ByHand) -> None:
    codes = sorted(program.masters.people.codes())[20:20 + PEOPLE]
    run = compared(connected, "employee", *codes)
    if run.state.step is Step.ERRORS:
        run.accept()
        run.compare()
    sent(run)
    codes = [code for code in codes if eamano.rows("employee", employee_code=code)]
    families = compared(connected, "family", *codes)
    if families.state.step is Step.ERRORS:
        families.accept()
        families.compare()
    sent(families)
    chance = Random(7)
    for kind in (EMPLOYEE, FAMILY):
        assert looked(connected, kind.id, *codes).state.step is Step.NOBODY_LEFT
        there = {row["employee_code"] for row in eamano.rows(kind.id)}
        before = records_of(program, kind, [code for code in codes if code in there])
        wanted = edits(kind, before, chance)
        for key, changes in wanted.items():
            member = 0
            if kind is FAMILY:
                (row,) = eamano.rows("family", employee_code=key[0], first_name=before[key]["first_name"],
                                     birth_date=before[key]["birth_date"])
                member = row["id"]
            by_hand.change(kind, str(key[0]), changes, member)
        result = written(looked(connected, kind.id, *codes))
        assert (result.new, result.changed) == (0, len(wanted))
        assert records_of(program, kind, [code for code in codes if code in there]) == {
            key: record | wanted.get(key, {}) for key, record in before.items()}
        assert looked(connected, kind.id, *codes).state.step is Step.NOBODY_LEFT
        connected.acquisitions().undo(result.id)
        assert records_of(program, kind, [code for code in codes if code in there]) == before
