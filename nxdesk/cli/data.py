"""`nxdesk data import|export KIND`: users' own files, as in the windows データ取込 and データ出力."""

import getpass
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from nxdesk.boot.options import Options
from nxdesk.cli.exits import refuse, tell
from nxdesk.cli.interrupts import cancellable
from nxdesk.cli.opening import opened
from nxdesk.cli.passwords import password_of
from nxdesk.records.kinds import KINDS
from nxdesk.records.sentences import sentence

if TYPE_CHECKING:
    from nxdesk.boot.build import Program
    from nxdesk.desk.exchange_import import Imported, Opened, Preview

Answer = TypeVar("Answer")
_KIND = click.Choice([kind.id for kind in KINDS])
_ENCODING = click.Choice(["utf-8-sig", "utf-8", "cp932"])
_DELIMITERS = {"comma": ",", "tab": "\t", "semicolon": ";"}
_DELIMITER = click.Choice(list(_DELIMITERS))
_SHOWN_FAULTS = 20


@click.group("data")
def data_group() -> None:
    """人事マスターのデータを、CSVやExcelブックから取り込み、また出力します。"""


@data_group.command("import")
@click.argument("kind_id", metavar="種別", type=_KIND)
@click.argument("file", metavar="ファイル", type=click.Path(path_type=Path))
@click.option("--map", "assigned", multiple=True, metavar="見出し=項目",
              help="列の項目（項目名かID。空にすると使わない）。繰り返せる。次からも使われる")
@click.option("--encoding", type=_ENCODING, default=None, help="CSVの文字コード（省略時は自動で判別）")
@click.option("--delimiter", type=_DELIMITER, default=None, help="CSVの区切り文字（省略時は自動で判別）")
@click.option("--sheet", default="", help="Excelブックのシート（省略時は最初のシート）")
@click.option("--new-only", is_flag=True, help="新規のデータだけを取り込み、登録済みのデータは変更しない")
@click.option("--clear-blanks", is_flag=True, help="空欄のセルで、登録済みの項目を空欄にする（省略時は変更しない）")
@click.option("--no-padding", is_flag=True, help="表計算ソフトで消えた先頭の0を補わない")
@click.option("--real-numbers", is_flag=True, help="個人番号をダミーに置き換えずに取り込む（--user が必要）")
@click.option("--user", "user_id", default="", help="NXのユーザーID（パスワードは環境変数NXDESK_PASSWORDか入力）")
@click.option("--errors", type=click.Path(path_type=Path), default=None, help="誤りがあるとき、その内容を付けた一覧を書き出すファイル")
@click.option("--dry-run", is_flag=True, help="取り込まずに、内容だけを確認する")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力する")
@click.pass_obj
def import_command(options: Options, kind_id: str, file: Path, assigned: tuple[str, ...], encoding: str | None,
                   delimiter: str | None, sheet: str, user_id: str, errors: Path | None, *, new_only: bool,
                   clear_blanks: bool, no_padding: bool, real_numbers: bool, dry_run: bool, as_json: bool) -> None:
    """ファイルの内容をすべて確認し、誤りがなければ、まとめて取り込みます。"""
    if real_numbers and not user_id:
        raise click.UsageError("--real-numbers には、システム管理者権限とマイナンバー権限のあるユーザーを --user で指定してください。")
    with opened(options, as_json=as_json, serve=False) as program:
        from nxdesk.desk.exchange_import import ImportDesk
        from nxdesk.desk.exchange_judging import Wish
        from nxdesk.desk.refusal import Refusal
        from nxdesk.records.kinds import kind

        try:
            who, both = _who(program, user_id)
            desk = ImportDesk(program.masters, program.desk.clock, who, may_real=both)
            read = desk.open(file, kind(kind_id), encoding=encoding or "",
                             delimiter=_DELIMITERS.get(delimiter or "", ""), sheet=sheet)
            columns = desk.assigned(read, _items(read, assigned))
            wish = Wish(not new_only, clear_blanks, not no_padding, real_numbers)
            preview = _stoppable(lambda stop: desk.preview(read, columns, wish, stop=stop))
            if preview.faults.cells:
                raise _faulty(program, preview, errors, as_json=as_json)
            done = None if dry_run or not preview.can_run else _stoppable(lambda stop: desk.run(preview, stop=stop))
        except Refusal as reason:
            raise refuse(reason.code, reason.sentence, as_json=as_json) from None
        tell(_said(preview, done), _facts(preview) | {"ok": True, "written": done is not None}, as_json=as_json)


