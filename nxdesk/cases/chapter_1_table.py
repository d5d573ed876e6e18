"""(1) TimePro-NXの連携データ: the manual's table of what goes which way, and the two lists of 社会保険届出サービス."""

from dataclasses import dataclass

from nxdesk.cases.manual import Manual
from nxdesk.cases.relinking import rows_below
from nxdesk.cases.session import open_entry
from nxdesk.cases.steps import Scene, Step
from nxdesk.records.fields import Kind
from nxdesk.records.kinds import acquirable, registrable

_MARK = "○"
_TITLE = "No\t種別"
_WHOLE = (1, _TITLE, "10\t")


@dataclass(frozen=True, slots=True)
class Linked:
    """A row of table (1): what it is called, and which ways it goes."""

    name: str
    registers: bool
    acquires: bool


def linked(manual: Manual) -> dict[int, Linked]:
    """Table (1) by number; raises ManualChanged."""
    return {int(number): Linked(name, there.startswith(_MARK), here.startswith(_MARK))
            for number, name, there, here in rows_below(manual.chapter(1), _TITLE)}


def called(scene: Scene, kind: Kind, run: str) -> str:
    """What a run of a kind is called: the name in table (1), and `run` (登録, 取得) behind it where it does not end so."""
    return f"{linked(scene.manual)[kind.number].name.removesuffix('登録')}{run}"


def row_of(kind: Kind) -> tuple[int, str, str]:
    """The passage with the row of a kind."""
    return 1, f"{kind.number}\t", ""


def see_registrations(scene: Scene) -> None:
    """2：データ登録 lists every row of the table with ○ at NX→e-AMANO, and nothing else."""
    branch, entry = scene.manual.chapter(4).names("」を起動してください")
    open_entry(scene, branch, entry, "service.window")
    _compare(scene, "register", "登録", registrable())


def see_acquisitions(scene: Scene) -> None:
    """1：データ取得 lists every row of the table with ○ at e-AMANO→NX, and nothing else."""
    _compare(scene, "acquire", "取得", acquirable())


def _compare(scene: Scene, way: str, run: str, kinds: tuple[Kind, ...]) -> None:
    windows = scene.windows
    windows.click(f"service.{way}")
    windows.appears(f"service.{way}_{kinds[-1].id}")
    table = linked(scene.manual).items()
    wanted = {number for number, row in table if (row.registers if way == "register" else row.acquires)}
    shown = {kind.number: windows.text(f"service.{way}_{kind.id}") for kind in kinds}
    names = {kind.number: f"{place}.{called(scene, kind, run)}" for place, kind in enumerate(kinds, start=1)}
    scene.same_row("種別", [names[number] for number in names if number in wanted],
                   [word for word in windows.words("service.kinds") if word in shown.values()])
    scene.same_row("表のNo", sorted(map(str, wanted), key=int), sorted(map(str, shown), key=int))


STEPS = (
    Step("table-register", "「2：データ登録」の一覧を表と照合する", _WHOLE, see_registrations),
    Step("table-acquire", "「1：データ取得」の一覧を表と照合する", _WHOLE, see_acquisitions),
)
