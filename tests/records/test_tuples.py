"""Many named tuples at once."""

from itertools import repeat
from typing import NamedTuple

import pytest

from nxdesk.records.tuples import of_columns, of_rows


class Point(NamedTuple):
    """Two fields."""

    x: int
    y: str = ""


def test_they_are_what_the_class_itself_makes() -> None:
    one, other = of_columns(Point, [1, 2], repeat("a"))
    assert (one, other) == (Point(1, "a"), Point(2, "a"))
    assert (type(one), other.y) == (Point, "a")
    assert list(of_rows(Point, [(3, "b")])) == [Point(3, "b")]


def test_a_column_too_few_is_refused() -> None:
    with pytest.raises(TypeError, match="Point: 1 columns"):
        of_columns(Point, [1])
