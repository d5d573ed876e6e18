"""The banner while 再登録 is on: where it stands, who may switch off, what follows it, and that a new day ends it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMainWindow, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from nxdesk.boot.build import Program
from nxdesk.desk.practice import PRACTICE_USERS
from nxdesk.desk.program import Session
from nxdesk.desk.run_sanity import Sanity
from nxdesk.link.client import Client
from nxdesk.masters.settings import ServiceSettings
from nxdesk.records.kinds import kind
from nxdesk.windows.app import Course
from nxdesk.windows.console.relink_watch import RelinkWatch
from nxdesk.windows.nx.main import MainWindow
from nxdesk.windows.nx.person_selection import PersonSelectionWindow
from nxdesk.windows.nx.run_ending import RunEnding
from nxdesk.windows.nx.service_menu import ServiceMenuWindow
from nxdesk.windows.nx.service_settings import ServiceSettingsWindow
from nxdesk.windows.openers import Openers
from nxdesk.windows.shell import Shell
from tests.windows.conftest import settle
from tests.windows.run_stage import seemingly_connected, visible
from tests.windows.test_look_and_keys import cut

MakeProgram = Callable[..., Program]
SENTENCE = "再登録が有効です。作業後に必ずOFFにしてください"


def register_switch(settings: ServiceSettings, *, on: bool) -> None:
    """As if it had been registered."""
    stored = settings.load()
    assert stored is not None
    settings.save(replace(stored, relink=on))


@pytest.fixture
def on(make_program: MakeProgram) -> Session:
    """The administrator's session with the switch on since today."""
    program = make_program()
    session = seemingly_connected(program, Client)
    register_switch(program.masters.settings, on=True)
    session.relink.noted(on=True)
    return session


@pytest.fixture
def windows() -> Iterator[list[QMainWindow]]:
    made: list[QMainWindow] = []
    yield made
    for window in made:
        if isinstance(window, MainWindow):
            window._leaving = True
            window.close()
            window.deleteLater()
        else:
            window.close()


def opened(session: Session, shell: Shell, windows: list[QMainWindow]) -> dict[str, QMainWindow]:
    windows += [MainWindow(session, shell, Openers(session, shell).make), ServiceMenuWindow(session, shell),
                PersonSelectionWindow(session, shell, kind("employee"))]
    for window in windows:
        window.show()
    settle(shell)
    return dict(zip(("main", "service", "person_selection"), windows, strict=True))


def words_of(window: QMainWindow, key: str) -> QLabel:
    found = window.findChild(QLabel, f"{key}.relink_words")
    assert found is not None
    return found


def test_it_stands_in_every_window_of_the_linkage_and_goes_everywhere_at_once(
        on: Session, shell: Shell, windows: list[QMainWindow]):
    found = opened(on, shell, windows)
    for key, window in found.items():
        assert words_of(window, key).isVisible()
        assert words_of(window, key).text() == f"{SENTENCE}（2020/04/06から）"
        assert window.findChild(QPushButton, f"{key}.relink_off").isVisible()
        assert window.findChild(QPushButton, f"{key}.relink_off").accessibleName() == "OFFにする"
    found["service"].findChild(QPushButton, "service.relink_off").click()
    settle(shell)
    assert not on.relink.on
    assert not any(words_of(window, key).isVisible() for key, window in found.items())


def test_without_the_authority_it_says_so_and_has_no_button(on: Session, shell: Shell, windows: list[QMainWindow]):
    clerk = on.desk.login(*PRACTICE_USERS[2][:2])
    for key, window in opened(clerk, shell, windows).items():
        assert words_of(window, key).isVisible()
        assert not window.findChild(QPushButton, f"{key}.relink_off").isVisible()


def test_it_is_nxdesks_and_hides_with_the_aids(on: Session, shell: Shell, windows: list[QMainWindow]):
    window = opened(on, shell, windows)["service"]
    shell.aids.show(False)
    assert not words_of(window, "service").isVisible()
    shell.aids.show(True)
    assert words_of(window, "service").isVisible()


def test_while_it_is_off_aids_bring_no_banner(make_program: MakeProgram, shell: Shell, windows: list[QMainWindow]):
    session = seemingly_connected(make_program(), Client)
    window = opened(session, shell, windows)["main"]
    shell.aids.show(False)
    shell.aids.show(True)
    assert not words_of(window, "main").isVisible()


def whole(qtbot: QtBot, *parts: QLabel | QPushButton) -> None:
    qtbot.waitUntil(lambda: [part.text() for part in parts if cut(part)] == [])


@pytest.mark.parametrize("scale", [100, 150])
def test_no_text_of_it_is_cut(on: Session, shell: Shell, windows: list[QMainWindow], qtbot: QtBot, scale: int):
    shell.theme.set_scale(scale)
    found = opened(on, shell, windows)
    for key, window in found.items():
        off = window.findChild(QPushButton, f"{key}.relink_off")
        assert off is not None
        whole(qtbot, words_of(window, key), off)


