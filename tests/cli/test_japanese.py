"""Whatever the command line says, it says it in Japanese: no sentence of the library that reads commands is left."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest
from click import core, decorators, exceptions, formatting, parser, types

from nxdesk.cli.commands import cli
from nxdesk.cli.japanese import WORDS

ENGLISH = re.compile(r"[A-Z][a-z]+ [a-z]+|[a-z]{2,} [a-z]{2,}"
                     r"|\b(?:Usage|Options|Commands|Error|OPTIONS|ARGS|TEXT|INTEGER)\b")
UNREACHED = re.compile(
    "Deprecat|deprecated|argument declared|flag for true/false|declarations|declared|name was passed|defined twice"
    "|env var|dynamic|Do you want|Confirm the action|version|Positional|Missing (?!option|command)|Takes|iterable"
    "|Could not|unknown|Invalid start|Argument|Choose|Choice|is not one of|is not {choice}|format|boolean|UUID"
    "|executable|values are required|parameter declaration")
"""What is said of arguments, choices and prompts, which no command has, and to those who write commands."""


def said(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Exit status and everything printed."""
    with pytest.raises(SystemExit) as ended:
        cli(list(arguments), prog_name="nxdesk")
    captured = capfd.readouterr()
    return int(ended.value.code or 0), captured.out + captured.err


def english(text: str, *arguments: str) -> list[str]:
    """What is left in English when the names of commands and what was typed is left out."""
    typed = "|".join(re.escape(argument) for argument in arguments if argument[0] != "-")
    return ENGLISH.findall(re.sub(rf"nxdesk(?: [a-z-]+)*|{typed or 'nxdesk'}", "", text))


def paths(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, inner in command.commands.items() if isinstance(command, click.Group) else ():
        yield from paths(inner, (*path, name))


@pytest.mark.parametrize("path", list(paths(cli)), ids=lambda path: " ".join(path) or "nxdesk")
def test_help_is_in_japanese(capfd: pytest.CaptureFixture[str], path: tuple[str, ...]):
    status, text = said(capfd, *path, "--help")
    assert status == 0
    assert text.startswith("使い方: nxdesk")
    assert "使い方を表示して終了" in text
    assert not english(text)


@pytest.mark.parametrize(("arguments", "words"), [
    (("masters", "generate"), "オプションを指定してください: '--people'"),
    (("masters", "generate", "--people", "many"), "「many」は数として読み取れません。"),
    (("masters", "generate", "--people", "0"), "0は範囲（1<=x<=1000000）の外です。"),
    (("--data", __file__, "connect", "check"), "はファイルです。フォルダーを指定してください。"),
    (("--clock", "soon", "connect", "check"), "日時「soon」を読み取れません。"),
    (("--clock", "0001-01-01", "connect", "check"), "日時「0001-01-01」を読み取れません。"),
    (("--clock", "9999-12-31 23:59:59", "connect", "check"), "日時「9999-12-31 23:59:59」を読み取れません。"),
    (("eamano", "serve", "--clock", "0001-01-01"), "日時「0001-01-01」を読み取れません。"),
    (("--nx-version", "new", "connect", "check"), "バージョン「new」を読み取れません。"),
    (("tour", "--out", "x", "--manual", "/nowhere"), "「/nowhere」は見つかりません。"),
    (("tour", "--out", "x", "--manual", "/"), "「/」はフォルダーです。"),
    (("register", "employee"), "--codes か --all のどちらか一方"),
    (("register", "employee", "--all", "--as-of", "9999-12-31"), "参照日「9999-12-31」を読み取れません。"),
    (("register", "employee", "--all", "--as-of"), "オプション「--as-of」には値が必要です。"),
    (("register", "employee", "--all=yes"), "オプション「--all」に値は付けられません。"),
    (("register", "employee", "--all", "everybody"), "余分な引数があります: everybody"),
    (("register", "employee", "everybody", "--all", "twice"), "余分な引数があります: everybody twice"),
    (("register", "nobody"), "コマンド「nobody」はありません。"),
    (("registr",), "コマンド「registr」はありません。"),
    (("connect", "set", "--urk", "x"), "オプション「--urk」はありません。"),
    (("connect", "set", "--proxi", "x"), "オプション「--proxi」はありません。"),
    (("connect", "set", "--auth-id", "-"), "認証用IDを標準入力から読み取れません。"),
    (("connect",), "使い方: nxdesk connect"),
])
def test_refusals_are_in_japanese(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
                                  arguments: tuple[str, ...], words: str):
    nothing = tmp_path / "nothing"
    nothing.touch()
    with nothing.open(encoding="utf-8") as empty:
        monkeypatch.setattr("sys.stdin", empty)
        status, text = said(capfd, *arguments)
    assert status == 2
    assert words in text
    assert not english(text, *arguments)


def sentences(module: ModuleType) -> Iterator[str]:
    """What a module of the library asks to have translated."""
    for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
            yield from (given.value for given in node.args[:1]
                        if isinstance(given, ast.Constant) and isinstance(given.value, str))


def test_the_table_has_every_sentence_that_can_be_reached_and_no_other():
    asked = {text for module in (core, decorators, exceptions, formatting, parser, types) for text in sentences(module)}
    asked.add("required")
    assert {text for text in asked if not UNREACHED.search(text)} <= WORDS.keys()
    assert WORDS.keys() - asked == {"(Did you mean one of: {possibilities}?)"}
