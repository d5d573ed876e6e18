"""Income tests of 扶養追加 (records.md §2.4), which only warn: from which yearly income on somebody is no dependent.

The amounts stand in tables by the day from which they hold, for they change.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from nxdesk.records import codes as c
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Severity
from nxdesk.records.messages import Issue
from nxdesk.records.year_end_results import age_at_year_end

YEARLY, MONTHLY = "shaho_annual_income", "shaho_monthly_income"
_GENERAL, _ELDER_OR_DISABLED = 1_300_000, 1_800_000
_ELDER = 60
_YOUNG_SINCE, _YOUNG, _YOUNG_AGES = "2025-10-01", 1_500_000, range(19, 23)
"""By the age at the end of the year; never of spouses."""


def limit_of(member: Mapping[str, Any], day: str) -> int:
    """Below this yearly income somebody may become a dependent on a day."""
    born = member["birth_date"]
    if member["disability_class"] or member["disability_recognized"] == 1:
        return _ELDER_OR_DISABLED
    if born is not None and _age(born, day) >= _ELDER:
        return _ELDER_OR_DISABLED
    if (born is not None and day >= _YOUNG_SINCE and member["relationship_code"] not in c.SPOUSES
            and age_at_year_end(born, int(day[:4])) in _YOUNG_AGES):
        return _YOUNG
    return _GENERAL


def income_warning(member: Mapping[str, Any]) -> Issue | None:
    """What is worth another look when somebody has become a dependent."""
    day = member["hi_dependent_from"]
    item, income = YEARLY, member[YEARLY]
    if not income and member[MONTHLY]:
        item, income = MONTHLY, member[MONTHLY] * 12
    if day is None or not income or income < (limit := limit_of(member, day)):
        return None
    return Issue("NXD_E_11", item, FAMILY.by_id[item].label, Severity.WARNING, {"limit": f"{limit:,}"})


def _age(born: str, day: str) -> int:
    first, last = date.fromisoformat(born), date.fromisoformat(day)
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))
