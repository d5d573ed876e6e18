"""Generated families: always the same, of a chance of their own, right as they stand, and fitting their people."""

from collections import Counter
from hashlib import sha256
from typing import NamedTuple

import pytest
from stdnum.jp import in_ as individual_number

from nxdesk.masters.generate import FIRST_CODE, MOST_PEOPLE, generate, my_number_for, updated_at
from nxdesk.masters.generate_families import (
    COLUMNS,
    MOST_MEMBERS,
    changed_at,
    family_of,
    has_number,
    member_number_for,
)
from nxdesk.records.checks import group_issues, link_checker, nx_checker
from nxdesk.records.codes import CHILDREN, PARENTS, SPOUSES
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Value
from tests.masters import people_rows

PEOPLE = 3000
LAST_DAY = "2020-03-31"
Record = dict[str, Value]


class Home(NamedTuple):
    """A person and the family."""

    person: Record
    family: list[Record]


def people(count: int, seed: int) -> list[Record]:
    return [dict(zip(people_rows.COLUMNS, row, strict=True)) | {"updated_at": updated_at(row, seed)}
            for row in generate(count, seed)]


@pytest.fixture(scope="module")
def homes() -> list[Home]:
    return [Home(person, [dict(zip(COLUMNS, row, strict=True)) for row in family_of(person, 1)])
            for person in people(PEOPLE, 1)]


def digest(rows: object) -> str:
    return sha256(repr(rows).encode()).hexdigest()


def members(homes: list[Home]) -> list[tuple[Record, Record]]:
    return [(person, member) for person, family in homes for member in family]


def year(value: Value) -> int:
    return int(str(value)[:4])


def test_the_families_of_a_seed_never_change() -> None:
    """Case files and reports name generated families; a change here changes all of them."""
    rows = [row for person in people(200, 1) for row in family_of(person, 1)]
    assert digest(rows) == (
        "3137baa70893792106edbb08a53ab5ca2b685f7eb7090162a01a01b5dd896e41")


def test_a_family_depends_on_its_person_and_the_seed_alone(homes: list[Home]) -> None:
    person = homes[500].person
    alone = family_of(dict(reversed(person.items())), 1)
    assert [dict(zip(COLUMNS, row, strict=True)) for row in alone] == homes[500].family
    assert any(family_of(home.person, 2) != family_of(home.person, 1) for home in homes[:20])


def test_every_family_is_right_for_nx_and_for_e_amano(homes: list[Home]) -> None:
    link, nx = link_checker(FAMILY), nx_checker(FAMILY)
    for today in ("2020-04-06", "9999-12-31"):
        wrong = [issue.sentence for _, one in members(homes) for issue in
                 link.row_issues([one[name] for name in FAMILY.linked_ids], today)
                 + nx.row_issues([one[name] for name in COLUMNS], today)]
        assert wrong == []
    assert [issue.sentence for person, family in homes for _, issue in group_issues(
        FAMILY, [tuple(one[name] for name in FAMILY.linked_ids) for one in family], person)] == []


def test_there_are_about_one_and_a_half_members_a_person(homes: list[Home]) -> None:
    sizes = Counter(len(family) for _, family in homes)
    assert 1.3 < sum(size * count for size, count in sizes.items()) / PEOPLE < 1.7
    assert sizes[0] > PEOPLE * 0.2
    assert max(sizes) <= MOST_MEMBERS
    assert [one["family_seq"] for one in homes[4].family] == list(range(1, len(homes[4].family) + 1))


def test_spouses_are_those_of_the_record(homes: list[Home]) -> None:
    for person, family in homes:
        married = [one for one in family if one["relationship_code"] in ("01", "02")]
        assert len(married) == person["has_spouse"]
        for one in married:
            assert one["relationship_code"] == ("02" if person["gender"] == "male" else "01")
            assert one["gender"] != person["gender"]
            assert (one["last_name"], one["last_name_kana"]) == (person["last_name"], person["last_name_kana"])
            assert abs(year(one["birth_date"]) - year(person["birth_date"])) <= 7
    partners = [one for _, one in members(homes) if one["relationship_code"] in SPOUSES]
    assert {"03", "04"} <= {one["relationship_code"] for one in partners}


