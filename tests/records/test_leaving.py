"""離職証明書 as declared, the periods of its printed examples (records.md §6), and each check by what breaks it."""

from datetime import date

import pytest

from nxdesk.records.checks import blocks, group_issues, link_checker, nx_checker
from nxdesk.records.fields import Holder, Value
from nxdesk.records.leaving import LEAVING, derived, proposed_rows

TODAY = "2025-11-04"
LEFT = "2025-10-20"
_ROW: dict[str, Value] = {"employee_code": "0000000101", "separated_on": LEFT}
HEADER = _ROW | {
    "row_kind": "header", "line": 1, "ei_insured_no": "1234-567890-1", "ei_office_no": "1301-123456-7",
    "name": "伊藤　一郎", "name_kana": "イトウ　イチロウ", "office_name": "練習株式会社", "office_address": "東京都千代田区丸の内1－1－1",
    "office_phone": "03-1234-5678", "address": "東京都港区芝1－2－3", "phone": "090-1234-5678",
    "ei_acquired_on": "2010-04-01", "weekly_hours": "40:00", "certificate_requested": "1", "reason_code": "5",
    "reason_text": "転職のため"}
PERSON: dict[str, Value] = {"retire_date": LEFT, "birth_date": "1980-02-01"}
FORM = {
    "①": ["ei_insured_no"], "②": ["ei_office_no"], "③": ["name", "name_kana"], "④": ["separated_on"],
    "⑤": ["office_name", "office_address", "office_phone"], "⑥": ["zip", "address", "phone"],
    "⑦": ["reason_code", "reason_text"], "⑧": ["period_class", "period_from", "period_to"],
    "⑨": ["period_base_days", "period_hours"], "⑩": ["wage_from", "wage_to"], "⑪": ["wage_base_days"],
    "⑫": ["amount_a", "amount_b", "total"], "⑬": ["note"], "⑭": ["special_note"], "⑮": ["person_signed"],
    "⑯": ["person_objects"]}


def worked(rows: list[dict[str, Value]], days: int = 20) -> list[dict[str, Value]]:
    """Proposed rows with days and pay in them."""
    return [_ROW | one | ({"period_base_days": days} if one["row_kind"] == "insured" else {
        "wage_base_days": min(days, 5) if one["wage_to"] == LEFT else days, "amount_a": 300_000, "total": 300_000})
            for one in rows]


PROPOSED = worked(proposed_rows(date(2025, 10, 20), date(2010, 4, 1), 15))
INSURED, WAGE = PROPOSED[0], PROPOSED[12]


def row(values: dict[str, Value], **changes: Value) -> tuple[Value, ...]:
    return tuple((values | changes).get(item_id) for item_id in LEAVING.linked_ids)


def codes(values: dict[str, Value], **changes: Value) -> list[str]:
    return [issue.code for issue in link_checker(LEAVING).row_issues(row(values, **changes), TODAY)]


def saved(values: dict[str, Value], **changes: Value) -> list[str]:
    whole = {"seq": 1} | values | changes
    return [issue.code for issue in nx_checker(LEAVING).row_issues(
        [whole.get(item.id) for item in LEAVING.nx_columns], TODAY)]


def of_group(*records: dict[str, Value], person: dict[str, Value] | None = PERSON) -> list[tuple[int, str]]:
    return [(place, issue.code) for place, issue in group_issues(LEAVING, list(map(row, records)), person)]


def spans(rows: list[dict[str, Value]], name: str) -> list[tuple[str, str]]:
    return [(str(one[f"{name}_from"])[5:], str(one[f"{name}_to"])[5:]) for one in rows if f"{name}_from" in one]


def test_what_kind_it_is() -> None:
    assert (LEAVING.id, LEAVING.number, LEAVING.register_number, LEAVING.acquire_number) == ("rishoku", 6, 4, None)
    assert LEAVING.register_label == "雇用保険離職証明書情報登録"
    assert (LEAVING.document, LEAVING.part_item, LEAVING.upsert) == (("separated_on",), "row_kind", True)
    assert LEAVING.match == (("separated_on",), ("row_kind",), ("line",))
    assert LEAVING.register_after == ("employee",)


