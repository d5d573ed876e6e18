"""`nxdesk lab …`: the practice network (障害ゲートと練習用プロキシ) from the command line."""

import json
import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

import click

from nxdesk.boot.folders import private_folder
from nxdesk.boot.lock import FolderLock
from nxdesk.boot.options import Options
from nxdesk.boot.service import EmbeddedService
from nxdesk.cli.exits import refuse, tell
from nxdesk.lab.control import Control, NoNetwork, asked
from nxdesk.lab.faults import FAULTS
from nxdesk.lab.network import Doors, Network
from nxdesk.lab.rules import STEPS, BadRule, Firing
from nxdesk.records.sentences import reason_of, sentence

_LOOK_SECONDS = 0.2
"""How long Ctrl+C waits at most; on Windows nothing else would notice it."""
_PORT = click.IntRange(0, 65535)
_RULE_HELP = "仕掛ける障害 例) cut-after@commit、busy@batch#2x3、proxy-407x*（何度でも指定できます）"


@click.group("lab")
def lab_group() -> None:
    """練習用ネットワーク（障害ゲートと練習用プロキシ）を扱います。"""


@lab_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力する")
def list_command(*, as_json: bool) -> None:
    """仕掛けられる障害と、指定できる段階の一覧を表示します。"""
    faults = [{"id": f.id, "words": f.words, "place": f.place.value, "point": f.point.value, "cause": f.leads_to}
              for f in FAULTS.values()]
    lines = [f"{f.id:<16} {f.words}（{f.place.value}・{f.point.value}{f'・原因 {f.leads_to}' if f.leads_to else ''}）"
             for f in FAULTS.values()]
    steps = "、".join(f"{name} {words}" for name, words in STEPS.items())
    tell("\n".join([*lines, "", f"段階: {steps}", "書き方: 障害[@段階][=個人コード][#何回目から][x回数または*]"]),
         {"faults": faults, "steps": STEPS}, as_json=as_json)


@lab_group.command("run")
@click.option("--service", default="", help="前に立つサービスの接続先URL（省略時は練習用のe-AMANO）")
@click.option("--arm", "rules", multiple=True, help=_RULE_HELP)
@click.option("--gate-port", type=_PORT, default=0, help="ゲートのポート（0は空いているもの）")
@click.option("--tls-port", type=_PORT, default=0, help="TLSのゲートのポート（0は空いているもの）")
@click.option("--proxy-port", type=_PORT, default=0, help="練習用プロキシのポート（0は空いているもの）")
@click.option("--proxy-user", default="", help="プロキシ認証のユーザー名（パスワードは環境変数 NXDESK_LAB_PASSWORD）")
@click.option("--json", "as_json", is_flag=True, help="宛先と出来事をJSONで1行ずつ出力する")
@click.pass_obj
def run_command(options: Options, service: str, rules: Sequence[str], gate_port: int, tls_port: int, proxy_port: int,
                proxy_user: str, *, as_json: bool) -> None:
    """練習用ネットワークを始め、Ctrl+Cで終わるまで動かします。"""
    folder = _folder(options)
    lock = FolderLock(folder, "lab")
    if not lock.take():
        raise refuse("NXD_N_41", sentence("NXD_N_41"), as_json=as_json)
    network = Network(service or EmbeddedService(options.service_data, options.clock).url, folder,
                      Doors(gate_port, tls_port, proxy_port), credentials=_credentials(proxy_user),
                      told=lambda firing: _tell_firing(firing, as_json=as_json))
    try:
        network.ruler.arm(*rules)
        network.start()
        control = Control(network, _control_file(folder))
        _tell_doors(network, as_json=as_json)
        _until_told()
        control.close()
        network.stop()
    except BadRule as bad:
        raise refuse("NXD_N_42", bad.sentence, as_json=as_json) from None
    except OSError as error:
        raise refuse("NXD_N_43", sentence("NXD_N_43", reason=reason_of(error)), as_json=as_json) from None
    finally:
        lock.release()


