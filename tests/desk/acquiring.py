"""Acquisitions of the desk's tests, as a user goes through them."""

from nxdesk.desk.acquisition import AcquisitionRun
from nxdesk.desk.acquisition_state import AcquisitionResult
from nxdesk.desk.program import Session
from nxdesk.desk.run_state import Selection, Step
from tests.desk.runs import TODAY


def looked(session: Session, kind: str, *codes: str, unfinished: bool = False, newcomers: bool = False,
           documents: tuple[str, ...] = ()) -> AcquisitionRun:
    """A run that stands at its comparison, or where it ended before that."""
    run = session.acquisition(kind)
    run.choose(Selection(codes, TODAY, documents=documents, unfinished=unfinished, newcomers=newcomers))
    run.confirm()
    run.compare()
    return run


def written(run: AcquisitionRun, *taken: str) -> AcquisitionResult:
    """Accept everything and write."""
    if run.accept(taken).step is Step.LOSSES:
        run.accept_losses("", [tick.id for tick in run.impact.ticks()])
    result = run.write().result
    assert result is not None
    return result


def changed(run: AcquisitionRun) -> set[tuple[str, str, str, str]]:
    """Whose items become what: `(member, item, old, new)`."""
    return {(record.member_key, item.item, item.old, item.new) for record in run.impact.records
            for item in record.items}
