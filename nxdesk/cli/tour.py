"""`nxdesk tour`: the manual's chapters played through the real windows and the real service."""

from pathlib import Path

import click

from nxdesk.boot.options import Options


@click.command("tour")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="報告書を書き出すフォルダー")
@click.pass_obj
def tour_command(options: Options, out: Path) -> None:
    """説明書の(2)～(5)を本物の画面とサービスで実行し、1手順1枚の画像つき報告書を作ります。"""
    from nxdesk.windows.tour import play_tour

    report = play_tour(out, options.nx_version)
    click.echo(f"報告書: {report.path}")
    for step in report.failed:
        click.echo(f"失敗: {step}", err=True)
    raise SystemExit(1 if report.failed else 0)
