"""The words of the library that reads commands, in Japanese.

It asks gettext for them, which would look for compiled catalogues and for the language of the terminal; here they are
handed to it, and are the same everywhere. What is not in the table cannot be reached (tests/cli/test_japanese.py).
"""

import click
from click import core, decorators, exceptions, formatting, parser, types

WORDS: dict[str, str] = {
    # Help.
    "Usage:": "使い方:",
    "Options": "オプション",
    "Commands": "コマンド",
    "Show this message and exit.": "使い方を表示して終了",
    "default: {default}": "既定値: {default}",
    "required": "必須",
    # Refusals.
    "Aborted!": "中止しました。",
    "Error: {message}": "エラー: {message}",
    "Try '{command} {option}' for help.": "使い方は「{command} {option}」で表示できます。",
    "Missing command.": "コマンドを指定してください。",
    "Missing option": "オプションを指定してください:",
    "No such command {name!r}.": "コマンド「{name}」はありません。",
    "No such option {name!r}.": "オプション「{name}」はありません。",
    "Did you mean {possibility}?": "「{possibility}」ではありませんか。",
    "(Did you mean one of: {possibilities}?)": "（似た名前: {possibilities}）",
    "Got unexpected extra argument ({args})": "余分な引数があります: {args}",
    "Option {name!r} requires an argument.": "オプション「{name}」には値が必要です。",
    "Option {name!r} does not take a value.": "オプション「{name}」に値は付けられません。",
    "Invalid value: {message}": "値が正しくありません。{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint}の値が正しくありません。{message}",
    "{value!r} is not a valid {number_type}.": "「{value}」は数として読み取れません。",
    "{value} is not in the range {range}.": "{value}は範囲（{range}）の外です。",
    # Files and folders.
    "file": "ファイル",
    "directory": "フォルダー",
    "path": "場所",
    "{name} {filename!r} does not exist.": "「{filename}」は見つかりません。",
    "{name} {filename!r} is a file.": "「{filename}」はファイルです。フォルダーを指定してください。",
    "{name} {filename!r} is a directory.": "「{filename}」はフォルダーです。ファイルを指定してください。",
    "{name} {filename!r} is not readable.": "「{filename}」を読み取る権限がありません。",
    "{name} {filename!r} is not writable.": "「{filename}」に書き込む権限がありません。",
}

_VALUES = {"text": "文字", "integer": "整数", "integer range": "整数", "directory": "フォルダー", "file": "ファイル"}


def speak_japanese(command: click.Command) -> None:
    """Let everything that is printed about the command, and about those below it, be in Japanese."""
    for module in (core, decorators, exceptions, formatting, parser, types):
        vars(module).update(_=_translated, ngettext=_translated_number)
    _name_values(command)


def _translated(message: str) -> str:
    return WORDS.get(message, message)


def _translated_number(singular: str, plural: str, _number: int) -> str:
    """Japanese has one form for one and for many."""
    return WORDS.get(singular if _number == 1 else plural) or WORDS.get(singular, plural)


def _name_values(command: click.Command) -> None:
    command.options_metavar = "[オプション]"
    for option in command.params:
        if option.metavar is None and not getattr(option, "is_flag", False):
            option.metavar = _VALUES.get(option.type.name)
    if isinstance(command, click.Group):
        command.subcommand_metavar = "コマンド"
        for inner in command.commands.values():
            _name_values(inner)
