"""The snapshots of one tenant (`undo` writes them): their list, their images, and their end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Row, delete, func, null, select, update

from nxdesk.eamano.store.database import Database
from nxdesk.eamano.store.tables import UNDO_PARTS, UNDO_RUNS
from nxdesk.eamano.store.undo import Image, read_parts, snapshot_sealer
from nxdesk.vault.seal import Sealer

_C = UNDO_RUNS.c
_LISTED: tuple[Any, ...] = (_C.run, _C.id, _C.action, _C.at, _C.expires_at, _C.counts, _C.back_to, _C.purged_at)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What can be brought back of one run. `counts`: table → (added, changed or deleted) rows of the run."""

    run: int
    id: str
    action: str
    at: str
    expires_at: str
    counts: dict[str, tuple[int, int]]
    back_to: int | None
    purged_at: str | None

    def over(self, now: str) -> bool:
        """It is gone, or its time is over; `now` as UTC stamp."""
        return self.purged_at is not None or self.expires_at <= now


class Snapshots:
    """The snapshots of one tenant."""

    def __init__(self, connection: Connection, tenant_id: int) -> None:
        self._connection = connection
        self._tenant = tenant_id

    def page(self, offset: int, limit: int) -> list[Snapshot]:
        """The latest first."""
        rows = self._connection.execute(
            select(*_LISTED).where(_C.tenant_id == self._tenant).order_by(_C.run.desc()).offset(offset).limit(limit))
        return [_snapshot(row) for row in rows]

    def count(self) -> int:
        """How many there are and were."""
        return int(self._connection.scalar(
            select(func.count()).select_from(UNDO_RUNS).where(_C.tenant_id == self._tenant)) or 0)

    def get(self, run: int) -> Snapshot | None:
        """The snapshot before a run."""
        row = self._connection.execute(
            select(*_LISTED).where(_C.tenant_id == self._tenant, _C.run == run)).one_or_none()
        return _snapshot(row) if row else None

    def since(self, run: int) -> list[Snapshot]:
        """Those of this run and of all later ones, the earliest first."""
        rows = self._connection.execute(
            select(*_LISTED).where(_C.tenant_id == self._tenant, _C.run >= run).order_by(_C.run))
        return [_snapshot(row) for row in rows]

    def images(self, snapshot: Snapshot, sealer: Sealer) -> Iterator[Image]:
        """What every row was before the run; raises SealBroken."""
        key = self._connection.scalar(select(_C.key).where(_C.tenant_id == self._tenant, _C.run == snapshot.run))
        parts = self._connection.execute(
            select(UNDO_PARTS.c.number, UNDO_PARTS.c.sealed)
            .where(UNDO_PARTS.c.tenant_id == self._tenant, UNDO_PARTS.c.run == snapshot.run)
            .order_by(UNDO_PARTS.c.number))
        yield from read_parts(self._tenant, snapshot.id, snapshot.run, ((row.number, row.sealed) for row in parts),
                              snapshot_sealer(self._tenant, snapshot.id, key or b"", sealer))

    def purge(self, stamp: str, run: int | None = None) -> int:
        """Destroy the key and the content of one or of all; answers how many there were. `Database.forget` follows."""
        which = (_C.tenant_id == self._tenant, _C.purged_at.is_(None), *([_C.run == run] if run is not None else []))
        return _purge(self._connection, self._tenant, which, stamp)


def purge_expired(database: Database, now: str) -> int:
    """Destroy what is over, of every tenant; answers how many there were."""
    over = (_C.expires_at <= now, _C.purged_at.is_(None))
    with database.read() as connection:
        tenants = connection.scalars(select(_C.tenant_id).where(*over).distinct()).all()
    purged = 0
    for tenant_id in tenants:
        with database.write() as connection:
            purged += _purge(connection, tenant_id, (_C.tenant_id == tenant_id, *over), now)
    if purged:
        database.forget(UNDO_RUNS.name, UNDO_PARTS.name)
    return purged


def _purge(connection: Connection, tenant_id: int, which: Sequence[ColumnElement[bool]], stamp: str) -> int:
    runs = connection.scalars(select(_C.run).where(*which)).all()
    for run in runs:
        # The key first: without it, what a crash leaves of the content cannot be read.
        connection.execute(update(UNDO_RUNS).where(_C.tenant_id == tenant_id, _C.run == run).values(
            key=null(), purged_at=stamp))
        connection.execute(delete(UNDO_PARTS).where(UNDO_PARTS.c.tenant_id == tenant_id, UNDO_PARTS.c.run == run))
    return len(runs)


def _snapshot(row: Row[Any]) -> Snapshot:
    counts = {name: (added, changed) for name, (added, changed) in orjson.loads(row.counts).items()}
    return Snapshot(row.run, row.id, row.action, row.at, row.expires_at, counts, row.back_to, row.purged_at)
