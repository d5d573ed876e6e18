"""What is wrong with a file, cell by cell, kept in little room: a hundred thousand rows can have millions of faults."""

from array import array
from collections.abc import Iterator
from typing import NamedTuple

MOST_KEPT = 1_000_000
"""Faults whose places are kept; all are counted, and all stand in the error file."""


class Fault(NamedTuple):
    """One broken cell: the row number of the file (the heading is row 1), the column's heading and place (-1 where the
    file has no such column), the item's label, and the reason with its code.
    """

    row: int
    column: str
    place: int
    item: str
    code: str
    reason: str

    @property
    def sentence(self) -> str:
        """The reason with its code behind it."""
        return f"{self.reason}({self.code})"


class Faults:
    """All faults of one reading."""

    def __init__(self) -> None:
        self._reasons: dict[tuple[str, int, str, str, str], int] = {}
        self._named: list[tuple[str, int, str, str, str]] = []
        self._rows, self._which = array("I"), array("I")
        self._last_row = 0
        self.cells = 0
        self.rows = 0

    def add(self, fault: Fault) -> None:
        """Faults come in the order of their rows."""
        self.cells += 1
        self.rows += fault.row != self._last_row
        self._last_row = fault.row
        if len(self._rows) >= MOST_KEPT:
            return
        known = fault[1:]
        number = self._reasons.get(known)
        if number is None:
            number = self._reasons[known] = len(self._named)
            self._named.append(known)
        self._rows.append(fault.row)
        self._which.append(number)

    def __iter__(self) -> Iterator[Fault]:
        """Those that were kept, in order."""
        return (Fault(row, *self._named[which]) for row, which in zip(self._rows, self._which, strict=True))

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._rows)

    def part(self, start: int, count: int) -> list[Fault]:
        """Some of those that were kept, from this place on."""
        return [Fault(row, *self._named[which]) for row, which in
                zip(self._rows[start:start + count], self._which[start:start + count], strict=True)]
