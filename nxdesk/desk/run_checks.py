"""条理チェック of the chosen people and the rows that show what is wrong."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nxdesk.desk.run_state import ListRow
from nxdesk.records.checks import blocks, link_checker, my_number_issue
from nxdesk.records.clock import shown
from nxdesk.records.fields import Field, Kind, Value
from nxdesk.records.messages import Issue


class Person(NamedTuple):
    """One chosen person's record as read from NX: `row` holds the values that travel, in `Kind.linked` order.

    Most of many are never looked at, so their values are `held` as the JSON of the row, in UTF-8. `right` is the mark
    of the checks that found nothing wrong (`records.checks`). Of kinds with several records a person `member` is NX's
    number of the record (家族番号), otherwise 0, and `told` are the values that are looked at in every record
    (`records.checks.told_ids`).
    """

    code: str
    updated_at: str
    operation_start: str | None
    digest: str
    held: tuple[Value, ...] | bytes
    last_name: str | None = None
    first_name: str | None = None
    right: str | None = None
    member: int = 0
    told: tuple[Value, ...] = ()

    @property
    def row(self) -> tuple[Value, ...]:
        """The values."""
        return tuple(json.loads(self.held)) if isinstance(self.held, bytes) else self.held


@dataclass(frozen=True, slots=True)
class Checked:
    """The people free of errors, the rows about those who are not, and how many these are."""

    clean: tuple[Person, ...]
    error_rows: tuple[ListRow, ...]
    with_errors: int
    warnings: tuple[str, ...]


def person_name(kind: Kind, row: Sequence[Value]) -> str:
    """`姓 名` with a half-width space, as in the manual's pictures."""
    return name_reader(kind)(row)


def name_reader(kind: Kind) -> Callable[[Sequence[Value]], str]:
    """`person_name` for many rows of a kind."""
    last, first = (kind.linked_ids.index(item) for item in ("last_name", "first_name"))
    return lambda row: f"{row[last] or ''} {row[first] or ''}".strip()


def item_at(kind: Kind, pointer: str) -> Field | None:
    """The item of a row that a pointer such as `/rows/3/7` names."""
    named = re.fullmatch(r".*/rows/\d+/(\d+)", pointer)
    place = int(named[1]) if named else len(kind.linked)
    return kind.linked[place] if place < len(kind.linked) else None


def name_of(kind: Kind, person: Person) -> str:
    """`person_name` of somebody, without a look at the values where that is possible."""
    if person.last_name is None:
        return person_name(kind, person.row)
    return f"{person.last_name} {person.first_name or ''}".strip()


def check_people(kind: Kind, people: Sequence[Person], today: str, my_numbers: Mapping[str, str]) -> Checked:
    """Judge everybody; `my_numbers` holds the numbers that are to go along (none when they stay)."""
    blocked: set[int] = set()
    rows: list[ListRow] = []
    warnings: dict[str, int] = {}
    for place, issues in _issues(kind, people, today, my_numbers):
        person = people[place]
        for issue in issues:
            if blocks((issue,)):
                blocked.add(place)
                rows.append(_error_row(person, person_name(kind, person.row), issue))
            else:
                warnings[issue.sentence] = warnings.get(issue.sentence, 0) + 1
    clean = tuple(person for place, person in enumerate(people) if place not in blocked) if blocked else tuple(people)
    notes = tuple(f"{sentence} {count}名" for sentence, count in warnings.items())
    return Checked(clean, tuple(rows), len(blocked), notes)


def _issues(kind: Kind, people: Sequence[Person], today: str,
            my_numbers: Mapping[str, str]) -> Iterator[tuple[int, list[Issue]]]:
    """The places of those with issues, in order, and these."""
    checker = link_checker(kind)
    right = {mark for mark in {person.right for person in people} if checker.marked_right(mark, today)}
    sent = {place: person.row for place, person in enumerate(people) if person.right not in right}
    places, rows = list(sent), list(sent.values())
    suspects = {places[n] for n in checker.suspects_of(rows, today, warnings=True)}
    numbered = [place for place, person in enumerate(people) if person.code in my_numbers] if my_numbers else []
    for place in sorted(suspects.union(numbered)):
        issues = checker.row_issues(sent[place], today) if place in suspects else []
        number = my_numbers.get(people[place].code)
        if number and (wrong := my_number_issue(kind, number)):
            issues.append(wrong)
        if issues:
            yield place, issues


def _error_row(person: Person, name: str, issue: Issue) -> ListRow:
    """The manual's error row: the item's label in 項目名, the message with its code in NXデータ."""
    return ListRow(person.code, name, issue.label, issue.sentence, shown(person.updated_at), is_error=True,
                   field=issue.field)
