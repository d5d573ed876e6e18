"""Tables of kinds that are only declared: what no numbered step makes is made from the declaration.

So a kind joins NX's own data by being declared. An item that joins such a kind later gets its column, too; what is
there is never changed or taken away.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Column, Connection, Table, inspect
from sqlalchemy.schema import CreateColumn

from nxdesk.masters.tables import record_table
from nxdesk.records.fields import Kind

_BY_STEPS = frozenset(("employee", "family"))
"""The kinds whose columns stand in steps, so that a change of them is one, too."""


def complete(connection: Connection, kinds: Iterable[Kind]) -> bool:
    """Every kind has its table, and every item its column."""
    return next(_missing(connection, kinds), None) is None


def make_missing(connection: Connection, kinds: Iterable[Kind]) -> None:
    """Make what is missing, in a writing transaction that nobody else has at the same time."""
    for table, columns in list(_missing(connection, kinds)):
        if not columns:
            table.create(connection)
        for column in columns:
            name = connection.dialect.identifier_preparer.quote(table.name)
            connection.exec_driver_sql(
                f"ALTER TABLE {name} ADD COLUMN {CreateColumn(column).compile(dialect=connection.dialect)}")


def _missing(connection: Connection, kinds: Iterable[Kind]) -> Iterator[tuple[Table, list[Column[Any]]]]:
    """Tables with those of their columns that are missing; with none where the whole table is."""
    found = inspect(connection)
    there = set(found.get_table_names())
    for table in (record_table(kind) for kind in kinds if kind.id not in _BY_STEPS):
        if table.name not in there:
            yield table, []
            continue
        known = {column["name"] for column in found.get_columns(table.name)}
        if added := [column for column in table.columns if column.name not in known]:
            yield table, added
