"""Reading of a kind with several records a person: digests and whole records with their ids, never parting a person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, exists, or_, select

from nxdesk.eamano.store.database import Database, plain_rows
from nxdesk.eamano.store.people import PERSON_META, behind, rows_of
from nxdesk.eamano.store.tables import PEOPLE, TENANT
from nxdesk.records.fields import Kind

MEMBER = "member"
"""What the id of such a record is called outside."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which records are read: of these people, changed since (inclusive), in force on `as_of`; `unfinished`: also those
    that are not to be acquired yet.
    """

    codes: Sequence[str] | None = None
    since: str | None = None
    as_of: str | None = None
    unfinished: bool = False


class Members:
    """The records of one tenant in the table of `kind`."""

    def __init__(self, database: Database, connection: Connection, tenant_id: int, kind: Kind) -> None:
        self._database = database
        self._connection = connection
        self._kind = kind
        self._table = PEOPLE[kind.id]
        self._key = self._table.c[kind.key[0]]
        self._mine = self._table.c.tenant_id == tenant_id
        self._meta = tuple(self._table.c[name] for name in PERSON_META)
        self._member = self._table.c.id.label(MEMBER)

    def digests(self, codes: Sequence[str], *, unfinished: bool = True) -> list[tuple[Any, ...]]:
        """`(code, version, digest, updated_at, member)` of everything that these people have."""
        query = select(self._key, *self._meta, self._member).where(
            self._mine, *self._finished(unfinished=unfinished)).order_by(self._key, self._member)
        return rows_of(self._database, self._connection, query, self._key, codes)

    def digest_page(self, after: str, limit: int, *, unfinished: bool = True
                    ) -> tuple[Sequence[tuple[Any, ...]], str | None]:
        """As `digests`, of the people behind `after`, with the cursor of the next page."""
        return self._page((self._key, *self._meta, self._member), self._finished(unfinished=unfinished),
                          self._key > after, limit)

    def page(self, after: str, limit: int, narrowed: Narrowed) -> tuple[Sequence[tuple[Any, ...]], str | None]:
        """Whole records with member and `PERSON_META` at the end, and the cursor of the next page."""
        conditions = self._finished(unfinished=narrowed.unfinished)
        # A range beside the codes would be read from its beginning to its end.
        ahead = self._key > after if narrowed.codes is None else self._key.in_(behind(narrowed.codes, after))
        if narrowed.since is not None:
            conditions.append(self._of_document(lambda table: table.c.updated_at >= narrowed.since))
        if narrowed.as_of is not None and "effective_from" in self._table.c:
            applies = self._table.c.effective_from
            conditions.append(or_(applies.is_(None), applies <= narrowed.as_of))
        columns = (*(self._table.c[item.id] for item in self._kind.eamano_columns), self._member, *self._meta)
        return self._page(columns, conditions, ahead, limit)

    def _finished(self, *, unfinished: bool) -> list[ColumnElement[bool]]:
        """Only of what is to be acquired, where the kind tells it."""
        finished = self._kind.finished
        if finished is None or unfinished:
            return []
        return [self._of_document(lambda table: table.c[finished.field].in_(finished.values))]

    def _of_document(self, holds: Callable[[FromClause], ColumnElement[bool]]) -> ColumnElement[bool]:
        """It holds of the record itself, or of any part of its document: what is so of the head is so of the rows."""
        if not self._kind.part_item:
            return holds(self._table)
        part = self._table.alias("part")
        same = (TENANT, self._kind.key[0], *self._kind.document)
        return exists().where(*(part.c[name] == self._table.c[name] for name in same), holds(part))

    def _page(self, columns: Sequence[ColumnElement[Any]], narrowed: Sequence[ColumnElement[bool]],
              ahead: ColumnElement[bool], limit: int) -> tuple[Sequence[tuple[Any, ...]], str | None]:
        """`limit` records of those `ahead`, fewer so as not to part a person, more where one alone has more."""
        query = select(*columns, self._key.label("whose")).where(self._mine, *narrowed).order_by(
            self._key, self._member)
        rows = plain_rows(self._connection.execute(query.where(ahead).limit(limit + 1)))
        if len(rows) <= limit:
            return [row[:-1] for row in rows], None
        parted = rows[-1][-1]
        whole = [row for row in rows if row[-1] != parted]
        if not whole:
            whole = plain_rows(self._connection.execute(query.where(self._key == parted)))
        return [row[:-1] for row in whole], str(whole[-1][-1])
