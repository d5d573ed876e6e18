"""Reading of a kind with several records a person: digests and whole records with their ids, never parting a person."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, or_, select

from nxdesk.eamano.store.database import CHUNK
from nxdesk.eamano.store.people import PERSON_META
from nxdesk.eamano.store.tables import PEOPLE
from nxdesk.records.fields import Kind

MEMBER = "member"
"""What the id of such a record is called outside."""


class Members:
    """The records of one tenant in the table of `kind`."""

    def __init__(self, connection: Connection, tenant_id: int, kind: Kind) -> None:
        self._connection = connection
        self._kind = kind
        self._table = PEOPLE[kind.id]
        self._key = self._table.c[kind.key[0]]
        self._mine = self._table.c.tenant_id == tenant_id
        self._meta = tuple(self._table.c[name] for name in PERSON_META)
        self._member = self._table.c.id.label(MEMBER)

    def digests(self, codes: Sequence[str]) -> list[tuple[Any, ...]]:
        """`(code, version, digest, updated_at, member)` of everything that these people have."""
        query = select(self._key, *self._meta, self._member).where(
            self._mine, self._key.in_(bindparam("codes", expanding=True))).order_by(self._key, self._member)
        return [tuple(row) for start in range(0, len(codes), CHUNK)
                for row in self._connection.execute(query, {"codes": codes[start:start + CHUNK]})]

    def digest_page(self, after: str, limit: int) -> tuple[Sequence[tuple[Any, ...]], str | None]:
        """As `digests`, of the people behind `after`, with the cursor of the next page."""
        return self._page((self._key, *self._meta, self._member), (), after, limit)

    def page(self, after: str, limit: int, *, codes: Sequence[str] | None, since: str | None,
             as_of: str | None) -> tuple[Sequence[tuple[Any, ...]], str | None]:
        """Whole records with member and `PERSON_META` at the end, and the cursor of the next page."""
        narrowed: list[ColumnElement[bool]] = []
        if codes is not None:
            narrowed.append(self._key.in_(codes))
        if since is not None:
            narrowed.append(self._table.c.updated_at >= since)
        if as_of is not None and "effective_from" in self._table.c:
            applies = self._table.c.effective_from
            narrowed.append(or_(applies.is_(None), applies <= as_of))
        columns = (*(self._table.c[item.id] for item in self._kind.eamano_columns), self._member, *self._meta)
        return self._page(columns, narrowed, after, limit)

    def _page(self, columns: Sequence[ColumnElement[Any]], narrowed: Sequence[ColumnElement[bool]], after: str,
              limit: int) -> tuple[Sequence[tuple[Any, ...]], str | None]:
        """`limit` records, fewer so as not to part a person, more where one person alone has more."""
        query = select(*columns, self._key.label("whose")).where(self._mine, *narrowed).order_by(
            self._key, self._member)
        rows = self._connection.execute(query.where(self._key > after).limit(limit + 1)).all()
        if len(rows) <= limit:
            return [tuple(row[:-1]) for row in rows], None
        parted = rows[-1].whose
        whole = [row for row in rows if row.whose != parted]
        if not whole:
            whole = list(self._connection.execute(query.where(self._key == parted)).all())
        return [tuple(row[:-1]) for row in whole], str(whole[-1].whose)
