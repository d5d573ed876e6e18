"""What NX may read: whole records in pages, digests in pages, digests of a code list."""

from collections.abc import Sequence
from typing import Any

from nxdesk.eamano.rules import bodies
from nxdesk.eamano.rules.registering import Caller, Service
from nxdesk.eamano.store.members import MEMBER, Members, Narrowed
from nxdesk.eamano.store.people import PERSON_META, People
from nxdesk.records.fields import Kind
from nxdesk.wire.shapes import DigestLines, DigestPage, RecordPage


def readable(kind: Kind) -> bool:
    """Whole records may be read: of what NX acquires. What is only compared is read by its digests."""
    return kind.acquire_number is not None


def record_page(service: Service, caller: Caller, kind: Kind, *, cursor: str | None, limit: int,
                narrowed: Narrowed) -> RecordPage:
    """Whole records behind the cursor; My Numbers and pictures are never in them."""
    fields = [f.id for f in kind.eamano_columns]
    with service.database.read() as connection:
        if kind.many:
            found, following = Members(service.database, connection, caller.tenant_id, kind).page(
                cursor or "", limit, narrowed)
            return RecordPage(fields=[*fields, MEMBER, *PERSON_META], rows=_plain(found), next=following)
        rows = People(service.database, connection, caller.tenant_id, kind).page(
            cursor or "", limit + 1, codes=narrowed.codes, since=narrowed.since, as_of=narrowed.as_of)
    key = fields.index(kind.key[0])
    return RecordPage(fields=[*fields, *PERSON_META], rows=_plain(rows[:limit]),
                      next=rows[limit - 1][key] if len(rows) > limit else None)


def digest_page(service: Service, caller: Caller, kind: Kind, *, cursor: str | None, limit: int,
                unfinished: bool = False) -> DigestPage:
    """`[code, version, digest, updated_at]` behind the cursor; with the member where there are several a person."""
    with service.database.read() as connection:
        if kind.many:
            found, following = Members(service.database, connection, caller.tenant_id, kind).digest_page(
                cursor or "", limit, unfinished=unfinished)
            return DigestPage(rows=_plain(found), next=following)
        rows = People(service.database, connection, caller.tenant_id, kind).digest_page(cursor or "", limit + 1)
    return DigestPage(rows=_plain(rows[:limit]), next=rows[limit - 1][0] if len(rows) > limit else None)


def digest_lines(service: Service, caller: Caller, kind: Kind, *, cursor: str | None, limit: int) -> DigestLines:
    """`digest_page` of a kind with one record a person, as digest lines."""
    with service.database.read() as connection:
        lines, following = People(service.database, connection, caller.tenant_id, kind).digest_lines(
            cursor or "", limit)
    return DigestLines(lines=lines, next=following)


def lookup(service: Service, caller: Caller, kind: Kind, body: bytes) -> DigestPage:
    """The digests of those of the listed people who are here."""
    asked = bodies.lookup(kind, body)
    with service.database.read() as connection:
        if kind.many:
            found = Members(service.database, connection, caller.tenant_id, kind).digests(
                asked.codes, unfinished=asked.unfinished)
            return DigestPage(rows=_plain(found), next=None)
        rows = People(service.database, connection, caller.tenant_id, kind).digests(asked.codes)
    return DigestPage(rows=_plain(rows), next=None)


def _plain(rows: Sequence[tuple[Any, ...]]) -> list[Any]:
    """JSON has no tuples; the writer takes them for arrays."""
    return list(rows)
