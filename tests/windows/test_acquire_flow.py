"""取得 through its windows against the real service: the direction, what NX loses, what is asked, and going back."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel
from pytestqt.qtbot import QtBot

from nxdesk.boot.build import Program
from nxdesk.boot.options import Options
from nxdesk.desk.program import Session
from nxdesk.eamano.store.editing import Records
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.filing_acquisition import ACQUISITION
from nxdesk.records.filing_loss import LOSS
from nxdesk.windows.console.asks_dialog import AsksDialog
from nxdesk.windows.grid.view import GridView
from nxdesk.windows.nx.acquisitions import AcquisitionsWindow
from nxdesk.windows.shell import Shell
from tests.desk.eamano_side import ByHand
from tests.records.filings_of_people import ACQUISITION_OF, LOSS_OF
from tests.windows.conftest import MakeProgram, settle
from tests.windows.run_stage import Player, connected, visible
from tests.windows.test_look_and_keys import cut

FIRST, SECOND, THIRD = "0000000102", "0000000103", "0000000104"
INSURED = {"shaho_enrolled": 1, "shaho_acquired_on": "2018-10-01", "shaho_lost_on": None, "hire_date": "2018-10-01",
           "employment_status": "retired", "retire_date": "2019-03-31"}


class Scene:
    """The windows, and somebody at e-AMANO who edits."""

    def __init__(self, qtbot: QtBot, shell: Shell, program: Program, session: Session) -> None:
        self.qtbot = qtbot
        self.shell = shell
        self.session = session
        self.player = Player(qtbot, shell, session)
        file = program.masters.database.file
        assert file is not None
        self.by_hand = ByHand(Options(file.parent).service_data, program.desk.clock)

    def begin(self, kind: str, *codes: str) -> None:
        self.player.begin(kind, "acquire")
        self.player.choose(codes)
        self.player.press("run.confirm.yes")

    def finish(self) -> str:
        """From the list to the result; what it says."""
        self.player.press("list.ok")
        settle(self.shell)
        if visible(QDialog, "losses.window") is not None:
            for tick in self.player.losses().ticks.values():
                tick.setChecked(True)
            self.player.press("losses.ok")
        return self.player.said("run.result")

    def close_result(self) -> None:
        self.player.press("run.result.no")
        self.qtbot.waitUntil(lambda: self.player.menu.flow is None)

    def change(self, code: str, **values: Any) -> None:
        draft = self.session.people.load(code)
        assert self.session.people.save(replace(draft, values=draft.values | values))[1] == []


@pytest.fixture
def scene(qtbot: QtBot, shell: Shell, make_program: MakeProgram) -> Iterator[Scene]:
    program = make_program(serve=True)
    made = Scene(qtbot, shell, program, connected(program))
    yield made
    made.player.close()


def test_the_direction_is_told_in_title_band_and_button(scene: Scene) -> None:
    scene.player.register([FIRST, SECOND])
    scene.by_hand.change(EMPLOYEE, FIRST, {"position": "部長", "mobile_phone": None})
    selection = scene.player.begin("employee", "acquire")
    assert selection.windowTitle() == "個人選択 - 社員取得"
    assert "[e-AMANO→NX]" in selection.findChild(QLabel, "person_selection.direction").text()
    assert not selection.my_number.isVisible()
    assert not selection.as_of.isVisible()
    assert "個人番号と顔写真は取得しません" in selection.options.reason.text()
    scene.player.choose([FIRST, SECOND])
    assert "［e-AMANO→NX］社員取得を実行します" in scene.player.said("run.confirm")
    scene.player.press("run.confirm.yes")
    listed = scene.player.listed()
    assert listed.windowTitle() == "社員取得"
    assert "[e-AMANO→NX]" in listed.findChild(QLabel, "list.direction").text()
    assert listed.buttons["ok"].text() == "NXへ取得"
    assert listed.model.rowCount() == 1
    assert listed.impact is not None
    assert "取得するとNXで変わる内容" in listed.impact.findChild(QLabel, "impact.title").text()
    titles = [listed.impact.items.grid.titles[place] for place in range(4)]
    assert titles == ["項目名", "処理", "今の値", "取得後の値"]
    assert "NXから消えるもの: 項目 1件を消去" in listed.impact.dangers.text()


def test_what_was_acquired_goes_back_as_a_whole(scene: Scene) -> None:
    scene.player.register([FIRST])
    before = scene.session.people.load(FIRST).values
    scene.by_hand.change(EMPLOYEE, FIRST, {"position": "部長", "mobile_phone": None})
    scene.begin("employee", FIRST)
    scene.player.listed()
    assert "変更 1名" in scene.finish()
    assert scene.session.people.load(FIRST).values["position"] == "部長"
    scene.player.press("run.result.yes")
    scene.qtbot.waitUntil(lambda: visible(QDialog, "undo.window") is not None)
    dialog = visible(QDialog, "undo.window")
    assert dialog is not None
    view = dialog.findChild(GridView, "undo.list")
    assert [view.grid.table.cell(row, 3) for row in range(view.grid.rowCount())] == ["携帯電話番号", "役職"]
    scene.player.press("undo.ok")
    assert "前に戻しました" in scene.player.said("undo.done")
    scene.player.press("undo.done.ok")
    scene.qtbot.waitUntil(lambda: scene.player.menu.flow is None)
    assert scene.session.people.load(FIRST).values == before


def test_the_history_shows_acquisitions_and_goes_back_only_where_nothing_changed_since(scene: Scene) -> None:
    scene.player.register([FIRST])
    scene.by_hand.change(EMPLOYEE, FIRST, {"position": "部長"})
    scene.begin("employee", FIRST)
    scene.player.listed()
    scene.finish()
    scene.close_result()
    window = AcquisitionsWindow(scene.session, scene.shell)
    window.show()
    settle(scene.shell)
    table = window.model.table
    assert [table.cell(0, table.place(name)) for name in ("kind", "people", "changed", "state")] == [
        "社員取得", "1", "1", "取得済"]
    scene.change(FIRST, position="係長")
    window.undo.click()
    scene.qtbot.waitUntil(lambda: visible(QDialog, "undo.window") is not None)
    dialog = visible(QDialog, "undo.window")
    assert dialog is not None
    assert FIRST in dialog.findChild(QLabel, "undo.against").text()
    assert not dialog.findChild(QAbstractButton, "undo.ok").isEnabled()
    dialog.close()
    settle(scene.shell)
    window.close_unasked()
    assert scene.session.people.load(FIRST).values["position"] == "係長"


def test_who_arrives_as_a_second_one_stands_beside_nxs_row(scene: Scene) -> None:
    scene.player.register([FIRST])
    scene.player.register([FIRST], "family")
    member = scene.session.families.records(FIRST)[0]
    with scene.by_hand._service() as (service, editor), service.database.read() as connection:
        (there,) = [row["id"] for row in Records(connection, editor.tenant_id).members(FAMILY, FIRST)
                    if row["first_name"] == member.values["first_name"]]
    scene.by_hand.change(FAMILY, FIRST, {"relationship_code": "99", "relationship_other": "いとこ"}, there)
    scene.begin("family", FIRST)
    scene.player.listed()
    scene.player.press("list.ok")
    dialog = scene.player.losses()
    assert list(dialog.ticks) == ["second"]
    pairs = dialog.findChild(GridView, "losses.second_rows")
    there_words, here_words = (pairs.grid.table.cell(0, place) for place in range(2))
    name, born = str(member.values["first_name"]), str(member.values["birth_date"]).replace("-", "/")
    assert name in there_words
    assert "その他" in there_words
    assert name in here_words
    assert born in there_words
    assert born in here_words
    assert not dialog.ok.isEnabled()
    assert not dialog.names.isVisible()
    dialog.ticks["second"].setChecked(True)
    assert dialog.ok.text() == "内容を確認してNXへ取得"
    scene.player.press("losses.ok")
    assert "新規 1件" in scene.player.said("run.result")
    scene.close_result()
    assert len([one for one in scene.session.families.records(FIRST) if one.values["first_name"] == name]) == 2


def filed(values: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in ("seq", "employee_code")} | changes


def test_another_day_of_leaving_is_asked_about_and_nxs_stays_without_a_tick(scene: Scene) -> None:
    scene.change(FIRST, **INSURED)
    scene.player.register([FIRST])
    scene.by_hand.add(LOSS, FIRST, filed(LOSS_OF, lost_on="2019-03-01", left_on="2019-02-28"))
    scene.begin("shaho_loss", FIRST)
    scene.player.listed()
    scene.player.press("list.ok")
    scene.qtbot.waitUntil(lambda: visible(AsksDialog, "asks.window") is not None)
    dialog = visible(AsksDialog, "asks.window")
    assert dialog is not None
    assert [dialog.model.table.cell(0, place) for place in range(2, 5)] == ["退職年月日", "2019/03/31", "2019/02/28"]
    assert dialog.count.text() == "取得する項目 0 / 1"
    scene.player.press("asks.ok")
    settle(scene.shell)
    if visible(QDialog, "losses.window") is not None:
        for tick in scene.player.losses().ticks.values():
            tick.setChecked(True)
        scene.player.press("losses.ok")
    scene.player.said("run.result")
    scene.close_result()
    now = scene.session.people.load(FIRST).values
    assert (now["retire_date"], now["shaho_lost_on"]) == ("2019-03-31", "2019-03-01")


def test_drafts_are_shown_only_on_wish(scene: Scene) -> None:
    scene.change(SECOND, shaho_enrolled=0, shaho_acquired_on=None, shaho_lost_on=None)
    scene.player.register([SECOND])
    scene.by_hand.add(ACQUISITION, SECOND, filed(ACQUISITION_OF, status="draft"))
    scene.begin("shaho_acq", SECOND)
    assert "作成中・未確定" in scene.player.said("run.nobody_left")
    scene.player.press("run.nobody_left.ok")
    assert scene.player.selection.options.unfinished.isVisible()
    scene.player.selection.options.unfinished.setChecked(True)
    scene.player.press("person_selection.execute")
    scene.player.press("run.confirm.yes")
    listed = scene.player.listed()
    column = listed.model.table.place("eamano_data")
    assert any("作成中" in listed.model.table.cell(row, column) for row in range(listed.model.rowCount()))


def test_newcomers_can_be_acquired_without_choosing_anybody(scene: Scene) -> None:
    scene.player.register([THIRD])
    selection = scene.player.begin("employee", "acquire")
    assert not selection.buttons["execute"].isEnabled()
    selection.options.newcomers.setChecked(True)
    assert selection.buttons["execute"].isEnabled()
    scene.player.press("person_selection.execute")
    scene.player.press("run.confirm.yes")
    assert "NXD_N_5" in scene.player.said("run.nobody_left")


@pytest.mark.parametrize("scale", [100, 150])
def test_no_text_is_cut_on_the_way(scene: Scene, scale: int) -> None:
    scene.player.register([FIRST])
    scene.by_hand.change(EMPLOYEE, FIRST, {"position": "部長", "mobile_phone": None})
    scene.shell.theme.set_scale(scale)
    selection = scene.player.begin("employee", "acquire")

    def whole(window: Any) -> None:
        words = window.findChildren(QLabel) + window.findChildren(QAbstractButton)
        scene.qtbot.waitUntil(lambda: [part.text() for part in words if cut(part)] == [])
    whole(selection)
    scene.player.choose([FIRST])
    scene.player.press("run.confirm.yes")
    whole(scene.player.listed())
    scene.player.press("list.ok")
    whole(scene.player.losses())
