"""A right 届 of each kind, and the person it is about; tests change one item at a time."""

from collections.abc import Mapping

from nxdesk.records.checks import link_checker
from nxdesk.records.fields import GroupRule, Kind, Rule, Value

TODAY = "2026-10-05"
PERSON: dict[str, Value] = {
    "employee_code": "0000000101", "last_name": "健保", "first_name": "良一", "last_name_kana": "ケンポ",
    "first_name_kana": "リョウイチ", "birth_date": "1980-02-29", "gender": "male", "hire_date": "2018-04-01",
    "employment_type": "regular", "zip": "100-0013", "prefecture": "東京都", "address_city": "千代田区霞が関",
    "address_street": "１－２－２", "address_kana": "チヨダクカスミガセキ", "hi_insured_no": "123",
    "shaho_enrolled": 1, "shaho_acquired_on": "2018-04-01", "basic_pension_no_a": "1234",
    "basic_pension_no_b": "567890", "std_remuneration_health": 300_000, "std_remuneration_pension": 300_000,
    "std_remuneration_since": "2025-09", "over70": 0, "multi_office": 0, "short_time": 0, "office_code": "21-01-ケイト"}
WHO: dict[str, Value] = {
    "employee_code": "0000000101", "seq": 1, "office_pref": "東京都", "office_area": "01", "office_symbol": "ケイト",
    "insured_no": "123", "name_kana": "ケンポ リョウイチ", "name_kanji": "健保\u3000良一", "birth_date": "1980-02-29"}
OLD: dict[str, Value] = {"old_std_health": 300_000, "old_std_pension": 300_000, "old_since": "2025-09"}
SANTEI_OF: dict[str, Value] = WHO | OLD | {
    "applied_ym": "2026-09", "days_4": 30, "days_5": 31, "days_6": 30, "currency_4": 300_000, "currency_5": 310_000,
    "currency_6": 305_000, "in_kind_4": 0, "in_kind_5": 0, "in_kind_6": 1_000, "total_4": 300_000, "total_5": 310_000,
    "total_6": 306_000, "grand_total": 916_000, "average": 305_333}
GEPPEN_OF: dict[str, Value] = WHO | OLD | {
    "revised_ym": "2026-10", "raise_month": 7, "raise_kind": "1", "m3": 7, "m2": 8, "m1": 9, "days_m3": 31,
    "days_m2": 31, "days_m1": 30, "currency_m3": 340_000, "currency_m2": 341_000, "currency_m1": 342_000,
    "in_kind_m3": 0, "in_kind_m2": 0, "in_kind_m1": 0, "total_m3": 340_000, "total_m2": 341_000, "total_m1": 342_000,
    "grand_total": 1_023_000, "average": 341_000, "reason": "基本給の変更"}
SHOYO_OF: dict[str, Value] = WHO | {
    "paid_on": "2026-07-10", "amount_currency": 523_456, "amount_in_kind": 0, "total": 523_000}
ACQUISITION_OF: dict[str, Value] = WHO | {
    "acquired_on": "2018-04-01", "office_no": "123", "sex_kind": "1", "acquisition_kind": "1", "has_dependents": 0,
    "pay_currency": 300_000, "pay_in_kind": 5_000, "pay_total": 305_000, "status": "done"}
LOSS_OF: dict[str, Value] = WHO | {
    "lost_on": "2026-10-01", "office_no": "123", "loss_cause": "4", "left_on": "2026-09-30", "pension_a": "1234",
    "pension_b": "567890", "status": "filed"}


def rules(kind: Kind) -> list[Rule | GroupRule]:
    """Of one record, and of several."""
    return [*kind.rules, *kind.group_rules]


def row(kind: Kind, values: Mapping[str, Value]) -> list[Value]:
    """The values in the order in which they travel."""
    return [values.get(item) for item in kind.linked_ids]


def codes(kind: Kind, values: Mapping[str, Value], **changes: Value) -> list[str]:
    """The codes of what is wrong with one record, by item."""
    return [issue.code for issue in link_checker(kind).row_issues(row(kind, {**values, **changes}), TODAY)]


def group_codes(kind: Kind, *records: Mapping[str, Value], **changes: Value) -> list[tuple[int, str]]:
    """Places and codes of what is wrong with several records of `PERSON`, who is changed like that."""
    found = link_checker(kind).group_issues([row(kind, values) for values in records], PERSON | changes)
    return [(place, issue.code) for place, issue in found]
