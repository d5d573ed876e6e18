"""The rows of those who stay as they are: made by columns, some at a time, while answers about others are awaited."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

from nxdesk.desk.impact import EFFECTS, ImpactRecord
from nxdesk.desk.run_checks import Person
from nxdesk.desk.run_people import Chosen, record_namer, shown_record
from nxdesk.desk.run_state import ListRow
from nxdesk.link.causes import harmless_all
from nxdesk.link.staying import Staying
from nxdesk.records.clock import shown
from nxdesk.records.tuples import of_columns

_AT_ONCE = 100
"""Records made into rows between two looks whether an answer has come."""

_NOTHING = (0,) * len(EFFECTS)


class StayingRows(NamedTuple):
    """Records in the order of the list, and beside them the versions seen, their rows, and what becomes of them."""

    records: Sequence[Person]
    versions: Sequence[int]
    rows: Sequence[ListRow]
    impact: Sequence[ImpactRecord]


class StayingPeople:
    """Takes in who stays, in the order of the list, and makes the rows when there is time for it."""

    def __init__(self, as_of: str) -> None:
        self._as_of = as_of
        self._records: list[Person] = []
        self._versions: list[int] = []
        self._updated: list[str] = []
        self._rows: list[ListRow] = []
        self._impact: list[ImpactRecord] = []
        self._stamp = lru_cache(maxsize=4096)(shown)  # Records that came together bear the same stamp.

    def __len__(self) -> int:
        """How many records there are."""
        return len(self._records)

    def add(self, records: Sequence[Person], staying: Staying) -> None:
        """The next person who stays."""
        self._records += records
        self._versions += staying.versions
        self._updated += staying.updated_at

    def make_some(self, chosen: Chosen) -> bool:
        """Make some of the rows; False where all are made. `chosen` knows the owners."""
        start = len(self._rows)
        records = self._records[start:start + _AT_ONCE]
        if not records:
            return False
        codes, stamp = [record.code for record in records], self._stamp
        labels = chosen.labels(codes, self._as_of, there=True)
        persons = list(map(chosen.person_name, codes))
        names, relations = zip(*map(record_namer(chosen.kind), records), strict=True)
        blank, no = repeat(""), repeat(False)
        here = ([shown_record(*one) for one in zip(names, relations, strict=True)] if chosen.kind.many
                else [""] * len(records))
        members = [record.member for record in records]
        self._rows += of_columns(
            ListRow, codes, persons, labels, here, [stamp(record.updated_at) for record in records],
            harmless_all(here), map(stamp, self._updated[start:start + _AT_ONCE]),
            [stamp(record.operation_start) for record in records], no, blank, members, blank)
        self._impact += of_columns(
            ImpactRecord, repeat(chosen.kind), codes, [str(member or "") for member in members],
            [person or name for person, name in zip(persons, names, strict=True)], names, relations, labels, repeat(0),
            no, no, no, repeat(_NOTHING), repeat(()), no)
        return True

    def between(self, start: int, stop: int, chosen: Chosen) -> StayingRows:
        """A part of them, with what is not made yet."""
        while len(self._rows) < stop:
            self.make_some(chosen)
        part = slice(start, stop)
        return StayingRows(self._records[part], self._versions[part], self._rows[part], self._impact[part])
