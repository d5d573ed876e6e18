"""Moves of the runs that chapters make again and again, from 1：データ取得 or 2：データ登録 to the list and the result."""

from collections.abc import Iterable, Sequence

from nxdesk.cases.driver import Row
from nxdesk.cases.steps import Scene

_ENDINGS = ("run.result", "run.failed", "run.unknown", "run.refused")
_COMPARED = "qt_msgbox_informativelabel"
"""The second text of a message box, by Qt's name."""
CODE, LABEL, NX_DATA, EAMANO_DATA = 0, 2, 3, 5
"""Columns of the list."""


def begin(scene: Scene, kind: str) -> None:
    """2：データ登録, a kind (`employee`, `family`), and wait for 個人選択."""
    scene.windows.click("service.register")
    scene.windows.click(f"service.register_{kind}")
    scene.windows.appears("person_selection.window")


def begin_acquiring(scene: Scene, kind: str) -> None:
    """1：データ取得, a kind, and wait for 個人選択."""
    scene.windows.click("service.acquire")
    scene.windows.click(f"service.acquire_{kind}")
    scene.windows.appears("person_selection.window")


def choose(scene: Scene, codes: Iterable[str]) -> None:
    """Check these people."""
    for code in codes:
        scene.windows.tick("person_selection.list", code)


def ask(scene: Scene) -> str:
    """実行; what is asked before anything is done."""
    scene.windows.click("person_selection.execute")
    scene.windows.appears("run.confirm", "run.refused")
    scene.windows.appears("run.confirm")
    return scene.windows.text("run.confirm")


def go_on(scene: Scene) -> None:
    """OK in the dialog, and wait for the list."""
    scene.windows.click("run.confirm.yes")
    scene.windows.appears("list.window", "run.nobody_left", "run.failed")
    scene.windows.appears("list.window")


def go_on_without_errors(scene: Scene) -> str:
    """OK in a list with errors, and in what is then asked; wait for the comparison list. What was asked."""
    windows = scene.windows
    windows.click("list.ok")
    windows.appears("run.staying_behind")
    words = windows.text("run.staying_behind")
    windows.click("run.staying_behind.yes")
    windows.goes("run.staying_behind")
    windows.appears("impact.pane", "run.nobody_left", "run.failed")
    windows.appears("impact.pane")
    return words


def heed(scene: Scene) -> str:
    """Go on after the warning that stands over the list before the first 再登録; what it says, or nothing."""
    windows = scene.windows
    if not windows.visible("run.tenant_warning"):
        return ""
    words = windows.text("run.tenant_warning")
    windows.click("run.tenant_warning.yes")
    windows.goes("run.tenant_warning")
    return words


def leave_list(scene: Scene) -> None:
    """キャンセル in the list, back to 個人選択."""
    scene.windows.click("list.cancel")
    scene.windows.goes("list.window")
    scene.windows.appears("person_selection.window")


def ended(scene: Scene) -> str:
    """Wait for the result, and for e-AMANO's data to be compared with what was sent; what the result says."""
    scene.windows.appears(*_ENDINGS)
    scene.windows.appears("run.result")
    scene.windows.shows(_COMPARED, "照合OK")
    return scene.windows.text("run.result")


def leave_result(scene: Scene) -> None:
    """OK in the result dialog of a first registration."""
    scene.windows.click("run.result.ok")
    scene.windows.goes("person_selection.window")


def listed(scene: Scene, *columns: int) -> list[Row]:
    """These columns of the list's rows."""
    return [tuple(row[column] for column in columns) for row in scene.windows.rows("list.table")]


def lines(rows: Sequence[Row]) -> str:
    """Rows as one text, to be handed from step to step."""
    return "\n".join("\t".join(cell.replace("\n", " ") for cell in row) for row in rows)


def rows_of(text: str) -> list[Row]:
    """The rows of such a text."""
    return [tuple(line.split("\t")) for line in text.splitlines()]
