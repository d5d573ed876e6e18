"""What follows from the declarations of a year (records.md §5.5): counts of dependents, totals of premiums, prior jobs
and loans, from which NX computes the tax. No amount of the law stands here; the ages of the classes stand in a table.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from nxdesk.records import codes as c
from nxdesk.records import shapes as s
from nxdesk.records import year_end_codes as y
from nxdesk.records.fields import Field, Holder, Shape, Treatment, Value
from nxdesk.records.parts import whole

Record = Mapping[str, Value]
_MOST = 1_999_999_999
_TOTAL = s.money(0, _MOST)
_COUNT = s.whole(0, 99)
_TAB = "集計"

AGE_CLASSES: tuple[tuple[int, tuple[tuple[str, int], ...]], ...] = (
    (2011, (("under16", 0), ("general", 16), ("specific", 19), ("general", 23), ("elderly", 70))),
)
"""From a year on: the class of a dependent from an age on, reached by the end of the year."""

_COUNTS = (
    ("general", "一般の控除対象扶養親族"), ("specific", "特定扶養親族"), ("elderly_live_in", "同居の老人扶養親族"),
    ("elderly", "老人扶養親族（同居以外）"), ("under16", "16歳未満の扶養親族"), ("special_relative", "特定親族"),
    ("resident_tax_only", "住民税のみの控除"), ("non_resident", "非居住者"), ("disabled_general", "一般の障害者"),
    ("disabled_heavy", "特別障害者"), ("disabled_live_in_heavy", "同居特別障害者"))
_SUMS = (("prior_income", "前職 給与収入"), ("prior_deduction", "前職 社会保険料"),
         ("prior_withholding_tax_amount", "前職 源泉徴収税額"), ("remaining_balance_at_yearend", "住宅借入金等 年末残高"))


def _premiums() -> Iterable[tuple[str, str, str, str]]:
    """Id, label, category and 新旧区分 (nothing: all) of every total of premiums."""
    for category, label in y.INSURANCE_CATEGORY.entries:
        if category in y.WITH_NEW_AND_OLD:
            yield f"total_{category}_new", f"{label}（新）", category, "new"
            yield f"total_{category}_old", f"{label}（旧）", category, "old"
        else:
            yield f"total_{category}", label, category, ""


_PREMIUMS = tuple(_premiums())


def _result(item: str, label: str, shape: Shape) -> Field:
    return Field(item, label, shape, _TAB, Treatment.KEEP, Holder.NX, source="§5.5", parts=frozenset({y.HEADER}))


RESULT_FIELDS: tuple[Field, ...] = (
    _result("spouse_result", "配偶者区分", s.code(y.SPOUSE_RESULT)),
    *(_result(f"count_{name}", f"人数：{label}", _COUNT) for name, label in _COUNTS),
    *(_result(item, f"合計：{label}", _TOTAL) for item, label, _, _ in _PREMIUMS),
    *(_result(f"total_{item}", f"合計：{label}", _TOTAL) for item, label in _SUMS))
"""The items of the head that hold them; NX's alone."""


def age_at_year_end(born: str, year: int) -> int:
    """The age that the law counts: a year older the day before the birthday, so those of New Year at the year's end."""
    return year - (date.fromisoformat(born) - timedelta(days=1)).year


def age_class(born: str, year: int) -> str:
    """The class of a dependent by age, or nothing before the first table."""
    classes = next((table for since, table in reversed(AGE_CLASSES) if since <= year), ())
    age = age_at_year_end(born, year)
    return next((name for name, least in reversed(classes) if age >= least), "")


def results(records: Sequence[Record]) -> dict[str, Value]:
    """The items of `RESULT_FIELDS` that follow from all records of a document."""
    dependents = [one for one in records if one.get("row_kind") == y.DEPENDENT]
    found: dict[str, Value] = dict.fromkeys((item.id for item in RESULT_FIELDS), 0)
    found["spouse_result"] = _spouse([one for one in dependents if one.get("relationship") in c.SPOUSES])
    counts = Counter(name for one in dependents for name in _classes(one))
    found |= {f"count_{name}": counts[name] for name, _ in _COUNTS}
    sums = _sums(records)
    found |= {item: min(sums[category, new_or_old], _MOST) for item, _, category, new_or_old in _PREMIUMS}
    return found | {f"total_{item}": min(sums[item, ""], _MOST) for item, _ in _SUMS}


def _sums(records: Iterable[Record]) -> Counter[tuple[str, str]]:
    """Premiums by category and 新旧区分, where it has one, and the other sums by item."""
    sums: Counter[tuple[str, str]] = Counter()
    for one in records:
        category = str(one.get("category"))
        if one.get("amount") is not None:
            sums[category, str(one.get("new_or_old")) if category in y.WITH_NEW_AND_OLD else ""] += whole(one["amount"])
        for item, _ in _SUMS:
            if one.get(item) is not None:
                sums[item, ""] += whole(one[item])
    return sums


def _spouse(spouses: Sequence[Record]) -> str:
    if not spouses:
        return "none"
    taxed = [one for one in spouses if one.get("social_insurance_and_tax_dependent") in y.TAX_DEPENDENTS]
    if not taxed:
        return "outside"
    return "elderly" if any(_class(one) == "elderly" for one in taxed) else "subject"


def _class(dependent: Record) -> str:
    born, year = dependent.get("dependent_birth_date"), dependent.get("year")
    return age_class(str(born), whole(year)) if born is not None else ""


def _classes(dependent: Record) -> Iterable[str]:
    """Every count in which a dependent stands."""
    if dependent.get("is_resident_tax_only_deduction"):
        yield "resident_tax_only"
        return
    special = bool(dependent.get("is_special_relative"))
    if special:
        yield "special_relative"
    if dependent.get("social_insurance_and_tax_dependent") not in y.TAX_DEPENDENTS:
        return
    if dependent.get("residence_type") == "non_resident":
        yield "non_resident"
    grade = dependent.get("dependent_disability_type")
    if grade not in (None, "na"):
        yield f"disabled_{grade}"
    if special or dependent.get("relationship") in c.SPOUSES:
        return
    own = _class(dependent)
    yield "elderly_live_in" if own == "elderly" and dependent.get("residence_type") == "live_in" else own
