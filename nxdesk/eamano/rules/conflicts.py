"""Why a batch cannot be registered now: who is there, what changed since the comparison, what was not listed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from nxdesk.eamano.refusal import Refused
from nxdesk.eamano.rules.batches import ReadBatch
from nxdesk.eamano.rules.judging import Meeting, Present, settled
from nxdesk.records.fields import Kind
from nxdesk.wire.problems import (
    ALREADY_REGISTERED,
    EMPLOYEE_MISSING,
    SETTLED_DOCUMENT,
    STALE_VERSION,
    UNLISTED_DELETION,
    ProblemType,
)
from nxdesk.wire.shapes import RecordError

_ORDER = (EMPLOYEE_MISSING, ALREADY_REGISTERED, SETTLED_DOCUMENT, UNLISTED_DELETION, STALE_VERSION)
"""Of several reasons the first names the refusal."""


class Conflict(NamedTuple):
    """Whose, why, and where in the batch (`rows/3`)."""

    code: str
    problem: ProblemType
    place: str


def conflicts(batch: ReadBatch, met: Meeting, here: Present, parents: Collection[str], *,
              relink: bool) -> Iterator[Conflict]:
    """Everything that keeps the batch from being written; `parents` are the people who are in 社員."""
    overwrites = relink or batch.kind.upsert
    if batch.kind.parent is not None:
        for place, code in enumerate(batch.people):
            if code not in parents:
                yield Conflict(code, EMPLOYEE_MISSING, f"people/{place}")
    if batch.kind.many and not overwrites:
        for place, code in enumerate(batch.people):
            if here.records.get(code):
                yield Conflict(code, ALREADY_REGISTERED, f"people/{place}")
    for place in settled(batch, here):
        yield Conflict(batch.codes[place], SETTLED_DOCUMENT, f"rows/{place}")
    yield from _of_rows(batch, met, overwrites=overwrites)
    if overwrites:
        yield from _of_deletions(batch, met)


def _of_rows(batch: ReadBatch, met: Meeting, *, overwrites: bool) -> Iterator[Conflict]:
    """Records are written only as they were seen in the comparison."""
    for place, (code, stored, version) in enumerate(zip(batch.codes, met.stored, batch.versions, strict=True)):
        if stored is not None and not overwrites:
            if not batch.kind.many:
                yield Conflict(code, ALREADY_REGISTERED, f"rows/{place}")
        elif version != (stored.version if stored else None):
            yield Conflict(code, STALE_VERSION, f"rows/{place}")


def _of_deletions(batch: ReadBatch, met: Meeting) -> Iterator[Conflict]:
    """Records go only when they were listed as they are now, and nothing else was (③-6)."""
    listed = {(code, member): version for code, member, version in batch.deletions}
    going = {(record.code, record.id): record.version for record in met.gone}
    place_of = {code: place for place, code in enumerate(batch.people)}
    for code in sorted({code for code, _ in going.keys() - listed.keys()}):
        yield Conflict(code, UNLISTED_DELETION, f"people/{place_of[code]}")
    for place, (code, member, version) in enumerate(batch.deletions):
        if going.get((code, member)) != version:
            yield Conflict(code, STALE_VERSION, f"deletions/{place}")


def refusal_of(kind: Kind, found: Mapping[int, Sequence[Conflict]]) -> Refused | None:
    """The refusal of a registration with these conflicts by the number of their batch."""
    errors: dict[ProblemType, list[RecordError]] = {}
    whose: set[str] = set()
    for number, several in found.items():
        for code, problem, place in sorted(several, key=lambda conflict: conflict.place):
            whose.add(code)
            errors.setdefault(problem, []).append(RecordError(
                pointer=f"/batches/{number}/{place}", person=code, code=problem.code, detail=problem.title))
    first = next((problem for problem in _ORDER if problem in errors), None)
    if first is None:
        return None
    many = f"{len(whose)}名を登録できません。ほかの方も" if kind.by_person else f"{sum(map(len, errors.values()))}件を登録できません。ほかも"
    return Refused(first, f"{many}登録していません。",
                   errors=[error for problem in _ORDER for error in errors.get(problem, ())])
