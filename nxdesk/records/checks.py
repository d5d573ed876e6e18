"""Checks (条理チェック) of whole records: fast for the many that are right, itemised for the few that are not.

A record is a row: values in the order of given fields. All items are joined by U+001F and judged by one compiled
expression; only a row that fails it is judged item by item. Of many records, `suspects` and `suspects_of` find those
worth a closer look by columns (`looks`). All ways use the same patterns, so they agree.
What concerns several records of one person (the group rules of a kind) is judged by `group_issues`.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from hashlib import sha256
from operator import itemgetter
from types import CodeType, FunctionType

from nxdesk.records.fields import Field, GroupRule, Kind, Rule, Severity, Value
from nxdesk.records.looks import SEPARATOR, Item, Look
from nxdesk.records.messages import Issue
from nxdesk.records.numbers import is_my_number

PIECE = 500
"""Rows made into columns and looked at at a time: so few still lie near the processor at the last look."""
Row = Sequence[Value]
DEPENDENT = "hi_dependent"
"""健康保険被扶養者."""


class Checker:
    """Judges rows of `kind` whose values stand in the order of `fields`.

    `for_link` asks for what e-AMANO requires, otherwise for what NX requires to save a record.
    """

    def __init__(self, kind: Kind, fields: Sequence[Field], *, for_link: bool) -> None:
        self._fields = tuple(fields)
        self._position = {f.id: n for n, f in enumerate(fields)}
        self._for_link = for_link
        self._rules = tuple((rule, tuple(map(self._position.get, rule.reads)))
                            for rule in kind.rules if rule.field in self._position and (for_link or not rule.link_only))
        self._group_rules = tuple((rule, _picking([self._position[name] for name in rule.reads]))
                                  for rule in kind.group_rules if for_link or not rule.link_only)
        # A value that is not needed is taken or not, for good; what follows says that all of it was taken.
        self._pattern = SEPARATOR.join(
            f"(?:{f.shape.pattern})" if self._needed(f) else rf"(?:(?:{f.shape.pattern})(?={SEPARATOR}|\Z))?+"
            for f in fields)
        self._version = _version_of(self._pattern, self._rules)

    # The expressions are many; where all records bear the mark of right ones, none of them is ever asked.
    @cached_property
    def _items(self) -> tuple[Item, ...]:
        return tuple(Item.of(f, needed=self._needed(f)) for f in self._fields)

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return re.compile(self._pattern)

    def warm(self) -> None:
        """Make now what the first look would make."""
        _ = self._items, self._whole

    def _needed(self, item: Field) -> bool:
        # What only some parts of a document need is judged by rules (`records.parts`).
        return not item.parts and (item.needed_link if self._for_link else item.needed_nx)

    def row_issues(self, row: Row, today: str) -> list[Issue]:
        """Everything wrong with one row, in the order of its fields; `today` is an ISO date."""
        joined = SEPARATOR.join(["" if value is None else str(value) for value in row])
        found = [] if self._whole.fullmatch(joined) else self._shape_issues(row)
        found += [self._rule_issue(rule) for rule, places in self._rules
                  if rule.broken(today, *(None if place is None else row[place] for place in places))]
        return sorted(found, key=lambda issue: self._position[issue.field]) if found else found

    def group_issues(self, rows: Sequence[Row], parent: Mapping[str, Value] | None) -> list[tuple[int, Issue]]:
        """What is wrong with the records of one person taken together: places and issues, by place and field.

        `parent` has the items of the person in the parent kind that the rules read, None where it is not known.
        """
        found: list[tuple[int, Issue]] = []
        for rule, pick in self._group_rules:
            if len(rows) < rule.least:
                continue
            known = None if parent is None else tuple(map(parent.get, rule.parent_reads))
            found += [(place, self._rule_issue(rule)) for place in rule.broken(list(map(pick, rows)), known)]
        return sorted(found, key=lambda one: (one[0], self._position[one[1].field])) if found else found

    def group_suspects(self, owners: Sequence[str], columns: Sequence[Sequence[Value]],
                       parents: Callable[[tuple[str, ...]], Mapping[str, tuple[Value, ...]]]) -> set[str]:
        """Everybody in whom `group_issues` may find something; `owners` stand beside the records.

        `columns` are the records by item, in the order of the fields; `parents` gives items of everybody by owner.
        """
        found: set[str] = set()
        for rule, _ in self._group_rules:
            if rule.whose is None:
                return set(owners)
            read = [columns[self._position[name]] for name in rule.reads]
            found.update(rule.whose(owners, *read, parents(rule.parent_reads) if rule.parent_reads else {}))
        return found

    def suspects(self, columns: Sequence[Sequence[Value]], today: str, *, warnings: bool) -> list[int]:
        """The places of the records in which something is wrong; of the others, all is right.

        `columns` are the records by item, in the order of the fields. What is wrong tells `row_issues`. Without
        `warnings` only what blocks is looked for.
        """
        if not columns or not columns[0]:
            return []
        look = self._look(today, warnings=warnings)
        look.take(columns)
        found = look.finish(columns.__getitem__)
        return self._one_by_one(zip(*columns, strict=True), today, warnings=warnings) if found is None else found

    def suspects_of(self, rows: Sequence[Row], today: str, *, warnings: bool) -> list[int]:
        """`suspects` of records that stand as rows, in the order of the fields."""
        if not rows:
            return []
        look = self._look(today, warnings=warnings)
        for first in range(0, len(rows), PIECE):
            look.take(list(zip(*rows[first:first + PIECE], strict=True)))
        found = look.finish(lambda place: [row[place] for row in rows])
        return self._one_by_one(rows, today, warnings=warnings) if found is None else found

    def _look(self, today: str, *, warnings: bool) -> Look:
        rules = ((rule, places) for rule, places in self._rules if warnings or rule.severity is Severity.ERROR)
        return Look(self._items, rules, today)

    def _one_by_one(self, rows: Iterable[Row], today: str, *, warnings: bool) -> list[int]:
        return [place for place, row in enumerate(rows)
                if (issues := self.row_issues(row, today)) and (warnings or blocks(issues))]

    @property
    def version(self) -> str:
        """Changes with any rule for a single record or for several of one person together."""
        return self._version + _version_of("", [(rule, (*rule.reads, *rule.parent_reads)) for rule, _ in
                                                self._group_rules])

    def mark(self, today: str) -> str:
        """What is kept beside a record in which nothing was wrong today, not even a warning (`marked_right`)."""
        return f"{self._version} {today}"

    def marked_right(self, mark: str | None, today: str) -> bool:
        """A record with this mark is still right: the rules are those of then, and the day is not an earlier one.

        Rules that look at the day only ever ask whether something lies in the future, which days heal.
        """
        version, _, day = (mark or "").partition(" ")
        return version == self._version and day <= today

    def _shape_issues(self, row: Row) -> list[Issue]:
        found = []
        for field, item, value in zip(self._fields, self._items, row, strict=True):
            if value is None or value == "":
                if item.needed:
                    found.append(_issue(field, field.missing))
            elif not item.fits(value):
                found.append(_issue(field, field.shape.message))
        return found

    def _rule_issue(self, rule: Rule | GroupRule) -> Issue:
        item = self._fields[self._position[rule.field]]
        return Issue(rule.code, item.id, item.label, rule.severity)


def _picking(places: Sequence[int]) -> Callable[[Row], tuple[Value, ...]]:
    """What takes the values at these places out of a row, always as a tuple."""
    if len(places) > 1:
        return itemgetter(*places)
    place = places[0]
    return lambda row: (row[place],)


def _version_of(whole: str, rules: Iterable[tuple[Rule | GroupRule, tuple[object, ...]]]) -> str:
    """Changes with whatever a checker looks at and with how it judges."""
    told = [(rule.code, places, rule.severity.value, _enclosed(rule.broken),
             _told(rule.broken.__code__, rule.broken.__globals__)) for rule, places in rules]
    return sha256(f"{whole}{told}".encode()).hexdigest()[:16]


def _enclosed(function: Callable[..., object]) -> list[str]:
    """What a function was made with; sets in an order of their own would differ from process to process."""
    values = [cell.cell_contents for cell in function.__closure__ or ()]
    return [repr(sorted(map(repr, value)) if isinstance(value, frozenset) else value) for value in values]


def _told(code: CodeType, around: Mapping[str, object], above: tuple[CodeType, ...] = ()) -> list[object]:
    """What a function does, with those of its module that it calls; the same in every process."""
    constants = [sorted(map(repr, one)) if isinstance(one, frozenset) else repr(one) for one in code.co_consts
                 if not isinstance(one, CodeType)]
    called = [one for name in code.co_names if isinstance(one := around.get(name), FunctionType)]
    return [code.co_code.hex(), constants, code.co_names,
            [_told(one.__code__, one.__globals__, (*above, code)) for one in called if one.__code__ not in above]]


def _issue(item: Field, code: str) -> Issue:
    return Issue(code, item.id, item.label, Severity.ERROR, {"hint": item.shape.hint})


def group_issues(kind: Kind, rows: Sequence[Row], parent: Mapping[str, Value] | None) -> list[tuple[int, Issue]]:
    """`Checker.group_issues` of one person's rows as they travel (`kind.linked` order)."""
    return link_checker(kind).group_issues(rows, parent)