def test_every_column_of_the_form_is_an_item() -> None:
    assert {number: [item.id for item in LEAVING.fields if number in item.label] for number in FORM} == FORM | {
        "⑧": ["months_back", *FORM["⑧"]]}
    assert {item.id for item in LEAVING.fields if item.holder is Holder.EAMANO} == {"person_signed", "person_objects"}
    assert {item.id for item in LEAVING.fields if item.holder is Holder.NX} == {"seq", "closing_day", "months_back"}


@pytest.mark.parametrize(("left", "first"), [
    ("2025-10-20", [("09-21", "10-20"), ("08-21", "09-20"), ("07-21", "08-20")]),
    ("2025-10-30", [("09-30", "10-30"), ("08-31", "09-29"), ("07-31", "08-30"), ("06-30", "07-30"),
                    ("05-31", "06-29")]),
    ("2025-03-31", [("03-01", "03-31"), ("02-01", "02-28"), ("01-01", "01-31")]),
    ("2024-02-29", [("02-01", "02-29"), ("01-01", "01-31"), ("12-01", "12-31")])])
def test_insured_periods_are_those_of_the_printed_examples(left: str, first: list[tuple[str, str]]) -> None:
    rows = proposed_rows(date.fromisoformat(left), date(2010, 4, 1))
    assert spans(rows, "period")[:len(first)] == first
    assert [one["line"] for one in rows if one["row_kind"] == "insured"] == list(range(1, 13))


@pytest.mark.parametrize(("left", "closing_day", "first", "count"), [
    ("2025-10-20", 15, [("10-16", "10-20"), ("09-16", "10-15")], 7),
    ("2025-10-30", 31, [("10-01", "10-30"), ("09-01", "09-30")], 7),
    ("2025-10-31", 31, [("10-01", "10-31"), ("09-01", "09-30")], 6),
    ("2025-10-20", 20, [("09-21", "10-20"), ("08-21", "09-20")], 6),
    ("2025-02-28", 30, [("01-31", "02-28"), ("12-31", "01-30")], 6),
    ("2025-10-20", 25, [("09-26", "10-20"), ("08-26", "09-25")], 7)])
def test_wage_periods_begin_after_the_closing_day_and_go_on_with_whole_months(
        left: str, closing_day: int, first: list[tuple[str, str]], count: int) -> None:
    wages = spans(proposed_rows(date.fromisoformat(left), date(2010, 4, 1), closing_day), "wage")
    assert wages[:2] == first
    assert len(wages) == count


def test_periods_end_with_the_insurance() -> None:
    rows = proposed_rows(date(2025, 10, 20), date(2025, 8, 1), 15)
    assert spans(rows, "period") == [("09-21", "10-20"), ("08-21", "09-20"), ("08-01", "08-20")]
    assert spans(rows, "wage") == [("10-16", "10-20"), ("09-16", "10-15"), ("08-16", "09-15"), ("08-01", "08-15")]


def test_the_head_proposes_the_rows() -> None:
    assert LEAVING.derive is derived
    assert derived(HEADER) == proposed_rows(date(2025, 10, 20), date(2010, 4, 1), 31)
    assert derived(HEADER | {"closing_day": 15}) == proposed_rows(date(2025, 10, 20), date(2010, 4, 1), 15)
    assert len(spans(derived(HEADER | {"months_back": 24}), "period")) == 24
    assert len(spans(derived(HEADER | {"ei_acquired_on": None}), "period")) == 12


def test_a_right_document_has_no_issues() -> None:
    assert [codes(one) for one in (HEADER, *PROPOSED)] == [saved(one) for one in (HEADER, *PROPOSED)] == [[]] * 20
    assert of_group(HEADER, *PROPOSED) == []
    again = [one | {"separated_on": "2020-03-31"} for one in (HEADER, *PROPOSED)]
    assert (20, "NXD_VR_01B") in of_group(HEADER, *PROPOSED, *again)


@pytest.mark.parametrize(("item", "code"), [
    ("ei_insured_no", "NXD_VR_02"), ("reason_code", "NXD_VR_06"), ("reason_text", "NXD_VR_06"),
    *((item, "NXD_K_14") for item in ("ei_office_no", "name", "name_kana", "office_name", "office_address",
                                      "office_phone", "address", "phone", "ei_acquired_on", "weekly_hours",
                                      "certificate_requested"))])
