"""One registration run on the command line, from its check to its end, and how it is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from nxdesk.cli.exits import Exit, exit_for, tell
from nxdesk.cli.interrupts import cancellable
from nxdesk.cli.listing import counting, effects, exit_of_list, facts_of, impact_facts, table
from nxdesk.cli.pauses import PauseTeller

if TYPE_CHECKING:
    from nxdesk.boot.build import Program
    from nxdesk.desk.registration import RegistrationRun
    from nxdesk.desk.run_sanity import Sanity
    from nxdesk.desk.run_state import ListRow, RunResult, RunState


@dataclass(frozen=True, slots=True)
class Wish:
    """How the run is wanted."""

    skip_errors: bool
    dry_run: bool
    as_json: bool
    accept_losses: bool = False
    relink: bool = False
    my_number: bool = False
    user_id: str = ""
    despite_unknown: str = ""


class Course:
    """One run, told as it goes along, or with --json in one document at its end."""

    def __init__(self, program: "Program", run: "RegistrationRun", wish: Wish) -> None:
        self._program = program
        self._run = run
        self._wish = wish
        self.left_behind: tuple[ListRow, ...] = ()
        run.watch(PauseTeller(as_json=wish.as_json))

    def state_reached(self) -> "RunState":
        """Go as far as it is wanted and possible. Raises Refusal and CannotStart."""
        from nxdesk.desk.run_state import Step

        state = self._run.check()
        if state.step is Step.ERRORS and self._wish.skip_errors and state.sendable:
            self._leave_behind(state)
            state = self._run.accept()
        if state.step is Step.COMPARING:
            self._program.service.start()
            state = self._run.compare()
        if state.step is not Step.COMPARISON or self._wish.dry_run:
            return state
        self._warn(state)
        if any(row.is_error for row in state.rows):
            if not self._wish.skip_errors:
                return state
            self._leave_behind(state)
        state = self._run.accept()
        if state.step is Step.LOSSES and self._wish.accept_losses:
            impact = self._run.impact
            state = self._run.accept_losses(impact.typed_word, [tick.id for tick in impact.ticks()])
        return self._run.send(counting("送信中", as_json=self._wish.as_json)) if state.step is Step.SENDING else state

    def _warn(self, state: "RunState") -> None:
        """What is to be known before anything is sent; in JSON the remarks stand in the document."""
        said = (state.tenant_warning,) if self._wish.as_json else _notes(state)
        for words in filter(None, said):
            click.echo(words, err=True)
        self._run.warning_read()

    def _leave_behind(self, state: "RunState") -> None:
        wrong = tuple(row for row in state.rows if row.is_error)
        self.left_behind += wrong
        if not self._wish.as_json:
            click.echo(table(wrong, state.notes))

    def told(self, state: "RunState") -> Exit:
        """Tell where it ended, and the exit status for that."""
        from nxdesk.desk.run_state import Step
        from nxdesk.desk.run_texts import nobody_left

        if state.step is Step.NOBODY_LEFT:
            self._tell(state, nobody_left(state), (), sentence=nobody_left(state))
            return Exit.DONE
        if state.result is not None:
            return self._told_result(state, state.result)
        if state.step is Step.LOSSES:
            return self._told_losses(state)
        told = effects(state.impact) if state.impact else ""
        words = table(state.rows, _notes(state)) + (f"\n\n{told}" if told else "")
        self._tell(state, words, state.rows, impact=impact_facts(state.impact))
        return exit_of_list(state.rows, skip_errors=self._wish.skip_errors, nobody=state.step is Step.ERRORS)

    def _told_losses(self, state: "RunState") -> Exit:
        from nxdesk.desk.run_texts import losses
        from nxdesk.records.sentences import sentence

        impact, refusal = self._run.impact, sentence("NXD_N_26")
        ticks = [f"{tick.sentence}\n  {'、'.join(tick.names)}" for tick in impact.ticks()]
        words = "\n".join([losses(impact), *(f"  {name}" for name in impact.named_losses()), *ticks, "",
                           effects(impact, losing_only=True), "", f"{refusal}(NXD_N_26)"])
        self._tell(state, words, state.rows, code="NXD_N_26", sentence=refusal, losses=list(impact.named_losses()),
                   impact=impact_facts(impact))
        return Exit.REFUSED

    def _told_result(self, state: "RunState", result: "RunResult") -> Exit:
        from nxdesk.desk.outcomes import PARTLY, REGISTERED, UNKNOWN
        from nxdesk.desk.run_texts import ending

        done = result.outcome == REGISTERED
        reminder = self._switch() if done and state.relink else ""
        words = "\n".join([*("\t".join(row.cells) for row in result.rows), ending(self._run.kind, result),
                           *([f"\n{reminder}"] if reminder else [])])
        facts: dict[str, object] = {
            "outcome": result.outcome, "registration": result.registration_id, "registered": result.registered,
            "relinked": result.relinked, "deleted": result.deleted, "rest": result.rest, "code": result.code,
            "sentence": result.sentence, "check": result.check, "sanity": None}
        if done and self._wish.as_json:
            facts["sanity"] = _sanity_facts(self._sanity())
        self._tell(state, words, result.rows, **facts)
        if done and not self._wish.as_json:  # The outcome is known, and is not kept waiting for this.
            click.echo(self._sanity().sentence)
        if done:
            return Exit.DONE
        return Exit.UNKNOWN if result.outcome in (UNKNOWN, PARTLY) else exit_for(result.code)

    def _sanity(self) -> "Sanity":
        return cancellable(self._run.sanity, self._run.cancel)

    def _switch(self) -> str:
        """After a 再登録: what became of the switch in the settings, or what to do about it; nothing where it is off."""
        from nxdesk.desk.relink import RelinkSwitch
        from nxdesk.desk.run_texts import SWITCH_OFF, SWITCHED_OFF

        desk = self._program.desk
        follows = RelinkSwitch(desk.masters, desk.clock, desk.nx_version).after_run(self._run.kind)
        return {"ask": SWITCH_OFF, "off": SWITCHED_OFF}.get(follows, "")

    def _tell(self, state: "RunState", words: str, rows: Iterable["ListRow"], **facts: object) -> None:
        known: dict[str, object] = {
            "step": state.step.name.lower(), "chosen": state.chosen, "with_errors": state.with_errors,
            "left_out": state.left_out, "sendable": state.sendable, "registered": 0, "relink": state.relink,
            "notes": list(_notes(state)), "rows": facts_of(rows), "errors": facts_of(self.left_behind)}
        tell(words, known | facts, as_json=self._wish.as_json)


def _sanity_facts(sanity: "Sanity") -> dict[str, object]:
    return {"ok": sanity.ok, "matched": sanity.matched, "expected": sanity.expected, "codes": list(sanity.codes),
            "sentence": sanity.sentence}


def _notes(state: "RunState") -> tuple[str, ...]:
    newer = state.impact.newer_words if state.impact else ""
    return (*filter(None, (state.tenant_warning, newer)), *state.notes)
