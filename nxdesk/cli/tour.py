"""`nxdesk tour`: the manual's chapters played through the real windows and service, in a data folder of its own."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nxdesk import __version__
from nxdesk.boot.options import Options
from nxdesk.records.clock import Clock, shown
from nxdesk.records.versions import NxVersion
from nxdesk.windows import driving

if TYPE_CHECKING:
    from nxdesk.boot.build import Program
    from nxdesk.cases.manual import Manual
    from nxdesk.cases.player import StepResult
    from nxdesk.cases.report import Report
    from nxdesk.desk.program import Desk
    from nxdesk.windows.driving.driver import QtDriver


@click.command("tour")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="報告書を書き出すフォルダー")
@click.option("--manual", "other_manual", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=None,
              help="照合する説明書の本文（省略時は付属の説明書）")
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), default=None,
              help="練習データ（データベースと記録）を残す新しいフォルダー（省略時は終わると消えます）")
@click.option("--show", is_flag=True, help="動いている様子を画面に表示する")
@click.pass_obj
def tour_command(options: Options, out: Path, other_manual: Path | None, keep: Path | None, *, show: bool) -> None:
    """説明書の(2)～(7)と(1)の表の全種別を本物の画面とサービスで実行し、1手順1枚の画像つき報告書を作ります。

    手順や表示が説明書と1つでも違えば、終了コード1で終わります。
    """
    from nxdesk.cases.browser import BrowserMissing
    from nxdesk.cases.driver import CaseFailed
    from nxdesk.cases.manual import Manual, ManualChanged
    from nxdesk.resources import manual

    if not show:
        _without_display()
    read = Manual(other_manual.read_text(encoding="utf-8") if other_manual else manual())
    try:
        with _folder(keep) as folder:
            report = _play(read, folder, options.nx_version, out)
    except (BrowserMissing, CaseFailed) as reason:
        raise SystemExit(_not_played(str(reason))) from None
    except ManualChanged as missing:
        raise SystemExit(_not_played(f"説明書にこの箇所が見つかりません: {missing}")) from None
    click.echo(f"報告書: {report.path}")
    raise SystemExit(1 if report.failed else 0)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """A data folder of its own: a new one that stays, or one that goes with the tour."""
    if keep is not None:
        if keep.exists() and any(keep.iterdir()):
            raise click.BadParameter(f"「{keep}」は空のフォルダーではありません。", param_hint="--keep")
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
    else:
        with tempfile.TemporaryDirectory(prefix="nxdesk-tour-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)


def _not_played(sentence: str) -> int:
    click.echo(sentence, err=True)
    return 1


def _without_display() -> None:
    """Draw into memory, on a screen as large as a usual one: nobody's screen is needed, and nobody's mouse disturbs.

    Systems other than Linux have no fonts for that; there the windows are shown.
    """
    if sys.platform == "linux":
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={Path(driving.__file__).with_name('screen.json')}"


def _play(read: "Manual", folder: Path, version: NxVersion, out: Path) -> "Report":
    from nxdesk.boot.build import build
    from nxdesk.boot.refusal import CannotStart
    from nxdesk.cases.browser import Browser
    from nxdesk.cases.steps import Scene
    from nxdesk.cases.tour import beginning, play_tour
    from nxdesk.desk.practice import PRACTICE_USERS
    from nxdesk.desk.refusal import Refusal
    from nxdesk.windows.app import Start
    from nxdesk.windows.driving.stage import on_stage

    options = Options(folder, Clock(beginning(read)), version)
    facts = [("nxdesk", __version__), ("TimePro-NX", f"バージョン {version}"),
             ("練習用の時計", f"{shown(options.clock.stamp())} から")]
    built: list[Program] = []

    def open_desk() -> "Desk":
        try:
            built.append(build(options))
        except CannotStart as reason:
            raise Refusal(reason.code, reason.sentence) from None
        return built[0].desk

    try:
        with Browser() as pages:
            def play(windows: "QtDriver") -> "Report":
                scene = Scene(read, windows, pages, options.clock, lambda: built[0].service.url,
                              shelf=folder.resolve() / "pictures")
                return play_tour(scene, out, facts, _tell)
            return on_stage(Start(open_desk, str(version), None, PRACTICE_USERS), play)
    finally:
        for program in built:
            program.close()


def _tell(result: "StepResult") -> None:
    """One line a step, and what is wrong with it."""
    click.echo(f"{result.number:2} {result.outcome.value}　{result.title}")
    for check in result.checks:
        if not check.passed:
            click.echo(f"   {check.what}: 説明書「{check.expected}」 画面「{check.seen}」", err=True)
    if result.failure:
        click.echo(f"   {result.failure}", err=True)
