"""The people of a kind as a list shows them: how many, and piece by piece in the order of their codes.

It answers from the index over `tables.LIST_COLUMNS` alone, so that the wide rows of people are never read. Kinds with
several records a person list the people themselves; when those were changed last is that of the records.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, func, select

from nxdesk.masters.database import Database
from nxdesk.masters.tables import LINKED, LIST_COLUMNS, record_table
from nxdesk.records.fields import Kind
from nxdesk.records.kinds import kind as kind_of


class ListedPerson(NamedTuple):
    """A person in a list: LIST_COLUMNS, and when the person was last linked (JST), None when never."""

    employee_code: str
    last_name: str | None
    first_name: str | None
    last_name_kana: str | None
    first_name_kana: str | None
    department_code: str | None
    department_name: str | None
    employment_status: str | None
    hire_date: str | None
    retire_date: str | None
    operation_start_date: str | None
    updated_at: str
    linked_at: str | None


class PeopleList:
    """Reads the list of one kind's people."""

    def __init__(self, database: Database, kind: Kind) -> None:
        self._database = database
        self._table = record_table(kind_of(kind.parent) if kind.many and kind.parent else kind)
        self._many = kind.many
        self._listed = self._statement(kind)

    def _statement(self, kind: Kind) -> Select[Any]:
        """ListedPerson; of kinds with several records also when one was taken out since the last linkage."""
        people, records = self._table, record_table(kind)
        same = and_(LINKED.c.kind == kind.id, LINKED.c.employee_code == people.c.employee_code)
        columns: list[Any] = [*(people.c[name] for name in LIST_COLUMNS), LINKED.c.linked_at]
        if kind.many:
            mine = records.c.employee_code == people.c.employee_code
            latest = func.coalesce(select(func.max(records.c.updated_at)).where(mine).scalar_subquery(), "")
            columns = [*columns[:-2], latest, *columns[-1:], LINKED.c.changed_at]
        return select(*columns).select_from(people.outerjoin(LINKED, same)).order_by(people.c.employee_code)

    def count(self) -> int:
        """How many there are."""
        with self._database.reading() as connection:
            return int(connection.scalar(select(func.count()).select_from(self._table)) or 0)

    def after(self, code: str, size: int) -> Sequence[ListedPerson]:
        """Up to `size` people behind this code ("" for the first ones), in the order of their codes."""
        with self._database.reading() as connection:
            return self._after(connection, code, size)

    def opening(self, size: int) -> tuple[int, Sequence[ListedPerson]]:
        """The number of people and the first of them, both of the same moment."""
        with self._database.reading() as connection:
            count = int(connection.scalar(select(func.count()).select_from(self._table)) or 0)
            return count, self._after(connection, "", size)

    def _after(self, connection: Connection, code: str, size: int) -> Sequence[ListedPerson]:
        # The condition also makes SQLite answer from the list index, at the beginning too.
        wanted = self._listed.where(self._table.c.employee_code > code).limit(size)
        rows = connection.execute(wanted)
        if not self._many:
            return [ListedPerson._make(row) for row in rows]
        return [ListedPerson._make((*listed, max(updated, removed or ""), linked))
                for *listed, updated, linked, removed in rows]
