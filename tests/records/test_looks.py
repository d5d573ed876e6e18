"""Looks by columns (`records.looks`) against the same values judged one by one, whatever they are."""

import re
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nxdesk.records import checks, looks
from nxdesk.records.checks import blocks, link_checker
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Field, Kind, Value
from nxdesk.records.kinds import KINDS
from nxdesk.records.looks import Item, Look
from tests.eamano.people import member, person

TODAY = "2026-04-01"
SHAPES = {field.shape.pattern: field for kind in KINDS for field in kind.fields if not field.shape.apart}
LIKELY: list[Value] = [
    "0000000101", "伊藤", "伊藤 一郎", "伊　藤", "イトウ", "イトウ　イチロウ", "1980-02-29", "1981-02-29", "2026-04-02",
    "1899-12-31", "2100-02-29", "2020-01-32", "2020-04", "04", "male", "甲", "東京都", "other", "01", "a@b.jp",
    "taro.ito@example.co.jp", "a..b@example.jp", "a@b-.jp", "a@" + "b" * 64 + ".jp", "a" * 250 + "@b.jp",
    "123-4567", "1234-567890-1", "40:00", "090-1234-5678", "AB12345678CD", "0", "1", "00", "0000", "000000",
    "1234", "123456", "12345678901234567890", "-5", "髙", "ー", "あ" * 37, "あ" * 38, "ア" * 75, "ア" * 76, 0, 1, 2,
    10, 58_000, 123_456, 2020, -5, 10**30]


class _Text(str):
    __slots__ = ()


adversarial: st.SearchStrategy[Value] = st.one_of(
    st.none(), st.sampled_from(LIKELY), st.booleans(), st.text(max_size=4), st.integers(),
    st.builds(_Text, st.sampled_from(LIKELY)),
    st.sampled_from(["", " ", "　", "None", "\n", "\x1f", "\x1f\x1f", "1980-02-29\x1f", "伊\x1f藤", "\ud800",
                     "\u2028", "\u202e", "１２３４", "１９80-01-01", "19８0-01-01", "2020-W01-1", "20200101",
                     "1980-02-29\n", "ｲﾄｳ", "\U0001f600"]))


def _right(field: Field) -> list[Value]:
    """Values that are surely taken, the numbers of a table among them."""
    item, codes = Item.of(field, needed=True), field.shape.codes.entries if field.shape.codes else ()
    likely = [*LIKELY, *(code for code, _ in codes), *re.findall(r"[0-9]+", field.shape.pattern)]
    return [int(str(value)) if field.shape.integer else value for value in likely if item.fits(value)]


@pytest.mark.parametrize("field", SHAPES.values(), ids=lambda field: field.id)
@settings(max_examples=30)
@given(values=st.lists(adversarial, max_size=9), needed=st.booleans(), piece=st.integers(1, 9),
       head=st.sampled_from([1, 2, 48]))
def test_a_column_is_judged_as_its_values(field: Field, values: list[Value], needed: bool, piece: int,
                                          head: int) -> None:
    """Whether different values or the column as it stands are looked at."""
    item, right = Item.of(field, needed=needed), _right(field)
    assert right
    for column in (values, [*right, *values], [value for one in values for value in (*right[:3], one)]):
        with mock.patch.object(looks, "_HEAD", head):
            look = Look([item], (), TODAY)
            for first in range(0, len(column), piece):
                look.take([column[first:first + piece]])
            found = look.finish([column].__getitem__)
        wrong = [n for n, value in enumerate(column)
                 if (needed if value is None or value == "" else not item.fits(value))]
        assert found == wrong or (found is None and bool in map(type, column))


@pytest.mark.parametrize("field", [field for field in SHAPES.values() if field.shape.usual], ids=lambda field: field.id)
@given(data=st.data())
def test_what_is_usual_is_right(field: Field, data: st.DataObject) -> None:
    value = data.draw(st.from_regex(re.compile(field.shape.usual, re.ASCII), fullmatch=True))
    assert re.fullmatch(field.shape.usual, value)
    assert re.fullmatch(field.shape.pattern, value)


@pytest.mark.parametrize("head", [2, 48])
@pytest.mark.parametrize(("kind", "right"), [(EMPLOYEE, person(1)), (FAMILY, member(1))], ids=["employee", "family"])
@given(changes=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 60), adversarial), max_size=4),
       warnings=st.booleans())
def test_pieces_of_rows_tell_what_each_row_tells(kind: Kind, right: list[Value], head: int, warnings: bool,
                                                 changes: list[tuple[int, int, Value]]) -> None:
    rows = [list(right) for _ in range(10)]
    for place, item, value in changes:
        if place < len(rows) and item < len(right):
            rows[place][item] = value
    checker = link_checker(kind)
    with mock.patch.object(checks, "PIECE", 4), mock.patch.object(looks, "_HEAD", head):
        found = checker.suspects_of(rows, TODAY, warnings=warnings)
        together = checker.suspects(list(zip(*rows, strict=True)), TODAY, warnings=warnings)
    issues = [checker.row_issues(row, TODAY) for row in rows]
    assert found == together == [n for n, of_row in enumerate(issues) if (of_row if warnings else blocks(of_row))]
