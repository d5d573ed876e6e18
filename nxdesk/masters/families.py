"""Families of NX: single members for the editor, everybody's for runs. Nothing here decides what is right in a record.

A row is a tuple in `nx_columns` order. The digest of what travels is written with each record in the same transaction.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, repeat
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from nxdesk.masters.database import Database
from nxdesk.masters.failures import DuplicateCode, FamilyFull, StaleRecord
from nxdesk.masters.linkage import changed_since
from nxdesk.masters.linked_rows import LinkedRows, Row
from nxdesk.masters.my_numbers import MyNumbers
from nxdesk.masters.people import kept
from nxdesk.masters.selecting import near, parts
from nxdesk.masters.tables import META_COLUMNS, people_table
from nxdesk.records.clock import Clock
from nxdesk.records.digests import row_digest
from nxdesk.records.fields import Kind, Value
from nxdesk.records.kinds import kind as kind_of

_BATCH = 2000
_MOST = 99
"""家族番号 go from 1 to 99."""

_PURPOSE = "家族の削除"
_LINKED_META = ("employee_code", "family_seq", "updated_at", "digest")


class Families:
    """The members of people's families (家族); usable from any thread."""

    def __init__(self, database: Database, clock: Clock, kind: Kind, my_numbers: MyNumbers) -> None:
        self._database = database
        self._clock = clock
        self._my_numbers = my_numbers
        self._kind = kind
        self._table = people_table(kind)
        self._code, self._seq = self._table.c.employee_code, self._table.c.family_seq
        self._people = people_table(kind_of(kind.parent or "")).c.employee_code
        self._ids = tuple(item.id for item in kind.nx_columns)
        self._linked = LinkedRows(database, self._table, (*_LINKED_META, *kind.linked_ids))
        self._pick_linked = itemgetter(*(self._ids.index(name) for name in kind.linked_ids))

    def of(self, code: str) -> list[dict[str, Value]]:
        """A person's family in 家族番号 order, each with version, updated_at, updated_by and digest."""
        query = select(self._table).where(self._code == code).order_by(self._seq)
        with self._database.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def get(self, code: str, seq: int) -> dict[str, Value] | None:
        """One member, as `of` gives it."""
        with self._database.reading() as connection:
            return self._found(connection, code, seq)

    def count(self) -> int:
        """The number of all members."""
        with self._database.reading() as connection:
            return int(connection.execute(select(func.count(self._code))).scalar_one())

    def counts(self, codes: Iterable[str]) -> dict[str, int]:
        """How many members those people have who have any."""
        query, found = select(self._code, func.count()).group_by(self._code), dict[str, int]()
        with self._database.reading() as connection:
            for part in parts(codes):
                wanted = frozenset(part)
                rows = connection.execute(query.where(near(self._code, part)))
                found.update((code, count) for code, count in rows if code in wanted)
        return found

    def add(self, code: str, values: Mapping[str, Value], by: str) -> int:
        """Add a member; returns its 家族番号, the next free one.

        Raises FamilyFull behind 99 members, and StaleRecord where the person is not there.
        """
        with self._database.writing() as connection:
            # The person's row, taken for itself, also keeps two who add at once from the same number.
            there = connection.execute(select(self._people).where(self._people == code).with_for_update()).all()
            if not there:
                raise StaleRecord
            taken = set(connection.execute(select(self._seq).where(self._code == code)).scalars())
            seq = _next_free(taken, self._my_numbers.used_within(connection, code))
            given = {name: kept(values.get(name)) for name in self._ids} | {"employee_code": code, "family_seq": seq}
            row = tuple(given[name] for name in self._ids)
            self._insert(connection, [(*row, 1, self._clock.stamp(), by, self._digest(row))])
        return seq

    def save(self, code: str, seq: int, values: Mapping[str, Value], version: int, by: str) -> int:
        """Change the given items of a member read at `version`; returns the new version. Raises StaleRecord."""
        changed = {name: kept(values[name]) for name in self._ids if name in values and name not in self._kind.key}
        with self._database.writing() as connection:
            found = self._found(connection, code, seq)
            if found is None or found["version"] != version:
                raise StaleRecord
            row = found | changed
            done = connection.execute(
                update(self._table).where(*self._mine(code, seq), self._table.c.version == version).values(
                    changed | {"version": version + 1, "updated_at": self._clock.stamp(), "updated_by": by,
                               "digest": self._digest(tuple(row[name] for name in self._ids))}))
            if done.rowcount != 1:
                raise StaleRecord
        return version + 1

    def remove(self, code: str, seq: int, version: int, by: str) -> None:
        """Take out a member read at `version` with its My Number, whose key goes first. Raises StaleRecord."""
        with self._database.writing() as connection:
            gone = connection.execute(
                delete(self._table).where(*self._mine(code, seq), self._table.c.version == version))
            if gone.rowcount != 1:
                raise StaleRecord
            numbered = self._my_numbers.destroy_within(connection, code, by, _PURPOSE, member=seq)
            changed_since(connection, self._kind.id, code, self._clock.stamp())
        if numbered:
            self._database.shrink_log()

    def bulk_insert(self, rows: Iterable[Row], by: str, stamps: str | Iterable[str] | None = None, *,
                    replacing: bool = False) -> int:
        """Add many members in one transaction: all or none; returns how many. Raises DuplicateCode.

        `stamps` are their NX更新日: one for all, one for each, or now. `replacing` takes out every family there is first,
        with the members' My Numbers.
        """
        given = repeat(stamps or self._clock.stamp()) if stamps is None or isinstance(stamps, str) else stamps
        ready = ((*row, 1, stamp, by, self._digest(row)) for row, stamp in zip(rows, given, strict=False))
        inserted, numbered = 0, False
        try:
            with self._database.writing() as connection:
                if replacing:
                    connection.execute(self._table.delete())
                    numbered = self._my_numbers.destroy_members_within(connection, by, _PURPOSE)
                while batch := list(islice(ready, _BATCH)):
                    self._insert(connection, batch)
                    inserted += len(batch)
        except IntegrityError as failure:
            raise DuplicateCode from failure
        if numbered:
            self._database.shrink_log()
        return inserted

    def linked(self, codes: Iterable[str] | None = None) -> Iterator[Row]:
        """What travels, read in the order of code and 家族番号 from one state of the data; None stands for everybody.

        Yields (employee_code, family_seq, updated_at, digest, *values in `Kind.linked` order). People without family
        and unknown codes are left out, repeated ones come once.
        """
        return self._linked.read(codes)

    def some(self, names: Sequence[str], codes: Iterable[str] | None = None) -> Iterator[Row]:
        """These items of the families, read as `linked` reads; the first names are employee_code and family_seq."""
        return LinkedRows(self._database, self._table, names).read(codes)

    def _found(self, connection: Connection, code: str, seq: int) -> dict[str, Value] | None:
        found = connection.execute(select(self._table).where(*self._mine(code, seq))).mappings().one_or_none()
        return None if found is None else dict(found)

    def _mine(self, code: str, seq: int) -> tuple[Any, Any]:
        return self._code == code, self._seq == seq

    def _digest(self, row: Row) -> str:
        return row_digest(self._pick_linked(row))

    def _insert(self, connection: Connection, rows: list[tuple[Any, ...]]) -> None:
        self._database.insert_rows(connection, self._table, (*self._ids, *META_COLUMNS), rows)


def _next_free(taken: set[int], used: frozenset[int]) -> int:
    """Behind the last one that was ever used; when there is nothing behind it, one that nobody has now."""
    behind = max(taken | used, default=0) + 1
    if behind <= _MOST:
        return behind
    free = [number for number in range(1, _MOST + 1) if number not in taken]
    if not free:
        raise FamilyFull
    return min(free, key=lambda number: number in used)
