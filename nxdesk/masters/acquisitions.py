"""Acquisitions (e-AMANO→NX): what one wrote, in one transaction, and how it was before, so that it can be undone.

What records lost is kept beside it for `KEPT_DAYS`, and goes with the next acquisition after that. My
Numbers and pictures no acquisition touches.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, update

from nxdesk.masters.changes import ACQUIRED, UNDONE, Author, Changes
from nxdesk.masters.database import Database
from nxdesk.masters.failures import AcquisitionChanged, AlreadyUndone, DuplicateCode, RecordsChanged, TooLongAgo
from nxdesk.masters.linkage import linked_since, restore_within, seen_within
from nxdesk.masters.my_numbers import has_numbers
from nxdesk.masters.selecting import parts
from nxdesk.masters.tables import ACQUISITION_IMAGES, ACQUISITION_OWNERS, ACQUISITIONS, MY_NUMBERS, PHOTOS, record_table
from nxdesk.masters.writing import Image, Key, Record, Write, Writer, as_json, hold_table, key_of
from nxdesk.records.clock import Clock
from nxdesk.records.fields import Kind, Value

_IMAGE_COLUMNS = ("acquisition_id", "kind", "owner", "seq", "version", "before")
_I = ACQUISITION_IMAGES.c
KEPT_DAYS = 90
"""So long an acquisition can be undone; of what went before, nobody would remember why."""
Fact = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Acquisition:
    """One acquisition: of which kind, when (JST), by whom, how many people were compared, how many records are new and
    changed. `undone_at` is empty while it stands; `id` is empty where nothing was written.
    """

    id: str
    kind: str
    at: str
    by: str
    people: int
    added: int
    changed: int
    undone_at: str
    undone_by: str
    facts: dict[str, Fact]


@dataclass(frozen=True, slots=True)
class _Kept:
    """An image as kept: where the record stands, the version that was written, and what was there before."""

    key: Key
    version: int
    before: Record | None


class Acquisitions:
    """The acquisitions; usable from any thread."""

    def __init__(self, database: Database, clock: Clock, changes: Changes, writer: Writer,
                 kinds: Collection[Kind]) -> None:
        self._database = database
        self._clock = clock
        self._changes = changes
        self._writer = writer
        self._kinds = {kind.id: kind for kind in kinds}

    def apply(self, kind: Kind, writes: Iterable[Write], by: str, *, parents: Iterable[Write] = (),
              states: Mapping[str, str] | None = None, agreeing: Collection[str] | None = None,
              facts: Mapping[str, Fact] | None = None) -> Acquisition:
        """Write what was acquired, all of it or nothing.

        `parents` are the people's own records that take something over. `states` are what the compared owners' records
        in e-AMANO are now, also of those without a write; `agreeing` those of whom NX's records are the same afterwards
        (None: all), who count as linked from now on. Raises RecordsChanged, also for new ones that are there by now,
        MissingParents and MembersFull.
        """
        try:
            return self._apply(kind, writes, by, tuple(parents), dict(states or {}), agreeing, dict(facts or {}))
        except DuplicateCode as there:
            raise RecordsChanged(there.owners) from there

    def _apply(self, kind: Kind, writes: Iterable[Write], by: str, parents: Sequence[Write], known: dict[str, str],
               agreeing: Collection[str] | None, facts: dict[str, Fact]) -> Acquisition:
        stamp = self._clock.stamp()
        with self._database.writing() as connection:
            number = self._next(connection)
            self._let_go(connection)
            author = Author(by, stamp, ACQUIRED, str(number))
            written, images = self._writer.write_within(connection, kind, writes, author)
            sides = [(kind, images)]
            if parents:
                above = self._kinds[kind.parent or ""]
                sides.append((above, self._writer.write_within(connection, above, parents, author)[1]))
            linkage = seen_within(self._database, connection, kind.id, known, stamp,
                                  frozenset(known if agreeing is None else agreeing))
            changed = sum(image.before is not None for _, some in sides for image in some)
            found = Acquisition(str(number), kind.id, stamp, by, len(known), written.added, changed, "", "", facts)
            if not any(some for _, some in sides):
                return Acquisition("", *(getattr(found, name) for name in Acquisition.__slots__[1:]))
            self._keep(connection, number, found)
            for side, some in sides:
                self._keep_images(connection, number, side, some)
            self._database.insert_rows(
                connection, ACQUISITION_OWNERS, ("acquisition_id", "owner", "linkage"),
                [(number, owner, linkage.get(owner)) for owner in sorted(known.keys() | linkage.keys())])
        return found

    def undo(self, acquisition_id: str, by: str) -> Acquisition:
        """Put back what was there before, all of it or nothing; what was new goes.

        Raises KeyError, AlreadyUndone, TooLongAgo, and AcquisitionChanged naming those of whom something was changed
        since.
        """
        stamp = self._clock.stamp()
        with self._database.writing() as connection:
            found = self._one(connection, acquisition_id, lock=True)
            if found.undone_at:
                raise AlreadyUndone
            if self.too_long_ago(found):
                raise TooLongAgo
            images = self._images(connection, found)
            for kind, kept in images.items():
                if against := self._against(connection, kind, kept):
                    raise AcquisitionChanged(against)
            author = Author(by, stamp, UNDONE, found.id)
            for kind, kept in images.items():
                again = linked_since(connection, kind.id, [one.key[0] for one in kept], found.at)
                self._put_back(connection, found, kind, kept, author, again)
            restore_within(connection, found.kind, found.at, self._linkages(connection, found))
            connection.execute(update(ACQUISITIONS).where(ACQUISITIONS.c.id == int(found.id)).values(
                undone_at=stamp, undone_by=by))
            return self._one(connection, acquisition_id)

    def obstacles(self, acquisition_id: str) -> list[str]:
        """Of whom something was changed since, so that nothing can be undone; raises KeyError."""
        with self._database.reading() as connection:
            images = self._images(connection, self._one(connection, acquisition_id))
            return sorted({owner for kind, kept in images.items()
                           for owner in self._against(connection, kind, kept, reading=True)})

    def kept(self, acquisition_id: str) -> "dict[Kind, list[tuple[str, int, Record | None]]]":
        """What it wrote, by kind: owner, number and the items that it changed as they were before (None: it was new).

        Raises KeyError.
        """
        with self._database.reading() as connection:
            images = self._images(connection, self._one(connection, acquisition_id))
        return {kind: [(*one.key, one.before) for one in kept] for kind, kept in images.items()}

    def get(self, acquisition_id: str) -> Acquisition | None:
        """One acquisition."""
        with self._database.reading() as connection:
            try:
                return self._one(connection, acquisition_id)
            except KeyError:
                return None

    def history(self, limit: int = 100) -> list[Acquisition]:
        """The last acquisitions, newest first."""
        query = select(ACQUISITIONS).order_by(ACQUISITIONS.c.id.desc()).limit(limit)
        with self._database.reading() as connection:
            return [_made(row) for row in connection.execute(query).mappings()]

    def owners(self, acquisition_id: str) -> list[str]:
        """Whose records were compared, in order."""
        query = select(ACQUISITION_OWNERS.c.owner).where(ACQUISITION_OWNERS.c.acquisition_id == _number(acquisition_id))
        with self._database.reading() as connection:
            return sorted(connection.execute(query).scalars())

    def too_long_ago(self, found: Acquisition) -> bool:
        """What was there before it is no longer kept."""
        return found.at < self._kept_since()

    def _kept_since(self) -> str:
        return (self._clock.now() - timedelta(days=KEPT_DAYS)).date().isoformat()

    def _let_go(self, connection: Connection) -> None:
        """Forget what was there before acquisitions that can no longer be undone; that they were stays known."""
        old = select(ACQUISITIONS.c.id).where(ACQUISITIONS.c.at < self._kept_since())
        for table in (ACQUISITION_IMAGES, ACQUISITION_OWNERS):
            connection.execute(table.delete().where(table.c.acquisition_id.in_(old)))

    def forget_all(self) -> None:
        """Nothing was ever acquired."""
        with self._database.writing() as connection:
            for table in (ACQUISITION_IMAGES, ACQUISITION_OWNERS, ACQUISITIONS):
                connection.execute(table.delete())

    def _next(self, connection: Connection) -> int:
        hold_table(connection, ACQUISITIONS)
        return int(connection.scalar(select(func.coalesce(func.max(ACQUISITIONS.c.id), 0))) or 0) + 1

    def _keep(self, connection: Connection, number: int, found: Acquisition) -> None:
        connection.execute(ACQUISITIONS.insert().values(
            id=number, kind=found.kind, at=found.at, by=found.by, people=found.people, added=found.added,
            changed=found.changed, undone_at="", undone_by="", facts=json.dumps(found.facts, ensure_ascii=False)))

    def _keep_images(self, connection: Connection, number: int, kind: Kind, images: Iterable[Image]) -> None:
        self._database.insert_rows(connection, ACQUISITION_IMAGES, _IMAGE_COLUMNS, [
            (number, kind.id, *key_of(kind, image.after), image.after["version"], as_json(image.lost))
            for image in images])

    @staticmethod
    def _one(connection: Connection, acquisition_id: str, *, lock: bool = False) -> Acquisition:
        query: Select[tuple[object, ...]] = select(ACQUISITIONS).where(ACQUISITIONS.c.id == _number(acquisition_id))
        row = connection.execute(query.with_for_update() if lock else query).mappings().one_or_none()
        if row is None:
            raise KeyError(acquisition_id)
        return _made(row)

    def _images(self, connection: Connection, found: Acquisition) -> dict[Kind, list[_Kept]]:
        """What it wrote, by kind."""
        query = select(_I.kind, _I.owner, _I.seq, _I.version, _I.before).where(
            _I.acquisition_id == int(found.id)).order_by(_I.kind, _I.owner, _I.seq)
        rows = connection.execute(query)
        return {self._kinds[kind]: [_Kept((owner, seq), version, json.loads(before) if before else None)
                                    for _, owner, seq, version, before in some]
                for kind, some in groupby(rows, itemgetter(0))}

    def _against(self, connection: Connection, kind: Kind, kept: list[_Kept], *, reading: bool = False) -> set[str]:
        """Those of whom a record is another one by now, or who are new and have got something since."""
        wanted = {one.key: one.version for one in kept}
        there = {key_of(kind, record): record["version"] for record in self._writer.locked(
            connection, kind, {owner for owner, _ in wanted}, reading=reading)}
        against = {key[0] for key, version in wanted.items() if there.get(key) != version}
        new = {one.key[0] for one in kept if one.before is None}
        if kind.many:
            numbered = {one.key for one in kept if one.before is None} if has_numbers(kind) else set()
            return against | self._numbered(connection, numbered)
        below = [record_table(other).c[other.key[0]] for other in self._kinds.values() if other.parent == kind.id]
        for column in (*below, MY_NUMBERS.c.employee_code, PHOTOS.c.employee_code):
            for part in parts(new):
                against |= set(connection.execute(select(column).where(column.in_(part)).distinct()).scalars())
        return against

    @staticmethod
    def _numbered(connection: Connection, new: set[Key]) -> set[str]:
        """Whose new records have got a My Number since, which would stay behind."""
        code, seq = MY_NUMBERS.c.employee_code, MY_NUMBERS.c.family_seq
        return {key[0] for part in parts({owner for owner, _ in new})
                for key in connection.execute(select(code, seq).where(code.in_(part))) if tuple(key) in new}

    def _linkages(self, connection: Connection, found: Acquisition) -> dict[str, str | None]:
        owners = ACQUISITION_OWNERS.c
        query = select(owners.owner, owners.linkage).where(owners.acquisition_id == int(found.id))
        return {str(owner): linkage for owner, linkage in connection.execute(query)}

    def _put_back(self, connection: Connection, found: Acquisition, kind: Kind, kept: list[_Kept], author: Author,
                  again: frozenset[str]) -> None:
        """Of those who were linked `again` since, what is put back is a change of now."""
        there = {key_of(kind, record): record for record in self._writer.locked(
            connection, kind, {one.key[0] for one in kept})}
        back: dict[bool, list[Image]] = defaultdict(list)
        versions = []
        for one in kept:
            if one.before is not None:
                record = there[one.key] | one.before | {"version": one.version}
                back[one.key[0] in again].append(Image(there[one.key], record, tuple(one.before)))
                versions.append((kind.id, *one.key, one.before["version"], one.version + 1))
        for late, images in back.items():
            self._writer.change(connection, kind, images, author if late else None)
        self._writer.drop(connection, kind, [one.key for one in kept if one.before is None])
        restored = {key_of(kind, image.after): image.after for images in back.values() for image in images}
        self._changes.write_within(connection, kind, author,
                                   [(there[one.key], restored.get(one.key)) for one in kept])
        self._follow(connection, int(found.id), versions)

    def _follow(self, connection: Connection, number: int, versions: Sequence[tuple[Value, ...]]) -> None:
        """Earlier acquisitions of the same records can still be undone: what they wrote stands again."""
        earlier = select(_I.kind).where(_I.acquisition_id < number).limit(1)
        if not versions or connection.execute(earlier).first() is None:
            return
        names = ("kind", "owner", "seq", "version")
        same = [_I[name] == bindparam(f"its_{name}") for name in names]
        connection.execute(
            update(ACQUISITION_IMAGES).where(*same, _I.acquisition_id < number).values(version=bindparam("now")),
            [{f"its_{name}": value for name, value in zip(names, one, strict=False)} | {"now": one[-1]}
             for one in versions])


def _number(acquisition_id: str) -> int:
    return int(acquisition_id) if acquisition_id.isascii() and acquisition_id.isdigit() else 0


def _made(row: Mapping[Any, Any]) -> Acquisition:
    return Acquisition(**({name: row[name] for name in Acquisition.__slots__}
                          | {"id": str(row["id"]), "facts": json.loads(row["facts"])}))
