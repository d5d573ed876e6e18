"""Computations of filings against published tables and examples written out here (records.md §0.4, §6, §8-§10)."""

from datetime import date
from itertools import islice

import pytest

from nxdesk.records.codes import PREFECTURE
from nxdesk.records.filings import bonus, official
from nxdesk.records.filings.grades import table
from nxdesk.records.filings.remuneration import PayMonth, average, counted, grand_total, revision
from nxdesk.records.filings.separation import (
    NEEDED_INSURED,
    insured_periods,
    loss_day,
    over70_end_day,
    shown,
    wage_periods,
)

# 健康保険・厚生年金 grades as printed by insurers: health grade, pension grade, amount, from, up to (not included).
PRINTED = """
1 - 58000 0 63000
2 - 68000 63000 73000
3 - 78000 73000 83000
4 1 88000 83000 93000
5 2 98000 93000 101000
6 3 104000 101000 107000
10 7 134000 130000 138000
17 14 200000 195000 210000
26 23 380000 370000 395000
27 24 410000 395000 425000
34 31 620000 605000 635000
35 32 650000 635000 665000
36 - 680000 665000 695000
37 - 710000 695000 730000
43 - 980000 955000 1005000
44 - 1030000 1005000 1055000
49 - 1330000 1295000 1355000
"""


@pytest.mark.parametrize("line", PRINTED.strip().splitlines())
def test_grades_are_the_printed_ones(line: str) -> None:
    health, pension, amount, lower, upper = line.split()
    for pay in (int(lower), int(upper) - 1):
        found = table("health", "2026-04").of_pay(pay)
        assert (found.number, found.amount, found.lower, found.upper) == tuple(map(int, (health, amount, lower, upper)))
        if pension != "-":
            standing = table("pension", "2026-04").of_pay(pay)
            assert (standing.number, standing.amount) == (int(pension), int(amount))


def test_tables_end_where_they_are_printed_to_end() -> None:
    health, pension = table("health", "2026-04"), table("pension", "2026-04")
    assert (len(health.grades), len(pension.grades)) == (50, 32)
    assert (health.of_pay(5_000_000).amount, health.of_pay(1_355_000).number, health.of_pay(0).amount) == (
        1_390_000, 50, 58_000)
    assert (pension.of_pay(5_000_000).amount, pension.of_pay(10_000).amount, pension.of_pay(92_999).number) == (
        650_000, 88_000, 1)


@pytest.mark.parametrize(("month", "top", "count"), [
    ("2020-08", 620_000, 31), ("2020-09", 650_000, 32), ("2027-08", 650_000, 32), ("2027-09", 680_000, 33),
    ("2028-09", 710_000, 34), ("2029-08", 710_000, 34), ("2029-09", 750_000, 35)])
def test_the_pension_ceiling_rises_with_its_month(month: str, top: int, count: int) -> None:
    known = table("pension", month)
    assert (known.grades[-1].amount, len(known.grades), known.of_pay(2_000_000).amount) == (top, count, top)


def test_no_table_is_made_up_for_older_months() -> None:
    with pytest.raises(LookupError):
        table("health", "2016-03")


def months(*days: int) -> list[PayMonth]:
    return [PayMonth(day, 200_000 + 1000 * n, 500) for n, day in enumerate(days)]


@pytest.mark.parametrize(("worker", "days", "places"), [
    ("general", (17, 16, 30), (0, 2)), ("general", (16, 16, 16), ()), ("short_time", (11, 10, 20), (0, 2)),
    ("part_time", (17, 15, 16), (0,)), ("part_time", (15, 14, 16), (0, 2)), ("part_time", (14, 14, 14), ())])
def test_counted_months_of_each_kind_of_worker(worker, days, places) -> None:
    assert counted(months(*days), worker) == places


def test_totals_take_counted_months_and_round_down() -> None:
    three = [PayMonth(30, 200_000, 1), PayMonth(16, 900_000), PayMonth(31, 200_002)]
    assert grand_total(three, (0, 2)) == 400_003
    assert (average(400_003, 2), average(1_000_000, 3), average(0, 0)) == (200_001, 333_333, 0)


# table, present amount, present pay, average, direction → new amount, due (records.md §9.2, ends of the tables)
REVISIONS = [
    ("health", 200_000, None, 230_000, "up", 240_000, True), ("health", 200_000, None, 210_000, "up", 220_000, False),
    ("health", 200_000, None, 230_000, "down", 240_000, False),
    ("health", 240_000, None, 209_999, "down", 200_000, True),
    ("health", 1_330_000, None, 1_415_000, "up", 1_390_000, True),
    ("health", 1_330_000, None, 1_414_999, "up", 1_390_000, False),
    ("health", 58_000, 52_999, 63_000, "up", 68_000, True), ("health", 58_000, 53_000, 63_000, "up", 68_000, False),
    ("pension", 620_000, None, 665_000, "up", 650_000, True), ("pension", 620_000, None, 664_999, "up", 650_000, False),
    ("pension", 88_000, 82_999, 93_000, "up", 98_000, True), ("pension", 88_000, 83_000, 93_000, "up", 98_000, False),
    ("health", 1_390_000, 1_415_000, 1_354_999, "down", 1_330_000, True),
    ("health", 1_390_000, 1_414_999, 1_354_999, "down", 1_330_000, False),
    ("health", 68_000, None, 52_999, "down", 58_000, True), ("health", 68_000, None, 53_000, "down", 58_000, False),
    ("pension", 650_000, 665_000, 634_999, "down", 620_000, True),
    ("pension", 650_000, 664_999, 634_999, "down", 620_000, False),
    ("pension", 98_000, None, 82_999, "down", 88_000, True), ("pension", 98_000, None, 83_000, "down", 88_000, False),
    ("pension", 650_000, None, 900_000, "up", 650_000, False)]


