"""A lost database is told in words by every window: a refusal never reaches the crash window."""

import ast
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox, QPushButton

from nxdesk.desk.practice import PRACTICE_USERS
from nxdesk.desk.program import Session
from nxdesk.vault.keys import profile_key
from nxdesk.windows.nx.menu_settings import MenuSettingsWindow
from nxdesk.windows.nx.personnel import PersonnelWindow
from nxdesk.windows.nx.service_settings import ServiceSettingsWindow
from tests.windows.conftest import settle
from tests.windows.run_stage import Player

WINDOWS = Path(__file__).parents[2] / "nxdesk" / "windows"
ITO = "0000000101"


def destroy(session: Session) -> None:
    """The file of the masters becomes no database at all."""
    database = session.desk.masters.database
    file = database.file
    assert file is not None
    database.engine.dispose()
    for part in file.parent.glob(f"{file.name}*"):
        part.unlink()
    file.write_bytes(b"no database at all" * 1000)


def said(window, name):
    box = window.findChild(QMessageBox, name)
    assert box is not None
    words = box.text()
    box.findChild(QPushButton, f"{name}.ok").click()
    return words


def opened(kind, session, shell):
    window = kind(session, shell)
    window.show()
    settle(shell)
    return window


def test_every_background_job_says_what_a_failure_means():
    silent = []
    for source in WINDOWS.rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if (isinstance(node, ast.Call) and ast.unparse(node.func).endswith("jobs.run")
                    and "on_failed" not in {word.arg for word in node.keywords}):
                silent.append(f"{source.name}:{node.lineno}")
    assert silent == []


@pytest.mark.parametrize(("kind", "key"), [(MenuSettingsWindow, "menu_settings"), (PersonnelWindow, "personnel")])
def test_a_window_opened_over_a_lost_database_says_so(session, shell, kind, key):
    destroy(session)
    window = opened(kind, session, shell)
    assert "NXD_M_05" in said(window, f"{key}.refused")
    window.close_unasked()


def test_menus_that_cannot_be_saved_are_told_and_stay_as_chosen(session, shell):
    window = opened(MenuSettingsWindow, session, shell)
    destroy(session)
    window.register.trigger()
    settle(shell)
    assert "NXD_M_05" in said(window, "menu_settings.refused")
    assert window.register.isEnabled()
    window.close_unasked()


def test_settings_that_cannot_be_read_can_be_entered_anew(session, shell):
    destroy(session)
    window = opened(ServiceSettingsWindow, session, shell)
    assert "NXD_M_05" in window.problem.text()
    assert window.problem.isVisible()
    assert window.form.isEnabled()
    assert window.check.isEnabled()
    assert not window.register.isEnabled()
    window.close_unasked()


def test_settings_sealed_with_another_key_can_be_entered_anew(make_program, shell):
    program = make_program()
    store = program.desk.masters.settings
    other = type(store._sealer)(profile_key(program.masters.database.file.parent / "elsewhere", "other").key)
    right, store._sealer = store._sealer, other
    save_something(store)
    store._sealer = right
    window = opened(ServiceSettingsWindow, program.desk.login(*PRACTICE_USERS[0][:2]), shell)
    assert "NXD_M_08" in window.problem.text()
    assert window.form.isEnabled()
    window.close_unasked()


def save_something(store):
    from nxdesk.masters.settings import StoredSettings
    from nxdesk.vault.secret import Secret
    store.save(StoredSettings(
        url="http://127.0.0.1:9/", customer_id="C", auth_id=Secret("x" * 32), timeout=30, retries=0, proxy_use=False,
        proxy_address="", proxy_auth=False, proxy_user="", proxy_password=Secret(""), relink=False,
        checked_fingerprint="passed", checked_at="2020-04-06T09:00:00"))


def test_search_opening_saving_and_photo_are_told(session, shell, tmp_path):
    window = opened(PersonnelWindow, session, shell)
    window.open_person(ITO)
    settle(shell)
    window.form.editor("first_name").input.setText("二郎")
    destroy(session)
    deeds = (window.finder.renew, window.save, window.photo.remove.clicked.emit,
             lambda: window._load("0000000131", ""))
    for deed in deeds:
        deed()
        settle(shell)
        assert "NXD_M_05" in said(window, "personnel.refused")
    assert window.may_close()
    window.close_unasked()


def test_a_list_of_people_that_cannot_be_read_is_told(qtbot, session, shell):
    player = Player(qtbot, shell, session)
    assert shell.jobs.settle()  # Who is reading keeps the file that is taken away.
    destroy(session)
    player.press("service.register")
    player.press("service.register_employee")
    assert "NXD_M_05" in player.said("run.refused")
    player.press("run.refused.ok")
    assert player.menu.flow is None
    player.close()


def test_people_that_cannot_be_read_any_more_end_the_run(qtbot, session, shell):
    player = Player(qtbot, shell, session)
    player.begin()
    destroy(session)
    player.selection.reload()
    assert "NXD_M_05" in player.said("run.refused")
    player.close()
