"""資格取得届 and 資格喪失届: each check by a record that breaks it, and what the person's record takes over (§3, §4)."""

import pytest

from nxdesk.records.acquiring import owner_acquisition, taken
from nxdesk.records.checks import blocks, link_checker
from nxdesk.records.fields import Kind, Value
from nxdesk.records.filing_acquisition import ACQUISITION
from nxdesk.records.filing_acquisition import fill as fill_acquisition
from nxdesk.records.filing_loss import LOSS
from nxdesk.records.filing_loss import fill as fill_loss
from tests.records.filings_of_people import ACQUISITION_OF, LOSS_OF, PERSON, TODAY, codes, group_codes, row

NUMBERLESS: dict[str, Value] = {"no_mynumber_reason": "1", "zip": "100-0013", "address_kana": "チヨダク"}


@pytest.mark.parametrize(("changes", "expected"), [
    ({"acquired_on": "2026-10-05"}, []), ({"acquired_on": "2026-10-06"}, ["NXD_VA_01"]),
    ({"acquired_on": None}, ["NXD_K_01"]), ({"sex_kind": None}, ["NXD_VA_02"]),
    ({"sex_kind": None, "acquisition_kind": "3"}, []), ({"sex_kind": "4"}, ["NXD_K_07"]),
    ({"acquisition_kind": "2"}, ["NXD_K_07"]), ({"acquisition_kind": None}, ["NXD_K_01"]),
    ({"pay_total": 305_001}, ["NXD_VA_03"]), ({"pay_currency": 0, "pay_in_kind": 999, "pay_total": 999}, ["NXD_VA_04"]),
    ({"pay_currency": 0, "pay_in_kind": 1000, "pay_total": 1000}, []),
    ({"pay_currency": 9_999_999, "pay_in_kind": 1, "pay_total": 9_999_999}, ["NXD_VH_13"]),
    (NUMBERLESS, []), (NUMBERLESS | {"zip": None}, ["NXD_VA_06"]),
    (NUMBERLESS | {"zip": None, "address_kana": None}, ["NXD_VA_06", "NXD_VA_06"]),
    (NUMBERLESS | {"no_mynumber_reason": "3"}, ["NXD_VA_05"]),
    (NUMBERLESS | {"no_mynumber_reason": "3", "no_mynumber_reason_text": "申請中"}, []),
    (NUMBERLESS | {"over70": 1}, ["NXD_VA_07"]), ({"over70": 1}, []),
    (NUMBERLESS | {"over70": 1, "pension_a": "1234", "pension_b": "567890"}, []),
    ({"pension_b": "567890"}, ["NXD_VE_07B"]), ({"address_kanji": "千代田区 霞が関"}, ["NXD_VA_08"]),
    ({"address_kanji": "千代田区\u3000霞が関"}, []), ({"address_kana": "ガ" * 37}, []),
    ({"address_kana": "ガ" * 38}, ["NXD_VH_03"]), ({"insured_no": None}, []), ({"office_no": None}, ["NXD_K_01"]),
    ({"office_no": "123456"}, ["NXD_K_04"]), ({"zip": "1000013"}, ["NXD_K_09"]), ({"status": "sent"}, ["NXD_K_07"]),
    ({"has_dependents": None}, ["NXD_K_01"]), ({"arrival_no": "202610051234567890"}, [])])
def test_each_check_of_an_acquisition(changes: dict[str, Value], expected: list[str]) -> None:
    assert codes(ACQUISITION, ACQUISITION_OF, **changes) == expected


@pytest.mark.parametrize(("person", "expected"), [
    ({}, []), ({"hire_date": "2018-04-02"}, ["NXD_VA_09"]), ({"hire_date": "2018-03-31"}, ["NXD_VA_10"]),
    ({"hire_date": None}, []), ({"shaho_acquired_on": None}, []),
    ({"shaho_acquired_on": "2015-04-01"}, ["NXD_VA_11"]),
    ({"shaho_acquired_on": "2015-04-01", "shaho_lost_on": "2018-04-01"}, []),
    ({"shaho_acquired_on": "2015-04-01", "shaho_lost_on": "2018-04-02"}, ["NXD_VA_11"]),
    ({"shaho_acquired_on": "2020-04-01"}, [])])
def test_an_acquisition_beside_the_person(person: dict[str, Value], expected: list[str]) -> None:
    assert [code for _, code in group_codes(ACQUISITION, ACQUISITION_OF, **person)] == expected
    found = link_checker(ACQUISITION).group_issues([row(ACQUISITION, ACQUISITION_OF)], PERSON | person)
    assert blocks([issue for _, issue in found]) == bool(set(expected) & {"NXD_VA_09", "NXD_VA_11"})


def test_two_of_one_day() -> None:
    assert group_codes(ACQUISITION, ACQUISITION_OF, ACQUISITION_OF) == [(1, "NXD_VA_12")]
    assert group_codes(LOSS, LOSS_OF, LOSS_OF, retire_date=None) == [(1, "NXD_VL_11")]


