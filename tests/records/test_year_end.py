"""年末調整 as declared, against records.md §5 written out here by hand, and each check by a record that breaks it."""

import pytest

from nxdesk.records.checks import blocks, group_issues, link_checker, nx_checker
from nxdesk.records.fields import Condition, Holder, Value
from nxdesk.records.matching import match_key
from nxdesk.records.typed import canonical
from nxdesk.records.year_end import YEAR_END

TODAY = "2020-04-06"
_ROW: dict[str, Value] = {"employee_code": "0000000101", "year": 2019}
HEADER = _ROW | {
    "row_kind": "header", "line": 1, "target_kind": "1", "last_name": "伊藤", "first_name": "一郎", "last_name_kana": "イトウ",
    "first_name_kana": "イチロウ", "zip": "100-0001", "prefecture": "東京都", "address_city": "千代田区", "payer_type": "kou"}
WIFE = _ROW | {
    "row_kind": "dependent", "line": 1, "dependent_last_name": "伊藤", "dependent_first_name": "花子", "relationship": "02",
    "dependent_birth_date": "1974-08-20", "social_insurance_and_tax_dependent": "both",
    "dependent_disability_type": "na", "residence_type": "live_in"}
LIFE = _ROW | {
    "row_kind": "insurance", "line": 1, "type": "life_care_pension", "category": "life", "new_or_old": "new",
    "insurer_code": "0001", "company_name": "さくら第一生命", "amount": 96_000}
JOB = _ROW | {
    "row_kind": "prior_job", "line": 1, "prior_income": 1_200_000, "prior_deduction": 180_000,
    "prior_withholding_tax_amount": 24_000, "prior_company_name": "株式会社北風", "prior_company_address": "東京都港区1－2－3",
    "prior_retire_date": "2019-05-31"}
LOAN = _ROW | {
    "row_kind": "housing_loan", "line": 1, "residence_start_date": "2015-06-01",
    "remaining_balance_at_yearend": 21_000_000, "loan_category": "general", "specific_case_type": "specified"}
DOCUMENT = (HEADER, WIFE, LIFE, JOB, LOAN)


def row(values: dict[str, Value], **changes: Value) -> tuple[Value, ...]:
    return tuple((values | changes).get(item_id) for item_id in YEAR_END.linked_ids)


def codes(values: dict[str, Value], **changes: Value) -> list[str]:
    return [issue.code for issue in link_checker(YEAR_END).row_issues(row(values, **changes), TODAY)]


def saved(values: dict[str, Value], **changes: Value) -> list[str]:
    whole = {"seq": 1} | values | changes
    return [issue.code for issue in nx_checker(YEAR_END).row_issues(
        [whole.get(item.id) for item in YEAR_END.nx_columns], TODAY)]


def of_group(*records: dict[str, Value]) -> list[tuple[int, str]]:
    return [(place, issue.code) for place, issue in group_issues(YEAR_END, list(map(row, records)), None)]


def test_what_kind_it_is() -> None:
    assert (YEAR_END.id, YEAR_END.number, YEAR_END.register_number, YEAR_END.acquire_number) == ("yea", 3, 3, 3)
    assert (YEAR_END.register_label, YEAR_END.acquire_label) == ("年末調整登録", "年末調整取得")
    assert YEAR_END.match == YEAR_END.match_back == (("year",), ("row_kind",), ("line",))
    assert YEAR_END.upsert
    assert (YEAR_END.document, YEAR_END.part_item) == (("year",), "row_kind")
    assert YEAR_END.finished == Condition("status", frozenset({"fixed"}))
    assert YEAR_END.closed == Condition("finalized", frozenset({1}))
    assert YEAR_END.acquire_after == ("employee", "family")
    assert YEAR_END.register_after == ("employee",)
    assert YEAR_END.advised == ("hr_code",)
    assert not YEAR_END.takes


def test_who_has_which_item() -> None:
    assert {item.id for item in YEAR_END.fields if item.holder is Holder.EAMANO} == {"status"}
    own = {item.id for item in YEAR_END.fields if item.holder is Holder.NX}
    assert own >= {"seq", "finalized", "spouse_result", "total_life_new", "count_specific"}
    assert all(item in own for item in YEAR_END.by_id if item.startswith(("total_", "count_")))
    assert "expected_salary_total" in YEAR_END.linked_ids
    assert not any(item.shape.apart for item in YEAR_END.fields)


