"""What NX may read: whole records in pages, digests in pages, digests of a code list."""

from collections.abc import Sequence

from nxdesk.eamano.rules import bodies
from nxdesk.eamano.rules.registering import Caller, Service
from nxdesk.eamano.store.people import PERSON_META, People
from nxdesk.records.fields import Kind
from nxdesk.wire.shapes import DigestPage, RecordPage


def record_page(service: Service, caller: Caller, kind: Kind, *, cursor: str | None, limit: int,
                codes: Sequence[str] | None, since: str | None, as_of: str | None) -> RecordPage:
    """Whole records behind the cursor; My Numbers and photos are never in them."""
    with service.database.read() as connection:
        rows = People(service.database, connection, caller.tenant_id, kind).page(
            cursor or "", limit + 1, codes=codes, since=since, as_of=as_of)
    fields = [f.id for f in kind.eamano_columns]
    key = fields.index(kind.key[0])
    return RecordPage(fields=[*fields, *PERSON_META], rows=[list(row) for row in rows[:limit]],
                      next=rows[limit - 1][key] if len(rows) > limit else None)


def digest_page(service: Service, caller: Caller, kind: Kind, *, cursor: str | None, limit: int) -> DigestPage:
    """`[code, version, digest, updated_at]` behind the cursor."""
    with service.database.read() as connection:
        rows = People(service.database, connection, caller.tenant_id, kind).digest_page(cursor or "", limit + 1)
    return DigestPage(rows=[list(row) for row in rows[:limit]], next=rows[limit - 1][0] if len(rows) > limit else None)


def lookup(service: Service, caller: Caller, kind: Kind, body: bytes) -> DigestPage:
    """The digests of those of the listed people who are here."""
    codes, _ = bodies.codes(body)
    with service.database.read() as connection:
        known = People(service.database, connection, caller.tenant_id, kind).known(list(dict.fromkeys(codes)))
    return DigestPage(rows=[[code, k.version, k.digest, k.updated_at] for code, k in sorted(known.items())], next=None)
