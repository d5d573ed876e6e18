"""What the audit log says of values: sensitive ones are only said to be there."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import orjson

from nxdesk.records.effects import ItemEffect, new_person_plan
from nxdesk.records.fields import Kind, Value

HIDDEN = "●"
"""Stands for a sensitive value."""


@lru_cache(maxsize=32)
def told_items(kind: Kind) -> tuple[str, ...]:
    """The items whose values the entry of a new record lists, in order."""
    return tuple(item.id for item in new_person_plan(kind).fields)


@lru_cache(maxsize=32)
def _hidden_places(kind: Kind) -> tuple[int, ...]:
    return tuple(place for place, item in enumerate(told_items(kind)) if kind.by_id[item].sensitive)


def told_values(kind: Kind, values: Sequence[Value]) -> list[Value]:
    """The values of `told_items` as they may be told."""
    told = list(values)
    for place in _hidden_places(kind):
        if told[place] is not None:
            told[place] = HIDDEN
    return told


def told_rows(kind: Kind, rows: Iterable[Sequence[Value]]) -> list[str]:
    """The entries of new records, given by the values of `told_items`."""
    return [orjson.dumps(told_values(kind, row)).decode() for row in rows]


def told_columns(kind: Kind, columns: Sequence[Sequence[Value]]) -> list[bytes]:
    """As `told_rows`, in UTF-8, for many records given by columns.

    Their JSON is made in one go, unless some text looks like the end of a record.
    """
    told = list(columns)
    for place in _hidden_places(kind):
        told[place] = [None if value is None else HIDDEN for value in told[place]]
    rows = list(zip(*told, strict=True))
    parts = orjson.dumps(rows)[2:-2].split(b"],[")
    if len(parts) == len(rows):
        return [b"[%b]" % part for part in parts]
    return [orjson.dumps(row) for row in rows]


def told_changes(kind: Kind, effects: Iterable[ItemEffect]) -> str:
    """The entry of a record that was there."""
    hidden = _hidden(kind)
    return orjson.dumps({field: [_covered(old), _covered(new)] if field in hidden else [old, new]
                         for field, _, old, new, _ in effects}).decode()


@lru_cache(maxsize=32)
def _hidden(kind: Kind) -> frozenset[str]:
    """Sensitive items, but for those that are kept apart: what stands for a part (あり) is no value of the record."""
    return frozenset(item.id for item in kind.fields if item.sensitive and not item.shape.apart)


def _covered(value: Value) -> Value:
    return None if value is None else HIDDEN
