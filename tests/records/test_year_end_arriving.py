"""What follows from declarations (records.md §5.5), and what is wrong with those that arrive (V-Y02, 03, 07)."""

import pytest

from nxdesk.records.fields import Value
from nxdesk.records.year_end import YEAR_END
from nxdesk.records.year_end_checks import missing_dependents, unknown_insurers, years_gone_by
from nxdesk.records.year_end_results import RESULT_FIELDS, age_at_year_end, age_class, results
from tests.records.test_year_end import HEADER, JOB, LIFE, LOAN, WIFE

CHILD = WIFE | {"line": 2, "dependent_first_name": "健太", "relationship": "11", "dependent_birth_date": "2003-07-03"}
FAMILY: list[dict[str, Value]] = [
    {"last_name": "伊 藤", "first_name": "花子", "birth_date": "1974-08-20"},
    {"last_name": "伊藤", "first_name": "健太", "birth_date": "2003-07-03"}]
INSURERS = {("LIFE", "0001"), ("NONLIFE", "0009")}


@pytest.mark.parametrize(("born", "year", "age"), [
    ("2003-07-03", 2019, 16), ("2004-01-01", 2019, 16), ("2004-01-02", 2019, 15), ("2000-12-31", 2019, 19)])
def test_ages_are_those_of_the_year_s_end_as_the_law_counts(born: str, year: int, age: int) -> None:
    assert age_at_year_end(born, year) == age


@pytest.mark.parametrize(("born", "name"), [
    ("2004-01-02", "under16"), ("2004-01-01", "general"), ("2001-01-02", "general"), ("2001-01-01", "specific"),
    ("1997-01-02", "specific"), ("1997-01-01", "general"), ("1950-01-02", "general"), ("1950-01-01", "elderly")])
def test_classes_of_dependents_begin_with_their_ages(born: str, name: str) -> None:
    assert age_class(born, 2019) == name
    assert age_class(born, 2010) == ""


def test_results_of_a_document() -> None:
    mother = CHILD | {"line": 3, "relationship": "22", "dependent_birth_date": "1940-02-14",
                      "dependent_disability_type": "live_in_heavy"}
    apart = mother | {"line": 4, "residence_type": "resident", "dependent_disability_type": "na"}
    student = CHILD | {"line": 5, "dependent_birth_date": "1999-05-05"}
    insured_only = CHILD | {"line": 6, "social_insurance_and_tax_dependent": "social_insurance_only"}
    premiums = [LIFE, LIFE | {"line": 2, "amount": 4_000}, LIFE | {"line": 3, "new_or_old": "old", "amount": 50_000},
                LIFE | {"line": 4, "category": "national_pension", "new_or_old": "none", "amount": 196_920}]
    found = results([HEADER, WIFE, CHILD, mother, apart, student, insured_only, *premiums, JOB, LOAN])
    assert set(found) == {item.id for item in RESULT_FIELDS}
    assert {name: value for name, value in found.items() if value} == {
        "spouse_result": "subject", "count_general": 1, "count_specific": 1, "count_elderly_live_in": 1,
        "count_elderly": 1, "count_disabled_live_in_heavy": 1, "total_life_new": 100_000, "total_life_old": 50_000,
        "total_national_pension": 196_920, "total_prior_income": 1_200_000, "total_prior_deduction": 180_000,
        "total_prior_withholding_tax_amount": 24_000, "total_remaining_balance_at_yearend": 21_000_000}
    assert YEAR_END.results is results


@pytest.mark.parametrize(("changes", "word"), [
    ({}, "subject"), ({"dependent_birth_date": "1950-01-01"}, "elderly"),
    ({"social_insurance_and_tax_dependent": "not_dependent"}, "outside"), ({"relationship": "11"}, "none")])
def test_the_spouse_is_classed(changes: dict[str, Value], word: str) -> None:
    assert results([HEADER, WIFE | changes])["spouse_result"] == word


def test_those_of_the_resident_tax_alone_abroad_and_special_are_counted_apart() -> None:
    found = results([CHILD | {"is_resident_tax_only_deduction": 1},
                     CHILD | {"residence_type": "non_resident"},
                     CHILD | {"is_special_relative": 1, "social_insurance_and_tax_dependent": "not_dependent"},
                     CHILD | {"dependent_birth_date": None}])
    assert {name: value for name, value in found.items() if name.startswith("count_") and value} == {
        "count_resident_tax_only": 1, "count_non_resident": 1, "count_general": 1, "count_special_relative": 1}


def test_sums_stay_within_what_the_item_holds() -> None:
    many = [LOAN | {"line": line, "remaining_balance_at_yearend": 999_999_999} for line in range(1, 10)]
    total = results(many)["total_remaining_balance_at_yearend"]
    assert total == YEAR_END.by_id["total_remaining_balance_at_yearend"].shape.most == 1_999_999_999


def test_a_right_declaration_arrives() -> None:
    declared = [HEADER, WIFE, CHILD, LIFE]
    assert list(years_gone_by(declared, [HEADER])) == list(missing_dependents(declared, FAMILY)) == list(
        unknown_insurers(declared, INSURERS)) == []


def test_v_y02_a_later_year_is_finalised_in_nx() -> None:
    [(place, issue)] = years_gone_by([HEADER | {"year": 2018}, WIFE | {"year": 2018}], [HEADER | {"finalized": 1}])
    assert (place, issue.sentence) == (0, "対象年より後の年の年末調整が確定済みのため、取得できません。(NXD_VY_02B)")
    for year in (2019, 2020):
        assert list(years_gone_by([HEADER | {"year": year}], [HEADER | {"finalized": 1}])) == []
    assert list(years_gone_by([HEADER | {"year": 2018}], [HEADER | {"finalized": 0}, WIFE])) == []


def test_v_y03_dependents_whom_nx_does_not_have() -> None:
    other = CHILD | {"dependent_birth_date": "2003-07-04"}
    [(place, issue)] = missing_dependents([HEADER, WIFE, other], FAMILY)
    assert place == 2
    assert issue.sentence == "申告された扶養親族がNXの家族に登録されていません。先に家族取得を行ってください。(NXD_VY_03)"
    assert [place for place, _ in missing_dependents([WIFE, CHILD], [])] == [0, 1]


def test_v_y07_insurers_whose_code_nx_does_not_have() -> None:
    home = LIFE | {"type": "earthquake", "category": "earthquake", "new_or_old": "none"}
    records = [LIFE, LIFE | {"insurer_code": "0009"}, home, home | {"insurer_code": "0009"},
               LIFE | {"insurer_code": None}]
    found = list(unknown_insurers(records, INSURERS))
    assert [place for place, _ in found] == [1, 2]
    assert found[0][1].sentence == "保険会社コードが人事コードに登録されていません。先に人事コード登録を行ってください。(NXD_VY_07)"
