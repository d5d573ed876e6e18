"""The audit log: a header a run, an entry a changed record, all linked by a chain of hashes (改ざん検知).

What an entry says of a changed record is `{"item": [old, new]}`. Of a new record it is the list of its values in the
order of the items that the run's header names: half the time and a third of the room, where most of the log's are.
`changes_of` reads both.

The chain is one per tenant and is written in the business transaction. Its head also stands in a table of its own,
which serialises writers; verification compares both.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, bindparam, insert, select, update

from nxdesk.eamano.store.database import Database, insert_many
from nxdesk.eamano.store.heads import KnownHead
from nxdesk.eamano.store.images import PLACE, OpenImage, quoted
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

_LINK = 64
"""Characters of a link."""
_HEAD = select(AUDIT_HEADS).where(AUDIT_HEADS.c.tenant_id == bindparam("tenant"))

__all__ = ["SNAPSHOT", "Actor", "Audit", "RunOfImages", "Target", "changes_of", "parsed_target", "snapshot_of",
           "target_of"]


class RunOfImages:
    """Links and writes the entries of one run, image after image. The links of an image are made in a thread of their
    own while the database writes its people: made all at once they would keep the interpreter from going on.

    `begun` is the run with its header's link and the last entry before it.
    """

    def __init__(self, tenant_id: int, begun: KnownHead, thread: ThreadPoolExecutor) -> None:
        self._tenant = tenant_id
        self.run = begun.run
        self.written = self._linked = begun
        self._thread = thread
        self._coming: deque[Future[list[str]]] = deque()

    def link(self, entries: Iterable[tuple[str, bytes]]) -> None:
        """Begin to make the links of the next image's entries, `(target, changes as JSON in UTF-8)`."""
        self._coming.append(self._thread.submit(self._links_of, entries))

    def _links_of(self, entries: Iterable[tuple[str, bytes]]) -> list[str]:
        """One thread makes them all, so that each image's begin where those before ended."""
        before = self._linked
        links = link_hashes(before.hash, (
            entry_bytes(seq, self.run, target, changes)
            for seq, (target, changes) in enumerate(entries, before.seq + 1)))
        if links:
            self._linked = KnownHead(self.run, before.seq + len(links), links[-1])
        return links

    def add(self, image: OpenImage, target: str, changes: str) -> None:
        """The entries of the first image that has been linked and not added, whose columns say what they are about and
        what they tell.
        """
        links, before = self._coming.popleft().result(), self.written
        if links:
            self.written = KnownHead(self.run, before.seq + len(links), links[-1])
        written = image.insert(AUDIT_ENTRIES, {
            "tenant_id": "?", "seq": f"? + {PLACE}", "run": "?", "target": quoted(target),
            "changes": f"CAST({quoted(changes)} AS TEXT)",
            # A text would be read from its beginning for every link.
            "hash": f"CAST(substr(?, {PLACE} * {_LINK} - {_LINK - 1}, {_LINK}) AS TEXT)",
        }, (self._tenant, before.seq, self.run, "".join(links).encode()))
        if written != len(links):
            raise ValueError("the image holds other people than its entries")


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
        listed = list(entries)
        begun = self._begun(actor, action, stamp, len(listed), items)
        links = link_hashes(begun.hash, (
            entry_bytes(seq, begun.run, target, changes.encode())
            for seq, (target, changes) in enumerate(listed, begun.seq + 1)))
        insert_many(self._database, self._connection, AUDIT_ENTRIES, _ENTRY_COLUMNS, [
            (self._tenant, seq, begun.run, target, changes, link)
            for seq, ((target, changes), link) in enumerate(zip(listed, links, strict=True), begun.seq + 1)])
        self._ended(KnownHead(begun.run, begun.seq + len(listed), links[-1] if links else begun.hash), stamp)
        return begun.run

    @contextmanager
    def run_of_images(self, actor: Actor, action: str, stamp: str, many: int, *,
                      items: Sequence[str]) -> Iterator[RunOfImages]:
        """As `run`, for the entries of images (`RunOfImages`), `many` in all, which have to be added inside."""
        begun = self._begun(actor, action, stamp, many, items)
        with ThreadPoolExecutor(1, "audit-links") as thread:
            writing = RunOfImages(self._tenant, begun, thread)
            yield writing
        self._ended(writing.written, stamp)

    def _begun(self, actor: Actor, action: str, stamp: str, entries: int, items: Sequence[str]) -> KnownHead:
        """Write the header of a run: the run with its link, and the last entry before it."""
        head = self._head()
        run, first = head.run + 1, head.seq + 1
        named = orjson.dumps(items).decode()
        link = link_hash(head.hash, header_bytes(run, stamp, actor, action, first_seq=first, entries=entries,
                                                 items=named))
        self._connection.execute(insert(AUDIT_RUNS).values(
            tenant_id=self._tenant, run=run, at=stamp, actor=actor.name, address=actor.address, action=action,
            request_id=actor.request_id, first_seq=first, entries=entries, items=named, hash=link))
        return KnownHead(run, head.seq, link)

    def _ended(self, head: KnownHead, stamp: str) -> None:
        """Everything up to this head is written."""
        self._connection.execute(
            update(AUDIT_HEADS).where(AUDIT_HEADS.c.tenant_id == self._tenant).values(
                run=head.run, seq=head.seq, hash=head.hash, noted=1))
        if (heads := self._database.heads) is not None:
            self._database.when_committed(partial(heads.note, self._tenant, head, stamp))

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

    def seen(self) -> str | None:
        """The head as `run:seq:hash`, by which a later writing transaction knows that no record of the tenant has been
        written since: whoever writes one writes the log with it. None where nothing has been written yet, and where
        others may write meanwhile and come to the log at their end.
        """
        if not self._database.is_sqlite:
            return None
        row = self._connection.execute(_HEAD, {"tenant": self._tenant}).one_or_none()
        return None if row is None else KnownHead(row.run, row.seq, row.hash).text

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
