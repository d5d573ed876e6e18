"""The history of NX's records: who changed what, when and in which way (変更履歴).

It is written in the transaction of the change. Of sensitive items it only says that they changed; My Numbers and
pictures never stand in it. A new record is only named: what it held then follows from what it holds and from the
later changes.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select

from nxdesk.masters.database import Database
from nxdesk.masters.selecting import near, parts
from nxdesk.masters.tables import CHANGES
from nxdesk.records.fields import Field, Kind, Value
from nxdesk.records.showing import shown_value

EDITED, ACQUIRED, IMPORTED, UNDONE = "保守", "取得", "取込", "戻し"
ADDED, CHANGED, REMOVED = "新規", "変更", "削除"
HIDDEN = "変更あり"
"""Stands for the values of sensitive items."""

Record = Mapping[str, Value]
_COLUMNS = ("at", "by", "source", "action", "kind", "owner", "seq", "name", "changes", "run")
_NAME = ("last_name", "first_name")
_ENCODED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""`json.dumps` would make one for each record."""


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What became of one item. `hidden`: its values are not kept."""

    field: str
    old: Value
    new: Value
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one record: when (JST), by whom, in which way, and which items. `name` is that of the record then.

    `seq` is 0 for people; `run` is the acquisition that it belongs to, or empty.
    """

    id: int
    at: str
    by: str
    source: str
    action: str
    kind: str
    owner: str
    seq: int
    name: str
    items: tuple[ItemChange, ...]
    run: str


class Author(NamedTuple):
    """By whom, when and in which way something is written."""

    by: str
    stamp: str
    source: str = EDITED
    run: str = ""


class Changes:
    """The history; usable from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def history(self, owner: str | None = None, kind: str | None = None, *, seq: int | None = None, limit: int = 100,
                before: int | None = None) -> list[Change]:
        """The last changes, newest first: of one owner, of one kind, of one record.

        `before` is the `id` of the last one already read.
        """
        query = _narrowed(select(CHANGES.c.id, *(CHANGES.c[name] for name in _COLUMNS)), owner, kind, seq)
        query = query.where(CHANGES.c.id < before) if before is not None else query
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(CHANGES.c.id.desc()).limit(limit)).mappings().all()
        return [Change(items=_items(row["changes"]), **{name: row[name] for name in row if name != "changes"})
                for row in rows]

    def count(self, owner: str | None = None, kind: str | None = None) -> int:
        """How many changes there are."""
        with self._database.reading() as connection:
            return int(connection.scalar(_narrowed(select(func.count(CHANGES.c.id)), owner, kind, None)) or 0)

    def forget_all(self) -> None:
        """Nothing was ever changed."""
        with self._database.writing() as connection:
            connection.execute(CHANGES.delete())

    def write_within(self, connection: Connection, kind: Kind, author: Author,
                     changes: Iterable[tuple[Record | None, Record | None]]) -> None:
        """Write down, within somebody's transaction, what records were (None: not there) and what they are now."""
        rows = []
        for old, new in changes:
            record = new or old or {}
            action = ADDED if old is None else REMOVED if new is None else CHANGED
            told = "{}" if old is None else _told(kind, old, new)
            seq = record[kind.key[1]] if kind.many else 0
            rows.append((author.stamp, author.by, author.source, action, kind.id, record[kind.key[0]], seq,
                         name_of(kind, record), told, author.run))
        self._database.insert_rows(connection, CHANGES, _COLUMNS, rows)

    def used_within(self, connection: Connection, kind: Kind, owners: Iterable[str]) -> dict[str, set[int]]:
        """The numbers of records that stand in the history: given anew, they would tell of another record."""
        query = select(CHANGES.c.owner, CHANGES.c.seq).where(CHANGES.c.kind == kind.id).distinct()
        found: dict[str, set[int]] = {}
        for part in parts(owners):
            for owner, seq in connection.execute(query.where(near(CHANGES.c.owner, part))):
                found.setdefault(owner, set()).add(seq)
        return found


def name_of(kind: Kind, record: Record) -> str:
    """By what a record is called in the history."""
    return " ".join(filter(None, (shown_value(item, record.get(item.id)) for item in _naming(kind))))


@lru_cache(maxsize=64)
def _naming(kind: Kind) -> tuple[Field, ...]:
    return tuple(kind.by_id[name] for name in kind.named_by or _NAME if name in kind.by_id)


@lru_cache(maxsize=64)
def _picking(kind: Kind) -> tuple[tuple[str, ...], frozenset[str], Callable[[Record], tuple[Value, ...]]]:
    items = [item for item in kind.nx_columns if item.id not in kind.key]
    names = tuple(item.id for item in items)
    return names, frozenset(item.id for item in items if item.sensitive), itemgetter(*names)


def _told(kind: Kind, old: Record, new: Record | None) -> str:
    """Item → [old, new], or HIDDEN, of the items that differ."""
    names, hidden, pick = _picking(kind)
    after = (None,) * len(names) if new is None else pick(new)
    return _ENCODED({name: HIDDEN if name in hidden else (before, now)
                     for name, before, now in zip(names, pick(old), after, strict=True) if before != now})


def _items(told: str) -> tuple[ItemChange, ...]:
    return tuple(ItemChange(name, None, None, True) if values == HIDDEN else ItemChange(name, *values)
                 for name, values in json.loads(told).items())


def _narrowed(query: Select[Any], owner: str | None, kind: str | None, seq: int | None) -> Select[Any]:
    for column, wanted in ((CHANGES.c.owner, owner), (CHANGES.c.kind, kind), (CHANGES.c.seq, seq)):
        query = query if wanted is None else query.where(column == wanted)
    return query
