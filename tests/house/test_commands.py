"""Every command and every option of `nxdesk` is described in the README or in docs/."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from nxdesk.cli.commands import cli

ROOT = Path(__file__).parents[2]


def leaves(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with what one types to call it."""
    if isinstance(command, click.Group):
        for name, inner in sorted(command.commands.items()):
            yield from leaves(inner, f"{path} {name}")
    else:
        yield path, command


def documentation() -> str:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def test_every_command_is_described():
    text = documentation()
    assert not [path for path, _ in leaves(cli, "nxdesk") if not re.search(rf"{path}\b", text)]


def test_every_option_is_described():
    text = documentation()
    commands = [("nxdesk", cli), *leaves(cli, "nxdesk")]
    options = {(path, name) for path, command in commands for option in command.params
               if isinstance(option, click.Option) for name in option.opts if name.startswith("--")}
    assert not [(path, name) for path, name in sorted(options) if not re.search(rf"{name}\b", text)]


def test_make_targets_described_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    described = set(re.findall(r"`make ([a-z]+)`", documentation()))
    assert {"run", "test", "frozen", "bench", "lint", "lock"} <= described
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in described)
