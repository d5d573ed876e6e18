"""社会保険届出サービス設定 behind proxies: squid as a process, a name nobody knows, a door that is shut."""

import pytest
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton
from shiboken6 import isValid

from nxdesk.desk.practice import PRACTICE_USERS
from nxdesk.windows.nx.service_settings import ServiceSettingsWindow
from tests.link.proxies import JAPANESE_PASSWORD, JAPANESE_USER, PASSWORD, USER, squid
from tests.link.servers import free_port
from tests.windows.conftest import settle
from tests.windows.run_stage import issued_by


@pytest.fixture(scope="module")
def proxy():
    with squid() as running:
        yield running


@pytest.fixture
def window(make_program, elsewhere, shell):
    """The settings window with values that connect without a proxy."""
    issued = issued_by(elsewhere)
    made = ServiceSettingsWindow(make_program().desk.login(*PRACTICE_USERS[0][:2]), shell)
    made.show()
    settle(shell)
    for field, value in (("url", elsewhere.service.url), ("customer_id", issued.customer_id),
                         ("auth_id", issued.auth_id), ("timeout", "30"), ("retries", "0")):
        made.form.inputs[field].setText(value)
    yield made
    if isValid(made):
        made.close_unasked()


def through(window, address, login=None):
    """Type a proxy, with a login when one is given, and press 接続確認."""
    window.form.proxy_use.setChecked(True)
    window.form.inputs["proxy_address"].setText(address)
    window.form.proxy_auth.setChecked(login is not None)
    for field, value in zip(("proxy_user", "proxy_password"), login or (), strict=False):
        window.form.inputs[field].setText(value)
    window.check.trigger()
    settle(window.shell)


def errors(window):
    """The sentences that stand beside fields."""
    lines = {item: window.findChild(QLabel, f"service_settings.{item}_error") for item in window.form._errors}
    return {item: line.text() for item, line in lines.items() if not line.isHidden()}


def test_the_manuals_example_is_no_name_here_and_said_beside_the_address(window):
    through(window, "proxy1:8080")
    assert list(errors(window)) == ["proxy_address"]
    assert "proxy1" in errors(window)["proxy_address"]
    assert "NXD_D_" in errors(window)["proxy_address"]
    assert window.focusWidget() is window.form.inputs["proxy_address"]
    assert window.need_check.isVisible()


def test_a_proxy_that_refuses_is_said_beside_the_address(window):
    through(window, f"127.0.0.1:{free_port()}")
    assert list(errors(window)) == ["proxy_address"]
    assert "NXD_P_01" in errors(window)["proxy_address"]


def test_a_proxy_that_wants_a_login_points_at_the_check_box(window, proxy):
    through(window, f"localhost:{proxy.port}")
    assert list(errors(window)) == ["proxy_auth"]
    assert "プロキシの認証が必要です。(NXD_P_03)" in errors(window)["proxy_auth"]
    assert window.focusWidget() is window.form.proxy_auth


def test_a_wrong_login_points_at_the_user(window, proxy):
    through(window, f"localhost:{proxy.port}", (USER, "falsch-4711"))
    assert list(errors(window)) == ["proxy_user"]
    assert "ユーザー名またはパスワードが違います。(NXD_P_03)" in errors(window)["proxy_user"]
    assert window.focusWidget() is window.form.inputs["proxy_user"]


@pytest.mark.parametrize("login", [(USER, PASSWORD), (JAPANESE_USER, JAPANESE_PASSWORD)])
def test_a_right_login_passes(window, proxy, login):
    through(window, f"localhost:{proxy.port}", login)
    assert errors(window) == {}
    window.findChild(QPushButton, "service_settings.message.ok").click()
    assert window.register.isEnabled()
    assert not window.need_check.isVisible()


def test_a_service_that_was_killed_is_said_and_found_again(window, elsewhere):
    elsewhere.service._process.kill()
    elsewhere.service._process.wait()
    window.check.trigger()
    settle(window.shell)
    assert list(errors(window)) == ["url"]
    assert window.need_check.isVisible()
    elsewhere.service.stop()
    elsewhere.service.start()
    window.check.trigger()
    settle(window.shell)
    assert window.findChild(QMessageBox, "service_settings.message").text() == "正常に終了しました。"
    window.findChild(QPushButton, "service_settings.message.ok").click()
    assert window.register.isEnabled()
