"""Whether an audit log is what was written: its chain, its own head, and the heads known outside (改ざん検知).

The chain alone shows edits and gaps. A cut tail and a chain written anew show only against a head that somebody else
kept: the file beside the database, an NX, a piece of paper.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from nxdesk.eamano.store.database import Database
from nxdesk.eamano.store.heads import Heads, KnownHead
from nxdesk.eamano.store.links import Actor, entry_bytes, header_bytes
from nxdesk.eamano.store.tables import AUDIT_ENTRIES, AUDIT_HEADS, AUDIT_RUNS
from nxdesk.records.clock import shown
from nxdesk.vault.chain import START, link_hash

LAST_ENTRIES = 1000
"""How many the quick check looks at."""
_PORTION = 2000
_LAST_HEADS = 100
OUTSIDE, NX, GIVEN = "外に保管した先頭の記録", "NXが覚えている先頭", "指定された先頭"
"""Where a known head comes from."""
_SENTENCES = {
    "NXD_H_01": "監査ログの{place}が書き換えられています。",
    "NXD_H_02": "監査ログの{place}が削除されています。",
    "NXD_H_03": "監査ログの末尾が切り取られています。{source}にある{place}以降がありません。",
    "NXD_H_04": "監査ログが後から作り直されています。{place}が{source}と一致しません。",
    "NXD_H_05": "監査ログの先頭の値が、{place}までの内容と一致しません。",
    "NXD_H_06": "監査ログの先頭を外に保管したファイル（audit-heads.jsonl）がありません。末尾の切り取りや作り直しを確かめられません。",
    "NXD_H_07": "監査ログの先頭を外に保管したファイルが失われ、{place}に作り直されました。それより前の末尾の切り取りや作り直しは確かめられません。"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a log: the code, the first place at fault (`run 3`, `entry 17`), and the sentence."""

    code: str
    place: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check of one log came to. `entries`: how many were looked at; `head`: where the log ends."""

    findings: tuple[Finding, ...]
    head: KnownHead
    entries: int
    full: bool

    @property
    def sound(self) -> bool:
        """Nothing is wrong."""
        return not self.findings


def verify_log(database: Database, tenant_id: int, known: Mapping[str, Iterable[KnownHead]] | None = None, *,
               full: bool = True) -> Verified:
    """Check a tenant's log: all of it, or with `full` False its last entries. `known`: heads from elsewhere by source.

    What is kept outside is read before the database is, so that nothing committed meanwhile looks like a cut tail.
    """
    outside = database.heads.of(tenant_id, last_only=not full) if database.heads is not None else []
    with database.read() as connection:
        return verify(connection, tenant_id, database.heads, {OUTSIDE: outside, **(known or {})}, full=full)


def verify(connection: Connection, tenant_id: int, heads: Heads | None, known: Mapping[str, Iterable[KnownHead]], *,
           full: bool = True) -> Verified:
    """As `verify_log`, in a transaction that began after the known heads were had."""
    stored = stored_head(connection, tenant_id)
    walk = _Walk(connection, tenant_id)
    if not full:
        walk.begin_late(stored)
    findings = [*walk.broken()]
    if not findings:
        findings += walk.against_itself(stored)
    if not findings:
        findings = _outside(walk, known, full=full)
    if heads is not None:
        findings += _file(connection, tenant_id, heads)
    return Verified(tuple(findings), stored, walk.seen, full)


def _finding(code: str, place: str, source: str = OUTSIDE) -> Finding:
    kind, _, number = place.partition(" ")
    words = {"run": f"処理No.{number}", "entry": f"明細No.{number}"}.get(kind, place)
    return Finding(code, place, _SENTENCES[code].format(place=words, source=source))


def stored_head(connection: Connection, tenant_id: int) -> KnownHead:
    """Where the log ends, as the database says."""
    row = connection.execute(select(AUDIT_HEADS).where(AUDIT_HEADS.c.tenant_id == tenant_id)).one_or_none()
    return KnownHead(row.run, row.seq, row.hash) if row else KnownHead(0, 0, START)


def _file(connection: Connection, tenant_id: int, heads: Heads) -> list[Finding]:
    """The file itself: it must be there once a head has been noted in it."""
    if not heads.begun:
        noted = connection.scalar(select(AUDIT_HEADS.c.noted).where(AUDIT_HEADS.c.tenant_id == tenant_id))
        return [_finding("NXD_H_06", "heads")] if noted else []
    lost = heads.lost
    return [_finding("NXD_H_07", shown(lost))] if lost else []


class _Walk:
    """Follows the chain of one tenant. After `broken` has found nothing it stands at the chain's end."""

    def __init__(self, connection: Connection, tenant_id: int) -> None:
        self._connection = connection
        self._tenant = tenant_id
        self.run, self.seq, self.link = 0, 0, START
        self._rest = 0
        self.seen = 0
        self.ends: dict[int, KnownHead] = {}

    def begin_late(self, head: KnownHead) -> None:
        """Begin so that at most the last entries are looked at, with the links before them as they are stored."""
        first = max(1, head.seq - LAST_ENTRIES + 1)
        within = self._connection.execute(select(AUDIT_RUNS).where(
            AUDIT_RUNS.c.tenant_id == self._tenant, AUDIT_RUNS.c.run > head.run - LAST_ENTRIES,
            AUDIT_RUNS.c.first_seq <= first).order_by(AUDIT_RUNS.c.run.desc()).limit(1)).one_or_none()
        if within is None or within.run <= 1:
            return
        before = self.stored_end(within.run - 1)
        if before is not None:
            self.run, self.seq, self.link = within.run - 1, before.seq, before.hash
        if within.first_seq < first:
            self.run, self.seq, self.link = within.run, first - 1, self._hash_at(first - 1)
            self._rest = within.first_seq + within.entries - first

    def broken(self) -> Iterator[Finding]:
        """The first place where the chain does not hold, if any."""
        if self._rest and (found := self._entries(self._rest)):
            yield found
            return
        after = self.run
        while headers := self._headers(after):
            for header in headers:
                if found := self._header(header) or self._entries(header.entries):
                    yield found
                    return
                self.ends[self.run] = KnownHead(self.run, self.seq, self.link)
            after = headers[-1].run

    def _headers(self, after: int) -> Sequence[Row[Any]]:
        return self._connection.execute(
            select(AUDIT_RUNS).where(AUDIT_RUNS.c.tenant_id == self._tenant, AUDIT_RUNS.c.run > after)
            .order_by(AUDIT_RUNS.c.run).limit(_PORTION)).all()

    def _header(self, header: Row[Any]) -> Finding | None:
        run = self.run + 1
        if header.run != run:
            return _finding("NXD_H_02", f"run {run}")
        actor = Actor(header.actor, header.address, header.request_id)
        link = link_hash(self.link, header_bytes(
            run, header.at, actor, header.action, first_seq=self.seq + 1, entries=header.entries, items=header.items))
        if header.hash != link or header.first_seq != self.seq + 1:
            return _finding("NXD_H_01", f"run {run}")
        self.run, self.link = run, link
        return None

    def _entries(self, count: int) -> Finding | None:
        last = self.seq + count
        while self.seq < last:
            until = min(self.seq + _PORTION, last)
            for entry in self._portion(self.seq + 1, until):
                if entry.seq != self.seq + 1:
                    return _finding("NXD_H_02", f"entry {self.seq + 1}")
                link = link_hash(self.link, entry_bytes(
                    entry.seq, self.run, entry.target, entry.changes.encode()))
                if entry.run != self.run or entry.hash != link:
                    return _finding("NXD_H_01", f"entry {entry.seq}")
                self.seq, self.link = entry.seq, link
                self.seen += 1
            if self.seq < until:
                return self._missing()
        return None

    def _missing(self) -> Finding:
        """An entry is not there: cut off, where nothing comes behind it."""
        later = self._connection.scalar(select(AUDIT_ENTRIES.c.seq).where(
            AUDIT_ENTRIES.c.tenant_id == self._tenant, AUDIT_ENTRIES.c.seq > self.seq).limit(1))
        later = later or self._connection.scalar(select(AUDIT_RUNS.c.run).where(
            AUDIT_RUNS.c.tenant_id == self._tenant, AUDIT_RUNS.c.run > self.run).limit(1))
        place = f"entry {self.seq + 1}"
        return _finding("NXD_H_02", place) if later else _finding("NXD_H_03", place, "処理の記録")

    def _portion(self, first: int, last: int) -> Sequence[Row[Any]]:
        """By number, not by run: the key answers it."""
        return self._connection.execute(
            select(AUDIT_ENTRIES).where(AUDIT_ENTRIES.c.tenant_id == self._tenant,
                                        AUDIT_ENTRIES.c.seq.between(first, last))
            .order_by(AUDIT_ENTRIES.c.seq)).all()

    def against_itself(self, stored: KnownHead) -> list[Finding]:
        """The head that the database keeps, and entries that belong to no run."""
        if (stored.run, stored.seq, stored.hash) == (self.run, self.seq, self.link):
            most = self._connection.scalar(select(func.max(AUDIT_ENTRIES.c.seq)).where(
                AUDIT_ENTRIES.c.tenant_id == self._tenant)) or 0
            return [_finding("NXD_H_02", f"run {self.run + 1}")] if most > self.seq else []
        if stored.run > self.run:
            return [_finding("NXD_H_03", f"run {self.run + 1}", "先頭の値")]
        return [_finding("NXD_H_05", f"run {self.run}")]

    def stored_end(self, run: int) -> KnownHead | None:
        """Where the log ended after this run, by the hashes that are stored."""
        header = self._connection.execute(select(AUDIT_RUNS).where(
            AUDIT_RUNS.c.tenant_id == self._tenant, AUDIT_RUNS.c.run == run)).one_or_none()
        if header is None:
            return None
        seq = header.first_seq + header.entries - 1
        return KnownHead(run, seq, self._hash_at(seq) if header.entries else header.hash)

    def _hash_at(self, seq: int) -> str:
        return self._connection.scalar(select(AUDIT_ENTRIES.c.hash).where(
            AUDIT_ENTRIES.c.tenant_id == self._tenant, AUDIT_ENTRIES.c.seq == seq)) or START


