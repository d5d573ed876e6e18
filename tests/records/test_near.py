"""Who is probably the same person under another name (V-F06)."""

import pytest

from nxdesk.records.matching import near

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
