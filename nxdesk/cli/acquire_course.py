"""One acquisition on the command line, from its comparison to its end, and how it is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from nxdesk.cli.exits import Exit, exit_for, tell
from nxdesk.cli.listing import counting, effects, exit_of_list, facts_of, impact_facts, table
from nxdesk.cli.pauses import PauseTeller

if TYPE_CHECKING:
    from nxdesk.boot.build import Program
    from nxdesk.desk.acquisition import AcquisitionRun
    from nxdesk.desk.acquisition_state import AcquisitionResult, AcquisitionState
    from nxdesk.desk.run_state import ListRow


@dataclass(frozen=True, slots=True)
class AcquireWish:
    """How the run is wanted. `take`: what a filing tells otherwise than the person's own record is taken over."""

    skip_errors: bool
    dry_run: bool
    as_json: bool
    accept_losses: bool
    take: bool = False


class AcquireCourse:
    """One run, told as it goes along, or with --json in one document at its end."""

    def __init__(self, program: "Program", run: "AcquisitionRun", wish: AcquireWish) -> None:
        self._program = program
        self._run = run
        self._wish = wish
        self.left_behind: tuple[ListRow, ...] = ()
        run.watch(PauseTeller(as_json=wish.as_json))

    def state_reached(self) -> "AcquisitionState":
        """Go as far as it is wanted and possible. Raises Refusal and CannotStart."""
        from nxdesk.desk.run_state import Step

        self._program.service.start()
        state = self._run.compare(counting("比較中", as_json=self._wish.as_json))
        if state.step is not Step.COMPARISON or self._wish.dry_run:
            return state
        if wrong := tuple(row for row in state.rows if row.is_error):
            if not self._wish.skip_errors:
                return state
            self.left_behind = wrong
        if not self._wish.as_json:
            click.echo("\n".join((*(["\t".join(row.cells) for row in self.left_behind]), *state.notes)), err=True)
        state = self._run.accept([ask.id for ask in state.asks] if self._wish.take else ())
        if state.step is Step.LOSSES and self._wish.accept_losses:
            state = self._run.accept_losses("", [tick.id for tick in self._run.impact.ticks()])
        return self._run.write() if state.step is Step.WRITING else state

    def told(self, state: "AcquisitionState") -> Exit:
        """Tell where it ended, and the exit status for that."""
        from nxdesk.desk.acquire_texts import nobody_left
        from nxdesk.desk.run_state import Step

        if state.step is Step.NOBODY_LEFT:
            words = nobody_left(state)
            self._tell(state, words, (), sentence=words)
            return Exit.DONE
        if state.result is not None:
            return self._told_result(state, state.result)
        if state.step is Step.LOSSES:
            return self._told_losses(state)
        told = effects(state.impact) if state.impact else ""
        asks = [f"？ {ask.sentence}" for ask in state.asks]
        words = "\n".join([table(state.rows, state.notes), *([""] if told else []), *filter(None, [told]), *asks])
        self._tell(state, words, state.rows, impact=impact_facts(state.impact))
        return exit_of_list(state.rows, skip_errors=self._wish.skip_errors, nobody=state.step is Step.ERRORS)

    def _told_losses(self, state: "AcquisitionState") -> Exit:
        from nxdesk.desk.acquire_texts import losses
        from nxdesk.records.sentences import sentence

        impact, refusal = self._run.impact, sentence("NXD_N_58")
        ticks = [f"{tick.sentence}\n  {'、'.join(tick.names)}" for tick in impact.ticks()]
        words = "\n".join([losses(impact), *ticks, "", effects(impact, losing_only=True), "", f"{refusal}(NXD_N_58)"])
        self._tell(state, words, state.rows, code="NXD_N_58", sentence=refusal, impact=impact_facts(impact))
        return Exit.REFUSED

    def _told_result(self, state: "AcquisitionState", result: "AcquisitionResult") -> Exit:
        from nxdesk.desk.acquire_texts import ending
        from nxdesk.desk.acquisition_state import ACQUIRED

        number = f"\n取得番号 {result.id}（「nxdesk acquire undo {result.id}」で取得前に戻せます）" if result.id else ""
        self._tell(state, ending(self._run.kind, result) + number, (), outcome=result.outcome, acquisition=result.id,
                   new=result.new, changed=result.changed, taken=result.taken, code=result.code,
                   sentence=result.sentence, check=result.check)
        return Exit.DONE if result.outcome == ACQUIRED else exit_for(result.code)

    def _tell(self, state: "AcquisitionState", words: str, rows: Iterable["ListRow"], **facts: object) -> None:
        known: dict[str, object] = {
            "step": state.step.name.lower(), "chosen": state.chosen, "with_errors": state.with_errors,
            "left_out": state.left_out, "without_records": state.without_records, "unfinished": state.unfinished,
            "sendable": state.sendable, "new": 0, "changed": 0, "notes": list(state.notes), "rows": facts_of(rows),
            "asks": [{"id": ask.id, "code": ask.code, "field": ask.item, "label": ask.label, "old": ask.old,
                      "new": ask.new} for ask in state.asks],
            "errors": facts_of(self.left_behind)}
        tell(words, known | facts, as_json=self._wish.as_json)
