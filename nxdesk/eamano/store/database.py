"""The service's database: connections, transactions and what SQLite needs to be safe (connection.md §11).

Reading transactions see one moment. Writing ones begin IMMEDIATE and one at a time in this process, so that they wait
in line instead of failing.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Table, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError

from nxdesk.eamano.store.heads import Heads

_LOG_PAGES = 65_536
"""Half a gigabyte, over which whoever commits has to move the log into the file himself. A registration of 100,000
people takes 200 MB of it and should not wait for that: `housekeeping` does it afterwards.
"""
_PRAGMAS = ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON",
            "trusted_schema=OFF", "cache_size=-32768", f"wal_autocheckpoint={_LOG_PAGES}", "journal_size_limit=0")
_PAGE_SIZE = 8192
"""Audit entries of a new person take 2-3 KB; in pages of 4 KB half of each would stay empty."""
CHUNK = 500
"""Values in one IN list; every database allows that many."""
_WRITING = "nxdesk_writing"


class Busy(Exception):
    """Another writer held the database for too long."""


class Database:
    """Opens connections to `url`; usable from any thread. `heads` is where the audit log's are kept outside."""

    def __init__(self, url: str, *, wait_seconds: float = 20.0, heads: Heads | None = None) -> None:
        self.heads = heads
        self._afterwards: list[Callable[[], None]] = []
        parsed = make_url(url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self.path = Path(parsed.database) if self.is_sqlite and parsed.database else None
        # What was read last lies in the memory of the connection that was used last.
        self.engine: Engine = create_engine(parsed, pool_size=8, max_overflow=40, pool_timeout=wait_seconds,
                                            pool_use_lifo=True, hide_parameters=True)
        self.used_at = monotonic()
        """When a transaction last began, by `time.monotonic`."""
        self._writer = Lock()
        self._wait_seconds = wait_seconds
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        self.used_at = monotonic()
        with self.engine.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """The one writing transaction; raises Busy when its turn does not come."""
        self.used_at = monotonic()
        if not self._writer.acquire(timeout=self._wait_seconds):
            raise Busy
        try:
            with self.engine.connect() as plain:
                connection = plain.execution_options(**{_WRITING: True})
                try:
                    transaction = connection.begin()
                except OperationalError as failure:
                    raise Busy from failure
                with transaction:
                    yield connection
                for do in self._afterwards:
                    do()
        finally:
            self._afterwards.clear()
            self._writer.release()

    def when_committed(self, do: Callable[[], None]) -> None:
        """Do something right after the present writing transaction, before the next; never if it comes to nothing."""
        self._afterwards.append(do)

    def insert_text(self, table: Table, columns: Sequence[str]) -> str:
        """An INSERT for `exec_driver_sql` with lists of tuples: the quickest way in."""
        quote = self.engine.dialect.identifier_preparer.quote
        mark = "?" if self.engine.dialect.paramstyle == "qmark" else "%s"
        names = ", ".join(quote(column) for column in columns)
        return f"INSERT INTO {quote(table.name)} ({names}) VALUES ({', '.join([mark] * len(columns))})"  # noqa: S608

    def checkpoint(self) -> None:
        """Move what was written into the file itself, out of everybody's way."""
        if self.is_sqlite:
            with self.engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(
                    "PRAGMA wal_checkpoint(TRUNCATE)")

    def forget(self, *tables: str) -> None:
        """Let nothing of what was deleted from these tables stay in the files. SQLite overwrites it when deleting
        (`secure_delete`), but its log keeps older pages; PostgreSQL keeps older rows until it is told to.
        """
        if self.is_sqlite:
            self.checkpoint()
            return
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in tables:
                connection.exec_driver_sql(f"VACUUM {self.engine.dialect.identifier_preparer.quote(table)}")

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def insert_many(database: Database, connection: Connection, table: Table, columns: Sequence[str],
                rows: list[tuple[Any, ...]]) -> None:
    """Insert the rows, whose values stand in the order of `columns`."""
    if rows:
        connection.exec_driver_sql(database.insert_text(table, columns), rows)


def plain_rows(result: CursorResult[Any]) -> list[tuple[Any, ...]]:
    """All rows as the driver has them: far quicker, and right where only texts and whole numbers are asked for."""
    with closing(result):
        return list(result.cursor.fetchall())


def _prepare_sqlite(opened: DBAPIConnection, _record: object) -> None:
    # SQLAlchemy's BEGIN events decide when a transaction begins, not the driver.
    opened.isolation_level = None
    cursor = opened.cursor()
    cursor.execute(f"PRAGMA page_size={_PAGE_SIZE}")
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