def unused_dependents(kind: Kind, flags: Iterable[Value]) -> Issue | None:
    """健康保険被扶養者 is checked for none of the records that travel, so it is probably not used at all (V-F07)."""
    told = set(flags)
    if not told or any(told):
        return None
    return Issue("NXD_VF_07", DEPENDENT, kind.by_id[DEPENDENT].label, Severity.WARNING)


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
def told_ids(kind: Kind) -> tuple[str, ...]:
    """The items, in `kind.linked` order, that a run looks at of every record, whether or not it stays as it is.

    By them records are named, told apart by document, and judged with the others of the same person.
    """
    told = {*kind.named_by, *kind.document, DEPENDENT}
    for rule in kind.group_rules:
        told |= {rule.field, *rule.reads}
    return tuple(item for item in kind.linked_ids if item in told)


@lru_cache(maxsize=32)
def told_checker(kind: Kind) -> Checker:
    """Judges a person's records together by what is told of each (`told_ids` order), and no record by itself."""
    return Checker(kind, [kind.by_id[item] for item in told_ids(kind)], for_link=True)


@lru_cache(maxsize=32)
def nx_checker(kind: Kind) -> Checker:
    """The checker of rows as NX keeps them (`kind.nx_columns` order)."""
    return Checker(kind, kind.nx_columns, for_link=False)


def blocks(issues: Iterable[Issue]) -> bool:
    """Some finding keeps the record from being sent."""
    return any(issue.severity is Severity.ERROR for issue in issues)
