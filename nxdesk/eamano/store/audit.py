"""The audit log: a header a run, an entry a changed record, all linked by a chain of hashes (改ざん検知).

What an entry says of a changed record is `{"item": [old, new]}`. Of a new record it is the list of its values in the
order of the items that the run's header names: half the time and a third of the room, where most of the log's are.
`changes_of` reads both.

The chain is one per tenant and is written in the business transaction. Its head also stands in a table of its own,
which serialises writers; verification compares both.
"""

import re
from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, insert, select, update

from nxdesk.eamano.store.database import Database, insert_many
from nxdesk.eamano.store.heads import KnownHead
from nxdesk.eamano.store.links import Actor, entry_bytes, header_bytes
from nxdesk.eamano.store.tables import AUDIT_ENTRIES, AUDIT_HEADS, AUDIT_RUNS
from nxdesk.eamano.store.verifying import verify
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Value
from nxdesk.vault.chain import START, link_hash, link_hashes

_ENTRY_COLUMNS = ("tenant_id", "seq", "run", "target", "changes", "hash")
_MEMBER = "/家族 "
_UNNAMED = frozenset({EMPLOYEE.id, FAMILY.id})
"""Kinds whose entries say by their form that they are about a person or a member of the family."""
_NAMED = re.compile("(?P<code>[^/]+)/(?P<kind>[a-z_0-9]+)#(?P<member>[0-9]+)")
SNAPSHOT = "スナップショット No."
"""Begins the target of an entry that is about the snapshot of a run."""

__all__ = ["SNAPSHOT", "Actor", "Audit", "Target", "changes_of", "parsed_target", "snapshot_of", "target_of"]


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
        listed = list(entries)
        named = orjson.dumps(items).decode()
        header_hash = link_hash(head.hash, header_bytes(
            run, stamp, actor, action, first_seq=seq + 1, entries=len(listed), items=named))
        links = link_hashes(header_hash, (
            entry_bytes(number, run, target, changes) for number, (target, changes) in enumerate(listed, seq + 1)))
        rows = [(self._tenant, number, run, target, changes, link)
                for number, ((target, changes), link) in enumerate(zip(listed, links, strict=True), seq + 1)]
        seq, link = seq + len(listed), links[-1] if links else header_hash
        self._connection.execute(insert(AUDIT_RUNS).values(
            tenant_id=self._tenant, run=run, at=stamp, actor=actor.name, address=actor.address, action=action,
            request_id=actor.request_id, first_seq=head.seq + 1, entries=len(rows), items=named,
            hash=header_hash))
        insert_many(self._database, self._connection, AUDIT_ENTRIES, _ENTRY_COLUMNS, rows)
        self._connection.execute(
            update(AUDIT_HEADS).where(AUDIT_HEADS.c.tenant_id == self._tenant).values(
                run=run, seq=seq, hash=link, noted=1))
        if (heads := self._database.heads) is not None:
            self._database.when_committed(partial(heads.note, self._tenant, KnownHead(run, seq, link), stamp))
        return run

    def _head(self) -> KnownHead:
        row = self._connection.execute(
            select(AUDIT_HEADS).where(AUDIT_HEADS.c.tenant_id == self._tenant).with_for_update()).one_or_none()
        if row is None:
            self._connection.execute(insert(AUDIT_HEADS).values(tenant_id=self._tenant, run=0, seq=0, hash=START))
            return KnownHead(0, 0, START)
        return KnownHead(row.run, row.seq, row.hash)

    def head_text(self) -> str:
        """The head as `run:seq:hash`; after `run` in the same transaction, that of this run."""
        return self._head().text

    def broken(self) -> str | None:
        """Where the chain does not hold by itself: `run 3`, `entry 17`; None when all of it holds."""
        findings = verify(self._connection, self._tenant, None, {}).findings
        return findings[0].place if findings else None


def snapshot_of(target: str) -> int | None:
    """The run whose snapshot the entry is about, None for one about somebody's record."""
    number = target.removeprefix(SNAPSHOT)
    return int(number) if number != target and number.isdecimal() else None


class Target(NamedTuple):
    """A record that an entry is about: whose, its id (0: the person's own), and the id of its kind."""

    code: str
    member: int
    kind: str


def target_of(code: str, member: int = 0, kind: str = "") -> str:
    """How an entry names its record: a person, by its id a member of the family, or a record of the named kind."""
    if kind and kind not in _UNNAMED:
        return f"{code}/{kind}#{member}"
    return f"{code}{_MEMBER}{member}" if member else code


def parsed_target(target: str) -> Target:
    """What `target_of` was given."""
    if named := _NAMED.fullmatch(target):
        return Target(named["code"], int(named["member"]), named["kind"])
    code, _, member = target.partition(_MEMBER)
    return Target(code, int(member), FAMILY.id) if member.isdecimal() else Target(code, 0, EMPLOYEE.id)


def changes_of(items: str, changes: str) -> dict[str, list[Value]]:
    """`{"item": [old, new]}` of an entry of a changed or of a new record; `items` as in the run's header."""
    found: dict[str, list[Value]] | list[Value] = orjson.loads(changes)
    if isinstance(found, dict):
        return found
    return {item: [None, value] for item, value in zip(orjson.loads(items), found, strict=True) if value is not None}
