"""Playing steps: differences, steps that cannot go on, faults of the program, and what the report makes of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from nxdesk.cases.driver import CaseFailed, Seen
from nxdesk.cases.manual import Manual
from nxdesk.cases.player import Outcome, Player
from nxdesk.cases.report import write_report
from nxdesk.cases.steps import Scene, Step
from nxdesk.records.clock import Clock
from nxdesk.resources import manual

PASSAGE = (5, "人事担当者向け画面の", "")


class Stage:
    """Windows and pages of which the player asks pictures, structure and complaints only."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.broken_camera = False

    def picture(self, path: Path) -> None:
        if self.broken_camera:
            raise CaseFailed("画像を保存できません。")
        path.write_bytes(b"picture")

    def structure(self):
        return (Seen("login.user_id", "QLineEdit", "himitsu-1", True, True, ""),)

    def complaints(self):
        told, self.told = tuple(self.told), []
        return told


@pytest.fixture
def scene():
    stage: Any = Stage()
    return Scene(Manual(manual()), stage, stage, Clock(), lambda: "")


def played(scene, folder, *plays):
    player = Player(scene, folder)
    steps = [Step(f"s{number}", f"手順{number}", PASSAGE, play) for number, play in enumerate(plays, 1)]
    return list(player.play(steps))


def fine(scene):
    scene.same("文", "あ", "あ")


def different(scene):
    scene.same("文", "あ", "い")
    scene.same("数", "1", "1")


def stuck(scene):
    scene.same("数", "1", "1")
    raise CaseFailed("「list.ok」が現れません。")


def test_difference_fails_its_step_and_the_case_goes_on(scene, tmp_path):
    first, second = played(scene, tmp_path, different, fine)
    assert (first.outcome, second.outcome) == (Outcome.FAILED, Outcome.PASSED)
    assert [check.passed for check in first.checks] == [False, True]
    assert "従業員一覧" in second.passage


def test_step_that_cannot_go_on_ends_the_case(scene, tmp_path):
    results = played(scene, tmp_path, fine, stuck, fine)
    assert [result.outcome for result in results] == [Outcome.PASSED, Outcome.FAILED, Outcome.NOT_PLAYED]
    assert results[1].failure == "「list.ok」が現れません。"
    assert results[1].picture
    assert not results[2].picture


def test_step_that_compares_nothing_proves_nothing(scene, tmp_path):
    assert played(scene, tmp_path, lambda scene: None)[0].outcome is Outcome.FAILED


def test_place_that_left_the_manual_ends_the_case(scene, tmp_path):
    result, = played(scene, tmp_path, lambda scene: scene.manual.chapter(5).names("どこにもない文"))
    assert "どこにもない文" in result.failure


def test_missing_picture_fails_its_step(scene, tmp_path):
    scene.windows.broken_camera = True
    result, = played(scene, tmp_path, fine)
    assert (result.outcome, result.picture, result.failure) == (Outcome.FAILED, "", "画像を保存できません。")


def test_warning_of_the_windows_fails_its_step(scene, tmp_path):
    scene.windows.told.append("QObject: something is wrong")
    first, second = played(scene, tmp_path, fine, fine)
    assert (first.outcome, second.outcome) == (Outcome.FAILED, Outcome.PASSED)
    assert first.checks[-1].seen == "QObject: something is wrong"


def test_fault_of_the_program_passes_through_after_being_kept(scene, tmp_path):
    def faulty(scene):
        raise ZeroDivisionError
    player = Player(scene, tmp_path)
    with pytest.raises(ZeroDivisionError):
        list(player.play([Step("s", "手順", PASSAGE, faulty)]))
    assert player.results[0].failure == "プログラムの不具合: ZeroDivisionError"


def test_ctrl_c_is_no_fault_of_the_program(scene, tmp_path):
    def interrupted(scene):
        raise KeyboardInterrupt
    player = Player(scene, tmp_path)
    with pytest.raises(KeyboardInterrupt):
        list(player.play([Step("f", "手順", PASSAGE, fine), Step("s", "手順", PASSAGE, interrupted)]))
    assert [(result.id, result.failure) for result in player.results] == [("f", "")]


def test_secrets_are_blackened_everywhere(scene, tmp_path):
    def play(scene):
        scene.secrets.add("himitsu-1")
        scene.same("パスワード", "himitsu-1", "himitsu-1")
    result, = played(scene, tmp_path, play)
    assert result.checks[0].seen == "••••"
    assert json.loads((tmp_path / "01-s1.json").read_text(encoding="utf-8"))[0]["text"] == "••••"


@pytest.mark.parametrize(("compare", "passed"), [
    (lambda scene: scene.among("", ["a", "b"], ["b", "c", "a"]), True),
    (lambda scene: scene.among("", ["a", "b"], ["a"]), False),
    (lambda scene: scene.in_order("", ["a", "b"], ["x", "a", "y", "b"]), True),
    (lambda scene: scene.in_order("", ["a", "b"], ["b", "a"]), False),
    (lambda scene: scene.in_order("", ["a", "a"], ["a"]), False),
    (lambda scene: scene.none_of("", ["a"], ["b"]), True),
    (lambda scene: scene.none_of("", ["a"], ["a"]), False),
    (lambda scene: scene.says("", ["1", "2"], "1と2"), True),
    (lambda scene: scene.says("", ["1", "3"], "1と2"), False),
    (lambda scene: scene.same_row("", ("a", ""), ["a", ""]), True),
    (lambda scene: scene.same_row("", ("a", ""), ["a"]), False),
    (lambda scene: scene.same_rows("", [("a",)], [["a"]]), True),
    (lambda scene: scene.same_rows("", [("a",)], [("a",), ("b",)]), False),
])
def test_comparisons(scene, compare, passed):
    compare(scene)
    assert [check.passed for check in scene.checks] == [passed]


def test_report_shows_everything_and_loads_nothing_from_elsewhere(scene, tmp_path):
    def play(scene):
        scene.same("<script>", "<b>太字</b>", "")
    results = played(scene, tmp_path, fine, play, stuck, fine)
    report = write_report(tmp_path, "題名", [("版", "0.1")], scene.manual, results)
    page = report.path.read_text(encoding="utf-8")
    assert [result.id for result in report.failed] == ["s2", "s3", "s4"]
    assert "4手順のうち1手順が説明書どおりでした。" in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert "http" not in page
    assert page.count("<article") == 4
    assert page.count("<img") == 3
    assert [step["outcome"] for step in json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))] == [
        "passed", "failed", "failed", "not_played"]
