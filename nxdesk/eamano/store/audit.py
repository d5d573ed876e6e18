"""The audit log: a header a run, an entry a changed record, all linked by a chain of hashes (改ざん検知).

What an entry says of a changed record is `{"item": [old, new]}`. Of a new record it is the list of its values in the
order of the items that the run's header names: half the time and a third of the room, where most of the log's are.
`changes_of` reads both.

The chain is one per tenant and is written in the business transaction. Its head also stands in a table of its own,
which serialises writers; verification compares both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Row, insert, select, update

from nxdesk.eamano.store.database import Database, insert_many
from nxdesk.eamano.store.tables import AUDIT_ENTRIES, AUDIT_HEADS, AUDIT_RUNS
from nxdesk.records.fields import Value
from nxdesk.vault.chain import START, link_hash

_ENTRY_COLUMNS = ("tenant_id", "seq", "run", "target", "changes", "hash")
_MEMBER = "/家族 "


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, from which address, in which request."""

    name: str
    address: str
    request_id: str


class Audit:
    """The log of one tenant."""

    def __init__(self, database: Database, connection: Connection, tenant_id: int) -> None:
        self._database = database
        self._connection = connection
        self._tenant = tenant_id

    def run(self, actor: Actor, action: str, stamp: str, entries: Iterable[tuple[str, str]], *,
            items: Sequence[str] = ()) -> int:
        """Write a run with its entries `(target, changes as JSON)`; answers the run's number.

        `items` are those in whose order the entries of new records list their values.
        """
        head = self._head()
        run, seq = head.run + 1, head.seq
        rows, link = [], head.hash
        listed = list(entries)
        named = orjson.dumps(items).decode()
        link = header_hash = link_hash(link, _header(
            run, stamp, actor, action, first_seq=seq + 1, entries=len(listed), items=named))
        for target, changes in listed:
            seq += 1
            link = link_hash(link, _entry(seq, run, target, changes))
            rows.append((self._tenant, seq, run, target, changes, link))
        self._connection.execute(insert(AUDIT_RUNS).values(
            tenant_id=self._tenant, run=run, at=stamp, actor=actor.name, address=actor.address, action=action,
            request_id=actor.request_id, first_seq=head.seq + 1, entries=len(rows), items=named,
            hash=header_hash))
        insert_many(self._database, self._connection, AUDIT_ENTRIES, _ENTRY_COLUMNS, rows)
        self._connection.execute(
            update(AUDIT_HEADS).where(AUDIT_HEADS.c.tenant_id == self._tenant).values(run=run, seq=seq, hash=link))
        return run

    def _head(self) -> "_Head":
        row = self._connection.execute(
            select(AUDIT_HEADS).where(AUDIT_HEADS.c.tenant_id == self._tenant).with_for_update()).one_or_none()
        if row is None:
            self._connection.execute(insert(AUDIT_HEADS).values(tenant_id=self._tenant, run=0, seq=0, hash=START))
            return _Head(0, 0, START)
        return _Head(row.run, row.seq, row.hash)

    def head_text(self) -> str:
        """The head as `run:seq:hash`; after `run` in the same transaction, that of this run."""
        head = self._head()
        return f"{head.run}:{head.seq}:{head.hash}"

    def broken(self) -> str | None:
        """Where the chain does not hold: `run 3`, `entry 17`, `head`; None when all of it holds."""
        link, seq, run = START, 0, 0
        runs = self._connection.execute(
            select(AUDIT_RUNS).where(AUDIT_RUNS.c.tenant_id == self._tenant).order_by(AUDIT_RUNS.c.run)).all()
        for header in runs:
            run += 1
            actor = Actor(header.actor, header.address, header.request_id)
            link = link_hash(link, _header(
                run, header.at, actor, header.action, first_seq=seq + 1, entries=header.entries, items=header.items))
            if header.run != run or header.hash != link:
                return f"run {header.run}"
            for entry in self._entries(seq + 1, header.entries):
                seq += 1
                link = link_hash(link, _entry(seq, run, entry.target, entry.changes))
                if entry.seq != seq or entry.run != run or entry.hash != link:
                    return f"entry {entry.seq}"
            if seq != header.first_seq - 1 + header.entries:
                return f"run {header.run}"
        head = self._head()
        return None if (head.run, head.seq, head.hash) == (run, seq, link) else "head"

    def _entries(self, first: int, count: int) -> Sequence[Row[Any]]:
        """By number, not by run: the key answers it."""
        return self._connection.execute(
            select(AUDIT_ENTRIES).where(AUDIT_ENTRIES.c.tenant_id == self._tenant,
                                        AUDIT_ENTRIES.c.seq.between(first, first + count - 1))
            .order_by(AUDIT_ENTRIES.c.seq)).all()


@dataclass(frozen=True, slots=True)
class _Head:
    run: int
    seq: int
    hash: str


def target_of(code: str, member: int = 0) -> str:
    """Whose record an entry is about: a person, or by its id a member of the family."""
    return f"{code}{_MEMBER}{member}" if member else code


def parsed_target(target: str) -> tuple[str, int]:
    """`(code, member)` of `target_of`; member 0 is the person."""
    code, _, member = target.partition(_MEMBER)
    return code, int(member) if member.isdecimal() else 0


def changes_of(items: str, changes: str) -> dict[str, list[Value]]:
    """`{"item": [old, new]}` of an entry of a changed or of a new record; `items` as in the run's header."""
    found: dict[str, list[Value]] | list[Value] = orjson.loads(changes)
    if isinstance(found, dict):
        return found
    return {item: [None, value] for item, value in zip(orjson.loads(items), found, strict=True) if value is not None}


def _header(run: int, stamp: str, actor: Actor, action: str, *, first_seq: int, entries: int, items: str) -> bytes:
    return orjson.dumps(
        ["run", run, stamp, actor.name, actor.address, actor.request_id, action, first_seq, entries, items])


def _entry(seq: int, run: int, target: str, changes: str) -> bytes:
    return f"{seq}\x1f{run}\x1f{target}\x1f{changes}".encode()
