"""New people of a batch as a small database of SQLite that stands in bytes, so that a commit moves them in C.

Binding fifty values a person takes most of an INSERT's time. An image is filled where a batch is judged, long before
the commit, which then reads it by `INSERT … SELECT`. It only ever lives in memory, like the rows that it stands for.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, Table

from nxdesk.records.fields import Value

POSSIBLE = hasattr(sqlite3.Connection, "serialize")
"""Python's own SQLite may have been built without."""
_SCHEMA = "batch"


def image_of(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """The rows, whose values stand in the order of `columns`."""
    # Without an isolation level the driver begins no transactions by itself.
    database = sqlite3.connect(":memory:", isolation_level=None, cached_statements=0)
    try:
        names = ", ".join(map(_quoted, columns))
        database.execute("BEGIN")
        database.execute(f"CREATE TABLE people ({names})")
        database.executemany(f"INSERT INTO people VALUES ({', '.join('?' * len(columns))})", rows)  # noqa: S608
        database.execute("COMMIT")
        return database.serialize()
    finally:
        database.close()


def insert_images(connection: Connection, table: Table, columns: Sequence[str], fixed: Mapping[str, Value],
                  images: Iterable[bytes]) -> None:
    """Insert the rows of the images; all of them also have the values of `fixed`."""
    raw = connection.connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        raise TypeError("only SQLite reads images")
    if not any(row[1] == _SCHEMA for row in raw.execute("PRAGMA database_list")):
        raw.execute(f"ATTACH ':memory:' AS {_SCHEMA}")
    names = ", ".join(map(_quoted, columns))
    given = ", ".join(map(_quoted, fixed))
    insert = (f"INSERT INTO {_quoted(table.name)} ({names}, {given}) "  # noqa: S608 - declared names
              f"SELECT {names}, {', '.join('?' * len(fixed))} FROM {_SCHEMA}.people")
    try:
        for image in images:
            raw.deserialize(image, name=_SCHEMA)
            raw.execute(insert, tuple(fixed.values()))
    finally:
        # Nobody's data stays behind with the connection, which goes back to the pool.
        raw.deserialize(_EMPTY, name=_SCHEMA)


def _quoted(name: str) -> str:
    return f'"{name}"'


_EMPTY = image_of(("nothing",), ()) if POSSIBLE else b""
