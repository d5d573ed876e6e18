"""Reading many records at once in the order of their key, as tuples of the driver.

Rows of SQLAlchemy cost a third more, and texts and integers need no conversion.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Connection, LargeBinary, Select, Table, cast, func, select, tuple_

from nxdesk.masters.database import Database
from nxdesk.masters.ready import JSON, READY_KINDS, in_step, ready_table
from nxdesk.masters.selecting import AT_ONCE, parts
from nxdesk.masters.tables import record_table
from nxdesk.records.fields import Kind, Value

Row = tuple[Value, ...]
Travelling = tuple[Value | bytes, ...]
"""A row in which values stand together as JSON in UTF-8."""
_BATCH = 2000


class LinkedRows:
    """Reads `names` of one table, whose first ones are its key; a key begins with whose the record is.

    Behind them may stand a JSON array of the values of `as_json` (`travelling`), and `more` names. `code` is where
    everybody's codes are counted, which may be narrower than the table.
    """

    def __init__(self, database: Database, table: Table, names: Sequence[str], as_json: Sequence[str] = (),
                 more: Sequence[str] = (), code: ColumnElement[str] | None = None) -> None:
        self._database = database
        self._key = list(table.primary_key.columns)
        self._code = self._key[0]
        self._counted = self._code if code is None else code
        columns: list[ColumnElement[Any]] = [table.c[name] for name in names]
        inside: list[ColumnElement[Any]] = [table.c[name] for name in as_json]
        self._together: slice | None = None
        if as_json and database.makes_json:
            # As bytes it goes on as it stands: a text would be decoded here and encoded again.
            columns.append(cast(func.json_array(*inside), LargeBinary))
        elif as_json:
            self._together = slice(len(columns), len(columns) + len(inside))
            columns += inside
        columns += [table.c[name] for name in more]
        # Some columns may come twice: labels tell them apart for the database.
        self._query: Select[Any] = select(
            *(column.label(f"c{n}") for n, column in enumerate(columns))).order_by(*self._key)

    def read(self, codes: Iterable[str] | None = None) -> Iterator[Row]:
        """The records of these people from one state of the data; None stands for everybody.

        Unknown codes are left out, repeated ones come once.
        """
        return chain.from_iterable(self._read(codes))

    def _read(self, codes: Iterable[str] | None) -> Iterator[list[Row]]:
        with self._database.reading() as connection:
            yield from self.lists(connection, codes)

    def lists(self, connection: Connection, codes: Iterable[str] | None) -> Iterator[list[Row]]:
        """As `read`, within somebody's transaction, in lists.

        A generator of rows would take as long as the reading of a few columns.
        """
        if codes is None:
            yield from self._everybody(connection)
            return
        wanted = frozenset(codes)
        some = select(self._counted).limit(2 * len(wanted)).subquery()
        if connection.execute(select(func.count()).select_from(some)).scalar_one() < 2 * len(wanted):
            # Most of them: reading on and dropping the others is quicker than looking each one up.
            for rows in self._everybody(connection):
                yield [row for row in rows if row[0] in wanted]
            return
        for part in parts(wanted):
            yield from driver_rows(connection, self._query.where(self._code.in_(part)))

    def travelling(self, connection: Connection, codes: Iterable[str] | None) -> Iterator[Sequence[Travelling]]:
        """As `lists`, with the JSON array."""
        for rows in self.lists(connection, codes):
            yield rows if self._together is None else self._with_json(rows, self._together)

    @staticmethod
    def _with_json(rows: Iterable[Row], inside: slice) -> list[Travelling]:
        return [(*row[:inside.start],
                 json.dumps(row[inside], ensure_ascii=False, separators=(",", ":")).encode(), *row[inside.stop:])
                for row in rows]

    def _everybody(self, connection: Connection) -> Iterator[list[Row]]:
        """By key, part after part, so that drivers which fetch a whole answer at once need little memory."""
        size, query = len(self._key), self._query.limit(AT_ONCE)
        rows = list(chain.from_iterable(driver_rows(connection, query)))
        while rows:
            yield rows
            last = rows[-1][:size]
            behind = self._code > last[0] if size == 1 else tuple_(*self._key) > tuple_(*last)
            rows = list(chain.from_iterable(driver_rows(connection, query.where(behind))))


def driver_rows(connection: Connection, query: Select[Any]) -> Iterator[list[Row]]:
    """The rows of a query as the driver gives them, in lists of a moderate size."""
    with connection.execute(query) as result:
        while batch := result.cursor.fetchmany(_BATCH):
            yield list(batch)


class TravellingRows:
    """Reads of a kind's records `names`, of which the first are its key, the JSON array of what travels, and `more`."""

    def __init__(self, database: Database, kind: Kind, names: Sequence[str], more: Sequence[str] = ()) -> None:
        self._database = database
        self._kind = kind
        table = record_table(kind)
        self._made = LinkedRows(database, table, names, kind.linked_ids, more)
        self._ready: LinkedRows | None = None
        if database.makes_json and kind in READY_KINDS and {*names, *more} <= set(ready_table(kind).c.keys()):
            self._ready = LinkedRows(database, ready_table(kind), (*names, JSON, *more), code=table.c[kind.key[0]])

    def read(self, codes: Iterable[str] | None = None) -> Iterator[Travelling]:
        """As `LinkedRows.read`."""
        return chain.from_iterable(self._read(codes))

    def _read(self, codes: Iterable[str] | None) -> Iterator[Sequence[Travelling]]:
        with self._database.reading() as connection:
            if self._ready is not None and in_step(connection, self._kind):
                yield from self._ready.lists(connection, codes)
            else:
                yield from self._made.travelling(connection, codes)
