"""The error and comparison list: sentence, columns, row numbers, 表起動, what opens what."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from openpyxl import load_workbook
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListWidget
from pytestqt.qtbot import QtBot

from nxdesk.desk.run_state import COLUMNS, ListRow
from nxdesk.records.clock import Clock
from nxdesk.resources import manual
from nxdesk.windows.nx.column_choice import choose_columns
from nxdesk.windows.nx.list_window import SIZE, ListWindow, columns_of
from nxdesk.windows.shell import Shell

ERROR = "会社メールアドレスの形式が不正です。(MXGEGV_W_00034)"
ERRORS = (ListRow("0000000101", "伊藤 一郎", "会社メールアドレス", ERROR, "2019/02/04 19:53:31", is_error=True,
                  field="company_email"),
          ListRow("0000000101", "伊藤 一郎", "生年月日", "生年月日を入力してください。(NXD_VE_04)", "2019/02/04 19:53:31",
                  is_error=True, field="birth_date"),
          ListRow("0000000212", "=葛西 賢治", "会社メールアドレス", ERROR, "2018/10/11 16:50:06", is_error=True,
                  field="company_email"))
NEW = (ListRow("0000000131", "伊集院 優子", "新規データ", "", "2020/04/06 09:03:22", operation_start="1900/01/01"),)
Open = Callable[..., ListWindow]


@pytest.fixture
def open_list(qtbot: QtBot, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    made: list[ListWindow] = []

    def opened(rows: tuple[ListRow, ...] = ERRORS, **explained: Any) -> ListWindow:
        window = ListWindow(shell, "社員登録", rows, columns_of(rows), Clock(Clock.parse("2020-04-06 09:00")))
        window.explain((), **explained)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        made.append(window)
        return window

    yield opened
    assert shell.jobs.settle()
    for window in filter(shiboken6.isValid, made):
        window.close()


def test_the_sentence_and_the_columns_are_the_manuals(open_list: Open):
    window = open_list()
    sentence = window.findChild(QLabel, "list.sentence")
    assert sentence is not None
    assert sentence.text() in manual()
    assert window.model.titles == list(COLUMNS)
    assert window.windowTitle() == "社員登録"
    assert [window.buttons[entry].text() for entry in ("open_table", "ok", "cancel")] == ["表起動", "OK", "キャンセル"]
    assert window.model.headerData(0, Qt.Orientation.Vertical) == "1"
    assert window.view.verticalHeader().isVisible()


def test_every_title_and_every_text_can_be_read(open_list: Open):
    window = open_list()
    for column in range(len(COLUMNS)):
        assert window.view.columnWidth(column) >= window.view._title_width(column)
    assert not window.view.painter.is_cut(ERROR, window.view.columnWidth(3))
    window.view.go_to(1)
    assert "生年月日を入力してください。(NXD_VE_04)" in window.cell.text()


def test_the_error_list_is_wide_enough_for_all_its_columns(open_list: Open):
    window = open_list(ERRORS * 40)
    window.resize(SIZE[0] * window.fontMetrics().horizontalAdvance("あ"), 600)
    QApplication.processEvents()
    assert window.view.viewport().width() >= window.view.horizontalHeader().length()


def test_texts_stand_below_their_titles(open_list: Open):
    """The leftmost ink of a title and of the same words in a cell of that column."""
    window = open_list((ListRow("個人コード", "氏名(漢字)", "項目名", "NXデータ", "NX更新日"),))
    for column in range(3):
        header, cells = window.view.horizontalHeader(), window.view.viewport()
        left, width = header.sectionViewportPosition(column), header.sectionSize(column)
        window.view.clearSelection()
        title = header.viewport().grab().toImage().copy(left + 1, 3, width - 3, header.height() - 6)
        cell = cells.grab().toImage().copy(left + 1, 3, width - 3, window.view.rowHeight(0) - 6)
        assert abs(first_ink(title) - first_ink(cell)) <= 1


def first_ink(picture: QImage) -> int:
    return next(x for x in range(picture.width())
                if any(picture.pixelColor(x, y).lightness() < 120 for y in range(picture.height())))


def test_without_a_way_to_open_people_nothing_promises_one(open_list: Open):
    assert not open_list().notes.isVisible()
    assert "ダブルクリック" in open_list(open_row=lambda row: None).notes.text()


def test_rows_of_one_person_are_told_apart(open_list: Open):
    window = open_list()
    window.view.go_to(1)
    window.view.horizontalHeader().setSortIndicator(2, Qt.SortOrder.DescendingOrder)
    assert window.row_at(window.view.current_row()).field == "birth_date"
    assert len(window.view.selected_keys()) == 1


def test_a_double_click_or_enter_on_an_error_opens_the_person_at_the_item(open_list: Open, qtbot: QtBot):
    opened: list[tuple[str, str]] = []
    window = open_list(open_row=lambda row: opened.append((row.code, row.field)))
    where = window.view.visualRect(window.model.index(1, 2)).center()
    QTest.mouseClick(window.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    QTest.mouseDClick(window.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert opened == [("0000000101", "birth_date")]
    window.view.go_to(2)
    QTest.keyClick(window.view, Qt.Key.Key_Return)
    assert opened[1:] == [("0000000212", "company_email")]


def test_enter_on_a_person_who_can_be_registered_leads_to_ok_and_opens_nothing(open_list: Open, qtbot: QtBot):
    window = open_list(NEW, open_row=lambda row: pytest.fail(row.code))
    with qtbot.assertNotEmitted(window.accepted):
        QTest.keyClick(window.view, Qt.Key.Key_Return)
    assert window.focusWidget() is window.buttons["ok"]
    with qtbot.waitSignal(window.accepted):
        QTest.keyClick(window.buttons["ok"], Qt.Key.Key_Return)


def test_ok_is_disabled_with_its_reason(open_list: Open, qtbot: QtBot):
    window = open_list(reason="続けられません。")
    assert not window.buttons["ok"].isEnabled()
    assert window.reason.isVisible()
    assert window.buttons["ok"].accessibleDescription() == "続けられません。"
    with qtbot.assertNotEmitted(window.accepted):
        QTest.keyClick(window, Qt.Key.Key_F12)


def test_f12_is_ok_and_escape_is_cancel(open_list: Open, qtbot: QtBot):
    window = open_list(NEW)
    with qtbot.waitSignal(window.accepted):
        QTest.keyClick(window, Qt.Key.Key_F12)
    with qtbot.waitSignal(window.rejected):
        QTest.keyClick(window, Qt.Key.Key_Escape)


def test_the_table_opens_as_a_real_workbook_with_codes_as_text(open_list: Open, qtbot: QtBot):
    window = open_list()
    taken: list[QUrl] = []

    def take(url: QUrl) -> bool:
        taken.append(url)
        return True

    window.launcher._open_url = take
    window.view.horizontalHeader().setSortIndicator(0, Qt.SortOrder.DescendingOrder)
    with qtbot.waitSignal(window.launcher.opened, timeout=20_000):
        QTest.keyClick(window, Qt.Key.Key_F9)
    file = Path(taken[0].toLocalFile())
    assert file.name == "社員登録_20200406T090000.xlsx"
    book = load_workbook(file)
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert rows[0] == list(COLUMNS)
    assert [row[0] for row in rows[1:]] == ["0000000212", "0000000101", "0000000101"]
    assert rows[1][1] == "=葛西 賢治"
    assert book.active.cell(2, 2).data_type == "s"
    assert rows[1][3] == ERROR
    assert file.parent.parent.stat().st_mode & 0o077 == 0
    assert window.buttons["open_table"].isEnabled()


def test_without_a_spreadsheet_program_the_file_is_named(open_list: Open, qtbot: QtBot, shell: Shell):
    window = open_list()
    window.launcher._open_url = lambda url: False
    with qtbot.waitSignal(window.launcher.unopened, timeout=20_000) as told:
        window.buttons["open_table"].click()
    assert told.args[0].exists()


def test_a_file_that_cannot_be_written_is_said(open_list: Open, qtbot: QtBot, tmp_path: Path,
                                              monkeypatch: pytest.MonkeyPatch):
    window = open_list()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "not there" / "nor there"))
    with qtbot.waitSignal(window.launcher.failed, timeout=20_000):
        window.buttons["open_table"].click()
    assert window.buttons["open_table"].isEnabled()


def test_columns_can_be_chosen(open_list: Open):
    window = open_list()
    dialog = choose_columns(window, window.view)
    listed = dialog.findChild(QListWidget, "columns.list")
    assert listed is not None
    assert not listed.item(0).flags() & Qt.ItemFlag.ItemIsEnabled
    listed.item(5).setCheckState(Qt.CheckState.Unchecked)
    dialog.accept()
    assert window.view.isColumnHidden(5)
    assert not window.view.isColumnHidden(6)


def test_an_empty_list_opens(open_list: Open):
    window = open_list(())
    assert window.model.rowCount() == 0
    assert window.cell.text() == ""
