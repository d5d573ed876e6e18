"""新規データ and 再登録データ with the 参照日 rule (manual (7)②), and values as people read them."""

import pytest

from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.labels import relink_label
from nxdesk.records.showing import shown_value


@pytest.mark.parametrize(("there", "as_of", "hired", "retired", "label"), [
    (False, "2020-04-06", "2010-04-01", None, "新規データ"),
    (True, "2020-04-06", "2010-04-01", None, "再登録データ"),
    (True, "2010-04-01", "2010-04-01", None, "再登録データ"),
    (True, "2010-03-31", "2010-04-01", None, "新規データ"),
    (True, "2020-04-06", "2010-04-01", "2020-04-06", "再登録データ"),
    (True, "2020-04-07", "2010-04-01", "2020-04-06", "新規データ"),
    (True, "2020-04-06", None, None, "再登録データ")])
def test_label(there: bool, as_of: str, hired: str | None, retired: str | None, label: str) -> None:
    assert relink_label(there=there, as_of=as_of, hire_date=hired, retire_date=retired) == label


@pytest.mark.parametrize(("item", "value", "words"), [
    ("hire_date", "2020-04-06", "2020/04/06"), ("gender", "male", "男"), ("commute_one_way_fare", 1000, "1,000"),
    ("position", None, ""), ("photo", "あり", "あり"), ("ei_no_held", 0, "無"), ("last_name", "伊藤", "伊藤"),
    ("std_remuneration_since", "2019-09", "2019年9月"), ("std_remuneration_since", "2019-10", "2019年10月"),
    ("std_remuneration_since", "2019-9x", "2019-9x")])
def test_shown_value(item: str, value: str | int | None, words: str) -> None:
    assert shown_value(EMPLOYEE.by_id[item], value) == words
