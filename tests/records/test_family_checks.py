"""The checks of 家族 (records.md §2.5): each rule by a family that breaks it, alone and among the others."""

import pytest

from nxdesk.records.checks import blocks, group_issues, link_checker, my_number_issue, nx_checker, unused_dependents
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Severity, Value
from nxdesk.records.kinds import KINDS
from nxdesk.records.numbers import my_number_check_digit

TODAY = "2020-04-06"
WIFE: dict[str, Value] = {
    "employee_code": "0000000101", "last_name": "伊藤", "first_name": "花子", "last_name_kana": "イトウ",
    "first_name_kana": "ハナコ", "birth_date": "1974-08-20", "relationship_code": "02", "gender": "female",
    "living_together": "live_in", "hi_dependent": 1}
SON = WIFE | {"first_name": "健太", "first_name_kana": "ケンタ", "birth_date": "2004-07-03", "relationship_code": "11"}
FATHER = WIFE | {"first_name": "正", "first_name_kana": "タダシ", "birth_date": "1945-01-09", "relationship_code": "21"}
ICHIRO: dict[str, Value] = {"birth_date": "1972-05-18", "last_name": "伊藤"}


def row(values: dict[str, Value], **changes: Value) -> tuple[Value, ...]:
    return tuple((values | changes).get(field_id) for field_id in FAMILY.linked_ids)


def codes(**changes: Value) -> list[str]:
    return [issue.code for issue in link_checker(FAMILY).row_issues(row(WIFE, **changes), TODAY)]


def of_group(*rows: tuple[Value, ...], parent: dict[str, Value] | None = ICHIRO) -> list[tuple[int, str]]:
    return [(place, issue.code) for place, issue in group_issues(FAMILY, rows, parent)]


def test_a_right_family_has_no_issues() -> None:
    assert codes() == []
    assert of_group(row(WIFE), row(SON), row(FATHER)) == []
    assert of_group() == []


def test_v_f01_a_birth_date_is_needed_to_link_and_not_to_save() -> None:
    [issue] = link_checker(FAMILY).row_issues(row(WIFE, birth_date=None), TODAY)
    assert issue.sentence == "家族生年月日を入力してください。連携の必須項目です。(NXD_VF_01)"
    assert blocks([issue])
    values = WIFE | {"family_seq": 1, "birth_date": None, "relationship_code": None}
    assert nx_checker(FAMILY).row_issues([values.get(item.id) for item in FAMILY.nx_columns], TODAY) == []


def test_v_f02_a_relationship_is_needed_to_link() -> None:
    [issue] = link_checker(FAMILY).row_issues(row(WIFE, relationship_code=None), TODAY)
    assert issue.sentence == "続柄を選択してください。連携の必須項目です。(NXD_VF_02)"
    assert blocks([issue])


@pytest.mark.parametrize(("changes", "code"), [
    ({"birth_date": "2020-04-07"}, "NXD_VE_04B"), ({"birth_date": "1974-02-30"}, "NXD_K_03"),
    ({"relationship_code": "05"}, "NXD_K_07"), ({"relationship_code": "99"}, "NXD_VF_10"),
    ({"last_name": None}, "NXD_K_01"), ({"first_name": "　"}, "NXD_K_02"), ({"employee_code": None}, "NXD_VE_02"),
    ({"last_name_kana": "いとう"}, "NXD_VE_03"), ({"hi_dependent": 2}, "NXD_K_07"), ({"zip": "1234567"}, "NXD_K_09"),
    ({"living_together": "apart"}, "NXD_K_07"), ({"estimated_income": 10_000_000}, "NXD_K_05"),
    ({"disability_class": 4}, "NXD_K_07"), ({"occupation_code": "7"}, "NXD_K_07"),
    ({"tax_dependent": "both"}, "NXD_K_07")])
def test_each_item_names_its_code(changes: dict[str, Value], code: str) -> None:
    assert codes(**changes) == [code]


def test_living_apart_without_a_place_warns() -> None:
    issues = link_checker(FAMILY).row_issues(row(WIFE, living_together="resident"), TODAY)
    assert [issue.code for issue in issues] == ["NXD_VF_11"]
    assert not blocks(issues)
    assert codes(living_together="resident", prefecture="東京都") == codes(living_together="non_resident") == []


