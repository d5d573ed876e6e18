"""The snapshots of one tenant (`undo` writes them): their list, their images, and their end.

With a snapshot the My Numbers in it are destroyed for good. Who did that, when and to which stands in the audit log,
and with every number in the log of My Numbers, written in the same transaction.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Row, delete, func, null, select, update

from nxdesk.eamano.store.audit import SNAPSHOT, Actor, Audit
from nxdesk.eamano.store.database import Database
from nxdesk.eamano.store.my_numbers import MyNumbers, Owner
from nxdesk.eamano.store.tables import MY_NUMBERS, UNDO_PARTS, UNDO_RUNS
from nxdesk.eamano.store.undo import Image, changed_part, images_kept, read_parts, snapshot_sealer
from nxdesk.vault.seal import SealBroken, Sealer

PURGED = "スナップショットの消去"
"""What the logs say."""
EXPIRED = Actor("期限切れ", "", "")
"""Stands for the service itself, where a snapshot's time is over."""

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
        yield from read_parts(self._tenant, snapshot.id, snapshot.run, self._parts(snapshot),
                              self._sealer_of(snapshot, sealer))

    def numbers(self, snapshot: Snapshot, sealer: Sealer) -> list[Owner]:
        """Whose My Numbers stand in it; none where it cannot be read."""
        try:
            return [(image.values["employee_code"], image.values["member"]) for image in images_kept(
                self._tenant, snapshot.id, self._parts(snapshot, UNDO_PARTS.c.name == changed_part(MY_NUMBERS)),
                self._sealer_of(snapshot, sealer)) if image.values is not None]
        except SealBroken:
            return []

    def _parts(self, snapshot: Snapshot, *which: ColumnElement[bool]) -> Iterator[tuple[int, bytes]]:
        for row in self._connection.execute(
                select(UNDO_PARTS.c.number, UNDO_PARTS.c.sealed)
                .where(UNDO_PARTS.c.tenant_id == self._tenant, UNDO_PARTS.c.run == snapshot.run, *which)
                .order_by(UNDO_PARTS.c.number)):
            yield row.number, row.sealed

    def _sealer_of(self, snapshot: Snapshot, sealer: Sealer) -> Sealer:
        key = self._connection.scalar(select(_C.key).where(_C.tenant_id == self._tenant, _C.run == snapshot.run))
        return snapshot_sealer(self._tenant, snapshot.id, key or b"", sealer)

    def purge(self, database: Database, sealer: Sealer, actor: Actor, stamp: str,
              *which: ColumnElement[bool]) -> int:
        """Destroy the keys and contents of all or of some; answers how many there were. `Database.forget` follows."""
        found = [_snapshot(row) for row in self._connection.execute(
            select(*_LISTED).where(_C.tenant_id == self._tenant, _C.purged_at.is_(None), *which)
            .order_by(_C.run).with_for_update())]
        numbers = MyNumbers(database, self._connection, self._tenant, sealer)
        for snapshot in found:
            numbers.log(self.numbers(snapshot, sealer), stamp, actor.name, PURGED)
            self._destroy(snapshot.run, stamp)
        if found:
            Audit(database, self._connection, self._tenant).run(actor, PURGED, stamp, map(_entry, found))
        return len(found)

    def _destroy(self, run: int, stamp: str) -> None:
        # The key first: without it, what a crash leaves of the content cannot be read.
        self._connection.execute(update(UNDO_RUNS).where(_C.tenant_id == self._tenant, _C.run == run).values(
            key=null(), purged_at=stamp))
        self._connection.execute(delete(UNDO_PARTS).where(
            UNDO_PARTS.c.tenant_id == self._tenant, UNDO_PARTS.c.run == run))


def of_run(run: int) -> ColumnElement[bool]:
    """Only the snapshot before this run."""
    return _C.run == run


def purge_expired(database: Database, sealer: Sealer, now: str) -> int:
    """Destroy what is over, of every tenant; answers how many there were."""
    over = (_C.expires_at <= now, _C.purged_at.is_(None))
    with database.read() as connection:
        tenants = connection.scalars(select(_C.tenant_id).where(*over).distinct()).all()
    purged = 0
    for tenant_id in tenants:
        with database.write() as connection:
            purged += Snapshots(connection, tenant_id).purge(database, sealer, EXPIRED, now, _C.expires_at <= now)
    if purged:
        database.forget(UNDO_RUNS.name, UNDO_PARTS.name)
    return purged


def _entry(snapshot: Snapshot) -> tuple[str, str]:
    """What the audit log says of a snapshot's end: which one, and how many My Numbers went with it."""
    _, numbers = snapshot.counts.get(MY_NUMBERS.name, (0, 0))
    told = {"処理": [snapshot.action, None]} | ({"個人番号": [f"{numbers:,}件", None]} if numbers else {})
    return f"{SNAPSHOT}{snapshot.run}", orjson.dumps(told).decode()


def _snapshot(row: Row[Any]) -> Snapshot:
    counts = {name: (added, changed) for name, (added, changed) in orjson.loads(row.counts).items()}
    return Snapshot(row.run, row.id, row.action, row.at, row.expires_at, counts, row.back_to, row.purged_at)
