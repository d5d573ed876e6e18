"""データ取込: what is understood, what is refused with row, column and reason, and that it is all or nothing."""

import json
from pathlib import Path

import pytest
import xlsxwriter

from nxdesk.desk.exchange_judging import Wish
from nxdesk.desk.exchange_mapping import BY_LABEL, BY_MEMORY, BY_SYNONYM, BY_VALUES, shown_samples
from nxdesk.desk.refusal import Refusal
from nxdesk.masters.changes import IMPORTED
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.numbers import is_my_number
from tests.desk.exchange_stage import FAMILY_HEAD, HEAD, MEMBER, PERSON, number_of, person, staged


@pytest.fixture
def stage(tmp_path: Path):
    made = staged(tmp_path)
    yield made
    made.masters.close()


def faults(preview) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.code) for fault in preview.faults]


def test_usual_headings_are_recognised(stage):
    file = stage.file([["社員番号", "氏", "名", "ｾｲ", "姓フリガナ", "Ｅ－ｍａｉｌ", "何か", ""], ["1"] * 8])
    opened = stage.imports.open(file, EMPLOYEE)
    assert [(column.item, column.because) for column in opened.columns] == [
        ("employee_code", BY_SYNONYM), ("last_name", BY_SYNONYM), ("first_name", BY_LABEL),
        ("last_name_kana", BY_SYNONYM), ("", ""), ("company_email", BY_SYNONYM), ("", "")]


def test_what_was_chosen_for_a_heading_is_remembered_by_kind(stage):
    file = stage.file([["No", *HEAD[1:], "メモ"], [*PERSON, "x"]])
    desk = stage.imports
    opened = desk.open(file, EMPLOYEE)
    assert opened.columns[0].item == ""
    with pytest.raises(Refusal) as refused:
        desk.assigned(opened, [column.item for column in opened.columns])
    assert (refused.value.code, "個人コード" in refused.value.sentence) == ("NXD_Q_20", True)
    columns = desk.assigned(opened, ["employee_code", *(column.item for column in opened.columns[1:-1]), "position"])
    desk.preview(opened, columns, Wish())
    again = stage.imports.open(file, EMPLOYEE).columns
    assert (again[0].item, again[0].because, again[-1].item) == ("employee_code", BY_MEMORY, "position")
    assert desk.open(file, FAMILY).columns[0].item == ""


def test_two_columns_for_one_item_are_refused(stage):
    opened = stage.imports.open(stage.file([HEAD, PERSON]), EMPLOYEE)
    with pytest.raises(Refusal) as refused:
        stage.imports.assigned(opened, ["employee_code", "last_name", "last_name", *[""] * 5])
    assert (refused.value.code, "姓、名" in refused.value.sentence) == ("NXD_Q_21", True)


@pytest.mark.parametrize("day", ["2020/4/6", "20200406", "2020-04-06", "令和2年4月6日", "R2.4.6", "２０２０年４月６日"])
def test_days_in_the_usual_spellings(stage, day):
    stage.take([HEAD, person(101, 入社年月日=day)])
    assert stage.stored("0000000101")["hire_date"] == "2020-04-06"


def test_widths_codes_and_labels_are_understood(stage):
    head = (*HEAD, "在籍区分", "都道府県", "社会保険加入区分", "郵便番号")
    stage.take([head, [*person(101, 姓カナ="ｲﾄｳ", 性別="male", 個人コード="０００００００１０１"), "休職", "東京都", "有", "1000001"],
                [*person(102, 姓カナ="いとう", 性別="女性"), "", "", "0", "１００－０００１"]])
    first, second = stage.stored("0000000101"), stage.stored("0000000102")
    assert [first[name] for name in ("last_name_kana", "gender", "employment_status", "prefecture", "shaho_enrolled",
                                     "zip")] == ["イトウ", "male", "absent", "東京都", 1, "100-0001"]
    assert [second[name] for name in ("last_name_kana", "gender", "employment_status", "shaho_enrolled",
                                      "zip")] == ["イトウ", "female", "employed", 0, "100-0001"]


def test_zeros_that_a_spreadsheet_took_away_are_put_back_and_it_is_said(stage, tmp_path):
    file = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, PERSON)
        sheet.write_number(1, 0, 1234567)
    preview = stage.look(file)
    assert [(one.label, one.count, one.before, one.after) for one in preview.padded] == [
        ("個人コード", 1, "1234567", "0001234567")]
    assert faults(stage.look(file, wish=Wish(pad=False))) == [(2, "個人コード", "NXD_K_04")]
    stage.imports.run(preview)
    assert stage.masters.people.codes() == ["0001234567"]


