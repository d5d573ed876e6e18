"""Many records of a kind at a time, as a re-registration reads and rewrites them: whole rows in, whole rows out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, compress, islice, pairwise
from operator import itemgetter, lt
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, bindparam, delete, literal_column, select

from nxdesk.eamano.store.database import CHUNK, Database, insert_many
from nxdesk.eamano.store.images import quoted
from nxdesk.eamano.store.people import LISTED, rows_of
from nxdesk.eamano.store.tables import (
    ATTACHMENTS,
    MATCH_KEY,
    META_COLUMNS,
    MY_NUMBERS,
    OWNERS,
    PEOPLE,
    PHOTOS,
    SETTLED,
    TENANT,
)
from nxdesk.records.fields import Kind, Value

_STANDING = ("id", "version", "digest", "updated_at", f"coalesce({SETTLED}, '')")
"""Behind whose they are, the columns of `Standings`, of which the first are whole numbers. None has a comma in it."""
_WHOLE = 2
_OTHERS_BETWEEN = 4
"""Times as many records as people are read at most, where they are read in a stretch: also those of others."""
_BETWEEN = f"{TENANT} = ? AND {{}} BETWEEN ? AND ?"
_HANGING = ((MY_NUMBERS, "employee_code || ':' || member"),
            (ATTACHMENTS, "employee_code || ':' || member || ':' || item"),
            (PHOTOS, "employee_code || ':' || digest"))
"""What is kept apart of people and their families: tables, and by what it is known that there is another."""
_PICTURES = len(_STANDING) + 2
_PARENTS = len(_STANDING) + 1 + len(_HANGING)
"""Where these texts of a `Stretch` stand."""
_MOST_WAYS = 64
"""Sets of items that change, each with a statement of its own; where there are more, all items are written."""


class Stored(NamedTuple):
    """A record as it stands; `values` in `kind.eamano_columns` order, `raw` the row by the columns of `BulkRecords`.

    `settled` is the word of `records.settled`, None where nobody has said it.
    """

    id: int
    code: str
    values: tuple[Value, ...]
    key: str
    version: int
    digest: str
    updated_at: str
    settled: str | None
    raw: tuple[Any, ...]


class Rewritten(NamedTuple):
    """What a record becomes, with its next version; `places` are those of the values that are others."""

    stored: Stored
    values: tuple[Value, ...]
    places: tuple[int, ...]
    digest: str
    settled: str | None


class Standings(NamedTuple):
    """What is known of records without their values, by columns: those of one person beside each other by their ids.

    `places` says whose each is, by the place among the people who were asked for; `settled` is blank where nobody has
    said the word.
    """

    places: list[int]
    ids: list[int]
    versions: list[int]
    digests: list[str]
    updated: list[str]
    settled: list[str]

    def spans(self, people: int) -> list[tuple[int, int]]:
        """Where the records of each person stand, of that many people."""
        many = Counter(self.places)
        return list(pairwise(accumulate(map(many.__getitem__, range(people)), initial=0)))


class Stretch(NamedTuple):
    """All records from one code to another, told by SQLite in texts: the columns of `_STANDING` behind whose they are,
    what hangs on these people, and who is in the kind that comes first. The texts are the same as long as no record has
    another version or word, nothing came and nothing went.
    """

    first: str
    last: str
    texts: tuple[str | None, ...]

    @property
    def characters(self) -> int:
        """Of all texts."""
        return sum(map(len, filter(None, self.texts)))

    @property
    def pictured(self) -> set[str]:
        """Who has a picture of a document, himself or a member of the family."""
        text = self.texts[_PICTURES]
        return {one.partition(":")[0] for one in text.split(",")} if text else set()

    @property
    def parents(self) -> set[str]:
        """Who is in the kind that comes first, where there is one."""
        return set((self.texts[_PARENTS] or "").split(","))


class BulkRecords:
    """The records of one tenant in the table of `kind`."""

    def __init__(self, database: Database, connection: Connection, tenant_id: int, kind: Kind) -> None:
        self._database = database
        self._connection = connection
        self._tenant = tenant_id
        self._kind = kind
        self.table = PEOPLE[kind.id]
        self._items = tuple(item.id for item in kind.eamano_columns)
        self._matched = (MATCH_KEY,) if kind.many else ()
        self._settled = (SETTLED,) if SETTLED in self.table.c else ()
        self.columns = ("id", *self._items, *self._matched, *META_COLUMNS, *self._settled)
        self._code = self._items.index(kind.key[0]) + 1
        self._key = self.table.c[kind.key[0]]

    def stored(self, codes: Sequence[str], *, lock: bool = False) -> dict[str, list[Stored]]:
        """The records of these people by code, in the order in which they came; `lock` until the transaction ends."""
        query = select(*(self.table.c[name] for name in self.columns)).where(
            self.table.c.tenant_id == self._tenant).order_by(self._key, self.table.c.id)
        found: dict[str, list[Stored]] = {}
        last = len(self._items) + 1
        meta = slice(last + len(self._matched), last + len(self._matched) + len(META_COLUMNS))
        for raw in rows_of(self._database, self._connection, query.with_for_update() if lock else query, self._key,
                           codes):
            version, digest, _, updated_at = raw[meta]
            found.setdefault(raw[self._code], []).append(Stored(
                raw[0], raw[self._code], raw[1:last], raw[last] if self._matched else "", version, digest,
                updated_at, raw[-1] if self._settled else None, raw))
        return found

    def stored_unless(self, known: Mapping[str, Sequence[Stored]], codes: Sequence[str], *,
                      lock: bool = False) -> Mapping[str, Sequence[Stored]]:
        """`stored`; who still has just the records in `known` is given back with these.

        Whoever writes a record raises its version, or says another word beside it.
        """
        if not known or not self._settled:
            return self.stored(codes, lock=lock)
        now = self.standing(codes, lock=lock)
        standing = list(zip(now.ids, now.versions, now.digests, now.updated, now.settled, strict=True))
        found: dict[str, Sequence[Stored]] = {}
        anew: list[str] = []
        for code, (start, end) in zip(codes, now.spans(len(codes)), strict=True):
            before = known.get(code)
            if before is None or [(record.id, record.version, record.digest, record.updated_at, record.settled or "")
                                  for record in before] != standing[start:end]:
                anew.append(code)
            elif before:
                found[code] = before
        return found | self.stored(anew, lock=lock) if anew else found

    def stretch(self, codes: Sequence[str]) -> Stretch | None:
        """All records from the first of these codes to the last, of kinds that have the word of `records.settled`.

        None where many others lie between them, and where the database is not SQLite, which walks its index in less
        than half of the time in which it finds the codes one by one.
        """
        if not (self._database.is_sqlite and self._settled):
            return None
        first, last, most = min(codes), max(codes), _OTHERS_BETWEEN * len(codes) + _OTHERS_BETWEEN
        counted = self._connection.exec_driver_sql(
            f"SELECT count(*) FROM (SELECT 1 FROM {quoted(self.table.name)} "  # noqa: S608 - declared names
            f"WHERE {TENANT} = ? AND {quoted(self._key.name)} BETWEEN ? AND ? LIMIT ?)",
            (self._tenant, first, last, most)).scalar_one()
        return None if counted >= most else self.between(first, last)

    def between(self, first: str, last: str) -> Stretch:
        """The stretch from one code to another; on SQLite."""
        columns, hanging = _told_between(self._kind)
        row = self._connection.exec_driver_sql(
            f"SELECT {columns} FROM {quoted(self.table.name)} "  # noqa: S608 - declared names
            f"WHERE {_BETWEEN.format(quoted(self._key.name))}", (self._tenant, first, last)).one()
        apart = self._connection.exec_driver_sql(
            f"SELECT {', '.join(hanging)}", (self._tenant, first, last) * len(hanging)).one()
        return Stretch(first, last, (*row, *apart))

    def standing(self, codes: Sequence[str], *, lock: bool = False, stretch: Stretch | None = None) -> Standings:
        """The same without the values, of different people, of kinds that have the word of `records.settled`; out of
        a stretch that has them all.
        """
        if stretch is not None:
            whose, *others = _parted(stretch.texts)
        else:
            whose, *others = self._told(codes) if self._database.is_sqlite else self._looked_up(codes, lock=lock)
        place_of = {code: place for place, code in enumerate(codes)}
        if stretch is not None and not all(wanted := list(map(place_of.__contains__, whose))):
            whose, *others = (list(compress(column, wanted)) for column in (whose, *others))
        columns = Standings([place_of[code] for code in whose], *others)
        order = list(zip(columns.places, columns.ids, strict=True))
        if all(map(lt, order, islice(order, 1, None))):
            return columns
        sort = itemgetter(*sorted(range(len(order)), key=order.__getitem__))
        return Standings._make(list(sort(column)) for column in columns)

    def _told(self, codes: Sequence[str]) -> Sequence[list[Any]]:
        """Codes and the columns; SQLite joins them by itself, without the interpreter, in half the time of rows."""
        key = quoted(self._key.name)
        return _parted(self._connection.exec_driver_sql(
            f"SELECT {_joined(self._key.name)} FROM {quoted(self.table.name)} "  # noqa: S608 - declared names
            f"WHERE {TENANT} = ? AND {key} IN (SELECT value FROM json_each(?))",
            (self._tenant, orjson.dumps(codes).decode())).one())

    def _looked_up(self, codes: Sequence[str], *, lock: bool) -> Sequence[list[Any]]:
        query = select(self._key, *map(literal_column, _STANDING)).where(self.table.c.tenant_id == self._tenant)
        rows = rows_of(self._database, self._connection, query.with_for_update() if lock else query, self._key, codes)
        return list(map(list, zip(*rows, strict=True))) if rows else [[] for _ in Standings._fields]

    def named(self, record: Stored) -> dict[str, Any]:
        """By column whose a record is, by what it is told apart, and its version."""
        return {self._key.name: record.code, MATCH_KEY: record.key, "version": record.version}

    def insert(self, values: Sequence[tuple[Value, ...]], keys: Sequence[str], digests: Sequence[str],
               stamp: str, settled: Sequence[str | None]) -> None:
        """New records; `keys` are those of kinds with several records a person, `settled` of kinds that have the word,
        otherwise anything.
        """
        blank: list[tuple[str | None, ...]] = [()] * len(values)
        matched = [(key,) for key in keys] if self._matched else blank
        words = [(word,) for word in settled] if self._settled else blank
        insert_many(self._database, self._connection, self.table,
                    (TENANT, *self._items, *self._matched, *META_COLUMNS, *self._settled),
                    [(self._tenant, *row, *key, 1, digest, stamp, stamp, *word)
                     for row, key, digest, word in zip(values, matched, digests, words, strict=True)])

    def ids(self, codes: Sequence[str]) -> dict[tuple[str, str], int]:
        """`(code, key)` → id of everything that these people have, of kinds with several records a person."""
        query = select(self._key, self.table.c[MATCH_KEY], self.table.c.id).where(
            self.table.c.tenant_id == self._tenant)
        return {(code, key): number
                for code, key, number in rows_of(self._database, self._connection, query, self._key, codes)}

    def rewrite(self, records: Sequence[Rewritten], stamp: str) -> None:
        """Give records new values and versions; only items that change are bound, for binding is what takes time."""
        alike: dict[tuple[int, ...], list[Rewritten]] = {}
        for record in records:
            alike.setdefault(record.places, []).append(record)
        if len(alike) > _MOST_WAYS:
            alike = {tuple(range(len(self._items))): list(records)}
        # The key never changes: a record is found by it.
        for places, some in alike.items():
            names = [self._items[place] for place in places]
            self._update((*names, "digest", "version", "updated_at", *self._settled), [
                (*[record.values[place] for place in places], record.digest, record.stored.version + 1, stamp,
                 *((record.settled,) if self._settled else ()), self._tenant, record.stored.id) for record in some])

    def settle(self, words: Sequence[tuple[int, str]]) -> None:
        """Say the word of records, by id, that stay as they are."""
        self._update((SETTLED,), [(word, self._tenant, number) for number, word in words])

    def _update(self, names: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        """Rows are the values of `names`, tenant and id."""
        if not rows:
            return
        quote = self._database.engine.dialect.identifier_preparer.quote
        mark = "?" if self._database.engine.dialect.paramstyle == "qmark" else "%s"
        changed = ", ".join(f"{quote(name)} = {mark}" for name in names)
        self._connection.exec_driver_sql(
            f"UPDATE {quote(self.table.name)} SET {changed} "  # noqa: S608 - names of our own columns
            f"WHERE {TENANT} = {mark} AND id = {mark}", rows)

    def delete(self, ids: Sequence[int]) -> None:
        """Take records away; what hangs on them goes before."""
        gone = delete(self.table).where(self.table.c.tenant_id == self._tenant)
        if self._database.is_sqlite:
            listed = {"codes": orjson.dumps(ids).decode()}
            self._connection.execute(gone.where(self.table.c.id.in_(LISTED)), listed)
            return
        gone = gone.where(self.table.c.id.in_(bindparam("ids", expanding=True)))
        for start in range(0, len(ids), CHUNK):
            self._connection.execute(gone, {"ids": ids[start:start + CHUNK]})


def _joined(key: str) -> str:
    """Whose records are, and the columns of `_STANDING`, each as one text."""
    return ", ".join(f"group_concat({column})" for column in (quoted(key), *_STANDING))


def _parted(texts: Sequence[str | None]) -> Sequence[list[Any]]:
    """The columns of `_joined`."""
    whose, *others = ([] if text is None else text.split(",") for text in texts[:len(_STANDING) + 1])
    return [whose, *(list(map(int, others[place])) for place in range(_WHOLE)), *others[_WHOLE:]]


@lru_cache(maxsize=16)
def _told_between(kind: Kind) -> tuple[str, list[str]]:
    """What `BulkRecords.between` asks of a kind's table, and of others beside it: what hangs on the people, and who is
    in the kind that comes first.
    """
    told = [(table.name, "employee_code", f"group_concat({columns})") for table, columns in _HANGING]
    if kind.parent is not None:
        told.append((PEOPLE[kind.parent].name, OWNERS[kind.parent], f"group_concat({quoted(OWNERS[kind.parent])})"))
    return _joined(kind.key[0]), [
        f"(SELECT {what} FROM {quoted(name)} WHERE {_BETWEEN.format(quoted(key))})"  # noqa: S608 - declared names
        for name, key, what in told]


class BulkPhotos:
    """The photos of many people of one tenant."""

    def __init__(self, connection: Connection, tenant_id: int) -> None:
        self._connection = connection
        self._mine = PHOTOS.c.tenant_id == tenant_id

    def digests(self, database: Database, codes: Sequence[str]) -> dict[str, str]:
        """Code → digest of those who have one."""
        query = select(PHOTOS.c.employee_code, PHOTOS.c.digest).where(self._mine)
        rows = rows_of(database, self._connection, query, PHOTOS.c.employee_code, codes)
        return {str(row[0]): str(row[1]) for row in rows}

    def row(self, code: str) -> Mapping[str, Any]:
        """The whole row of one who has one."""
        return dict(self._connection.execute(
            select(PHOTOS).where(self._mine, PHOTOS.c.employee_code == code)).mappings().one())

    def delete(self, code: str) -> None:
        """Make room for another one."""
        self._connection.execute(delete(PHOTOS).where(self._mine, PHOTOS.c.employee_code == code))
