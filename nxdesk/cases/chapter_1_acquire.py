"""(1) e-AMANO→NX: data corrected or made in e-AMANO, acquired by NX, seen there, and once taken back."""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from nxdesk.cases import chapter_1_eamano as eamano
from nxdesk.cases import runs
from nxdesk.cases.chapter_1_register import leave_result, somebody
from nxdesk.cases.chapter_1_table import called, row_of
from nxdesk.cases.chapter_4 import people
from nxdesk.cases.chapter_6 import HIRED
from nxdesk.cases.chapter_7_before import BABY, RETIRES
from nxdesk.cases.driver import Row
from nxdesk.cases.personnel import open_person
from nxdesk.cases.relinking import CLEARED, NEW, OVERWRITTEN
from nxdesk.cases.runs import CODE, LABEL, NX_DATA
from nxdesk.cases.session import close
from nxdesk.cases.steps import Scene, Step
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Kind
from nxdesk.records.filing_acquisition import ACQUISITION
from nxdesk.records.filing_loss import LOSS
from nxdesk.records.labels import ARRIVING, DIFFERING
from nxdesk.records.messages import Issue
from nxdesk.records.year_end import YEAR_END

_CORRECTED, _YEAR_END = "e-AMANO側でデータを修正後", "年末調整連携を行う場合は"
_ENDS = ("run.result", "run.failed", "run.refused", "losses.window", "asks.window")
_TICKS = ("losses.second", "losses.newer")
_OWN = "（nxdeskの補助）"
_EFFECT = "項目名、処理、今の値、取得後の値"


class Acquired(NamedTuple):
    """An acquisition of the tour: the kind and whose data; what is done in e-AMANO before, in words and as a deed; what
    the list calls its records, what the pane says of the one with this name, and what NX's window shows afterwards.

    `asked` and `lost` say what has to be answered before it is written.
    """

    kind: Kind
    person: Callable[[Scene], str]
    entered: str
    enter: Callable[[Scene], None]
    labels: tuple[str, ...]
    record: str
    effects: Callable[[Scene], tuple[Row, ...]]
    see: Callable[[Scene], None]
    asked: Row = ()
    lost: bool = False


def begin(scene: Scene, one: Acquired) -> None:
    """1：データ取得, 個人選択, and the question; or 個人選択 again with the choice kept, after a list of errors."""
    windows, kind = scene.windows, one.kind
    if windows.visible("list.window"):
        runs.leave_list(scene)
    else:
        leave_result(scene)
        if windows.visible("personnel.window"):
            close(scene, "personnel.window")
        runs.begin_acquiring(scene, kind.id)
        runs.choose(scene, [one.person(scene)])
    name = called(scene, kind, "取得")
    scene.says("ダイアログ", [scene.manual.chapter(1).part(r"\t(e-AMANO→NX)")[0], name, "1名"], runs.ask(scene))
    runs.go_on(scene)
    scene.same("画面の題名", name, windows.title("list.window"))


def refuse(scene: Scene, one: Acquired) -> None:
    """NX needs an item that e-AMANO does not have: nothing is acquired, and the list says what is missing."""
    begin(scene, one)
    item = one.kind.by_id[eamano.BABY_DEPENDS.item]
    scene.same_rows("行（個人コード、項目名、NXデータのデータ名より後）",
                    [(one.person(scene), item.label, Issue("NXD_K_01", item.id, item.label).sentence)],
                    [(code, label, words.partition(": ")[2])
                     for code, label, words in runs.listed(scene, CODE, LABEL, NX_DATA)])
    scene.holds("「NXへ取得」", "押せない", "押せる" if scene.windows.enabled("list.ok") else "押せない",
                passed=not scene.windows.enabled("list.ok"))


def compare(scene: Scene, one: Acquired) -> None:
    """The comparison list; the pane says what NX gains and loses."""
    windows, code = scene.windows, one.person(scene)
    begin(scene, one)
    scene.same_rows("行（個人コード、項目名）", [(code, label) for label in one.labels], runs.listed(scene, CODE, LABEL))
    windows.tick("impact.simple")
    windows.choose("impact.records", one.record or code)
    wanted = one.effects(scene)
    found = {row[0]: row for row in windows.rows("impact.items")}
    scene.same_rows(f"NXで変わる内容（{_EFFECT}）", wanted, [found.get(row[0], (row[0],)) for row in wanted])
    scene.none_of("取得しない項目", ["個人番号", "顔写真"], found)


def answer(scene: Scene, one: Acquired) -> None:
    """OK; NX has another value than the 届 tells: it stays unless it is ticked."""
    windows = scene.windows
    windows.click("list.ok")
    windows.appears("asks.window")
    scene.same_rows("NXの値と異なる項目（項目名、NXの値、e-AMANOの値）", [one.asked], [row[-3:] for row in windows.rows("asks.list")])
    windows.tick("asks.list", one.asked[0])


