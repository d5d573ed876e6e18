"""データ取込 and データ出力 as worked by hand: mapping, preview, import, error file, My Numbers, 中止, ways there."""

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QFileDialog, QMessageBox

from nxdesk.desk.program import Session
from nxdesk.windows.nx.exchange_export import ExportWindow
from nxdesk.windows.nx.exchange_import import ImportWindow
from nxdesk.windows.nx.main import MainWindow
from nxdesk.windows.openers import Openers
from nxdesk.windows.shell import Shell
from tests.desk.exchange_stage import HEAD, number_of, person
from tests.windows.conftest import settle
from tests.windows.run_stage import visible


@pytest.fixture
def main(shell: Shell, session: Session):
    window = MainWindow(session, shell, Openers(session, shell).make)
    window.show()
    settle(shell)
    yield window
    window._close_all()
    window.deleteLater()


@pytest.fixture
def importing(main: MainWindow) -> ImportWindow:
    window = main.open_entry("data_import")
    assert isinstance(window, ImportWindow)
    return window


@pytest.fixture
def exporting(main: MainWindow, shell: Shell) -> ExportWindow:
    window = main.open_entry("data_export")
    assert isinstance(window, ExportWindow)
    settle(shell)
    return window


def file_of(folder: Path, *rows) -> Path:
    file = folder / "社員.csv"
    with file.open("w", encoding="cp932", newline="") as opened:
        csv.writer(opened).writerows(rows)
    return file


def said(name: str) -> str:
    box = visible(QMessageBox, name)
    assert box is not None
    words = box.text()
    box.close()
    return words


def read(window: ImportWindow, shell: Shell, file: Path) -> None:
    window.choose(file)
    settle(shell)


def test_a_file_is_mapped_looked_at_and_imported(qtbot, shell, session, importing, tmp_path):
    number = number_of(98765432100)
    read(importing, shell, file_of(tmp_path, ("No", *HEAD[1:], "マイナンバー", "メモ"),
                                   [*person(901, 個人コード="901"), number, "x"], [*person(902), "", ""]))
    assert importing.source.form_label.text() == "CSV・シフトJIS（CP932）・カンマ区切り"
    table = importing.columns
    assert table.chosen_items()[:2] == ["", "last_name"]
    cells = {table.item(row, column).text() for row in range(table.rowCount()) for column in (0, 1, 3)}
    assert number not in "".join(cells)
    importing.look()
    assert "個人コードの列を指定してください" in said("data_import.refused")
    choice = importing.findChild(QComboBox, "data_import.item_0")
    assert choice.accessibleName() == "No"
    choice.setCurrentIndex(choice.findData("employee_code"))
    qtbot.keyClick(importing, Qt.Key.Key_F5)
    settle(shell)
    assert importing.pages.currentWidget() is importing.result
    assert importing.result.summary.text() == "2行を確認しました。新規 2件、変更 0件、変更なし 0件"
    assert "例: 901 → 0000000901" in importing.result.notes.text()
    assert "使わない列: メモ" in importing.result.notes.text()
    assert "ダミー" in importing.result.notes.text()
    assert importing.buttons["run"].isEnabled()
    importing.activateWindow()
    qtbot.waitUntil(importing.isActiveWindow)
    qtbot.keyClick(importing, Qt.Key.Key_F12)
    settle(shell)
    assert said("data_import.done") == "社員を取り込みました。（新規 2件、変更 0件、個人番号 1件）"
    assert session.people.load("0000000902").values["last_name"] == "伊藤"
    assert not importing.buttons["run"].isEnabled()
    read(importing, shell, file_of(tmp_path, ("No", *HEAD[1:]), person(903)))
    assert importing.columns.chosen_items()[0] == "employee_code"


def test_faults_are_listed_and_written_down(qtbot, shell, importing, tmp_path):
    read(importing, shell, file_of(tmp_path, HEAD, person(901), person(902, 生年月日="2020/02/30", 性別="?")))
    importing.look()
    settle(shell)
    model = importing.result.model
    assert [model.table.cells(row) for row in range(model.rowCount())] == [
        ("3", "生年月日", "生年月日", "生年月日に存在しない日付が入力されています。(NXD_K_03)"),
        ("3", "性別", "性別", "性別は選択肢から選んでください。(NXD_K_07)")]
    assert "誤りが2か所（1行）あります" in importing.result.verdict.text()
    assert (importing.buttons["run"].isEnabled(), importing.buttons["repair"].isEnabled()) == (False, True)
    importing.buttons["repair"].click()
    dialog = importing.findChild(QFileDialog, "data_import.repair_dialog")
    assert dialog.isVisible()
    dialog.close()
    importing.repair(tmp_path / "直す")
    settle(shell)
    assert "2行を書き出しました" in said("data_import.repaired_message")
    assert (tmp_path / "直す.csv").read_text("cp932").startswith("取込エラーの項目,取込エラーの内容,個人コード")
    importing.options.new_only.setChecked(True)
    assert not importing.buttons["repair"].isEnabled()
    assert importing.result.summary.text() == ""


