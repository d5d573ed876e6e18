"""One database, opened right: how SQLite is set up (connection.md §11), and which transactions write.

Reading transactions see one state from beginning to end; writing ones take their turn at the start, so that none fails
halfway. Any thread may use it: each transaction has a connection of its own while it lasts.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, bindparam, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError, SQLAlchemyError

from nxdesk.masters.failures import MastersUnavailable, failure_of
from nxdesk.records.fields import Value

_PRAGMAS = ("PRAGMA busy_timeout=5000", "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON",
            "PRAGMA secure_delete=ON", "PRAGMA trusted_schema=OFF", "PRAGMA cache_size=-8000")
_OWNER_ONLY = 0o600
Row = Sequence[Value | bytes]


def sqlite_url(file: Path) -> str:
    """The URL of a SQLite file, whatever characters its path has."""
    return URL.create("sqlite", database=str(file)).render_as_string()


class Database:
    """Engine and transactions; raises MastersUnavailable instead of the driver's exceptions."""

    def __init__(self, url: str) -> None:
        self.url = _parsed(url)
        self.file: Path | None = None
        if self.url.get_backend_name() == "sqlite":
            self.file = _prepared_file(self.url)
        try:
            self.engine: Engine = create_engine(self.url, hide_parameters=True, **_options(self.url))
        except (ImportError, NoSuchModuleError, ArgumentError) as failure:
            raise MastersUnavailable("NXD_M_06") from failure
        if self.file is not None:
            event.listen(self.engine, "connect", _set_up_sqlite)
            event.listen(self.engine, "begin", _begin)
        self.finishing: list[Callable[[Connection], None]] = []
        """What every writing transaction does at its end."""
        self._writer = self.engine.execution_options(nxdesk_writes=True)
        self._reader = (self.engine.execution_options(isolation_level="REPEATABLE READ")
                        if self.url.get_backend_name() == "postgresql" else self.engine)

    @property
    def makes_json(self) -> bool:
        """It turns values into a JSON array just as this program would."""
        return self.file is not None and sqlite3.sqlite_version_info >= (3, 38)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads, and sees one state of the data."""
        with self._door(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes: all of it is on disk when it ends well, nothing of it otherwise."""
        with self._door(), self._writer.begin() as connection:
            yield connection
            for finish in self.finishing:
                finish(connection)

    def insert_rows(self, connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Insert tuples in one call of the driver (several times as fast as mappings)."""
        if not rows:
            return
        statement = table.insert().compile(dialect=connection.dialect, column_keys=list(columns))
        if list(statement.positiontup or ()) == list(columns):
            connection.exec_driver_sql(str(statement), [tuple(row) for row in rows])
        else:
            connection.execute(table.insert(), [dict(zip(columns, row, strict=True)) for row in rows])

    def update_rows(self, connection: Connection, table: Table, keys: Sequence[str], columns: Sequence[str],
                    rows: Sequence[Row]) -> None:
        """Set these columns of records that are there, each named by its `keys`, which are among the columns."""
        if not rows:
            return
        places = {name: place for place, name in enumerate(columns)}
        statement = table.update().where(*(table.c[name] == bindparam(f"key_{name}") for name in keys)).values(
            {name: bindparam(f"new_{name}") for name in columns if name not in keys})
        made = statement.compile(dialect=connection.dialect)
        order = [places[name.partition("_")[2]] for name in made.positiontup or ()]
        connection.exec_driver_sql(str(made), list(map(itemgetter(*order), rows)))

    def shrink_log(self) -> None:
        """Move everything out of SQLite's write-ahead log and empty it, so that what was deleted is gone from there."""
        if self.file is not None:
            with self._door(), self.engine.connect() as connection:
                driver_of(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _door(self) -> Iterator[None]:
        """Foreign exceptions stop here; IntegrityError goes on to the one who knows what it means."""
        try:
            yield
        except IntegrityError:
            raise
        except DBAPIError as failure:
            lost = failure.connection_invalidated or (self.file is None and failure.statement is None)
            raise failure_of(failure.orig, lost_connection=lost) from failure
        except (SQLAlchemyError, sqlite3.Error) as failure:
            raise failure_of(failure) from failure


def driver_of(connection: Connection) -> sqlite3.Connection:
    """SQLite's own connection, for what is asked again and again; raises TypeError for other databases."""
    raw = connection.connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        raise TypeError(connection.dialect.name)
    return raw


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as failure:
        raise MastersUnavailable("NXD_M_06") from failure


def _options(url: URL) -> dict[str, Any]:
    """Servers may have been restarted since the last use; psycopg takes tuples with its other parameter style."""
    if url.get_backend_name() == "sqlite":
        return {}
    return {"pool_pre_ping": True} | ({"paramstyle": "format"} if url.get_driver_name() == "psycopg" else {})


def _prepared_file(url: URL) -> Path:
    """The file, made for its owner alone: it holds personal data. SQLite gives its side files the same rights."""
    if not url.database or url.database == ":memory:" or url.query.get("mode") == "memory":
        raise MastersUnavailable("NXD_M_09")
    file = Path(url.database.removeprefix("file:") if "uri" in url.query else url.database)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            os.close(os.open(file, os.O_CREAT | os.O_RDWR, _OWNER_ONLY))
    except OSError as failure:
        raise MastersUnavailable("NXD_M_02") from failure
    return file


def _set_up_sqlite(connection: DBAPIConnection, _record: Any) -> None:
    # The driver must not begin transactions by itself: `_begin` does, in the way each one needs.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("nxdesk_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
