"""Who is probably the same person under another name (V-F06)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nxdesk.records.fields import Value
from nxdesk.records.matching import match_key, match_keys, near

WIFE = {"birth_date": "1985-05-05", "last_name_kana": "ハラ", "first_name_kana": "ハナコ", "relationship_code": "02"}


@pytest.mark.parametrize(("other", "same"), [
    ({"last_name_kana": "クドウ"}, True), ({"relationship_code": "22"}, True),
    ({"last_name_kana": "クドウ", "relationship_code": "22"}, False), ({"birth_date": "1985-05-06"}, False)])
def test_the_day_of_birth_and_the_kana_or_the_relationship_agree(other: dict[str, str], same: bool) -> None:
    assert near(WIFE, WIFE | other) is same


def test_kana_that_nobody_has_agree_in_nothing() -> None:
    without = WIFE | {"last_name_kana": None, "first_name_kana": None}
    assert not near(without, without | {"relationship_code": "22"})
    assert near(without, without)


_PARTS = st.text(st.sampled_from("ｶﾞか゛ーー‐- 　髙高é\u0301\u3099\u309aハ\x00\x1fＡ１"), max_size=4)


@given(st.lists(st.tuples(*[st.none() | _PARTS] * 4), max_size=5))
def test_the_keys_of_many_are_those_of_each(rows: list[tuple[Value, ...]]) -> None:
    match = (("last_name", "first_name"), ("birth_date",), ("relationship_code",))
    items = [item for group in match for item in group]
    columns = [[row[place] for row in rows] for place in range(len(items))]
    assert match_keys(match, columns) == [match_key(match, dict(zip(items, row, strict=True))) for row in rows]
