"""Tables of declared kinds: what the numbered steps did not make is made from the declaration.

So a kind joins the service by being declared. An item that joins a kind later gets its column, too; what is there is
never changed or taken away.
"""

from collections.abc import Iterator

from sqlalchemy import Column, Connection, Table, inspect
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable

from nxdesk.eamano.store.tables import PEOPLE


def complete(connection: Connection) -> bool:
    """Every declared kind has its table, and every item its column."""
    return next(_missing(connection), None) is None


def make_missing(connection: Connection) -> None:
    """Make what is missing, in a writing transaction that nobody else has at the same time."""
    for table, columns in list(_missing(connection)):
        if columns:
            _add(connection, table, columns)
            continue
        connection.execute(CreateTable(table))
        for index in table.indexes:
            connection.execute(CreateIndex(index))


def _missing(connection: Connection) -> Iterator[tuple[Table, list[Column[object]]]]:
    """Tables with those of their columns that are missing; with none where the whole table is."""
    found = inspect(connection)
    there = set(found.get_table_names())
    for name, table in PEOPLE.items():
        if name not in there:
            yield table, []
            continue
        known = {column["name"] for column in found.get_columns(name)}
        if added := [column for column in table.columns if column.name not in known]:
            yield table, added


def _add(connection: Connection, table: Table, columns: list[Column[object]]) -> None:
    name = connection.dialect.identifier_preparer.quote(table.name)
    for column in columns:
        made = CreateColumn(column).compile(dialect=connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE {name} ADD COLUMN {made}")
