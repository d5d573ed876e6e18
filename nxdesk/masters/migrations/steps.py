"""The steps in order, and how data is brought up to date: a copy first, then all missing steps in one transaction.

Behind the steps, kinds that are only declared get their tables (`declared`), and what travels is made ready (`ready`).
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from nxdesk.masters import ready
from nxdesk.masters.database import Database
from nxdesk.masters.failures import MastersTooNew, MastersUnavailable
from nxdesk.masters.migrations import (
    declared,
    step_0001,
    step_0002,
    step_0003,
    step_0004,
    step_0005,
    step_0006,
    step_0007,
    step_0008,
    step_0009,
)
from nxdesk.records.fields import Kind
from nxdesk.records.kinds import KINDS

if TYPE_CHECKING:
    from alembic.operations import Operations

STEPS: tuple[Callable[["Operations"], None], ...] = (
    step_0001.upgrade, step_0002.upgrade, step_0003.upgrade, step_0004.upgrade, step_0005.upgrade, step_0006.upgrade,
    step_0007.upgrade, step_0008.upgrade, step_0009.upgrade)
LATEST = len(STEPS)
_LOCK_NUMBER = 6_204_101_936


def migrate(database: Database, backups: Path | None, stamp: str, kinds: Sequence[Kind] = KINDS) -> None:
    """Bring the data to LATEST; raises MastersTooNew for newer data and MastersUnavailable for somebody else's."""
    with database.reading() as connection:
        version = _version(connection)
        if version == LATEST and declared.complete(connection, kinds) and (
                not database.makes_json or ready.complete(connection, kinds)):
            return
    if version > LATEST:
        raise MastersTooNew
    if 0 < version < LATEST and database.file is not None:
        _copy(database.file, backups or database.file.parent / "backups", version, stamp)
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK_NUMBER})
        _run(connection)
        declared.make_missing(connection, kinds)
        if database.makes_json:
            ready.make_missing(connection, kinds)


def _version(connection: Connection) -> int:
    """0 for empty data."""
    names = inspect(connection).get_table_names()
    if not names:
        return 0
    if "masters_schema" not in names:
        raise MastersUnavailable("NXD_M_05")
    found = connection.execute(text("SELECT version FROM masters_schema")).scalar_one_or_none()
    if not isinstance(found, int) or found < 1:
        raise MastersUnavailable("NXD_M_05")
    return found


def _run(connection: Connection) -> None:
    """Somebody else may have done it while this one waited for its turn, so the version is read again.

    Alembic is slow to import, and data is up to date nearly always.
    """
    version = _version(connection)
    if version == LATEST:
        return
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    operations = Operations(MigrationContext.configure(connection))
    for step in STEPS[version:]:
        step(operations)
    statement = ("UPDATE masters_schema SET version = :version" if version else
                 "INSERT INTO masters_schema (version) VALUES (:version)")
    connection.execute(text(statement), {"version": LATEST})


def _copy(file: Path, backups: Path, version: int, stamp: str) -> None:
    """A whole copy of the file as it is before the steps, checked before anything is changed."""
    target = backups / f"{file.stem}-{version:04d}-{stamp.replace(':', '').replace('-', '')}{file.suffix}"
    try:
        backups.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        target.touch(mode=0o600)
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise MastersUnavailable("NXD_M_05")
    except (OSError, sqlite3.OperationalError) as failure:
        raise MastersUnavailable("NXD_M_01") from failure
