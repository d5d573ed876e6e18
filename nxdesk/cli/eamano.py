"""`nxdesk eamano serve|issue-id`: the service by itself. The only place of the client that imports its room."""

import sys
from pathlib import Path

import click

from nxdesk.boot.lock import FolderLock
from nxdesk.boot.options import Options
from nxdesk.boot.refusal import CannotStart
from nxdesk.boot.service import EmbeddedService, service_command
from nxdesk.cli.exits import Exit, refuse, tell
from nxdesk.cli.parameters import ClockType
from nxdesk.records.clock import Clock
from nxdesk.records.sentences import sentence


@click.group("eamano")
def eamano_group() -> None:
    """練習用のe-AMANO（サービス側）を扱います。"""


@eamano_group.command("serve")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), default=None, help="サービスのデータフォルダー")
@click.option("--host", default="127.0.0.1", show_default=True, help="待ち受けるアドレス")
@click.option("--port", type=click.IntRange(0, 65535), default=None, help="待ち受けるポート（省略時は保存済みの宛先、0は空いているもの。以後の宛先になる）")
@click.option("--database-url", default=None, help="サービスのデータベース（SQLAlchemyのURL）")
@click.option("--clock", type=ClockType(), default=None, help="練習用の時計を合わせる日時")
@click.option("--stop-with-stdin", is_flag=True, help="標準入力が閉じられたら終了する")
@click.pass_obj
def serve_command(options: Options, data: Path | None, host: str, port: int | None, database_url: str | None,
                  clock: Clock | None, *, stop_with_stdin: bool) -> None:
    """サービスを起動し、終了するまで待ち受けます。"""
    from nxdesk.eamano.process import serve

    folder = data or options.service_data
    moment = clock or options.clock
    kept = EmbeddedService(folder, moment)
    lock = FolderLock(folder, "service")
    try:
        if not lock.take():
            raise refuse("NXD_N_15", sentence("NXD_N_15", holder=lock.holder()), as_json=False)
        sys.exit(serve(folder, host, kept.port if port is None else port, database_url, moment,
                       stop_with_stdin=stop_with_stdin, on_bound=kept.keep,
                       judge_command=service_command("eamano", "judge")))
    except CannotStart as reason:
        raise refuse(reason.code, reason.sentence, as_json=False) from None
    finally:
        lock.release()


@eamano_group.command("judge", hidden=True)
def judge_command() -> None:
    """サービスが自分で使うプロセスです。"""
    from nxdesk.eamano.judge_process import main

    main()


@eamano_group.command("issue-id")
@click.option("--contact", required=True, help="連絡先 例) 天野PC、NX連携設定")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力する")
@click.pass_obj
def issue_id_command(options: Options, contact: str, *, as_json: bool) -> None:
    """認証用IDを発行し、接続に必要な3つの値を表示します。"""
    from nxdesk.eamano.administration import issue_practice_id
    from nxdesk.eamano.store.migrate import StoreRefused

    if not contact.strip():
        raise refuse("NXD_F_01", sentence("NXD_F_01", label="連絡先"), as_json=as_json, status=Exit.USAGE)
    try:
        url = EmbeddedService(options.service_data, options.clock).url
        issued = issue_practice_id(options.service_data, contact.strip(), options.clock)
    except CannotStart as reason:
        raise refuse(reason.code, reason.sentence, as_json=as_json) from None
    except StoreRefused as reason:
        raise refuse("", reason.sentence, as_json=as_json) from None
    tell(f"接続先URL: {url}\nお客様ID: {issued.customer_id}\n認証用ID: {issued.auth_id}",
         {"url": url, "customer_id": issued.customer_id, "auth_id": issued.auth_id}, as_json=as_json)
