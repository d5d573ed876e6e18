"""Standard monthly remuneration (標準報酬月額): grades of 健康保険 and 厚生年金 as of a month.

Amounts and bounds: records.md §8.3 (日本年金機構 / insurers' public tables); ceilings of 2027 to 2029: the pension reform
act's steps. One list of rows serves both insurances: pension grades are a stretch of the health grades, which moves its
end with the years.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from nxdesk.records.numbers import HEALTH_AMOUNTS

Insurance = Literal["health", "pension"]

_LOWER = (
    0, 63_000, 73_000, 83_000, 93_000, 101_000, 107_000, 114_000, 122_000, 130_000, 138_000, 146_000, 155_000, 165_000,
    175_000, 185_000, 195_000, 210_000, 230_000, 250_000, 270_000, 290_000, 310_000, 330_000, 350_000, 370_000,
    395_000, 425_000, 455_000, 485_000, 515_000, 545_000, 575_000, 605_000, 635_000, 665_000, 695_000, 730_000,
    770_000, 810_000, 855_000, 905_000, 955_000, 1_005_000, 1_055_000, 1_115_000, 1_175_000, 1_235_000, 1_295_000,
    1_355_000)
"""From which 報酬月額 on a health grade holds, yen, grades 1 to 50."""


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade: its number, the standard amount, and the pay it stands for (`lower` ≤ pay < `upper`), yen."""

    number: int
    amount: int
    lower: int
    upper: int | None


_LOWER_OF, _AMOUNT_OF = attrgetter("lower"), attrgetter("amount")


@dataclass(frozen=True, slots=True)
class GradeTable:
    """The grades in force from a month (`YYYY-MM`) on.

    `beyond_top` and `below_bottom` are the bounds of the grades that the table would have next: who is beyond them
    counts as one grade further when a change is measured (records.md §9.2).
    """

    since: str
    grades: tuple[Grade, ...]
    beyond_top: int
    below_bottom: int

    def of_pay(self, pay: int) -> Grade:
        """The grade of a 報酬月額 in yen."""
        return self.grades[max(0, bisect_right(self.grades, pay, key=_LOWER_OF) - 1)]

    def of_amount(self, amount: int) -> Grade | None:
        """The grade with this standard amount."""
        place = bisect_left(self.grades, amount, key=_AMOUNT_OF)
        return self.grades[place] if place < len(self.grades) and self.grades[place].amount == amount else None

    def reach(self, pay: int) -> int:
        """The grade's number of a pay, with one more step at each end of the table."""
        if pay < self.below_bottom:
            return 0
        return len(self.grades) + 1 if pay >= self.beyond_top else self.of_pay(pay).number


def _table(since: str, first: int, last: int, beyond_top: int, below_bottom: int) -> GradeTable:
    """Health grades `first` to `last`, numbered from 1; the ends are open."""
    grades = []
    for number, health in enumerate(range(first, last + 1), start=1):
        lower = 0 if health == first else _LOWER[health - 1]
        grades.append(Grade(number, HEALTH_AMOUNTS[health - 1], lower, None if health == last else _LOWER[health]))
    return GradeTable(since, tuple(grades), beyond_top, below_bottom)


TABLES: dict[Insurance, tuple[GradeTable, ...]] = {
    "health": (_table("2016-04", 1, 50, 1_415_000, 53_000),),
    "pension": (
        _table("2016-10", 4, 34, 635_000, 83_000),
        _table("2020-09", 4, 35, 665_000, 83_000),
        _table("2027-09", 4, 36, 695_000, 83_000),
        _table("2028-09", 4, 37, 730_000, 83_000),
        _table("2029-09", 4, 38, 770_000, 83_000)),
}


def table(insurance: Insurance, month: str) -> GradeTable:
    """The table in force in a month (`YYYY-MM`). Raises LookupError for months before the first table."""
    for known in reversed(TABLES[insurance]):
        if known.since <= month:
            return known
    raise LookupError(f"{insurance} before {TABLES[insurance][0].since}")
