"""The checks of 雇用保険離職証明書情報 over all rows of a person (records.md §6: V-R01, V-R03, and what completes a form)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from nxdesk.records import leaving_codes as k
from nxdesk.records.fields import GroupRule, Severity, Value
from nxdesk.records.filings import separation
from nxdesk.records.parts import whole

Row = tuple[Value, ...]
Rows = Sequence[Row]
_ELDERLY = 59
_DAY = timedelta(days=1)
_HOURS = 7
"""Where a row of `_INSURED_WORK` has its hours; those of wages have none."""


def _parts(rows: Rows, part: str) -> Iterator[list[tuple[int, Row]]]:
    """The rows of one part of each document by line, with their places; rows begin with 離職年月日, 区分 and 行番号."""
    found: dict[Value, list[tuple[int, Row]]] = defaultdict(list)
    for place, row in enumerate(rows):
        if row[1] == part and row[2] is not None:
            found[row[0]].append((place, row))
    for ones in found.values():
        yield sorted(ones, key=lambda one: whole(one[1][2]))


def _newest_ends_elsewhere(part: str, rows: Rows) -> Iterator[int]:
    for ones in _parts(rows, part):
        place, (separated_on, _, _, _, last) = ones[0]
        if None not in (separated_on, last) and last != separated_on:
            yield place


def _not_joined(part: str, rows: Rows) -> Iterator[int]:
    """Rows that do not end on the day before the row above them begins."""
    for ones in _parts(rows, part):
        for (_, above), (place, row) in pairwise(ones):
            if above[3] is not None and row[4] is not None and row[4] != _before(above[3]):
                yield place


def _before(day: Value) -> str | None:
    try:
        return (date.fromisoformat(str(day)) - _DAY).isoformat()
    except (ValueError, OverflowError):
        return None


def _incomplete(part: str, needed: int, rows: Rows) -> Iterator[int]:
    """The first row of a part with too few complete months, though there were earlier ones to name."""
    acquired = {row[0]: row[5] for row in rows if row[1] == k.HEADER}
    for ones in _parts(rows, part):
        place, newest = ones[0]
        since, oldest = acquired.get(newest[0]), ones[-1][1][3]
        young = since is not None and oldest is not None and str(oldest) <= str(since)
        complete = sum(separation.is_complete(*work) for work in _work(part, ones))
        if not young and len(ones) < separation.MOST_MONTHS and complete < needed:
            yield place


def _work(part: str, ones: Sequence[tuple[int, Row]]) -> list[tuple[int, int]]:
    """Base days and hours of rows, which stand behind their days; a wage month just begun counts for nothing."""
    worked = [(whole(row[6]), whole(row[7]) if len(row) > _HOURS else 0) for _, row in ones]
    if part == k.WAGE and not _whole(*ones[0][1][3:5]):
        worked[0] = (0, 0)
    return worked


def _whole(first: Value, last: Value) -> bool:
    """From a day of a month to the day before it in the next; the month's end stands for days that it does not have."""
    try:
        begins, after = date.fromisoformat(str(first)), date.fromisoformat(str(last)) + _DAY
    except (ValueError, OverflowError):
        return False
    return after.day == begins.day or (after.day == 1 and begins.day > (after - _DAY).day)


def _superfluous(part: str, needed: int, rows: Rows) -> Iterator[int]:
    """Rows behind those that are enough (以下余白)."""
    for ones in _parts(rows, part):
        behind = separation.shown(_work(part, ones), needed)
        yield from (place for place, _ in ones[behind:])


def _same_line(rows: Rows, parent: Row | None) -> Iterator[int]:
    seen: set[Row] = set()
    for place, row in enumerate(rows):
        if row in seen:
            yield place
        seen.add(row)


def _headless(rows: Rows, parent: Row | None) -> Iterator[int]:
    """The first record of every document that has none for the person."""
    told = {separated_on for separated_on, part in rows if part == k.HEADER}
    for place, (separated_on, _) in enumerate(rows):
        if separated_on not in told:
            told.add(separated_on)
            yield place


