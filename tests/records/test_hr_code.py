"""人事コード as declared, and its checks (records.md §7)."""

import pytest

from nxdesk.records.checks import blocks, group_issues, link_checker, nx_checker
from nxdesk.records.fields import Value
from nxdesk.records.hr_code import HR_CODE, codes_in_use, renamed_in_use

TODAY = "2020-04-06"
SAKURA: dict[str, Value] = {"code_class": "LIFE", "code": "0001", "name": "さくら第一生命", "active": 1}


def row(values: dict[str, Value], **changes: Value) -> tuple[Value, ...]:
    return tuple((values | changes).get(item_id) for item_id in HR_CODE.linked_ids)


def codes(**changes: Value) -> list[str]:
    return [issue.code for issue in link_checker(HR_CODE).row_issues(row(SAKURA, **changes), TODAY)]


def test_what_kind_it_is() -> None:
    assert (HR_CODE.id, HR_CODE.number, HR_CODE.register_number, HR_CODE.acquire_number) == ("hr_code", 7, 5, None)
    assert HR_CODE.register_label == "人事コード(生保・損保コード)登録"
    assert (HR_CODE.by_person, HR_CODE.parent, HR_CODE.upsert) == (False, None, True)
    assert HR_CODE.match == (("code",),)
    assert HR_CODE.document == ("code",)
    assert HR_CODE.owner.id == "code_class"
    assert not any(item.shape.apart or item.parts for item in HR_CODE.fields)


def test_items() -> None:
    assert [item.id for item in HR_CODE.fields] == [
        "code_class", "seq", "code", "name", "short_name", "kana", "sort_order", "active", "industry_code"]
    whole = SAKURA | {"short_name": "さくら", "kana": "サクラダイイチセイメイ", "sort_order": 10, "industry_code": "L001"}
    assert codes() == codes(**whole) == []
    in_nx = whole | {"seq": 1}
    assert nx_checker(HR_CODE).row_issues([in_nx.get(item.id) for item in HR_CODE.nx_columns], TODAY) == []


@pytest.mark.parametrize(("changes", "code"), [
    ({"code": "第1"}, "NXD_VC_02"), ({"code": "12345678901"}, "NXD_VC_02"), ({"code": "00 1"}, "NXD_VC_02"),
    ({"code": None}, "NXD_K_01"), ({"name": None}, "NXD_VC_03"), ({"name": "　"}, "NXD_K_02"),
    ({"name": "生" * 41}, "NXD_K_02"),
    ({"short_name": "あ" * 11}, "NXD_K_02"), ({"kana": "さくら"}, "NXD_VE_03"), ({"code_class": "CAR"}, "NXD_K_07"),
    ({"active": None}, "NXD_K_01"), ({"active": 2}, "NXD_K_07"), ({"sort_order": 10_000}, "NXD_K_05")])
def test_each_item_names_its_code(changes: dict[str, Value], code: str) -> None:
    assert codes(**changes) == [code]


def of_group(*given: str) -> list[tuple[int, str]]:
    rows = [row(SAKURA, code=code) for code in given]
    return [(place, issue.code) for place, issue in group_issues(HR_CODE, rows, None)]


def test_v_c01_a_code_comes_once() -> None:
    assert of_group("0001", "0002") == []
    assert of_group("0001", "0002", "0001", "0001") == [(2, "NXD_VC_01"), (3, "NXD_VC_01")]
    assert blocks([issue for _, issue in group_issues(HR_CODE, [row(SAKURA), row(SAKURA)], None)])


def test_v_c02_zeros_lost_on_the_way_are_pointed_out() -> None:
    assert of_group("0001", "12", "AB", "0003") == [(1, "NXD_VC_02B")]
    assert not blocks([issue for _, issue in group_issues(HR_CODE, [row(SAKURA), row(SAKURA, code="1")], None)])


def test_v_c04_a_code_in_use_is_not_renamed_unseen() -> None:
    used = codes_in_use([
        {"type": "life_care_pension", "insurer_code": "0001"}, {"type": "earthquake", "insurer_code": "0009"},
        {"type": "social", "insurer_code": "0005"}, {"type": "earthquake", "insurer_code": None},
        {"row_kind": "header"}])
    assert used == {("LIFE", "0001"), ("NONLIFE", "0009")}
    issue = renamed_in_use(SAKURA, SAKURA | {"name": "さくら生命"}, used)
    assert issue is not None
    assert issue.sentence == (
        "過去の年末調整で使用しているコードの名称を変更しようとしています。過去のデータも新しい名称で表示されます。(NXD_VC_04)")
    assert not blocks([issue])
    assert renamed_in_use(SAKURA, SAKURA | {"short_name": "さくら"}, used) is None
    assert renamed_in_use(SAKURA | {"code_class": "NONLIFE"}, SAKURA | {"name": "さくら損保"}, used) is None
