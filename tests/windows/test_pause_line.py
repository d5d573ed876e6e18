"""Between two attempts the windows show when the next one follows, why, and 今すぐ; behind the practice network."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from nxdesk.desk.pauses import Pause
from nxdesk.desk.program import Session
from nxdesk.lab.network import Network
from nxdesk.windows.nx.ledger import LedgerWindow
from nxdesk.windows.nx.main import MainWindow
from nxdesk.windows.nx.run_progress import RunProgress
from nxdesk.windows.nx.service_settings import ServiceSettingsWindow
from nxdesk.windows.openers import Openers
from nxdesk.windows.shell import Shell
from tests.windows.conftest import MakeProgram, settle
from tests.windows.run_stage import COMPLETE, Player, connected, lead, lose, visible

AT_ONCE = 1.0
"""Seconds: half of the pause that a busy service asks for here."""

STOPPED = 0.5
PATIENCE = 20_000


@dataclass
class Scene:
    """The windows of a session whose service stands behind a gate that can be made busy."""

    qtbot: QtBot
    player: Player
    session: Session
    network: Network

    def busy(self, step: str = "any") -> None:
        """From now on the service asks to wait two seconds, whatever is asked."""
        self.network.ruler.arm(f"busy@{step}x*")

    def line(self, window: str, begins: str) -> str:
        """The line of the pause, when one is shown that begins so."""
        self.qtbot.waitUntil(lambda: self._shown(window).startswith(begins), timeout=PATIENCE)
        return self._shown(window)

    @staticmethod
    def _shown(window: str) -> str:
        label = visible(QLabel, f"{window}.pause_line")
        return label.text() if label else ""

    def begin(self, direction: str = "register") -> None:
        """From the menu to the comparison."""
        self.player.begin("employee", direction)
        self.player.choose(COMPLETE)
        self.player.press("run.confirm.yes")


@pytest.fixture
def scene(qtbot: QtBot, shell: Shell, make_program: MakeProgram, tmp_path: Path) -> Iterator[Scene]:
    program = make_program(serve=True)
    session = connected(program)
    with Network(program.service.url, tmp_path / "lab") as network:
        lead(session, network.gate_url)
        player = Player(qtbot, shell, session)
        yield Scene(qtbot, player, session, network)
        network.ruler.disarm()
        player.close()
        assert shell.jobs.settle()


@pytest.fixture
def settings_window(scene: Scene, shell: Shell) -> Iterator[ServiceSettingsWindow]:
    window = ServiceSettingsWindow(scene.session, shell)
    window.show()
    settle(shell)
    yield window
    window.close_unasked()


@pytest.mark.parametrize("direction", ["register", "acquire"])
def test_a_run_shows_the_pause_and_goes_on_at_once_when_told(scene: Scene, direction: str) -> None:
    scene.busy()
    scene.begin(direction)
    assert scene.line("run", "2回目") in ("2回目 / 全4回: 2秒後に再試行", "2回目 / 全4回: 1秒後に再試行")
    reason, hurry = visible(QLabel, "run.pause_reason"), visible(QPushButton, "run.hurry")
    assert reason is not None
    assert reason.text() == "混み合っています (目安 2秒)。(NXD_S_02)"
    assert hurry is not None
    assert (hurry.accessibleName(), hurry.accessibleDescription()) == ("今すぐ", reason.text())
    began = time.monotonic()
    hurry.click()
    assert visible(QWidget, "run.pause") is None
    scene.line("run", "3回目 / 全4回: ")
    assert time.monotonic() - began < AT_ONCE
    scene.line("run", "3回目 / 全4回: 1秒後に再試行")  # It counts down.
    scene.line("run", "4回目 / 全4回: ")  # Left alone, the next attempt follows by itself.
    scene.network.ruler.disarm()
    scene.player.press("run.hurry")
    scene.qtbot.waitUntil(lambda: visible(RunProgress, "run.window") is None, timeout=PATIENCE)


def test_what_is_sent_pauses_too_and_is_stopped_at_once(scene: Scene) -> None:
    scene.begin()
    scene.player.listed()
    scene.busy("batch")
    scene.player.press("list.ok")
    scene.line("run", "2回目 / 全4回: ")
    stop = visible(QPushButton, "run.stop")
    assert stop is not None
    began = time.monotonic()
    stop.click()
    assert visible(QWidget, "run.pause") is None
    scene.qtbot.waitUntil(lambda: visible(QMessageBox, "run.failed") is not None)
    assert time.monotonic() - began < STOPPED
    scene.player.press("run.failed.ok")


def test_a_comparison_is_stopped_at_once_while_it_pauses(scene: Scene) -> None:
    scene.busy()
    scene.begin()
    scene.line("run", "2回目 / 全4回: ")
    began = time.monotonic()
    scene.player.press("run.stop")
    assert visible(RunProgress, "run.window") is None
    settle(scene.player.shell)
    assert time.monotonic() - began < STOPPED


def test_the_connection_check_shows_its_pause_is_hurried_and_stopped(
        scene: Scene, settings_window: ServiceSettingsWindow) -> None:
    scene.busy()
    settings_window.check.trigger()
    scene.line("service_settings", "2回目 / 全4回: ")
    began = time.monotonic()
    scene.player.press("service_settings.hurry")
    scene.line("service_settings", "3回目 / 全4回: ")
    assert time.monotonic() - began < AT_ONCE
    began = time.monotonic()
    settings_window.stop.click()
    assert not settings_window.pause.isVisible()
    scene.qtbot.waitUntil(settings_window.check.isEnabled)
    assert time.monotonic() - began < STOPPED
    assert not settings_window.pause.isVisible()


def test_the_comparison_behind_the_result_shows_its_pause(scene: Scene) -> None:
    scene.begin()
    scene.player.listed()
    scene.busy("lookup")
    scene.player.press("list.ok")
    assert "正常に終了しました。" in scene.player.said("run.result")
    scene.line("run.sanity", "2回目 / 全4回: ")
    scene.network.ruler.disarm()
    scene.player.press("run.sanity.hurry")
    box = visible(QMessageBox, "run.result")
    assert box is not None
    scene.qtbot.waitUntil(lambda: "照合OK" in box.informativeText(), timeout=PATIENCE)
    assert visible(QWidget, "run.sanity.pause") is None
    scene.player.press("run.result.ok")


def test_asking_for_an_outcome_shows_its_pause_is_hurried_and_stopped(scene: Scene, shell: Shell) -> None:
    lead(scene.session, scene.network.gate_url, retries="0")
    scene.network.ruler.arm("cut-after@commit")
    scene.player.menu.hide()  # Another one is played with.
    lose(scene.qtbot, shell, scene.session)
    lead(scene.session, scene.network.gate_url, retries="3")
    main = MainWindow(scene.session, shell, Openers(scene.session, shell).make)
    main.show()
    settle(shell)
    scene.busy()
    main.unresolved.resolve.click()
    scene.line("main", "2回目 / 全4回: ")
    main.unresolved.resolve.click()
    assert visible(QWidget, "main.pause") is None
    scene.player.press("main.unresolved_refused.ok")
    main.unresolved.open.click()
    settle(shell)
    window = main._windows["ledger"]
    assert isinstance(window, LedgerWindow)
    window.resolve_all.click()
    scene.line("ledger", "2回目 / 全4回: ")
    scene.network.ruler.disarm()
    scene.player.press("ledger.hurry")
    scene.qtbot.waitUntil(lambda: visible(QMessageBox, "ledger.answer") is not None, timeout=PATIENCE)
    assert visible(QWidget, "ledger.pause") is None
    scene.player.press("ledger.answer.ok")
    settle(shell)
    main._close_all()
    main.deleteLater()


def test_a_long_reason_is_seen_to_its_end(qtbot: QtBot, shell: Shell) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    progress = RunProgress("社員登録", parent)
    progress.open()
    progress.wait(Pause(2, 4, time.monotonic() + 9, "NXD_P_06", "プロキシから接続先に到達できません。" * 6))
    reason = progress.pause.reason
    qtbot.waitUntil(lambda: reason.height() >= reason.heightForWidth(reason.width()) > 2 * progress.label.height())
    progress.finish()
