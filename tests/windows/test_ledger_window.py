"""A lost answer through the practice network: 不明, the bar, 結果を確認, 登録済; the ledger window; the reason."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from nxdesk.boot.build import Program
from nxdesk.desk.program import Session
from nxdesk.lab.network import Network
from nxdesk.windows.console.despite_dialog import DespiteDialog
from nxdesk.windows.nx.ledger import LedgerWindow
from nxdesk.windows.nx.main import MainWindow
from nxdesk.windows.openers import Openers
from nxdesk.windows.shell import Shell
from tests.windows.conftest import MakeProgram, settle
from tests.windows.run_stage import COMPLETE, Player, connected, lead, lose, visible


@pytest.fixture
def program(make_program: MakeProgram) -> Program:
    return make_program(serve=True)


@pytest.fixture
def network(program: Program, tmp_path: Path) -> Iterator[Network]:
    with Network(program.service.url, tmp_path / "lab") as running:
        yield running


@pytest.fixture
def through(program: Program, network: Network) -> Session:
    """A session whose settings lead through the practice network, without retries."""
    session = connected(program)
    lead(session, network.gate_url, retries="0")
    return session


def main_menu(shell: Shell, session: Session) -> MainWindow:
    main = MainWindow(session, shell, Openers(session, shell).make)
    main.show()
    settle(shell)
    return main


def leave(main: MainWindow) -> None:
    main._close_all()
    main.deleteLater()


def said(qtbot: QtBot, name: str) -> str:
    qtbot.waitUntil(lambda: visible(QMessageBox, name) is not None, timeout=20_000)
    box = visible(QMessageBox, name)
    assert box is not None
    words = box.text()
    box.close()
    return words


def test_commit_then_a_lost_answer_is_told_at_the_next_start_and_resolved(qtbot, shell, program, network, through):
    network.ruler.arm("cut-after@commit")
    lose(qtbot, shell, through)
    main = main_menu(shell, program.desk.login("admin", "renshu-1"))
    assert main.unresolved.isVisible()
    assert main.unresolved.words.text() == "前回の登録 (3名) の結果が不明です"
    main.unresolved.resolve.click()
    answer = said(qtbot, "main.resolved")
    assert "社員登録（3名、登録番号" in answer
    assert "【登録済】登録されていたことを確認しました。" in answer
    settle(shell)
    assert not main.unresolved.isVisible()
    counts = network.ruler.counts()
    assert (counts["commit"], counts["batch"], counts["withdraw"]) == (1, 1, 1)
    leave(main)


def test_the_ledger_lists_unresolved_ones_first_and_asks_with_a_key(qtbot, shell, network, through):
    player = Player(qtbot, shell, through)
    player.register(["0000000110"])
    player.close()
    network.ruler.arm("cut-before@commit")
    lose(qtbot, shell, through)
    main = main_menu(shell, through)
    main.unresolved.open.click()
    settle(shell)
    window = main._windows["ledger"]
    assert isinstance(window, LedgerWindow)
    rows = [window.model.table.cells(row) for row in range(window.model.rowCount())]
    assert [(row[0], row[3]) for row in rows if row] == [("不明", "3"), ("登録済", "1")]
    assert rows[1] is not None
    assert "照合OK 1/1" in rows[1]
    assert window.model.alarms(0)
    assert (window.resolve.isEnabled(), window.view.accessibleName()) == (True, "登録の一覧")
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert "【未登録】登録されていないことを確認しました。" in said(qtbot, "ledger.answer")
    settle(shell)
    assert {window.stored("state", row) for row in (0, 1)} == {"未登録", "登録済"}
    window.view.go_to(next(row for row in (0, 1) if window.stored("state", row) == "未登録"))
    assert not window.resolve.isEnabled()
    window.details.click()
    settle(shell)
    assert "個人コード: 0000000102、0000000103、0000000104" in window.findChild(QPushButton, "ledger_details.copy").parent(
        ).body.toPlainText()
    leave(main)


def test_people_of_an_unknown_outcome_go_on_with_a_reason_only(qtbot, shell, network, through):
    network.ruler.arm("cut-before@commit")
    lose(qtbot, shell, through)
    lead(through, network.gate_url.replace("127.0.0.1", "localhost"))
    player = Player(qtbot, shell, through)
    player.begin()
    player.choose(COMPLETE)
    player.press("run.confirm.yes")
    qtbot.waitUntil(lambda: visible(DespiteDialog, "despite.window") is not None, timeout=20_000)
    dialog = visible(DespiteDialog, "despite.window")
    assert dialog is not None
    dialog.reason.setText("急ぎ")
    player.press("despite.go_on")
    assert "5文字以上" in dialog.problem.text()
    dialog.reason.setText("サポートに確認済み")
    player.press("despite.go_on")
    player.listed()
    player.press("list.ok")
    player.said("run.result")
    qtbot.waitUntil(lambda: visible(QMessageBox, "run.result").informativeText() == "照合OK 3/3", timeout=20_000)
    player.press("run.result.ok")
    qtbot.waitUntil(lambda: player.menu.flow is None)
    player.close()
    assert any("理由: サポートに確認済み" in row.remark for row in through.ledger().rows())
