"""The registration run through its windows, against the real service."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nxdesk.boot.build import Program
from nxdesk.desk.program import Session
from nxdesk.desk.run_state import COLUMNS, Step
from nxdesk.link.client import Client
from nxdesk.windows.nx.list_window import ListWindow
from nxdesk.windows.nx.run_progress import RunProgress
from nxdesk.windows.shell import Shell
from tests.windows.run_stage import (
    COMPLETE,
    MANUALS_THREE,
    LonelyClient,
    LosingClient,
    Player,
    RefusingClient,
    WaitingClient,
    connected,
    seemingly_connected,
    visible,
)

MakeProgram = Callable[..., Program]
Play = Callable[..., Player]


@pytest.fixture
def play(qtbot: QtBot, shell: Shell, make_program: MakeProgram) -> Iterator[Play]:
    players: list[Player] = []

    def begun(client: type[Client] = LonelyClient, *, serve: bool = False,
              open_record: Callable[[str, str, int, str], None] | None = None) -> Player:
        program = make_program(serve=serve)
        session = connected(program) if serve else seemingly_connected(program, client)
        if serve and client is not LonelyClient:
            program.desk.connect = client
        players.append(Player(qtbot, shell, session, open_record))
        players[0].begin()
        return players[0]

    yield begun
    for player in players:
        player.close()
    assert shell.jobs.settle()


def cells(window: ListWindow, row: int) -> tuple[str, ...]:
    found = window.model.table.cells(row)
    assert found is not None
    return found


def correct(player: Player) -> None:
    """Enter the missing addresses."""
    people = player.menu._session.people
    for code in MANUALS_THREE:
        draft = people.load(code)
        saved, issues = people.save(type(draft)(draft.values | {"company_email": f"p{int(code)}@example.co.jp"},
                                                draft.version))
        assert not issues, saved


def test_the_manuals_chapter_four(play: Play):
    opened: list[tuple[str, str]] = []
    player = play(serve=True, open_record=lambda kind, code, member, item: opened.append((code, item)))
    player.choose(MANUALS_THREE)
    assert "個人番号（マイナンバー）は連携しません。" in player.said("run.confirm")
    assert "3名" in player.said("run.confirm")
    player.press("run.confirm.yes")
    errors = player.listed()
    assert errors.windowTitle() == "社員登録"
    assert errors.model.titles == list(COLUMNS)
    assert [cells(errors, row)[:5] for row in range(3)] == [
        (code, name, "会社メールアドレス", "会社メールアドレスの形式が不正です。(MXGEGV_W_00034)", stamp)
        for code, name, stamp in zip(MANUALS_THREE, ("伊藤 一郎", "伊集院 優子", "葛西 賢治"), (
            "2019/02/04 19:53:31", "2018/10/11 16:50:06", "2018/10/11 16:50:06"), strict=True)]
    assert not errors.buttons["ok"].isEnabled()
    errors.view.opened.emit(1)
    assert opened == [("0000000131", "company_email")]
    correct(player)
    player.press("list.cancel")
    assert player.selection.isVisible()
    assert player.selection.model.checked_keys() == list(MANUALS_THREE)
    assert player.shell.jobs.settle()
    player.press("person_selection.execute")
    player.press("run.confirm.yes")
    comparison = player.listed()
    assert [cells(comparison, row)[0::2][:2] for row in range(3)] == [
        (code, "新規データ") for code in MANUALS_THREE]
    assert [comparison.model.table.cell(row, 7) for row in range(3)] == ["2018/04/01", "1900/01/01", "2018/04/01"]
    player.press("list.ok")
    said = player.said("run.result")
    assert said.startswith("正常に終了しました。")
    assert "3名" in said
    assert "スタートアップガイド" in said
    player.press("run.result.ok")
    assert player.menu.flow is None
    player.begin()
    assert player.selection.model.table.distinct("linkage") == ["未連携", "連携済"]
    player.choose(MANUALS_THREE)
    player.press("run.confirm.yes")
    assert "すべてe-AMANO側にデータが存在するため連携できません。" in player.said("run.nobody_left")
    assert player.flow.list is None
    player.press("run.nobody_left.ok")
    assert player.selection.model.checked_keys() == list(MANUALS_THREE)


def test_people_with_errors_stay_behind_after_asking(play: Play):
    player = play()
    player.choose((*MANUALS_THREE, *COMPLETE))
    player.press("run.confirm.yes")
    errors = player.listed()
    assert errors.model.rowCount() == 3
    player.press("list.ok")
    assert "3名は登録されません。エラーのない3名" in player.said("run.staying_behind")
    player.press("run.staying_behind.yes")
    player.qtbot.waitUntil(lambda: player.flow.run.state.step is Step.COMPARISON and player.flow.list is not None)
    assert player.listed().model.table.shown_keys() == ["00000000", "00000001", "00000002"]
    assert [row.code for row in player.flow.run.state.rows] == list(COMPLETE)


def test_cancelling_the_question_keeps_the_choice(play: Play):
    player = play()
    player.choose(COMPLETE)
    player.press("run.confirm.no")
    assert player.selection.model.checked_keys() == list(COMPLETE)
    assert player.flow.run.state.step is Step.SELECT_PEOPLE


def test_my_numbers_are_named_in_the_question(play: Play):
    player = play()
    player.selection.my_number.click()
    player.choose(COMPLETE)
    assert "個人番号（マイナンバー）も連携します。" in player.said("run.confirm")


def test_a_lost_answer_is_asked_after_and_never_sent_again(play: Play):
    player = play(LosingClient, serve=True)
    player.choose(COMPLETE)
    player.press("run.confirm.yes")
    player.listed()
    player.press("list.ok")
    assert "【不明】" in player.said("run.unknown")
    assert "次に登録の処理を実行したときに" in player.said("run.unknown")
    player.press("run.unknown.yes")
    assert "3名をe-AMANOへ登録しました。" in player.said("run.result")


def test_a_refused_registration_says_so_and_keeps_the_choice(play: Play):
    player = play(RefusingClient)
    player.choose(COMPLETE)
    player.press("run.confirm.yes")
    player.listed()
    player.press("list.ok")
    assert "【未登録】" in player.said("run.failed")
    assert "NXD_R_04" in player.said("run.failed")
    player.press("run.failed.ok")
    assert player.selection.model.checked_keys() == list(COMPLETE)


def test_stopping_before_sending_is_immediate(play: Play):
    player = play(WaitingClient)
    player.choose(COMPLETE)
    player.press("run.confirm.yes")
    player.qtbot.waitUntil(lambda: player.flow.run.state.step is Step.COMPARING and player.flow.progress is not None)
    player.press("run.stop")
    assert player.flow.progress is None
    assert player.flow.run.state.step is Step.SELECT_PEOPLE
    assert player.selection.isVisible()
    assert player.selection.model.checked_keys() == list(COMPLETE)


def test_without_connection_settings_the_run_says_where_they_are_made(qtbot: QtBot, shell: Shell, session: Session):
    player = Player(qtbot, shell, session)
    player.begin()
    player.choose(COMPLETE)
    player.press("run.confirm.yes")
    assert "社会保険届出サービス設定" in player.said("run.refused")
    player.press("run.refused.ok")
    assert player.selection.model.checked_keys() == list(COMPLETE)
    player.close()


def test_the_stop_button_warns_once_sending_has_begun(play: Play):
    player = play()
    progress = RunProgress("社員登録", player.selection)
    progress.open()
    progress.tell("準備")
    assert progress.stop.text() == "中止"
    progress.count("run.sending", 500, 10_000)
    assert progress.stop.text() == "中止 (結果の確認が必要)"
    assert "500名 / 10,000名" in progress.label.text()
    with player.qtbot.waitSignal(progress.stopped):
        progress.close()
    assert progress.isVisible()
    assert not progress.stop.isEnabled()
    progress.finish()
    assert visible(RunProgress, "run.window") is None


def test_closing_the_menu_takes_the_windows_of_the_run_along(play: Play):
    player = play()
    player.choose(MANUALS_THREE)
    player.press("run.confirm.yes")
    player.listed()
    selection = player.selection
    player.menu.close()
    assert visible(QWidget, "list.window") is None
    assert not selection.isVisible()
    assert player.menu.flow is None
