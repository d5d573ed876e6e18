"""賞与支払届: V-S01 to V-S07 and the amount on the form (records.md §10)."""

import pytest

from nxdesk.records.checks import blocks, link_checker
from nxdesk.records.fields import Value
from nxdesk.records.filing_shoyo import SHOYO, fill
from tests.records.filings_of_people import PERSON, SHOYO_OF, TODAY, codes, group_codes, row, rules


def bonus(paid_on: str, total: int = 500_000, **changes: Value) -> dict[str, Value]:
    return SHOYO_OF | {"paid_on": paid_on, "amount_currency": total, "total": total} | changes


@pytest.mark.parametrize(("changes", "expected"), [
    ({"paid_on": "2026-10-05"}, []), ({"paid_on": "2026-10-06"}, ["NXD_VS_01"]), ({"paid_on": None}, ["NXD_K_01"]),
    ({"paid_on": "1989-01-08"}, []), ({"paid_on": "1989-01-07"}, ["NXD_VS_09"]), ({"insured_no": None}, ["NXD_K_01"]),
    ({"total": 523_456}, ["NXD_VS_02"]), ({"total": 524_000}, ["NXD_VS_02"]),
    ({"amount_in_kind": 544}, ["NXD_VS_02"]), ({"amount_in_kind": 544, "total": 524_000}, []),
    ({"amount_currency": 999, "total": 0}, ["NXD_VS_03"]), ({"amount_currency": 1000, "total": 1000}, []),
    ({"first_paid_day": 10}, []), ({"first_paid_day": 11}, ["NXD_VS_08"]), ({"first_paid_day": 32}, ["NXD_K_05",
                                                                                                   "NXD_VS_08"]),
    ({"over70": 1}, ["NXD_VH_08"]), ({"over70": 1, "pension_a": "1234", "pension_b": "567890", "over70_only": 1}, []),
    ({"over70_only": 1}, ["NXD_VH_09"]), ({"name_kana": "ケンポ"}, ["NXD_VH_02"])])
def test_each_check(changes: dict[str, Value], expected: list[str]) -> None:
    assert sorted(codes(SHOYO, SHOYO_OF, **changes)) == sorted(expected)


@pytest.mark.parametrize(("currency", "in_kind", "total"), [
    (523_456, 0, 523_000), (523_456, 544, 524_000), (999, 0, 0), (999, 1, 1_000), (9_999_999, 0, 9_999_000),
    (9_999_999, 1, 9_999_999), (9_999_999, 9_999_999, 9_999_999)])
def test_v_s02_the_amount_on_the_form(currency: int, in_kind: int, total: int) -> None:
    assert fill({"amount_currency": currency, "amount_in_kind": in_kind}) == {"total": total}


def test_no_amount_without_both() -> None:
    assert fill({"amount_currency": 1000}) == fill({"amount_in_kind": 1000}) == fill({}) == {}


def test_an_amount_beyond_seven_digits_is_told() -> None:
    changes: dict[str, Value] = {"amount_currency": 9_999_999, "amount_in_kind": 1, "total": 9_999_999}
    issues = link_checker(SHOYO).row_issues(row(SHOYO, SHOYO_OF | changes), TODAY)
    assert [issue.sentence for issue in issues] == [
        "合計（賞与額）が9,999,999円を超えるため、9,999,999円として届け出ます。(NXD_VH_13)"]
    assert not blocks(issues)


def test_v_s04_one_bonus_a_day() -> None:
    again = bonus("2026-07-10", first_paid_day=10)
    assert group_codes(SHOYO, again, bonus("2025-12-10"), again) == [(2, "NXD_VS_04")]
    assert blocks([issue for _, issue in link_checker(SHOYO).group_issues([row(SHOYO, again)] * 2, PERSON)])


def test_v_s05_a_second_bonus_of_the_month_names_the_first() -> None:
    first, second = bonus("2026-07-10"), bonus("2026-07-31")
    assert group_codes(SHOYO, second, first) == [(0, "NXD_VS_05")]
    assert group_codes(SHOYO, first, second | {"first_paid_day": 10}) == []
    assert group_codes(SHOYO, first, bonus("2026-08-01"), bonus("2025-07-31")) == []


@pytest.mark.parametrize(("person", "wrong"), [
    ({"shaho_acquired_on": "2026-07-10"}, False), ({"shaho_acquired_on": "2026-07-11"}, True),
    ({"shaho_lost_on": "2026-07-01"}, False), ({"shaho_lost_on": "2026-06-30"}, True),
    ({"shaho_acquired_on": "2026-01-01", "shaho_lost_on": "2025-06-30"}, False), ({"shaho_acquired_on": None}, False)])
def test_v_s06_paid_while_insured(person: dict[str, Value], wrong: bool) -> None:
    assert group_codes(SHOYO, SHOYO_OF, **person) == ([(0, "NXD_VS_06")] if wrong else [])
    assert link_checker(SHOYO).group_issues([row(SHOYO, SHOYO_OF)], None) == []


def test_v_s07_the_fiscal_years_bonuses_pass_the_cap() -> None:
    """5,730,000 yen from April to March; the payments that pass it are named in the order of their days."""
    march, april, july = bonus("2026-03-31", 5_000_000), bonus("2026-04-01", 3_000_000), bonus("2026-07-10", 2_730_000)
    assert group_codes(SHOYO, july, march, april) == []
    assert group_codes(SHOYO, july | {"amount_currency": 2_731_000, "total": 2_731_000}, march, april) == [
        (0, "NXD_VS_07")]
    assert group_codes(SHOYO, bonus("2026-09-01", 1_000), july, april) == [(0, "NXD_VS_07")]


def test_what_only_warns() -> None:
    assert {rule.code for rule in rules(SHOYO) if rule.severity.value == "warning"} == {
        "NXD_VS_05", "NXD_VS_06", "NXD_VS_07", "NXD_VH_05", "NXD_VH_09", "NXD_VH_13"}