@pytest.mark.parametrize(("insurance", "amount", "pay", "mean", "direction", "new", "due"), REVISIONS)
def test_two_grades_or_the_ends_of_the_table(insurance, amount, pay, mean, direction, new, due) -> None:
    found = revision(table(insurance, "2026-04"), amount, mean, direction, pay)
    assert (found.new.amount, found.due) == (new, due)


def test_a_change_against_the_direction_of_fixed_pay_is_told() -> None:
    assert revision(table("health", "2026-04"), 200_000, 260_000, "down").against_direction
    assert not revision(table("health", "2026-04"), 200_000, 260_000, "up").against_direction


@pytest.mark.parametrize(("currency", "in_kind", "total"), [
    (300_999, 0, 300_000), (300_500, 500, 301_000), (999, 0, 0), (9_999_999, 0, 9_999_000),
    (9_999_999, 1, 9_999_999), (20_000_000, 0, 9_999_999)])
def test_bonus_total_is_floored_and_clamped(currency: int, in_kind: int, total: int) -> None:
    assert bonus.form_total(currency, in_kind) == total
    assert bonus.is_clamped(currency, in_kind) == (currency + in_kind > 9_999_999)


def test_fiscal_years_begin_in_april() -> None:
    assert (bonus.fiscal_year("2026-03-31"), bonus.fiscal_year("2026-04-01")) == (2025, 2026)


def spans(periods, count: int) -> list[tuple[str, str]]:
    return [(f"{p.first:%m-%d}", f"{p.last:%m-%d}") for p in islice(periods, count)]


def test_insured_periods_of_the_printed_examples() -> None:
    assert spans(insured_periods(date(2025, 10, 20)), 3) == [("09-21", "10-20"), ("08-21", "09-20"), ("07-21", "08-20")]
    assert spans(insured_periods(date(2025, 10, 30)), 5) == [
        ("09-30", "10-30"), ("08-31", "09-29"), ("07-31", "08-30"), ("06-30", "07-30"), ("05-31", "06-29")]
    assert spans(insured_periods(date(2025, 3, 31)), 3) == [("03-01", "03-31"), ("02-01", "02-28"), ("01-01", "01-31")]


def test_insured_periods_end_with_the_insurance_or_after_two_years() -> None:
    clipped = list(insured_periods(date(2025, 10, 20), date(2025, 8, 1)))
    assert spans(iter(clipped), 9) == [("09-21", "10-20"), ("08-21", "09-20"), ("08-01", "08-20")]
    assert [p.partial for p in clipped] == [False, False, True]
    assert len(list(insured_periods(date(2025, 10, 20)))) == 24
    assert next(insured_periods(date(2025, 10, 30))).days == 31


def test_wage_periods_begin_after_the_last_closing_day() -> None:
    assert spans(wage_periods(date(2025, 10, 20), 15), 3) == [
        ("10-16", "10-20"), ("09-16", "10-15"), ("08-16", "09-15")]
    assert spans(wage_periods(date(2025, 10, 15), 15), 2) == [("09-16", "10-15"), ("08-16", "09-15")]
    assert spans(wage_periods(date(2025, 10, 10), 15), 2) == [("09-16", "10-10"), ("08-16", "09-15")]
    assert spans(wage_periods(date(2025, 3, 31), 31), 3) == [("03-01", "03-31"), ("02-01", "02-28"), ("01-01", "01-31")]
    assert spans(wage_periods(date(2025, 3, 20), 31), 2) == [("03-01", "03-20"), ("02-01", "02-28")]
    assert spans(wage_periods(date(2025, 3, 20), 31, date(2025, 2, 10)), 9) == [("03-01", "03-20"), ("02-10", "02-28")]


def test_months_are_shown_until_enough_are_complete() -> None:
    assert shown([(20, 0)] * 20, NEEDED_INSURED) == 12
    assert shown([(10, 79), (10, 80)] + [(11, 0)] * 20, NEEDED_INSURED) == 13
    assert shown([(5, 0)] * 7, NEEDED_INSURED) == 7


def test_loss_is_the_day_after_and_over70_ends_on_the_day() -> None:
    assert loss_day(date(2024, 2, 29)) == date(2024, 3, 1)
    assert over70_end_day(date(2024, 2, 29)) == date(2024, 2, 29)


def test_pension_offices_number_prefectures_in_their_own_way() -> None:
    assert set(official.PENSION_PREFECTURES) == {code for code, _ in PREFECTURE.entries}
    assert [official.PENSION_PREFECTURES[name] for name in ("東京都", "神奈川県", "大阪府", "愛知県", "沖縄県")] == [
        "21", "31", "41", "51", "82"]
    assert len(set(official.PENSION_PREFECTURES.values())) == 47
