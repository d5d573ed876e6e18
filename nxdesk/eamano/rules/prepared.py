"""What a batch becomes in the database, made while the next one is still travelling.

A commit then only writes. Prepared batches are remembered up to a number of people; what was forgotten (or received by
a process that is gone) is made again from the staged body.
"""

from concurrent.futures import Future
from dataclasses import dataclass

from nxdesk.eamano.rules.batches import ReadBatch
from nxdesk.eamano.rules.latest import Latest
from nxdesk.eamano.rules.telling import told_columns
from nxdesk.eamano.store.images import image_of
from nxdesk.records.digests import canonical_digest
from nxdesk.records.effects import new_person_plan
from nxdesk.records.fields import Kind, Value


@dataclass(frozen=True, slots=True)
class Material:
    """What a commit writes of new people: the rows in the order of `columns_of` (or an image of these and of CHANGES),
    and what the audit log tells of them, as JSON in UTF-8.
    """

    rows: list[tuple[Value, ...]]
    image: bytes | None
    changes: list[bytes]


@dataclass(frozen=True, slots=True)
class Prepared:
    """New people who are right. Their material may still be on its way; None comes where it never will."""

    codes: list[str]
    versions: list[int | None]
    coming: "Future[Material | None]"


CHANGES = "changes"
"""The column of an image in which `Prepared.changes` stand."""


def columns_of(kind: Kind) -> tuple[str, ...]:
    """What a prepared row holds: the plan's fields and the digest."""
    return (*(item.id for item in new_person_plan(kind).fields), "digest")


def prepare(batch: ReadBatch, *, image: bool = False) -> Prepared:
    """Everything about new people that does not depend on when they are written."""
    return Prepared(batch.codes, batch.versions, there(material(batch, image=image)))


def there(made: Material) -> "Future[Material | None]":
    """Material that nobody has to wait for."""
    coming: Future[Material | None] = Future()
    coming.set_result(made)
    return coming


def material(batch: ReadBatch, *, image: bool) -> Material:
    """What a commit writes of the batch."""
    columns = new_person_plan(batch.kind).columns(batch.columns)
    digests = map(canonical_digest, batch.canonical)
    told = told_columns(batch.kind, columns)
    if image:
        made = image_of((*columns_of(batch.kind), CHANGES), zip(*columns, digests, told, strict=True))
        return Material([], made, told)
    return Material(list(zip(*columns, digests, strict=True)), None, told)


Key = tuple[int, str, int, str]
"""Tenant, registration, number and digest of a batch."""


class PreparedBatches:
    """Remembers the latest prepared batches, at most `people` people; usable from any thread.

    Each takes some 2 KB. A commit needs everybody of its registration at once all the same, and whoever was forgotten
    is judged a second time while all wait.
    """

    def __init__(self, people: int = 120_000) -> None:
        self._latest: Latest[Key, Prepared] = Latest(people)

    def keep(self, key: Key, prepared: Prepared) -> None:
        """Remember one and forget the oldest beyond the limit."""
        self._latest.keep(key, prepared, len(prepared.codes))

    def get(self, key: Key) -> Prepared | None:
        """What is remembered."""
        return self._latest.get(key)

    def forget(self, tenant: int, registration_id: str) -> None:
        """The registration is over."""
        self._latest.forget(lambda key: key[:2] == (tenant, registration_id))
