"""(1) NX→e-AMANO beyond 社員 and 家族: each kind once refused for a mistake, registered without it, and seen in e-AMANO."""

import re
from collections.abc import Callable
from typing import NamedTuple

from nxdesk.cases import runs
from nxdesk.cases.chapter_1_table import called, row_of
from nxdesk.cases.relinking import NEW, labels
from nxdesk.cases.runs import CODE, LABEL, NX_DATA
from nxdesk.cases.session import go_to_page
from nxdesk.cases.steps import Scene, Step
from nxdesk.records.fields import Kind
from nxdesk.records.filing_geppen import GEPPEN
from nxdesk.records.filing_santei import SANTEI
from nxdesk.records.filing_shoyo import SHOYO
from nxdesk.records.hr_code import HR_CODE
from nxdesk.records.leaving import LEAVING
from nxdesk.records.masks import HIDDEN
from nxdesk.records.messages import Issue
from nxdesk.records.year_end import YEAR_END

LEFT, RAISED = "0000000190", "0000000213"
"""Who has left, and whose pay was raised, in the practice company."""
_ITEM, _EFFECT, _AFTER = 0, 1, 3
"""Columns of the impact pane's items."""
_UNIT = re.compile(r"(?<=[0-9])円$")


_ELSEWHERE = ("個人コード", "区分", "行番号", "状態")
"""Items that the page has in its title, as the order of its parts, or beside its steps."""


class Refused(NamedTuple):
    """The deliberate mistake of a kind in the practice company: whose record, at which item, and the message's code."""

    owner: str
    item: str
    code: str


class Registration(NamedTuple):
    """A registration of the tour: the kind, who is without mistakes (nothing: somebody who had not been registered
    before), and what is wrong with somebody else.
    """

    kind: Kind
    clean: str
    refused: Refused


REGISTRATIONS = (
    Registration(HR_CODE, "", Refused("02-06", "code", "NXD_VC_02")),
    Registration(YEAR_END, "", Refused("0000000128", "new_or_old", "NXD_VY_04B")),
    Registration(LEAVING, LEFT, Refused("0000000148", "ei_insured_no", "NXD_VR_02")),
    Registration(SANTEI, "", Refused("0000000119", "old_since", "NXD_VH_14")),
    Registration(GEPPEN, RAISED, Refused("0000000198", "days_m2", "NXD_VG_02")),
    Registration(SHOYO, "", Refused("0000000160", "total", "NXD_VS_02")))
"""人事コード before 年末調整, which names insurers; otherwise in the order of the menu."""


def somebody(scene: Scene) -> str:
    """Who was not registered in chapter (4), and is now."""
    return scene.facts["somebody else"]


def register_people(scene: Scene) -> None:
    """社員登録 of those whose further data is registered next: 社員 always comes first."""
    codes = sorted((somebody(scene), LEFT, RAISED))
    runs.begin(scene, "employee")
    runs.choose(scene, codes)
    runs.ask(scene)
    runs.go_on(scene)
    new = labels(scene.manual)[0]
    scene.same_rows("行（個人コード、項目名）", [(code, new) for code in codes], runs.listed(scene, CODE, LABEL))
    scene.windows.click("list.ok")
    scene.says("ダイアログ", [scene.manual.connection_dialog.sentence, f"{len(codes)}名"], runs.ended(scene))


def see_error(scene: Scene, one: Registration) -> None:
    """Menu, 個人選択 where the kind has people, the question, and the list of errors with the deliberate mistake."""
    windows, kind = scene.windows, one.kind
    leave_result(scene)
    windows.click("service.register")
    windows.click(f"service.register_{kind.id}")
    if kind.by_person:
        windows.appears("person_selection.window")
        runs.choose(scene, (one.clean or somebody(scene), one.refused.owner))
        asked = runs.ask(scene)
    else:
        windows.appears("run.confirm")
        asked = windows.text("run.confirm")
    name = called(scene, kind, "登録")
    scene.says("ダイアログ", ["NX→e-AMANO", name], asked)
    runs.go_on(scene)
    scene.same("画面の題名", name, windows.title("list.window"))
    item = kind.by_id[one.refused.item]
    said = Issue(one.refused.code, item.id, item.label, args={"hint": item.shape.hint}).sentence
    scene.same_rows("行（個人コード、項目名、NXデータのデータ名より後）", [(one.refused.owner, item.label, said)],
                    [(code, label, words.partition(": ")[2])
                     for code, label, words in runs.listed(scene, CODE, LABEL, NX_DATA)])


