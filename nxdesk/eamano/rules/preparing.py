"""From the body of a batch to what a commit writes: the part of receiving that needs no database and no secret.

It may be done anywhere, so the service lets a process of its own do it (`eamano.judge`).
"""

from dataclasses import dataclass, field

from nxdesk.eamano.refusal import Refused
from nxdesk.eamano.rules.batches import ReadBatch, findings, read_batch
from nxdesk.eamano.rules.bodies import loaded
from nxdesk.eamano.rules.prepared import Prepared, prepare
from nxdesk.records.fields import Kind
from nxdesk.records.kinds import kind as kind_of
from nxdesk.wire.problems import INVALID_RECORDS


@dataclass(frozen=True, slots=True)
class Question:
    """A body with what its judgement depends on; `image`: the people are wanted as an image."""

    kind: str
    with_my_number: bool
    today: str
    image: bool
    body: bytes = field(repr=False)


def judged(question: Question) -> Prepared:
    """New people of a batch, ready to be written; raises Refused for one that may not be."""
    return prepare(right_batch(question), image=question.image)


def long_way(kind: Kind) -> bool:
    """What becomes of a batch always depends on what is there, so that nothing can be prepared."""
    return kind.many or kind.upsert


def right_batch(question: Question) -> ReadBatch:
    """The batch; raises Refused for one that is built wrong or has something wrong in it."""
    return right_rows(question, loaded(question.body))


def right_rows(question: Question, found: object) -> ReadBatch:
    """The same, of a body that has been read already."""
    batch = read_batch(kind_of(question.kind), found, with_my_number=question.with_my_number)
    if wrong := findings(batch, question.today):
        raise Refused(INVALID_RECORDS, f"{len(wrong)}{'名' if batch.kind.by_person else '件'}のデータに不備があります。",
                      errors=[error for errors in wrong.values() for error in errors])
    return batch
