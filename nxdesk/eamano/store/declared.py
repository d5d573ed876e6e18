"""Tables of declared kinds: what the numbered steps did not make is made from the declaration.

So a kind joins the service by being declared. An item that joins a kind later gets its column, too; what is there is
never changed or taken away.
"""

from collections.abc import Callable, Iterator
from functools import partial

from sqlalchemy import Column, Connection, Table, inspect
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable

from nxdesk.eamano.store.tables import PEOPLE


def complete(connection: Connection) -> bool:
    """Every declared kind has its table, every item its column, every listing its index."""
    return next(_missing(connection), None) is None


def make_missing(connection: Connection) -> None:
    """Make what is missing, in a writing transaction that nobody else has at the same time."""
    for make in list(_missing(connection)):
        make(connection)


def _missing(connection: Connection) -> Iterator[Callable[[Connection], None]]:
    """What makes each thing that is missing."""
    found = inspect(connection)
    there = set(found.get_table_names())
    for name, table in PEOPLE.items():
        if name not in there:
            yield partial(_create, table)
            continue
        columns = {column["name"] for column in found.get_columns(name)}
        if added := [column for column in table.columns if column.name not in columns]:
            yield partial(_add, table, added)
        known = {index["name"] for index in found.get_indexes(name)}
        yield from (partial(_execute, CreateIndex(index)) for index in table.indexes if index.name not in known)


def _create(table: Table, connection: Connection) -> None:
    connection.execute(CreateTable(table))
    for index in table.indexes:
        connection.execute(CreateIndex(index))


def _add(table: Table, columns: list[Column[object]], connection: Connection) -> None:
    name = connection.dialect.identifier_preparer.quote(table.name)
    for column in columns:
        made = CreateColumn(column).compile(dialect=connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE {name} ADD COLUMN {made}")


def _execute(statement: CreateIndex, connection: Connection) -> None:
    connection.execute(statement)
