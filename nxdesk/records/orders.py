"""Rules about days and pairs of items for whole columns at once: without a Python call a record (`Rule.columns`)."""

from collections.abc import Iterable, Sequence
from itertools import repeat
from operator import gt, is_, ne
from typing import cast

from nxdesk.records.fields import Value


def later(first: Value, second: Value) -> bool:
    """`first` is a later ISO day than `second`; a blank one never is."""
    return first is not None and second is not None and str(first) > str(second)


def later_columns(today: str, first: Sequence[Value], second: Sequence[Value]) -> Iterable[bool]:
    """`later` of two items."""
    try:
        return map(gt, _text(first), _text(second))
    except TypeError:
        return [b is not None and later(a, b) for a, b in zip(first, second, strict=True)]


def future_column(today: str, days: Sequence[Value]) -> Iterable[bool]:
    """`later` of an item than today."""
    try:
        return map(gt, _text(days), repeat(today))
    except TypeError:
        return [later(day, today) for day in days]


def not_later(first: Value, second: Value) -> bool:
    """`first` is given, and is not a later ISO day than `second`, which may be blank."""
    return first is not None and not later(first, second or "0")


def not_later_columns(today: str, second: Sequence[Value], first: Sequence[Value]) -> Iterable[bool]:
    """`not_later` of two items, the second one before the first."""
    return [a is not None and not_later(a, b) for b, a in zip(second, first, strict=True)]


def one_alone(first: Value, second: Value) -> bool:
    """Only one of both is given."""
    return (first is None) != (second is None)


def one_alone_columns(today: str, first: Sequence[Value], second: Sequence[Value]) -> Iterable[bool]:
    """`one_alone` of two items."""
    if all(first) and all(second):
        return ()
    return map(ne, map(is_, first, repeat(None)), map(is_, second, repeat(None)))


def _text(column: Sequence[Value]) -> Sequence[str]:
    """The column, in which nothing but text stands; raises TypeError for another one."""
    "".join(cast("Sequence[str]", column))
    return cast("Sequence[str]", column)