def confirm(scene: Scene, one: Acquired) -> None:
    """OK; what NX loses is named before anything is written."""
    windows = scene.windows
    windows.click("asks.ok" if one.asked else "list.ok")
    windows.appears("losses.window")
    scene.says("消えるデータ", [one.person(scene)], "\n".join(row[0] for row in windows.rows("losses.names")))
    scene.says("取得前に戻せること", ["取得前に戻す"], windows.text("losses.sentence"))
    for tick in filter(windows.visible, _TICKS):
        windows.tick(tick)


def write(scene: Scene, one: Acquired) -> None:
    """The result says what came, and which run comes next in the manual's order."""
    windows = scene.windows
    windows.click("losses.ok" if one.lost else "asks.ok" if one.asked else "list.ok")
    windows.appears(*_ENDS)
    windows.appears("run.result")
    order = scene.manual.chapter(6).part(rf"{_YEAR_END}、(\S+?)→(\S+?)→(\S+?)の順で")
    following = dict(pairwise(order)).get(called(scene, one.kind, "取得"))
    scene.says("ダイアログ", [scene.manual.connection_dialog.sentence, one.kind.label, *filter(None, [following])],
               windows.text("run.result"))


def see(scene: Scene, one: Acquired) -> None:
    """人事マスター保守 shows what came."""
    windows = scene.windows
    windows.click("run.result.no")
    windows.goes("person_selection.window")
    open_person(scene, one.person(scene))
    one.see(scene)


def _person_effects(scene: Scene) -> tuple[Row, ...]:
    position, mobile = (scene.facts[f"before {item.item}"] for item in (eamano.POSITION, eamano.MOBILE))
    return (("役職", OVERWRITTEN, position, eamano.POSITION.value), ("携帯電話番号", CLEARED, mobile, ""))


def _see_person(scene: Scene) -> None:
    windows = scene.windows
    windows.choose("personnel.tabs", "連絡先")
    scene.same("携帯電話番号", "", windows.text("personnel.mobile_phone"))
    windows.choose("personnel.tabs", "雇用")
    scene.same("役職", eamano.POSITION.value, windows.text("personnel.position"))


def _family_effects(scene: Scene) -> tuple[Row, ...]:
    return ("家族姓", NEW, "", BABY.split()[0]), ("家族名", NEW, "", BABY.split()[1])


def _see_family(scene: Scene) -> None:
    _see_record(scene, "家族", "family", BABY)


def _see_record(scene: Scene, tab: str, kind: str, *cells: str) -> None:
    """A row of a list in the person's window has all of these cells."""
    windows, name = scene.windows, f"personnel.{kind}_list"
    windows.choose("personnel.tabs", tab)
    windows.ready(name)
    windows.lists(name, cells[0])
    row = next((row for row in windows.rows(name) if cells[0] in row), ())
    scene.among("取得したデータ", cells, row)
    windows.choose(name, cells[0])


def _declared(scene: Scene) -> tuple[Row, ...]:
    return ("保険会社等の名称", NEW, "", eamano.COMPANY), ("保険料額", NEW, "", eamano.PREMIUM)


def _see_declared(scene: Scene) -> None:
    _see_record(scene, "年末調整", "yea", eamano.INSURED, "保険料")


def _insured(scene: Scene) -> tuple[Row, ...]:
    return (("資格取得年月日", NEW, "", eamano.HIRED_ON), ("被保険者整理番号", NEW, "", eamano.NUMBER))


def _see_insured(scene: Scene) -> None:
    windows = scene.windows
    windows.choose("personnel.tabs", "社会保険")
    label = EMPLOYEE.by_id["shaho_acquired_on"].label
    scene.same(label, eamano.HIRED_ON, windows.text("personnel.shaho_acquired_on"))


def _uninsured(scene: Scene) -> tuple[Row, ...]:
    return ("資格喪失年月日", NEW, "", eamano.LOST_ON), ("退職等年月日", NEW, "", eamano.LEFT_ON)


def _see_uninsured(scene: Scene) -> None:
    windows = scene.windows
    windows.choose("personnel.tabs", "社会保険")
    scene.same(EMPLOYEE.by_id["shaho_lost_on"].label, eamano.LOST_ON, windows.text("personnel.shaho_lost_on"))
    windows.choose("personnel.tabs", "雇用")
    scene.same(_RETIRED, eamano.LEFT_ON, windows.text("personnel.retire_date"))