@pytest.mark.parametrize("same", [{}, {"last_name": "伊 藤"}, {"first_name": "花子\u3000"}, {"relationship_code": "99"}])
def test_v_f04_the_same_name_and_birth_date_twice(same: dict[str, Value]) -> None:
    """However the name is spaced: both would be registered over one member."""
    again = row(WIFE | {"relationship_code": "11", "relationship_other": "叔母"}, **same)
    assert (1, "NXD_VF_04") in of_group(row(WIFE), again, parent=None)
    assert blocks([issue for _, issue in group_issues(FAMILY, [row(WIFE), again], None)])


def test_v_f04_twins_and_people_of_one_name_are_two() -> None:
    twin = row(SON, first_name="康太")
    namesake = row(SON, birth_date="2001-07-03")
    assert of_group(row(SON), twin, namesake, row(SON, last_name="伊籐")) == []


def test_v_f04_every_one_after_the_first_is_named() -> None:
    assert of_group(row(SON), row(SON), row(WIFE), row(SON)) == [(1, "NXD_VF_04"), (3, "NXD_VF_04")]


@pytest.mark.parametrize("relation", ["01", "02", "03", "04"])
def test_v_f05_a_second_spouse(relation: str) -> None:
    second = row(WIFE, first_name="春子", relationship_code=relation)
    assert of_group(row(SON), row(WIFE), second) == [(2, "NXD_VF_05")]
    assert [issue.severity for _, issue in group_issues(FAMILY, [row(WIFE), second], ICHIRO)] == [Severity.ERROR]


@pytest.mark.parametrize(("child", "wrong"), [
    ("1984-05-18", True), ("1984-05-19", False), ("1972-05-18", True), ("1960-01-01", True), (None, False)])
def test_v_f08_a_child_hardly_younger_than_the_person(child: str | None, wrong: bool) -> None:
    for relation in ("11", "12"):
        found = group_issues(FAMILY, [row(WIFE), row(SON, birth_date=child, relationship_code=relation)], ICHIRO)
        assert [(place, issue.code) for place, issue in found] == ([(1, "NXD_VF_08")] if wrong else [])
        assert not blocks([issue for _, issue in found])


@pytest.mark.parametrize(("parent", "wrong"), [("1972-05-17", False), ("1972-05-18", True), ("2000-01-01", True)])
def test_v_f08_a_parent_no_older_than_the_person(parent: str, wrong: bool) -> None:
    for relation in ("21", "22"):
        assert of_group(row(FATHER, birth_date=parent, relationship_code=relation)) == (
            [(0, "NXD_VF_08")] if wrong else [])


def test_v_f08_says_nothing_where_the_person_is_not_known() -> None:
    too_old = row(SON, birth_date="1950-01-01")
    assert of_group(too_old, parent=None) == of_group(too_old, parent={"birth_date": None}) == []
    assert of_group(too_old) == [(0, "NXD_VF_08")]


def test_everything_wrong_with_a_family_is_told_by_member_and_item() -> None:
    wrong = row(WIFE, birth_date="1990-01-01")
    assert of_group(wrong, wrong, row(SON, birth_date="1950-01-01")) == [
        (1, "NXD_VF_04"), (1, "NXD_VF_05"), (2, "NXD_VF_08")]


def test_v_f07_nobody_is_a_dependent() -> None:
    issue = unused_dependents(FAMILY, [0, 0, None])
    assert issue is not None
    assert issue.sentence == "選択した全員の家族で健康保険被扶養者がチェックなしです。未使用ではありませんか。(NXD_VF_07)"
    assert not blocks([issue])
    assert unused_dependents(FAMILY, [0, None, 1]) is None
    assert unused_dependents(FAMILY, []) is None


def test_a_members_wrong_my_number_is_named_without_its_digits() -> None:
    right = "00001234567" + str(my_number_check_digit("00001234567"))
    assert my_number_issue(FAMILY, right) is None
    wrong = my_number_issue(FAMILY, right[:-1] + str((int(right[-1]) + 1) % 10))
    assert wrong is not None
    assert (wrong.code, wrong.field) == ("NXD_VE_06", "my_number")
    assert right[:11] not in repr(wrong) + wrong.sentence


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_group_rules_read_items_that_travel_and_that_the_parent_has(kind) -> None:
    parents = {one.id: one for one in KINDS}
    for rule in kind.group_rules:
        assert rule.field in rule.reads
        assert set(rule.reads) <= set(kind.linked_ids)
        assert set(rule.parent_reads) <= (set(parents[kind.parent].by_id) if kind.parent else set())
