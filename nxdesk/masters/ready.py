"""What travels of each record as one value in a narrow table beside it, so that many are read in half the time.

SQLite itself writes down, by triggers, whose record has changed, whoever changed it; before a transaction of this
program ends, what was written down is made anew (`refresh`). All of it follows from the declarations and the records:
where it is defined in another way it is made anew when the data are opened (`make_missing`), and whoever reads looks in
the same transaction whether all is as he would make it, and nothing left to do (`in_step`). Other databases have none.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    cast,
    delete,
    func,
    select,
    tuple_,
)
from sqlalchemy.exc import DBAPIError

from nxdesk.masters.database import driver_of
from nxdesk.masters.tables import RIGHT, record_table
from nxdesk.records.checks import told_ids
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Kind

READY_KINDS = (EMPLOYEE, FAMILY)
"""The kinds of which everybody's records travel at once."""

JSON = "sent"
"""The column with the values in `Kind.linked` order: a JSON array in UTF-8."""

_TOLD_OF_PEOPLE = ("operation_start_date", "last_name", "first_name")
_TYPES = {Integer: "INTEGER", Text: "TEXT", LargeBinary: "BLOB"}
_THERE = "SELECT name, sql FROM sqlite_master WHERE name IN (SELECT value FROM json_each(?))"
_SOMEBODY = 'SELECT 1 FROM "{}" LIMIT 1'


@cache
def ready_table(kind: Kind) -> Table:
    """The records' key, what is looked at of each of many records, and JSON."""
    source = record_table(kind).c
    told = told_ids(kind) if kind.many else _TOLD_OF_PEOPLE
    names = dict.fromkeys((*kind.key, "updated_at", "digest", RIGHT, *told))
    return Table(f"{kind.id}_ready", MetaData(), *(
        Column(name, source[name].type, primary_key=name in kind.key, autoincrement=False) for name in names),
        Column(JSON, LargeBinary, nullable=False))


@cache
def _waiting_table(kind: Kind) -> Table:
    """The keys of records that were written or taken out, until their rows are made anew."""
    source = record_table(kind).c
    return Table(f"{kind.id}_ready_waiting", MetaData(), *(
        Column(name, source[name].type, primary_key=True, autoincrement=False) for name in kind.key))


@cache
def _definitions(kind: Kind) -> dict[str, str]:
    """The statements that make everything of a kind, by the name of what they make."""
    ready, waiting, source = ready_table(kind), _waiting_table(kind), record_table(kind)
    old, new = (f"{_marking(kind, row)};" for row in ("OLD", "NEW"))
    made = {ready.name: _creating(ready, kind.linked_ids), waiting.name: _creating(waiting)}
    for word, done in (("INSERT", new), ("UPDATE", f"{old} {new}"), ("DELETE", old)):
        name = f"{ready.name}_{word.lower()}"
        made[name] = f'CREATE TRIGGER "{name}" AFTER {word} ON "{source.name}" BEGIN {done} END'
    return made


def _creating(table: Table, inside: Sequence[str] = ()) -> str:
    """SQLite keeps the remark about what is `inside` JSON, by which another selection of items is noticed."""
    columns = ", ".join(f'"{column.name}" {_TYPES[type(column.type)]}{"" if column.nullable else " NOT NULL"}'
                        for column in table.columns)
    remark = f" /* {' '.join(inside)} */" if inside else ""
    return f'CREATE TABLE "{table.name}" ({columns}{remark}, PRIMARY KEY ({_list(table)})) WITHOUT ROWID'


def _marking(kind: Kind, row: str) -> str:
    waiting = _waiting_table(kind)
    values = ", ".join(f'{row}."{name}"' for name in kind.key)
    there = " AND ".join(f'"{name}" = {row}."{name}"' for name in kind.key)
    # With OR IGNORE a conflict clause of the statement that pulls the trigger would be taken for it.
    return (f'INSERT INTO "{waiting.name}" ({_list(waiting)}) SELECT {values} '  # noqa: S608 - declared names
            f'WHERE NOT EXISTS (SELECT 1 FROM "{waiting.name}" WHERE {there})')


def _list(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.primary_key.columns)


def in_step(connection: Connection, kind: Kind) -> bool:
    """Every record's row is there and as it should be (on SQLite)."""
    return kind in READY_KINDS and _defined(driver_of(connection), kind) and not _waiting(connection, kind)


def complete(connection: Connection, kinds: Iterable[Kind]) -> bool:
    """All of these kinds that have such rows have theirs, in step (on SQLite)."""
    return all(in_step(connection, kind) for kind in READY_KINDS if kind in kinds)


def make_missing(connection: Connection, kinds: Iterable[Kind]) -> None:
    """Make anew what is not as it should be, in a writing transaction."""
    for kind in READY_KINDS:
        if kind in kinds and not _defined(driver_of(connection), kind):
            _make(connection, kind)
    refresh(connection)


def refresh(connection: Connection) -> None:
    """Make the rows of the records that were written, in the transaction that wrote them.

    Where somebody else has written what cannot be made JSON of, they go on waiting, and nothing is in step.
    """
    for kind in READY_KINDS:
        if _defined(driver_of(connection), kind) and _waiting(connection, kind):
            with suppress(DBAPIError):  # SQLite takes back the one statement, and the transaction goes on.
                _refresh(connection, kind)


def _refresh(connection: Connection, kind: Kind) -> None:
    ready, waiting = ready_table(kind), _waiting_table(kind)
    keys = tuple(waiting.primary_key.columns)
    connection.execute(delete(ready).where(tuple_(*ready.primary_key.columns).in_(select(*keys))))
    connection.execute(ready.insert().from_select(_names(kind), _rows(kind).order_by(*keys)))
    connection.execute(delete(waiting))


@cache
def _rows(kind: Kind) -> Select[tuple[object, ...]]:
    """The rows of the records that wait and are there."""
    source, waiting = record_table(kind), _waiting_table(kind)
    sent = cast(func.json_array(*(source.c[name] for name in kind.linked_ids)), LargeBinary)
    mine = [waiting.c[name] == source.c[name] for name in kind.key]
    columns = [sent if name == JSON else source.c[name] for name in _names(kind)]
    return select(*columns).select_from(waiting).join(source, and_(*mine))


def _names(kind: Kind) -> list[str]:
    return [column.name for column in ready_table(kind).columns]


def _make(connection: Connection, kind: Kind) -> None:
    for name, statement in reversed(_definitions(kind).items()):
        connection.exec_driver_sql(f'DROP {statement.split()[1]} IF EXISTS "{name}"')
    for statement in _definitions(kind).values():
        connection.exec_driver_sql(statement)
    source = record_table(kind)
    keys = [source.c[name] for name in kind.key]
    connection.execute(_waiting_table(kind).insert().from_select(kind.key, select(*keys)))


def _defined(raw: sqlite3.Connection, kind: Kind) -> bool:
    """Everything of a kind is there, just as this program makes it."""
    wanted = _definitions(kind)
    return dict(raw.execute(_THERE, (json.dumps(list(wanted)),))) == wanted


def _waiting(connection: Connection, kind: Kind) -> bool:
    return driver_of(connection).execute(_SOMEBODY.format(_waiting_table(kind).name)).fetchone() is not None
