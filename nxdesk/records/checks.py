"""Checks (条理チェック) of whole records: fast for the many that are right, itemised for the few that are not.

A record is a row: values in the order of given fields. All items are joined by U+001F and judged by one compiled
expression; only a row that fails it is judged item by item. Both ways use the same patterns, so they agree. Of many
rows `suspects` finds those worth a closer look, rule by rule over whole columns.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import compress, count, repeat
from operator import itemgetter

from nxdesk.records.fields import Field, Kind, Rule, Severity, Value
from nxdesk.records.messages import Issue
from nxdesk.records.numbers import is_my_number

SEPARATOR = "\x1f"
Row = Sequence[Value]


class Checker:
    """Judges rows of `kind` whose values stand in the order of `fields`.

    `for_link` asks for what e-AMANO requires, otherwise for what NX requires to save a record.
    """

    def __init__(self, kind: Kind, fields: Sequence[Field], *, for_link: bool) -> None:
        self._fields = tuple(fields)
        self._position = {f.id: n for n, f in enumerate(fields)}
        self._for_link = for_link
        self._rules = tuple((rule, tuple(map(self._position.get, rule.reads)))
                            for rule in kind.rules if rule.field in self._position)
        self._item = tuple(re.compile(f.shape.pattern) for f in fields)
        self._whole = re.compile(SEPARATOR.join(
            f"(?:{f.shape.pattern})" if self._needed(f) else f"(?:{f.shape.pattern})?" for f in fields))

    def _needed(self, item: Field) -> bool:
        return item.needed_link if self._for_link else item.needed_nx

    def row_issues(self, row: Row, today: str) -> list[Issue]:
        """Everything wrong with one row, in the order of its fields; `today` is an ISO date."""
        joined = SEPARATOR.join(["" if value is None else str(value) for value in row])
        found = [] if self._whole.fullmatch(joined) else self._shape_issues(row)
        found += [self._rule_issue(rule) for rule, places in self._rules
                  if rule.broken(today, *(None if place is None else row[place] for place in places))]
        return sorted(found, key=lambda issue: self._position[issue.field]) if found else found

    def suspects(self, rows: Sequence[Row], canonical: Sequence[str], today: str, *, warnings: bool) -> list[int]:
        """The places of the rows in which something is wrong; of the others, all is right.

        `canonical` are the same rows in canonical form (`records.digests`). What is wrong tells `row_issues`. Without
        `warnings` only what blocks is looked for.
        """
        found = set(compress(count(), (match is None for match in map(self._whole.fullmatch, canonical))))
        absent = (None,) * len(rows)
        for rule, places in self._rules:
            if warnings or rule.severity is Severity.ERROR:
                values = (absent if place is None else map(itemgetter(place), rows) for place in places)
                found.update(compress(count(), map(rule.broken, repeat(today), *values)))
        return sorted(found)

    def _shape_issues(self, row: Row) -> list[Issue]:
        found = []
        for item, expression, value in zip(self._fields, self._item, row, strict=True):
            if value is None or value == "":
                if self._needed(item):
                    found.append(_issue(item, item.missing))
            elif SEPARATOR in str(value) or not expression.fullmatch(str(value)):
                found.append(_issue(item, item.shape.message))
        return found

    def _rule_issue(self, rule: Rule) -> Issue:
        item = self._fields[self._position[rule.field]]
        return Issue(rule.code, item.id, item.label, rule.severity)


def _issue(item: Field, code: str) -> Issue:
    return Issue(code, item.id, item.label, Severity.ERROR, {"hint": item.shape.hint})


def my_number_issue(kind: Kind, number: str) -> Issue | None:
    """A My Number that e-AMANO would refuse (V-E06). The sentence never carries the number."""
    if is_my_number(number):
        return None
    item = kind.by_id["my_number"]
    return Issue(item.shape.message, item.id, item.label)


@lru_cache(maxsize=32)
def link_checker(kind: Kind) -> Checker:
    """The checker of rows as they travel (`kind.linked` order)."""
    return Checker(kind, kind.linked, for_link=True)


@lru_cache(maxsize=32)
def nx_checker(kind: Kind) -> Checker:
    """The checker of rows as NX keeps them (`kind.nx_columns` order)."""
    return Checker(kind, kind.nx_columns, for_link=False)


def blocks(issues: Iterable[Issue]) -> bool:
    """Some finding keeps the record from being sent."""
    return any(issue.severity is Severity.ERROR for issue in issues)
