"""`nxdesk register KIND`: the registration run of the windows, without windows."""

import getpass
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from nxdesk.boot.options import Options
from nxdesk.boot.refusal import CannotStart
from nxdesk.cli.exits import Exit, exit_for, refuse, tell
from nxdesk.cli.interrupts import cancellable
from nxdesk.cli.opening import opened
from nxdesk.records.clock import Clock
from nxdesk.records.fields import Kind
from nxdesk.records.kinds import registrable

if TYPE_CHECKING:
    from nxdesk.boot.build import Program
    from nxdesk.desk.registration import RegistrationRun
    from nxdesk.desk.run_state import ListRow, RunState


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
            raise SystemExit(_register(program, kind, None if everybody else chosen, day,
                                       Wish(skip_errors, dry_run, as_json)))
    return command


def _day(text: str, clock: Clock) -> str:
    if not text:
        return clock.today()
    try:
        return Clock.parse(text).date().isoformat()
    except ValueError:
        raise click.UsageError(f"参照日「{text}」を読み取れません。例) 2020-04-06") from None


def _register(program: "Program", kind: Kind, codes: tuple[str, ...] | None, day: str, wish: "Wish") -> int:
    from nxdesk.desk.program import registration_run
    from nxdesk.desk.refusal import Refusal
    from nxdesk.desk.run_state import Selection

    run = registration_run(program.desk, kind.id, f"cli:{getpass.getuser()}", may_my_number=False)
    course = Course(program, run, wish)
    try:
        run.choose(Selection(codes if codes is not None else tuple(program.masters.people.codes()), day))
        run.confirm()
        return course.told(cancellable(course.state_reached, run.cancel))
    except (Refusal, CannotStart) as reason:
        raise refuse(reason.code, reason.sentence, as_json=wish.as_json, check=getattr(reason, "check", ""),
                     errors=_facts_of(course.left_behind)) from None


@dataclass(frozen=True, slots=True)
class Wish:
    """How the run is wanted."""

    skip_errors: bool
    dry_run: bool
    as_json: bool


class Course:
    """One run from its check to its end, and how it is told: as it goes along, or with --json in one document."""

    def __init__(self, program: "Program", run: "RegistrationRun", wish: Wish) -> None:
        self._program = program
        self._run = run
        self._wish = wish
        self.left_behind: tuple[ListRow, ...] = ()

    def state_reached(self) -> "RunState":
        """Go as far as it is wanted and possible. Raises Refusal and CannotStart."""
        from nxdesk.desk.run_state import Step

        state = self._run.check()
        if state.step is Step.ERRORS and self._wish.skip_errors and state.sendable:
            self.left_behind = state.rows
            if not self._wish.as_json:
                click.echo(_table(state))
            state = self._run.accept()
        if state.step is Step.COMPARING:
            self._program.service.start()
            state = self._run.compare()
        if state.step is Step.COMPARISON and not self._wish.dry_run:
            self._run.accept()
            state = self._run.send(self._progress)
        return state

    def _progress(self, done: int, everybody: int) -> None:
        if not self._wish.as_json and sys.stderr.isatty():
            click.echo(f"\r送信中 {done}/{everybody}名", nl=done >= everybody, err=True)

    def told(self, state: "RunState") -> Exit:
        """Tell where it ended, and the exit status for that."""
        from nxdesk.desk.outcomes import PARTLY, REGISTERED, UNKNOWN
        from nxdesk.desk.run_state import Step
        from nxdesk.desk.run_texts import ending, nobody_left

        if state.step is Step.NOBODY_LEFT:
            self._tell(state, nobody_left(state), (), sentence=nobody_left(state))
            return Exit.DONE
        result = state.result
        if result is None:
            self._tell(state, _table(state), state.rows)
            return Exit.REFUSED if state.step is Step.ERRORS else Exit.DONE
        words = "\n".join([*("\t".join(row.cells) for row in result.rows), ending(self._run.kind, result)])
        self._tell(state, words, result.rows, outcome=result.outcome, registration=result.registration_id,
                   registered=result.registered, code=result.code, sentence=result.sentence, check=result.check)
        if result.outcome == REGISTERED:
            return Exit.DONE
        return Exit.UNKNOWN if result.outcome in (UNKNOWN, PARTLY) else exit_for(result.code)

    def _tell(self, state: "RunState", words: str, rows: Iterable["ListRow"], **facts: object) -> None:
        known: dict[str, object] = {
            "step": state.step.name.lower(), "chosen": state.chosen, "with_errors": state.with_errors,
            "left_out": state.left_out, "sendable": state.sendable, "registered": 0, "notes": list(state.notes),
            "rows": _facts_of(rows), "errors": _facts_of(self.left_behind)}
        tell(words, known | facts, as_json=self._wish.as_json)


def _table(state: "RunState") -> str:
    from nxdesk.desk.run_state import COLUMNS

    return "\n".join(["\t".join(COLUMNS), *("\t".join(row.cells) for row in state.rows), *state.notes])


def _facts_of(rows: Iterable["ListRow"]) -> list[dict[str, str]]:
    from nxdesk.desk.run_state import COLUMNS

    return [dict(zip(COLUMNS, row.cells, strict=True)) for row in rows]


for _kind in registrable():
    register_group.add_command(_command(_kind))
