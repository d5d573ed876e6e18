"""Many records written at once, all or none: by acquisitions and imports. What is right in them others have decided.

A write says what it has read, so that nothing is overwritten that somebody has changed since.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Table, delete, select, text, tuple_
from sqlalchemy.exc import IntegrityError

from nxdesk.masters.changes import Author, Changes
from nxdesk.masters.database import Database
from nxdesk.masters.failures import DuplicateCode, MissingParents, RecordsChanged
from nxdesk.masters.judging import beside
from nxdesk.masters.linked_rows import driver_rows
from nxdesk.masters.my_numbers import MyNumbers, has_numbers
from nxdesk.masters.numbering import most_of, next_free
from nxdesk.masters.selecting import parts
from nxdesk.masters.tables import META_COLUMNS, RIGHT, record_table
from nxdesk.records.clock import Clock
from nxdesk.records.fields import Kind, Value
from nxdesk.records.kinds import kind as kind_of

Key = tuple[str, int]
Record = dict[str, Value]
_AT_ONCE = 2000
_STAMPS = ("version", "updated_at", "updated_by")


@dataclass(frozen=True, slots=True)
class Write:
    """What is written of one record: `values` are the items that change, of a new one (`version` 0) all it has.

    `seq` is 0 for people, and for new records, which get the next free number.
    """

    owner: str
    seq: int
    version: int
    values: Mapping[str, Value]


class Image(NamedTuple):
    """A record that was written: what it was before (None: not there), what it is now, and which items differ."""

    before: Record | None
    after: Record
    names: tuple[str, ...] = ()

    @property
    def lost(self) -> Record | None:
        """What is needed to make it again what it was; None where it was not there."""
        return None if self.before is None else {name: self.before[name] for name in (*self.names, *_STAMPS)}


class Written(NamedTuple):
    """How many records are new and how many were changed, and their keys in the order of what was given."""

    added: int
    changed: int
    keys: list[Key]


class Writer:
    """Writes records of any kind; usable from any thread."""

    def __init__(self, database: Database, clock: Clock, changes: Changes, my_numbers: MyNumbers) -> None:
        self._database = database
        self._clock = clock
        self._changes = changes
        self._my_numbers = my_numbers

    def write(self, kind: Kind, writes: Iterable[Write], by: str, source: str) -> Written:
        """Write all or nothing, in one transaction, with its history.

        Raises RecordsChanged, MissingParents, DuplicateCode and MembersFull.
        """
        with self._database.writing() as connection:
            return self.write_within(connection, kind, writes, Author(by, self._clock.stamp(), source))[0]

    def write_within(self, connection: Connection, kind: Kind, writes: Iterable[Write],
                     author: Author) -> tuple[Written, list[Image]]:
        """As `write`, within somebody's transaction; also what was there. What stays as it is is not written."""
        given = list(writes)
        owners = {write.owner for write in given}
        self._hold(connection, kind, {write.owner for write in given if not write.version})
        there = {key_of(kind, record): record for record in self.locked(connection, kind, owners)}
        _unchanged(kind, given, there)
        keys = self._numbered(connection, kind, given, there)
        added, changed = [], []
        for write, key in zip(given, keys, strict=True):
            old = there.get(key)
            new = _after(kind, old, key, write.values)
            if old is None:
                added.append(Image(None, new))
            elif names := tuple(name for name in write.values if name in new and old[name] != new[name]):
                changed.append(Image(old, new, names))
        self.add(connection, kind, [image.after for image in added], author)
        self.change(connection, kind, changed, author)
        self._changes.write_within(connection, kind, author, [image[:2] for image in (*added, *changed)])
        return Written(len(added), len(changed), keys), [*added, *changed]

    def locked(self, connection: Connection, kind: Kind, owners: Iterable[str], *,
               reading: bool = False) -> Iterator[Record]:
        """Whole records of these owners, which nobody else changes until the transaction ends, unless it only reads."""
        table = record_table(kind)
        names = [column.name for column in table.columns]
        query: Select[Any] = select(table) if reading else select(table).with_for_update()
        for part in parts(owners):
            for rows in driver_rows(connection, query.where(table.c[kind.key[0]].in_(part))):
                yield from (dict(zip(names, row, strict=True)) for row in rows)

    def add(self, connection: Connection, kind: Kind, records: Sequence[Record], author: Author) -> None:
        """Put in whole new records, each under its key. Raises DuplicateCode."""
        for record in records:
            record.update(version=1, updated_at=author.stamp, updated_by=author.by)
        self._judge(kind, records)
        names = (*(item.id for item in kind.nx_columns), *META_COLUMNS, RIGHT)
        try:
            self._database.insert_rows(connection, record_table(kind), names, list(map(itemgetter(*names), records)))
        except IntegrityError as failure:
            raise DuplicateCode from failure

    def change(self, connection: Connection, kind: Kind, images: Sequence[Image], author: Author | None) -> None:
        """Write records that are there as they are after, with their version counted on; without author they keep the
        stamp that they have.
        """
        records = [image.after for image in images]
        for record in records:
            record["version"] = int(record["version"] or 0) + 1
            if author is not None:
                record.update(updated_at=author.stamp, updated_by=author.by)
        self._judge(kind, records)
        names = list(dict.fromkeys((*kind.key, *(name for image in images for name in image.names), *META_COLUMNS,
                                    RIGHT)))
        self._database.update_rows(connection, record_table(kind), kind.key, names,
                                   list(map(itemgetter(*names), records)))

    def _judge(self, kind: Kind, records: Sequence[Record]) -> None:
        pick = itemgetter(*kind.linked_ids)
        judged = beside(kind, list(map(pick, records)), self._clock.today())
        for record, (digest, right) in zip(records, judged, strict=True):
            record["digest"], record[RIGHT] = digest, right

    def drop(self, connection: Connection, kind: Kind, keys: Iterable[Key]) -> None:
        """Take out records."""
        columns = [record_table(kind).c[name] for name in kind.key]
        ordered = sorted(keys)
        for start in range(0, len(ordered), _AT_ONCE):
            some = [key[:len(columns)] for key in ordered[start:start + _AT_ONCE]]
            among = tuple_(*columns).in_(some) if len(columns) > 1 else columns[0].in_([owner for owner, *_ in some])
            connection.execute(delete(record_table(kind)).where(among))

    def _hold(self, connection: Connection, kind: Kind, owners: set[str]) -> None:
        """Those who get new records are there, and nobody else numbers theirs now. Raises MissingParents."""
        if not owners or not kind.many:
            return
        if kind.parent is None:
            hold_table(connection, record_table(kind))
            return
        code = record_table(kind_of(kind.parent)).c[kind_of(kind.parent).key[0]]
        known: set[str] = set()
        for part in parts(owners):
            known.update(connection.execute(select(code).where(code.in_(part)).with_for_update()).scalars())
        if missing := owners - known:
            raise MissingParents(missing)

    def _numbered(self, connection: Connection, kind: Kind, writes: Sequence[Write],
                  there: Mapping[Key, Record]) -> list[Key]:
        """The key of every write; new records of kinds with several get the next numbers. Raises DuplicateCode."""
        arriving = [write.owner for write in writes if not write.version]
        new = set(arriving)
        if not kind.many:
            if len(new) < len(arriving) or any((owner, 0) in there for owner in new):
                raise DuplicateCode({owner for owner, times in Counter(arriving).items()
                                     if times > 1 or (owner, 0) in there})
            return [(write.owner, 0) for write in writes]
        taken: dict[str, set[int]] = {owner: set() for owner in new}
        for owner, seq in there:
            taken.setdefault(owner, set()).add(seq)
        used = self.used_within(connection, kind, new)
        keys = []
        for write in writes:
            seq = write.seq
            if not write.version:
                seq = next_free(taken[write.owner], used.get(write.owner, set()), most_of(kind), write.owner)
                taken[write.owner].add(seq)
            keys.append((write.owner, seq))
        return keys

    def used_within(self, connection: Connection, kind: Kind, owners: Iterable[str]) -> dict[str, set[int]]:
        """The numbers of records that were there once and left a trace."""
        asked = list(owners)
        used = self._changes.used_within(connection, kind, asked)
        if has_numbers(kind):
            for owner, seq in self._my_numbers.used_by_within(connection, asked):
                used.setdefault(owner, set()).add(seq)
        return used


