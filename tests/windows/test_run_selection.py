"""個人選択 and 社会保険届出サービス: filters, checks, what goes along, keys, names."""

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDateEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from nxdesk.boot.build import Program
from nxdesk.desk.practice import PRACTICE_USERS
from nxdesk.desk.program import Session
from nxdesk.desk.run_state import Selection
from nxdesk.records.employee import EMPLOYEE
from nxdesk.windows.grid.view import GridView
from nxdesk.windows.nx.person_selection import SIZE, PersonSelectionWindow
from nxdesk.windows.nx.service_menu import ServiceMenuWindow
from nxdesk.windows.shell import Shell

EVERYBODY = 300
MakeProgram = Callable[..., Program]
INPUTS = (QAbstractButton, QComboBox, QDateEdit, QLineEdit, GridView)


def opened(qtbot: QtBot, shell: Shell, session: Session) -> PersonSelectionWindow:
    window = PersonSelectionWindow(session, shell, EMPLOYEE)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    assert shell.jobs.settle()
    return window


@pytest.fixture
def window(qtbot: QtBot, shell: Shell, session: Session) -> Iterator[PersonSelectionWindow]:
    made = opened(qtbot, shell, session)
    yield made
    assert shell.jobs.settle()
    if shiboken6.isValid(made):
        made.close()


def inside(window: PersonSelectionWindow) -> list[QWidget]:
    centre = window.centralWidget()
    assert centre is not None
    return centre.findChildren(QWidget)


def shown(window: PersonSelectionWindow) -> list[str]:
    return window.model.table.shown_keys()


def test_everybody_is_listed_and_nobody_is_chosen(window: PersonSelectionWindow):
    assert len(shown(window)) == EVERYBODY
    assert window.count.text() == "選択 0名"
    assert window.listed.text() == "表示 300名 / 全300名"
    assert not window.buttons["execute"].isEnabled()
    assert window.windowTitle() == "個人選択 - 社員登録"


def test_columns_and_their_texts(window: PersonSelectionWindow):
    assert window.model.titles == ["選択", "個人コード", "氏名(漢字)", "氏名(カナ)", "所属", "在籍区分", "入社年月日",
                                   "退職年月日", "運用開始日", "NX更新日", "前回の連携日時", "連携状態"]
    row = window.model.table.row_of("0000000101")
    assert row is not None
    cells = window.model.table.cells(row)
    assert cells is not None
    assert cells[1:3] == ("伊藤 一郎", "イトウ イチロウ")
    assert cells[5] == "1995/04/01"
    assert cells[8] == "2019/02/04 19:53:31"
    assert cells[10] == "未連携"


def test_codes_are_filtered_from_to_with_leading_zeros_filled_in(window: PersonSelectionWindow, qtbot: QtBot):
    QTest.keyClicks(window.filter.code_from, "101")
    QTest.keyClicks(window.filter.code_to, "110")
    QTest.keyClick(window.filter.code_to, Qt.Key.Key_Return)
    assert shown(window) == [f"{code:010d}" for code in range(101, 111)]
    assert window.filter.code_to.text() == "0000000110"


@pytest.mark.parametrize("typed", ["いじゅういん", "伊集院優子", "イジュウイン ユウコ", "ｲｼﾞｭｳｲﾝ"])
def test_names_are_found_in_any_spelling(window: PersonSelectionWindow, qtbot: QtBot, typed: str):
    with qtbot.waitSignal(window.filter.changed):
        window.filter.search.setText(typed)
    assert shown(window) == ["0000000131"]


def test_department_status_and_linkage_are_filtered(window: PersonSelectionWindow, session: Session):
    departments = window.filter.department
    assert departments.count() == 7
    departments.setCurrentIndex(1)
    chosen = departments.currentText()
    table = window.model.table
    assert {table.cell(row, 3) for row in range(len(table.shown))} == {chosen}
    departments.setCurrentIndex(0)
    window.filter.status.setCurrentIndex(window.filter.status.findText("退職"))
    assert 0 < len(shown(window)) < 50
    window.filter.clear.click()
    session.desk.masters.linkage.mark(["0000000102"], "2030-01-01T00:00:00")
    session.desk.masters.linkage.mark(["0000000103"], "2000-01-01T00:00:00")
    window.reload()
    window.shell.jobs.settle()
    offered = [window.filter.linkage.itemText(place) for place in range(1, window.filter.linkage.count())]
    assert set(offered) >= set(table.distinct("linkage"))
    window.filter.linkage.setCurrentIndex(window.filter.linkage.findText("変更あり"))
    assert shown(window) == ["0000000103"]
    window.filter.linkage.setCurrentIndex(window.filter.linkage.findText("連携済"))
    assert shown(window) == ["0000000102"]


def test_the_window_is_wide_enough_for_all_its_columns(window: PersonSelectionWindow):
    window.resize(SIZE[0] * window.fontMetrics().horizontalAdvance("あ"), 600)
    QApplication.processEvents()
    assert window.view.viewport().width() >= window.view.horizontalHeader().length()


def test_a_filter_that_finds_nobody_says_so(window: PersonSelectionWindow):
    window.filter.search.setText("いない人")
    window.filter.search.returnPressed.emit()
    assert window.empty.isVisible()
    assert window.empty.text() == "条件に合う個人がいません。"
    assert not window.buttons["select_all"].isEnabled()


