"""People of NX: single records for the editor, many at once for runs. Nothing here decides what is right in a record.

A row is a tuple in `nx_columns` order. The digest of what travels is written with each record in the same transaction.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, repeat
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import Connection, and_, func, select, update
from sqlalchemy.exc import IntegrityError

from nxdesk.masters.changes import Author, Changes
from nxdesk.masters.database import Database
from nxdesk.masters.failures import DuplicateCode, StaleRecord
from nxdesk.masters.judging import beside
from nxdesk.masters.linked_rows import LinkedRows, Row, Travelling, TravellingRows
from nxdesk.masters.selecting import near
from nxdesk.masters.tables import LINKED, META_COLUMNS, RIGHT, record_table
from nxdesk.records.clock import Clock
from nxdesk.records.digests import BETWEEN_LINES, WITHIN_LINE
from nxdesk.records.fields import Kind, Value
from nxdesk.records.tuples import of_rows

__all__ = ["DuplicateCode", "Parent", "People", "Row", "StaleRecord", "kept"]

UNSEEN = "1"
"""The version that e-AMANO's record of a person has whom nobody has changed there since it was registered."""
_BATCH = 2000
_FIELDS = slice(1, None)
_LINKED_META = ("employee_code", "updated_at", "operation_start_date", "digest")


class Parent(NamedTuple):
    """The person whose family somebody is; `_asdict()` is what the checks of groups ask for."""

    last_name: str | None
    first_name: str | None
    birth_date: str | None
    hire_date: str | None
    retire_date: str | None
    operation_start_date: str | None

    @property
    def name(self) -> str:
        """`姓 名` with a half-width space."""
        return f"{self.last_name or ''} {self.first_name or ''}".strip()


class Expected(NamedTuple):
    """Digest lines (`records.digests`) of people in NX, perhaps of others besides, with the versions that it saw last.

    `known`: of some of them it has seen a version at all; else it expects the first one.
    """

    lines: frozenset[str]
    known: bool


