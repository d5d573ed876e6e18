"""New people of a batch as a small database of SQLite that stands in bytes, so that a commit moves them in C.

Binding fifty values a person takes most of an INSERT's time. An image is filled where a batch is judged, long before
the commit, which then reads it by `INSERT … SELECT`. It only ever lives in memory, like the rows that it stands for.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nxdesk.records.fields import Value

if TYPE_CHECKING:  # Judges make images without a database, and are warm in half the time without its library.
    from sqlalchemy import Connection, Table

POSSIBLE = hasattr(sqlite3.Connection, "serialize")
"""Python's own SQLite may have been built without."""
PLACE = "rowid"
"""The place of a row in its image, from 1; an expression for `OpenImage.insert`."""
_SCHEMA = "batch"


def image_of(columns: Sequence[str], rows: Iterable[Sequence[Value | bytes]]) -> bytes:
    """The rows, whose values stand in the order of `columns`."""
    # Without an isolation level the driver begins no transactions by itself.
    database = sqlite3.connect(":memory:", isolation_level=None, cached_statements=0)
    try:
        names = ", ".join(map(quoted, columns))
        database.execute("BEGIN")
        database.execute(f"CREATE TABLE people ({names})")
        database.executemany(f"INSERT INTO people VALUES ({', '.join('?' * len(columns))})", rows)  # noqa: S608
        database.execute("COMMIT")
        return database.serialize()
    finally:
        database.close()


class OpenImage:
    """One image beside the tables of a writing transaction."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._raw = raw

    def insert(self, table: "Table", columns: Mapping[str, str], values: Sequence[Value | bytes] = ()) -> int:
        """A row of the table for each of the image's, in their order; answers how many they are.

        `columns` says how each column is made, in SQL: by a column of the image (`quoted`), `PLACE`, or a `?`, which
        stands for the next of `values`.
        """
        return self._raw.execute(
            f"INSERT INTO {quoted(table.name)} ({', '.join(map(quoted, columns))}) "  # noqa: S608 - declared names
            f"SELECT {', '.join(columns.values())} FROM {_SCHEMA}.people ORDER BY {PLACE}", tuple(values)).rowcount


@contextmanager
def opened(connection: "Connection") -> Iterator[Callable[[bytes], OpenImage]]:
    """Opens images beside the tables, each instead of the one before."""
    raw = connection.connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        raise TypeError("only SQLite reads images")
    if not any(row[1] == _SCHEMA for row in raw.execute("PRAGMA database_list")):
        raw.execute(f"ATTACH ':memory:' AS {_SCHEMA}")

    def shown(image: bytes) -> OpenImage:
        raw.deserialize(image, name=_SCHEMA)
        return OpenImage(raw)

    try:
        yield shown
    finally:
        # Nobody's data stays behind with the connection, which goes back to the pool.
        raw.deserialize(_EMPTY, name=_SCHEMA)


def quoted(name: str) -> str:
    """A declared name in SQL."""
    return f'"{name}"'


_EMPTY = image_of(("nothing",), ()) if POSSIBLE else b""