def test_every_broken_cell_is_named_and_nothing_is_written(stage):
    rows = [(*HEAD, "役職"), [*person(101), "部長"], [*person(102, 生年月日="2020/02/30", 性別="?"), "x"], [],
            [*person(103, 姓="あ" * 13), "い" * 41], [*person(101), ""], [*person(104, 名=""), "", "余り"]]
    preview = stage.look(stage.file(rows))
    assert faults(preview) == [
        (3, "生年月日", "NXD_K_03"), (3, "性別", "NXD_K_07"), (5, "姓", "NXD_K_02"), (5, "役職", "NXD_K_02"),
        (6, "個人コード", "NXD_Q_30"), (7, "", "NXD_Q_32"), (7, "名", "NXD_K_01")]
    assert (preview.rows, preview.faults.rows, preview.can_run) == (5, 4, False)
    assert "2行目" in preview.faults.part(4, 1)[0].reason
    with pytest.raises(Refusal) as refused:
        stage.imports.run(preview)
    assert refused.value.code == "NXD_Q_40"
    assert stage.masters.people.count() == 0


def test_new_people_are_added_and_others_changed_only_in_what_the_file_has(stage):
    stage.take([(*HEAD, "役職", "所属名称"), [*person(101), "部長", "人事部"]])
    before = stage.stored("0000000101")
    rows = [("個人コード", "役職", "所属名称"), ["101", "課長", ""]]
    done = stage.take(rows)
    after = stage.stored("0000000101")
    assert (done.added, done.changed) == (0, 1)
    assert {name for name in before if before[name] != after[name]} <= {
        "position", "version", "updated_at", "updated_by", "digest", "found_right"}
    assert (after["position"], after["department_name"]) == ("課長", "人事部")
    [change, *_] = stage.masters.changes.history("0000000101")
    assert (change.source, [item.field for item in change.items]) == (IMPORTED, ["position"])
    assert stage.look(stage.file(rows)).unchanged == 1
    cleared = stage.look(stage.file(rows), wish=Wish(clear=True))
    assert (cleared.changed, cleared.cleared) == (1, 1)
    stage.imports.run(cleared)
    assert stage.stored("0000000101")["department_name"] is None
    only = stage.look(stage.file([(*HEAD, "役職"), [*person(101), "x"], [*person(102), "y"]]), wish=Wish(update=False))
    assert (only.added, only.changed, only.skipped) == (1, 0, 1)
    stage.imports.run(only)
    assert stage.stored("0000000101")["position"] == "課長"


def test_what_was_wrong_before_in_other_items_is_not_the_files_fault(stage):
    stage.take([HEAD, PERSON])
    stage.masters.people.save("0000000101", {"company_email": "x", "last_name_kana": None}, 1, "admin")
    assert faults(stage.look(stage.file([("個人コード", "役職"), ["101", "x"]]))) == []
    assert faults(stage.look(stage.file([("個人コード", "退職年月日"), ["101", "1990/1/1"]]))) == [
        (2, "退職年月日", "NXD_VE_05B")]


def test_members_are_told_apart_by_name_and_birth(stage):
    stage.take([HEAD, PERSON])
    done = stage.take([FAMILY_HEAD, MEMBER, [*MEMBER[:2], "次郎", "イトウ", "ジロウ", "2005/6/7", "子", "無"]], FAMILY)
    assert (done.added, done.changed) == (2, 0)
    done = stage.take([FAMILY_HEAD, [*MEMBER[:2], "　花 子", *MEMBER[3:6], "02", ""], ["101", "伊藤", "三郎", "イトウ",
                                                                                 "サブロウ", "H20.1.1", "子", ""]], FAMILY)
    assert (done.added, done.changed) == (1, 1)
    members = stage.masters.families.of("0000000101")
    names = ("family_seq", "first_name", "relationship_code", "hi_dependent")
    assert [tuple(one[name] for name in names) for one in members] == [
        (1, "花 子", "02", 1), (2, "次郎", "11", 0), (3, "三郎", "11", 0)]


def test_members_of_nobody_and_twice_the_same_are_refused(stage):
    stage.take([HEAD, PERSON])
    preview = stage.look(stage.file([FAMILY_HEAD, MEMBER, ["0000000999", *MEMBER[1:]], MEMBER]), FAMILY)
    assert faults(preview) == [(3, "個人コード", "NXD_Q_31"), (4, "家族姓", "NXD_Q_30")]


def test_nobody_gets_more_members_than_there_are_numbers(stage):
    stage.take([HEAD, PERSON])
    rows = [[*MEMBER[:2], f"子{n}", *MEMBER[3:6], "子", "無"] for n in range(100)]
    assert faults(stage.look(stage.file([FAMILY_HEAD, *rows]), FAMILY)) == [(101, "個人コード", "NXD_Q_33")]
    stage.take([FAMILY_HEAD, *rows[:99]], FAMILY)
    assert faults(stage.look(stage.file([FAMILY_HEAD, rows[99]]), FAMILY)) == [(2, "個人コード", "NXD_Q_33")]


def numbered(*numbers: str) -> list[list[str]]:
    return [[*HEAD, "マイナンバー"], *([*person(100 + n), number] for n, number in enumerate(numbers))]


