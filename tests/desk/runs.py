"""Runs of the desk's tests, as a user goes through them."""

from typing import Any

from nxdesk.boot.build import Program
from nxdesk.desk.program import Session
from nxdesk.desk.registration import RegistrationRun
from nxdesk.desk.run_state import RunResult, RunState, Selection, Step

TODAY = "2026-04-01"
MEMBER: dict[str, Any] = {
    "last_name": "原", "first_name": "花子", "last_name_kana": "ハラ", "first_name_kana": "ハナコ",
    "birth_date": "1985-05-05", "relationship_code": "02", "gender": "female", "living_together": "live_in",
    "hi_dependent": 1, "tax_dependent": "not", "disability_class": 0}


def compared(session: Session, kind: str, *codes: str, my_number: bool = False, as_of: str = TODAY) -> RegistrationRun:
    """A run that stands at its comparison, or where it ended before that."""
    run = session.run(kind)
    run.choose(Selection(codes, as_of, my_number))
    run.confirm()
    if run.check().step is Step.ERRORS:
        return run
    run.compare()
    return run


def accepted(run: RegistrationRun) -> RegistrationRun:
    """Accept the list, and whatever is lost."""
    if run.accept().step is Step.LOSSES:
        run.accept_losses(run.impact.typed_word, [tick.id for tick in run.impact.ticks()])
    return run


def sent(run: RegistrationRun) -> RunResult:
    """Accept everything and send."""
    return result_of(accepted(run).send(lambda done, everybody: None))


def result_of(state: RunState) -> RunResult:
    """The result that a run came to."""
    assert state.result is not None
    return state.result


def family(program: Program, code: str, *members: dict[str, Any]) -> list[int]:
    """Give a person this family and no other; returns the 家族番号."""
    families = program.masters.families
    for record in families.of(code):
        families.remove(code, int(record["family_seq"] or 0), int(record["version"] or 0), "test")
    return [families.add(code, MEMBER | member, "test") for member in members]