def test_wrong_files_are_told_in_words_and_the_next_one_is_read(shell, importing, tmp_path):
    wrong = tmp_path / "絵.csv"
    wrong.write_bytes(b"\x89PNG\r\n\x1a\n")
    read(importing, shell, wrong)
    assert "CSVでもExcelブック（.xlsx）でもない" in said("data_import.refused")
    assert not importing.buttons["look"].isEnabled()
    read(importing, shell, file_of(tmp_path, HEAD, person(901)))
    assert importing.buttons["look"].isEnabled()
    importing.source.delimiter.setCurrentIndex(importing.source.delimiter.findData("\t"))
    importing.source.changed.emit()
    settle(shell)
    assert importing.columns.rowCount() == 1


def test_stopping_and_closing_end_the_work_first(qtbot, shell, session, importing, tmp_path):
    read(importing, shell, file_of(tmp_path, HEAD, *(person(n) for n in range(1000, 6000))))
    importing.look()
    assert importing.progress.busy
    assert not importing.pages.isEnabled()
    importing.progress.stop.click()
    settle(shell)
    assert "中止しました。何も登録されていません。" in said("data_import.refused")
    importing.look()
    settle(shell)
    importing.run()
    gone: list[object] = []
    importing.destroyed.connect(lambda *_: gone.append(True))
    importing.close()
    qtbot.waitUntil(lambda: bool(gone))
    # Either all of it was already written, or nothing.
    assert session.desk.masters.people.count() in (300, 5300)


def test_a_workbook_and_a_csv_file_are_written(qtbot, shell, exporting, importing, tmp_path):
    assert exporting.count.text() == "300件"
    assert not exporting.encoding.isEnabled()
    exporting.export(tmp_path / "社員")
    settle(shell)
    assert "社員300件を出力しました。" in said("data_export.done")
    read(importing, shell, tmp_path / "社員.xlsx")
    assert importing.source.form_label.text() == "Excelブック・シート「データ」"
    exporting.show_kind("family")
    exporting.form.setCurrentIndex(1)
    assert exporting.encoding.isEnabled()
    exporting.buttons["none"].click()
    exporting.export(tmp_path / "家族.csv")
    settle(shell)
    said("data_export.done")
    head = (tmp_path / "家族.csv").read_text("utf-8-sig").splitlines()[0]
    assert head == "個人コード,家族姓,家族名,家族生年月日"


def test_numbers_are_asked_about_and_logged(shell, session, exporting, tmp_path):
    exporting.numbers.setChecked(True)
    exporting.buttons["run"].click()
    box = visible(QMessageBox, "data_export.sure")
    assert box is not None
    assert "操作が記録されます" in box.text()
    box.close()
    exporting.export(tmp_path / "a")
    settle(shell)
    said("data_export.done")
    assert session.desk.masters.my_numbers.accesses(1)[0].purpose == "データ出力（社員）"


def test_without_the_authorities_the_choices_say_why(qtbot, shell, make_program, tmp_path):
    from nxdesk.desk.practice import PRACTICE_USERS
    plain = next(user for user in PRACTICE_USERS if not user[4])
    session = make_program().desk.login(*plain[:2])
    for window in (ImportWindow(session, shell), ExportWindow(session, shell)):
        window.show()
        settle(shell)
        box = window.options.real if isinstance(window, ImportWindow) else window.numbers
        assert (box.isEnabled(), box.accessibleDescription()) == (
            False, "システム管理者権限とマイナンバー権限が必要です。")
        window.close()


def test_the_ways_from_personnel(shell, main):
    personnel = main.open_entry("personnel")
    for entry, expected in (("data_import", ImportWindow), ("data_export", ExportWindow)):
        personnel.findChild(QAction, f"personnel.{entry}").trigger()
        settle(shell)
        assert isinstance(main._windows[entry], expected)
