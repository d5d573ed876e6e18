"""Registrations of one tenant: their manifest, state and result, and what has been staged under them.

Staged bodies are sealed with a key of the registration. Ending it destroys the key; the unreadable rest is cleared
away later, while the digests stay for ever, so that repeats are recognised.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Row, Select, Table, bindparam, insert, null, select, update

from nxdesk.eamano.store.tables import REGISTRATIONS, STAGED_BATCHES, STAGED_PHOTOS, TENANT
from nxdesk.vault.seal import Sealer
from nxdesk.wire.protocol import State
from nxdesk.wire.shapes import Manifest, Outcome

# Asked several times for every batch, so made once.
_GET = select(REGISTRATIONS).where(
    REGISTRATIONS.c.tenant_id == bindparam("tenant"), REGISTRATIONS.c.id == bindparam("registration"))


def _digest_in(table: Table, column: str) -> Select[Any]:
    return select(table.c.digest).where(
        table.c.tenant_id == bindparam("tenant"), table.c.registration_id == bindparam("registration"),
        table.c[column] == bindparam("which"))


_BATCH_DIGEST = _digest_in(STAGED_BATCHES, "number")
_PHOTO_DIGEST = _digest_in(STAGED_PHOTOS, "employee_code")
_ADD_BATCH = insert(STAGED_BATCHES)


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration as it is kept."""

    id: str
    manifest: Manifest
    state: State
    registered: int
    relinked: int
    deleted: int
    audit_head: str | None
    committed_at: str | None
    run: int | None
    problem: dict[str, object] | None
    staging_key: bytes | None

    def outcome(self, *, replayed: bool) -> Outcome:
        """What the wire says of it."""
        outcome = Outcome(
            id=self.id, state=self.state.value, kind=self.manifest["kind"], people=self.manifest["people"],
            digest=self.manifest["digest"], registered=self.registered, relinked=self.relinked,
            deleted=self.deleted, audit_head=self.audit_head, committed_at=self.committed_at, run=self.run,
            replayed=replayed)
        if self.problem is not None:
            outcome["problem"] = self.problem
        return outcome


class Registrations:
    """The registrations of one tenant."""

    def __init__(self, connection: Connection, tenant_id: int) -> None:
        self._connection = connection
        self._tenant = tenant_id

    def open(self, registration_id: str, manifest: Manifest, actor: str, stamp: str, staging_key: bytes) -> None:
        """Begin receiving."""
        self._connection.execute(insert(REGISTRATIONS).values(
            tenant_id=self._tenant, id=registration_id, state=State.RECEIVING.value, actor=actor, opened_at=stamp,
            registered=0, relinked=0, deleted=0, staging_key=staging_key,
            **{**manifest, "relink": int(manifest["relink"]), "with_my_number": int(manifest["with_my_number"])}))

    def get(self, registration_id: str) -> Registration | None:
        """The registration, if it has ever been seen."""
        row = self._connection.execute(
            _GET, {"tenant": self._tenant, "registration": registration_id}).one_or_none()
        return _registration(row) if row else None

    def finish(self, registration_id: str, state: State, **facts: object) -> None:
        """Keep the result and destroy the key of what was staged."""
        self._connection.execute(update(REGISTRATIONS).where(
            REGISTRATIONS.c.tenant_id == self._tenant, REGISTRATIONS.c.id == registration_id,
        ).values(state=state.value, staging_key=null(), **facts))

    def reject(self, registration_id: str, problem: Mapping[str, object]) -> None:
        """It was refused as a whole."""
        self.finish(registration_id, State.REJECTED, problem=json.dumps(problem, ensure_ascii=False))


def _registration(row: Row[Any]) -> Registration:
    manifest = Manifest(
        kind=row.kind, as_of=row.as_of, people=row.people, rows=row.rows, batches=row.batches,
        photos=row.photos, deletions=row.deletions, relink=bool(row.relink),
        with_my_number=bool(row.with_my_number), digest=row.digest)
    return Registration(row.id, manifest, State(row.state), row.registered, row.relinked, row.deleted,
                        row.audit_head, row.committed_at, row.run,
                        cast("dict[str, object]", json.loads(row.problem)) if row.problem else None, row.staging_key)