def test_every_part_has_the_items_of_the_design() -> None:
    parts = {part: {item.id for item in YEAR_END.linked if part in item.parts}
             for part in ("header", "dependent", "insurance", "prior_job", "housing_loan")}
    assert parts["insurance"] == {
        "type", "category", "new_or_old", "insurer_code", "company_name", "kind_of_purpose", "period",
        "policyholder_last_name", "policyholder_first_name", "recipient_last_name", "recipient_first_name",
        "recipient_relationship", "payment_start_date", "amount", "is_group_insurance"}
    assert parts["prior_job"] == {
        "prior_income", "prior_deduction", "prior_withholding_tax_amount", "prior_company_name",
        "prior_company_address", "prior_retire_date"}
    assert parts["housing_loan"] == {
        "residence_start_date", "remaining_balance_at_yearend", "loan_category", "specific_case_type"}
    assert parts["header"] >= {f"unentered_{pay}_{item}" for pay in ("payroll", "bonus")
                               for item in ("amount", "deduction_amount", "income_tax_amount")}
    assert parts["dependent"] >= {
        "relationship", "social_insurance_and_tax_dependent", "income", "employment_revenue", "retirement_income",
        "residence_type", "annual_remittance_amount", "non_resident_dependents_reason",
        "is_resident_tax_only_deduction"}
    assert sum(map(len, parts.values())) == len(set().union(*parts.values()))


@pytest.mark.parametrize("record", DOCUMENT, ids=lambda record: record["row_kind"])
def test_a_right_document_has_no_issues(record: dict[str, Value]) -> None:
    assert codes(record) == saved(record) == []
    assert of_group(*DOCUMENT) == of_group(*DOCUMENT, *(one | {"year": 2018} for one in DOCUMENT)) == []


@pytest.mark.parametrize(("record", "item"), [
    *((HEADER, item) for item in ("target_kind", "last_name", "first_name_kana", "zip", "prefecture", "address_city",
                                  "payer_type")),
    *((WIFE, item) for item in ("dependent_last_name", "dependent_first_name", "relationship", "dependent_birth_date",
                                "social_insurance_and_tax_dependent", "dependent_disability_type", "residence_type")),
    *((LIFE, item) for item in ("type", "category", "new_or_old", "amount")),
    *((JOB, item) for item in JOB if item.startswith("prior_")),
    *((LOAN, item) for item in ("residence_start_date", "remaining_balance_at_yearend", "loan_category"))])
def test_what_a_part_needs_is_asked_when_it_is_sent_and_not_when_it_is_saved(record: dict[str, Value],
                                                                             item: str) -> None:
    assert codes(record, **{item: None}) == ["NXD_K_14"]
    assert saved(record, **{item: None}) == []


@pytest.mark.parametrize("item", ["year", "row_kind", "line", "employee_code"])
def test_what_names_a_record_is_never_blank(item: str) -> None:
    assert len(saved(LIFE, **{item: None})) >= 1
    assert len(codes(LIFE, **{item: None})) >= 1


@pytest.mark.parametrize(("record", "changes", "code"), [
    (HEADER, {"amount": 1}, "NXD_K_15"), (WIFE, {"target_kind": "1"}, "NXD_K_15"), (JOB, {"period": "終身"}, "NXD_K_15"),
    (HEADER, {"line": 2}, "NXD_VY_09"), (HEADER, {"year": 2021}, "NXD_VY_02"), (LIFE, {"line": 100}, "NXD_K_05"),
    (LIFE, {"category": "earthquake", "new_or_old": "none"}, "NXD_VY_04"), (LIFE, {"new_or_old": "none"}, "NXD_VY_04B"),
    (LIFE, {"category": "care"}, "NXD_VY_04B"), (LIFE, {"amount": -1}, "NXD_VY_05"),
    (LIFE, {"amount": 100_000_000}, "NXD_VY_05"), (LIFE, {"company_name": None}, "NXD_VY_13"),
    (LIFE, {"payment_start_date": "2040-01-01"}, "NXD_VY_14"), (LIFE, {"category": "pension"}, "NXD_VY_15"),
    (LIFE, {"insurer_code": "第1"}, "NXD_VC_02"), (LIFE, {"row_kind": "all"}, "NXD_K_07"),
    (JOB, {"prior_retire_date": "2018-12-31"}, "NXD_VY_06B"), (JOB, {"prior_income": -1}, "NXD_K_05"),
    (WIFE, {"dependent_birth_date": "2020-04-07"}, "NXD_VE_04B"),
    (HEADER, {"disability_type": "live_in_heavy"}, "NXD_K_07"),
    (HEADER, {"other_company_revenue": 2_000_000_000}, "NXD_K_05"),
    (HEADER, {"unentered_bonus_amount": -1_000_000_000}, "NXD_K_05")])
def test_each_check_names_its_code(record: dict[str, Value], changes: dict[str, Value], code: str) -> None:
    assert code in codes(record, **changes)


def test_social_and_other_insurance_has_no_insurer_of_the_tables() -> None:
    national = {"type": "social", "category": "national_pension", "new_or_old": "none", "company_name": None}
    assert codes(LIFE, **national, insurer_code=None) == []
    assert codes(LIFE, **national) == ["NXD_VY_16"]


