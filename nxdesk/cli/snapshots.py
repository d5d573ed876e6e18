"""`nxdesk eamano snapshots|restore|purge`: the way back of the practice e-AMANO (練習の道具 → スナップショット)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from nxdesk.boot.options import Options
from nxdesk.cli.audit import CUSTOMER_OPTION
from nxdesk.cli.exits import Exit, refuse, tell
from nxdesk.records.clock import shown

if TYPE_CHECKING:
    from nxdesk.eamano.rules.registering import Service
    from nxdesk.eamano.rules.restoring import Preview
    from nxdesk.eamano.store.snapshots import Snapshot
    from nxdesk.eamano.store.tenants import Tenant

_JSON = click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力する")
_YES = click.option("--yes", is_flag=True, help="確認せずに実行する")
_MOST = 1_000
_NAMED = 100
"""So many records are named; the numbers count all."""


@contextmanager
def _opened(options: Options, customer_id: str, *, as_json: bool) -> "Iterator[tuple[Service, Tenant]]":
    from nxdesk.eamano.administration import opened_tenant
    from nxdesk.eamano.rules.restoring import RestoreRefused
    from nxdesk.eamano.store.database import Busy
    from nxdesk.eamano.store.migrate import StoreRefused

    try:
        with opened_tenant(options.service_data, options.clock, customer_id) as found:
            yield found
    except StoreRefused as reason:
        raise refuse("", reason.sentence, as_json=as_json) from None
    except RestoreRefused as reason:
        raise refuse(reason.code, reason.sentence, as_json=as_json) from None
    except Busy:
        raise refuse("", "ほかの処理がデータベースを使っています。しばらくしてから、もう一度実行してください。", as_json=as_json) from None


@click.command("snapshots")
@CUSTOMER_OPTION
@_JSON
@click.pass_obj
def snapshots_command(options: Options, customer_id: str, *, as_json: bool) -> None:
    """登録の前のスナップショットの一覧を表示します。"""
    from nxdesk.eamano.store.snapshots import Snapshots

    with _opened(options, customer_id, as_json=as_json) as (service, tenant), service.database.read() as connection:
        found = Snapshots(connection, tenant.id).page(0, _MOST)
        now = service.clock.utc_stamp()
    lines = [_line(snapshot, now) for snapshot in found]
    tell("\n".join(lines) or "スナップショットはありません。",
         {"ok": True, "snapshots": [_facts(snapshot, now) for snapshot in found]}, as_json=as_json)


def _line(snapshot: "Snapshot", now: str) -> str:
    from nxdesk.eamano.rules.restore_words import counted

    end = "消去済" if snapshot.over(now) else f"期限 {shown(snapshot.expires_at)}"
    return f"No.{snapshot.run}　{shown(snapshot.at)}　{snapshot.action}　{'、'.join(counted(snapshot))}　{end}"


def _facts(snapshot: "Snapshot", now: str) -> dict[str, Any]:
    return {"run": snapshot.run, "at": snapshot.at, "action": snapshot.action, "expires_at": snapshot.expires_at,
            "usable": not snapshot.over(now), "back_to": snapshot.back_to,
            "counts": {name: {"added": added, "changed": changed}
                       for name, (added, changed) in snapshot.counts.items()}}


@click.command("restore")
@click.argument("run", type=click.IntRange(1))
@_YES
@CUSTOMER_OPTION
@_JSON
@click.pass_obj
def restore_command(options: Options, run: int, customer_id: str, *, yes: bool, as_json: bool) -> None:
    """処理No.RUNの登録の前の状態に戻します。それより後の登録と変更も取り消します。"""
    from uuid import uuid4

    from nxdesk.eamano.rules.restoring import preview, restore
    from nxdesk.eamano.store.audit import Actor

    with _opened(options, customer_id, as_json=as_json) as (service, tenant):
        looked = preview(service, tenant.id, run)
        if not as_json:
            _show(looked)
        if not yes and (as_json or not click.confirm("登録の前の状態に戻しますか")):
            raise refuse("", "戻していません。実行するには --yes を付けてください。", as_json=as_json,
                         check="", status=Exit.REFUSED, **_counts(looked))
        actor = Actor("nxdesk eamano restore", "", str(uuid4()))
        number = restore(service, tenant.id, run, actor, looked.seen)
    tell(f"処理No.{run}の前の状態に戻しました（処理No.{number}）。", {"ok": True, "run": number} | _counts(looked),
         as_json=as_json)


def _show(looked: "Preview") -> None:
    from nxdesk.eamano.rules.restore_words import CANNOT, KEPT, record_words, summary

    snapshot = looked.snapshot
    click.echo(f"処理No.{snapshot.run}（{snapshot.action}、{shown(snapshot.at)}）の前の状態に戻します。")
    if len(looked.undone) > 1:
        later = "、".join(f"No.{other.run} {other.action}" for other in looked.undone[1:])
        click.echo(f"あとに行われた次の処理も取り消します: {later}")
    click.echo(f"{CANNOT}\n{KEPT}")
    for label, vanish, back, change in summary(looked):
        click.echo(f"{label}: なくなる{vanish:,}　戻ってくる{back:,}　変わる{change:,}")
    for record in looked.named(_NAMED):
        words = record_words(looked, record)
        click.echo(f"- {words.title}: {words.what}" + (f"（個人番号も{words.number}）" if words.number else ""))
        if words.what == "変わる":
            for item in words.items:
                click.echo(f"    {item.label}: {item.now or '（空白）'} → {item.after or '（空白）'}")
    if len(looked.records) > _NAMED:
        click.echo(f"ほか{len(looked.records) - _NAMED:,}件")


def _counts(looked: "Preview") -> dict[str, object]:
    from nxdesk.eamano.rules.restore_words import summary

    return {"undone": [snapshot.run for snapshot in looked.undone],
            "preview": {label: {"vanish": vanish, "return": back, "change": change}
                        for label, vanish, back, change in summary(looked)}}


@click.command("purge")
@click.argument("run", type=click.IntRange(1), required=False)
@click.option("--all", "everything", is_flag=True, help="すべてのスナップショット")
@_YES
@CUSTOMER_OPTION
@_JSON
@click.pass_obj
def purge_command(options: Options, run: int | None, customer_id: str, *, everything: bool, yes: bool,
                  as_json: bool) -> None:
    """スナップショットを今すぐ消去します。消去すると、その登録の前には戻せません。"""
    from uuid import uuid4

    from nxdesk.eamano.rules.restoring import purge
    from nxdesk.eamano.store.audit import Actor

    if everything == (run is not None):
        raise click.UsageError("処理の番号か --all のどちらか一方を指定してください。")
    if not yes and (as_json or not click.confirm("消去しますか。消去したものは戻せません")):
        raise refuse("", "消去していません。実行するには --yes を付けてください。", as_json=as_json)
    with _opened(options, customer_id, as_json=as_json) as (service, tenant):
        purged = purge(service, tenant.id, Actor("nxdesk eamano purge", "", str(uuid4())), run)
    if not purged:
        raise refuse("", "消去するスナップショットはありません。", as_json=as_json, status=Exit.REFUSED)
    tell(f"スナップショット{purged}件を消去しました。", {"ok": True, "purged": purged}, as_json=as_json)


SNAPSHOT_COMMANDS = (snapshots_command, restore_command, purge_command)
