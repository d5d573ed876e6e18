"""社会保険届出サービス設定: the manual's screen, its rules, and a real connection check with the service."""

import json
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGroupBox, QLabel, QMessageBox, QPushButton
from shiboken6 import isValid

from nxdesk.desk.practice import PRACTICE_USERS
from nxdesk.masters.settings import StoredSettings
from nxdesk.vault.secret import Secret
from nxdesk.windows.nx.service_settings import ServiceSettingsWindow
from tests.windows.conftest import settle

SENTENCE = "登録する前に接続確認が必要です。"


def opened(session, shell):
    window = ServiceSettingsWindow(session, shell)
    window.show()
    settle(shell)
    return window


@pytest.fixture
def window(session, shell):
    made = opened(session, shell)
    yield made
    if isValid(made):
        made.close_unasked()


@pytest.fixture
def service(make_program, seeded):
    """A running service, and the three values that connect to it."""
    program = make_program(serve=True)
    folder = program.service._folder.parent
    issued = subprocess.run([sys.executable, "-m", "nxdesk", "--data", str(folder), "eamano", "issue-id", "--contact",
                             "天野PC、NX連携設定", "--json"], capture_output=True, text=True, check=True)
    return program, json.loads(issued.stdout)


def error(window, field):
    label = window.findChild(QLabel, f"service_settings.{field}_error")
    return label.text() if not label.isHidden() else ""


def fill(window, values):
    for field in ("url", "customer_id", "auth_id"):
        window.form.inputs[field].setText(values[field])


def test_the_screen_is_the_manuals(window):
    assert window.windowTitle() == "社会保険届出サービス設定"
    groups = [group.title() for group in window.findChildren(QGroupBox)]
    assert groups == ["認証情報設定", "接続情報設定", "プロキシ設定", "認証情報", "再登録設定"]
    words = [label.text() for label in window.findChildren(QLabel)]
    for expected in ("接続先URL:", "お客様ID:", "認証用ID:", "タイムアウト:", "秒", "(範囲30~300秒)", "リトライ回数:", "回",
                     "(範囲0~9回)", "プロキシサーバー", "アドレス:", "ユーザー名:", SENTENCE,
                     "ポート番号を指定する場合は(:)で区切ってください。例) proxy1:8080"):
        assert expected in words
    assert window.form.inputs["timeout"].text() == "60"
    assert window.form.inputs["retries"].text() == "3"
    assert window.form.proxy_off.isChecked()
    assert window.form.basic.text() == "基本認証"
    titles = [action.text() for action in window.menuBar().actions()]
    assert titles == ["ファイル(&F)", "編集(&E)", "表示(&V)", "オプション(&O)", "ヘルプ(&H)"]


def test_nothing_is_red_before_anything_was_typed(window):
    assert not any(error(window, field) for field in window.form.inputs)
    assert window.need_check.isVisible()
    assert not window.register.isEnabled()


@pytest.mark.parametrize(("field", "typed", "code"), [
    ("timeout", "29", "NXD_F_02"), ("timeout", "301", "NXD_F_02"), ("retries", "10", "NXD_F_02"),
    ("retries", "", "NXD_F_02"), ("url", "htp://example.jp", "NXD_"), ("url", "https://emano..example/", "NXD_"),
    ("customer_id", "", "NXD_"), ("auth_id", "日本語", "NXD_")])
def test_each_wrong_value_has_its_sentence_beside_its_field(window, field, typed, code):
    window.form.inputs[field].setText("x")
    window.form.inputs[field].setText(typed)
    assert code in error(window, field)
    assert window.form.inputs[field].accessibleDescription() == error(window, field)
    others = set(window.form.inputs) - {field}
    assert not any(error(window, other) for other in others)


def test_a_check_with_nothing_typed_marks_every_needed_field_and_goes_nowhere(window):
    window.check.trigger()
    assert all(error(window, field) for field in ("url", "customer_id", "auth_id"))
    assert not window.progress.isVisible()
    assert window.form.inputs["url"].hasFocus() or window.focusWidget() is window.form.inputs["url"]


