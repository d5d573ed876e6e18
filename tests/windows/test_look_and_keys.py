"""Every window at every text size: nothing cut, everything named, reachable, and told to screen readers."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from nxdesk.windows.crash import CrashGuard, report_of
from nxdesk.windows.nx.about import show_about
from nxdesk.windows.nx.acquisitions import AcquisitionsWindow
from nxdesk.windows.nx.changes import ChangesWindow
from nxdesk.windows.nx.hr_codes import HrCodesWindow
from nxdesk.windows.nx.main import MainWindow
from nxdesk.windows.nx.menu_settings import MenuSettingsWindow
from nxdesk.windows.nx.number_log import NumberLogWindow
from nxdesk.windows.nx.personnel import PersonnelWindow
from nxdesk.windows.nx.service_menu import ServiceMenuWindow
from nxdesk.windows.nx.service_settings import ServiceSettingsWindow
from nxdesk.windows.openers import Openers
from nxdesk.windows.window_state import WindowState
from tests.windows.conftest import settle

INPUTS = (QLineEdit, QComboBox, QCheckBox, QPushButton)
OPENED = {
    "menu_settings": MenuSettingsWindow, "service_settings": ServiceSettingsWindow, "personnel": PersonnelWindow,
    "number_log": NumberLogWindow, "hr_codes": HrCodesWindow, "changes": ChangesWindow,
    "acquisitions": AcquisitionsWindow}


def main_window(session, shell):
    return MainWindow(session, shell, Openers(session, shell).make)


def open_window(name, session, shell):
    window = OPENED[name](session, shell) if name in OPENED else main_window(session, shell)
    window.show()
    settle(shell)
    return window


def leave(window):
    if isinstance(window, MainWindow):
        window._leaving = True
        window.close()
        window.deleteLater()
    else:
        window.close_unasked()


def cut(widget: QLabel | QAbstractButton) -> bool:
    """Its words need more room than it has."""
    if not widget.isVisible() or not widget.text():
        return False
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.height() < widget.heightForWidth(widget.width())
    return widget.width() < widget.minimumSizeHint().width() or widget.height() < widget.minimumSizeHint().height()


@pytest.mark.parametrize("scale", [100, 125, 150])
@pytest.mark.parametrize("name", ["main", *OPENED])
def test_no_text_is_cut(session, shell, qtbot, name, scale):
    shell.theme.set_scale(scale)
    window = open_window(name, session, shell)
    words = window.findChildren(QLabel) + window.findChildren(QAbstractButton)
    qtbot.waitUntil(lambda: [widget.text() for widget in words if cut(widget)] == [])
    leave(window)


@pytest.mark.parametrize("scale", [100, 150])
def test_no_text_is_cut_on_the_login_window(make_course, qtbot, scale):
    course = make_course(lambda: None, scale)
    with qtbot.waitSignal(course.ready):
        pass
    course.login.refuse("ユーザーIDまたはパスワードが違います。あと4回間違えると15分間ログインできません。(NXD_L_01)")
    qtbot.waitUntil(lambda: not any(
        cut(widget) for widget in course.login.findChildren(QLabel) + course.login.findChildren(QPushButton)))


def test_text_grows_while_windows_are_open(session, shell, qtbot):
    window = open_window("service_settings", session, shell)
    before = window.form.inputs["timeout"].width()
    window.findChild(QAction, "service_settings.menu_text_size_150").trigger()
    qtbot.waitUntil(lambda: window.form.inputs["timeout"].width() > before)
    assert window.findChild(QAction, "service_settings.menu_text_size_150").isChecked()
    leave(window)


@pytest.mark.parametrize("name", ["main", *OPENED])
def test_everything_a_person_works_with_has_a_name(session, shell, name, qtbot):
    window = open_window(name, session, shell)
    if name == "personnel":
        qtbot.waitUntil(lambda: not window.form._waiting)
    nameless = [widget for widget in window.findChildren(QWidget) if isinstance(widget, INPUTS)
                and not widget.objectName().startswith((f"{name}.", "qt_"))]
    assert nameless == []
    silent = [widget.objectName() for widget in window.findChildren(QWidget) if isinstance(widget, INPUTS)
              and not widget.objectName().startswith("qt_") and not widget.accessibleName()]
    assert silent == []
    names = [widget.objectName() for widget in window.findChildren(QWidget)
             if widget.objectName().startswith(f"{name}.")]
    assert len(names) == len(set(names))
    leave(window)


@pytest.mark.parametrize("name", OPENED)
def test_every_menu_entry_of_a_window_has_a_deed(session, shell, name, qtbot):
    window = open_window(name, session, shell)
    for menu in window.menuBar().actions():
        assert menu.menu().actions()
    window.findChild(QAction, f"{name}.menu_explain").trigger()
    explanation = window.findChild(QDialog, "passage.window")
    assert explanation.findChild(QPlainTextEdit, "passage.text").toPlainText()
    explanation.close()
    window.findChild(QAction, f"{name}.menu_about").trigger()
    qtbot.waitUntil(lambda: window.findChild(QDialog, "about.window") is not None)
    assert "1.2.6.0" in window.findChild(QLabel, "about.version").text()
    window.findChild(QPushButton, "about.ok").click()
    window.findChild(QAction, f"{name}.menu_aids").trigger()
    assert not shell.aids.shown
    leave(window)


def test_below_the_first_version_the_menus_cannot_be_switched_on(make_program, shell):
    session = make_program("1.1.3").desk.login("admin", "renshu-1")
    window = open_window("menu_settings", session, shell)
    assert window.reason.isVisible()
    for words in ("1.1.4.0", "保守番号", "カスタマーサポートダイヤル"):
        assert words in window.reason.text()
    window.tree.setCurrentItem(window.tree.topLevelItem(0).child(0).child(0))
    assert window.list.rowCount() == 2
    assert not window.list.item(0, 0).flags() & window.list.item(0, 0).flags().ItemIsUserCheckable
    leave(window)


def test_space_switches_the_menu_of_the_row_whatever_column_is_current(session, shell, qtbot):
    window = open_window("menu_settings", session, shell)
    before = window.switched_on()
    entry = window.list.item(0, 0).data(0x100)
    window.list.setCurrentCell(0, 1)
    qtbot.keyClick(window.list, Qt.Key.Key_Space)
    assert window.switched_on() == before ^ {entry}
    window.list.setCurrentCell(0, 0)
    qtbot.keyClick(window.list, Qt.Key.Key_Space)
    assert window.switched_on() == before
    leave(window)


def test_without_the_personnel_menu_nothing_promises_to_open_a_person(make_program, shell, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    session = make_program(menus=frozenset({"service"})).desk.login("admin", "renshu-1")
    for others, promised in ((session, False), (make_program().desk.login("admin", "renshu-1"), True)):
        window = Openers(others, shell).make("service", parent, lambda entry: None)
        assert isinstance(window, ServiceMenuWindow)
        assert (window._open_record is not None) is promised
        window.close_unasked()


def test_the_register_button_stands_at_the_top_left(session, shell):
    window = open_window("menu_settings", session, shell)
    button = window.findChild(QToolButton, "menu_settings.register_button")
    place = button.mapTo(window, button.rect().topLeft())
    assert button.text() == "登録"
    assert place.x() < 20
    assert place.y() < window.tree.mapTo(window, window.tree.rect().topLeft()).y()
    leave(window)


def test_size_and_place_are_remembered(session, shell, tmp_path, qtbot):
    window = open_window("menu_settings", session, shell)
    window.resize(640, 420)
    leave(window)
    again = open_window("menu_settings", session, shell)
    assert (again.width(), again.height()) == (640, 420)
    leave(again)
    kept = WindowState(tmp_path)
    kept.set_value("text_size", "125")
    kept.save()
    assert WindowState(tmp_path).value("text_size") == "125"


def test_a_fault_of_ours_opens_the_crash_window_without_anybodys_data(qapp, qtbot):
    guard = CrashGuard()
    try:
        raise ValueError("123456789018")
    except ValueError as error:
        report = report_of(error)
        guard._hook(type(error), error, None)
    assert "ValueError" in report
    assert "123456789018" not in report
    qtbot.waitUntil(lambda: guard.window is not None)
    assert "test_look_and_keys.py" in guard.window.findChild(QPlainTextEdit, "crash.details").toPlainText()
    guard.window.findChild(QPushButton, "crash.copy").click()
    assert qapp.clipboard().text() == report
    guard.window.findChild(QPushButton, "crash.close").click()
    assert guard.window is None


def test_about_says_whose_program_this_is(shell, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = show_about(parent, "1.2.6.0", shell.aids)
    assert "アマノ株式会社の製品ではありません" in dialog.findChild(QLabel, "about.aid").text()
    dialog.close()
