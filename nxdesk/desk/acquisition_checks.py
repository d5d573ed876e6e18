"""What keeps acquired records from being written: NX has to be able to keep them, and to understand what they name."""

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from nxdesk.masters.store import Masters
from nxdesk.records.acquiring import OwnerAcquisition, Record
from nxdesk.records.checks import nx_checker
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Kind, Value
from nxdesk.records.hr_code import HR_CODE
from nxdesk.records.messages import Issue
from nxdesk.records.year_end import YEAR_END
from nxdesk.records.year_end_checks import missing_dependents, unknown_insurers, years_gone_by

Finding = tuple[int, Issue]
"""The place of a record among the owner's of e-AMANO's, and what is wrong with it."""


class Arriving(NamedTuple):
    """What arrives for one owner: what becomes of NX's records, all of both sides, and the person's own in NX."""

    owner: str
    got: OwnerAcquisition
    nx: Sequence[Record]
    eamano: Sequence[Record]
    parent: Record | None


class Arrivals:
    """Judges what arrives for many owners at a time."""

    def __init__(self, masters: Masters, kind: Kind, today: str) -> None:
        self._masters = masters
        self._kind = kind
        self._today = today
        self._checker = nx_checker(kind)
        self._columns = tuple(item.id for item in kind.nx_columns)
        self._families: dict[str, list[Record]] = {}
        self._insurers: frozenset[tuple[str, str]] = frozenset()

    def expect(self, owners: Sequence[str]) -> None:
        """Read what the records of these people may name."""
        if self._kind is YEAR_END:
            self._families = {}
            names = (*FAMILY.key, "last_name", "first_name", "birth_date")
            for row in self._masters.members(FAMILY).some(names, owners):
                self._families.setdefault(str(row[0]), []).append(dict(zip(names, row, strict=True)))
            codes = self._masters.members(HR_CODE).some((*HR_CODE.key, "code"))
            self._insurers = frozenset((str(code_class), str(code)) for code_class, _, code in codes)

    def issues(self, arriving: Sequence[Arriving]) -> list[list[Finding]]:
        """Everything wrong with the records of each owner that would be written, by the items of `nx_columns`."""
        found: list[list[Finding]] = [[] for _ in arriving]
        rows = [self._rows(one) for one in arriving]
        places = [(number, place) for number, some in enumerate(rows) for place in some]
        columns = list(zip(*(row for some in rows for row in some.values()), strict=True))
        for suspect in self._checker.suspects(columns, self._today, warnings=True):
            number, place = places[suspect]
            found[number] += [(place, issue) for issue in self._checker.row_issues(rows[number][place], self._today)]
        return [sorted((*issues, *self._beside(one, some)), key=itemgetter(0))
                for one, some, issues in zip(arriving, rows, found, strict=True)]

    def _beside(self, one: Arriving, rows: Mapping[int, Sequence[Value]]) -> Iterator[Finding]:
        """What is wrong with them beside others of NX's."""
        yield from self._together(rows, one)
        if self._kind is YEAR_END:
            yield from ((place, issue) for place, issue in self._named(one) if place in rows)

    def _rows(self, one: Arriving) -> dict[int, list[Value]]:
        """The records that change, as they would be, by their places among e-AMANO's."""
        return {record.pair.eamano: self._row(one.owner, {} if record.new else one.nx[record.pair.nx or 0],
                                              record.values) for record in one.got.records if record.changes}

    def _row(self, owner: str, record: Record, values: Mapping[str, Value]) -> list[Value]:
        whole = {**record, **values, self._kind.key[0]: owner}
        if self._kind.many:  # A new record gets its number only when it is written.
            whole[self._kind.key[1]] = whole.get(self._kind.key[1]) or 1
        return list(map(whole.get, self._columns))

    def _together(self, rows: Mapping[int, Sequence[Value]], one: Arriving) -> Iterator[Finding]:
        """What is wrong with the changed records beside the others.

        Records that arrive as second ones (家族) are no faults: that is asked about.
        """
        if not self._kind.many or self._kind.match_back != self._kind.match:
            return
        replaced = {record.pair.nx for record in one.got.records if record.changes}
        others = [[record.get(name) for name in self._columns] for place, record in enumerate(one.nx)
                  if place not in replaced]
        places = list(rows)
        for at, issue in self._checker.group_issues([*others, *rows.values()], one.parent):
            if at >= len(others):
                yield places[at - len(others)], issue

    def _named(self, one: Arriving) -> Iterator[Finding]:
        yield from years_gone_by(one.eamano, one.nx)
        yield from missing_dependents(one.eamano, self._families.get(one.owner, ()))
        yield from unknown_insurers(one.eamano, self._insurers)
