"""Generated companies: always the same for the same seed, of any size, and right as they stand."""

from collections import Counter
from datetime import date
from hashlib import sha256

import pytest
from stdnum.jp import in_ as individual_number

from nxdesk.masters.generate import FIRST_CODE, generate, my_number_for, updated_at
from nxdesk.records.checks import Checker, link_checker, nx_checker
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Value
from tests.masters.people_rows import COLUMNS

PEOPLE = 3000
Rows = list[tuple[Value, ...]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    return list(generate(PEOPLE, 1))


def column(rows: Rows, name: str) -> list[Value]:
    return [row[COLUMNS.index(name)] for row in rows]


def digest(rows: Rows) -> str:
    return sha256("\n".join(map(repr, rows)).encode()).hexdigest()


def test_the_same_seed_gives_the_same_people(rows: Rows) -> None:
    assert digest(list(generate(PEOPLE, 1))) == digest(rows)
    assert digest(list(generate(PEOPLE, 2))) != digest(rows)


def test_the_people_of_a_seed_never_change() -> None:
    """Case files and reports name generated people; a change here changes all of them."""
    assert digest(list(generate(200, 1))) == (
        "6b67ca52c93c0a75958a5db5611d1a0d8970be7c3c18c9734c6813ac2da8a80b")


def test_everybody_is_right_for_nx_and_for_e_amano(rows: Rows) -> None:
    checkers: list[tuple[Checker, list[int]]] = [
        (link_checker(EMPLOYEE), [COLUMNS.index(name) for name in EMPLOYEE.linked_ids]),
        (nx_checker(EMPLOYEE), list(range(len(COLUMNS))))]
    for today in ("2020-04-06", date.max.isoformat()):
        wrong = [issue.sentence for checker, places in checkers for row in rows
                 for issue in checker.row_issues([row[place] for place in places], today)]
        assert wrong == []


def test_codes_and_addresses_are_all_different(rows: Rows) -> None:
    assert column(rows, "employee_code") == [f"{n:010d}" for n in range(FIRST_CODE, FIRST_CODE + PEOPLE)]
    assert len(set(column(rows, "company_email"))) == PEOPLE
    assert None not in column(rows, "company_email")


def test_everybody_came_before_april_2020_at_a_working_age(rows: Rows) -> None:
    hired = [str(day) for day in column(rows, "hire_date")]
    assert "1985-01-01" <= min(hired) <= max(hired) <= "2020-03-31"
    ages = [int(day[:4]) - int(str(born)[:4]) for day, born in zip(hired, column(rows, "birth_date"), strict=True)]
    assert 18 <= min(ages) <= max(ages) <= 50


def test_departments_scale_with_the_company(rows: Rows) -> None:
    assert len(set(column(list(generate(300, 1)), "department_code"))) == 6
    assert len(set(column(rows, "department_name"))) == 6
    large = Counter(column(list(generate(9000, 1)), "department_code"))
    assert len(large) == 30
    assert set(zip(column(rows, "department_code"), column(rows, "department_name"), strict=True)) >= {
        ("100", "総務部"), ("400", "営業部")}


def test_a_company_is_mixed(rows: Rows) -> None:
    statuses, kinds = Counter(column(rows, "employment_status")), Counter(column(rows, "employment_type"))
    assert set(statuses) == {"employed", "absent", "retired"}
    assert statuses["retired"] < PEOPLE * 0.05
    assert set(kinds) == {"regular", "fixed_term", "part_time"}
    assert kinds["regular"] > PEOPLE * 0.75
    assert {1, 2} <= set(column(rows, "disability_class"))


@pytest.mark.parametrize("people", [0, 1, 2, 17])
def test_companies_may_be_small(people: int) -> None:
    assert len(list(generate(people, 3))) == people


@pytest.mark.parametrize("seed", [0, 1, -5, 2**70])
def test_my_numbers_are_valid_dummies_and_all_different(seed: int) -> None:
    numbers = [my_number_for(f"{n:010d}", seed) for n in range(FIRST_CODE, FIRST_CODE + 5000)]
    assert len(set(numbers)) == 5000
    assert all(number.startswith("0000") and individual_number.is_valid(number) for number in numbers)


def test_records_were_changed_after_their_people_came(rows: Rows) -> None:
    stamps = [updated_at(row, 1) for row in rows]
    assert "2018-10-01T09:00:00" <= min(stamps) <= max(stamps) < "2020-04-01"
    assert all(stamp[:10] >= str(hired) for stamp, hired in zip(stamps, column(rows, "hire_date"), strict=True))
