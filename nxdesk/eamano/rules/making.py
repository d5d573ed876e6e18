"""What a commit writes of changes beside their values: digests, words and entries of the audit log.

It needs neither database nor lock, so that it can be made before the commit, as soon as changes have been decided
(`remembered`). Made or not, a commit writes the same.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import compress, count
from operator import itemgetter, ne
from typing import Any

from nxdesk.eamano.rules.judging import Change, Made, Present, lost_with, owner_of
from nxdesk.eamano.rules.telling import told_changes, told_items, told_rows
from nxdesk.eamano.store.audit import target_of
from nxdesk.eamano.store.bulk import Stored
from nxdesk.records.digests import canonical_digest, canonical_rows
from nxdesk.records.fields import Kind, Value
from nxdesk.records.settled import may_stay, settled_mark, settles


def made(kind: Kind, changes: Sequence[Change]) -> list[Made]:
    """What is written of changes that write, in their order: what has been made already, or is made now."""
    left = iter(_made(kind, [change for change in changes if change.made is None]))
    return [next(left) if change.made is None else change.made for change in changes]


def with_made(kind: Kind, changes: Sequence[Change]) -> list[Change]:
    """The changes with what a commit would write of them."""
    left = iter(made(kind, [change for change in changes if change.writes]))
    return [change._replace(made=next(left)) if change.writes else change for change in changes]


def lost(kind: Kind, gone: Sequence[Stored], here: Present) -> list[str]:
    """The entries of records that go; blank where the log tells nothing."""
    told = ([effect for effect in lost_with(kind, record, here) if effect.audited] for record in gone)
    return [told_changes(kind, effects) if effects else "" for effects in told]


def word(kind: Kind, target: tuple[Value, ...], version: int) -> str | None:
    """What stands beside a record of these values (`records.settled`)."""
    if not may_stay(kind) or not settles(kind)(target):
        return None
    return settled_mark(kind, version)


def _made(kind: Kind, changes: Sequence[Change]) -> list[Made]:
    if not changes:
        return []
    linked, new_values = _reading(kind)
    # Of what is stored, not of what was sent: an item that was left alone may differ.
    canonical = canonical_rows(list(zip(*(linked(change.target) for change in changes), strict=True)))
    return [_one(kind, change, canonical_digest(text), _told(kind, change, new_values))
            for change, text in zip(changes, canonical, strict=True)]


def _one(kind: Kind, change: Change, digest: str, told: str | None) -> Made:
    stored = change.stored
    if stored is None:
        return Made(digest, word(kind, change.target, 1), told)
    places = (tuple(compress(count(), map(ne, stored.values, change.target))) if change.told is None else
              tuple([_place_of(kind)[effect.field] for effect in change.told]))
    return Made(digest, word(kind, change.target, stored.version + 1), told, places,
                target_of(*owner_of(kind, stored), kind.id))


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
