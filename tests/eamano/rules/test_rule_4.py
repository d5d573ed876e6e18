"""Manual (7)④: what is cleared or set to a fixed value when people are registered again, a test a row."""

from tests.eamano.household import CHILD, WIFE
from tests.eamano.people import person


def test_rule_4_1_the_surname_for_e_filing_is_cleared(home):
    home.person_becomes("efile_last_name", "伊東", None, "消去", "④-1")


def test_rule_4_2_the_first_name_for_e_filing_is_cleared(home):
    home.person_becomes("efile_first_name", "一朗", None, "消去", "④-2")


def test_rule_4_3_the_reason_of_leaving_is_cleared(home):
    home.person_becomes("retire_reason", "自己都合", None, "消去", "④-3")


def test_rule_4_4_the_phones_area_code_is_cleared(home):
    home.person_becomes("phone_area", "045", None, "消去", "④-4")


def test_rule_4_5_the_phones_city_code_is_cleared(home):
    home.person_becomes("phone_city", "123", None, "消去", "④-5")


def test_rule_4_6_the_phones_subscriber_number_is_cleared(home):
    home.person_becomes("phone_subscriber", "4567", None, "消去", "④-6")


def test_rule_4_7_the_employment_type_becomes_other(home):
    home.person_becomes("ei_employment_type", "3", "7", "固定値", "④-7")


def test_rule_4_8_the_occupation_becomes_managing(home):
    home.person_becomes("ei_occupation", "5", "1", "固定値", "④-8")


def test_rule_4_9_the_reason_for_no_pension_number_becomes_two_dashes(home):
    home.person_becomes("no_pension_no_reason", "2", "--", "固定値", "④-9")


def test_rule_4_10_the_one_way_fare_becomes_nought(home):
    home.person_becomes("commute_one_way_fare", 480, 0, "固定値", "④-10")


def test_new_people_get_the_fixed_values_too(home, first):
    home.nx.register([person(first + 1)])
    record = home.inside.employee(f"{first + 1:010d}")
    assert {item: record[item] for item in (
        "efile_last_name", "efile_first_name", "retire_reason", "phone_area", "phone_city", "phone_subscriber",
        "ei_employment_type", "ei_occupation", "no_pension_no_reason", "commute_one_way_fare")} == {
        "efile_last_name": None, "efile_first_name": None, "retire_reason": None, "phone_area": None,
        "phone_city": None, "phone_subscriber": None, "ei_employment_type": "7", "ei_occupation": "1",
        "no_pension_no_reason": "--", "commute_one_way_fare": 0}


def test_rule_4_11_the_pension_offices_part_is_cleared(home):
    home.member_becomes(CHILD, "basic_pension_no_a", "1234", None, "消去", "④-11", told=["●", None])


def test_rule_4_12_the_pension_numbers_part_is_cleared(home):
    home.member_becomes(WIFE, "basic_pension_no_b", "567890", None, "消去", "④-12", told=["●", None])


def test_rule_4_13_a_spouses_area_code_is_cleared(home):
    home.member_becomes(WIFE, "phone_area", "045", None, "消去", "④-13")
    home.member_keeps(CHILD, "phone_area", "03")


def test_rule_4_14_a_spouses_city_code_is_cleared(home):
    home.member_becomes(WIFE, "phone_city", "123", None, "消去", "④-14")
    home.member_keeps(CHILD, "phone_city", "5555")


def test_rule_4_15_a_spouses_subscriber_number_is_cleared(home):
    home.member_becomes(WIFE, "phone_subscriber", "4567", None, "消去", "④-15")
    home.member_keeps(CHILD, "phone_subscriber", "0001")


def test_rule_4_16_the_other_occupation_is_cleared(home):
    home.member_becomes(CHILD, "occupation_other", "家事手伝い", None, "消去", "④-16")


def test_rule_4_17_the_school_year_becomes_nought(home):
    home.member_becomes(CHILD, "school_year", 2, 0, "固定値", "④-17")


def test_rule_4_18_the_income_becomes_nought(home):
    home.member_becomes(WIFE, "shaho_annual_income", 960000, 0, "固定値", "④-18")


def test_rule_4_19_the_monthly_income_becomes_nought(home):
    home.member_becomes(WIFE, "shaho_monthly_income", 80000, 0, "固定値", "④-19")


def test_rule_4_20_the_day_of_becoming_dependent_is_cleared(home):
    home.member_becomes(WIFE, "hi_dependent_from", "2015-04-01", None, "消去", "④-20")


def test_rule_4_21_the_reason_of_becoming_dependent_is_cleared(home):
    home.member_becomes(CHILD, "hi_dependent_reason", "birth", None, "消去", "④-21")