def test_pay_is_added_up() -> None:
    assert fill_acquisition({"pay_currency": 300_000, "pay_in_kind": 5_000}) == {"pay_total": 305_000}
    assert fill_acquisition({"pay_currency": 9_999_999, "pay_in_kind": 1}) == {"pay_total": 9_999_999}
    assert fill_acquisition({"pay_currency": 300_000}) == {}


@pytest.mark.parametrize(("changes", "expected"), [
    ({"lost_on": "2026-10-06", "left_on": "2026-10-05"}, ["NXD_VL_01"]), ({"lost_on": "2026-09-30"}, ["NXD_VL_02"]),
    ({"lost_on": "2026-10-02"}, ["NXD_VL_02"]), ({"loss_cause": "5"}, []),
    ({"loss_cause": "6", "left_on": None}, ["NXD_K_07"]),
    ({"loss_cause": "7", "left_on": None}, ["NXD_VL_03"]),
    ({"loss_cause": "7", "left_on": None, "birth_date": "1951-10-01"}, []),
    ({"loss_cause": "7", "left_on": None, "birth_date": "1951-10-02"}, ["NXD_VL_03"]),
    ({"left_on": None}, ["NXD_VL_04"]), ({"loss_cause": "9"}, ["NXD_VL_05"]), ({"loss_cause": "11"}, ["NXD_VL_05"]),
    ({"loss_cause": "11", "left_on": None}, []), ({"over70_end": 1}, ["NXD_VL_06"]),
    ({"over70_end_on": "2026-09-30"}, ["NXD_VL_06"]), ({"over70_end": 1, "over70_end_on": "2026-09-30"}, []),
    ({"over70_end": 1, "over70_end_on": "2026-10-01"}, ["NXD_VL_07"]), ({"over70_only": 1}, ["NXD_VH_09"]),
    ({"pension_a": None, "pension_b": None}, ["NXD_VL_08"]), ({"pension_b": None}, ["NXD_VE_07B"]),
    ({"cards_attached": 100}, ["NXD_K_05"]), ({"cards_attached": 3, "cards_missing": 0}, []),
    ({"lost_on": None}, ["NXD_K_01"])])
def test_each_check_of_a_loss(changes: dict[str, Value], expected: list[str]) -> None:
    assert codes(LOSS, LOSS_OF, **changes) == expected


def test_the_seventy_fifth_birthday_of_a_leap_day() -> None:
    born = {"loss_cause": "7", "left_on": None, "birth_date": "1948-02-29"}
    assert codes(LOSS, LOSS_OF, **born, lost_on="2023-02-28") == ["NXD_VL_03"]
    assert codes(LOSS, LOSS_OF, **born, lost_on="2023-03-01") == []


@pytest.mark.parametrize(("person", "expected"), [
    ({"retire_date": None}, []), ({"retire_date": "2026-09-30"}, []), ({"retire_date": "2026-09-29"}, ["NXD_VL_10"]),
    ({"retire_date": None, "shaho_acquired_on": None}, ["NXD_VL_09"]),
    ({"retire_date": None, "shaho_acquired_on": "2026-10-01"}, ["NXD_VL_09"]),
    ({"retire_date": None, "shaho_acquired_on": "2026-09-30"}, [])])
def test_a_loss_beside_the_person(person: dict[str, Value], expected: list[str]) -> None:
    assert [code for _, code in group_codes(LOSS, LOSS_OF, **person)] == expected


@pytest.mark.parametrize(("given", "found"), [
    ({"loss_cause": "4", "left_on": "2026-09-30"}, {"lost_on": "2026-10-01"}),
    ({"loss_cause": "5", "left_on": "2024-02-28"}, {"lost_on": "2024-02-29"}),
    ({"loss_cause": "7", "left_on": "2026-09-30"}, {}), ({"loss_cause": "4"}, {}),
    ({"loss_cause": "4", "left_on": "2026-12-31", "over70_end": 1},
     {"lost_on": "2027-01-01", "over70_end_on": "2026-12-31"}),
    ({"loss_cause": "4", "left_on": "2026-02-30", "over70_end": 1}, {})])
def test_days_that_follow_from_leaving(given: dict[str, Value], found: dict[str, Value]) -> None:
    """Insurance ends on the day after; being employed over 70 ends on the day itself."""
    assert fill_loss(given) == found


def taking(kind: Kind, values: dict[str, Value], **person: Value) -> dict[str, tuple[Value, bool]]:
    return {one.effect.field: (one.effect.new, one.ask) for one in taken(kind, PERSON | person, [values])}


NEW: dict[str, Value] = dict.fromkeys(
    ("shaho_enrolled", "shaho_acquired_on", "shaho_lost_on", "hi_insured_no", "ep_insured_no",
     "std_remuneration_health", "std_remuneration_pension", "std_remuneration_since", "over70", "multi_office",
     "short_time"), None)


