"""From the login window to the main menu and back, with real users and by keyboard."""

import subprocess
import sys
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton
from shiboken6 import isValid

from nxdesk.desk.practice import PRACTICE_USERS
from nxdesk.desk.refusal import Refusal
from nxdesk.windows.menu_tree import ENTRY

ADMIN, _, CLERK = (user[:2] for user in PRACTICE_USERS)


def log_in(qtbot, course, user=ADMIN):
    course.login.user_id.setText(user[0])
    course.login.password.setText(user[1])
    with qtbot.waitSignal(course.entered):
        qtbot.keyClick(course.login.password, Qt.Key.Key_Return)
    return course.main


def entered(qtbot, make_course, make_program, user=ADMIN, **program):
    desk = make_program(**program).desk
    course = make_course(lambda: desk)
    with qtbot.waitSignal(course.ready):
        pass
    return course, log_in(qtbot, course, user)


def labels_of_tree(main):
    names, waiting = [], [main.tree.topLevelItem(0)]
    while waiting:
        item = waiting.pop(0)
        names.append(item.text(0))
        waiting = [item.child(n) for n in range(item.childCount())] + waiting
    return names


def test_nothing_heavy_is_imported_before_the_first_paint():
    script = ("import sys; from nxdesk.windows.app import Course; from nxdesk.desk.practice import PRACTICE_USERS;"
              "heavy = {'sqlalchemy', 'requests', 'xlsxwriter', 'fastapi', 'cryptography', 'argon2', 'jinja2'};"
              "print(sorted(heavy & {name.partition('.')[0] for name in sys.modules}))")
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_practice_users_stand_on_the_login_window_and_fill_it(qtbot, make_course):
    course = make_course(lambda: None)
    course.shell.jobs.settle()
    words = [label.text() for label in course.login.findChildren(QLabel)]
    for user_id, password, name, *_ in PRACTICE_USERS:
        assert password in words
        assert name in words
        course.login.findChild(QPushButton, f"login.practice_{user_id}").click()
        assert (course.login.user_id.text(), course.login.password.text()) == (user_id, password)


def test_the_desk_is_built_only_after_the_window_was_painted(qtbot, make_course):
    seen, courses = [], []
    courses.append(make_course(lambda: seen.append(courses[0].login.was_painted)))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [True]


def test_login_pressed_too_early_waits_with_a_sign(qtbot, make_course, make_program):
    desk, gate = make_program().desk, threading.Event()

    def open_desk():
        gate.wait(30)
        return desk

    course = make_course(open_desk)
    with qtbot.waitSignal(course.login.painted):
        pass
    course.login.user_id.setText(ADMIN[0])
    course.login.password.setText(ADMIN[1])
    course.login.login.click()
    assert course.login.progress.isVisible()
    assert not course.login.login.isEnabled()
    with qtbot.waitSignal(course.entered):
        gate.set()
    assert course.main.isVisible()
    assert not course.login.isVisible()


@pytest.mark.parametrize(("user_id", "password", "code"), [
    ("admin", "wrong", "NXD_L_01"), ("", "x", "ユーザーIDを"), ("admin", "", "パスワードを")])
def test_a_refused_login_says_why(qtbot, make_course, make_program, user_id, password, code):
    desk = make_program().desk
    course = make_course(lambda: desk)
    with qtbot.waitSignal(course.ready):
        pass
    course.login.user_id.setText(user_id)
    course.login.password.setText(password)
    course.login.login.click()
    qtbot.waitUntil(lambda: code in course.login.message.text())
    assert course.login.login.isEnabled()
    assert code in (course.login.user_id.accessibleDescription() + course.login.password.accessibleDescription())


def test_a_program_that_cannot_start_says_so_and_ends(qtbot, make_course):
    def refuse():
        raise Refusal("NXD_M_03", "別のnxdeskが使用中です。")

    course = make_course(refuse)
    qtbot.waitUntil(lambda: course.login.findChild(QMessageBox, "login.not_ready") is not None)
    box = course.login.findChild(QMessageBox, "login.not_ready")
    assert "別のnxdeskが使用中です。(NXD_M_03)" in box.text()
    with qtbot.waitSignal(course.ended) as ended:
        box.findChild(QPushButton, "login.not_ready.ok").click()
    assert ended.args == [1]


