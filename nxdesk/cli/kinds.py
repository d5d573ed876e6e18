"""`nxdesk kinds`: the kinds of data that are linked, in which directions and order, and all of their items."""

from typing import Any

import click

from nxdesk.cli.exits import tell
from nxdesk.records.fields import Kind
from nxdesk.records.handbook import ItemFacts, KindFacts, items_of, kinds_told


@click.command("kinds")
@click.option("--json", "as_json", is_flag=True, help="項目も含めて、結果をJSONで出力する")
@click.option("--markdown", is_flag=True, help="docs/items.mdの内容を出力する")
def kinds_command(*, as_json: bool, markdown: bool) -> None:
    """連携できるデータの種別と方向、順番、照合のキー、項目の一覧を表示します。"""
    if markdown and not as_json:
        from nxdesk.cli.kinds_page import page

        click.echo(page(), nl=False)
        return
    told = kinds_told()
    lines = ["No\t種別\tNX→e-AMANO\te-AMANO→NX\t名前\t順番\t照合\t項目", *(
        f"{one.kind.number}\t{one.kind.label}\t{one.register}\t{one.acquire}\t{one.kind.id}\t{one.order or '－'}"
        f"\t{one.key}\t{len(one.kind.fields)}" for one in told)]
    tell("\n".join(lines), {"ok": True, "kinds": [_facts(one) for one in told]}, as_json=as_json)


def _facts(told: KindFacts) -> dict[str, object]:
    kind = told.kind
    return {"id": kind.id, "number": kind.number, "label": kind.label, "register_number": kind.register_number,
            "acquire_number": kind.acquire_number, "by_person": kind.by_person, "many": kind.many,
            "register_after": list(kind.register_after), "acquire_after": list(kind.acquire_after),
            "advised": list(kind.advised), "key": list(kind.key), "match": _groups(kind.match),
            "match_back": _groups(kind.match_back), "document": list(kind.document),
            "items": [_item(kind, facts) for facts in items_of(kind)]}


def _groups(match: tuple[tuple[str, ...], ...]) -> list[list[str]]:
    return [list(group) for group in match]


def _item(kind: Kind, facts: ItemFacts) -> dict[str, Any]:
    item = kind.by_id[facts.id]
    return {"id": item.id, "label": item.label, "tab": item.tab, "holder": item.holder.name.lower(),
            "needed_nx": item.needed_nx, "needed_eamano": item.needed_link, "shape": item.shape.kind,
            "longest": item.shape.max_length, "parts": sorted(item.parts),
            "codes": dict(item.shape.codes.entries) if item.shape.codes else None, "checks": list(facts.checks),
            "treatment": item.treatment.name.lower(), "rule": item.rule, "linked": item.linked, "source": item.source}
