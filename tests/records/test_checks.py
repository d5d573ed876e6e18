"""The checks of records.md §1.2, each rule by a row that breaks it, and the fast way against the slow one."""

import os
import re
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nxdesk.records.checks import Checker, blocks, link_checker, my_number_issue, nx_checker
from nxdesk.records.digests import canonical_row, canonical_rows
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Kind, Value
from nxdesk.records.kinds import KINDS
from tests.eamano.people import member, person

TODAY = "2026-04-01"
GOOD: dict[str, Value] = {
    "employee_code": "0000000101", "last_name": "伊藤", "first_name": "一郎", "last_name_kana": "イトウ",
    "first_name_kana": "イチロウ", "birth_date": "1980-02-29", "gender": "male", "company_email": "ito@example.co.jp",
    "hire_date": "2018-04-01", "employment_status": "employed"}


def row(**changes: Value) -> tuple[Value, ...]:
    values = GOOD | changes
    return tuple(values.get(field_id) for field_id in EMPLOYEE.linked_ids)


def sentences(**changes: Value) -> list[str]:
    return [issue.sentence for issue in link_checker(EMPLOYEE).row_issues(row(**changes), TODAY)]


def test_a_right_record_has_no_issues() -> None:
    assert sentences() == []


@pytest.mark.parametrize("address", [None, "ito", "ito@", "@example.co.jp", "ito@example", "i to@example.jp",
                                     "ito@@example.jp", "ito.@example.jp", "伊藤@example.jp", "a" * 250 + "@example.jp"])
def test_a_missing_or_malformed_address_gives_the_manuals_sentence(address: str | None) -> None:
    assert sentences(company_email=address) == ["会社メールアドレスの形式が不正です。(MXGEGV_W_00034)"]


@pytest.mark.parametrize(("changes", "code"), [
    ({"employee_code": "101"}, "NXD_K_04"), ({"employee_code": None}, "NXD_VE_02"),
    ({"last_name": None}, "NXD_K_01"), ({"last_name": "　"}, "NXD_K_02"),
    ({"position": "部\u202e長"}, "NXD_K_02"), ({"first_name": "一\n郎"}, "NXD_K_02"),
    ({"last_name_kana": "いとう"}, "NXD_VE_03"), ({"first_name_kana": None}, "NXD_K_01"),
    ({"birth_date": None}, "NXD_VE_04"), ({"birth_date": "1981-02-29"}, "NXD_K_03"),
    ({"birth_date": "2026-04-02", "hire_date": "2026-05-01"}, "NXD_VE_04B"),
    ({"hire_date": None}, "NXD_VE_05"), ({"retire_date": "2018-03-31"}, "NXD_VE_05B"),
    ({"ei_insured_no": "12345678901"}, "NXD_VE_07"),
    ({"basic_pension_no_a": "0000", "basic_pension_no_b": "123456"}, "NXD_VE_07"),
    ({"basic_pension_no_a": "1234"}, "NXD_VE_07B"), ({"std_remuneration_health": 123_456}, "NXD_VE_08"),
    ({"std_remuneration_pension": 58_000}, "NXD_VE_08"), ({"zip": "1234567"}, "NXD_K_09"),
    ({"gender": "man"}, "NXD_K_07"), ({"has_spouse": 2}, "NXD_K_07"), ({"weekly_hours": "40"}, "NXD_K_10"),
    ({"std_remuneration_since": "2020-13"}, "NXD_K_06"), ({"mobile_phone": "090 1234"}, "NXD_K_11"),
    ({"shaho_lost_on": "2019-01-01", "shaho_acquired_on": "2019-01-01"}, "NXD_VE_11"),
    ({"hire_date": "1970-01-01"}, "NXD_VE_12")])
def test_each_rule_names_its_code(changes: dict[str, Value], code: str) -> None:
    found = link_checker(EMPLOYEE).row_issues(row(**changes), TODAY)
    assert [issue.code for issue in found] == [code]
    assert blocks(found)


def test_names_beyond_jis_x_0208_warn_and_do_not_block() -> None:
    found = link_checker(EMPLOYEE).row_issues(row(last_name="髙橋"), TODAY)
    assert [issue.code for issue in found] == ["NXD_VE_09"]
    assert not blocks(found)
    assert "電子申請" in found[0].sentence


def test_nx_saves_a_person_without_address() -> None:
    values: dict[str, Value] = GOOD | {"company_email": None}
    assert nx_checker(EMPLOYEE).row_issues([values.get(f.id) for f in EMPLOYEE.nx_columns], TODAY) == []


def test_all_errors_of_a_record_are_reported_in_the_order_of_its_items() -> None:
    found = link_checker(EMPLOYEE).row_issues(row(hire_date=None, company_email="x", last_name_kana="x"), TODAY)
    assert [issue.field for issue in found] == ["company_email", "hire_date"]


def test_a_wrong_my_number_is_named_without_its_digits() -> None:
    assert my_number_issue(EMPLOYEE, "123456789018") is None
    wrong = my_number_issue(EMPLOYEE, "123456789012")
    assert wrong is not None
    assert "123456789012" not in repr(wrong) + wrong.sentence


