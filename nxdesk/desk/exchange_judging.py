"""Rows of a file met with the stored records: what each would add or change, and what is wrong with it.

The preview and the import go through here alike, so they cannot differ. A piece of rows is read column by column, met
with the stored records of its owners in one query, and judged by the compiled checks of records; only rows in which
something is wrong are looked at one by one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import NamedTuple

from nxdesk.desk.exchange_faults import Fault
from nxdesk.desk.exchange_items import MY_NUMBER, STARTS, importable
from nxdesk.desk.exchange_mapping import Column
from nxdesk.desk.exchange_values import ColumnReader
from nxdesk.masters.store import Masters
from nxdesk.records.checks import nx_checker
from nxdesk.records.fields import Field, Kind, Severity, Value
from nxdesk.records.kinds import kind as kind_of
from nxdesk.records.matching import match_key
from nxdesk.records.messages import Issue
from nxdesk.records.numbers import is_my_number
from nxdesk.records.sentences import sentence

Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """How a file is to be taken: `update` changes records that are there (otherwise only new ones are added), `clear`
    lets blank cells empty an item, `pad` puts leading zeros back, `real_numbers` keeps My Numbers as they are.
    """

    update: bool = True
    clear: bool = False
    pad: bool = True
    real_numbers: bool = False


@dataclass(slots=True)
class Entry:
    """What a row comes to: `version` 0 and `seq` 0 for a new record; `values` are all given, or those that change."""

    row: int
    owner: str
    seq: int
    version: int
    values: dict[str, Value]
    number: str | None = field(repr=False)
    natural: str


@dataclass(slots=True)
class Judged:
    """A piece of rows: what is to be written, what is wrong, every My Number that was understood, and counts."""

    entries: list[Entry] = field(default_factory=list, repr=False)
    faults: list[Fault] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list, repr=False)
    unchanged: int = 0
    skipped: int = 0
    cleared: int = 0

    def add(self, part: "Judged") -> None:
        """Take what stands behind these rows."""
        self.entries += part.entries
        self.faults += part.faults
        self.numbers += part.numbers
        self.unchanged += part.unchanged
        self.skipped += part.skipped
        self.cleared += part.cleared


class _Stored(NamedTuple):
    """A stored record: its values in `nx_columns` order, and its version."""

    row: Row
    version: int


class Judge:
    """Judges one file from its beginning to its end, piece by piece.

    One that `only_looks` leaves the values out of what would be written: nobody asks for them.
    """

    def __init__(self, masters: Masters, kind: Kind, columns: Sequence[Column], wish: Wish, today: str, *,
                 only_looks: bool = False) -> None:
        self._masters, self._kind, self._wish, self._today = masters, kind, wish, today
        self._columns, self._only_looks = columns, only_looks
        self._place = {column.item: place for place, column in enumerate(columns) if column.item}
        items = importable(kind)
        self.readers = {name: ColumnReader(items[name], pads=wish.pad) for name in self._place}
        self._ids = tuple(item.id for item in kind.nx_columns)
        self._at = {name: place for place, name in enumerate(self._ids)}
        self._mapped = [(self._at[name], name) for name in self._place if name in self._at]
        self._starts = STARTS.get(kind.id, {})
        self._reads = {(rule.code, rule.field): rule.reads for rule in kind.rules}
        self._seen: dict[str, int] = {}
        self._members: Counter[str] = Counter()
        self._owner = kind.key[0]

    def piece(self, first: int, rows: Sequence[Sequence[str]]) -> Judged:
        """Judge these rows of the file; `first` is the row number of the first one."""
        judged = Judged()
        width = len(self._columns)
        texts = list(zip(*(row if len(row) == width else (*row, *repeat("", width))[:width] for row in rows),
                         strict=True))
        values = {name: self.readers[name].values(texts[place]) for name, place in self._place.items()}
        owners = values[self._owner]
        naturals = self._naturals(values, len(rows))
        stored = self._stored(owners)
        olds = [stored.get((owner, natural)) for owner, natural in zip(owners, naturals, strict=True)]
        merged, columns = self._merged(values, olds, len(rows))
        wrong = self._row_faults(first, rows, owners, naturals, olds, stored)
        self._item_faults(first, merged, columns, olds, wrong)
        self._number_faults(first, values, wrong)
        judged.numbers = [text for number in values.get(MY_NUMBER, ()) if number and self._takes(text := str(number))]
        self._outcome(judged, first, values, naturals, olds, merged, wrong)
        return judged

    # Meeting the stored records

    def _naturals(self, values: Mapping[str, Sequence[Value]], count: int) -> list[str]:
        if not self._kind.many:
            return [""] * count
        names = [name for group in self._kind.match for name in group]
        match = self._kind.match
        return [match_key(match, dict(zip(names, row, strict=True)))
                for row in zip(*(values[name] for name in names), strict=True)]

    def _stored(self, owners: Sequence[Value]) -> dict[tuple[Value, str], _Stored | None]:
        """(owner, natural key) → the stored record; None where several have this key."""
        named = {owner for owner in owners if isinstance(owner, str) and owner}
        size = len(self._ids)
        key = self._kind.key
        names = (*key, *(name for name in self._ids if name not in key), "version")
        order = [names.index(name) for name in self._ids]
        found: dict[tuple[Value, str], _Stored | None] = {}
        match = self._kind.match
        for read in self._masters.records(self._kind).some(names, named):
            row = tuple([read[place] for place in order])
            natural = match_key(match, dict(zip(self._ids, row, strict=True))) if match else ""
            place = (row[self._at[self._owner]], natural)
            found[place] = None if place in found else _Stored(row, int(read[size] or 0))
        return found

    def _merged(self, values: Mapping[str, Sequence[Value]], olds: Sequence[_Stored | None],
                count: int) -> tuple[list[Row], list[Sequence[Value]]]:
        """Every record as it would be, in `nx_columns` order; and the same by columns."""
        columns: list[Sequence[Value]] = []
        for name in self._ids:
            start: Value = 1 if name in self._kind.key[1:] else self._starts.get(name)
            given = values.get(name)
            if given is None:
                columns.append([start] * count)
            else:
                columns.append(given if start is None else [start if value is None else value for value in given])
        merged = list(zip(*columns, strict=True))
        if not any(olds):
            return merged, columns
        for place, old in enumerate(olds):
            if old is not None:
                row = list(old.row)
                for at, name in self._mapped:
                    value = values[name][place]
                    if value is not None or self._wish.clear:
                        row[at] = value
                merged[place] = tuple(row)
        return merged, list(zip(*merged, strict=True))

    # Judging

    def _row_faults(self, first: int, rows: Sequence[Sequence[str]], owners: Sequence[Value], naturals: Sequence[str],
                    olds: Sequence[_Stored | None],
                    stored: Mapping[tuple[Value, str], _Stored | None]) -> dict[int, list[Fault]]:
        """What is wrong with rows as a whole: place → faults."""
        wrong: dict[int, list[Fault]] = {}
        there = self._parents(owners)
        most = self._kind.by_id[self._kind.key[1]].shape.most if self._kind.many else 0
        if most:
            self._count_members(owners, stored)
        for place, (owner, natural) in enumerate(zip(owners, naturals, strict=True)):
            row, found = first + place, list[Fault]()
            if len(rows[place]) > len(self._columns) and any(rows[place][len(self._columns):]):
                found.append(self._fault(row, "", "NXD_Q_32"))
            if there is not None and owner is not None and owner not in there:
                found.append(self._fault(row, self._owner, "NXD_Q_31"))
            key = f"{owner}\x1f{natural}"
            if owner is not None and self._seen.setdefault(key, row) != row:
                found.append(self._fault(row, self._natural_item, "NXD_Q_30", first=self._seen[key],
                                         kind=self._kind.label))
            elif (owner, natural) in stored and olds[place] is None:
                found.append(self._fault(row, self._natural_item, "NXD_Q_34", kind=self._kind.label))
            elif most and owner is not None and olds[place] is None:
                self._members[str(owner)] += 1
                if self._members[str(owner)] > most:
                    found.append(self._fault(row, self._owner, "NXD_Q_33", kind=self._kind.label, most=most))
            if found:
                wrong[place] = found
        return wrong

    @property
    def _natural_item(self) -> str:
        return self._kind.match[0][0] if self._kind.match else self._owner

    def _parents(self, owners: Sequence[Value]) -> frozenset[Value] | None:
        """Those of the owners who are there, where the kind asks for it."""
        if self._kind.parent is None or not self._kind.by_person:
            return None
        named = {owner for owner in owners if isinstance(owner, str)}
        key = kind_of(self._kind.parent).key[0]
        return frozenset(read[0] for read in self._masters.people.some((key,), named))

    def _count_members(self, owners: Sequence[Value], stored: Mapping[tuple[Value, str], _Stored | None]) -> None:
        """How many records those have who come for the first time."""
        new = {str(owner) for owner in owners} - self._members.keys()
        self._members.update(dict.fromkeys(new, 0))
        for owner, _ in stored:
            if str(owner) in new:
                self._members[str(owner)] += 1

    def _item_faults(self, first: int, merged: Sequence[Row], columns: Sequence[Sequence[Value]],
                     olds: Sequence[_Stored | None], wrong: dict[int, list[Fault]]) -> None:
        checker = nx_checker(self._kind)
        for place in checker.suspects(columns, self._today, warnings=False):
            issues = checker.row_issues(merged[place], self._today)
            misfits = {issue.field for issue in issues if (issue.code, issue.field) not in self._reads}
            for issue in issues:
                if issue.severity is not Severity.ERROR or not (olds[place] is None or self._concerns(issue)):
                    continue
                # What follows from a value that is no value is not said as well.
                if misfits.isdisjoint(self._reads.get((issue.code, issue.field), ())):
                    wrong.setdefault(place, []).append(self._of_issue(first + place, issue))

    def _concerns(self, issue: Issue) -> bool:
        """The file has to do with it; what was wrong before in other items is not its fault."""
        return any(name in self._place for name in (issue.field, *self._reads.get((issue.code, issue.field), ())))

    def _number_faults(self, first: int, values: Mapping[str, Sequence[Value]], wrong: dict[int, list[Fault]]) -> None:
        for place, number in enumerate(values.get(MY_NUMBER, ())):
            if number is not None and not self._takes(str(number)):
                item = self._kind.by_id[MY_NUMBER]
                wrong.setdefault(place, []).append(
                    self._of_issue(first + place, Issue(item.shape.message, item.id, item.label)))

    def _takes(self, number: str) -> bool:
        """What is going to be replaced needs the right length only."""
        if self._wish.real_numbers:
            return is_my_number(number)
        return len(number) == 12 and number.isascii() and number.isdigit()

    def _fault(self, row: int, item: str, code: str, **words: object) -> Fault:
        place = self._place.get(item, -1)
        label = self._label(item)
        return Fault(row, self._columns[place].shown(place) if place >= 0 else "", place, label, code,
                     sentence(code, **words))

    def _of_issue(self, row: int, issue: Issue) -> Fault:
        place = self._place.get(issue.field, -1)
        column = self._columns[place].shown(place) if place >= 0 else ""
        return Fault(row, column, place, issue.label, issue.code, issue.words)

    def _label(self, item: str) -> str:
        known: Field | None = self._kind.by_id.get(item)
        return known.label if known is not None else ""

    # What comes of it

    def _given(self, row: Row) -> dict[str, Value]:
        """What a new record has, without the numbers that NX gives."""
        given: dict[str, Value] = {name: value for name, value in zip(self._ids, row, strict=True) if value is not None}
        for name in self._kind.key[1:]:
            given.pop(name, None)
        return given

    def _outcome(self, judged: Judged, first: int, values: Mapping[str, Sequence[Value]], naturals: Sequence[str],
                 olds: Sequence[_Stored | None], merged: Sequence[Row], wrong: Mapping[int, list[Fault]]) -> None:
        numbers = values.get(MY_NUMBER)
        owners = values[self._owner]
        for place, (old, row) in enumerate(zip(olds, merged, strict=True)):
            if place in wrong:
                judged.faults += wrong[place]
                continue
            number = numbers[place] if numbers is not None else None
            given = None if number is None else str(number)
            owner, natural = str(owners[place]), naturals[place]
            if old is None:
                new = {} if self._only_looks else self._given(row)
                judged.entries.append(Entry(first + place, owner, 0, 0, new, given, natural))
            elif not self._wish.update:
                judged.skipped += 1
            elif row == old.row and given is None:
                judged.unchanged += 1
            else:
                changes = {name: row[at] for at, name in self._mapped if row[at] != old.row[at]}
                judged.cleared += sum(value is None for value in changes.values())
                seq = int(old.row[self._at[self._kind.key[1]]] or 0) if self._kind.many else 0
                judged.entries.append(Entry(first + place, owner, seq, old.version, changes, given, natural))
