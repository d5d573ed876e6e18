"""雇用保険離職証明書: the periods of columns ⑧ and ⑩, and the dates that follow from leaving.

Sources: records.md §6 (⑧ algorithm, checked there against printed examples), §4 items 14-15 and 25-26.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

COMPLETE_DAYS, COMPLETE_HOURS = 11, 80
"""A month counts with this many base days, or (since 2020-08-01) with this many hours."""
NEEDED_INSURED, NEEDED_WAGE = 12, 6
"""Complete months that columns ⑧ and ⑩ have to show."""
MOST_MONTHS = 24
"""So far back they look."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, both included. `partial`: it begins with the insurance, not a whole month back."""

    first: date
    last: date
    partial: bool = False

    @property
    def days(self) -> int:
        """The days it has, the most that base days can be."""
        return (self.last - self.first).days + 1


def loss_day(left_on: date) -> date:
    """資格喪失年月日: the day after leaving or death (喪失届 items 14-15)."""
    return left_on + _DAY


def over70_end_day(left_on: date) -> date:
    """不該当年月日 of somebody over 70: the day of leaving itself, not the day after (喪失届 items 25-26)."""
    return left_on


def _months_before(day: date, months: int, anchor: int) -> date:
    """The anchor day some months earlier, or the last day of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(anchor, (following - _DAY).day))


def insured_periods(separated_on: date, acquired_on: date | None = None) -> Iterator[Period]:
    """⑧ 被保険者期間算定対象期間, newest first: at most 24 months back, not before the insurance began."""
    after, last = separated_on + _DAY, separated_on
    for months in range(1, MOST_MONTHS + 1):
        first = _months_before(after, months, after.day)
        yield from _clipped(first, last, acquired_on)
        if acquired_on is not None and first <= acquired_on:
            return
        last = first - _DAY


def closing(day: date, closing_day: int) -> date:
    """The closing day of wages in the month of a day; 31 stands for the month's end."""
    return _months_before(day, 0, closing_day)


def wage_periods(separated_on: date, closing_day: int, acquired_on: date | None = None) -> Iterator[Period]:
    """⑩ 賃金支払対象期間, newest first: from the day after the last closing day before leaving, then whole wage months.

    `closing_day` 31 stands for the month's end.
    """
    last = separated_on
    closed = closing(separated_on, closing_day)
    for months in count(0 if closed < separated_on else 1):
        first = _months_before(separated_on, months, closing_day) + _DAY
        yield from _clipped(first, last, acquired_on)
        last = first - _DAY
        if months >= MOST_MONTHS or (acquired_on is not None and first <= acquired_on):
            return


def _clipped(first: date, last: date, acquired_on: date | None) -> Iterator[Period]:
    if acquired_on is None or acquired_on <= first:
        yield Period(first, last)
    elif acquired_on <= last:
        yield Period(acquired_on, last, partial=True)


def is_complete(base_days: int, hours: int = 0) -> bool:
    """The month counts."""
    return base_days >= COMPLETE_DAYS or hours >= COMPLETE_HOURS


def shown(worked: Sequence[tuple[int, int]], needed: int) -> int:
    """How many months, newest first, given as (base days, hours), stand on the form: until enough are complete."""
    complete = 0
    for place, (days, hours) in enumerate(worked, start=1):
        complete += is_complete(days, hours)
        if complete == needed:
            return place
    return len(worked)