def _not_retired(rows: Rows, parent: Row | None) -> Iterator[int]:
    """V-R01: the person's own record has no day of leaving."""
    if parent is not None and parent[0] is None:
        yield from (place for place, (_, part) in enumerate(rows) if part == k.HEADER)


def _another_day(rows: Rows, parent: Row | None) -> Iterator[int]:
    if parent is not None and parent[0] is not None:
        yield from (place for place, (day, part) in enumerate(rows) if part == k.HEADER and day != parent[0])


def _elderly_without(rows: Rows, parent: Row | None) -> Iterator[int]:
    """Somebody of 59 or more always gets the 離職票."""
    born = str(parent[0]) if parent and parent[0] else ""
    for place, (day, part, requested) in enumerate(rows):
        since = f"{int(born[:4]) + _ELDERLY:04d}{born[4:]}" if born[:4].isdecimal() else "9999"
        if part == k.HEADER and requested is not None and requested != k.WANTED and str(day) >= since:
            yield place


_DOCUMENT = ("separated_on", "row_kind", "line")
_INSURED = (*_DOCUMENT, "period_from", "period_to")
_WAGE = (*_DOCUMENT, "wage_from", "wage_to")
_INSURED_WORK = (*_INSURED[:4], "period_to", "ei_acquired_on", "period_base_days", "period_hours")
_WAGE_WORK = (*_WAGE[:4], "wage_to", "ei_acquired_on", "wage_base_days")

GROUP_RULES: tuple[GroupRule, ...] = (
    GroupRule("NXD_K_16", "line", _DOCUMENT, _same_line, source="§0.1"),
    GroupRule("NXD_VR_12", "row_kind", ("separated_on", "row_kind"), _headless, source="§6", link_only=True),
    GroupRule("NXD_VR_01", "separated_on", ("separated_on", "row_kind"), _not_retired, ("retire_date",), source="V-R01",
              link_only=True),
    GroupRule("NXD_VR_01B", "separated_on", ("separated_on", "row_kind"), _another_day, ("retire_date",),
              Severity.WARNING, "V-R01"),
    GroupRule("NXD_VR_09", "certificate_requested", ("separated_on", "row_kind", "certificate_requested"),
              _elderly_without, ("birth_date",), Severity.WARNING, "blt-saving"),
    GroupRule("NXD_VR_03", "period_to", _INSURED,
              lambda rows, parent: _newest_ends_elsewhere(k.INSURED, rows), source="V-R03"),
    GroupRule("NXD_VR_03", "wage_to", _WAGE,
              lambda rows, parent: _newest_ends_elsewhere(k.WAGE, rows), source="V-R03"),
    GroupRule("NXD_VR_03B", "period_to", _INSURED, lambda rows, parent: _not_joined(k.INSURED, rows), source="V-R03"),
    GroupRule("NXD_VR_03B", "wage_to", _WAGE, lambda rows, parent: _not_joined(k.WAGE, rows), source="V-R03"),
    GroupRule("NXD_VR_13", "period_base_days", _INSURED_WORK,
              lambda rows, parent: _incomplete(k.INSURED, separation.NEEDED_INSURED, rows), severity=Severity.WARNING,
              source="§6", link_only=True),
    GroupRule("NXD_VR_13", "wage_base_days", _WAGE_WORK,
              lambda rows, parent: _incomplete(k.WAGE, separation.NEEDED_WAGE, rows), severity=Severity.WARNING,
              source="§6", link_only=True),
    GroupRule("NXD_VR_14", "period_from", _INSURED_WORK,
              lambda rows, parent: _superfluous(k.INSURED, separation.NEEDED_INSURED, rows), severity=Severity.WARNING,
              source="§6", link_only=True),
    GroupRule("NXD_VR_14", "wage_from", _WAGE_WORK,
              lambda rows, parent: _superfluous(k.WAGE, separation.NEEDED_WAGE, rows), severity=Severity.WARNING,
              source="§6", link_only=True),
)
