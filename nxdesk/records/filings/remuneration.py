"""報酬月額算定基礎届 and 報酬月額変更届: which months count, the average, and whether a change has to be filed.

Sources: records.md §8.2 (counted months), §9.1 items 25-38, §9.2 (随時改定 with the exceptions at both ends).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from nxdesk.records.filings.grades import Grade, GradeTable

Worker = Literal["general", "short_time", "part_time"]
Direction = Literal["up", "down"]

GENERAL_DAYS, SHORT_TIME_DAYS, PART_TIME_DAYS = 17, 11, 15
_GRADES_APART = 2


@dataclass(frozen=True, slots=True)
class PayMonth:
    """One month: 基礎日数, and what was paid in money and in kind, yen."""

    days: int
    currency: int
    in_kind: int = 0

    @property
    def total(self) -> int:
        """合計, items 34-36."""
        return self.currency + self.in_kind


def worker(*, short_time: bool, part_time: bool = False) -> Worker:
    """By which days somebody's months are judged; 短時間労働者 before パート."""
    if short_time:
        return "short_time"
    return "part_time" if part_time else "general"


def least_days(kind: Worker) -> int:
    """The 基礎日数 from which a month counts."""
    return SHORT_TIME_DAYS if kind == "short_time" else GENERAL_DAYS


def counted(months: Sequence[PayMonth], kind: Worker) -> tuple[int, ...]:
    """The places of the months that count for 算定 (§8.2).

    Part-time workers are judged by 17 days first; only when no month has them, months of 15 days count.
    """
    places = tuple(n for n, month in enumerate(months) if month.days >= least_days(kind))
    if places or kind != "part_time":
        return places
    return tuple(n for n, month in enumerate(months) if month.days >= PART_TIME_DAYS)


def grand_total(months: Sequence[PayMonth], places: Sequence[int]) -> int:
    """総計 over the counted months alone (算定 item 37)."""
    return sum(months[place].total for place in places)


def average(total: int, count: int) -> int:
    """平均額, rounded down to a yen; 0 when no month counts (算定 item 38)."""
    return total // count if count else 0


@dataclass(frozen=True, slots=True)
class Revision:
    """What the average says of the present grade: the new one, and whether it has to be filed (随時改定)."""

    current: Grade
    new: Grade
    due: bool
    against_direction: bool


def revision(table: GradeTable, current_amount: int, average_pay: int, direction: Direction,
             current_pay: int | None = None) -> Revision:
    """Whether a change of fixed pay in `direction` leads to another grade.

    Two grades are needed; at the ends of the table one is enough when the pay lies beyond it (`GradeTable.reach`), for
    which the present 報酬月額 has to be known. Raises LookupError for an amount that the table does not have.
    """
    current = table.of_amount(current_amount)
    if current is None:
        raise LookupError(f"{current_amount} is no standard amount of this table")
    reached = table.reach(average_pay)
    stands = current.number if current_pay is None or table.of_pay(current_pay) != current else table.reach(current_pay)
    apart = reached - stands
    grows = average_pay >= current.lower if apart == 0 else apart > 0
    agrees = grows == (direction == "up")
    new = table.of_pay(average_pay)
    return Revision(current, new, due=abs(apart) >= _GRADES_APART and agrees and new != current,
                    against_direction=apart != 0 and not agrees)