def test_what_the_head_needs_is_asked_when_it_is_sent_and_not_when_it_is_saved(item: str, code: str) -> None:
    assert codes(HEADER, **{item: None}) == [code]
    assert saved(HEADER, **{item: None}) == []


@pytest.mark.parametrize(("record", "changes", "code"), [
    (HEADER, {"ei_insured_no": "12345678901"}, "NXD_VE_07"), (HEADER, {"reason_text": "あ" * 201}, "NXD_K_02"),
    (HEADER, {"line": 2}, "NXD_VR_11"), (HEADER, {"total": 1, "amount_a": 1}, "NXD_K_15"),
    (HEADER, {"separated_on": "2010-03-31"}, "NXD_VR_15"), (INSURED, {"period_base_days": 31}, "NXD_VR_04"),
    (INSURED, {"period_base_days": 32}, "NXD_K_05"), (INSURED, {"period_to": "2025-09-20"}, "NXD_VR_03C"),
    (INSURED, {"period_base_days": None}, "NXD_K_14"), (INSURED, {"amount_a": 1, "total": 1}, "NXD_K_15"),
    (WAGE, {"wage_base_days": 6}, "NXD_VR_04"), (WAGE, {"total": 300_001}, "NXD_VR_05"),
    (WAGE, {"amount_b": 1}, "NXD_VR_05"), (WAGE, {"amount_a": -1}, "NXD_K_05"), (WAGE, {"amount_a": None}, "NXD_VR_05"),
    (WAGE, {"amount_a": None, "total": None}, "NXD_VR_05B"), (WAGE, {"note": "あ" * 61}, "NXD_K_02")])
def test_each_check_names_its_code(record: dict[str, Value], changes: dict[str, Value], code: str) -> None:
    assert code in codes(record, **changes)


def test_a_month_not_calculated_yet_has_no_amount() -> None:
    assert codes(WAGE, amount_a=None, total=None, note="未計算") == []
    assert saved(WAGE, amount_a=None, total=None) == []


@pytest.mark.parametrize(("changes", "code"), [
    ({"weekly_hours": "19:59"}, "NXD_VR_08"), ({"reason_code": "6", "reason_text": "あ" * 38}, "NXD_VR_10")])
def test_what_only_e_filing_refuses_warns(changes: dict[str, Value], code: str) -> None:
    issues = link_checker(LEAVING).row_issues(row(HEADER, **changes), TODAY)
    assert [issue.code for issue in issues] == [code]
    assert not blocks(issues)
    assert codes(HEADER, weekly_hours="20:00") == codes(HEADER, reason_code="6", reason_text="あ" * 37) == []


def test_v_r01_who_has_not_left() -> None:
    [(place, issue)] = group_issues(LEAVING, list(map(row, (HEADER, *PROPOSED))), PERSON | {"retire_date": None})
    assert (place, issue.sentence) == (
        0, "退職年月日が登録されていません。人事マスター保守で登録してください。(NXD_VR_01)")
    assert blocks([issue])
    assert of_group(HEADER, *PROPOSED, person=PERSON | {"retire_date": "2025-10-21"}) == [(0, "NXD_VR_01B")]
    assert of_group(HEADER, *PROPOSED, person=None) == []
    names = [item.id for item in LEAVING.nx_columns]
    in_nx = nx_checker(LEAVING).group_issues([tuple(map(HEADER.get, names))], {"retire_date": None})
    assert in_nx == []


@pytest.mark.parametrize(("born", "requested", "told"), [
    ("1966-10-20", "2", True), ("1966-10-21", "2", False), ("1966-10-20", "1", False)])
def test_from_59_on_everybody_gets_the_certificate(born: str, requested: str, told: bool) -> None:
    head = HEADER | {"certificate_requested": requested}
    assert of_group(head, *PROPOSED, person=PERSON | {"birth_date": born}) == ([(0, "NXD_VR_09")] if told else [])


