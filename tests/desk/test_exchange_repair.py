"""The error file: every row of the user's own, its faults in front, to be corrected and read again."""

import csv
from pathlib import Path

import pytest
import xlsxwriter

from nxdesk.desk.exchange_mapping import ADDED_COLUMNS
from nxdesk.desk.exchange_repair import proposed_name, write_repair_file
from nxdesk.desk.refusal import Refusal
from nxdesk.records.numbers import is_my_number
from tests.desk.exchange_stage import HEAD, Stage, number_of, person, staged


@pytest.fixture
def stage(tmp_path: Path):
    made = staged(tmp_path)
    yield made
    made.masters.close()


def rows_of(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))


def repair(stage: Stage, preview, name: str = "直す.csv") -> Path:
    target = stage.folder / name
    write_repair_file(stage.masters, stage.clock, preview, target)
    return target


def test_it_holds_every_row_and_is_imported_when_corrected(stage):
    rows = [(*HEAD, "メモ"), [*person(101), "=残す"], [*person(102, 生年月日="2020/02/30", 性別="?"), "消さない"]]
    preview = stage.look(stage.file(rows))
    assert proposed_name(preview) == "社員_取込エラー.csv"
    written = rows_of(repair(stage, preview))
    assert written[0] == [*ADDED_COLUMNS, *HEAD, "メモ"]
    assert written[1][:2] == ["", ""]
    assert written[1][-1] == "'=残す"
    assert written[2][0] == "生年月日、性別"
    assert written[2][1] == ("生年月日に存在しない日付が入力されています。(NXD_K_03) "
                             "性別は選択肢から選んでください。(NXD_K_07)")
    assert written[2][2:] == [*person(102, 生年月日="2020/02/30", 性別="?"), "消さない"]
    written[2][7:9] = ["1976/02/29", "女"]
    done = stage.imports.run(stage.look(stage.file(written, "直した.csv")))
    assert done.added == 2
    assert stage.stored("0000000102")["birth_date"] == "1976-02-29"


def test_right_rows_of_many_pieces_stand_beside_the_broken_one(stage):
    preview = stage.look(stage.file([HEAD, *(person(n) for n in range(1, 1200)), person(2000, 性別="?")]))
    written = rows_of(repair(stage, preview))
    assert len(written) == 1201
    assert [row[2] for row in written[1:] if any(row[:2])] == ["0000002000"]


def test_a_workbook_gets_a_workbook(stage):
    file = stage.folder / "社員.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEAD, person(101), person(102, 性別="?")]):
            sheet.write_row(number, 0, row)
    preview = stage.look(file)
    assert proposed_name(preview) == "社員_取込エラー.xlsx"
    again = stage.look(repair(stage, preview, "直す.xlsx"))
    assert [(fault.row, fault.column) for fault in again.faults] == [(3, "性別")]


def test_my_numbers_do_not_stand_in_it(stage):
    real = [number_of(98765432100 + n) for n in range(4)]
    rows = [[*HEAD, "マイナンバー", "旧マイナンバー"],
            *([*person(100 + n, 性別="?"), number, number] for n, number in enumerate(real))]
    written = rows_of(repair(stage, stage.look(stage.file(rows))))
    assert not set(real) & {cell for row in written for cell in row}
    dummies = [row[-2] for row in written[1:]]
    assert all(map(is_my_number, dummies))
    assert {row[-1] for row in written[1:]} == {""}


def test_a_changed_file_gets_none(stage):
    preview = stage.look(stage.file([HEAD, person(101, 性別="?")]))
    stage.file([HEAD])
    with pytest.raises(Refusal) as refused:
        repair(stage, preview)
    assert refused.value.code == "NXD_Q_13"