def hold_table(connection: Connection, table: Table) -> None:
    """Nobody else adds rows to it until the transaction ends. In SQLite whoever writes is alone anyway."""
    if connection.dialect.name == "postgresql":
        name = connection.dialect.identifier_preparer.quote(table.name)
        connection.execute(text(f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE"))


def key_of(kind: Kind, record: Mapping[str, Value]) -> Key:
    """Whose a record is, and its number among theirs, 0 for people."""
    return str(record[kind.key[0]]), int(record[kind.key[1]] or 0) if kind.many else 0


def as_json(record: Record | None) -> str | None:
    """What a record was, as it is kept beside an acquisition."""
    return None if record is None else json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _unchanged(kind: Kind, writes: Iterable[Write], there: Mapping[Key, Record]) -> None:
    late = {write.owner for write in writes if write.version and (
        (found := there.get((write.owner, write.seq if kind.many else 0))) is None
        or found["version"] != write.version)}
    if late:
        raise RecordsChanged(late)


def _after(kind: Kind, old: Record | None, key: Key, values: Mapping[str, Value]) -> Record:
    """The whole record afterwards; its key is what it is."""
    blank: Record = dict.fromkeys((item.id for item in kind.nx_columns), None) if old is None else dict(old)
    for name, value in values.items():
        if name in blank and name not in kind.key:
            blank[name] = None if value == "" else value
    if old is None:
        blank |= zip(kind.key, key, strict=False)
    return blank
