"""`nxdesk kinds`: the kinds of data that are linked, in which directions, and in which order (manual (1))."""

import click

from nxdesk.cli.exits import tell
from nxdesk.records.fields import Kind
from nxdesk.records.kinds import KINDS


@click.command("kinds")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力する")
def kinds_command(*, as_json: bool) -> None:
    """連携できるデータの種別と方向の一覧を表示します。"""
    lines = ["No\t種別\tNX→e-AMANO\te-AMANO→NX\t名前", *(
        f"{kind.number}\t{kind.label}\t{_way(kind.register_number, kind.register_label)}"
        f"\t{_way(kind.acquire_number, kind.acquire_label)}\t{kind.id}" for kind in KINDS)]
    tell("\n".join(lines), {"kinds": [_facts(kind) for kind in KINDS]}, as_json=as_json)


def _way(number: int | None, label: str) -> str:
    return f"{number}.{label}" if number else "－"


def _facts(kind: Kind) -> dict[str, object]:
    return {"id": kind.id, "number": kind.number, "label": kind.label, "register_number": kind.register_number,
            "acquire_number": kind.acquire_number, "by_person": kind.by_person, "many": kind.many,
            "register_after": list(kind.register_after), "acquire_after": list(kind.acquire_after)}
