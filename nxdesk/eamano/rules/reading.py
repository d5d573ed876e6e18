"""What NX may read: whole records in pages, digests in pages, digests of a code list."""

from collections.abc import Sequence

from nxdesk.eamano.rules import bodies
from nxdesk.eamano.rules.registering import Caller, Service
from nxdesk.eamano.store.members import MEMBER, Members
from nxdesk.eamano.store.people import PERSON_META, People
from nxdesk.records.fields import Kind
from nxdesk.wire.shapes import DigestPage, RecordPage


def record_page(service: Service, caller: Caller, kind: Kind, *, cursor: str | None, limit: int,
                codes: Sequence[str] | None, since: str | None, as_of: str | None) -> RecordPage:
    """Whole records behind the cursor; My Numbers and pictures are never in them."""
    fields = [f.id for f in kind.eamano_columns]
    with service.database.read() as connection:
        if kind.many:
            found, following = Members(connection, caller.tenant_id, kind).page(
                cursor or "", limit, codes=codes, since=since, as_of=as_of)
            return RecordPage(fields=[*fields, MEMBER, *PERSON_META], rows=[list(row) for row in found], next=following)
        rows = People(service.database, connection, caller.tenant_id, kind).page(
            cursor or "", limit + 1, codes=codes, since=since, as_of=as_of)
    key = fields.index(kind.key[0])
    return RecordPage(fields=[*fields, *PERSON_META], rows=[list(row) for row in rows[:limit]],
                      next=rows[limit - 1][key] if len(rows) > limit else None)


def digest_page(service: Service, caller: Caller, kind: Kind, *, cursor: str | None, limit: int) -> DigestPage:
    """`[code, version, digest, updated_at]` behind the cursor; with the member where there are several a person."""
    with service.database.read() as connection:
        if kind.many:
            found, following = Members(connection, caller.tenant_id, kind).digest_page(cursor or "", limit)
            return DigestPage(rows=[list(row) for row in found], next=following)
        rows = People(service.database, connection, caller.tenant_id, kind).digest_page(cursor or "", limit + 1)
    return DigestPage(rows=[list(row) for row in rows[:limit]], next=rows[limit - 1][0] if len(rows) > limit else None)


def lookup(service: Service, caller: Caller, kind: Kind, body: bytes) -> DigestPage:
    """The digests of those of the listed people who are here."""
    codes = list(dict.fromkeys(bodies.codes(body)[0]))
    with service.database.read() as connection:
        if kind.many:
            found = Members(connection, caller.tenant_id, kind).digests(codes)
            return DigestPage(rows=[list(row) for row in found], next=None)
        known = People(service.database, connection, caller.tenant_id, kind).known(codes)
    return DigestPage(rows=[[code, k.version, k.digest, k.updated_at] for code, k in sorted(known.items())], next=None)