class Staging:
    """What has been received under one registration: batches by number, photos by code."""

    def __init__(self, connection: Connection, tenant_id: int, registration_id: str) -> None:
        self._connection = connection
        self._tenant = tenant_id
        self._registration = registration_id

    def batch_digest(self, number: int) -> str | None:
        """The digest of a batch that is here."""
        return self._digest(_BATCH_DIGEST, number)

    def add_batch(self, number: int, digest: str, people: int, body: bytes, sealer: Sealer) -> None:
        """Keep a batch."""
        self._connection.execute(_ADD_BATCH, {
            TENANT: self._tenant, "registration_id": self._registration, "number": number, "digest": digest,
            "people": people, "sealed": sealer.seal(body, self._context(f"batch {number}"))})

    def batches(self) -> Sequence[tuple[int, str, int]]:
        """`(number, digest, people)` of what is here, in the order of the numbers."""
        table = STAGED_BATCHES
        rows = self._connection.execute(
            select(table.c.number, table.c.digest, table.c.people).where(*self._mine(table)).order_by(table.c.number))
        return [(row.number, row.digest, row.people) for row in rows]

    def batch_body(self, number: int, sealer: Sealer) -> bytes:
        """The body as it was sent."""
        table = STAGED_BATCHES
        sealed = self._connection.scalar(
            select(table.c.sealed).where(*self._mine(table), table.c.number == number))
        return sealer.open(sealed or b"", self._context(f"batch {number}"))

    def photo_digest(self, code: str) -> str | None:
        """The digest of a photo that is here."""
        return self._digest(_PHOTO_DIGEST, code)

    def add_photo(self, code: str, digest: str, image: bytes, sealer: Sealer) -> None:
        """Keep a photo."""
        self._connection.execute(insert(STAGED_PHOTOS).values(
            tenant_id=self._tenant, registration_id=self._registration, employee_code=code, digest=digest,
            sealed=sealer.seal(image, self._context(f"photo {code}"))))

    def photo_codes(self) -> Sequence[str]:
        """Whose photos are here."""
        table = STAGED_PHOTOS
        return list(self._connection.scalars(
            select(table.c.employee_code).where(*self._mine(table)).order_by(table.c.employee_code)))

    def photo_digests(self) -> dict[str, str]:
        """Whose photos are here, with their digests."""
        table = STAGED_PHOTOS
        rows = self._connection.execute(select(table.c.employee_code, table.c.digest).where(*self._mine(table)))
        return {row.employee_code: row.digest for row in rows}

    def photo(self, code: str, sealer: Sealer) -> tuple[bytes, str]:
        """A photo with its digest."""
        table = STAGED_PHOTOS
        row = self._connection.execute(
            select(table.c.sealed, table.c.digest).where(*self._mine(table), table.c.employee_code == code)).one()
        return sealer.open(row.sealed or b"", self._context(f"photo {code}")), row.digest

    def clear(self) -> None:
        """Drop the bodies, keep the digests."""
        for table in (STAGED_BATCHES, STAGED_PHOTOS):
            self._connection.execute(
                update(table).where(*self._mine(table), table.c.sealed.is_not(None)).values(sealed=null()))

    def _digest(self, query: Select[Any], which: int | str) -> str | None:
        found: str | None = self._connection.scalar(
            query, {"tenant": self._tenant, "registration": self._registration, "which": which})
        return found

    def _mine(self, table: Table) -> tuple[Any, ...]:
        return table.c.tenant_id == self._tenant, table.c.registration_id == self._registration

    def _context(self, what: str) -> str:
        return f"{self._tenant}\x1f{self._registration}\x1f{what}"


def ended_with_bodies(connection: Connection) -> Sequence[tuple[int, str]]:
    """`(tenant, registration)` whose bodies a stop of the service left behind."""
    found: dict[tuple[int, str], None] = {}
    for table in (STAGED_BATCHES, STAGED_PHOTOS):
        rows = connection.execute(
            select(table.c.tenant_id, table.c.registration_id).distinct()
            .join(REGISTRATIONS, (REGISTRATIONS.c.tenant_id == table.c.tenant_id)
                  & (REGISTRATIONS.c.id == table.c.registration_id))
            .where(table.c.sealed.is_not(None), REGISTRATIONS.c.state != State.RECEIVING.value))
        found.update(((row.tenant_id, row.registration_id), None) for row in rows)
    return list(found)