def test_the_proxys_fields_wait_for_their_switches(window):
    form = window.form
    assert not form.inputs["proxy_address"].isEnabled()
    form.proxy_use.setChecked(True)
    assert form.inputs["proxy_address"].isEnabled()
    assert not form.inputs["proxy_user"].isEnabled()
    form.proxy_auth.setChecked(True)
    assert form.inputs["proxy_user"].isEnabled()
    form.inputs["proxy_address"].setText("proxy1:8080")
    assert error(window, "proxy_address") == ""
    form.inputs["proxy_address"].setText("proxy1:8080/path")
    assert error(window, "proxy_address")


def test_what_is_read_differently_is_said_in_the_strip(window):
    window.form.inputs["customer_id"].setText(" ｔｅｓｔ０１")
    assert "test01" in window.aid_lines["aid_notices"].text()
    window.form.inputs["timeout"].setText("300")
    window.form.inputs["retries"].setText("9")
    assert "約5" in window.aid_lines["aid_wait"].text()
    window.shell.aids.show(False)
    assert not window.aid_lines["aid_wait"].isVisible()


@pytest.mark.parametrize(("version", "shown"), [("1.2.6.0", True), ("1.2.5.9", False), ("1.1.10.0", False)])
def test_relink_exists_from_its_version_on_with_the_manuals_warnings(make_program, shell, version, shown):
    window = opened(make_program(version).desk.login(*PRACTICE_USERS[0][:2]), shell)
    assert window.form.relink_group.isVisible() is shown
    words = window.findChild(QLabel, "service_settings.warning_for").text()
    assert "年末調整・Web明細・雇用契約書のみ" in words
    assert "必ずチェックをOFFにしてください。" in window.findChild(QLabel, "service_settings.warning_off").text()
    window.close_unasked()


def test_a_relink_that_was_registered_is_dropped_where_the_version_lacks_it(make_program, shell):
    program = make_program("1.2.5.0")
    program.masters.settings.save(StoredSettings(
        url="http://127.0.0.1:9/", customer_id="C", auth_id=Secret("x" * 32), timeout=30, retries=0, proxy_use=False,
        proxy_address="", proxy_auth=False, proxy_user="", proxy_password=Secret(""), relink=True,
        checked_fingerprint="", checked_at=""))
    window = opened(program.desk.login(*PRACTICE_USERS[0][:2]), shell)
    assert not window.form.draft().relink
    assert not window.problem.isVisible()
    window.close_unasked()


def test_what_is_wrong_with_a_field_that_cannot_be_seen_stands_at_the_windows_line(make_program, shell):
    window = opened(make_program("1.2.5.0").desk.login(*PRACTICE_USERS[0][:2]), shell)
    window.form.relink.setChecked(True)
    assert "NXD_F_06" in window.problem.text()
    assert window.problem.isVisible()
    assert window.need_check.isVisible()
    window.form.relink.setChecked(False)
    assert not window.problem.isVisible()
    window.close_unasked()


def test_nothing_can_be_pressed_before_the_stored_settings_are_there(session, shell):
    window = ServiceSettingsWindow(session, shell)
    assert not window.register.isEnabled()
    assert not window.check.isEnabled()
    settle(shell)
    assert window.check.isEnabled()
    assert not window.register.isEnabled()
    window.close_unasked()


def test_that_a_check_is_needed_stays_to_be_read_while_one_runs(window):
    fill(window, {"url": "http://127.0.0.1:1", "customer_id": "C", "auth_id": "0" * 20})
    window.form.inputs["retries"].setText("0")
    window.check.trigger()
    assert window.progress.isVisible()
    assert window.need_check.isVisible()
    settle(window.shell)
    assert window.need_check.isVisible()


