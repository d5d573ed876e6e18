"""`nxdesk acquire KIND|list|undo`: the acquisition run of the windows and 取得前に戻す, without windows."""

import getpass
from typing import TYPE_CHECKING, Any

import click

from nxdesk.boot.options import Options
from nxdesk.boot.refusal import CannotStart
from nxdesk.cli.acquire_course import AcquireCourse, AcquireWish
from nxdesk.cli.choosing import WHO, Given, codes_chosen, document_options, documents_chosen, made
from nxdesk.cli.exits import refuse, tell
from nxdesk.cli.interrupts import cancellable
from nxdesk.cli.listing import facts_of
from nxdesk.cli.opening import opened
from nxdesk.records.fields import Kind
from nxdesk.records.kinds import acquirable

if TYPE_CHECKING:
    from nxdesk.boot.build import Program
    from nxdesk.desk.acquisitions import AcquisitionRow, AcquisitionsDesk, UndoPreview

_OPTIONS = (
    Given(("--skip-errors",), {"is_flag": True, "help": "取得できない個人を除いて続ける"}),
    Given(("--accept-losses",), {"is_flag": True, "help": "NXから消えるデータがあっても取得する"}),
    Given(("--dry-run",), {"is_flag": True, "help": "取得せずに、対象と内容だけを確認する"}),
    Given(("--json", "as_json"), {"is_flag": True, "help": "結果をJSONで出力する"}))
_JSON = click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力する")
_MOST = 100


@click.group("acquire")
def acquire_group() -> None:
    """e-AMANO→NXの取得を実行し、取得前に戻します。"""


def _command(kind: Kind) -> click.Command:
    def command(options: Options, /, codes: str, document: tuple[str, ...] = (), *, everybody: bool,
                every_document: bool = False, unfinished: bool = False, take: bool = False, **wish: bool) -> None:
        from nxdesk.desk.run_state import Selection

        chosen = codes_chosen(codes, everybody=everybody)
        documents = documents_chosen(document, every=every_document)
        selection = Selection(chosen or (), options.clock.today(), documents=documents, unfinished=unfinished,
                              newcomers=chosen is None)
        with opened(options, as_json=wish["as_json"], serve=False) as program:
            raise SystemExit(_acquire(program, kind, selection, AcquireWish(**wish, take=take)))
    taking = any(one.ask for one in kind.takes)
    given = (*WHO, *document_options(kind), *(_UNFINISHED if kind.finished is not None else ()),
             *(_TAKE if taking else ()), *_OPTIONS)
    return made(command, kind.id, f"{kind.acquire_label}（e-AMANO→NX）", given)


_UNFINISHED = (Given(("--unfinished",), {"is_flag": True, "help": "作成中・未確定のデータも取得する"}),)
_TAKE = (Given(("--take",), {"is_flag": True, "help": "社員の項目に別の値があっても、届の値にする"}),)


def _acquire(program: "Program", kind: Kind, selection: Any, wish: AcquireWish) -> int:
    from dataclasses import replace

    from nxdesk.desk.program import acquisition_run
    from nxdesk.desk.refusal import Refusal

    course: AcquireCourse | None = None
    try:
        run = acquisition_run(program.desk, kind.id, f"cli:{getpass.getuser()}")
        course = AcquireCourse(program, run, wish)
        run.choose(selection if selection.codes else replace(selection, codes=tuple(program.masters.people.codes())))
        run.confirm()
        return course.told(cancellable(course.state_reached, run.cancel))
    except (Refusal, CannotStart) as reason:
        raise refuse(reason.code, reason.sentence, as_json=wish.as_json, check=getattr(reason, "check", ""),
                     errors=facts_of(course.left_behind if course else ())) from None


@acquire_group.command("list")
@_JSON
@click.pass_obj
def list_command(options: Options, *, as_json: bool) -> None:
    """取得の一覧を、新しい順に表示します。"""
    with opened(options, as_json=as_json, serve=False) as program:
        rows = _desk(program).rows()
    lines = [f"{row.words}　{row.who}" + (f"　取得前に戻し済（{row.undone_at}）" if row.undone_at else "") for row in rows]
    tell("\n".join(lines) or "取得の記録はありません。", {"acquisitions": [_facts(row) for row in rows]}, as_json=as_json)


@acquire_group.command("undo")
@click.argument("number", metavar="取得番号")
@click.option("--yes", is_flag=True, help="確認せずに実行する")
@_JSON
@click.pass_obj
def undo_command(options: Options, number: str, *, yes: bool, as_json: bool) -> None:
    """取得前に戻す: その取得で変わったNXのデータを、取得の前に戻します。"""
    from nxdesk.desk.refusal import Refusal

    with opened(options, as_json=as_json, serve=False) as program:
        desk = _desk(program)
        try:
            looked = desk.preview(number)
            if not as_json:
                click.echo(_shown(looked))
            if not yes and (as_json or not click.confirm("取得前に戻しますか")):
                raise refuse("", "戻していません。実行するには --yes を付けてください。", as_json=as_json)
            row = desk.undo(number)
        except Refusal as reason:
            raise refuse(reason.code, reason.sentence, as_json=as_json) from None
    tell("取得前に戻しました。", {"ok": True, "acquisition": _facts(row), "records": len(looked.records)},
         as_json=as_json)


def _desk(program: "Program") -> "AcquisitionsDesk":
    from nxdesk.desk.acquisitions import AcquisitionsDesk

    return AcquisitionsDesk(program.masters, f"cli:{getpass.getuser()}")


def _facts(row: "AcquisitionRow") -> dict[str, object]:
    return {"number": row.number, "at": row.at, "kind": row.kind, "who": row.who, "people": row.people,
            "added": row.added, "changed": row.changed, "undone_at": row.undone_at}


def _shown(looked: "UndoPreview") -> str:
    lines = [looked.row.words]
    for record in looked.records[:_MOST]:
        lines.append(f"- {record.code} {record.name}: {record.what}")
        lines += [f"    {label}: {now or '（空欄）'} → {after or '（空欄）'}" for label, now, after in record.items]
    if len(looked.records) > _MOST:
        lines.append(f"ほか{len(looked.records) - _MOST:,}件")
    return "\n".join(lines)


for _kind in acquirable():
    acquire_group.add_command(_command(_kind))
