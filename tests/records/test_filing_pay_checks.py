"""算定 and 月変: each check by a record that breaks it, and the sums by hand (records.md §8, §9)."""

import pytest

from nxdesk.records.checks import blocks, link_checker
from nxdesk.records.fields import Kind, Value
from nxdesk.records.filing_geppen import GEPPEN
from nxdesk.records.filing_geppen import fill as fill_geppen
from nxdesk.records.filing_santei import SANTEI
from nxdesk.records.filing_santei import fill as fill_santei
from tests.records.filings_of_people import GEPPEN_OF, SANTEI_OF, TODAY, codes, group_codes, row, rules

WARNINGS = {"NXD_VH_05", "NXD_VH_09", "NXD_VH_11", "NXD_VH_12", "NXD_VH_13", "NXD_VT_05", "NXD_VT_06", "NXD_VT_07",
            "NXD_VG_03", "NXD_VG_04"}
both_kinds = pytest.mark.parametrize(("kind", "right"), [(SANTEI, SANTEI_OF), (GEPPEN, GEPPEN_OF)],
                                     ids=["santei", "geppen"])


@both_kinds
@pytest.mark.parametrize(("changes", "code"), [
    ({"insured_no": None}, "NXD_VH_07"), ({"insured_no": "0"}, "NXD_K_04"), ({"insured_no": "1234567"}, "NXD_K_04"),
    ({"office_pref": None}, "NXD_K_01"), ({"office_pref": "東京"}, "NXD_K_07"), ({"office_area": "00"}, "NXD_VH_01"),
    ({"office_area": "99"}, "NXD_VH_01"), ({"office_symbol": "ケイトウキ"}, "NXD_VH_01"),
    ({"name_kana": None}, "NXD_K_01"), ({"name_kana": "ケンポリョウイチ"}, "NXD_VH_02"),
    ({"name_kana": "ケンポ  リョウイチ"}, "NXD_VH_02"), ({"name_kana": "ケンポ リョウ イチ"}, "NXD_VH_02"),
    ({"name_kana": "ガガガガガガガ ガガガガガガ"}, "NXD_VH_03"), ({"name_kanji": "健保良一"}, "NXD_VH_04"),
    ({"name_kanji": "健保 良一"}, "NXD_VH_04"), ({"name_kanji": "健保\u3000良一二三四五六七八九十"}, "NXD_K_02"),
    ({"name_kanji": "髙橋\u3000良一"}, "NXD_VH_05"), ({"birth_date": None}, "NXD_K_01"),
    ({"birth_date": "2026-10-06"}, "NXD_VE_04B"), ({"birth_date": "1980-02-30"}, "NXD_K_03"),
    ({"old_since": None}, "NXD_VH_14"), ({"old_std_health": 301_000}, "NXD_VE_08"),
    ({"old_std_pension": 680_000}, "NXD_VH_10"), ({"old_std_health": 58_000, "old_std_pension": None}, None),
    ({"raise_month": 4, "raise_kind": None}, "NXD_VH_11"), ({"raise_month": None, "raise_kind": "1"}, "NXD_VH_11"),
    ({"retro_month": 4}, "NXD_VH_12"), ({"retro_amount": 1}, "NXD_VH_12"),
    ({"retro_month": 4, "retro_amount": 5000}, None), ({"pension_a": "1234"}, "NXD_VE_07B"),
    ({"over70": 1}, "NXD_VH_08"), ({"over70": 1, "pension_a": "1234", "pension_b": "567890"}, None),
    ({"over70": 1, "pension_a": "1234", "pension_b": "567890", "insured_no": None}, None),
    ({"pension_a": "0000", "pension_b": "567890"}, "NXD_VE_07"),
    ({"pension_a": "1234", "pension_b": "000000"}, "NXD_VE_07"), ({"over70_only": 1}, "NXD_VH_09"),
    ({"remark": "株式会社①"}, "NXD_VH_05"), ({"remark": "a,b"}, "NXD_VH_05")])
def test_items_that_both_share(
        kind: Kind, right: dict[str, Value], changes: dict[str, Value], code: str | None) -> None:
    found = codes(kind, right, **changes)
    assert ([one for one in found if one not in ("NXD_VG_03", "NXD_VG_04")] == [code]) if code else (
        not set(found) - WARNINGS)


@both_kinds
def test_what_warns_does_not_block(kind: Kind, right: dict[str, Value]) -> None:
    for rule in rules(kind):
        assert (rule.severity.value == "warning") == (rule.code in WARNINGS), rule.code
    issues = link_checker(kind).row_issues(row(kind, right | {"remark": "髙"}), TODAY)
    assert [issue.code for issue in issues] == ["NXD_VH_05"]
    assert not blocks(issues)


