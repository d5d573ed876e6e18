"""`nxdesk outcome list|resolve`: the ledger of registrations, and 結果を確認 without windows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from nxdesk.boot.options import Options
from nxdesk.cli.exits import Exit, exit_for, refuse, tell
from nxdesk.cli.interrupts import cancellable
from nxdesk.cli.opening import opened
from nxdesk.cli.pauses import PauseTeller
from nxdesk.records.clock import shown

if TYPE_CHECKING:
    from nxdesk.boot.build import Program
    from nxdesk.desk.ledger import LedgerDesk, LedgerRow, Resolved


@click.group("outcome")
def outcome_group() -> None:
    """台帳: 登録がどうなったかを一覧し、結果が不明のものを確認します。"""


@outcome_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力する")
@click.pass_obj
def list_command(options: Options, *, as_json: bool) -> None:
    """登録の一覧を表示します。結果が不明のものが先です。"""
    from nxdesk.desk.program import ledger_of

    with opened(options, as_json=as_json, serve=False) as program:
        rows = ledger_of(program.desk).rows()
    lines = ["状態\t開始\t登録\t人数\t操作者\t接続先\t登録番号\t備考",
             *(f"{row.state}\t{shown(row.opened_at)}\t{row.kind}\t{row.people}名\t{row.who}\t{row.service}\t{row.number}"
               f"\t{row.remark}".rstrip() for row in rows)]
    tell("\n".join(lines) if rows else "登録の記録はありません。",
         {"registrations": [_facts(row) for row in rows], "unresolved": sum(row.open for row in rows)}, as_json=as_json)


@outcome_group.command("resolve")
@click.argument("number", required=False, default="", metavar="[登録番号]")
@click.option("--all", "everything", is_flag=True, help="結果が不明の登録すべて")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力する")
@click.pass_obj
def resolve_command(options: Options, number: str, *, everything: bool, as_json: bool) -> None:
    """結果を確認: 登録されたかどうかをe-AMANOに問い合わせます。個人のデータは送りません。"""
    if everything == bool(number):
        raise click.UsageError("登録番号か --all のどちらか一方を指定してください。")
    with opened(options, as_json=as_json, serve=False) as program:
        raise SystemExit(_resolve(program, number, as_json=as_json))


def _resolve(program: "Program", number: str, *, as_json: bool) -> Exit:
    from nxdesk.desk.ledger import resolved_words
    from nxdesk.desk.program import ledger_of
    from nxdesk.desk.refusal import Refusal

    ledger = ledger_of(program.desk)
    try:
        ledger.watch(PauseTeller(as_json=as_json))
        found = _asked(program, ledger, number)
    except Refusal as reason:
        raise refuse(reason.code, reason.sentence, as_json=as_json, check=reason.check,
                     status=exit_for(reason.code)) from None
    open_still = sum(one.row.open for one in found)
    tell(resolved_words(found), {"ok": not open_still, "unresolved": open_still, "registrations": [
        _facts(one.row) | {"sentence": one.sentence, "code": one.code} for one in found]}, as_json=as_json)
    return Exit.UNKNOWN if open_still else Exit.DONE


def _asked(program: "Program", ledger: "LedgerDesk", number: str) -> "Sequence[Resolved]":
    wanted = ledger.find(number) if number else ""
    if number or ledger.unresolved():
        program.service.start()
    return cancellable(lambda: (ledger.resolve(wanted),) if wanted else ledger.resolve_all(), ledger.cancel)


def _facts(row: "LedgerRow") -> dict[str, Any]:
    return {"id": row.id, "number": row.number, "state": row.state, "opened_at": row.opened_at, "kind": row.kind,
            "people": row.people, "who": row.who, "service": row.service, "remark": row.remark}
