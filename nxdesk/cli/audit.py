"""`nxdesk audit verify`: whether anybody has been at the audit log of the practice e-AMANO."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nxdesk.boot.options import Options
from nxdesk.boot.service import EmbeddedService
from nxdesk.cli.exits import Exit, refuse

if TYPE_CHECKING:
    from nxdesk.eamano.store.heads import KnownHead
    from nxdesk.eamano.store.tenants import Tenant
    from nxdesk.eamano.store.verifying import Verified

CUSTOMER_OPTION = click.option("--customer-id", default="AM100001", show_default=True, help="お客様ID")


@click.group("audit")
def audit_group() -> None:
    """e-AMANOの監査ログを確かめます。"""


@audit_group.command("verify")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), default=None, help="サービスのデータフォルダー")
@click.option("--database-url", default=None, help="サービスのデータベース（SQLAlchemyのURL）")
@click.option("--known", multiple=True, metavar="RUN:SEQ:HASH", help="控えてある監査ログの先頭（何度でも）")
@CUSTOMER_OPTION
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力する")
@click.pass_obj
def verify_command(options: Options, data: Path | None, database_url: str | None, known: tuple[str, ...],
                   customer_id: str, *, as_json: bool) -> None:
    """監査ログが書き換え・削除・末尾の切り取り・作り直しをされていないか、全件を検証します。"""
    from nxdesk.eamano.administration import verify_logs
    from nxdesk.eamano.store.migrate import StoreRefused
    from nxdesk.eamano.store.verifying import GIVEN, NX

    given = _given(known)
    remembered = _remembered(options, customer_id) if data is None else []
    try:
        verified = verify_logs(_folder(options, data), {customer_id: {NX: remembered, GIVEN: given}}
                               if remembered or given else None, database_url)
    except StoreRefused as reason:
        raise refuse("", reason.sentence, as_json=as_json) from None
    _tell(verified, as_json=as_json)
    raise SystemExit(Exit.DONE if all(found.sound for _, found in verified) else Exit.REFUSED)


def _folder(options: Options, data: Path | None) -> Path:
    """The service's folder; the program's data folder, in which that lies, is understood as well."""
    if data is None:
        return options.service_data
    inner = data / options.service_data.name
    return inner if inner.is_dir() else data


def _given(known: Sequence[str]) -> "list[KnownHead]":
    from nxdesk.eamano.store.heads import parsed_head

    heads = [parsed_head(text) for text in known]
    if wrong := next((text for text, head in zip(known, heads, strict=True) if head is None), None):
        raise click.UsageError(f"「{wrong}」を読み取れません。「処理の番号:明細の番号:ハッシュ」の形で指定してください。")
    return [head for head in heads if head is not None]


def _remembered(options: Options, customer_id: str) -> "list[KnownHead]":
    """What this folder's NX was told after its registrations with this service and this お客様ID."""
    from nxdesk.desk.outcomes import audit_head
    from nxdesk.eamano.store.heads import parsed_head
    from nxdesk.masters.failures import MastersUnavailable
    from nxdesk.masters.store import open_masters
    from nxdesk.vault.keys import KeyUnavailable, profile_key
    from nxdesk.vault.seal import Sealer

    if options.masters_url is None and not (options.data / "nx.sqlite").exists():
        return []
    url = EmbeddedService(options.service_data, options.clock).url
    mine = {sha256(f"{address}\x1f{customer_id}".encode()).hexdigest() for address in (url, f"{url}/")}
    try:
        masters = open_masters(options.masters_address, Sealer(profile_key(options.data, "nx").key), options.clock)
    except (KeyUnavailable, MastersUnavailable):
        # What NX remembers is one witness more; the log can be checked without it.
        return []
    try:
        heads = [parsed_head(audit_head(entry.facts)) for entry in masters.journal.history(10_000)
                 if entry.fingerprint in mine]
    finally:
        masters.close()
    return [head for head in heads if head is not None]


def _tell(verified: "Sequence[tuple[Tenant, Verified]]", *, as_json: bool) -> None:
    import json

    if as_json:
        click.echo(json.dumps({"ok": all(found.sound for _, found in verified),
                               "logs": [_facts(tenant, found) for tenant, found in verified]}, ensure_ascii=False))
        return
    for tenant, found in verified:
        click.echo(f"お客様ID {tenant.customer_id}（{tenant.name}）: 改ざん検知 {'正常' if found.sound else '異常'}")
        click.echo(f"  検証した明細: {found.entries:,}件　先頭: {found.head.text}")
        for finding in found.findings:
            click.echo(f"  {finding.sentence}({finding.code})")


def _facts(tenant: "Tenant", found: "Verified") -> dict[str, Any]:
    return {"customer_id": tenant.customer_id, "name": tenant.name, "sound": found.sound, "entries": found.entries,
            "head": found.head.text, "findings": [
                {"code": finding.code, "place": finding.place, "sentence": finding.sentence}
                for finding in found.findings]}
