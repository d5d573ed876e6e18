"""`nxdesk connect set|check`: the connection settings without the window, under the same rules."""

import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nxdesk.boot.options import Options
from nxdesk.cli.exits import exit_for, refuse, tell
from nxdesk.cli.interrupts import cancellable
from nxdesk.cli.opening import opened
from nxdesk.cli.pauses import PauseTeller
from nxdesk.records.sentences import sentence

if TYPE_CHECKING:
    from nxdesk.boot.build import Program
    from nxdesk.desk.service_settings import Draft, ServiceSettingsDesk


@click.group("connect")
def connect_group() -> None:
    """e-AMANOとの接続設定（社会保険届出サービス設定）を扱います。"""


def _secret(value: str | None, name: str) -> str | None:
    """A value given as `-` is read from standard input, so that it stands in no command line."""
    if value != "-":
        return value
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise click.UsageError(f"{name}を標準入力から読み取れません。")
    return line


_VALUES = (
    click.option("--url", default=None, help="接続先URL"),
    click.option("--customer-id", default=None, help="お客様ID"),
    click.option("--auth-id", default=None, help="認証用ID（- は標準入力から1行）"),
    click.option("--timeout", default=None, help="タイムアウト 秒（30～300）"),
    click.option("--retries", default=None, help="リトライ回数（0～9）"),
    click.option("--proxy", default=None, help="プロキシサーバーのアドレス 例) proxy1:8080（空文字で使用しない）"),
    click.option("--proxy-user", default=None, help="プロキシのユーザー名（空文字で認証しない）"),
    click.option("--proxy-password", default=None, help="プロキシのパスワード（- は標準入力から1行）"),
    click.option("--ca-file", default=None, help="会社のCA証明書ファイル（PEM形式。空文字でこのPCの証明書ストアだけを使う）"),
)
"""The values of the settings window, for this command alone."""


def _with_values(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_VALUES):
        command = option(command)
    return command


@connect_group.command("set")
@_with_values
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力する")
@click.pass_obj
def set_command(options: Options, /, *, as_json: bool, **given: str | None) -> None:
    """接続確認を行い、成功した設定を登録します。省略した項目は今の値のままです。"""
    _take_secrets(given)
    with opened(options, as_json=as_json, serve=False) as program:
        settings = _settings(program)
        _check(program, settings, _with(settings.load(), given), as_json=as_json, register=True)


@connect_group.command("check")
@_with_values
@click.option("--ladder", is_flag=True, help="接続の階段: どこまで届いたかを段ごとに表示する")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力する")
@click.pass_obj
def check_command(options: Options, /, *, ladder: bool, as_json: bool, **given: str | None) -> None:
    """接続確認を行います。登録されている設定に、指定した値を重ねて確認します（登録はしません）。"""
    _take_secrets(given)
    with opened(options, as_json=as_json, serve=False) as program:
        settings = _settings(program)
        stored = program.masters.settings.load()
        if (stored is None or not stored.checked_fingerprint) and not any(given.values()):
            raise refuse("NXD_N_07", sentence("NXD_N_07"), as_json=as_json)
        draft = _with(settings.load(), given)
        if ladder:
            _climb(program, settings, draft, as_json=as_json)
        else:
            _check(program, settings, draft, as_json=as_json, register=False)


def _take_secrets(given: dict[str, str | None]) -> None:
    given["auth_id"] = _secret(given["auth_id"], "認証用ID")
    given["proxy_password"] = _secret(given["proxy_password"], "パスワード")


def _climb(program: "Program", settings: "ServiceSettingsDesk", draft: "Draft", *, as_json: bool) -> None:
    from nxdesk.desk.refusal import Refusal

    program.service.start()
    settings.read_ca_file(draft)
    try:
        ladder = settings.ladder(draft)
    except Refusal as reason:
        raise refuse(reason.code, reason.sentence, as_json=as_json, check=reason.check) from None
    climb = cancellable(ladder.climb, ladder.cancel)
    steps = [asdict(step) | {"rung": step.rung.value, "standing": step.standing.value} for step in climb.steps]
    tell(climb.text, {"ok": climb.failed is None, "steps": steps}, as_json=as_json)
    if climb.failed is not None:
        raise SystemExit(exit_for(climb.failed.code))


def _settings(program: "Program") -> "ServiceSettingsDesk":
    from nxdesk.desk.service_settings import ServiceSettingsDesk

    desk = program.desk
    return ServiceSettingsDesk(program.masters.settings, desk.nx_version, desk.clock, desk.connect,
                               listener=desk.traffic.listener)


def _with(draft: "Draft", given: dict[str, str | None]) -> "Draft":
    def kept(name: str, present: str) -> str:
        value = given[name]
        return present if value is None else value

    draft = replace(draft, url=kept("url", draft.url), customer_id=kept("customer_id", draft.customer_id),
                    auth_id=kept("auth_id", draft.auth_id), timeout=kept("timeout", draft.timeout),
                    retries=kept("retries", draft.retries))
    if (proxy := given["proxy"]) is not None:
        draft = replace(draft, proxy_use=bool(proxy), proxy_address=proxy)
    if (user := given["proxy_user"]) is not None:
        draft = replace(draft, proxy_auth=bool(user), proxy_user=user)
    if (password := given["proxy_password"]) is not None:
        draft = replace(draft, proxy_password=password)
    if (ca_file := given["ca_file"]) is not None:
        # A path typed in a terminal is meant from where the terminal stands.
        draft = replace(draft, ca_use=bool(ca_file), ca_file=str(Path(ca_file).absolute()) if ca_file else "")
    return draft


def _check(program: "Program", settings: "ServiceSettingsDesk", draft: "Draft", *, as_json: bool,
           register: bool) -> None:
    from nxdesk.desk.refusal import Refusal

    settings.read_ca_file(draft)
    judged = settings.judge(draft)
    if judged.issues:
        for issue in judged.issues[1:] if not as_json else ():
            click.echo(f"{issue.sentence}({issue.code})", err=True)
        raise refuse(judged.issues[0].code, judged.issues[0].sentence, as_json=as_json, check=judged.issues[0].check,
                     issues=[issue._asdict() for issue in judged.issues])
    program.service.start()
    try:
        passed = settings.check(draft, PauseTeller(as_json=as_json))
        if register:
            settings.register(draft)
    except Refusal as reason:
        raise refuse(reason.code, reason.sentence, as_json=as_json, check=reason.check,
                     status=exit_for(reason.code)) from None
    remarks = [*(notice.sentence for notice in judged.notices), *passed.remarks]
    tell("\n".join(["正常に終了しました。", *remarks]),
         {"ok": True, "customer": passed.customer_name, "service": passed.service, "remarks": remarks,
          "registered": register}, as_json=as_json)
