"""`nxdesk traffic`: the records of attempts to reach the service, and their export."""

from pathlib import Path

import click

from nxdesk.boot.options import Options
from nxdesk.cli.exits import refuse, tell


@click.command("traffic")
@click.option("--last", type=click.IntRange(1), default=50, show_default=True, help="新しい方からの件数")
@click.option("--har", type=click.Path(dir_okay=False, path_type=Path), default=None, help="HAR 1.2で書き出すファイル")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力する")
@click.pass_obj
def traffic_command(options: Options, last: int, har: Path | None, *, as_json: bool) -> None:
    """通信の記録: 試行ごとの段階と時間、原因を表示します。ID・パスワード・個人コードは含まれません。"""
    from nxdesk.desk.refusal import Refusal
    from nxdesk.desk.traffic import COLUMNS, FILE, Recorder, TrafficDesk, cells

    desk = TrafficDesk(Recorder(options.data / FILE))
    if har is not None:
        try:
            count = desk.export(har)
        except Refusal as reason:
            raise refuse(reason.code, reason.sentence, as_json=as_json) from None
        tell(f"{count}件の通信を「{har}」に書き出しました。", {"ok": True, "entries": count, "file": str(har)}, as_json=as_json)
        return
    records = desk.records()[-last:]
    rows = [dict(zip(COLUMNS, cells(record, number), strict=True)) for number, record in enumerate(records)]
    tell("\n".join(map(_line, rows)) or "通信の記録はありません。", {"records": rows}, as_json=as_json)


_PARTS = {"connect": "接続", "tunnel": "プロキシ", "tls": "TLS", "send": "送信", "wait": "応答待ち", "receive": "受信"}


def _line(row: dict[str, str]) -> str:
    parts = "・".join(f"{words}{row[name]}" for name, words in _PARTS.items() if row[name])
    failed = f"　{row['sentence']}({row['cause']})" if row["cause"] else ""
    number = f"　問い合わせ番号 {row['request_id']}" if row["request_id"] else ""
    return (f"{row['at']} {row['what']} [{row['attempt']}] {row['method']} {row['path']} {row['status']} "
            f"{row['total']}ミリ秒{f'（{parts}）' if parts else ''}{failed}{number}")
