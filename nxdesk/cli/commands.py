"""The commands of `nxdesk` and its options, and how they are read and refused. `main` is the door before it."""

from pathlib import Path

import click

from nxdesk.boot.options import Options, default_data_folder
from nxdesk.cli.acquire import acquire_group
from nxdesk.cli.audit import audit_group
from nxdesk.cli.causes import causes_command
from nxdesk.cli.connect import connect_group
from nxdesk.cli.data import data_group
from nxdesk.cli.eamano import eamano_group
from nxdesk.cli.japanese import speak_japanese
from nxdesk.cli.kinds import kinds_command
from nxdesk.cli.lab import lab_group
from nxdesk.cli.masters import masters_group
from nxdesk.cli.outcome import outcome_group
from nxdesk.cli.parameters import ClockType, VersionType
from nxdesk.cli.register import register_group
from nxdesk.cli.snapshots import SNAPSHOT_COMMANDS
from nxdesk.cli.tour import tour_command
from nxdesk.cli.traffic import traffic_command
from nxdesk.records.clock import Clock
from nxdesk.records.versions import DEFAULT_VERSION, NxVersion


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), default=None, help="データフォルダー")
@click.option("--clock", type=ClockType(), default=None, help="練習用の時計を合わせる日時 例) '2020-04-06 09:00:00'")
@click.option("--nx-version", type=VersionType(), default=str(DEFAULT_VERSION), show_default=True,
              help="TimePro-NXのバージョン")
@click.option("--masters-url", default=None, help="人事マスターのデータベース（SQLAlchemyのURL）")
@click.option("--self-test", is_flag=True, help="自己診断（移行・サービスの起動・1名の登録）を行って終了")
@click.pass_context
def cli(context: click.Context, data: Path | None, clock: Clock | None, nx_version: NxVersion,
        masters_url: str | None, *, self_test: bool) -> None:
    """TimePro-NXとe-AMANOの連携を、1台のPCで練習・設定・再現するプログラムです。"""
    options = Options(data or default_data_folder(), clock or Clock(), nx_version, masters_url)
    context.obj = options
    if self_test:
        from nxdesk.cli.self_test import run_self_test
        raise SystemExit(run_self_test())
    if context.invoked_subcommand is None:
        from nxdesk.cli.windows import run_windows
        raise SystemExit(run_windows(options))


for command in SNAPSHOT_COMMANDS:
    eamano_group.add_command(command)
for command in (acquire_group, audit_group, causes_command, connect_group, data_group, eamano_group, kinds_command,
                lab_group, masters_group, outcome_group, register_group, tour_command, traffic_command):
    cli.add_command(command)
speak_japanese(cli)
