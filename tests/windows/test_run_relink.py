"""Registering again through the windows, against the real service: losses seen, confirmed, told; the switch after."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from nxdesk.boot.build import Program
from nxdesk.desk.program import Session
from nxdesk.desk.run_state import Step
from nxdesk.link.client import Client, Endpoint, Prepared, prepare
from nxdesk.records.employee import EMPLOYEE
from nxdesk.windows.nx.list_window import ListWindow
from nxdesk.windows.nx.run_ending import RunEnding
from nxdesk.windows.shell import Shell
from nxdesk.wire.shapes import Outcome
from tests.windows.run_stage import COMPLETE, Player, connected

MakeProgram = Callable[..., Program]
ONE, TWO, _ = COMPLETE


class Play:
    """A program that serves, its session, and the player of its windows."""

    def __init__(self, program: Program, qtbot: QtBot, shell: Shell) -> None:
        self.program = program
        self.session: Session = connected(program)
        self.player = Player(qtbot, shell, self.session)


@pytest.fixture
def play(qtbot: QtBot, shell: Shell, make_program: MakeProgram) -> Iterator[Play]:
    made = Play(make_program(serve=True), qtbot, shell)
    yield made
    made.player.close()
    assert shell.jobs.settle()


def chosen(player: Player, kind: str, *, my_number: bool = False) -> str:
    """個人選択 → 実行; what is asked before the run."""
    player.begin(kind)
    player.selection.my_number.setChecked(my_number)
    player.choose(COMPLETE)
    return player.said("run.confirm")


def listed(window: ListWindow) -> list[tuple[str, ...]]:
    return [cells for row in range(window.model.rowCount()) if (cells := window.model.table.cells(row)) is not None]


def test_people_registered_again_lose_their_number_only_after_a_typed_confirmation(play: Play):
    player, session = play.player, play.session
    player.register(COMPLETE, my_number=True)
    play.program.masters.my_numbers.set(TWO, None, by="admin")
    player.switch_on(session)
    assert "（再登録）" in (asked := chosen(player, "employee", my_number=True))
    assert "③-7" in asked
    assert "③-8" in asked
    player.press("run.confirm.yes")
    window = player.listed()
    assert [row[2] for row in listed(window)] == ["再登録データ"] * 3
    assert "NXD_N_23" in player.said("run.tenant_warning")
    player.press("run.tenant_warning.yes")
    assert window.impact is not None
    assert "佐々木 雅美（0000000103）の個人番号を削除" in window.impact.dangers.text()
    items = window.impact.items.grid.table
    window.impact.records.go_to(1)
    assert items.cells(0) == ("個人番号", "削除", "あり", "", "③-8")
    window.impact.detailed.click()
    player.qtbot.waitUntil(lambda: ("姓カナ", "維持", "ササキ", "ササキ", "③-2") in map(items.cells, range(len(items.shown))))
    player.press("list.ok")
    player.press("losses.cancel")
    assert player.flow.run.state.step is Step.COMPARISON
    assert player.flow.list is window
    player.press("list.ok")
    dialog = player.losses()
    assert not dialog.ok.isEnabled()
    dialog.typed.setText("削除1")
    player.press("losses.ok")
    said = player.said("run.result")
    assert "再登録 3名" in said
    assert "「家族登録」を選択し" in said
    assert play.program.desk.service_url


def end_of_people(player: Player, answer: str) -> None:
    player.press("run.result.ok")
    assert "家族登録（再登録）" in player.said("relink.ask_off")
    player.press(f"relink.ask_off.{answer}")
    player.qtbot.waitUntil(lambda: player.menu.flow is None)
    assert player.shell.jobs.settle()


def test_families_registered_again(play: Play):
    """A wife with another name, a child gone, and a person whose whole family is gone."""
    player, families = play.player, play.session.families
    player.register(COMPLETE)
    assert "新規登録 7件" in player.register(COMPLETE, "family")
    wife, *_, child = families.records(ONE)
    families.remove(child)
    _, issues = families.save(replace(wife, values={**wife.values, "last_name": "工藤"}))
    assert not issues
    for member in families.records(TWO):
        families.remove(member)
    player.switch_on(play.session)
    assert "③-6" in chosen(player, "family")
    player.press("run.confirm.yes")
    window = player.listed()
    player.press("run.tenant_warning.yes")
    rows = listed(window)
    assert [row[2] for row in rows].count("新規データ") == 1
    assert rows[0][3].startswith("工藤")
    assert sum(bool(row[5]) and not row[3] for row in rows) == 5
    assert window.impact is not None
    assert "家族 5名を削除" in window.impact.dangers.text()
    player.press("list.ok")
    dialog = player.losses()
    assert dialog.names.grid.rowCount() == 5
    for tick in dialog.ticks.values():
        tick.click()
    dialog.typed.setText("削除5")
    player.press("losses.ok")
    assert "新規登録 1件、再登録 2件、削除 5件" in player.said("run.result")
    player.press("run.result.ok")
    assert "自動でOFFにしました" in player.said("relink.switched_off")
    player.press("relink.switched_off.ok")
    player.qtbot.waitUntil(lambda: player.menu.flow is None)
    assert not play.session.relink.on
    assert player.shell.jobs.settle()
    assert not banner(player).isVisible()


def banner(player: Player) -> QLabel:
    found = player.menu.findChild(QLabel, "service.relink_words")
    assert found is not None
    return found


def test_after_people_the_switch_is_asked_about_and_the_way_back_opens(play: Play, monkeypatch: pytest.MonkeyPatch):
    player = play.player
    opened: list[str] = []

    def take(url: QUrl) -> bool:
        opened.append(url.toString())
        return True

    monkeypatch.setattr(RunEnding, "open_url", staticmethod(take))
    player.register(COMPLETE)
    player.switch_on(play.session)
    for answer, on in (("no", True), ("yes", False)):
        chosen(player, "employee")
        player.press("run.confirm.yes")
        player.listed()
        if on:
            player.press("run.tenant_warning.yes")
        player.press("list.ok")
        assert "OFFにしてください" in player.said("run.result")
        player.press("run.open_way_back")
        end_of_people(player, answer)
        assert play.session.relink.on is on
        assert banner(player).isVisible() is on
    assert opened == [f"{play.program.desk.service_url}/admin/practice/snapshots"] * 2


def test_the_tenant_warning_can_be_heeded_and_switching_off_begins_the_run_anew(play: Play):
    player = play.player
    player.register(COMPLETE)
    player.switch_on(play.session)
    chosen(player, "employee")
    player.press("run.confirm.yes")
    player.listed()
    player.press("run.tenant_warning.no")
    assert player.flow.run.state.step is Step.SELECT_PEOPLE
    assert player.selection.model.checked_keys() == list(COMPLETE)
    player.press("person_selection.execute")
    player.press("run.confirm.yes")
    window = player.listed()
    player.press("run.tenant_warning.yes")
    assert player.flow.run.relink
    off = window.findChild(QPushButton, "list.relink_off")
    player.qtbot.waitUntil(off.isVisible)
    off.click()
    assert "個人選択からやり直してください" in player.said("run.relink_changed")
    player.press("run.relink_changed.ok")
    assert not player.flow.run.relink
    assert not play.session.relink.on
    player.press("person_selection.execute")
    assert "（再登録）" not in player.said("run.confirm")
    player.press("run.confirm.yes")
    assert "連携できません" in player.said("run.nobody_left")
    player.press("run.nobody_left.ok")


def test_after_midnight_nothing_is_registered_again(play: Play):
    """個人選択 was left open over night, and nobody has looked at the switch since."""
    player, clock = play.player, play.program.desk.clock
    player.register(COMPLETE)
    player.switch_on(play.session)
    player.begin()
    assert player.flow.run.relink
    with clock.held(clock.now() + timedelta(days=1)):
        player.choose(COMPLETE)
        assert "NXD_N_27" in player.said("run.refused")
        player.press("run.refused.ok")
        assert not player.flow.run.relink
        player.press("person_selection.execute")
        assert "（再登録）" not in player.said("run.confirm")
        player.press("run.confirm.no")


def test_families_before_people_are_errors_that_say_so(play: Play):
    player = play.player
    player.begin("family")
    player.choose(COMPLETE)
    player.press("run.confirm.yes")
    window = player.listed()
    assert all("NXD_VF_03" in row[3] for row in listed(window))
    assert not window.buttons["ok"].isEnabled()
    assert "nxdeskの補助" not in window.reason.text()
    player.press("list.cancel")


def test_after_a_late_refusal_the_rest_can_be_registered(play: Play):
    player, desk = play.player, play.program.desk

    class Overtaken(Client):
        """Another PC registers one of the people before our data are sent."""

        def __init__(self, endpoint: Endpoint) -> None:
            super().__init__(endpoint)
            self.endpoint = endpoint

        def register(self, prepared: Prepared, on_progress: Callable[[int, int], None] = lambda done, people: None,
                     on_state: Callable[[str], None] = lambda state: None, *, resumed: bool = False) -> Outcome:
            desk.connect = Client
            row = next(iter(play.program.masters.people.linked((TWO,))))[4:]
            other = Client(self.endpoint)
            other.register(prepare(str(uuid.uuid4()), EMPLOYEE, rows=[row], versions=[None], as_of="2020-04-06"))
            other.close()
            return super().register(prepared, on_progress, on_state, resumed=resumed)

    desk.connect = Overtaken
    chosen(player, "employee")
    player.press("run.confirm.yes")
    player.listed()
    player.press("list.ok")
    assert "【未登録】" in player.said("run.failed")
    assert "2名" in player.said("run.failed")
    player.press("run.failed.yes")
    window = player.listed()
    assert [row[0] for row in listed(window)] == [code for code in COMPLETE if code != TWO]
    player.press("list.ok")
    assert "社員2名をe-AMANOへ登録しました。" in player.said("run.result")
    player.press("run.result.ok")