_RETIRED = EMPLOYEE.by_id["retire_date"].label
ACQUISITIONS = (
    Acquired(EMPLOYEE, lambda scene: people(scene)[0], "従業員の情報を修正する", eamano.correct_person, (DIFFERING,), "",
             _person_effects, _see_person, lost=True),
    Acquired(FAMILY, lambda scene: people(scene)[0], "家族の情報を修正する", eamano.correct_family, (DIFFERING, ARRIVING), BABY,
             _family_effects, _see_family),
    Acquired(YEAR_END, somebody, "申告を入力して確定する", eamano.declare, (DIFFERING, ARRIVING),
             f"2019 保険料 3 {eamano.COMPANY}", _declared, _see_declared),
    Acquired(ACQUISITION, lambda _: HIRED, "届を作成して申請する", eamano.acquire_insurance, (ARRIVING,), "",
             _insured, _see_insured),
    Acquired(LOSS, lambda scene: people(scene)[2], "届を作成して申請する", eamano.lose_insurance, (ARRIVING,), "",
             _uninsured, _see_uninsured, (_RETIRED, RETIRES, eamano.LEFT_ON)))
"""In the manual's order: 社員→家族→年末調整; then the two 届."""


def preview(scene: Scene) -> None:
    """取得の履歴: the newest acquisition is on top; what going back would change."""
    windows = scene.windows
    close(scene, "personnel.window")
    windows.click("main.acquisitions")
    windows.appears("acquisitions.window")
    newest = called(scene, LOSS, "取得")
    windows.lists("acquisitions.list", newest)
    windows.choose("acquisitions.list", newest)
    windows.click("acquisitions.undo")
    windows.appears("undo.window", "undo.refused")
    windows.appears("undo.window")
    rows = [row[-3:] for row in windows.rows("undo.list")]
    scene.same_row("退職年月日（今の値、戻した後の値）", (_RETIRED, eamano.LEFT_ON, RETIRES),
                   next((row for row in rows if row[0] == _RETIRED), ()))
    enabled = windows.enabled("undo.ok")
    scene.holds("「取得前に戻す」", "押せる", "押せる" if enabled else windows.text("undo.against"), passed=enabled)


def go_back(scene: Scene) -> None:
    """取得前に戻す, and NX's window shows the person as before."""
    windows = scene.windows
    windows.click("undo.ok")
    windows.appears("undo.done", "undo.refused")
    windows.appears("undo.done")
    scene.says("結果", [called(scene, LOSS, "取得"), "前に戻しました"], windows.text("undo.done"))


def see_before(scene: Scene) -> None:
    """NX's record is as it was before the acquisition."""
    windows = scene.windows
    windows.click("undo.done.ok")
    windows.goes("undo.done")
    close(scene, "acquisitions.window")
    open_person(scene, people(scene)[2])
    windows.choose("personnel.tabs", "雇用")
    scene.same(_RETIRED, RETIRES, windows.text("personnel.retire_date"))


def _completed(one: Acquired) -> tuple[Step, Step]:
    """家族 is refused once, and completed in e-AMANO."""
    name, passage = one.kind.acquire_label, row_of(one.kind)
    return (Step("family-refused", f"「{name}」を実行し、不備を確認する", passage, lambda scene: refuse(scene, one)),
            Step("family-completed", f"{name}の前に、e-AMANOで家族の不備を直す", (0, _CORRECTED, ""),
                 eamano.complete_family, "pages", chapter=1))


def _steps(one: Acquired) -> tuple[Step, ...]:
    name, kind, passage = one.kind.acquire_label, one.kind.id, row_of(one.kind)
    order = (6, _YEAR_END, "") if one.kind in (EMPLOYEE, FAMILY, YEAR_END) else passage

    def bound(play: Callable[[Scene, Acquired], None]) -> Callable[[Scene], None]:
        return lambda scene: play(scene, one)
    return (
        Step(f"{kind}-entered", f"{name}の前に、e-AMANOで{one.entered}", (0, _CORRECTED, ""), one.enter, "pages", chapter=1),
        *(_completed(one) if one.kind is FAMILY else ()),
        Step(f"{kind}-arriving", f"「{name}」を実行し、NXで変わる内容を確認する", passage, bound(compare)),
        *((Step(f"{kind}-asked", f"{name}: NXの値と異なる項目を選ぶ", passage, bound(answer)),) if one.asked else ()),
        *((Step(f"{kind}-losses", f"{name}: NXから消える項目を確認する", passage, bound(confirm)),) if one.lost else ()),
        Step(f"{kind}-acquired", f"{name}: NXへ取得する", order, bound(write), chapter=1),
        Step(f"{kind}-in-nx", f"{name}: 人事マスター保守で確認する", passage, bound(see)))


STEPS = (
    *(step for one in ACQUISITIONS for step in _steps(one)),
    Step("acquisition-undo", f"{_OWN}「取得の履歴」で、取得前に戻すと何が戻るかを見る", row_of(LOSS), preview),
    Step("acquisition-undone", f"{_OWN}取得前に戻す", row_of(LOSS), go_back),
    Step("acquisition-before", f"{_OWN}NXのデータが取得前と同じであることを確認する", row_of(LOSS), see_before),
)
