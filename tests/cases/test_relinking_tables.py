"""Manual (7) read as data: the tables ③ and ④, against the program's declarations and against a changed manual."""

import pytest

from nxdesk.cases.manual import Manual, ManualChanged
from nxdesk.cases.relinking import clearings, labels, points, specification, told, values
from nxdesk.cases.traces import OF_FAMILIES, OF_PEOPLE, practice_number
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Treatment
from nxdesk.records.numbers import is_my_number
from nxdesk.resources import manual


@pytest.fixture(scope="module")
def read() -> Manual:
    return Manual(manual())


def test_table_4_says_of_every_item_what_the_declarations_say(read):
    table = clearings(read)
    assert list(table) == [*range(1, 22)]
    for number, row in table.items():
        kind, traces = (EMPLOYEE, OF_PEOPLE) if row.kind == "社員" else (FAMILY, OF_FAMILIES)
        item = kind.by_id[traces[number].item]
        assert (row.item, row.rule) == (item.label, item.rule)
        assert bool(row.after) == (item.treatment is Treatment.FIXED)
        assert bool(row.remark) == (item.only is not None)


def test_effect_of_a_row(read):
    table = clearings(read)
    assert table[7].effect("パートタイム") == ("雇用保険：雇用形態", "固定値", "パートタイム", "その他", "④-7")
    assert table[20].effect("2019/04/01") == ("社会保険：被扶養者になった日", "消去", "2019/04/01", "", "④-20")


def test_table_3_and_the_names_of_rows(read):
    assert labels(read) == ("新規データ", "再登録データ")
    assert values(specification(read, 3)) == (("海外在住", "有"), ("海外在住", "無"))
    assert points(specification(read, 8)) == ("利用目的", "提出拒否の情報", "番号確認書類や身元確認書類の画像ファイル")
    assert told(read, 6, r"当該家族を(\S+?)します") == ("削除",)
    assert "適用開始日は変更されません" in specification(read, 11)


@pytest.mark.parametrize(("there", "elsewhere", "ask"), [
    ("No\t種別", "番号\t種別", clearings), ("クリアされる\t", "消される\t", clearings), ("項目名\t説明", "項目名：説明", labels),
    ("再登録データ\te", "再登録データ e", labels), ("11\t社員/家族", "12\t社員/家族", lambda read: specification(read, 11)),
    ("削除します。", "残します。", lambda read: told(read, 6, r"(当該家族を削除)"))])
def test_what_is_not_there_any_more_is_said(there, elsewhere, ask):
    with pytest.raises(ManualChanged):
        ask(Manual(manual().replace(there, elsewhere)))


def test_practice_numbers_are_valid():
    assert all(is_my_number(practice_number(place)) for place in range(1, 50))
