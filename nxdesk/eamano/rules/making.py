"""What a commit writes of changes beside their values: digests, words and entries of the audit log.

It needs neither database nor lock, so that it can be made before the commit, as soon as changes have been decided
(`remembered`). Made or not, a commit writes the same.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import compress, count
from operator import itemgetter, ne
from typing import Any

from nxdesk.eamano.rules.judging import Change, Made, owner_of
from nxdesk.eamano.rules.telling import told_changes, told_items, told_rows
from nxdesk.eamano.store.audit import target_of
from nxdesk.records.digests import canonical_digest, canonical_rows
from nxdesk.records.effects import ItemEffect
from nxdesk.records.fields import Kind, Value
from nxdesk.records.settled import may_stay, settled_mark, unchanged_by


def made(kind: Kind, changes: Sequence[Change]) -> list[Made]:
    """What is written of changes that write, in their order: what has been made already, or is made now."""
    left = iter(_made(kind, [change for change in changes if change.made is None]))
    return [next(left) if change.made is None else change.made for change in changes]


def with_made(kind: Kind, changes: Sequence[Change]) -> list[Change]:
    """The changes with what a commit would write of them."""
    writing = [change.writes for change in changes]
    left = iter(made(kind, list(compress(changes, writing))))
    return [change.known(next(left)) if writes else change for change, writes in zip(changes, writing, strict=True)]


def lost(kind: Kind, losing: Sequence[Sequence[ItemEffect]]) -> list[str]:
    """The entries of records that go, by what goes with each; blank where the log tells nothing."""
    told = ([effect for effect in effects if effect.audited] for effects in losing)
    return [told_changes(kind, effects) if effects else "" for effects in told]


def word(kind: Kind, target: tuple[Value, ...], version: int) -> str | None:
    """What stands beside a record of these values (`records.settled`)."""
    linked, _ = _reading(kind)
    return _word(kind, target, version, linked(target))


def _word(kind: Kind, target: tuple[Value, ...], version: int, linked: Sequence[Value]) -> str | None:
    return settled_mark(kind, version) if may_stay(kind) and unchanged_by(kind, linked, target) else None


def _made(kind: Kind, changes: Sequence[Change]) -> list[Made]:
    if not changes:
        return []
    linked, new_values = _reading(kind)
    # Of what is stored, not of what was sent: an item that was left alone may differ.
    rows = [linked(change.target) for change in changes]
    canonical = canonical_rows(list(zip(*rows, strict=True)))
    return [_one(kind, change, canonical_digest(text), _told(kind, change, new_values), row)
            for change, row, text in zip(changes, rows, canonical, strict=True)]


def _one(kind: Kind, change: Change, digest: str, told: str | None, row: tuple[Value, ...]) -> Made:
    stored = change.stored
    settled = _word(kind, change.target, stored.version + 1 if stored else 1, row)
    if stored is None:
        return Made(digest, settled, told)
    places = (tuple(compress(count(), map(ne, stored.values, change.target))) if change.told is None else
              tuple([_place_of(kind)[effect.field] for effect in change.told]))
    return Made(digest, settled, told, places, target_of(*owner_of(kind, stored), kind.id))


@lru_cache(maxsize=32)
def _place_of(kind: Kind) -> dict[str, int]:
    return {item.id: place for place, item in enumerate(kind.eamano_columns)}


def _told(kind: Kind, change: Change, new_values: "itemgetter[tuple[Value, ...]]") -> str | None:
    if change.changing:
        return None
    if change.stored is None:
        return told_rows(kind, [new_values(change.target)])[0]
    effects = [effect for effect in change.effects(kind) if effect.audited]
    return told_changes(kind, effects) if effects else ""


@lru_cache(maxsize=32)
def _reading(kind: Kind) -> tuple["itemgetter[tuple[Any, ...]]", "itemgetter[tuple[Any, ...]]"]:
    """The linked values of a record, and those that the entry of a new one lists."""
    columns = [item.id for item in kind.eamano_columns]
    return itemgetter(*map(columns.index, kind.linked_ids)), itemgetter(*map(columns.index, told_items(kind)))