@pytest.mark.parametrize(("changes", "code"), [
    ({"applied_ym": "2026-10"}, "NXD_VT_01"), ({"applied_ym": "2026-9"}, "NXD_K_06"),
    ({"applied_ym": None}, "NXD_K_01"),
    ({"old_since": "2026-10"}, "NXD_VT_05"), ({"in_kind_5": 1}, "NXD_VT_02"),
    ({"grand_total": 916_001}, "NXD_VT_03"), ({"average": 305_334}, "NXD_VT_04"), ({"days_4": 32}, "NXD_K_05"),
    ({"days_5": None}, "NXD_K_01"), ({"currency_6": None}, "NXD_K_01"), ({"currency_6": "10万"}, "NXD_K_05"),
    ({"over70_months": "0405"}, None), ({"over70_months": "7"}, "NXD_K_04"), ({"over70_months": "06"}, None),
    ({"remark": "あ" * 38}, "NXD_K_02")])
def test_each_check_of_santei(changes: dict[str, Value], code: str | None) -> None:
    assert codes(SANTEI, SANTEI_OF, **changes) == ([code] if code else [])


def test_a_total_that_is_wrong_makes_the_sum_wrong() -> None:
    assert codes(SANTEI, SANTEI_OF, total_4=300_003) == ["NXD_VT_02", "NXD_VT_03", "NXD_VT_04"]
    assert codes(SANTEI, SANTEI_OF, currency_6=10_000_000)[0] == "NXD_K_05"


def test_days_that_do_not_count_change_total_and_average() -> None:
    assert codes(SANTEI, SANTEI_OF, days_4=16) == ["NXD_VT_03", "NXD_VT_04"]
    assert codes(SANTEI, SANTEI_OF, days_4=16, grand_total=616_000, average=308_000) == []
    assert codes(SANTEI, SANTEI_OF, days_4=16, short_time=1) == []


SUMMED = {f"{what}_{month}": SANTEI_OF[f"{what}_{month}"] for what in ("currency", "in_kind") for month in "456"}


@pytest.mark.parametrize(("days", "marks", "total", "average"), [
    ((30, 31, 30), {}, 916_000, 305_333), ((17, 16, 17), {}, 606_000, 303_000), ((16, 16, 16), {}, 0, 0),
    ((11, 10, 11), {"short_time": 1}, 606_000, 303_000), ((15, 14, 16), {"part_time": 1}, 606_000, 303_000),
    ((17, 16, 15), {"part_time": 1}, 300_000, 300_000), ((14, 14, 14), {"part_time": 1}, 0, 0),
    ((11, 15, 17), {"short_time": 1, "part_time": 1}, 916_000, 305_333)])
def test_sums_of_santei(days: tuple[int, int, int], marks: dict[str, Value], total: int, average: int) -> None:
    given = SUMMED | marks | dict(zip(("days_4", "days_5", "days_6"), days, strict=True))
    found = fill_santei(given)
    assert found == {"total_4": 300_000, "total_5": 310_000, "total_6": 306_000, "grand_total": total,
                     "average": average}
    assert codes(SANTEI, SANTEI_OF, **given, **found) == []


def test_sums_wait_for_what_is_not_known() -> None:
    assert fill_santei({}) == {}
    assert fill_santei({"currency_4": 1, "in_kind_4": 2}) == {"total_4": 3}
    assert "grand_total" not in fill_santei(SUMMED | {"days_4": 30, "days_5": 31})
    assert fill_santei({"currency_4": "x", "in_kind_4": 2}) == {}


def test_what_the_form_cannot_hold_is_cut_and_told() -> None:
    given = {"currency_4": 9_000_000, "in_kind_4": 2_000_000, "currency_5": 9_000_000, "currency_6": 9_000_000}
    found = fill_santei(SANTEI_OF | given)
    assert (found["total_4"], found["grand_total"], found["average"]) == (9_999_999, 9_999_999, 9_333_666)
    assert codes(SANTEI, SANTEI_OF, **given, **found) == ["NXD_VH_13", "NXD_VH_13"]


@pytest.mark.parametrize(("person", "code"), [
    ({"shaho_acquired_on": "2026-05-31"}, None), ({"shaho_acquired_on": "2026-06-01"}, "NXD_VT_06"),
    ({"shaho_lost_on": "2026-07-01"}, "NXD_VT_07"), ({"shaho_lost_on": "2026-07-02"}, None),
    ({"shaho_acquired_on": "2026-04-01", "shaho_lost_on": "2025-12-31"}, None)])
def test_who_has_no_santei(person: dict[str, Value], code: str | None) -> None:
    assert group_codes(SANTEI, SANTEI_OF, **person) == ([(0, code)] if code else [])


def test_one_santei_a_year() -> None:
    assert group_codes(SANTEI, SANTEI_OF, SANTEI_OF | {"applied_ym": "2025-09"}, SANTEI_OF) == [(2, "NXD_VT_08")]


