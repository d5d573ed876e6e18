"""Months and days out of what was typed, which may be no month and no day at all."""

import re
from datetime import date

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


def is_month(value: object) -> bool:
    """A month as `YYYY-MM`."""
    return isinstance(value, str) and _MONTH.fullmatch(value) is not None


def month_before(month: str, count: int = 1) -> str:
    """The month (`YYYY-MM`) so many months earlier."""
    year, place = divmod(int(month[:4]) * 12 + int(month[5:7]) - 1 - count, 12)
    return f"{year:04d}-{place + 1:02d}"


def three_before(month: str) -> tuple[int, int, int]:
    """The numbers of the three months before a month, oldest first (月変 items 22-24)."""
    third, second, first = (int(month_before(month, count)[5:7]) for count in (3, 2, 1))
    return third, second, first


def as_day(value: object) -> date | None:
    """The day that an ISO text is."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
