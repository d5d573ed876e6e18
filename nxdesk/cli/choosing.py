"""Options by which commands of runs say whom and what they mean, and what was chosen by them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from nxdesk.records.clock import Clock
from nxdesk.records.fields import Kind


@dataclass(frozen=True, slots=True)
class Given:
    """One option: its names, and what else click wants to know of it."""

    names: tuple[str, ...]
    facts: Mapping[str, Any]


WHO = (Given(("--codes",), {"default": "", "help": "個人コード（カンマ区切り）"}),
       Given(("--all", "everybody"), {"is_flag": True, "help": "全員"}))


def made(command: Callable[..., None], name: str, words: str, given: Sequence[Given]) -> click.Command:
    """The command with these options, in this order; what it does takes the program's own options first."""
    for option in reversed(given):
        click.option(*option.names, **option.facts)(command)
    return click.command(name, help=words)(click.pass_obj(command))


def document_options(kind: Kind) -> tuple[Given, ...]:
    """The choice among a person's documents, of kinds that have one."""
    from nxdesk.desk.documents import documents_label

    label = documents_label(kind)
    if not label:
        return ()
    return (Given(("--document",), {"multiple": True, "metavar": "値",
                                    "help": f"{label}（何度でも。省略時は個人ごとに最新のもの）"}),
            Given(("--all-documents", "every_document"), {"is_flag": True, "help": f"すべての{label}"}))


def documents_chosen(named: Sequence[str], *, every: bool) -> tuple[str, ...]:
    """As a `Selection` wants them."""
    from nxdesk.desk.documents import EVERY_DOCUMENT

    if every and named:
        raise click.UsageError("--document か --all-documents のどちらか一方を指定してください。")
    return EVERY_DOCUMENT if every else tuple(name.strip().replace("/", "-") for name in named)


def codes_chosen(codes: str, *, everybody: bool) -> tuple[str, ...] | None:
    """The codes in order, None for everybody."""
    chosen = tuple(dict.fromkeys(code.strip() for code in codes.split(",") if code.strip()))
    if everybody == bool(chosen):
        raise click.UsageError("--codes か --all のどちらか一方を指定してください。")
    return None if everybody else chosen


def day_chosen(text: str, clock: Clock) -> str:
    """参照日 as an ISO day: today where none was given."""
    if not text:
        return clock.today()
    try:
        return Clock.parse(text).date().isoformat()
    except ValueError:
        raise click.UsageError(f"参照日「{text}」を読み取れません。例) 2020-04-06") from None
