"""Exit codes, and how a refusal is told."""

import json
from collections.abc import Mapping
from enum import IntEnum

import click


class Exit(IntEnum):
    """What a command ends with."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    UNKNOWN = 3
    NO_CONNECTION = 4


_OF_THE_CONNECTION = ("NXD_D_", "NXD_C_", "NXD_P_", "NXD_T_", "NXD_X_", "NXD_R_", "NXD_S_")


_CANCELLED = ("NXD_C_04", "NXD_X_05")


def exit_for(code: str) -> Exit:
    """NO_CONNECTION for a cause of the connection (connection.md §6), REFUSED for everything else and for 中止."""
    of_the_connection = code.startswith(_OF_THE_CONNECTION) and code not in _CANCELLED
    return Exit.NO_CONNECTION if of_the_connection else Exit.REFUSED


def tell(words: str, facts: Mapping[str, object], *, as_json: bool) -> None:
    """Print the words, or with --json the facts as one line."""
    click.echo(json.dumps(facts, ensure_ascii=False) if as_json else words)


def refuse(code: str, sentence: str, *, as_json: bool, check: str = "", status: Exit = Exit.REFUSED,
           **facts: object) -> SystemExit:
    """Say why not, on standard error (or as JSON on standard output, with the facts), and give the exit to raise."""
    if as_json:
        click.echo(json.dumps({"ok": False, "code": code, "sentence": sentence, "check": check} | facts,
                              ensure_ascii=False))
    else:
        click.echo(sentence + (f"({code})" if code else "") + (f"\n確認すること: {check}" if check else ""), err=True)
    return SystemExit(status)
