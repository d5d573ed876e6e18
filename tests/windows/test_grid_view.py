"""The view of a grid: what it paints, keeps and answers."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPalette
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nxdesk.windows.grid.columns import GridColumn
from nxdesk.windows.grid.conditions import between
from nxdesk.windows.grid.model import GridModel
from nxdesk.windows.grid.table import Table
from nxdesk.windows.grid.view import GridView

COLUMNS = (GridColumn("code", "個人コード", 12), GridColumn("name", "氏名", 12), GridColumn("note", "備考", 8))
MANY = 5000
Make = Callable[..., GridView]


@pytest.fixture
def make(qtbot: QtBot) -> Make:
    def made(people: int = 100, *, checks: bool = True) -> GridView:
        model = GridModel(Table(COLUMNS), "選択" if checks else "")
        view = GridView(model)
        model.setParent(view)
        qtbot.addWidget(view)
        codes = [f"{number:04d}" for number in range(people)]
        model.replace([codes, [f"氏名{code}" for code in codes], ["とても長い備考の文章です"] * people])
        view.resize(700, 400)
        with qtbot.waitExposed(view):
            view.show()
        view.activateWindow()
        view.setFocus()
        qtbot.waitUntil(view.hasFocus)
        return view
    return made


def middle(view: GridView, row: int, column: int) -> QPoint:
    return view.visualRect(view.grid.index(row, column)).center()


def picture(view: GridView) -> QImage:
    return view.viewport().grab().toImage()


def test_the_model_is_a_sound_model(make: Make):
    view = make()
    QAbstractItemModelTester(view.grid, QAbstractItemModelTester.FailureReportingMode.Warning, view)
    view.grid.order_by(1, descending=True)
    view.grid.keep([between(0, "0010", "")])
    view.grid.check(["0011"], True)
    assert view.grid.rowCount() == 90
    assert view.grid.rowCount(view.grid.index(0, 0)) == 0
    assert view.grid.data(QModelIndex()) is None


def test_data_says_what_is_painted(make: Make):
    model = make().grid
    assert model.index(3, 1).data() == "0003"
    assert model.index(3, 2).data(Qt.ItemDataRole.AccessibleTextRole) == "氏名0003"
    assert model.index(3, 0).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    assert model.setData(model.index(3, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert model.index(3, 0).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    assert not model.setData(model.index(3, 1), "x")
    assert [model.headerData(column, Qt.Orientation.Horizontal) for column in range(4)] == [
        "選択", "個人コード", "氏名", "備考"]
    assert model.headerData(2, Qt.Orientation.Vertical) == "3"


def test_painting_asks_for_no_single_cell(make: Make, monkeypatch: pytest.MonkeyPatch):
    view = make(MANY)
    asked: list[int] = []
    monkeypatch.setattr(GridModel, "data", lambda *_: asked.append(1))
    view.viewport().repaint()
    view.verticalScrollBar().setValue(700)
    view.viewport().repaint()
    assert not asked


def test_only_rows_in_sight_are_painted(make: Make, monkeypatch: pytest.MonkeyPatch):
    view = make(MANY)
    painted: list[int] = []
    cells = Table.cells

    def noted(table: Table, row: int) -> tuple[str, ...] | None:
        painted.append(row)
        return cells(table, row)

    monkeypatch.setattr(Table, "cells", noted)
    view.verticalScrollBar().setValue(1000)
    view.viewport().repaint()
    assert set(painted) >= {1000, 1010}
    assert min(painted) >= 1000
    assert max(painted) < 1100


def test_texts_selection_focus_and_checks_are_seen(make: Make):
    view = make()
    view.go_to(2)
    plain, fifth = picture(view), view.visualRect(view.grid.index(5, 1))
    view.selectionModel().setCurrentIndex(view.grid.index(5, 1), QItemSelectionModel.SelectionFlag.NoUpdate)
    before = picture(view)
    spot = middle(view, 2, 3) + QPoint(view.columnWidth(3) // 2 - 3, 0)
    assert before.pixelColor(spot) == view.palette().color(QPalette.ColorRole.Highlight)
    assert before.copy(fifth) != plain.copy(fifth)
    view.grid.check(["0003"], True)
    box = view.visualRect(view.grid.index(3, 0))
    assert picture(view).copy(box) != before.copy(box)
    text = view.visualRect(view.grid.index(7, 2))
    assert len({before.pixel(x, text.center().y()) for x in range(text.left(), text.right())}) > 3


def test_selection_focus_and_checks_are_kept_by_key(make: Make):
    view = make()
    view.go_to(5)
    view.selectionModel().select(view.grid.index(8, 0), QItemSelectionModel.SelectionFlag.Select
                                 | QItemSelectionModel.SelectionFlag.Rows)
    view.grid.check(["0005", "0099"], True)
    view.grid.order_by(1, descending=True)
    assert sorted(view.selected_keys()) == ["0005", "0008"]
    assert view.grid.table.key(view.current_row()) == "0005"
    view.grid.keep([between(0, "0006", "")])
    assert view.selected_keys() == ["0008"]
    view.grid.keep([])
    assert view.grid.checked_keys() == ["0005", "0099"]


def test_other_records_take_the_place_and_keep_order_selection_and_checks(make: Make):
    view = make()
    view.horizontalHeader().setSortIndicator(1, Qt.SortOrder.DescendingOrder)
    view.go_to(view.grid.table.row_of("0050") or 0)
    view.grid.set_checked(["0050", "0099"])
    codes = [f"{number:04d}" for number in range(60)]
    view.grid.replace([codes, codes, codes])
    assert view.grid.table.key(0) == "0059"
    assert view.selected_keys() == ["0050"]
    assert view.grid.checked_keys() == ["0050"]


def test_space_checks_the_selected_rows_and_unchecks_them_together(make: Make, qtbot: QtBot):
    view = make()
    view.go_to(2)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert view.grid.checked == {"0002", "0003"}
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert view.grid.checked == set()


def test_ctrl_a_checks_all_rows_shown(make: Make, qtbot: QtBot):
    view = make()
    view.grid.keep([between(0, "0090", "")])
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(view.grid.checked) == 10


def test_home_end_typing_and_enter(make: Make, qtbot: QtBot):
    view = make()
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.current_row() == 99
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.current_row() == 0
    QTest.keyClicks(view, "004")
    assert view.current_row() == 40
    with qtbot.waitSignal(view.entered_row) as entered:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert entered.args == [40]


def test_copy_puts_the_selected_rows_as_seen_on_the_clipboard(make: Make, qtbot: QtBot):
    view = make()
    view.setColumnHidden(3, True)
    view.go_to(1)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "0001\t氏名0001\n0002\t氏名0002"


def test_a_click_in_the_check_column_toggles_and_a_double_click_elsewhere_opens(make: Make, qtbot: QtBot):
    view = make()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 4, 0))
    assert view.grid.checked == {"0004"}
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 4, 0))
    assert view.grid.checked == set()
    with qtbot.waitSignal(view.opened) as opened:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 6, 2))
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 6, 2))
    assert opened.args == [6]


def test_a_cut_text_shows_in_full_when_pointed_at(make: Make):
    view = make()
    assert view.cut_text_at(middle(view, 1, 3)) == "とても長い備考の文章です"
    assert view.cut_text_at(middle(view, 1, 1)) == ""
    view.fit_columns()
    assert view.cut_text_at(middle(view, 1, 3)) == ""
    assert view.painter.fitting("とても長い備考の文章です", view.columnWidth(3)) == "とても長い備考の文章です"


def test_a_header_click_sorts_up_down_and_not_at_all(make: Make, qtbot: QtBot):
    view = make()
    header = view.horizontalHeader()
    where = QPoint(header.sectionViewportPosition(1) + 20, header.height() // 2)
    firsts = []
    for _ in range(3):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)
        firsts.append(view.grid.table.key(0))
    assert firsts == ["0000", "0099", "0000"]


def test_rows_and_columns_grow_with_the_text(make: Make):
    view = make()
    row, column = view.rowHeight(0), view.columnWidth(1)
    font = QApplication.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    view.setFont(font)
    assert view.rowHeight(0) > row * 1.2
    assert view.columnWidth(1) > column * 1.3
    assert view.rowHeight(0) >= view.fontMetrics().height()


def test_people_who_have_not_arrived_show_as_waiting(make: Make):
    view = make()
    view.grid.restart(MANY)
    view.grid.arrive([["0000"], ["氏名"], ["備考"]])
    assert view.grid.rowCount() == MANY
    picture(view)
    view.grid.finish()
    assert view.grid.rowCount() == 1
