"""Records of the kinds of which somebody has several: families, filings, insurer codes. Single ones for the editor, all
of them for runs. Nothing here decides what is right in a record.

A record belongs to an owner, by kind a person or a class of codes, and has a number among those of its owner. A row is
a tuple in `nx_columns` order. The digest of what travels is written with each record in the same transaction, and the
mark of the checks in which nothing was wrong in it by itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, repeat
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from nxdesk.masters.changes import Author, Changes
from nxdesk.masters.database import Database
from nxdesk.masters.failures import DuplicateCode, StaleRecord
from nxdesk.masters.judging import beside
from nxdesk.masters.linkage import changed_since
from nxdesk.masters.linked_rows import LinkedRows, Row, Travelling, TravellingRows
from nxdesk.masters.my_numbers import MyNumbers, has_numbers
from nxdesk.masters.numbering import most_of, next_free
from nxdesk.masters.people import kept
from nxdesk.masters.selecting import near, parts
from nxdesk.masters.tables import META_COLUMNS, RIGHT, record_table
from nxdesk.masters.writing import Writer, hold_table
from nxdesk.records.clock import Clock
from nxdesk.records.fields import Kind, Value
from nxdesk.records.kinds import kind as kind_of

_BATCH = 2000
_LINKED_META = ("updated_at", "digest")


class Members:
    """The records of one kind (家族); usable from any thread."""

    def __init__(self, database: Database, clock: Clock, kind: Kind, my_numbers: MyNumbers, changes: Changes,
                 writer: Writer) -> None:
        self._database = database
        self._changes = changes
        self._writer = writer
        self._clock = clock
        self._my_numbers = my_numbers if has_numbers(kind) else None
        self._kind = kind
        self._table = record_table(kind)
        self._owner, self._seq = (self._table.c[name] for name in kind.key)
        self._parent = None if kind.parent is None else record_table(kind_of(kind.parent)).c.employee_code
        self._ids = tuple(item.id for item in kind.nx_columns)
        self._linked = LinkedRows(database, self._table, (*kind.key, *_LINKED_META, *kind.linked_ids))
        self._pick_linked = itemgetter(*(self._ids.index(name) for name in kind.linked_ids))

    def of(self, owner: str) -> list[dict[str, Value]]:
        """Somebody's records in the order of their numbers, each with version, updated_at, updated_by and digest."""
        query = select(self._table).where(self._owner == owner).order_by(self._seq)
        with self._database.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def get(self, owner: str, seq: int) -> dict[str, Value] | None:
        """One record, as `of` gives it."""
        with self._database.reading() as connection:
            return self._found(connection, owner, seq)

    def count(self) -> int:
        """The number of all records."""
        with self._database.reading() as connection:
            return int(connection.execute(select(func.count(self._owner))).scalar_one())

    def counts(self, owners: Iterable[str]) -> dict[str, int]:
        """How many records those owners have who have any."""
        query, found = select(self._owner, func.count()).group_by(self._owner), dict[str, int]()
        with self._database.reading() as connection:
            for part in parts(owners):
                wanted = frozenset(part)
                rows = connection.execute(query.where(near(self._owner, part)))
                found.update((owner, count) for owner, count in rows if owner in wanted)
        return found

    def owners(self) -> list[str]:
        """Everybody who has records, in order."""
        with self._database.reading() as connection:
            return list(connection.execute(select(self._owner).distinct().order_by(self._owner)).scalars())

    def add(self, owner: str, values: Mapping[str, Value], by: str) -> int:
        """Add a record; returns its number, the next free one.

        Raises MembersFull when all numbers are taken, and StaleRecord where the person is not there.
        """
        with self._database.writing() as connection:
            self._hold(connection, owner)
            taken = set(connection.execute(select(self._seq).where(self._owner == owner)).scalars())
            used = self._writer.used_within(connection, self._kind, [owner]).get(owner, set())
            seq = next_free(taken, used, most_of(self._kind), owner)
            given = {name: kept(values.get(name)) for name in self._ids} | dict(
                zip(self._kind.key, (owner, seq), strict=True))
            row = tuple(given[name] for name in self._ids)
            self._insert(connection, [(row, self._clock.stamp())], by)
            self._log(connection, by, None, given)
        return seq

    def save(self, owner: str, seq: int, values: Mapping[str, Value], version: int, by: str) -> int:
        """Change the given items of a record read at `version`; returns the version then. Raises StaleRecord.

        Where nothing differs, nothing is written.
        """
        changed = {name: kept(values[name]) for name in self._ids if name in values and name not in self._kind.key}
        with self._database.writing() as connection:
            found = self._found(connection, owner, seq)
            if found is None or found["version"] != version:
                raise StaleRecord
            row = found | changed
            if row == found:
                return version
            [(digest, right)] = self._beside([tuple(row[name] for name in self._ids)])
            done = connection.execute(
                update(self._table).where(*self._mine(owner, seq), self._table.c.version == version).values(
                    changed | {"version": version + 1, "updated_at": self._clock.stamp(), "updated_by": by,
                               "digest": digest, RIGHT: right}))
            if done.rowcount != 1:
                raise StaleRecord
            self._log(connection, by, found, row)
        return version + 1

    def remove(self, owner: str, seq: int, version: int, by: str) -> None:
        """Take out a record read at `version` with its My Number, whose key goes first. Raises StaleRecord."""
        self.remove_all([(owner, seq, version)], by)

    def remove_all(self, records: Iterable[tuple[str, int, int]], by: str) -> None:
        """As `remove`, all or none of them: owners, numbers and versions."""
        with self._database.writing() as connection:
            numbered = [self._remove(connection, owner, seq, version, by) for owner, seq, version in records]
        if any(numbered):
            self._database.shrink_log()

    def _remove(self, connection: Connection, owner: str, seq: int, version: int, by: str) -> bool:
        """Take out one record; there was a My Number."""
        found = self._found(connection, owner, seq)
        gone = connection.execute(delete(self._table).where(*self._mine(owner, seq), self._table.c.version == version))
        if gone.rowcount != 1:
            raise StaleRecord
        numbered = self._my_numbers is not None and self._my_numbers.destroy_within(
            connection, owner, by, self._removal, member=seq)
        changed_since(connection, self._kind.id, owner, self._clock.stamp())
        self._log(connection, by, found, None)
        return numbered

    def bulk_insert(self, rows: Iterable[Row], by: str, stamps: str | Iterable[str] | None = None, *,
                    replacing: bool = False) -> int:
        """Add many records in one transaction: all or none; returns how many. Raises DuplicateCode.

        `stamps` are their NX更新日: one for all, one for each, or now. `replacing` takes out every record there is first,
        with their My Numbers.
        """
        given = repeat(stamps or self._clock.stamp()) if stamps is None or isinstance(stamps, str) else stamps
        ready = zip(rows, given, strict=False)
        inserted, numbered = 0, False
        try:
            with self._database.writing() as connection:
                if replacing:
                    connection.execute(self._table.delete())
                    if self._my_numbers is not None:
                        numbered = self._my_numbers.destroy_members_within(connection, by, self._removal)
                while batch := list(islice(ready, _BATCH)):
                    self._insert(connection, batch, by)
                    inserted += len(batch)
        except IntegrityError as failure:
            raise DuplicateCode from failure
        if numbered:
            self._database.shrink_log()
        return inserted

    def linked(self, owners: Iterable[str] | None = None) -> Iterator[Row]:
        """What travels, read in the order of owner and number from one state of the data; None stands for everybody.

        Yields (owner, number, updated_at, digest, *values in `Kind.linked` order). Owners without records are left out,
        repeated ones come once.
        """
        return self._linked.read(owners)

    def travelling(self, told: Sequence[str], owners: Iterable[str] | None = None) -> Iterator[Travelling]:
        """As `linked`, for many records of whom hardly any is looked at: what travels comes as its row's JSON in UTF-8.

        Yields (owner, number, updated_at, digest, JSON, mark of the checks, *values of `told`).
        """
        return TravellingRows(self._database, self._kind, (*self._kind.key, *_LINKED_META), (RIGHT, *told)).read(owners)

    def some(self, names: Sequence[str], owners: Iterable[str] | None = None) -> Iterator[Row]:
        """These items of the records, read as `linked` reads; the first names are the key."""
        return LinkedRows(self._database, self._table, names).read(owners)

    def records(self, owners: Iterable[str] | None = None) -> Iterator[dict[str, Value]]:
        """Whole records as `of` gives them, read as `linked` reads."""
        names = [column.name for column in self._table.columns]
        ordered = [*self._kind.key, *(name for name in names if name not in self._kind.key)]
        return (dict(zip(ordered, row, strict=True)) for row in self.some(ordered, owners))

    @property
    def _removal(self) -> str:
        return f"{self._kind.label}の削除"

    def _hold(self, connection: Connection, owner: str) -> None:
        """Keep two who add at once from giving the same number. Raises StaleRecord where the person is not there."""
        if self._parent is not None:
            there = connection.execute(select(self._parent).where(self._parent == owner).with_for_update()).all()
            if not there:
                raise StaleRecord
        else:
            hold_table(connection, self._table)

    def _log(self, connection: Connection, by: str, old: Mapping[str, Value] | None,
             new: Mapping[str, Value] | None) -> None:
        self._changes.write_within(connection, self._kind, Author(by, self._clock.stamp()), [(old, new)])

    def _found(self, connection: Connection, owner: str, seq: int) -> dict[str, Value] | None:
        found = connection.execute(select(self._table).where(*self._mine(owner, seq))).mappings().one_or_none()
        return None if found is None else dict(found)

    def _mine(self, owner: str, seq: int) -> tuple[Any, Any]:
        return self._owner == owner, self._seq == seq

    def _beside(self, rows: Iterable[Row]) -> list[tuple[str, str | None]]:
        return beside(self._kind, list(map(self._pick_linked, rows)), self._clock.today())

    def _insert(self, connection: Connection, batch: Sequence[tuple[Row, str]], by: str) -> None:
        """Rows in `nx_columns` order with their NX更新日."""
        judged = self._beside(row for row, _ in batch)
        self._database.insert_rows(connection, self._table, (*self._ids, *META_COLUMNS, RIGHT), [
            (*row, 1, stamp, by, *more) for (row, stamp), more in zip(batch, judged, strict=True)])