def test_my_numbers_become_valid_dummies_that_stay_the_same(stage):
    real = [number_of(98765432100 + n) for n in range(5)]
    file = stage.file(numbered(*real))
    opened = stage.imports.open(file, EMPLOYEE)
    assert opened.columns[-1].item == "my_number"
    assert not any(number in shown_samples(EMPLOYEE, opened.columns[-1]) for number in real)
    preview = stage.look(file)
    assert stage.imports.run(preview).numbers == 5
    kept = stage.masters.my_numbers.bulk(stage.masters.people.codes(), "admin", "確認")
    assert all(map(is_my_number, kept.values()))
    assert len(set(kept.values()) - set(real)) == 5
    other = staged(stage.folder, "other.sqlite")
    other.imports.run(other.look(file))
    assert other.masters.my_numbers.bulk(kept, "admin", "確認") == kept
    assert not any(number in repr(preview) + repr(preview.dummies) for number in (*real, *kept.values()))
    other.masters.close()


def test_a_dummy_replaces_no_number_that_is_kept(stage):
    stage.take([HEAD, person(100), person(101)])
    kept = number_of(12345678901)
    stage.masters.my_numbers.set("0000000100", kept, "admin")
    preview = stage.look(stage.file(numbered(number_of(1), number_of(2))))
    assert stage.imports.run(preview).numbers == 1
    found = stage.masters.my_numbers.get("0000000100", "admin", "確認")
    assert found is not None
    assert found.reveal() == kept


def test_real_numbers_need_both_authorities(stage):
    rows = numbered(number_of(98765432100), number_of(98765432101), number_of(5)[:-1] + "x")
    stage.may = False
    with pytest.raises(Refusal) as refused:
        stage.look(stage.file(rows), wish=Wish(real_numbers=True))
    assert refused.value.code == "NXD_Q_25"
    stage.may = True
    assert faults(stage.look(stage.file(rows), wish=Wish(real_numbers=True))) == [(4, "マイナンバー", "NXD_VE_06")]
    stage.imports.run(stage.look(stage.file(rows[:3]), wish=Wish(real_numbers=True)))
    assert stage.masters.my_numbers.bulk(["0000000100"], "admin", "確認") == {"0000000100": number_of(98765432100)}
    assert {one.purpose for one in stage.masters.my_numbers.accesses() if one.action == "登録"} == {"データ取込（社員）"}


def test_a_column_of_numbers_is_recognised_by_its_values_and_is_nothing_else(stage):
    rows = [[*HEAD, "ID"], *([*person(100 + n), number_of(98765432100 + n)] for n in range(4))]
    opened = stage.imports.open(stage.file(rows), EMPLOYEE)
    assert (opened.columns[-1].item, opened.columns[-1].because) == ("my_number", BY_VALUES)
    with pytest.raises(Refusal) as refused:
        stage.imports.assigned(opened, [*(column.item for column in opened.columns[:-1]), "position"])
    assert refused.value.code == "NXD_Q_22"


def test_a_file_that_was_changed_after_the_preview_is_refused(stage):
    file = stage.file([HEAD, PERSON])
    preview = stage.look(file)
    stage.file([HEAD, person(102)])
    with pytest.raises(Refusal) as refused:
        stage.imports.run(preview)
    assert refused.value.code == "NXD_Q_13"


def test_stopping_writes_nothing(stage):
    file = stage.file([HEAD, *(person(n) for n in range(1, 2500))])
    preview = stage.look(file)
    asked = iter([False, False, False, True])
    with pytest.raises(Refusal) as refused:
        stage.imports.run(preview, stop=lambda: next(asked))
    assert (refused.value.code, stage.masters.people.count()) == ("NXD_Q_41", 0)
    seen: list[tuple[int, float]] = []
    stage.imports.run(preview, report=lambda done, share: seen.append((done, share)))
    assert seen[-1] == (2499, 1.0)
    assert stage.masters.people.count() == 2499


def test_somebody_elses_change_between_preview_and_import_is_met(stage):
    file = stage.file([HEAD, PERSON, person(102)])
    preview = stage.look(file)
    stage.masters.people.create(dict(stage_person("0000000102")), "other")
    done = stage.imports.run(preview)
    assert (done.added, done.changed) == (1, 1)


def stage_person(code: str) -> dict[str, str]:
    return {"employee_code": code, "last_name": "別", "first_name": "人", "last_name_kana": "ベツ",
            "first_name_kana": "ジン", "birth_date": "1990-01-01", "gender": "male", "hire_date": "2010-04-01",
            "employment_status": "employed"}


def test_broken_memories_do_no_harm(stage):
    for kept in ("[]", "{", json.dumps({"姓": "gone_item"})):
        stage.masters.preferences.set("exchange.columns.employee", kept)
        assert stage.imports.open(stage.file([HEAD, PERSON]), EMPLOYEE).columns[1].item == "last_name"