@pytest.mark.parametrize(("item", "least", "most"), [
    ("other_company_revenue", -999_999_999, 1_999_999_999), ("all_other_income", -999_999_999, 1_999_999_999),
    ("unentered_payroll_amount", -999_999_999, 999_999_999),
    ("unentered_bonus_income_tax_amount", -999_999_999, 999_999_999),
    ("expected_salary_total", 0, 999_999_999)])
def test_amounts_of_the_head_have_their_ranges(item: str, least: int, most: int) -> None:
    for value in (least, most, 0, 1):
        assert codes(HEADER, **{item: value}) == []
    for value in (least - 1, most + 1):
        assert codes(HEADER, **{item: value}) == ["NXD_K_05"]
    shape = YEAR_END.by_id[item].shape
    assert (shape.least, shape.most) == (least, most)


@pytest.mark.parametrize("typed", ["-1,200,000", "－１，２００，０００円", "△1,200,000", "▲1200000", "−1200000"])
def test_amounts_below_zero_are_understood_as_bookkeepers_write_them(typed: str) -> None:
    assert canonical(YEAR_END.by_id["unentered_payroll_amount"], typed) == -1_200_000


def test_items_of_other_years_are_pointed_out_and_kept() -> None:
    old: dict[str, Value] = {"recipient_relationship": "02", "year": 2023}
    new: dict[str, Value] = {"recipient_relationship": "02", "year": 2024}
    later = "2025-12-01"
    assert link_checker(YEAR_END).row_issues(row(LIFE, **old), later) == []
    [issue] = link_checker(YEAR_END).row_issues(row(LIFE, **new), later)
    assert issue.sentence == "受取人の続柄は、この年の申告書にない項目です。(NXD_VY_11)"
    assert not blocks([issue])
    assert codes(WIFE, is_special_relative=1) == ["NXD_VY_11"]
    assert link_checker(YEAR_END).row_issues(row(WIFE, is_special_relative=1, year=2025), later) == []


def test_v_y06_one_job_once_a_year() -> None:
    again = JOB | {"line": 2, "prior_company_name": "株式会社 北風"}
    assert of_group(HEADER, JOB, again) == [(2, "NXD_VY_06")]
    assert of_group(HEADER, JOB, again | {"prior_retire_date": "2019-06-30"}) == []
    assert of_group(HEADER, JOB, HEADER | {"year": 2018}, again | {"year": 2018}) == []


def test_every_year_has_its_head() -> None:
    assert of_group(WIFE, LIFE) == [(0, "NXD_VY_10")]
    assert of_group(HEADER, WIFE, LIFE | {"year": 2018}, JOB | {"year": 2018}) == [(2, "NXD_VY_10")]
    checker, names = nx_checker(YEAR_END), [item.id for item in YEAR_END.nx_columns]
    assert checker.group_issues([tuple(map(WIFE.get, names))], None) == []


def test_a_line_comes_once() -> None:
    assert of_group(HEADER, LIFE, LIFE) == [(2, "NXD_K_16")]
    assert of_group(HEADER, HEADER) == [(1, "NXD_K_16")]
    assert match_key(YEAR_END.match, LIFE) == match_key(YEAR_END.match, LIFE | {"amount": 1}) != match_key(
        YEAR_END.match, LIFE | {"line": 2})


def test_a_new_document_gets_what_the_person_tells() -> None:
    person: dict[str, Value] = {
        "last_name": "伊藤", "first_name": "一郎", "last_name_kana": "イトウ", "first_name_kana": "イチロウ", "zip": "100-0001",
        "prefecture": "東京都", "address_city": "千代田区", "address_street": "丸の内1", "tax_class": "kou", "widow_type": "na",
        "disability_class": 2, "working_student": 0, "foreign_card_no": None, "householder_relation": "myself"}
    given = YEAR_END.prefilled(person)
    assert given["disability_type"] == "heavy"
    assert (given["target_kind"], given["payer_type"], given["is_foreigner"]) == ("1", "kou", 0)
    assert codes(_ROW | {"row_kind": "header", "line": 1} | {
        name: value for name, value in given.items() if "header" in YEAR_END.by_id[name].parts}) == []
    assert YEAR_END.prefilled(person | {"tax_class": "otsu", "foreign_card_no": "AB12345678CD"}) | {} == given | {
        "target_kind": "2", "payer_type": "otsu", "is_foreigner": 1}


def test_new_or_old_follows_where_a_category_knows_neither() -> None:
    assert YEAR_END.fill is not None
    assert YEAR_END.fill(LIFE) == YEAR_END.fill(HEADER) == {}
    assert YEAR_END.fill({"category": "national_health"}) == {"new_or_old": "none"}
