"""賞与支払届: the amount on the form, and what premiums are taken from.

Sources: records.md §10.1 item 14, §10.2 (caps: health 5,730,000 a fiscal year, pension 1,500,000 a month).
"""

from nxdesk.records.filings.amounts import MOST

THOUSAND = 1000
LEAST = 1000
HEALTH_CAP_A_YEAR = 5_730_000
PENSION_CAP_A_MONTH = 1_500_000
_FISCAL_YEAR_BEGINS = 4


def form_total(currency: int, in_kind: int) -> int:
    """合計（賞与額）: both together, rounded down to 1,000 yen; 9,999,999 for more than that."""
    together = currency + in_kind
    return MOST if together > MOST else together // THOUSAND * THOUSAND


def is_clamped(currency: int, in_kind: int) -> bool:
    """The form cannot carry the amount, which the user is told."""
    return currency + in_kind > MOST


def fiscal_year(day: str) -> int:
    """The fiscal year (April to March) of an ISO day."""
    year, month = int(day[:4]), int(day[5:7])
    return year if month >= _FISCAL_YEAR_BEGINS else year - 1


def health_base(before_this_year: int, amount: int) -> int:
    """標準賞与額 of health insurance: what is left of the year's cap after the amounts paid before."""
    return max(0, min(amount // THOUSAND * THOUSAND, HEALTH_CAP_A_YEAR - before_this_year))


def pension_base(before_this_month: int, amount: int) -> int:
    """標準賞与額 of pension insurance: payments of one month are added first, then capped together."""
    whole = (before_this_month + amount) // THOUSAND * THOUSAND
    return min(whole, PENSION_CAP_A_MONTH) - min(before_this_month // THOUSAND * THOUSAND, PENSION_CAP_A_MONTH)