def tenants_with_log(database: Database) -> Sequence[int]:
    """The tenants that have an audit log."""
    with database.read() as connection:
        return connection.scalars(select(AUDIT_HEADS.c.tenant_id).order_by(AUDIT_HEADS.c.tenant_id)).all()


def catch_up(database: Database, stamp: str) -> None:
    """Begin the file of heads where there is none, and note what a crash kept from being noted."""
    heads = database.heads
    if heads is None:
        return
    begun = heads.begun
    with database.read() as connection:
        stored = connection.execute(select(AUDIT_HEADS)).all()
    if not begun:
        heads.begin(stamp, lost=any(row.noted for row in stored))
    for row in stored:
        outside = heads.of(row.tenant_id, last_only=True)
        head = KnownHead(row.run, row.seq, row.hash)
        if head.run and (not outside or outside[-1].run < head.run):
            heads.note(row.tenant_id, head, stamp)


def _outside(walk: _Walk, known: Mapping[str, Iterable[KnownHead]], *, full: bool) -> list[Finding]:
    """The first known head that the log does not have."""
    for source, heads in known.items():
        listed = sorted(heads, key=lambda head: (head.seq, head.run))
        for head in listed if full else listed[-_LAST_HEADS:]:
            if head.run == 0:
                continue
            if head.run > walk.run:
                return [_finding("NXD_H_03", f"run {walk.run + 1}", source)]
            if (walk.ends.get(head.run) or walk.stored_end(head.run)) != head:
                return [_finding("NXD_H_04", f"run {head.run}", source)]
    return []
