"""接続の階段 as people meet it: from the settings window to the rung at fault, and into a mail."""

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton
from shiboken6 import isValid

from nxdesk.windows.nx.ladder import LadderWindow
from tests.windows.conftest import settle
from tests.windows.lab_stage import LOGIN, staged
from tests.windows.test_look_and_keys import cut


@pytest.fixture
def stage(make_program, elsewhere, shell, tmp_path):
    with staged(make_program(), elsewhere, shell, tmp_path / "lab") as made:
        made.trust()
        yield made


def begun(stage) -> LadderWindow:
    """Press the button in the strip."""
    stage.window.ladder_button.click()
    return stage.window.findChild(LadderWindow)


def climbed(stage) -> LadderWindow:
    ladder = begun(stage)
    settle(stage.shell)
    return ladder


def standings(ladder) -> list[str]:
    return [ladder.rungs.item(row, 1).text() for row in range(8)]


def facts(ladder) -> list[str]:
    return [words.text() for _, words in ladder.facts.values() if not words.isHidden()]


def test_all_rungs_are_reached(stage):
    ladder = climbed(stage)
    assert standings(ladder) == ["○ OK", "○ OK", "－ 対象外", *["○ OK"] * 5]
    assert ladder.headline.text() == "すべての段に届きました。"
    assert facts(ladder) == []
    assert [ladder.rungs.item(row, 0).text() for row in (0, 7)] == ["1. 名前解決", "8. 版と時計"]
    assert all("ミリ秒" in ladder.rungs.item(row, 2).text() for row in (0, 1, 3, 4))
    assert stage.network.tls_url in ladder.target.text()