def test_what_the_person_gets_of_an_acquisition() -> None:
    """305,000 yen are 300,000 by both tables (290,000 to 310,000)."""
    marks: dict[str, Value] = {"over70": 0, "multi_office": 1, "short_time": 0}
    assert taking(ACQUISITION, ACQUISITION_OF | marks, **NEW) == {
        "shaho_acquired_on": ("2018-04-01", False), "shaho_enrolled": (1, False), "hi_insured_no": ("123", False),
        "ep_insured_no": ("123", False), "std_remuneration_health": (300_000, False),
        "std_remuneration_pension": (300_000, False), "std_remuneration_since": ("2018-04", False),
        "over70": (0, False), "multi_office": (1, False), "short_time": (0, False)}


@pytest.mark.parametrize(("acquired_on", "pay", "health", "pension"), [
    ("2020-08-31", 2_000_000, 1_390_000, 620_000), ("2020-09-01", 2_000_000, 1_390_000, 650_000),
    ("2027-09-01", 700_000, 710_000, 680_000), ("2026-04-01", 50_000, 58_000, 88_000)])
def test_the_grades_are_those_of_the_month(acquired_on: str, pay: int, health: int, pension: int) -> None:
    found = taking(ACQUISITION, ACQUISITION_OF | {"acquired_on": acquired_on, "pay_total": pay}, **NEW)
    assert (found["std_remuneration_health"][0], found["std_remuneration_pension"][0]) == (health, pension)
    assert found["std_remuneration_since"][0] == acquired_on[:7]


def test_no_grade_is_made_up_for_months_before_the_tables() -> None:
    found = taking(ACQUISITION, ACQUISITION_OF | {"acquired_on": "2015-04-01"}, **NEW)
    assert found.keys() >= {"shaho_acquired_on", "shaho_enrolled"}
    assert not {"std_remuneration_health", "std_remuneration_pension", "std_remuneration_since"} & found.keys()


def test_a_new_acquisition_ends_the_loss_before_it() -> None:
    again = ACQUISITION_OF | {"acquired_on": "2026-10-01"}
    assert taking(ACQUISITION, again, shaho_lost_on="2020-04-01")["shaho_lost_on"] == (None, False)
    assert "shaho_lost_on" not in taking(ACQUISITION, again, shaho_lost_on="2026-10-02")


def test_an_old_acquisition_leaves_a_later_one_alone() -> None:
    assert taking(ACQUISITION, ACQUISITION_OF, shaho_acquired_on="2026-10-01", hi_insured_no="9") == {}


def test_what_the_person_gets_of_a_loss() -> None:
    left: dict[str, Value] = {"retire_date": None}
    assert taking(LOSS, LOSS_OF | {"multi_office": 0}, **left) == {
        "shaho_lost_on": ("2026-10-01", False), "shaho_enrolled": (0, False), "retire_date": ("2026-09-30", False)}
    assert taking(LOSS, LOSS_OF, retire_date="2026-09-29")["retire_date"] == ("2026-09-30", True)
    assert "retire_date" not in taking(LOSS, LOSS_OF, retire_date="2026-09-30")
    assert "shaho_enrolled" not in taking(LOSS, LOSS_OF | {"loss_cause": "9", "left_on": None}, **left)
    assert taking(LOSS, LOSS_OF | {"over70_end": 1}, **left, over70=1)["over70"] == (0, False)


def test_an_old_loss_leaves_a_later_insurance_alone() -> None:
    assert taking(LOSS, LOSS_OF, shaho_acquired_on="2026-10-01", retire_date=None) == {}
    assert taking(LOSS, LOSS_OF, shaho_acquired_on="2026-09-30", retire_date=None).keys() >= {"shaho_lost_on"}


@pytest.mark.parametrize(("status", "arrives"), [
    ("draft", False), ("filed", True), ("reviewing", True), ("done", True), ("returned", False), (None, False)])
def test_only_what_was_filed_arrives(status: str | None, arrives: bool) -> None:
    found = owner_acquisition(ACQUISITION, [], [ACQUISITION_OF | {"status": status}], PERSON | NEW)
    assert (len(found.records), len(found.unfinished), bool(found.takes)) == (
        (1, 0, True) if arrives else (0, 1, False))
    asked = owner_acquisition(ACQUISITION, [], [ACQUISITION_OF | {"status": status}], PERSON | NEW, unfinished=True)
    assert len(asked.records) == 1


def test_a_filing_that_is_returned_and_filed_again_updates_its_record() -> None:
    here = ACQUISITION_OF | {"pay_currency": 290_000, "pay_total": 295_000, "status": "filed"}
    found = owner_acquisition(ACQUISITION, [here], [ACQUISITION_OF | {"remark": None}], PERSON)
    assert [record.values for record in found.records] == [
        {"pay_currency": 300_000, "pay_total": 305_000, "status": "done"}]


def test_sentences_of_the_classic_bugs() -> None:
    found = link_checker(LOSS).row_issues(row(LOSS, LOSS_OF | {
        "lost_on": "2026-09-30", "over70_end": 1, "over70_end_on": "2026-10-01"}), TODAY)
    assert [issue.sentence for issue in found] == [
        "喪失原因が退職等・死亡のときは、資格喪失年月日は退職等年月日の翌日です。(NXD_VL_02)",
        "70歳以上被用者不該当年月日は、退職等年月日の翌日ではなく当日です。(NXD_VL_07)"]
