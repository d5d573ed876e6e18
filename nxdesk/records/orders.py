"""Rules about days and pairs of items for whole columns at once: without a Python call a record (`Rule.columns`)."""

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import repeat
from operator import gt, is_, ne

from nxdesk.records.fields import Value

_BEFORE, _BEHIND = "", "\uffff"
"""Stand for blank days, which never are the later ones of two."""


def later(first: Value, second: Value) -> bool:
    """`first` is a later ISO day than `second`; a blank one never is."""
    return first is not None and second is not None and str(first) > str(second)


def later_columns(today: str, first: Sequence[Value], second: Sequence[Value]) -> Iterable[bool]:
    """`later` of two items."""
    return map(gt, _texts(first, _BEFORE), _texts(second, _BEHIND))


def future_column(today: str, days: Sequence[Value]) -> Iterable[bool]:
    """`later` of an item than today."""
    return map(gt, _texts(days, _BEFORE), repeat(today))


def one_alone(first: Value, second: Value) -> bool:
    """Only one of both is given."""
    return (first is None) != (second is None)


def one_alone_columns(today: str, first: Sequence[Value], second: Sequence[Value]) -> Iterable[bool]:
    """`one_alone` of two items."""
    blank = partial(is_, None)
    return map(ne, map(blank, first), map(blank, second))


def _texts(column: Sequence[Value], blank: str) -> Iterable[str]:
    """The days as text; a column that is joined without an error holds nothing else."""
    try:
        "".join(column)  # type: ignore[arg-type]
    except TypeError:
        return [blank if value is None else str(value) for value in column]
    return column  # type: ignore[return-value]
