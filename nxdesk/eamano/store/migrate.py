"""Brings the service's database to the shape that this program knows, step by step, in one transaction.

Before an older file is changed a copy is laid beside it; a newer one is refused in a sentence. After the steps declared
kinds get their tables (`declared`).
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from typing import TYPE_CHECKING, cast

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError

from nxdesk.eamano.store.database import Database
from nxdesk.eamano.store.declared import complete, make_missing

if TYPE_CHECKING:
    from alembic.operations import Operations

STEPS = ("step_0001", "step_0002", "step_0003", "step_0004", "step_0005")
"""Modules of `migrations` in order; the database's version is the number of steps it has had."""
_NEWER = "このデータは新しい版のe-AMANOで作られています。新しい版のnxdeskで開いてください。"
_LOCK = 7_142_020
"""Any number: who changes the shape of a PostgreSQL database holds the lock of this name."""
_CLOSED = "e-AMANOのデータベースを開けません。保存先のフォルダーと空き容量、接続先を確認してください。"


class StoreRefused(Exception):
    """The database cannot be used; `sentence` says why, for people."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def migrate(database: Database, stamp: str) -> None:
    """Apply the missing steps and make the missing tables; raises StoreRefused."""
    try:
        with database.read() as connection:
            found = _version(connection)
            if found == len(STEPS) and complete(connection):
                return
        if found > len(STEPS):
            raise StoreRefused(_NEWER)
        if 0 < found < len(STEPS):
            _copy_before(database, found)
        with database.write() as connection:
            if not database.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            # Another process may have been quicker.
            for number in range(_version(connection), len(STEPS)):
                _apply(connection, number, stamp)
            make_missing(connection)
    except DatabaseError as failure:
        raise StoreRefused(_CLOSED) from failure


def refuse_other_versions(database: Database) -> None:
    """For those who only read: raises StoreRefused where the database has not exactly the shape of this program."""
    try:
        with database.read() as connection:
            found = _version(connection)
    except DatabaseError as failure:
        raise StoreRefused(_CLOSED) from failure
    if found > len(STEPS):
        raise StoreRefused(_NEWER)
    if found < len(STEPS):
        raise StoreRefused("このデータは前の版のe-AMANOのものです。e-AMANOを一度起動してから、もう一度実行してください。")


def _version(connection: Connection) -> int:
    if not inspect(connection).has_table("schema_version"):
        return 0
    return int(connection.scalar(text("SELECT max(version) FROM schema_version")) or 0)


def _apply(connection: Connection, number: int, stamp: str) -> None:
    # Alembic takes long to import and is needed at the first start only.
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    if number == 0:
        connection.execute(text("CREATE TABLE schema_version (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL)"))
    step = import_module(f"nxdesk.eamano.store.migrations.{STEPS[number]}")
    apply = cast("Callable[[Operations], None]", step.apply)
    apply(Operations(MigrationContext.configure(connection)))
    connection.execute(text("INSERT INTO schema_version (version, applied_at) VALUES (:version, :stamp)"),
                       {"version": number + 1, "stamp": stamp})


def _copy_before(database: Database, version: int) -> None:
    if database.path is None:
        return
    copy = database.path.with_suffix(f".before-{version + 1}.sqlite")
    copy.touch(mode=0o600)
    with closing(sqlite3.connect(database.path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