@pytest.mark.parametrize(("place", "changes", "found"), [
    (0, {"period_to": "2025-10-19"}, [(1, "NXD_VR_03")]),
    (1, {"period_to": "2025-09-19"}, [(2, "NXD_VR_03B")]), (1, {"period_to": "2025-09-21"}, [(2, "NXD_VR_03B")]),
    (4, {"period_from": "2025-05-22"}, [(6, "NXD_VR_03B")]), (12, {"wage_to": "2025-10-19"}, [(13, "NXD_VR_03")]),
    (13, {"wage_to": "2025-10-14"}, [(14, "NXD_VR_03B")])])
def test_v_r03_periods_join_without_gap_or_overlap(place: int, changes: dict[str, Value],
                                                   found: list[tuple[int, str]]) -> None:
    rows = [one | changes if at == place else one for at, one in enumerate(PROPOSED)]
    assert of_group(HEADER, *rows) == found


def test_v_r03_lines_decide_and_not_the_order_in_which_rows_stand() -> None:
    assert of_group(HEADER, *reversed(PROPOSED)) == []
    turned = [one | {"line": 13 - int(one["line"] or 0)} if one["row_kind"] == "insured" else one for one in PROPOSED]
    assert {code for _, code in of_group(HEADER, *turned)} == {"NXD_VR_03", "NXD_VR_03B"}


def test_too_few_complete_months_warn_unless_the_insurance_is_young() -> None:
    rows = [one for one in PROPOSED if one.get("period_from") != PROPOSED[11]["period_from"]]
    assert of_group(HEADER, *rows) == [(1, "NXD_VR_13")]
    absent = [one | {"period_base_days": 3} if one is PROPOSED[4] else one for one in PROPOSED]
    assert of_group(HEADER, *absent) == [(1, "NXD_VR_13")]
    part_time = [one | {"period_base_days": 10, "period_hours": 80} if one is PROPOSED[4] else one for one in PROPOSED]
    assert of_group(HEADER, *part_time) == []
    young = worked(proposed_rows(date(2025, 10, 20), date(2025, 8, 1), 15))
    assert of_group(HEADER | {"ei_acquired_on": "2025-08-01"}, *young) == []


def test_months_behind_those_needed_warn() -> None:
    more = worked(proposed_rows(date(2025, 10, 20), date(2010, 4, 1), 15, 13))
    assert of_group(HEADER, *more) == [(13, "NXD_VR_14")]
    eighth = WAGE | {"line": 8, "wage_from": "2025-03-16", "wage_to": "2025-04-15", "wage_base_days": 20}
    assert of_group(HEADER, *PROPOSED, eighth) == [(20, "NXD_VR_14")]


def test_rows_have_a_head_and_lines_of_their_own() -> None:
    assert of_group(*PROPOSED) == [(0, "NXD_VR_12")]
    assert of_group(HEADER, HEADER, *PROPOSED) == [(1, "NXD_K_16")]


def test_totals_follow_from_the_amounts() -> None:
    assert LEAVING.fill is not None
    assert LEAVING.fill({"amount_a": 300_000, "amount_b": None}) == {"total": 300_000}
    assert LEAVING.fill({"amount_a": 9_999_999, "amount_b": 9_999_999}) == {"total": 19_999_998}
    assert LEAVING.fill(HEADER) == LEAVING.fill({"amount_a": None, "amount_b": None}) == {}
    assert codes(WAGE, amount_a=9_999_999, amount_b=9_999_999, total=19_999_998) == []


def test_a_new_document_gets_what_the_person_tells() -> None:
    given = LEAVING.prefilled({
        "retire_date": LEFT, "last_name": "伊藤", "first_name": "一郎", "last_name_kana": "イトウ", "first_name_kana": "イチロウ",
        "prefecture": "東京都", "address_city": "港区", "address_street": "芝1－2－3", "address_building": None,
        "ei_insured_no": "1234-567890-1", "ei_acquired_on": "2010-04-01", "weekly_hours": "40:00",
        "mobile_phone": "090-1234-5678", "retire_reason": "一身上の都合による退職"})
    assert given == {
        "separated_on": LEFT, "name": "伊藤　一郎", "name_kana": "イトウ　イチロウ", "address": "東京都港区芝1－2－3",
        "ei_insured_no": "1234-567890-1", "ei_acquired_on": "2010-04-01", "weekly_hours": "40:00",
        "phone": "090-1234-5678", "reason_text": "一身上の都合による退職"}
