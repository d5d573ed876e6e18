"""The tour: chapters (2) to (7) of the manual, then every kind of table (1) each way it goes; played and reported."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from nxdesk.cases import chapter_1, chapter_2, chapter_3, chapter_4, chapter_5, chapter_6, chapter_7
from nxdesk.cases.manual import Manual, ManualChanged
from nxdesk.cases.player import Player, StepResult
from nxdesk.cases.report import Report, write_report
from nxdesk.cases.steps import Scene, Step
from nxdesk.records.clock import Clock

TITLE = "説明書の手順の実行（10種のデータ、NX→e-AMANOとe-AMANO→NX）"
_AFTER = timedelta(minutes=1)


def start(scene: Scene) -> None:
    """The login window stands, and the program behind it."""
    scene.windows.appears("login.window")
    name = scene.manual.chapter(1).title.partition("の")[0]
    scene.among("ログイン画面", [name], scene.windows.words("login.window"))


STEPS: tuple[Step, ...] = (
    Step("start", "プログラムを起動する", (1, "以下に、NX連携する為の設定方法と", ""), start),
    *chapter_2.STEPS, *chapter_3.STEPS, *chapter_4.STEPS, *chapter_5.STEPS, *chapter_6.STEPS, *chapter_7.STEPS,
    *chapter_1.STEPS)


def beginning(manual: Manual) -> datetime:
    """The moment at which the practice clock starts, for NX and the service alike: after all that the pictures show.

    People are saved at the pictures' moments by holding NX's clock; everything else comes later than they. Raises
    ManualChanged.
    """
    try:
        return max(map(Clock.parse, manual.comparison_list.column("NX更新日"))) + _AFTER
    except ValueError as unreadable:
        raise ManualChanged(f"(4)のNX更新日: {unreadable}") from None


def play_tour(scene: Scene, folder: Path, facts: list[tuple[str, str]], tell: Callable[[StepResult], None]) -> Report:
    """Play every step and write the report into `folder`; also when a fault of the program passes through."""
    folder.mkdir(parents=True, exist_ok=True)
    player = Player(scene, folder)
    try:
        for result in player.play(STEPS):
            tell(result)
    finally:
        report = write_report(folder, TITLE, facts, scene.manual, player.results)
    return report
