"""連携前の確認: counts, the records at fault, the way to each, 再確認; by itself once, before the first linkage."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton

from nxdesk.desk.program import Session
from nxdesk.windows.nx.completeness import CompletenessWindow
from nxdesk.windows.nx.main import MainWindow
from nxdesk.windows.nx.personnel import PersonnelWindow
from nxdesk.windows.openers import Openers
from nxdesk.windows.shell import Shell
from tests.windows.conftest import settle


@pytest.fixture
def main(shell: Shell, session: Session):
    window = MainWindow(session, shell, Openers(session, shell).make)
    window.show()
    settle(shell)
    yield window
    window._close_all()
    window.deleteLater()


@pytest.fixture
def window(main: MainWindow, shell: Shell) -> CompletenessWindow:
    opened = main.open_entry("completeness")
    assert isinstance(opened, CompletenessWindow)
    settle(shell)
    return opened


def rows(view) -> list[tuple[str, ...]]:
    return [view.grid.table.cells(row) for row in range(view.grid.rowCount())]


def test_the_manuals_items_stand_first_with_their_counts(window):
    assert window.summary.text() == "社員300名、家族496名を確認しました。"
    assert "このままでは連携できないデータが4件あります。" in window.verdict.text()
    assert [row[:4] for row in rows(window.problems)] == [
        ("★ × 要修正", "社員", "会社メールアドレス", "3"), ("★ ○", "家族", "家族生年月日", "0"),
        ("★ × 要修正", "家族", "続柄", "1"), ("★ ○", "家族", "健康保険被扶養者", "0")]
    assert [row[:2] for row in rows(window.places)] == [
        ("0000000101", "伊藤 一郎"), ("0000000131", "伊集院 優子"), ("0000000212", "葛西 賢治")]
    assert window.problems.accessibleName() == "確認する項目"


def test_it_leads_to_the_item_and_looks_again(qtbot, shell, session, main, window):
    window.places.go_to(1)
    qtbot.keyClick(window.places, Qt.Key.Key_Return)
    settle(shell)
    personnel = main._windows["personnel"]
    assert isinstance(personnel, PersonnelWindow)
    assert personnel._code == "0000000131"
    draft = session.people.load("0000000131")
    draft.values["company_email"] = "yuko@example.co.jp"
    assert session.people.save(draft)[1] == []
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_F5)
    settle(shell)
    settle(shell)
    assert rows(window.problems)[0][3] == "2"
    assert [row[0] for row in rows(window.places)] == ["0000000101", "0000000212"]


def test_a_member_at_fault_is_opened(shell, main, window):
    window.problems.go_to(2)
    settle(shell)
    assert rows(window.places) == [("0000000149", "藤原 一郎", "藤原 恵")]
    window.buttons["open"].click()
    settle(shell)
    assert main._windows["personnel"]._code == "0000000149"


def test_it_opens_by_itself_once_before_the_first_linkage(shell, session, main):
    service = main.open_entry("service")
    service.findChild(QPushButton, "service.register").click()
    settle(shell)
    opened = main._windows["completeness"]
    opened.close()
    settle(shell)
    service.findChild(QPushButton, "service.register").click()
    settle(shell)
    assert not [one for one in main._windows.values() if isinstance(one, CompletenessWindow) and one.isVisible()]
    service.findChild(QAction, "service.completeness").trigger()
    settle(shell)
    assert main._windows["completeness"].isVisible()


def test_it_does_not_open_by_itself_where_somebody_is_linked(shell, session, main):
    session.desk.masters.linkage.mark(["0000000101"], "2020-04-06T09:00:00")
    service = main.open_entry("service")
    service.findChild(QPushButton, "service.register").click()
    settle(shell)
    assert "completeness" not in main._windows
