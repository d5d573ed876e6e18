"""A plain start of the program is recognised without the library that reads commands, and means the same."""

import subprocess
import sys
from pathlib import Path

import pytest

from nxdesk.boot.options import Options
from nxdesk.cli import windows
from nxdesk.cli.commands import cli
from nxdesk.cli.main import window_options

FULL = ("--data", "x", "--clock", "2020-04-06 09:00:53", "--nx-version", "1.1.3", "--masters-url", "sqlite:///y")


@pytest.mark.parametrize("arguments", [(), FULL[:2], FULL[2:4], FULL[4:6], FULL], ids=len)
def test_means_the_same_as_the_commands_reading(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch):
    told: list[Options] = []

    def run_windows(options: Options) -> int:
        told.append(options)
        return 7

    monkeypatch.setattr(windows, "run_windows", run_windows)
    with pytest.raises(SystemExit, match="7"):
        cli(list(arguments), prog_name="nxdesk", standalone_mode=False)
    plain = window_options(arguments)
    assert plain is not None
    assert (plain.data, plain.nx_version, plain.masters_url) == (told[0].data, told[0].nx_version, told[0].masters_url)
    assert abs(plain.clock.now() - told[0].clock.now()).total_seconds() < 60


@pytest.mark.parametrize("arguments", [
    ("--help",), ("--self-test",), ("register", "employee"), ("--data", "x", "tour"), ("--data", "x", "--data", "y"),
    ("--clock", "soon"), ("--nx-version", "new"), ("--data", __file__), ("--data=x",), ("--data",), ("--wrong", "x")])
def test_everything_else_is_left_to_the_commands(arguments: tuple[str, ...]):
    assert window_options(arguments) is None


def test_needs_nothing_of_the_commands():
    run = subprocess.run([sys.executable, "-c", "import sys, nxdesk.cli.main; print(*sys.modules)"],
                         cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
    assert not {"click", "filelock", "subprocess", "sqlalchemy", "PySide6"} & set(run.stdout.split())


def test_the_login_window_needs_no_heavy_library():
    imports = "import sys, nxdesk.cli.windows, nxdesk.windows.app; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", imports], cwd=Path(__file__).parents[2],
                         capture_output=True, text=True, check=True)
    heavy = {"sqlalchemy", "requests", "xlsxwriter", "python_calamine", "fastapi", "cryptography", "argon2", "jinja2",
             "click", "concurrent.futures"}
    assert not heavy & set(run.stdout.split())
