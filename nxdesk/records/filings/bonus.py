"""賞与支払届: the amount on the form, and the year's cap of what premiums are taken from.

Sources: records.md §10.1 item 14, §10.2.
"""

from nxdesk.records.filings.amounts import MOST

THOUSAND = 1000
LEAST = 1000
HEALTH_CAP_A_YEAR = 5_730_000
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
