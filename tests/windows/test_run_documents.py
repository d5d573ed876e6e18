"""登録 of kinds with documents and of 人事コード through its windows, against the real service."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from nxdesk.desk.documents import EVERY_DOCUMENT
from nxdesk.desk.program import Session
from nxdesk.records.kinds import acquirable, registrable
from nxdesk.windows.nx.list_window import ListWindow
from nxdesk.windows.nx.person_selection import PersonSelectionWindow
from nxdesk.windows.shell import Shell
from tests.windows.conftest import MakeProgram, settle
from tests.windows.run_stage import Player, connected, visible

FIRST = "0000000102"
WRONG = "02-06"
"""A code of the practice company that e-AMANO would refuse."""
opened: list[tuple[str, str, int, str]] = []


@pytest.fixture
def stage(qtbot: QtBot, shell: Shell, make_program: MakeProgram) -> Iterator[tuple[Player, Session]]:
    session = connected(make_program(serve=True))
    player = Player(qtbot, shell, session, lambda *where: opened.append(where))
    opened.clear()
    yield player, session
    player.close()


def test_all_thirteen_entries_have_the_manuals_numbers_and_names(qtbot: QtBot, shell: Shell, session: Session) -> None:
    player = Player(qtbot, shell, session)
    player.press("service.acquire")
    assert [button.text() for button in player.menu.kind_buttons] == [
        "1.社員取得", "2.家族取得", "3.年末調整取得", "4.社会保険資格取得届取得", "5.社会保険資格喪失届取得"]
    player.press("service.register")
    assert [button.text() for button in player.menu.kind_buttons] == [
        "1.社員登録", "2.家族登録", "3.年末調整登録", "4.雇用保険離職証明書情報登録", "5.人事コード(生保・損保コード)登録",
        "6.報酬月額算定基礎届登録", "7.報酬月額変更届登録", "8.賞与支払届登録"]
    assert all(button.isEnabled() for button in player.menu.kind_buttons)
    assert (len(acquirable()), len(registrable())) == (5, 8)
    player.close()


def test_codes_are_registered_without_choosing_anybody(stage: tuple[Player, Session]) -> None:
    player, session = stage
    player.press("service.register")
    player.press("service.register_hr_code")
    assert "登録されているすべて" in player.said("run.confirm")
    assert visible(PersonSelectionWindow, "person_selection.window") is None
    player.press("run.confirm.no")
    player.qtbot.waitUntil(lambda: player.menu.flow is None)
    player.press("service.register_hr_code")
    player.press("run.confirm.yes")
    listed = player.listed()
    assert listed.windowTitle() == "人事コード(生保・損保コード)登録"
    rows = [row for owner in ("LIFE", "NONLIFE") for row in session.records("hr_code").records(owner)]
    (wrong,) = [row for row in rows if row.values["code"] == WRONG]
    assert codes_in(listed) == {WRONG}
    listed.view.opened.emit(0)
    assert opened == [("hr_code", wrong.owner, wrong.seq, "code")]
    player.press("list.ok")
    player.press("run.staying_behind.yes")
    player.qtbot.waitUntil(lambda: player.flow.list not in (None, listed))
    listed = player.listed()
    assert codes_in(listed) == {str(row.values["code"]) for row in rows} - {WRONG}
    assert listed.impact is not None
    player.press("list.ok")
    assert "正常に終了しました" in player.said("run.result")
    player.press("run.result.ok")
    player.qtbot.waitUntil(lambda: player.menu.flow is None)


def codes_in(listed: ListWindow) -> set[str]:
    table = listed.model.table
    return {table.cell(row, table.place("code")) for row in range(listed.model.rowCount())}


def test_the_newest_document_is_registered_unless_another_is_chosen(stage: tuple[Player, Session]) -> None:
    player, session = stage
    player.register([FIRST])
    days = sorted((str(row.values["paid_on"]).replace("-", "/") for row in session.records("shoyo").records(FIRST)),
                  reverse=True)
    assert len(days) > 1
    selection = player.begin("shoyo")
    settle(player.shell)
    choice = selection.options.documents
    assert choice.isVisible()
    assert choice.accessibleName() == "賞与支払年月日"
    assert choice.currentText() == "個人ごとに最新"
    assert choice.itemData(choice.count() - 1) == EVERY_DOCUMENT
    assert not selection.my_number.isVisible()
    player.choose([FIRST])
    player.press("run.confirm.yes")
    listed = player.listed()
    assert [listed.row_at(row).nx_data for row in range(listed.model.rowCount())] == [days[0]]
    player.press("list.cancel")
    older = next(place for place in range(choice.count()) if choice.itemText(place).startswith(days[-1]))
    choice.setCurrentIndex(older)
    player.press("person_selection.execute")
    player.press("run.confirm.yes")
    listed = player.listed()
    assert [listed.row_at(row).nx_data for row in range(listed.model.rowCount())] == [days[-1]]
    assert listed.findChild(QLabel, "list.direction") is None
