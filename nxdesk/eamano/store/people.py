"""The records of one kind that is kept by person, for one tenant: bulk writing, digests, pages, search, detail."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Row, Select, Text, bindparam, cast, func, insert, or_, select, text

from nxdesk.eamano.store.database import CHUNK, Database, insert_many, plain_rows
from nxdesk.eamano.store.images import OpenImage, quoted
from nxdesk.eamano.store.tables import PEOPLE, PHOTOS, SETTLED, TENANT
from nxdesk.records.digests import BETWEEN_LINES, WITHIN_LINE
from nxdesk.records.fields import Kind, Value
from nxdesk.records.settled import may_stay, settled_mark

PERSON_META = ("version", "digest", "updated_at")

LISTED = text("SELECT value FROM json_each(:codes)")
"""However many codes: one parameter, and no statement of its own for each number of them."""


def rows_of(database: Database, connection: Connection, query: Select[Any], key: ColumnElement[str],
            codes: Sequence[str] | Sequence[int]) -> list[tuple[Any, ...]]:
    """The rows of a query of texts and whole numbers, narrowed to these codes or ids; in order where these are."""
    if database.is_sqlite:
        return plain_rows(connection.execute(query.where(key.in_(LISTED)), {"codes": orjson.dumps(codes).decode()}))
    query = query.where(key.in_(bindparam("codes", expanding=True)))
    return [row for start in range(0, len(codes), CHUNK)
            for row in plain_rows(connection.execute(query, {"codes": codes[start:start + CHUNK]}))]


def behind(codes: Sequence[str], after: str) -> list[str]:
    """Those of the codes that come after one."""
    return [code for code in codes if code > after]


@dataclass(frozen=True, slots=True)
class Known:
    """What the service says of a person without the record."""

    version: int
    digest: str
    updated_at: str


@dataclass(frozen=True, slots=True)
class Search:
    """What the list of employees is narrowed by; blank means any."""

    text: str = ""
    department: str = ""


class People:
    """The people of one tenant in the table of `kind`."""

    def __init__(self, database: Database, connection: Connection, tenant_id: int, kind: Kind) -> None:
        self._database = database
        self._connection = connection
        self._tenant = tenant_id
        self._kind = kind
        self._table = PEOPLE[kind.id]
        self._key = self._table.c[kind.key[0]]
        self._mine = self._table.c.tenant_id == tenant_id
        self._digests = select(self._key, *(self._table.c[name] for name in PERSON_META)).where(self._mine)

    def known(self, codes: Sequence[str]) -> dict[str, Known]:
        """Version, digest and time of those of the codes that are here."""
        if not self._somebody_among(codes):
            return {}
        rows = rows_of(self._database, self._connection, self._digests, self._key, codes)
        return {code: Known(version, digest, updated_at) for code, version, digest, updated_at in rows}

    def _somebody_among(self, codes: Sequence[str]) -> bool:
        """Whether it is worth looking for each of them: new people's codes often stand where nobody is."""
        if not self._database.is_sqlite:  # It may order texts in another way than we do.
            return True
        return bool(codes) and self._connection.scalar(
            select(self._key).where(self._mine, self._key.between(min(codes), max(codes))).limit(1)) is not None

    def there(self, codes: Sequence[str]) -> set[str]:
        """Those of the codes that are here."""
        # Most often all of them are, and counting takes a fifth of the time.
        counted = rows_of(self._database, self._connection, select(func.count()).select_from(self._table).where(
            self._mine), self._key, codes)
        if sum(number for number, in counted) == len(codes):
            return set(codes)
        query = select(self._key).where(self._mine)
        return {code for code, in rows_of(self._database, self._connection, query, self._key, codes)}

    def digests(self, codes: Sequence[str]) -> list[tuple[Any, ...]]:
        """`(code, version, digest, updated_at)` of those of the codes that are here, in the order of the codes."""
        return rows_of(self._database, self._connection, self._digests.order_by(self._key), self._key, codes)

    def locked(self, codes: Sequence[str]) -> set[str]:
        """Those of the codes that are here; nobody else changes them until the transaction ends."""
        if self._database.is_sqlite:  # It has one writer at a time, and no locks of rows.
            return self.there(codes)
        query = select(self._key).where(self._mine).order_by(self._key).with_for_update()
        return {code for code, in rows_of(self._database, self._connection, query, self._key, codes)}

    def add(self, columns: Sequence[str], rows: Iterable[Sequence[Value]], stamp: str) -> None:
        """New people as registrations plan them: the values of `columns`, the digest among them; the rest is blank."""
        fixed = self._fixed(stamp)
        always = tuple(fixed.values())
        insert_many(self._database, self._connection, self._table, (*columns, *fixed),
                    [(*row, *always) for row in rows])

    def add_image(self, image: OpenImage, columns: Sequence[str], stamp: str) -> None:
        """As `add`, for rows that stand in an image."""
        fixed = self._fixed(stamp)
        image.insert(self._table, {column: quoted(column) for column in columns} | dict.fromkeys(fixed, "?"),
                     tuple(fixed.values()))

    def _fixed(self, stamp: str) -> dict[str, Value]:
        first: dict[str, Value] = {TENANT: self._tenant, "version": 1, "created_at": stamp, "updated_at": stamp}
        return first | ({SETTLED: settled_mark(self._kind, 1)} if may_stay(self._kind) else {})

    def digest_page(self, after: str, limit: int) -> list[tuple[Any, ...]]:
        """`(code, version, digest, updated_at)` in the order of the codes, behind `after`."""
        return plain_rows(self._connection.execute(
            self._digests.where(self._key > after).order_by(self._key).limit(limit)))

    def digest_lines(self, after: str, limit: int) -> tuple[str, str | None]:
        """A page of digest lines (`records.digests`) of those behind `after`, and the last code where more follow.

        The database joins them: a row for each would take several times as long, and hold up other requests.
        """
        c = self._table.c
        line = self._key + WITHIN_LINE + cast(c.version, Text) + WITHIN_LINE + c.digest
        page = select(self._key.label("code"), line.label("line")).where(
            self._mine, self._key > after).order_by(self._key).limit(limit).subquery()
        count, last, lines = self._connection.execute(select(
            func.count(), func.max(page.c.code), func.aggregate_strings(page.c.line, BETWEEN_LINES))).one()
        if count < limit:
            return lines or "", None
        following = select(self._key).where(self._mine, self._key > last).limit(1)
        return lines, None if self._connection.scalar(following) is None else last

    def page(self, after: str, limit: int, *, codes: Sequence[str] | None, since: str | None,
             as_of: str | None) -> list[tuple[Any, ...]]:
        """Whole records with `PERSON_META` at the end; `since` is inclusive, `as_of` leaves out what applies later."""
        columns = (*(self._table.c[f.id] for f in self._kind.eamano_columns),
                   *(self._table.c[name] for name in PERSON_META))
        query = select(*columns).where(self._mine).order_by(self._key).limit(limit)
        # A range beside the codes would be read from its beginning to its end.
        query = query.where(self._key > after if codes is None else self._key.in_(behind(codes, after)))
        if since is not None:
            query = query.where(self._table.c.updated_at >= since)
        if as_of is not None and "effective_from" in self._table.c:
            applies = self._table.c.effective_from
            query = query.where(or_(applies.is_(None), applies <= as_of))
        return plain_rows(self._connection.execute(query))

    def record(self, code: str) -> Mapping[str, Any] | None:
        """Everything of one person, with the meta columns."""
        row = self._connection.execute(
            select(self._table).where(self._mine, self._key == code)).mappings().one_or_none()
        return dict(row) if row else None

    def count(self, search: Search | None = None) -> int:
        """How many people there are."""
        query = select(func.count()).select_from(self._table).where(self._mine)
        return int(self._connection.scalar(self._narrowed(query, search or Search())) or 0)

    def found(self, search: Search, columns: Sequence[str], offset: int, limit: int) -> Sequence[Row[Any]]:
        """One page of the list."""
        query = select(*(self._table.c[name] for name in columns)).where(self._mine)
        return self._connection.execute(
            self._narrowed(query, search).order_by(self._key).offset(offset).limit(limit)).all()

    def departments(self) -> Sequence[tuple[str, str]]:
        """The departments that occur, `(code, name)`."""
        code, name = self._table.c.department_code, self._table.c.department_name
        rows = self._connection.execute(
            select(code, func.max(name)).where(self._mine, code.is_not(None)).group_by(code).order_by(code))
        return [(row[0], row[1] or "") for row in rows]

    def _narrowed(self, query: Select[Any], search: Search) -> Select[Any]:
        """Every word must be found in the code, the names, the kana or the department."""
        for word in search.text.split():
            c = self._table.c
            places = (c.employee_code, c.last_name + c.first_name, c.last_name_kana + c.first_name_kana,
                      c.department_name)
            query = query.where(or_(*(place.contains(word, autoescape=True) for place in places)))
        if search.department:
            query = query.where(self._table.c.department_code == search.department)
        return query


class Photos:
    """The photos of one tenant's people."""

    def __init__(self, connection: Connection, tenant_id: int) -> None:
        self._connection = connection
        self._tenant = tenant_id

    def add(self, code: str, image: bytes, digest: str, stamp: str) -> None:
        """The photo of a new person."""
        self._connection.execute(insert(PHOTOS).values(
            tenant_id=self._tenant, employee_code=code, image=image, digest=digest, updated_at=stamp))

    def image(self, code: str) -> bytes | None:
        """The picture as it was sent."""
        image: bytes | None = self._connection.scalar(
            select(PHOTOS.c.image).where(PHOTOS.c.tenant_id == self._tenant, PHOTOS.c.employee_code == code))
        return image

    def present(self, code: str) -> bool:
        """There is one."""
        return self._connection.scalar(select(PHOTOS.c.digest).where(
            PHOTOS.c.tenant_id == self._tenant, PHOTOS.c.employee_code == code)) is not None