@pytest.mark.parametrize(("changes", "expected"), [
    ({"m1": 10}, ["NXD_VG_01"]), ({"m3": 6}, ["NXD_VG_01"]), ({"revised_ym": "2026-11"}, ["NXD_VG_01"]),
    ({"m3": 13}, ["NXD_K_05", "NXD_VG_01"]), ({"days_m2": 16}, ["NXD_VG_02"]), ({"days_m2": 17}, []),
    ({"days_m3": 10, "days_m1": 11, "short_time": 1}, ["NXD_VG_02"]), ({"days_m1": 11, "short_time": 1}, []),
    ({"days_m1": 32}, ["NXD_K_05"]), ({"old_since": "2026-09"}, []), ({"old_since": "2026-10"}, ["NXD_VG_05"]),
    ({"total_m3": 340_001}, ["NXD_VG_06", "NXD_VG_06A"]), ({"grand_total": 1}, ["NXD_VG_06A"]),
    ({"average": 341_001}, ["NXD_VG_06B"]), ({"raise_kind": "2"}, ["NXD_VG_04"]), ({"m1": None}, ["NXD_K_01"]),
    ({"reason": "あ" * 37}, []), ({"reason": "あ" * 38}, ["NXD_VH_06"]), ({"remark": "a" * 75}, []),
    ({"remark": "a" * 76}, ["NXD_K_02", "NXD_VH_06"]), ({"remark": "ア" * 37 + "a"}, [])])
def test_each_check_of_geppen(changes: dict[str, Value], expected: list[str]) -> None:
    assert sorted(codes(GEPPEN, GEPPEN_OF, **changes)) == sorted(expected)


def test_months_before_a_change_in_spring_lie_in_the_year_before() -> None:
    spring = {"revised_ym": "2026-02", "old_since": "2025-09"}
    assert codes(GEPPEN, GEPPEN_OF, **spring, m3=11, m2=12, m1=1) == []
    assert {name: fill_geppen(spring)[name] for name in ("m3", "m2", "m1")} == {"m3": 11, "m2": 12, "m1": 1}


@pytest.mark.parametrize(("changes", "expected"), [
    # 300,000 is health grade 22: 320,000 is one grade more, 340,000 (from 330,000 on) two.
    ({"average": 330_000}, []), ({"average": 329_999}, ["NXD_VG_03"]), ({"average": 300_000}, ["NXD_VG_03"]),
    ({"adjusted_average": 329_999}, ["NXD_VG_03"]), ({"average": 329_999, "adjusted_average": 330_000}, []),
    ({"average": 269_999}, ["NXD_VG_04"]), ({"average": 269_999, "raise_kind": "2"}, []),
    ({"average": 270_000, "raise_kind": "2"}, ["NXD_VG_03"]), ({"average": 300_000, "raise_kind": None}, []),
    ({"average": 300_000, "old_std_health": None}, ["NXD_VG_03"]),
    ({"average": 300_000, "old_std_health": None, "health_only": 1}, []),
    # At the top of the pension's grades one grade is enough from 665,000 on.
    ({"average": 665_000, "old_std_health": None, "old_std_pension": 620_000}, []),
    ({"average": 664_999, "old_std_health": None, "old_std_pension": 620_000}, ["NXD_VG_03"])])
def test_v_g03_and_v_g04_grades_that_move(changes: dict[str, Value], expected: list[str]) -> None:
    found = codes(GEPPEN, GEPPEN_OF, **changes)
    assert [code for code in found if code in ("NXD_VG_03", "NXD_VG_04")] == expected


@pytest.mark.parametrize(("person", "wrong"), [
    ({}, False), ({"shaho_acquired_on": "2026-10-31"}, False), ({"shaho_acquired_on": "2026-11-01"}, True),
    ({"shaho_lost_on": "2026-11-01"}, False), ({"shaho_lost_on": "2026-10-31"}, True),
    ({"shaho_enrolled": 0}, True), ({"shaho_enrolled": None, "shaho_acquired_on": None}, False),
    ({"shaho_enrolled": 0, "shaho_lost_on": "2026-12-01"}, False),
    ({"shaho_acquired_on": "2026-01-01", "shaho_lost_on": "2020-04-01"}, False)])
def test_v_g07_insured_in_the_month_of_the_change(person: dict[str, Value], wrong: bool) -> None:
    assert group_codes(GEPPEN, GEPPEN_OF, **person) == ([(0, "NXD_VG_07")] if wrong else [])
    assert group_codes(GEPPEN, GEPPEN_OF | {"over70_only": 1}, **person) == []
    found = link_checker(GEPPEN).group_issues([row(GEPPEN, GEPPEN_OF)], None)
    assert found == []


def test_sums_of_geppen() -> None:
    given = {item: value for item, value in GEPPEN_OF.items() if item.startswith(("currency", "in_kind", "revised"))}
    assert fill_geppen(given) == {
        "m3": 7, "m2": 8, "m1": 9, "total_m3": 340_000, "total_m2": 341_000, "total_m1": 342_000,
        "grand_total": 1_023_000, "average": 341_000}
    assert fill_geppen(given | {"currency_m1": 342_002})["average"] == 341_000
    assert fill_geppen({"revised_ym": "2026-13"}) == {}
    assert group_codes(GEPPEN, GEPPEN_OF, GEPPEN_OF) == [(1, "NXD_VG_08")]
