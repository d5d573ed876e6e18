"""`nxdesk register KIND`: the registration run of the windows, without windows."""

import getpass
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from nxdesk.boot.options import Options
from nxdesk.cli.exits import Exit, exit_for, refuse, tell
from nxdesk.cli.opening import opened
from nxdesk.records.clock import Clock
from nxdesk.records.fields import Kind
from nxdesk.records.kinds import registrable

if TYPE_CHECKING:
    from nxdesk.boot.build import Program
    from nxdesk.desk.registration import RegistrationRun
    from nxdesk.desk.run_state import RunState


@click.group("register")
def register_group() -> None:
    """NX→e-AMANOの登録を実行します。"""


def _command(kind: Kind) -> click.Command:
    @click.command(kind.id, help=f"{kind.register_label}（NX→e-AMANO）")
    @click.option("--codes", default="", help="個人コード（カンマ区切り）")
    @click.option("--all", "everybody", is_flag=True, help="全員")
    @click.option("--as-of", default="", help="参照日 例) 2020-04-06（省略時は今日）")
    @click.option("--skip-errors", is_flag=True, help="入力エラーのある個人を除いて続ける")
    @click.option("--dry-run", is_flag=True, help="登録せずに、対象と内容だけを確認する")
    @click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力する")
    @click.pass_obj
    def command(options: Options, codes: str, as_of: str, *, everybody: bool, skip_errors: bool, dry_run: bool,
                as_json: bool) -> None:
        chosen = tuple(dict.fromkeys(code.strip() for code in codes.split(",") if code.strip()))
        if everybody == bool(chosen):
            raise click.UsageError("--codes か --all のどちらか一方を指定してください。")
        day = _day(as_of, options.clock)
        with opened(options, as_json=as_json, serve=False) as program:
            raise SystemExit(_register(program, kind, None if everybody else chosen, day, skip_errors=skip_errors,
                                       dry_run=dry_run, as_json=as_json))
    return command


def _day(text: str, clock: Clock) -> str:
    if not text:
        return clock.today()
    try:
        return Clock.parse(text).date().isoformat()
    except ValueError:
        raise click.UsageError(f"参照日「{text}」を読み取れません。例) 2020-04-06") from None


def _register(program: "Program", kind: Kind, codes: tuple[str, ...] | None, day: str, *, skip_errors: bool,
              dry_run: bool, as_json: bool) -> int:
    from nxdesk.desk.program import registration_run
    from nxdesk.desk.refusal import Refusal
    from nxdesk.desk.run_state import Selection

    run = registration_run(program.desk, kind.id, f"cli:{getpass.getuser()}", may_my_number=False)
    everybody = codes if codes is not None else tuple(program.masters.people.codes())
    try:
        run.choose(Selection(everybody, day))
        run.confirm()
        return _through(program, run, skip_errors=skip_errors, dry_run=dry_run, as_json=as_json)
    except Refusal as reason:
        raise refuse(reason.code, reason.sentence, as_json=as_json, check=reason.check) from None


def _through(program: "Program", run: "RegistrationRun", *, skip_errors: bool, dry_run: bool, as_json: bool) -> int:
    from nxdesk.desk.run_state import Step

    state = run.check()
    if state.step is Step.ERRORS:
        _tell_rows(state, as_json=as_json)
        if not (skip_errors and state.sendable):
            return Exit.REFUSED
        state = run.accept()
    if state.step is Step.COMPARING:
        program.service.start()
        state = run.compare()
    if state.step is Step.COMPARISON:
        if dry_run:
            _tell_rows(state, as_json=as_json)
            return Exit.DONE
        run.accept()
        state = run.send(_progress(as_json=as_json))
    return _ending(run.kind, state, as_json=as_json)


def _progress(*, as_json: bool) -> Callable[[int, int], None]:
    def show(done: int, everybody: int) -> None:
        if not as_json and sys.stderr.isatty():
            click.echo(f"\r送信中 {done}/{everybody}名", nl=done >= everybody, err=True)
    return show


def _tell_rows(state: "RunState", *, as_json: bool) -> None:
    from nxdesk.desk.run_state import COLUMNS

    words = "\n".join(["\t".join(COLUMNS), *("\t".join(row.cells) for row in state.rows), *state.notes])
    facts: dict[str, object] = {
        "step": state.step.name.lower(), "chosen": state.chosen, "with_errors": state.with_errors,
        "left_out": state.left_out, "sendable": state.sendable, "notes": list(state.notes),
        "rows": [dict(zip(COLUMNS, row.cells, strict=True)) for row in state.rows]}
    tell(words, facts, as_json=as_json)


def _ending(kind: Kind, state: "RunState", *, as_json: bool) -> int:
    from nxdesk.desk.run_state import Step
    from nxdesk.desk.run_texts import ending, nobody_left

    result = state.result
    if state.step is Step.NOBODY_LEFT or result is None:
        tell(nobody_left(state), {"step": "nobody_left", "registered": 0, "left_out": state.left_out,
                                  "sentence": nobody_left(state)}, as_json=as_json)
        return Exit.DONE
    facts: dict[str, object] = {
        "step": state.step.name.lower(), "outcome": result.outcome, "registration": result.registration_id,
        "registered": result.registered, "left_out": state.left_out, "code": result.code,
        "sentence": result.sentence, "check": result.check}
    if result.rows:
        _tell_rows_of_refusal(state, as_json=as_json)
    tell(ending(kind, result), facts, as_json=as_json)
    if result.outcome == "登録済":
        return Exit.DONE
    if result.outcome in ("不明", "一部"):
        return Exit.UNKNOWN
    return exit_for(result.code)


def _tell_rows_of_refusal(state: "RunState", *, as_json: bool) -> None:
    if state.result is not None and not as_json:
        for row in state.result.rows:
            click.echo("\t".join(row.cells))


for _kind in registrable():
    register_group.add_command(_command(_kind))
