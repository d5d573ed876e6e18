"""How the texts of one column put records in order. Made once for a column, used for every sort by it. Qt-free."""

from array import array
from collections.abc import Sequence
from itertools import islice
from operator import lt

_SHARED = 20
"""Records that share a text on average from which on they are dealt out by text instead of being compared."""
_IN_A_BYTE = 256
"""Texts whose numbers fit into a byte each."""


class Ordering:
    """The order of a column's texts, each text given at the number of its record."""

    def __init__(self, values: Sequence[str]) -> None:
        self._ranks: Sequence[int] = range(len(values))
        self._heaps = 0
        self.unique = all(map(lt, values, islice(values, 1, None)))
        """No two records have the same text: how they stood before makes no difference."""
        if self.unique:
            return
        different = set(values)
        self.unique = len(different) == len(values)
        rank = {text: number for number, text in enumerate(sorted(different))}
        if len(rank) * _SHARED <= len(values):
            self._heaps = len(rank)
        # A byte each, the ranks of 100,000 records stay near the processor, however the present order jumps in them.
        pack = bytes if len(rank) <= _IN_A_BYTE else list
        self._ranks = pack(map(rank.__getitem__, values))

    def arrange(self, records: Sequence[int], descending: bool) -> Sequence[int]:
        """All records by their texts, equal ones as they stand in `records`; four bytes a record."""
        if isinstance(self._ranks, range):
            return array("I", self._ranks[::-1] if descending else self._ranks)
        if self._heaps:
            return self._dealt(records, descending)
        return array("I", sorted(records, key=self._ranks.__getitem__, reverse=descending))

    def _dealt(self, records: Sequence[int], descending: bool) -> Sequence[int]:
        """In time proportional to the records, where comparing takes longer for each of more records."""
        heaps = [array("I") for _ in range(self._heaps)]
        put = [heap.append for heap in heaps]
        ranks = self._ranks
        for record in records:
            put[ranks[record]](record)
        return array("I", b"".join(reversed(heaps) if descending else heaps))