def leave_result(scene: Scene) -> None:
    """OK in the result of the registration before."""
    if scene.windows.visible("run.result"):
        scene.windows.click("run.result.ok")
        scene.windows.goes("run.result")


def compare(scene: Scene, one: Registration) -> None:
    """OK goes on without those who have errors: the list has what is new, the pane says what is written."""
    windows, kind = scene.windows, one.kind
    scene.says("ダイアログ", ["入力エラー", "登録されません"], runs.go_on_without_errors(scene))
    clean = one.clean or somebody(scene)
    new, listed = labels(scene.manual)[0], runs.listed(scene, CODE, LABEL, NX_DATA)
    scene.facts[f"listed {kind.id}"] = runs.lines(listed)
    scene.same_row("項目名", [new], sorted({row[1] for row in listed}))
    owners = {row[0] for row in listed}
    if kind.by_person:
        scene.same_row("個人コード", [clean], sorted(owners))
    else:
        scene.none_of("入力エラーのあるコード", [one.refused.owner], owners)
    windows.tick("impact.detailed")
    windows.lists("impact.items", kind.by_id[kind.document[0]].label)
    items = [row for row in windows.rows("impact.items") if row[_AFTER]]
    scene.facts[f"written {kind.id}"] = runs.lines([(row[_ITEM], row[_AFTER]) for row in items])
    scene.same_row("値のある項目の処理", [NEW], sorted({row[_EFFECT] for row in items}))


def register(scene: Scene, one: Registration) -> None:
    """OK registers; 照合 finds the same in e-AMANO."""
    scene.windows.click("list.ok")
    count = len(runs.rows_of(scene.facts[f"listed {one.kind.id}"]))
    scene.says("ダイアログ", [scene.manual.connection_dialog.sentence, one.kind.label, f"新規登録 {count}件"], runs.ended(scene))


def see_received(scene: Scene, one: Registration) -> None:
    """The record on e-AMANO's page has what the pane said."""
    pages, kind = scene.pages, one.kind
    open_list(scene, kind)
    if not kind.by_person:
        listed = runs.rows_of(scene.facts[f"listed {kind.id}"])
        rows = pages.rows("hr-filings")
        scene.same_row("コード", sorted(row[0] for row in listed), sorted(row[2] for row in rows))
        return
    pages.follow(one.clean or somebody(scene))
    there = dict(pages.details())
    written = [row for row in runs.rows_of(scene.facts[f"written {kind.id}"])
               if row[0] not in _ELSEWHERE and HIDDEN not in row]
    scene.same_rows("登録された項目", written, [(item, _UNIT.sub("", there.get(item, "（項目なし）"))) for item, _ in written])


def open_list(scene: Scene, kind: Kind) -> None:
    """The list of a kind, from the menu at the left."""
    go_to_page(scene, "hr", "申告の一覧" if kind is YEAR_END else kind.label)


def _steps(one: Registration) -> tuple[Step, ...]:
    kind = one.kind

    def bound(play: Callable[[Scene, Registration], None]) -> Callable[[Scene], None]:
        return lambda scene: play(scene, one)
    name, passage = kind.register_label, row_of(kind)
    return (Step(f"{kind.id}-errors", f"「{name}」を実行し、不備を確認する", passage, bound(see_error)),
            Step(f"{kind.id}-comparison", f"{name}: 不備のないデータの比較一覧を確認する", passage, bound(compare)),
            Step(f"{kind.id}-registered", f"{name}: e-AMANOへ登録する", passage, bound(register)),
            Step(f"{kind.id}-received", f"{name}: e-AMANOで受信した内容を確認する", passage, bound(see_received), "pages"))


STEPS = (
    Step("table-people", "届出のある個人を社員登録する", (1, "1\t", ""), register_people),
    *(step for one in REGISTRATIONS for step in _steps(one)),
)
