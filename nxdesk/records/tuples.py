"""Many named tuples at once: calling the class for each would take twice as long."""

from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import Any, TypeVar

T = TypeVar("T", bound=tuple[Any, ...])


def of_rows(shape: type[T], rows: Iterable[tuple[object, ...]]) -> Iterator[T]:
    """A tuple of this shape for each row, which has a value for each field."""
    return map(tuple.__new__, repeat(shape), rows)


def of_columns(shape: type[T], *columns: Iterable[object]) -> Iterator[T]:
    """A tuple of this shape for each place of the columns, up to the end of the shortest.

    Raises TypeError where there are not as many columns as fields.
    """
    if len(columns) != len(shape._fields):  # type: ignore[attr-defined]
        raise TypeError(f"{shape.__name__}: {len(columns)} columns")
    return of_rows(shape, zip(*columns, strict=False))
