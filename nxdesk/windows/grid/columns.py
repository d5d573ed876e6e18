"""What a column of a grid is. Qt-free, and knows no kind of record."""

from collections.abc import Callable
from dataclasses import dataclass


def as_it_is(value: str) -> str:
    """A stored text that is shown unchanged."""
    return value


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column: its title, its width in half-width characters, how its stored text is shown and by what it is sorted.

    `sort_by` names another column whose stored texts give the order (a name in kanji is sorted by its reading).
    """

    id: str
    title: str
    width: int
    show: Callable[[str], str] = as_it_is
    sort_by: str = ""
    hidden: bool = False