@data_group.command("export")
@click.argument("kind_id", metavar="種別", type=_KIND)
@click.argument("file", metavar="ファイル", type=click.Path(path_type=Path))
@click.option("--codes", default="", help="個人コード（カンマ区切り。省略時は全員）")
@click.option("--items", default="", help="出力する項目（項目名かID、カンマ区切り。省略時はすべて）")
@click.option("--as-codes", is_flag=True, help="区分などを、名称ではなくコードで出力する")
@click.option("--encoding", type=_ENCODING, default="utf-8-sig", show_default=True, help="CSVの文字コード")
@click.option("--delimiter", type=_DELIMITER, default="comma", show_default=True, help="CSVの区切り文字")
@click.option("--my-numbers", is_flag=True, help="個人番号も出力する（--user が必要。操作の記録に残る）")
@click.option("--user", "user_id", default="", help="NXのユーザーID（パスワードは環境変数NXDESK_PASSWORDか入力）")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力する")
@click.pass_obj
def export_command(options: Options, kind_id: str, file: Path, codes: str, items: str, encoding: str, delimiter: str,
                   user_id: str, *, as_codes: bool, my_numbers: bool, as_json: bool) -> None:
    """CSV、または名前が.xlsxで終わるファイルにはExcelブックとして出力します。"""
    if my_numbers and not user_id:
        raise click.UsageError("--my-numbers には、システム管理者権限とマイナンバー権限のあるユーザーを --user で指定してください。")
    with opened(options, as_json=as_json, serve=False) as program:
        from nxdesk.desk.exchange_export import ExportDesk, Order
        from nxdesk.desk.exchange_texts import exported
        from nxdesk.desk.refusal import Refusal
        from nxdesk.records.kinds import kind

        order = Order(_listed(codes) or None, _listed(items), not as_codes, my_numbers, encoding,
                      _DELIMITERS[delimiter])
        try:
            who, both = _who(program, user_id)
            desk = ExportDesk(program.masters, who, may_numbers=both)
            count = _stoppable(lambda stop: desk.export(file, kind(kind_id), order, stop=stop))
        except Refusal as reason:
            raise refuse(reason.code, reason.sentence, as_json=as_json) from None
        tell(exported(kind(kind_id).label, count, str(file)), {"ok": True, "records": count, "file": str(file)},
             as_json=as_json)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _who(program: "Program", user_id: str) -> tuple[str, bool]:
    """Who does it, and whether both authorities that My Numbers need are there. Raises Refusal."""
    if not user_id:
        return f"cli:{getpass.getuser()}", False
    user = program.desk.login(user_id, password_of()).user
    return user.user_id, user.system_admin and user.my_number


def _stoppable(work: Callable[[Callable[[], bool]], Answer]) -> Answer:
    """Do it until it is done, or until Ctrl+C."""
    asked = threading.Event()
    return cancellable(lambda: work(asked.is_set), asked.set)


def _items(read: "Opened", assigned: Sequence[str]) -> list[str]:
    """The items of the columns: as proposed, and as `--map` says. Raises Refusal."""
    from nxdesk.desk.exchange_items import heading, importable
    from nxdesk.desk.refusal import Refusal

    items = [column.item for column in read.columns]
    known = {heading(name): item.id for item in importable(read.kind).values() for name in (item.id, item.label)}
    for given in assigned:
        name, _, item = given.partition("=")
        places = [place for place, column in enumerate(read.columns) if heading(column.heading) == heading(name)]
        if not places:
            raise Refusal.of("NXD_Q_23", "map", column=name)
        if item and heading(item) not in known:
            raise Refusal.of("NXD_Q_24", "map", item=item, kind=read.kind.label)
        wanted = known[heading(item)] if item else ""
        # What was proposed for another column gives way to what is asked for.
        items = ["" if wanted and other == wanted else other for other in items]
        items[places[0]] = wanted
    return items


def _said(preview: "Preview", done: "Imported | None") -> str:
    from nxdesk.desk import exchange_texts as texts

    ending = [texts.imported(preview.opened.kind.label, done)] if done is not None else []
    return "\n".join([preview.opened.form.words, texts.counts(preview), *texts.notes(preview), *ending])


def _facts(preview: "Preview") -> dict[str, Any]:
    return {"rows": preview.rows, "added": preview.added, "changed": preview.changed, "unchanged": preview.unchanged,
            "skipped": preview.skipped, "cleared": preview.cleared, "my_numbers": preview.numbers,
            "padded": {padded.label: padded.count for padded in preview.padded},
            "columns": {column.shown(place): column.item for place, column in enumerate(preview.columns)}}


def _faulty(program: "Program", preview: "Preview", errors: Path | None, *, as_json: bool) -> SystemExit:
    """Say what is wrong, write the error file where one is asked for, and give the exit to raise."""
    from nxdesk.desk import exchange_texts as texts
    from nxdesk.desk.exchange_repair import write_repair_file

    found = preview.faults
    if errors is not None:
        _stoppable(lambda stop: write_repair_file(program.masters, program.desk.clock, preview, errors, stop=stop))
    lines = [texts.fault_line(fault) for fault in found.part(0, _SHOWN_FAULTS)]
    if found.cells > len(lines):
        lines.append(f"ほか{found.cells - len(lines):,}か所")
    if errors is not None:
        lines.append(f"誤りの内容を付けた一覧を書き出しました。{errors}")
    if not as_json:
        click.echo("\n".join([*texts.notes(preview), *lines]), err=True)
    shown = [{"row": fault.row, "column": fault.column, "item": fault.item, "code": fault.code,
              "sentence": fault.reason} for fault in found] if as_json else []
    words = sentence("NXD_Q_40", cells=f"{found.cells:,}", rows=f"{found.rows:,}")
    return refuse("NXD_Q_40", words, as_json=as_json, errors=shown, **_facts(preview))
