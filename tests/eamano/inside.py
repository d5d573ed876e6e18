"""The service's own database, opened beside the running service: what tests set there and read there directly."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select, text, update

from nxdesk.eamano.housekeeping import clear_leftovers
from nxdesk.eamano.opening import open_service
from nxdesk.eamano.store.attachments import Attachments
from nxdesk.eamano.store.audit import changes_of
from nxdesk.eamano.store.editing import Records
from nxdesk.eamano.store.my_numbers import number_context
from nxdesk.eamano.store.tables import METADATA, MY_NUMBERS, PEOPLE, PHOTOS, SETTLED
from nxdesk.records.clock import Clock
from nxdesk.records.fields import Value
from nxdesk.records.kinds import kind as kind_of
from tests.eamano.people import png

STAMP = "2020-01-01T00:00:00Z"


class Inside:
    """One tenant's data behind the running service."""

    def __init__(self, data: Path, database_url: str | None = None) -> None:
        self._service = open_service(data, Clock(), database_url)

    def close(self) -> None:
        self._service.database.close()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._service.database.read() as connection:
            yield connection

    def put(self, table: str, code: str, _member: int = 0, /, **values: object) -> None:
        """What only e-AMANO has, as if it had always been there: the record keeps its version."""
        self.give(table, [(code, _member, values, ())])

    def attach(self, code: str, member: int, *items: str) -> None:
        """Pictures of documents."""
        self.give("", [(code, member, {}, items)])

    def give(self, table: str, gifts: Sequence[tuple[str, int, Mapping[str, object], Sequence[str]]]) -> None:
        """Values and pictures of several owners: code, member, values by item, items of pictures."""
        with self._service.database.write() as connection:
            attachments = Attachments(connection, 1, self._service.sealer)
            for code, member, values, items in gifts:
                if values:
                    # As text: hardly two of them set the same columns, and each would be compiled.
                    words = ", ".join(f"{item} = :{item}" for item in (*values, *_unsaid(PEOPLE[table])))
                    which = "employee_code = :_code" + (" AND id = :_member" if member else "")
                    done = connection.execute(text(f"UPDATE {table} SET {words} WHERE {which}"), {
                        **values, **_unsaid(PEOPLE[table]), "_code": code, "_member": member})
                    assert done.rowcount == 1
                for item in items:
                    attachments.add((code, member), item, png(), STAMP)

    def records(self, table: str, code: str) -> list[dict[str, Any]]:
        rows = PEOPLE[table]
        with self._reading() as connection:
            return [dict(row) for row in connection.execute(
                select(rows).where(rows.c.employee_code == code).order_by(rows.c.id)).mappings()]

    def employee(self, code: str) -> dict[str, Any]:
        [record] = self.records("employee", code)
        return record

    def relative(self, code: str, first_name: str) -> dict[str, Any]:
        [record] = [record for record in self.records("family", code) if record["first_name"] == first_name]
        return record

    def rows(self, kind: str) -> list[dict[str, Any]]:
        """All records of a kind, in the order in which they came."""
        rows = PEOPLE[kind]
        with self._reading() as connection:
            return [dict(row) for row in connection.execute(select(rows).order_by(rows.c.id)).mappings()]

    def add(self, kind: str, **values: Value) -> int:
        """A record that was made at e-AMANO; answers its id."""
        with self._service.database.write() as connection:
            return Records(connection, 1).add(kind_of(kind), values, STAMP)

    def edit(self, kind: str, row: Mapping[str, Any], stamp: str, **values: Value) -> None:
        """A change at e-AMANO, with the record's next version."""
        with self._service.database.write() as connection:
            Records(connection, 1).change(kind_of(kind), row, values, stamp)

    def change(self, kind: str, member: int, **values: object) -> None:
        """As `put`, for a record of any kind with several an owner."""
        rows = PEOPLE[kind]
        with self._service.database.write() as connection:
            assert connection.execute(update(rows).where(rows.c.id == member).values(
                **values, **_unsaid(rows))).rowcount == 1

    def number(self, code: str, member: int = 0) -> str | None:
        """The My Number, unsealed."""
        with self._reading() as connection:
            row = connection.execute(select(MY_NUMBERS).where(
                MY_NUMBERS.c.employee_code == code, MY_NUMBERS.c.member == member)).one_or_none()
        context = number_context(1, (code, member))
        if row is None:
            return None
        return self._service.sealer.person(row.wrapped_key, context).open(row.sealed, context).decode()

    def number_log(self, code: str, member: int = 0) -> list[tuple[str, str]]:
        with self._reading() as connection:
            rows = connection.execute(text("SELECT actor, purpose FROM my_number_log WHERE employee_code = :code "
                                           "AND member = :member ORDER BY id"), {"code": code, "member": member})
            return [(row.actor, row.purpose) for row in rows]

    def pictures(self, code: str, member: int = 0) -> set[str]:
        with self._reading() as connection:
            return set(Attachments(connection, 1, self._service.sealer).held((code, member)))

    def photo(self, code: str) -> bytes | None:
        with self._reading() as connection:
            return connection.scalar(select(PHOTOS.c.image).where(PHOTOS.c.employee_code == code))

    def audit(self, run: int) -> dict[str, dict[str, list[Any]]]:
        """Target → item → [old, new] of one run."""
        with self._reading() as connection:
            items = connection.scalar(text("SELECT items FROM audit_runs WHERE run = :run"), {"run": run})
            rows = connection.execute(text("SELECT target, changes FROM audit_entries WHERE run = :run ORDER BY seq"),
                                      {"run": run}).all()
        return {row.target: changes_of(items, row.changes) for row in rows}

    def header(self, run: int) -> dict[str, Any]:
        with self._reading() as connection:
            return dict(connection.execute(text("SELECT * FROM audit_runs WHERE run = :run"),
                                           {"run": run}).mappings().one())

    def switch_photo_audit(self, *, on: bool) -> None:
        with self._service.database.write() as connection:
            connection.execute(text("UPDATE tenants SET photo_audit = :on WHERE id = 1"), {"on": int(on)})

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every table of the service, whole.

        Bodies of registrations that are over are gone: the housekeeper would take them away between two dumps.
        """
        clear_leftovers(self._service.database)
        with self._reading() as connection:
            return {table.name: _rows(connection, table) for table in METADATA.sorted_tables}


def _unsaid(rows: Table) -> dict[str, None]:
    """Nobody has said of the record that it stays as it is: its version stays, so that the word would."""
    return {SETTLED: None} if SETTLED in rows.c else {}


def _rows(connection: Connection, table: Table) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