@lab_group.command("arm")
@click.argument("rules", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力する")
@click.pass_obj
def arm_command(options: Options, rules: tuple[str, ...], *, as_json: bool) -> None:
    """動いている練習用ネットワークに障害を仕掛けます。"""
    _ask(options, "arm", list(rules), as_json=as_json)


@lab_group.command("disarm")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力する")
@click.pass_obj
def disarm_command(options: Options, *, as_json: bool) -> None:
    """仕掛けた障害をすべて外します。"""
    _ask(options, "disarm", [], as_json=as_json)


@lab_group.command("status")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力する")
@click.pass_obj
def status_command(options: Options, *, as_json: bool) -> None:
    """宛先、仕掛けた障害、起きたこと、サービスに届いた回数を表示します。"""
    _ask(options, "status", [], as_json=as_json)


def _ask(options: Options, wish: str, rules: list[str], *, as_json: bool) -> None:
    try:
        answer = asked(_control_file(_folder(options)), wish, rules)
    except NoNetwork:
        raise refuse("NXD_N_40", sentence("NXD_N_40"), as_json=as_json) from None
    if error := answer.get("error"):
        raise refuse("NXD_N_42", str(error), as_json=as_json)
    tell(_told(answer), answer, as_json=as_json)


def _told(answer: Mapping[str, object]) -> str:
    armed, fired, counts = answer["armed"], answer["fired"], answer["counts"]
    lines = [f"接続先URL: {answer['gate']}（TLSは {answer['tls']}）", f"プロキシ アドレス: {answer['proxy']}",
             f"練習用CA: {answer['ca_file']}"]
    if isinstance(armed, list):
        lines += [f"仕掛け: {rule['rule']} {rule['words']}" for rule in armed] or ["仕掛け: なし"]
    if isinstance(fired, list):
        lines += [f"発生: {one['rule']} {one['method']} {one['path']}" for one in fired]
    if isinstance(counts, dict):
        lines += [f"サービスに届いた回数: {STEPS[step]} {count}回" for step, count in counts.items()]
    return "\n".join(lines)


def _folder(options: Options) -> Path:
    folder = options.data / "lab"
    private_folder(folder)
    return folder


def _control_file(folder: Path) -> Path:
    return folder / "control.json"


def _credentials(user: str) -> tuple[str, str] | None:
    return (user, os.environ.get("NXDESK_LAB_PASSWORD", "")) if user else None


def _tell_doors(network: Network, *, as_json: bool) -> None:
    facts = {"gate": network.gate_url, "tls": network.tls_url, "proxy": network.proxy_address,
             "ca_file": str(network.certificates.ca_file),
             "inspection_ca_file": str(network.certificates.inspection_file)}
    armed = [f"仕掛け: {rule.words}" for rule in network.ruler.armed()] or ["仕掛け: なし"]
    _say("\n".join([
        "練習用ネットワークを始めました。「社会保険届出サービス設定」に入力する値:",
        f"  接続先URL（ゲート）: {facts['gate']}", f"  接続先URL（TLS）: {facts['tls']}",
        f"  プロキシ アドレス: {facts['proxy']}", f"  練習用CAファイル: {facts['ca_file']}",
        f"  TLS検査のCAファイル: {facts['inspection_ca_file']}", *armed, "終わるには Ctrl+C を押してください。"]),
        {"started": facts}, as_json=as_json)


def _tell_firing(firing: Firing, *, as_json: bool) -> None:
    where = f"{firing.method} {firing.path}".strip()
    _say(f"発生: {firing.rule.words} {where}".rstrip(),
         {"fired": {"rule": firing.rule.text, "method": firing.method, "path": firing.path}}, as_json=as_json)


def _say(words: str, facts: Mapping[str, object], *, as_json: bool) -> None:
    """Seen at once, also by who reads a pipe."""
    click.echo(json.dumps(facts, ensure_ascii=False) if as_json else words)
    sys.stdout.flush()


def _until_told() -> None:
    """Wait for Ctrl+C or for the end that the system asks for."""
    over = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        over.set()
    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    while not over.wait(_LOOK_SECONDS):
        pass
