"""信頼する証明書 in the strip of 社会保険届出サービス設定: chosen, judged beside its field, checked, kept."""

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton

from nxdesk.desk.practice import PRACTICE_USERS
from nxdesk.windows.nx.service_settings import ServiceSettingsWindow
from tests.windows.conftest import settle
from tests.windows.lab_stage import staged


@pytest.fixture
def stage(make_program, elsewhere, shell, tmp_path):
    with staged(make_program(), elsewhere, shell, tmp_path / "lab") as made:
        yield made


def test_this_pcs_store_is_the_default_and_the_path_waits_for_its_choice(stage):
    ca = stage.window.ca
    assert ca.system.isChecked()
    assert not ca.path.isVisible()
    assert not ca.browse.isVisible()
    ca.own.setChecked(True)
    assert ca.path.isVisible()
    assert ca.error.text() == "会社のCA証明書ファイルを選んでください。(NXD_I_07)"
    assert ca.path.accessibleDescription() == ca.error.text()
    ca.system.setChecked(True)
    assert not ca.error.isVisible()


def test_a_check_with_the_companys_file_passes_and_comes_back(stage):
    window = stage.window
    window.check.trigger()
    settle(stage.shell)
    url_error = window.form._errors["url"].text()
    assert "(発行者: nxdesk 練習用CA)" in url_error
    assert "NXD_T_01" in url_error
    stage.trust()
    assert "ファイルの証明書: nxdesk 練習用CA（20" in window.ca.found.text()
    window.check.trigger()
    settle(stage.shell)
    assert window.findChild(QMessageBox, "service_settings.message").text() == "正常に終了しました。"
    window.findChild(QPushButton, "service_settings.message.ok").click()
    assert window.register.isEnabled()
    window.ca.system.setChecked(True)
    assert not window.register.isEnabled(), "another choice needs another check"
    window.ca.own.setChecked(True)
    window.register.trigger()
    settle(stage.shell)
    window.findChild(QPushButton, "service_settings.message.ok").click()
    window.close()
    again = ServiceSettingsWindow(stage.program.desk.login(*PRACTICE_USERS[0][:2]), stage.shell)
    again.show()
    settle(stage.shell)
    assert again.ca.use
    assert again.ca.path.text() == str(stage.network.certificates.ca_file)
    assert "練習用CA" in again.ca.found.text()
    assert again.register.isEnabled()
    again.close()


def test_an_unusable_file_is_said_beside_its_field(stage, tmp_path, qtbot):
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("no certificate")
    window = stage.window
    window.ca.own.setChecked(True)
    window.ca.path.setText(str(wrong))
    qtbot.waitUntil(window.ca.error.isVisible)
    assert window.ca.error.text() == "証明書ファイルの中に、PEM形式の証明書がありません。(NXD_I_07)"
    assert window.ca.found.isHidden()
    window.check.trigger()
    assert not window.progress.isVisible()
    assert window.focusWidget() is window.ca.path
    wrong.unlink()
    stage.trust(wrong)
    assert window.ca.error.text() == "証明書ファイルが見つかりません。(NXD_I_07)"


def test_an_unusable_file_is_said_while_the_strip_is_hidden(stage, tmp_path):
    stage.trust(tmp_path / "missing.pem")
    stage.shell.aids.show(False)
    stage.window._judge()
    assert "NXD_I_07" in stage.window.problem.text()
    assert stage.window.problem.isVisible()
    stage.shell.aids.show(True)


def test_a_pasted_path_is_cleaned_and_said(stage):
    stage.trust(f'"{stage.network.certificates.ca_file}"')
    assert "CA証明書ファイル は「" in stage.window.aid_lines["aid_notices"].text()
    stage.window.check.trigger()
    settle(stage.shell)
    assert stage.window.ca.path.text() == str(stage.network.certificates.ca_file)


def test_browsing_takes_the_chosen_file(stage, qtbot):
    ca = stage.window.ca
    ca.own.setChecked(True)
    ca.browse.click()
    dialog = stage.window.findChild(QFileDialog, "service_settings.ca_dialog")
    dialog.fileSelected.emit(str(stage.network.certificates.ca_file))
    dialog.close()
    assert ca.path.text() == str(stage.network.certificates.ca_file)
    qtbot.waitUntil(lambda: "練習用CA" in ca.found.text())


def test_the_longest_wait_says_what_the_service_may_ask_on_top(stage):
    window = stage.window
    assert "さらに" not in window.aid_lines["aid_wait"].text()
    window.form.inputs["timeout"].setText("300")
    window.form.inputs["retries"].setText("9")
    assert window.aid_lines["aid_wait"].text() == (
        "最長で 約54分 待つ可能性があります (応答待ち300秒×10回 + 接続10秒×10回 + 再試行の間隔151秒)\n"
        "サービスから待つように言われた場合は、さらに最長60秒×9回")
    window.form.inputs["retries"].setText("10")
    assert not window.aid_lines["aid_wait"].isVisible()