def test_choosing_all_shown_none_and_what_is_hidden(window: PersonSelectionWindow):
    window.filter.code_to.setText("0000000110")
    window.filter.code_to.returnPressed.emit()
    window.buttons["select_all"].click()
    chosen = len(shown(window))
    assert window.count.text() == f"選択 {chosen}名"
    window.filter.reset()
    window.filter.code_from.setText("0000000105")
    window.filter.code_from.returnPressed.emit()
    assert "うち一覧に表示されていない人" in window.count.text()
    window.buttons["select_none"].click()
    assert window.count.text() == "選択 0名"


def test_execute_hands_over_the_choice_in_the_order_of_codes(window: PersonSelectionWindow, qtbot: QtBot):
    window.view.horizontalHeader().setSortIndicator(2, Qt.SortOrder.DescendingOrder)
    window.model.set_checked(["0000000131", "0000000101"])
    window.as_of.setDate(QDate(2020, 3, 31))
    window.my_number.click()
    with qtbot.waitSignal(window.executed) as executed:
        QTest.keyClick(window, Qt.Key.Key_F12)
    assert executed.args == [Selection(("0000000101", "0000000131"), "2020-03-31", True)]
    assert window.model.checked_keys() == ["0000000101", "0000000131"]


def test_the_reference_day_is_today_on_the_practice_clock(window: PersonSelectionWindow):
    assert window.selection().as_of == "2020-04-06"


def test_my_numbers_need_the_authority_and_the_reason_is_shown(qtbot: QtBot, shell: Shell, make_program: MakeProgram):
    without = next(user for user in PRACTICE_USERS if not user[4])
    window = opened(qtbot, shell, make_program().desk.login(*without[:2]))
    assert not window.my_number.isEnabled()
    reason = window.findChild(QLabel, "person_selection.my_number_reason")
    assert reason is not None
    assert "マイナンバー権限" in reason.text()
    assert window.my_number.accessibleDescription() == reason.text()
    window.close()


def test_everything_by_keyboard(window: PersonSelectionWindow, qtbot: QtBot):
    QTest.keyClick(window, Qt.Key.Key_F3)
    assert window.filter.search.hasFocus()
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert len(window.model.checked) == EVERYBODY
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert not window.model.checked
    window.view.setFocus()
    window.view.go_to(3)
    QTest.keyClick(window.view, Qt.Key.Key_Space)
    assert len(window.model.checked) == 1
    with qtbot.waitSignal(window.executed):
        QTest.keyClick(window.view, Qt.Key.Key_Return)
    with qtbot.waitSignal(window.left):
        QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_tab_visits_every_input(window: PersonSelectionWindow, qtbot: QtBot):
    window.model.set_checked(["0000000101"])
    inputs = {item for item in inside(window)
              if isinstance(item, INPUTS) and item.isVisible() and item.isEnabled() and item.objectName()
              and item.objectName().startswith("person_selection.")}
    visited = set()
    window.filter.code_from.setFocus()
    for _ in range(40):
        focus = window.focusWidget()
        visited.add(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert {item.objectName() for item in inputs - visited} == set()


def test_every_input_has_a_name_and_is_spoken(window: PersonSelectionWindow):
    for item in inside(window):
        if isinstance(item, INPUTS) and not item.objectName().startswith("qt_") and item.parent() is not None:
            assert item.objectName() or getattr(item.parent(), "objectName", str)(), item
    for name in ("department", "status", "linkage", "code_from", "code_to", "search", "as_of", "my_number", "list"):
        found = window.findChild(QWidget, f"person_selection.{name}")
        assert found is not None, name
        assert found.accessibleName(), name


@pytest.mark.parametrize("scale", [100, 150])
def test_no_text_is_cut(window: PersonSelectionWindow, shell: Shell, qtbot: QtBot, scale: int):
    shell.theme.set_scale(scale)
    qtbot.wait(0)
    window.resize(window.sizeHint().expandedTo(window.size()))
    for item in inside(window):
        if isinstance(item, QLabel | QAbstractButton) and item.isVisible() and item.text():
            hint = item.minimumSizeHint()
            assert item.width() >= hint.width(), item.text()
            assert item.height() >= hint.height() - 1, item.text()


def test_the_service_menu_offers_what_can_be_done(qtbot: QtBot, shell: Shell, session: Session):
    menu = ServiceMenuWindow(session, shell)
    with qtbot.waitExposed(menu):
        menu.show()
    menu.activateWindow()
    qtbot.waitUntil(menu.isActiveWindow)
    assert menu.register.text() == "2：データ登録"
    assert menu.acquire.text() == "1：データ取得"
    assert menu.acquire.isEnabled()
    QTest.keyClick(menu, Qt.Key.Key_2)
    assert [button.text() for button in menu.kind_buttons][:2] == ["1.社員登録", "2.家族登録"]
    assert isinstance(menu.focusWidget(), QPushButton)
    QTest.keyClick(menu.focusWidget(), Qt.Key.Key_Return)
    assert menu.flow is not None
    first = menu.flow
    menu.kind_buttons[0].click()
    assert menu.flow is first
    assert shell.jobs.settle()
    menu.close()
