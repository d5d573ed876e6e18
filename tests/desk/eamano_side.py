"""What stands in e-AMANO's own database, and changes there as if somebody at e-AMANO had made them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from nxdesk.boot.options import Options
from nxdesk.eamano.administration import opened_tenant
from nxdesk.eamano.rules import editing
from nxdesk.eamano.rules.keeping import Draft, Editor
from nxdesk.eamano.rules.registering import Service
from nxdesk.eamano.store.audit import Actor
from nxdesk.eamano.store.editing import Records
from nxdesk.records.clock import Clock
from nxdesk.records.fields import Kind

Values = dict[str, Any]


class EamanoSide:
    """The database of the practice e-AMANO, beside the service."""

    def __init__(self, options: Options) -> None:
        self._file = next(options.service_data.glob("*.sqlite"))

    def rows(self, table: str, **where: object) -> list[Values]:
        """The rows with these values."""
        with closing(sqlite3.connect(self._file, timeout=30)) as database:
            database.row_factory = sqlite3.Row
            found = database.execute(f"SELECT * FROM {table} WHERE {_all(where)}", [*where.values()])
            return [dict(row) for row in found]

    def one(self, table: str, **where: object) -> Values:
        """The one row with these values."""
        (row,) = self.rows(table, **where)
        return row

    def change(self, table: str, values: Values, **where: object) -> None:
        """Change rows, each with its next version."""
        words = ", ".join(f"{name} = ?" for name in values)
        with closing(sqlite3.connect(self._file, timeout=30)) as database, database:
            done = database.execute(f"UPDATE {table} SET {words}, version = version + 1 WHERE {_all(where)}",
                                    [*values.values(), *where.values()])
            assert done.rowcount > 0


def _all(where: Values) -> str:
    return " AND ".join(f"{name} = ?" for name in where) or "1"


class ByHand:
    """e-AMANO's own editing of its records, by its own rules, beside the running service."""

    def __init__(self, data: Path, clock: Clock) -> None:
        self._data = data
        self._clock = clock

    @classmethod
    def of(cls, data: Path) -> "ByHand":
        """In this folder of a service, by the real clock."""
        return cls(data, Clock())

    def add(self, kind: Kind, owner: str, values: Values) -> int:
        """A new record; returns its id."""
        with self._service() as (service, editor):
            return _saved(editing.add(service, editor, kind, owner, Draft(None, values)))

    def change(self, kind: Kind, owner: str, values: Values, member: int = 0) -> None:
        """Change a record; `member` is its id, 0 for the person."""
        with self._service() as (service, editor):
            with service.database.read() as connection:
                records = Records(connection, editor.tenant_id)
                rows = [records.person(kind, owner)] if not kind.many else records.members(kind, owner)
            (version,) = [row["version"] for row in rows if row is not None and (not member or row["id"] == member)]
            _saved(editing.save(service, editor, kind, owner, member, Draft(version, values)))

    @contextmanager
    def _service(self) -> Iterator[tuple[Service, Editor]]:
        with opened_tenant(self._data, self._clock) as (service, tenant):
            yield service, Editor(tenant.id, Actor("人事担当", "127.0.0.1", str(uuid4())))


def _saved(outcome: object) -> int:
    assert isinstance(outcome, editing.Saved), outcome
    return outcome.member