def test_the_settings_window_follows_and_loses_nothing_typed(on: Session, shell: Shell, windows: list[QMainWindow]):
    settings = ServiceSettingsWindow(on, shell)
    windows.append(settings)
    settings.show()
    settle(shell)
    assert settings.form.relink.isChecked()
    settings.form.inputs["timeout"].setText("90")
    on.relink.switch_off()
    shell.relink.changed.emit()
    settle(shell)
    assert not settings.form.relink.isChecked()
    assert settings.form.inputs["timeout"].text() == "90"
    settings.form.inputs["timeout"].setText("30")
    assert settings.may_close()


def test_registering_the_switch_shows_the_banner(on: Session, shell: Shell, windows: list[QMainWindow], qtbot: QtBot):
    on.relink.switch_off()
    window = opened(on, shell, windows)["service"]
    settings = ServiceSettingsWindow(on, shell)
    settle(shell)
    saved = settings._saved
    assert saved is not None
    register_switch(on.desk.masters.settings, on=True)
    settings._registered(replace(saved, relink=True))
    settle(shell)
    assert words_of(window, "service").isVisible()
    box = visible(QMessageBox, "service_settings.message")
    if box is not None:
        box.close()
    settings.close_unasked()


def test_the_manuals_two_warnings_stand_beside_the_switch(on: Session, shell: Shell):
    settings = ServiceSettingsWindow(on, shell)
    settle(shell)
    words = [settings.form.relink_group.findChild(QLabel, f"service_settings.{key}").text()
             for key in ("warning_for", "warning_off")]
    assert "年末調整・Web明細・雇用契約書のみ" in words[0]
    assert "必ずチェックをOFFにしてください" in words[1]
    settings.close_unasked()


def test_a_new_day_ends_it_and_the_login_says_so(on: Session, make_course: Callable[..., Course], qtbot: QtBot):
    on.desk.masters.preferences.set("relink_since", "2020-04-05")
    course = make_course(lambda: on.desk)
    with qtbot.waitSignal(course.ready):
        pass
    course.login.user_id.setText(PRACTICE_USERS[0][0])
    course.login.password.setText(PRACTICE_USERS[0][1])
    with qtbot.waitSignal(course.entered):
        qtbot.keyClick(course.login.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: visible(QMessageBox, "relink.expired") is not None)
    box = visible(QMessageBox, "relink.expired")
    assert box is not None
    assert "2020/04/05" in box.text()
    assert "自動でOFFにしました" in box.text()
    box.close()
    stored = on.desk.masters.settings.load()
    assert stored is not None
    assert not stored.relink


def test_a_day_that_ends_while_the_program_is_open_ends_it_too(
        on: Session, make_course: Callable[..., Course], qtbot: QtBot):
    course = make_course(lambda: on.desk)
    with qtbot.waitSignal(course.ready):
        pass
    course.login.user_id.setText(PRACTICE_USERS[0][0])
    course.login.password.setText(PRACTICE_USERS[0][1])
    with qtbot.waitSignal(course.entered):
        qtbot.keyClick(course.login.password, Qt.Key.Key_Return)
    settle(course.shell)
    main = course.main
    assert main is not None
    words = words_of(main, "main")
    assert words.isVisible()
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)
    clock = on.desk.clock
    with clock.held(clock.now() + timedelta(days=1)):
        application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
        settle(course.shell)
        assert words.isVisible()
        application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
        qtbot.waitUntil(lambda: visible(QMessageBox, "relink.expired") is not None)
        settle(course.shell)
        assert not words.isVisible()
        box = visible(QMessageBox, "relink.expired")
        assert box is not None
        box.close()
    stored = on.desk.masters.settings.load()
    assert stored is not None
    assert not stored.relink


def test_it_is_looked_at_now_and_then(on: Session, shell: Shell, qtbot: QtBot):
    said: list[str] = []
    owner = QObject()
    watch = RelinkWatch(on, shell, owner, said.append, lambda error: said.append(repr(error)))
    settle(shell)
    assert said == [""]
    assert watch.findChild(QTimer).interval() <= 60_000
    clock = on.desk.clock
    with clock.held(clock.now() + timedelta(days=1)):
        watch.findChild(QTimer).timeout.emit()
        settle(shell)
    assert "自動でOFFにしました" in said[-1]
    assert not on.relink.on


def test_without_the_authority_the_end_of_a_run_names_who_can(on: Session, shell: Shell, qtbot: QtBot):
    clerk = on.desk.login(*PRACTICE_USERS[2][:2])
    window = ServiceMenuWindow(clerk, shell)
    window.show()
    ending = RunEnding(clerk, shell, kind("employee"), relink=True, parent=window,
                       sanity=lambda _: Sanity(ok=None), hurry=lambda: None)
    ending.show(window, "正常に終了しました。")
    found = visible(QPushButton, "run.result.ok")
    assert found is not None
    found.click()
    qtbot.waitUntil(lambda: visible(QMessageBox, "relink.ask_admin") is not None)
    close = visible(QPushButton, "relink.ask_admin.ok")
    assert close is not None
    with qtbot.waitSignal(ending.finished):
        close.click()
    assert on.relink.on
    window.close()