odd_values = st.one_of(
    st.none(), st.sampled_from(["", "1980-02-29", "0000000101", "伊藤", "イトウ", "a@b.jp", "male", "\x1f", "x\x1fy", "　"]),
    st.text(max_size=5), st.integers(-5, 70_000))


@given(st.fixed_dictionaries({field_id: st.one_of(st.just(GOOD.get(field_id)), odd_values)
                              for field_id in EMPLOYEE.linked_ids}))
def test_the_joined_expression_and_the_items_agree(values: dict[str, Value]) -> None:
    """Whatever a row holds, the one expression passes it exactly when every single item passes."""
    checker = Checker(EMPLOYEE, EMPLOYEE.linked, for_link=True)
    given_row = tuple(values.values())
    shape_codes = {item.shape.message for item in EMPLOYEE.fields} | {item.missing for item in EMPLOYEE.fields}
    found = {i.field for i in checker.row_issues(given_row, TODAY) if i.code in shape_codes}
    expected = set()
    for item, value in zip(EMPLOYEE.linked, given_row, strict=True):
        text = "" if value is None else str(value)
        if (not text and item.needed_link) or (text and ("\x1f" in text or not re.fullmatch(item.shape.pattern, text))):
            expected.add(item.id)
    assert found == expected


@given(st.lists(st.fixed_dictionaries({field_id: st.one_of(st.just(GOOD.get(field_id)), odd_values)
                                       for field_id in EMPLOYEE.linked_ids}), max_size=4), st.booleans())
def test_suspects_are_exactly_the_rows_with_issues(people: list[dict[str, Value]], warnings: bool) -> None:
    """Judging a batch by columns and judging each of its rows come to the same."""
    checker = link_checker(EMPLOYEE)
    rows = [row(), *(tuple(values.values()) for values in people), row(last_name="髙橋"), row(company_email=None)]
    found = checker.suspects(list(zip(*rows, strict=True)), TODAY, warnings=warnings)
    issues = [checker.row_issues(one, TODAY) for one in rows]
    assert found == [place for place, of_row in enumerate(issues) if (of_row if warnings else blocks(of_row))]


def test_a_wrong_text_that_reads_like_no_value_makes_nobody_elses_blank_wrong() -> None:
    rows = [row(zip="None"), row(), row(zip=None)]
    assert link_checker(EMPLOYEE).suspects(list(zip(*rows, strict=True)), TODAY, warnings=True) == [0]


@given(st.lists(st.tuples(odd_values, odd_values, odd_values), max_size=4))
def test_canonical_forms_made_by_columns_are_those_of_the_rows(rows: list[tuple[Value, ...]]) -> None:
    assert canonical_rows(zip(*rows, strict=True)) == list(map(canonical_row, rows))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_rules_read_items_of_their_kind_and_the_one_they_speak_of(kind: Kind) -> None:
    assert not [rule.code for rule in kind.rules
                if rule.field not in rule.reads or not set(rule.reads) <= set(kind.by_id)]


def test_a_mark_holds_for_the_same_rules_and_not_for_earlier_days() -> None:
    checker = link_checker(EMPLOYEE)
    mark = checker.mark(TODAY)
    assert [checker.marked_right(mark, day) for day in (TODAY, "2026-04-02", "2026-03-31")] == [True, True, False]
    assert not any(checker.marked_right(other, TODAY) for other in (None, "", TODAY, f"x{mark}"))
    assert mark != nx_checker(EMPLOYEE).mark(TODAY)


def test_marks_are_the_same_in_every_process() -> None:
    told = ("from nxdesk.records.checks import link_checker; from nxdesk.records.kinds import KINDS\n"
            "print([link_checker(kind).mark('') for kind in KINDS])")
    marks = {subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True,
                            env=os.environ | {"PYTHONHASHSEED": seed}).stdout for seed in ("1", "2", "3")}
    assert marks == {f"{[link_checker(kind).mark('') for kind in KINDS]}\n"}


DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.isoformat)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
@given(st.data())
def test_days_that_pass_make_nothing_wrong(kind: Kind, data: st.DataObject) -> None:
    """What `marked_right` rests on."""
    checker, days = link_checker(kind), sorted((data.draw(DAYS), data.draw(DAYS)))
    values = tuple(data.draw(st.none() | DAYS if item.shape.kind == "date" else odd_values) for item in kind.linked)
    before, later = ({(issue.code, issue.field) for issue in checker.row_issues(values, day)} for day in days)
    assert later <= before


@pytest.mark.parametrize(("kind", "right"), [(EMPLOYEE, person(1)), (FAMILY, member(1))], ids=["employee", "family"])
def test_no_code_is_hidden_by_one_that_begins_like_it(kind: Kind, right: list[Value]) -> None:
    """`child` begins like `child_spouse`: the joined expression must take the longer one as well."""
    checker = link_checker(kind)
    for place, item in enumerate(kind.linked):
        for code, _ in item.shape.codes.entries if item.shape.codes else ():
            row = [*right[:place], int(code) if item.shape.integer else code, *right[place + 1:]]
            found = checker.suspects([[value] for value in row], TODAY, warnings=True)
            assert bool(found) is bool(checker.row_issues(row, TODAY)), (item.id, code)