def test_a_failed_check_leads_to_the_rung_at_fault(stage):
    window = stage.window
    stage.network.ruler.arm("proxy-407x*")
    window.form.proxy_use.setChecked(True)
    window.form.inputs["proxy_address"].setText(stage.network.proxy_address)
    assert not window.offer.isVisible()
    window.check.trigger()
    settle(stage.shell)
    assert window.offer.isVisible()
    assert "接続の階段" in window.aid_lines["aid_check"].text()
    before = len(stage.network.ruler.firings)
    window.offer.click()
    settle(stage.shell)
    ladder = window.findChild(LadderWindow)
    assert len(stage.network.ruler.firings) == before + 1, "one CONNECT for one press"
    assert standings(ladder) == ["○ OK", "○ OK", "× NG", *["？ 未確認"] * 5]
    assert 'Proxy-Authenticate: Basic realm="office"' in ladder.rungs.item(2, 3).text()
    assert ladder.headline.text() == "「プロキシ」の段で止まりました。"
    cause, check, ask = facts(ladder)
    assert cause == "プロキシの認証が必要です。(NXD_P_03)"
    assert "「プロキシ認証を使用する」" in check
    assert ask == "社内の情報システム・ネットワーク担当"
    assert ladder.rungs.currentRow() == 2
    spoken = ladder.rungs.item(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("3 プロキシ × NG")
    assert cause in spoken


def test_again_after_the_values_were_corrected(stage):
    stage.network.ruler.arm("proxy-407x*")
    form = stage.window.form
    form.proxy_use.setChecked(True)
    form.inputs["proxy_address"].setText(stage.network.proxy_address)
    ladder = climbed(stage)
    assert "× NG" in standings(ladder)
    form.proxy_auth.setChecked(True)
    for field, value in zip(("proxy_user", "proxy_password"), LOGIN, strict=True):
        form.inputs[field].setText(value)
    assert climbed(stage) is ladder
    assert standings(ladder) == ["○ OK"] * 8
    assert stage.network.proxy_address in ladder.target.text()
    stage.network.ruler.disarm()
    stage.network.ruler.arm("expiredx*")
    ladder.findChild(QAction, "ladder.again_key").trigger()
    settle(stage.shell)
    assert standings(ladder)[3] == "× NG"
    assert facts(ladder)[0].startswith("接続先の証明書の期限が切れています (20")
    assert facts(ladder)[2] == "e-AMANOのサポート窓口"


def test_the_copied_text_can_be_mailed(stage):
    stage.network.ruler.arm("busyx*")
    ladder = climbed(stage)
    ladder.findChild(QAction, "ladder.copy_key").trigger()
    copied = QGuiApplication.clipboard().text()
    assert copied.splitlines()[0] == "接続の階段"
    assert "(NXD_S_02)" in copied
    assert stage.auth_id not in copied
    assert stage.window.form.inputs["customer_id"].text() not in copied
    assert "コピーしました" in ladder.statusBar().currentMessage()


@pytest.mark.parametrize(("fault", "rung", "proxied"), [("proxy-silentx*", 2, True), ("silentx*", 4, False)])
def test_cancelling_ends_it_at_once(stage, qtbot, fault, rung, proxied):
    stage.network.ruler.arm(fault)
    if proxied:
        stage.window.form.proxy_use.setChecked(True)
        stage.window.form.inputs["proxy_address"].setText(stage.network.proxy_address)
    ladder = begun(stage)
    assert not ladder.buttons["again"].isEnabled()
    assert ladder.focusWidget() is ladder.buttons["stop"]
    qtbot.waitUntil(lambda: ladder.rungs.item(rung, 1).text() == "… 確認中")
    began = time.monotonic()
    ladder.buttons["stop"].click()
    settle(stage.shell)
    assert time.monotonic() - began < 0.5
    assert standings(ladder)[rung] == "■ 中止"
    assert "中止しました" in ladder.headline.text()
    assert len(facts(ladder)) == 2, "nobody has to be asked about a 中止"
    assert ladder.buttons["again"].isEnabled()


def test_closing_either_window_ends_a_climb(stage, qtbot):
    stage.network.ruler.arm("silentx*")
    for closing in ("ladder", "settings"):
        ladder = begun(stage)
        qtbot.waitUntil(lambda ladder=ladder: ladder.rungs.item(4, 1).text() == "… 確認中")
        began = time.monotonic()
        if closing == "ladder":
            ladder.close()
        else:
            stage.window._leave()
        settle(stage.shell)
        assert time.monotonic() - began < 0.5
        qtbot.waitUntil(lambda ladder=ladder: not isValid(ladder))


def test_values_that_cannot_be_used_climb_nowhere(stage):
    stage.window.form.inputs["url"].setText("htp://x")
    stage.window.ladder.trigger()
    assert stage.window.findChild(LadderWindow) is None
    assert "NXD_I_02" in stage.window.findChild(QLabel, "service_settings.url_error").text()


@pytest.mark.parametrize("scale", [100, 150])
def test_nothing_is_cut_and_everything_has_a_name(stage, qtbot, scale):
    stage.shell.theme.set_scale(scale)
    stage.network.ruler.arm("proxy-ntlmx*")
    stage.window.form.proxy_use.setChecked(True)
    stage.window.form.inputs["proxy_address"].setText(stage.network.proxy_address)
    ladder = climbed(stage)
    words = ladder.findChildren(QLabel) + ladder.findChildren(QAbstractButton)
    qtbot.waitUntil(lambda: [widget.text() for widget in words if cut(widget)] == [])
    rungs = ladder.rungs
    assert sum(rungs.rowHeight(row) for row in range(8)) <= rungs.viewport().height()
    silent = [button.objectName() for button in ladder.findChildren(QPushButton)
              if not (button.accessibleName() and button.objectName().startswith("ladder."))]
    assert silent == []
    assert rungs.accessibleName() == "段ごとの結果"


def test_the_strip_and_the_offer_go_with_the_aids(stage):
    stage.network.ruler.arm("portalx*")
    stage.window.check.trigger()
    settle(stage.shell)
    assert stage.window.offer.isVisible()
    stage.shell.aids.show(False)
    assert not stage.window.offer.isVisible()
    assert not stage.window.ladder_button.isVisible()
    stage.shell.aids.show(True)


def test_the_keys_lead_through_the_window(stage, qtbot):
    ladder = climbed(stage)
    assert ladder.focusWidget() is ladder.rungs
    qtbot.keyClick(ladder.rungs, Qt.Key.Key_Home)
    qtbot.keyClick(ladder.rungs, Qt.Key.Key_Up)
    seen = []
    for _ in range(4):
        seen.append(ladder.focusWidget().objectName())
        qtbot.keyClick(ladder.focusWidget(), Qt.Key.Key_Tab)
    assert seen == ["ladder.rungs", "ladder.again", "ladder.copy", "ladder.close"]