def test_children_fit_their_parents(homes: list[Home]) -> None:
    for person, family in homes:
        children = [one for one in family if one["relationship_code"] in CHILDREN]
        mothers = [year(one["birth_date"]) for one in [person, *family] if one["gender"] == "female"
                   and (one is person or one["relationship_code"] in SPOUSES)]
        if person["widow_type"] == "one_parent" and year(person["birth_date"]) > 1975:
            assert children
        for one in children:
            assert str(one["birth_date"]) <= LAST_DAY
            assert all(year(one["birth_date"]) - mother <= 44 for mother in mothers)
            assert year(one["birth_date"]) - year(person["birth_date"]) >= 19
            assert one["last_name"] == person["last_name"]
            assert (one["tax_dependent"] == "under16") <= (year(one["birth_date"]) > 2004)


def test_a_householder_father_is_the_father_of_the_family(homes: list[Home]) -> None:
    lived_with = [(person, one) for person, one in members(homes)
                  if one["relationship_code"] == "21" and person["householder_relation"] == "father"]
    assert len(lived_with) > 100
    for person, father in lived_with:
        assert f"{father['last_name']} {father['first_name']}" == person["householder_name"]
        assert father["living_together"] == "live_in"
    for person, one in members(homes):
        if one["relationship_code"] in PARENTS:
            assert 20 <= year(person["birth_date"]) - year(one["birth_date"]) <= 35


def test_dependents_can_be_some(homes: list[Home]) -> None:
    dependents = [(person, one) for person, one in members(homes) if one["hi_dependent"]]
    assert 0.3 < len(dependents) / len(members(homes)) < 0.6
    for person, one in dependents:
        assert person["shaho_enrolled"]
        assert person["retire_date"] is None
        assert year(one["birth_date"]) > 1945
        assert int(one["estimated_income"] or 0) < 1_300_000
        assert one["occupation_code"] != "6"
    for _, one in members(homes):
        limit = {"spouse": 950_000, "relative": 480_000, "under16": 480_000}.get(str(one["tax_dependent"]))
        assert limit is None or int(one["estimated_income"] or 0) <= limit
        assert (one["tax_dependent"] == "spouse") <= (one["relationship_code"] in ("01", "02"))


def test_who_lives_apart_has_an_address_and_nobody_else(homes: list[Home]) -> None:
    apart = Counter(one["living_together"] for _, one in members(homes))
    assert set(apart) == {"live_in", "resident", "non_resident"}
    for _, one in members(homes):
        known = {one[name] is not None for name in ("zip", "prefecture", "address_city", "address_street",
                                                    "address_kana")}
        assert known == {one["living_together"] == "resident"}


def test_there_is_something_of_everything(homes: list[Home]) -> None:
    everybody = [one for _, one in members(homes)]
    assert {"01", "02", "03", "04", "11", "12", "21", "22", "23", "24", "99"} <= {
        one["relationship_code"] for one in everybody}
    assert {0, 1, 3} <= {one["disability_class"] for one in everybody}
    assert sum(bool(one["disability_class"]) for one in everybody) < len(everybody) * 0.05
    assert {one["occupation_code"] for one in everybody} == set("123456")
    assert {one["tax_dependent"] for one in everybody} == {"not", "spouse", "relative", "under16"}
    assert all(one["relationship_other"] for one in everybody if one["relationship_code"] == "99")


def test_records_were_not_changed_before_their_members_were_born(homes: list[Home]) -> None:
    for person, one in members(homes):
        stamp = changed_at(person, one["birth_date"])
        assert max(str(one["birth_date"]), "2018-10-01") <= stamp[:10] <= LAST_DAY
        assert stamp == person["updated_at"] or str(one["birth_date"]) >= str(person["updated_at"])[:10]


def test_most_members_have_a_number_that_nobody_else_has(homes: list[Home]) -> None:
    places = [(str(one["employee_code"]), int(one["family_seq"] or 0)) for _, one in members(homes)]
    assert 0.85 < sum(has_number(*place) for place in places) / len(places) < 0.98
    numbers = [member_number_for(*place, seed=1) for place in places]
    numbers += [my_number_for(str(person["employee_code"]), 1) for person, _ in homes]
    assert len(set(numbers)) == len(numbers)
    assert all(number.startswith("0000") and individual_number.is_valid(number) for number in numbers)


def test_numbers_stay_different_up_to_the_largest_company() -> None:
    last = FIRST_CODE + MOST_PEOPLE - 1
    codes = [f"{code:010d}" for code in (FIRST_CODE, FIRST_CODE + 1, last - 1, last)]
    numbers = [my_number_for(code, 7) for code in codes]
    numbers += [member_number_for(code, seq, 7) for code in codes for seq in range(1, MOST_MEMBERS + 1)]
    assert len(set(numbers)) == len(numbers) == len(codes) * (MOST_MEMBERS + 1)