def test_check_then_register_then_reopen(service, shell):
    program, values = service
    session = program.desk.login(*PRACTICE_USERS[0][:2])
    window = opened(session, shell)
    fill(window, values)
    assert not window.register.isEnabled()
    window.check.trigger()
    settle(shell)
    box = window.findChild(QMessageBox, "service_settings.message")
    assert (box.windowTitle(), box.text()) == ("社会保険届出サービス設定", "正常に終了しました。")
    box.findChild(QPushButton, "service_settings.message.ok").click()
    assert window.register.isEnabled()
    assert not window.need_check.isVisible()
    window.form.inputs["retries"].setText("2")
    assert not window.register.isEnabled()
    assert window.need_check.isVisible()
    window.form.inputs["retries"].setText("3")
    window.form.relink.setChecked(True)
    assert window.register.isEnabled()
    window.register.trigger()
    settle(shell)
    window.close()
    again = opened(program.desk.login(*PRACTICE_USERS[0][:2]), shell)
    assert again.form.inputs["auth_id"].text() == values["auth_id"]
    assert again.form.relink.isChecked()
    assert again.register.isEnabled()
    again.close()


@pytest.mark.parametrize(("change", "field"), [
    ({"auth_id": "0" * 20}, "auth_id"), ({"url": "http://127.0.0.1:1"}, "url")])
def test_a_failed_check_says_beside_the_field_what_to_check(service, shell, change, field):
    program, values = service
    window = opened(program.desk.login(*PRACTICE_USERS[0][:2]), shell)
    fill(window, values | change)
    window.form.inputs["retries"].setText("0")
    window.check.trigger()
    settle(shell)
    assert "NXD_" in error(window, field)
    assert window.aid_lines["aid_check"].text()
    assert not window.register.isEnabled()
    assert window.form.isEnabled()
    window.close_unasked()


def test_defaults_keep_address_and_ids(window):
    window.form.inputs["url"].setText("https://e.example.jp")
    window.form.inputs["timeout"].setText("99")
    window.form.proxy_use.setChecked(True)
    window.findChild(QAction, "service_settings.menu_defaults").trigger()
    draft = window.form.draft()
    assert (draft.url, draft.timeout, draft.retries, draft.proxy_use) == ("https://e.example.jp", "60", "3", False)


def test_closing_with_unregistered_changes_asks(window, qtbot):
    window.form.inputs["url"].setText("https://e.example.jp")
    window.close()
    assert window.isVisible()
    window.findChild(QPushButton, "service_settings.unsaved.no").click()
    assert window.isVisible()
    window.close()
    window.findChild(QPushButton, "service_settings.unsaved.yes").click()
    qtbot.waitUntil(lambda: not isValid(window))


def test_the_edit_menu_works_on_the_field(window, qtbot, qapp):
    entry = window.form.inputs["url"]
    qtbot.keyClicks(entry, "https://a.example.jp")
    entry.setFocus()
    for name in ("select_all", "copy"):
        window.findChild(QAction, f"service_settings.menu_{name}").trigger()
    assert qapp.clipboard().text() == "https://a.example.jp"
    window.findChild(QAction, "service_settings.menu_cut").trigger()
    assert entry.text() == ""
    window.findChild(QAction, "service_settings.menu_paste").trigger()
    assert entry.text() == "https://a.example.jp"
    window.findChild(QAction, "service_settings.menu_undo").trigger()
    assert entry.text() == ""


def test_the_tab_key_goes_through_the_fields_in_the_manuals_order(window, qtbot):
    window.form.proxy_use.setChecked(True)
    window.form.proxy_auth.setChecked(True)
    window.form.inputs["url"].setFocus()
    seen = []
    for _ in range(12):
        seen.append(window.focusWidget().objectName().removeprefix("service_settings."))
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert seen == ["url", "customer_id", "auth_id", "timeout", "retries", "proxy_use",
                    "proxy_address", "proxy_auth", "proxy_user", "proxy_password", "basic", "relink"]
