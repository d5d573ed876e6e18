"""Lists and impacts of runs as the command line tells them: as lines, and as facts for JSON."""

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from nxdesk.cli.exits import Exit

if TYPE_CHECKING:
    from nxdesk.desk.impact import Impact, ImpactItem, ImpactRecord
    from nxdesk.desk.run_state import ListRow

_BLANK = "（空欄）"


def table(rows: Iterable["ListRow"], notes: Iterable[str]) -> str:
    """The rows under their titles, a tab between cells, and the remarks below."""
    from nxdesk.desk.run_state import COLUMNS

    return "\n".join(["\t".join(COLUMNS), *("\t".join(row.cells) for row in rows), *notes])


def exit_of_list(rows: Iterable["ListRow"], *, skip_errors: bool, nobody: bool) -> Exit:
    """The status of a run that ended at its list: refused for errors that were not to be skipped, and for `nobody`."""
    return Exit.REFUSED if nobody or (not skip_errors and any(row.is_error for row in rows)) else Exit.DONE


def counting(words: str, *, as_json: bool) -> Callable[[int, int], None]:
    """Counts people on a line of its own, such as 送信中 1/12名, where somebody watches."""
    def progress(done: int, everybody: int) -> None:
        if not as_json and sys.stderr.isatty():
            click.echo(f"\r{words} {done}/{everybody}名", nl=done >= everybody, err=True)
    return progress


def facts_of(rows: Iterable["ListRow"]) -> list[dict[str, str]]:
    """Rows of a list by the names of its columns."""
    from nxdesk.desk.run_state import COLUMNS

    return [dict(zip(COLUMNS, row.cells, strict=True)) for row in rows]


def effects(impact: "Impact", *, losing_only: bool = False) -> str:
    """Record by record, a line an item: the manual's row, the effect, and the value before and after."""
    lines = []
    for record in impact.records:
        items = [item for item in record.items if item.loses or not losing_only]
        if items:
            lines += [f"{record.shown_name}\t{record.label}", *map(_line, items)]
    return "\n".join(lines)


def _line(item: "ImpactItem") -> str:
    mark = "！" if item.loses else "　"
    return f"{mark}\t{item.rule}\t{item.effect.value}\t{item.label}\t{item.old or _BLANK}\t→\t{item.new or _BLANK}"


def impact_facts(impact: "Impact | None") -> dict[str, object] | None:
    """What a run does, as facts; None where nobody is overwritten."""
    if impact is None:
        return None
    return {"written": impact.written, "new": impact.new, "relinked": impact.relinked, "deleted": impact.deleted,
            "numbers_deleted": impact.numbers_deleted, "numbers_replaced": impact.numbers_replaced,
            "losses": impact.losses, "unchanged": impact.unchanged, "newer": impact.newer,
            "named_losses": list(impact.named_losses()),
            "warnings": [{"id": tick.id, "code": tick.code, "sentence": tick.sentence, "names": list(tick.names)}
                         for tick in impact.ticks()],
            "records": list(map(_record_facts, impact.records))}


def _record_facts(record: "ImpactRecord") -> dict[str, object]:
    return {"code": record.code, "member": record.member_key, "person": record.person, "name": record.name,
            "relation": record.relation, "label": record.label, "deleted": record.deleted,
            "number_lost": record.number_lost, "near": record.near, "newer": record.newer,
            "loses": record.loses,
            "effects": [{"field": item.item, "label": item.label, "effect": item.effect.value, "old": item.old,
                         "new": item.new, "rule": item.rule, "loses": item.loses} for item in record.items]}
