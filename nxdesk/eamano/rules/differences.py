"""What going back to before a run would change: row by row, and as records that people can read.

The row of every table as it was before the run is the earliest image among the run's snapshot and all later ones.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from nxdesk.eamano.store.attachments import SLOTS, field_of
from nxdesk.eamano.store.audit import Target
from nxdesk.eamano.store.database import CHUNK
from nxdesk.eamano.store.tables import ATTACHMENTS, META_COLUMNS, MY_NUMBERS, OWNERS, PEOPLE, PHOTOS, SETTLED, TENANT
from nxdesk.eamano.store.undo import IDENTITY, TABLES, Image, Key
from nxdesk.records.effects import HELD, REPLACED
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Field, Kind, Value
from nxdesk.records.kinds import KINDS
from nxdesk.records.kinds import kind as kind_of

Row = dict[str, Any]
PERSON = 0
_NOT_COMPARED = {*META_COLUMNS, SETTLED, TENANT}
_WIDE = 100
"""Keys of several columns in one query: their conditions are long."""


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row that is not as it was. `before` None: it was not there; `now` None: it is not there now.

    `peak` is the highest version that any of the snapshots has seen.
    """

    table: str
    key: Key
    before: Row | None
    now: Row | None
    peak: int

    @property
    def row(self) -> Row:
        """One of the two that is there."""
        return self.now or self.before or {}

    @property
    def owner(self) -> Target:
        """The record that the row is, or that it hangs on: a person's, or that of a member of the family."""
        row = self.row
        if self.table in PEOPLE:
            member = row["id"] if "id" in IDENTITY[self.table] else PERSON
            return Target(row[OWNERS[self.table]], member, self.table)
        member = row.get("member", PERSON)
        return Target(row["employee_code"], member, FAMILY.id if member else EMPLOYEE.id)


class Gathered:
    """The earliest images, filled from snapshots in the order of their runs."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, Key], Row | None] = {}
        self._peaks: dict[tuple[str, Key], int] = {}

    def add(self, images: Iterable[Image]) -> None:
        """The images of the next run."""
        for image in images:
            place = (image.table, image.key)
            self._first.setdefault(place, image.values)
            if image.values is not None and (version := image.values.get("version")):
                self._peaks[place] = max(version, self._peaks.get(place, 0))

    def differences(self, connection: Connection, tenant_id: int) -> list[RowDifference]:
        """The rows that are not as they were, by table."""
        found = []
        for name in TABLES:
            compared = _compared(name)
            keys = [key for table, key in self._first if table == name]
            now = rows_of(connection, tenant_id, name, keys)
            for key in keys:
                before, there = self._first[name, key], now.get(key)
                if before is None and there is None:
                    continue
                if before is None or there is None or compared(before) != compared(there):
                    found.append(RowDifference(name, key, before, there, self._peaks.get((name, key), 0)))
        return found


@lru_cache(maxsize=32)
def _compared(name: str) -> Callable[[Row], tuple[Any, ...]]:
    """What counts of a row: not versions, times, and numbers that mean nothing."""
    passed = _NOT_COMPARED if "id" in IDENTITY[name] else {*_NOT_COMPARED, "id"}
    return itemgetter(*(column.name for column in TABLES[name].columns if column.name not in passed))


def rows_of(connection: Connection, tenant_id: int, name: str, keys: Sequence[Key]) -> dict[Key, Row]:
    """Whole rows of a table by their identity."""
    table, identity = TABLES[name], IDENTITY[name]
    columns = [column.name for column in table.columns]
    found: dict[Key, Row] = {}
    step = CHUNK if len(identity) == 1 else _WIDE
    for start in range(0, len(keys), step):
        for row in connection.execute(select(table).where(
                table.c.tenant_id == tenant_id, keyed(name, keys[start:start + step]))):
            values = dict(zip(columns, row, strict=True))
            found[tuple(values[column] for column in identity)] = values
    return found


def keyed(name: str, keys: Sequence[Key]) -> ColumnElement[bool]:
    """The rows of a table with these identities."""
    table, identity = TABLES[name], IDENTITY[name]
    if len(identity) == 1:
        return table.c[identity[0]].in_([key[0] for key in keys])
    return or_(*(and_(*(table.c[column] == value for column, value in zip(identity, key, strict=True)))
                 for key in keys))


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An item of a record: now and after going back. What is never shown stands as `HELD` and the like."""

    item: str
    field: Field | None
    now: Value
    after: Value


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record that changes. `now` or `after` None: it comes back or vanishes; both: only what it has apart changes."""

    kind: Kind
    code: str
    member: int
    now: Row | None
    after: Row | None
    items: tuple[ItemChange, ...]

    @property
    def row(self) -> Row:
        """One of the two that is there; nothing where the record itself stays as it is."""
        return self.after or self.now or {}

    @property
    def target(self) -> Target:
        """Which record it is."""
        return Target(self.code, self.member, self.kind.id)

    def part(self, item: str) -> ItemChange | None:
        """What becomes of the My Number, say."""
        return next((change for change in self.items if change.item == item), None)


def record_changes(differences: Sequence[RowDifference]) -> list[RecordChange]:
    """The differences by record, in the order of codes, the person before the family and what else there is."""
    by_owner: dict[Target, list[RowDifference]] = {}
    for difference in differences:
        by_owner.setdefault(difference.owner, []).append(difference)
    number = {kind.id: kind.number for kind in KINDS}
    return [_record(owner, by_owner[owner])
            for owner in sorted(by_owner, key=lambda owner: (owner.code, number[owner.kind], owner.member))]


def _record(owner: Target, differences: Sequence[RowDifference]) -> RecordChange:
    kind = kind_of(owner.kind)
    own = next((difference for difference in differences if difference.table in PEOPLE), None)
    items = [*_items(kind, own.now, own.before)] if own else []
    items += _parts(kind, [difference for difference in differences if difference is not own])
    now, before = (own.now, own.before) if own else (None, None)
    return RecordChange(kind, owner.code, owner.member, now, before, tuple(items))


def _items(kind: Kind, now: Row | None, after: Row | None) -> Iterable[ItemChange]:
    fields, values_of = _told_apart(kind)
    blank = (None,) * len(fields)
    for item, old, new in zip(fields, values_of(now) if now else blank, values_of(after) if after else blank,
                              strict=True):
        if old != new:
            yield ItemChange(item.id, item, old, new)


@lru_cache(maxsize=32)
def _told_apart(kind: Kind) -> tuple[tuple[Field, ...], Callable[[Row], tuple[Value, ...]]]:
    """The items of a record, and how to get their values out of a row."""
    fields = tuple(item for item in kind.eamano_columns if item.id != kind.key[0])
    return fields, itemgetter(*(item.id for item in fields))


def _parts(kind: Kind, differences: Sequence[RowDifference]) -> Iterable[ItemChange]:
    """Photo, My Number and pictures: only that they are there, or are other ones."""
    for difference in differences:
        item = {PHOTOS.name: "photo", MY_NUMBERS.name: "my_number"}.get(difference.table, "")
        if difference.table == ATTACHMENTS.name:
            item = difference.row["item"]
        old = HELD if difference.now else None
        new = None if difference.before is None else REPLACED if difference.now else HELD
        yield ItemChange(item, kind.by_id.get(field_of(item)), old, new)


def part_label(item: str) -> str:
    """What people call a slot of pictures; nothing where the field's own label is enough."""
    return dict(SLOTS.get(field_of(item), ())).get(item.partition(".")[2], "")
