"""Plays steps one after another, each with its comparisons, picture, structure and duration.

A step that cannot go on ends the case: the rest is noted as not played. A fault of the program itself passes through,
but only after the results so far have been kept. Ctrl+C passes through as well, and is nobody's fault.
"""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path

from nxdesk.cases.driver import CaseFailed
from nxdesk.cases.manual import ManualChanged
from nxdesk.cases.steps import Check, Scene, Step


class Outcome(Enum):
    """How a step ended, in the report's words."""

    PASSED = "説明書どおり"
    FAILED = "相違あり"
    NOT_PLAYED = "未実行"


@dataclass(frozen=True, slots=True)
class StepResult:
    """One step as it came out; `picture` is a file name beside the report or empty."""

    number: int
    id: str
    title: str
    chapter: int
    passage: str
    outcome: Outcome
    checks: tuple[Check, ...] = ()
    failure: str = ""
    picture: str = ""
    seconds: float = 0.0


class Player:
    """Plays on a scene and leaves pictures and structures in a folder. `results` grows with each step."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self._scene = scene
        self._folder = folder
        self.results: list[StepResult] = []
        self._digits = 2

    def play(self, steps: Sequence[Step]) -> Iterator[StepResult]:
        """Play the steps; gives each result as it is known."""
        broken = False
        self._digits = max(2, len(str(len(steps))))
        for number, step in enumerate(steps, start=1):
            self._keep(self._not_played(number, step) if broken else self._one(number, step))
            broken = broken or bool(self.results[-1].failure)
            yield self.results[-1]

    def _keep(self, result: StepResult) -> None:
        self.results.append(result)

    def _not_played(self, number: int, step: Step) -> StepResult:
        return StepResult(number, step.id, step.title, step.section, self._passage(step), Outcome.NOT_PLAYED)

    def _passage(self, step: Step) -> str:
        chapter, first, last = step.passage
        try:
            return self._scene.manual.chapter(chapter).passage(first, last)
        except ManualChanged as missing:
            return f"（説明書にこの箇所が見つかりません: {missing}）"

    def _one(self, number: int, step: Step) -> StepResult:
        self._scene.checks.clear()
        failure, started = "", time.monotonic()
        try:
            step.play(self._scene)
        except CaseFailed as reason:
            failure = str(reason)
        except ManualChanged as missing:
            failure = f"説明書にこの箇所が見つかりません: {missing}"
        except Exception as fault:
            self._keep(self._result(number, step, f"プログラムの不具合: {type(fault).__name__}", started))
            raise
        return self._result(number, step, failure, started)

    def _result(self, number: int, step: Step, failure: str, started: float) -> StepResult:
        seconds = time.monotonic() - started
        scene = self._scene
        picture, no_picture = self._picture(number, step)
        if complaints := scene.windows.complaints():
            scene.holds("画面の警告", "なし", "\n".join(complaints), passed=False)
        failure = failure or no_picture
        passed = not failure and bool(scene.checks) and all(check.passed for check in scene.checks)
        return StepResult(number, step.id, step.title, step.section, self._passage(step),
                          Outcome.PASSED if passed else Outcome.FAILED, tuple(scene.checks), failure, picture, seconds)

    def _picture(self, number: int, step: Step) -> tuple[str, str]:
        """The picture's file name, or why there is none."""
        stem = f"{number:0{self._digits}}-{step.id}"
        source = self._scene.windows if step.on == "windows" else self._scene.pages
        try:
            source.picture(self._folder / f"{stem}.png")
            self._words(step, self._folder / f"{stem}.json")
        except CaseFailed as reason:
            return "", str(reason)
        return f"{stem}.png", ""

    def _words(self, step: Step, path: Path) -> None:
        """What can be read in the picture: of windows widget by widget, of a page line by line."""
        scene = self._scene
        seen = ([asdict(widget) for widget in scene.windows.structure()] if step.on == "windows"
                else scene.pages.words().splitlines())
        path.write_text(scene.blackened(json.dumps(seen, ensure_ascii=False, indent=1)), encoding="utf-8")
