"""The ten acceptance checks of the connection are shown by tests and commands that exist."""

import re
from pathlib import Path

import click

from nxdesk.cli.commands import cli
from nxdesk.lab.faults import FAULTS
from nxdesk.link.causes import CAUSES
from tests.cli.command import REST_ROW

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "acceptance.md").read_text(encoding="utf-8")
NODE = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
PLACES = ("link", "lab", "proof", "cli", "desk", "windows")


def test_each_of_the_ten_names_a_test() -> None:
    rows = re.findall(r"^\| (\d+) \|(.*)$", PAGE, re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 11))
    assert all(NODE.search(row) for _, row in rows)


def test_the_tests_named_exist() -> None:
    missing = [f"{file}::{name}" for file, name in NODE.findall(PAGE)
               if not (ROOT / file).is_file()
               or not re.search(rf"^def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)]
    assert not missing


def test_the_commands_named_exist() -> None:
    lines = re.findall(r"^nxdesk ([^#\n]+)", PAGE, re.MULTILINE)
    assert lines
    for line in lines:
        command: click.Command = cli
        for word in line.split():
            if isinstance(command, click.Group):
                command = command.commands[word]
        options = {name for option in command.params for name in option.opts}
        assert {word for word in line.split() if word.startswith("--")} <= options, line


def test_every_cause_is_named_by_a_test() -> None:
    """By its code, or as what a fault of the practice network leads to, which tests/lab goes through; Z-99 by none."""
    tests = "".join(path.read_text(encoding="utf-8") for place in PLACES
                    for path in (ROOT / "tests" / place).glob("test_*.py"))
    led_to = {"NXD_" + fault.leads_to.replace("-", "_") for fault in FAULTS.values()}
    asserted = set(re.findall(r"NXD_[A-Z]_\d\d", tests)) | led_to
    assert set(CAUSES) - asserted == {REST_ROW}