class People:
    """The people of one kind (社員); usable from any thread."""

    def __init__(self, database: Database, clock: Clock, kind: Kind, changes: Changes) -> None:
        self._database = database
        self._clock = clock
        self._changes = changes
        self._table = record_table(kind)
        self._code = self._table.c.employee_code
        self._ids = tuple(item.id for item in kind.nx_columns)
        self._linked_ids = kind.linked_ids
        self._kind = kind
        self._linked = LinkedRows(database, self._table, (*_LINKED_META, *kind.linked_ids))
        self._travelling = TravellingRows(database, kind, _LINKED_META, ("last_name", "first_name", RIGHT))
        self._pick_linked = itemgetter(*(self._ids.index(name) for name in kind.linked_ids))

    def get(self, code: str) -> dict[str, Value] | None:
        """The person's items with version, updated_at, updated_by and digest."""
        with self._database.reading() as connection:
            found = connection.execute(select(self._table).where(self._code == code)).mappings().one_or_none()
        return None if found is None else dict(found)

    def count(self) -> int:
        """The number of people."""
        with self._database.reading() as connection:
            return int(connection.execute(select(func.count(self._code))).scalar_one())

    def codes(self) -> list[str]:
        """Every 個人コード in order."""
        with self._database.reading() as connection:
            return list(connection.execute(select(self._code).order_by(self._code)).scalars())

    def create(self, values: Mapping[str, Value], by: str) -> int:
        """Add a person; returns its version. Raises DuplicateCode."""
        given = {name: kept(values.get(name)) for name in self._ids}
        try:
            with self._database.writing() as connection:
                self._insert(connection, [(tuple(given.values()), self._clock.stamp())], by)
                self._changes.write_within(connection, self._kind, Author(by, self._clock.stamp()), [(None, given)])
        except IntegrityError as failure:
            raise DuplicateCode([str(given["employee_code"])]) from failure
        return 1

    def save(self, code: str, values: Mapping[str, Value], version: int, by: str) -> int:
        """Change the given items of a person read at `version`; returns the version then. Raises StaleRecord.

        Where nothing differs, nothing is written.
        """
        changed = {name: kept(values[name]) for name in self._ids if name in values and name != "employee_code"}
        with self._database.writing() as connection:
            found = connection.execute(select(self._table).where(self._code == code)).mappings().one_or_none()
            if found is None or found["version"] != version:
                raise StaleRecord
            row = dict(found) | changed
            if row == dict(found):
                return version
            [(digest, right)] = beside(self._kind, [tuple(row[name] for name in self._linked_ids)], self._clock.today())
            done = connection.execute(
                update(self._table).where(self._code == code, self._table.c.version == version).values(
                    changed | {"version": version + 1, "updated_at": self._clock.stamp(), "updated_by": by,
                               "digest": digest, RIGHT: right}))
            # Another writer may have come between on databases where writers do not queue.
            if done.rowcount != 1:
                raise StaleRecord
            self._changes.write_within(connection, self._kind, Author(by, self._clock.stamp()), [(dict(found), row)])
        return version + 1

    def bulk_insert(self, rows: Iterable[Row], by: str, stamps: str | Iterable[str] | None = None, *,
                    replacing: bool = False) -> int:
        """Add many people in one transaction: all or nobody; returns how many. Raises DuplicateCode.

        `stamps` are their NX更新日: one for all, one for each, or now. `replacing` takes out everybody there is first.
        """
        given = repeat(stamps or self._clock.stamp()) if stamps is None or isinstance(stamps, str) else stamps
        ready = zip(rows, given, strict=False)
        inserted = 0
        try:
            with self._database.writing() as connection:
                if replacing:
                    connection.execute(self._table.delete())
                while batch := list(islice(ready, _BATCH)):
                    self._insert(connection, batch, by)
                    inserted += len(batch)
        except IntegrityError as failure:
            raise DuplicateCode from failure
        return inserted

    def _insert(self, connection: Connection, batch: list[tuple[Row, str]], by: str) -> None:
        judged = beside(self._kind, [self._pick_linked(row) for row, _ in batch], self._clock.today())
        self._database.insert_rows(connection, self._table, (*self._ids, *META_COLUMNS, RIGHT), [
            (*row, 1, stamp, by, *more) for (row, stamp), more in zip(batch, judged, strict=True)])

    def travelling(self, codes: Sequence[str]) -> Iterator[Travelling]:
        """As `linked`, for many people of whom hardly any is looked at: what travels comes as its row's JSON in UTF-8.

        Yields (employee_code, updated_at, operation_start_date, digest, JSON, last_name, first_name, mark of the
        checks). SQLite has the JSON ready (`ready`); to make it takes half the time of its values on their way.
        """
        return self._travelling.read(codes)

    def linked(self, codes: Sequence[str] | None = None) -> Iterator[Row]:
        """What travels, read in code order from one state of the data; None stands for everybody.

        Yields (employee_code, updated_at, operation_start_date, digest, *values in `Kind.linked` order). Unknown codes
        are left out, repeated ones come once.
        """
        return self._linked.read(codes)

    def some(self, names: Sequence[str], codes: Iterable[str] | None = None) -> Iterator[Row]:
        """These items of the people, read as `linked` reads; the first name is employee_code."""
        return LinkedRows(self._database, self._table, names).read(codes)

    def records(self, codes: Iterable[str] | None = None) -> Iterator[dict[str, Value]]:
        """Whole records as `get` gives them, read as `linked` reads."""
        names = [column.name for column in self._table.columns]
        return (dict(zip(names, row, strict=True)) for row in self.some(names, codes))

    def expected(self, codes: Sequence[str]) -> Expected:
        """The digest lines that e-AMANO has if nothing differs of these people, whose codes ascend."""
        kind, state, code = self._kind.id, LINKED.c.remote_state, self._code
        seen = and_(LINKED.c.kind == kind, LINKED.c.employee_code == code, state.is_not(None))
        with self._database.reading() as connection:
            somebody = select(LINKED.c.employee_code).where(
                LINKED.c.kind == kind, state.is_not(None), near(LINKED.c.employee_code, codes)).limit(1)
            known = connection.execute(somebody).first() is not None
            before = (code + WITHIN_LINE + func.coalesce(state, UNSEEN) + WITHIN_LINE if known else
                      code + f"{WITHIN_LINE}{UNSEEN}{WITHIN_LINE}")
            line = before + self._table.c.digest
            source = self._table.outerjoin(LINKED, seen) if known else self._table
            lines = func.aggregate_strings(line, BETWEEN_LINES)
            text = connection.scalar(select(lines).select_from(source).where(near(code, codes)))
        return Expected(frozenset(text.split(BETWEEN_LINES)) if text else frozenset(), known)

    def parents(self, codes: Iterable[str]) -> dict[str, Parent]:
        """What checks and labels of families need to know of their people; unknown codes are left out."""
        rows = list(self.some(("employee_code", *Parent._fields), codes))
        parents = of_rows(Parent, map(itemgetter(_FIELDS), rows))
        return dict(zip(map(str, map(itemgetter(0), rows)), parents, strict=True))


def kept(value: Value) -> Value:
    """Blanks are None, never an empty text."""
    return None if value == "" else value