def test_the_menu_is_that_of_the_manual(qtbot, make_course, make_program):
    _, main = entered(qtbot, make_course, make_program)
    assert labels_of_tree(main) == ["TimePro-NX", "設定", "表示メニュー設定", "システム設定", "社会保険届出サービス設定",
                                    "社会保険届出サービス", "人事", "人事マスター保守", "人事コード保守"]


@pytest.mark.parametrize(("user", "version", "menus", "seen"), [
    (ADMIN, "1.2.6.0", frozenset({"personnel"}), {"menu_settings", "personnel"}),
    (ADMIN, "1.1.3", frozenset({"personnel", "service", "service_settings"}), {"menu_settings", "personnel"}),
    (CLERK, "1.2.6.0", frozenset({"personnel", "service", "service_settings"}), {"personnel", "service"})])
def test_entries_follow_authority_version_and_display(qtbot, make_course, make_program, user, version, menus, seen):
    _, main = entered(qtbot, make_course, make_program, user, version=version, menus=menus)
    actions = {a.objectName() for a in main.findChildren(QAction) if a.objectName().startswith("main.menu_")}
    assert seen == {name.removeprefix("main.menu_") for name in actions} & {
        "menu_settings", "personnel", "service", "service_settings"}


def test_every_entry_opens_a_window_by_keyboard(qtbot, make_course, make_program):
    course, main = entered(qtbot, make_course, make_program)
    tree, titles = main.tree, []
    tree.setFocus()
    qtbot.keyClick(tree, Qt.Key.Key_Home)
    for _ in range(8):
        if tree.currentItem().data(0, ENTRY):
            qtbot.keyClick(tree, Qt.Key.Key_Return)
            window = main.findChild(type(main).__mro__[1], f"{tree.currentItem().data(0, ENTRY)}.window")
            course.shell.jobs.settle()
            titles.append(window.windowTitle())
            qtbot.waitUntil(window.isActiveWindow)
            qtbot.keyClick(window, Qt.Key.Key_Escape)
            qtbot.waitUntil(lambda gone=window: not isValid(gone))
        qtbot.keyClick(tree, Qt.Key.Key_Down)
    assert titles == ["表示メニュー設定", "社会保険届出サービス設定", "社会保険届出サービス", "人事マスター保守"]


def test_logout_returns_to_the_login_and_menus_change_only_then(qtbot, make_course, make_program):
    course, main = entered(qtbot, make_course, make_program, menus=frozenset({"personnel"}))
    window = main.open_entry("menu_settings")
    course.shell.jobs.settle()
    window.tree.setCurrentItem(window.tree.topLevelItem(0).child(0).child(0))
    for row in range(2):
        window.list.item(row, 0).setCheckState(Qt.CheckState.Checked)
    window.register.trigger()
    course.shell.jobs.settle()
    window.findChild(QPushButton, "menu_settings.done.ok").click()
    assert "社会保険届出サービス" not in labels_of_tree(main)
    window.close()
    qtbot.waitUntil(lambda: not isValid(window))
    main.logout_button.click()
    assert course.login.isVisible()
    assert course.login.password.text() == ""
    assert "社会保険届出サービス" in labels_of_tree(log_in(qtbot, course))


def test_logout_asks_when_windows_are_open(qtbot, make_course, make_program):
    course, main = entered(qtbot, make_course, make_program)
    main.open_entry("personnel")
    course.shell.jobs.settle()
    main.log_out()
    assert course.main is main
    main.findChild(QPushButton, "main.logout_question.yes").click()
    assert course.main is None
    assert course.login.isVisible()


def test_the_strip_shows_the_service_and_opens_its_pages(qtbot, make_course, make_program, monkeypatch):
    course, main = entered(qtbot, make_course, make_program)
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    address = main.findChild(QLabel, "main.address").text()
    for name in ("main.admin_page", "main.hr_page"):
        main.findChild(QPushButton, name).click()
    assert [url.rpartition("/")[2] for url in opened] == ["admin", "hr"]
    assert opened[0].removesuffix("/admin") in address
    assert "2020/04/06" in main.findChild(QLabel, "main.clock").text()
    course.shell.aids.show(False)
    assert not main.findChild(QLabel, "main.address").isVisible()
