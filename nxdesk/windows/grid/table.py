"""The records of a grid, column by column, and the order in which they are shown. Qt-free.

Values stay where they were put; sorting and filtering only change `shown`, the permutation of record numbers. Records
may arrive in pieces: their number is announced first, so that a view can be scrolled before the last piece is there.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain

from nxdesk.windows.grid.columns import GridColumn
from nxdesk.windows.grid.ordering import Ordering

Values = Sequence[Sequence[str]]
Condition = Callable[[Values, Iterable[int]], list[int]]
"""Given all columns and some record numbers: those of the numbers that stay."""

_FEW = 4
"""Keys that are looked for one by one."""


class Table:
    """Records as columns of text. Columns `beside` the shown ones serve as conditions or as `key` (else the first), by
    which no two records are alike.
    """

    def __init__(self, columns: Sequence[GridColumn], beside: Sequence[str] = (), key: str = "") -> None:
        self.columns = tuple(columns)
        self._place = {name: place for place, name in enumerate([*(column.id for column in columns), *beside])}
        self._values: list[list[str]] = [[] for _ in self._place]
        self._keys = self._values[self._place[key] if key else 0]
        self._sorted: tuple[int, bool] | None = None
        self._orderings: dict[int, Ordering] = {}
        self._arranged: dict[tuple[int, bool], Sequence[int]] = {}
        self._alone: int | None = None
        self._total = 0
        self._order: Sequence[int] = range(0)
        self._conditions: tuple[Condition, ...] = ()
        self.shown: Sequence[int] = range(0)

    @property
    def total(self) -> int:
        """The number of records announced."""
        return self._total

    @property
    def loaded(self) -> int:
        """The number of records that have arrived."""
        return len(self._values[0])

    @property
    def complete(self) -> bool:
        """Every announced record is there: only then can be sorted, filtered and searched."""
        return self.loaded == self._total

    @property
    def natural(self) -> bool:
        """Neither sorted nor filtered."""
        return self._sorted is None and not self._conditions

    def place(self, column_id: str) -> int:
        """The number of the column with this id."""
        return self._place[column_id]

    def clear(self, total: int) -> None:
        """Forget all records and announce others; they will be sorted and filtered as these were."""
        for values in self._values:
            values.clear()
        self._orderings.clear()
        self._arranged.clear()
        self._total = total
        self._order = self.shown = range(total)

    def extend(self, columns: Sequence[Sequence[str]]) -> None:
        """Add records, given column by column; only more than announced changes the number of records."""
        for values, more in zip(self._values, columns, strict=True):
            values.extend(more)
        if self.loaded > self._total:
            self.finish()

    def finish(self) -> None:
        """No more records come: what has arrived is all there is. It is sorted and filtered as asked meanwhile."""
        self._total = self.loaded
        self._orderings.clear()
        self._arranged.clear()
        self._order = range(self._total)
        if self._sorted is not None:
            self._order = self._ordered(*self._sorted)
        self.keep(self._conditions)

    def cells(self, row: int) -> tuple[str, ...] | None:
        """What the columns of the row at this place of the view show; None while the record has not arrived."""
        record = self.shown[row]
        if record >= self.loaded:
            return None
        return tuple([column.show(values[record])
                      for column, values in zip(self.columns, self._values, strict=False)])

    def cell(self, row: int, column: int) -> str:
        """One cell as shown; empty while the record has not arrived."""
        record = self.shown[row]
        return self.columns[column].show(self._values[column][record]) if record < self.loaded else ""

    def texts(self, column: int, rows: int) -> set[str]:
        """The different texts as shown of a column in the first rows."""
        show, values, loaded = self.columns[column].show, self._values[column], self.loaded
        return {show(text) for text in {values[record] for record in self.shown[:rows] if record < loaded}}

    def stored(self, row: int, column: int) -> str:
        """The text as it was put into any column, also one beside; empty while the record has not arrived."""
        record = self.shown[row]
        return self._values[column][record] if record < self.loaded else ""

    def key(self, row: int) -> str:
        """The key of the row at this place of the view; empty while the record has not arrived."""
        record = self.shown[row]
        return self._keys[record] if record < self.loaded else ""

    def snapshot(self) -> Callable[[], list[tuple[str, ...]]]:
        """What gives the rows as they are shown now, cell by cell; it may be called later, and in any thread."""
        order, columns = list(self.shown[:self.loaded]), [list(values) for values in self._values[:len(self.columns)]]

        def rows() -> list[tuple[str, ...]]:
            shown = [[column.show(values[record]) for record in order]
                     for column, values in zip(self.columns, columns, strict=True)]
            return list(zip(*shown, strict=True))
        return rows

    def shown_keys(self) -> list[str]:
        """The keys of all rows shown, in their order."""
        keys, loaded = self._keys, self.loaded
        return [keys[record] for record in self.shown if record < loaded]

    def all_keys(self) -> Sequence[str]:
        """The keys of all records, in the order of arrival."""
        return self._keys

    def distinct(self, column_id: str) -> list[str]:
        """The different texts of a column, sorted."""
        return sorted(set(self._values[self._place[column_id]]))

    def rows_of(self, keys: Collection[str]) -> list[int]:
        """The places in the view of the records with these keys, ascending."""
        wanted = set(keys)
        if len(wanted) <= _FEW:
            return sorted(row for key in wanted if (row := self.row_of(key)) is not None)
        # Keys are walked through as they lie in memory: in the order of the view it takes five times as long.
        records = [record for record, key in enumerate(self._keys) if key in wanted]
        if isinstance(self.shown, range):
            return records
        found = bytearray(self._total)
        for record in records:
            found[record] = 1
        return [row for row, record in enumerate(self.shown) if found[record]]

    def row_of(self, key: str) -> int | None:
        """The place in the view of the record with this key."""
        try:
            return self.shown.index(self._keys.index(key))
        except ValueError:
            return None

    def sort(self, column: int | None, descending: bool = False) -> None:
        """Show the records by a column, equal ones as they stood; None gives back the order of arrival.

        Asked before all records have arrived, it is done by `finish`.
        """
        self._sorted = None if column is None else (column, descending)
        if column is None:
            self._order = range(self._total)
        elif self.complete:
            self._order = self._ordered(column, descending)
        self.keep(self._conditions)

    def keep(self, conditions: Sequence[Condition]) -> None:
        """Show only the records that fulfil all conditions, in the present order; none shows all.

        Asked before all records have arrived, it is done by `finish`.
        """
        self._conditions = tuple(conditions)
        if not self._conditions or not self.complete:
            self.shown = self._order
            return
        kept: Iterable[int] = range(self.loaded)
        for condition in self._conditions:
            kept = condition(self._values, kept)
        if not isinstance(self._order, range):
            staying = bytearray(self._total)
            for record in kept:
                staying[record] = 1
            kept = [record for record in self._order if staying[record]]
        self.shown = list(kept)

    def find(self, start: str, columns: Sequence[int], row: int) -> int | None:
        """The first row from `row` on, and round again, where one of the columns begins with `start`."""
        count = len(self.shown)
        wanted = [self._values[column] for column in columns]
        for candidate in chain(range(row, count), range(min(row, count))):
            record = self.shown[candidate]
            if record < self.loaded and any(values[record].startswith(start) for values in wanted):
                return candidate
        return None

    def _ordered(self, column: int, descending: bool) -> Sequence[int]:
        """The present order sorted. What a column alone makes of the order of arrival is kept, four bytes a record."""
        by = self.columns[column].sort_by
        place = self._place[by] if by else column
        ordering = self._ordering(place)
        if not (isinstance(self._order, range) or ordering.unique or self._alone == place):
            self._alone = None
            return ordering.arrange(self._order, descending)
        self._alone = place
        if (place, descending) not in self._arranged:
            self._arranged[place, descending] = ordering.arrange(range(self._total), descending)
        return self._arranged[place, descending]

    def _ordering(self, place: int) -> Ordering:
        if place not in self._orderings:
            self._orderings[place] = Ordering(self._values[place])
        return self._orderings[place]
