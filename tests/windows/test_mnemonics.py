"""Letters and keys: none means two things in one window, and every deed that is done often has one."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QGroupBox, QLabel, QMenu, QTabBar, QTabWidget, QToolButton

from nxdesk.desk.program import Session
from nxdesk.records.kinds import kind
from nxdesk.windows import message
from nxdesk.windows.crash_window import crash_window
from nxdesk.windows.nx.acquisitions import AcquisitionsWindow
from nxdesk.windows.nx.changes import ChangesWindow
from nxdesk.windows.nx.direction import ACQUIRE
from nxdesk.windows.nx.hr_codes import HrCodesWindow
from nxdesk.windows.nx.ledger import LedgerWindow
from nxdesk.windows.nx.list_window import ListWindow, columns_of
from nxdesk.windows.nx.main import MainWindow
from nxdesk.windows.nx.menu_settings import MenuSettingsWindow
from nxdesk.windows.nx.number_log import NumberLogWindow
from nxdesk.windows.nx.person_retire import RetireDialog
from nxdesk.windows.nx.person_selection import PersonSelectionWindow
from nxdesk.windows.nx.personnel import PersonnelWindow
from nxdesk.windows.nx.record_editor import RecordEditor
from nxdesk.windows.nx.service_menu import ServiceMenuWindow
from nxdesk.windows.nx.service_settings import ServiceSettingsWindow
from nxdesk.windows.nx.traffic import TrafficWindow
from nxdesk.windows.openers import Openers
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text
from tests.windows.conftest import settle

WINDOWS: dict[str, Callable[[Session, Shell], Any]] = {
    "main": lambda session, shell: MainWindow(session, shell, Openers(session, shell).make),
    "menu_settings": MenuSettingsWindow, "service_settings": ServiceSettingsWindow, "personnel": PersonnelWindow,
    "service": ServiceMenuWindow,
    "person_selection": lambda session, shell: PersonSelectionWindow(session, shell, kind("employee")),
    "hr_codes": HrCodesWindow, "changes": ChangesWindow, "acquisitions": AcquisitionsWindow,
    "acquire_selection": lambda session, shell: PersonSelectionWindow(session, shell, kind("yea"), None, ACQUIRE),
    "acquire_list": lambda session, shell: ListWindow(shell, "社員取得", (), columns_of(()), session.desk.clock, None,
                                                      ACQUIRE),
    "number_log": NumberLogWindow, "ledger": LedgerWindow, "traffic": TrafficWindow,
    "list": lambda session, shell: ListWindow(shell, "社員登録", (), columns_of(()), session.desk.clock)}


def letter(words):
    found = re.search("&(.)", words.replace("&&", ""))
    return found[1].upper() if found else ""


def letters_of(window):
    """The letters that work in a window as it stands: those of hidden pages do not."""
    def seen(kind):
        return [part for part in window.findChildren(kind) if part.isVisibleTo(window)]
    said = [label.text() for label in seen(QLabel) if label.buddy() is not None]
    said += [button.text() for button in seen(QAbstractButton)]
    said += [group.title() for group in seen(QGroupBox)]
    said += [tabs.tabText(place) for tabs in seen(QTabBar) for place in range(tabs.count())]
    if hasattr(window, "menuBar"):
        said += [action.text() for action in window.menuBar().actions()]
    return [found for words in said if (found := letter(words))]


def pages_of(window):
    """Turn over all pages of a window, those within pages as well."""
    turned = 0
    for tabs in window.findChildren(QTabWidget):
        for place in range(tabs.count()):
            tabs.setCurrentIndex(place)
            turned += 1
            yield tabs
    if not turned:
        yield window


def twice(letters):
    return [found for found, times in Counter(letters).items() if times > 1]


@pytest.mark.parametrize("name", WINDOWS)
def test_no_letter_and_no_key_means_two_things_in_a_window(session, shell, qtbot, name):
    window = WINDOWS[name](session, shell)
    window.show()
    settle(shell)
    if name == "personnel":
        qtbot.waitUntil(lambda: not window.form._waiting)
    for _ in pages_of(window):
        assert twice(letters_of(window)) == []
    for menu in window.menuBar().findChildren(QMenu):
        entries = [action for action in menu.actions() if not action.isSeparator()]
        assert twice(filter(None, (letter(action.text()) for action in entries))) == []
        assert [action.text() for action in entries if not letter(action.text())] == []
    keys = [key.toString() for action in window.findChildren(QAction) for key in action.shortcuts()]
    assert twice(keys) == []
    if isinstance(window, MainWindow):
        window._leaving = True
        window.close()
        window.deleteLater()
    else:
        window.close_unasked()


def test_no_letter_is_used_twice_in_a_dialog(session, shell, qtbot):
    window = MenuSettingsWindow(session, shell)
    settle(shell)
    unknown = message.question(window, "社員登録", "不明", name="run.unknown", on_yes=None, yes=text("run.ask"),
                               no=text("run.later"))
    member = RecordEditor(session.families, shell, "伊藤 一郎", session.families.blank, allowed=True, parent=window)
    for tab in range(member.form.count()):
        member.form.setCurrentIndex(tab)
    for dialog in (unknown, member, RetireDialog(window, "伊藤 一郎", "2020-04-06", lambda day: None)):
        assert twice(letters_of(dialog)) == []
    window.close_unasked()
    report = crash_window("nxdesk")
    qtbot.addWidget(report)
    assert twice(letters_of(report)) == []


def test_no_letter_is_used_twice_on_the_login_window(make_course, qtbot):
    course = make_course(lambda: None)
    with qtbot.waitSignal(course.ready):
        pass
    assert twice(letters_of(course.login)) == []


def test_file_menus_have_letters_and_tool_buttons_plain_words(session, shell):
    window = PersonnelWindow(session, shell)
    settle(shell)
    entries = [action.text() for action in window.findChild(QMenu, "personnel.menu_file").actions()]
    assert entries == ["登録(&S)", "新規(&N)", "コピーして新規(&P)", "退職(&R)", "変更履歴(&H)", "", "閉じる(&C)"]
    names = ("register", "new", "copy", "retire", "history")
    buttons = [window.findChild(QToolButton, f"personnel.{entry}_button") for entry in names]
    assert [button.text() for button in buttons] == ["登録", "新規", "コピーして新規", "退職", "変更履歴"]
    assert [button.accessibleName() for button in buttons] == ["登録", "新規", "コピーして新規", "退職", "変更履歴"]
    assert window.retire.shortcut().toString() == "F8"
    window.close_unasked()
