"""The acquisition run e-AMANO→NX as a state machine: choose, confirm, compare, write; the other way of `registration`.

`state` is frozen; each call moves it on along `acquisition_state.TRANSITIONS`. `compare`, `write` and `full_effects`
block and belong in jobs; the rest returns at once. Nothing is changed before `write`, which changes everything in one
transaction that can be undone (`acquisitions`).
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from nxdesk.desk.acquire_texts import remarks
from nxdesk.desk.acquisition_gathering import Gathered, Gathering
from nxdesk.desk.acquisition_looking import Looked, Progress, look
from nxdesk.desk.acquisition_state import ACQUIRED, BACK, NOT_ACQUIRED, AcquisitionResult, AcquisitionState, after
from nxdesk.desk.impact import Impact, ImpactRecord
from nxdesk.desk.reach import Reach
from nxdesk.desk.reference_day import judge_day
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.run_sanity import some
from nxdesk.desk.run_state import Event, Selection, Step, WrongStep
from nxdesk.desk.trouble import tells_trouble
from nxdesk.link.client import Client
from nxdesk.link.failure import LinkFailure
from nxdesk.link.retry import OnPause
from nxdesk.masters.failures import MembersFull, RecordsChanged
from nxdesk.masters.store import Masters
from nxdesk.masters.writing import Write
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Kind
from nxdesk.records.sentences import sentence


def _silent(done: int, people: int) -> None:
    """Nobody watches."""


@tells_trouble
class AcquisitionRun:
    """One acquisition of one kind. `connect` opens a client for the registered settings; raises Refusal without any."""

    def __init__(self, kind: Kind, masters: Masters, clock: Clock, user_id: str, connect: Callable[[], Client]) -> None:
        self.kind = kind
        self._masters = masters
        self._clock = clock
        self._user = user_id
        self._reach = Reach(connect)
        self._address = ""
        self._gathered: Gathered | None = None
        self._looked = Looked()
        self._taken: frozenset[str] = frozenset()
        self.state = self._begun(Step.SELECT_PEOPLE, Selection(as_of=clock.today()))

    def _begun(self, step: Step, selection: Selection, chosen: int = 0) -> AcquisitionState:
        return AcquisitionState(step, selection, chosen=chosen, label=self.kind.label)

    def choose(self, selection: Selection) -> AcquisitionState:
        """The chosen people; raises Refusal for nobody and for an impossible 参照日."""
        if not selection.codes and not selection.newcomers:
            raise Refusal.of("NXD_N_06")
        judge_day(selection.as_of)
        return self._move(Event.CHOSEN, self._begun(self.state.step, replace(selection, my_number=False),
                                                    len(selection.codes)))

    def confirm(self) -> AcquisitionState:
        """The question before the run was answered with OK."""
        self._reach.allow()
        return self._move(Event.CONFIRMED, self.state)

    def compare(self, progress: Progress = _silent) -> AcquisitionState:
        """Find out who differs, fetch what differs, and tell what becomes of NX's records; `progress` counts people."""
        self._at(Step.COMPARING)
        selection = self.state.selection
        gathering = Gathering(self._masters, self.kind, selection, self._clock.today())
        try:
            with self._reach.client() as client:
                self._address = client.address
                looked = look(client, self._masters, self.kind, selection, progress)
                for stranger in looked.strangers:
                    gathering.stranger(stranger)
                done = looked.people - len(looked.differing)
                for rows in client.records(self.kind, looked.differing, unfinished=selection.unfinished):
                    gathering.take(rows)
                    done += len({row.owner for row in rows})
                    progress(done, looked.people)
        except LinkFailure as failure:
            return self._broke(failure.code, failure.sentence, failure.check)
        found = self._gathered = gathering.gathered()
        self._looked = looked
        people = {row.owner for row in (*found.rows, *found.error_rows)}
        known = replace(
            self.state, rows=(*found.error_rows, *found.rows), chosen=max(looked.people, self.state.chosen),
            with_errors=found.with_errors, left_out=looked.unchanged + found.unchanged,
            unfinished=looked.unfinished + found.unfinished,
            without_records=looked.nothing, sendable=len(found.impact.records) + len(found.asks),
            labels=found.labels, impact=found.impact, asks=found.asks)
        return self._compared(replace(known, notes=(*remarks(known), *self._follows(found), *found.warnings)), people)

    def _follows(self, found: Gathered) -> Iterable[str]:
        people = sum(bool(write.values) for write in found.takes.values())
        if people:
            yield f"{sentence('NXD_N_64', count=people)}(NXD_N_64)"

    def _compared(self, known: AcquisitionState, people: Collection[str]) -> AcquisitionState:
        if known.sendable:
            return self._move(Event.COMPARED, known)
        if people:
            return self._move(Event.ERRORS_FOUND, known)
        self._apply((), ())  # What NX has learnt of e-AMANO's records need not be asked again.
        return self._move(Event.EVERYBODY_THERE, known)

    @property
    def impact(self) -> Impact:
        """What the compared acquisition does to NX; raises WrongStep where that is not known."""
        if self.state.impact is None:
            raise WrongStep("impact before a comparison")
        return self.state.impact

    def accept(self, taken: Collection[str] = ()) -> AcquisitionState:
        """OK on the list: go on with those without errors, first to what NX would lose; `taken`: ids of `asks`."""
        if not self.state.sendable:
            raise Refusal.of("NXD_N_59")
        self._taken = frozenset(taken)
        lossy = self.impact.must_confirm
        return self._move(Event.ACCEPTED_WITH_LOSSES if lossy else Event.ACCEPTED, self.state)

    def accept_losses(self, typed: str | None = None, ticked: Collection[str] = ()) -> AcquisitionState:
        """What is lost was read, and confirmed: `ticked` are the ids of `Impact.ticks`; nothing has to be typed.

        Raises Refusal where a confirmation is missing.
        """
        self._at(Step.LOSSES)
        if {tick.id for tick in self.impact.ticks()} - set(ticked):
            raise Refusal.of("NXD_N_20", "ticked")
        return self._move(Event.ACCEPTED, self.state)

    def write(self, progress: Progress = _silent) -> AcquisitionState:
        """Change NX's records as they were compared: all of them or none."""
        self._at(Step.WRITING)
        found = self._compared_data()
        taken = self._takes(found)
        try:
            done = self._apply(found.writes, taken)
        except RecordsChanged as changed:
            words = sentence("NXD_N_54", names=some(tuple(changed.owners)))
            return self._broke("NXD_N_54", words)
        except MembersFull as full:
            words = sentence("NXD_N_65", code=full.owner, label=self.kind.label, most=full.most)
            return self._broke("NXD_N_65", words)
        progress(len(found.rows), len(found.rows))
        new = sum(write.version == 0 for write in found.writes)
        result = AcquisitionResult(ACQUIRED, done, new, len(found.writes) - new, len(taken))
        return self._move(Event.ANSWERED, replace(self.state, result=result))

    def _apply(self, writes: Collection[Write], parents: Collection[Write]) -> str:
        found, agreed = self._compared_data(), self._looked.states()
        done = self._masters.acquisitions.apply(
            self.kind, writes, self._user, parents=parents, states={**agreed, **found.states},
            agreeing=found.agreeing | agreed.keys(), facts={"service": self._address})
        return done.id

    def _compared_data(self) -> Gathered:
        if self._gathered is None:
            raise WrongStep("nothing was compared")
        return self._gathered

    def _takes(self, found: Gathered) -> list[Write]:
        """What people's own records get: what follows by itself, and what the user took."""
        values = {code: dict(write.values) for code, write in found.takes.items()}
        for ask in found.asks:
            if ask.id in self._taken:
                effect = found.asked[ask.id].effect
                values[ask.code][effect.field] = effect.new
        return [replace(write, values=values[code]) for code, write in found.takes.items() if values[code]]

    def full_effects(self, code: str, member_key: str = "") -> ImpactRecord | None:
        """Everything about one compared record, also what stays as it is; raises Refusal when it cannot be asked."""
        gathering = Gathering(self._masters, self.kind, self.state.selection, self._clock.today(), full=True)
        wanted = EMPLOYEE if self.kind.many and not member_key else self.kind
        try:
            with self._reach.client() as client:
                for rows in client.records(self.kind, [code], unfinished=self.state.selection.unfinished):
                    gathering.take(rows)
        except LinkFailure as failure:
            raise Refusal(failure.code, failure.sentence, check=failure.check) from None
        return next((record for record in gathering.gathered().impact.records
                     if record.kind is wanted and record.member_key == member_key), None)

    def back(self) -> AcquisitionState:
        """キャンセル: back to 個人選択 with the choice kept, from the losses to the comparison list."""
        step = BACK.get(self.state.step)
        if step is None:
            raise WrongStep(f"back from {self.state.step.name}")
        self.state = (replace(self.state, step=step) if step is Step.COMPARISON
                      else self._begun(step, self.state.selection))
        return self.state

    def watch(self, on_pause: OnPause) -> None:
        """Tell this of the pauses between attempts, in the steps that begin from now on."""
        self._reach.watch(on_pause)

    def hurry(self) -> None:
        """今すぐ, from any thread: ends the present pause."""
        self._reach.hurry()

    def cancel(self) -> None:
        """中止, from any thread: ends waiting at once. What is being written is written to its end."""
        self._reach.cancel()

    def _at(self, step: Step) -> None:
        if self.state.step is not step:
            raise WrongStep(f"{step.name} asked for in {self.state.step.name}")

    def _move(self, event: Event, known: AcquisitionState) -> AcquisitionState:
        self.state = replace(known, step=after(self.state.step, event))
        return self.state

    def _broke(self, code: str, words: str, check: str = "") -> AcquisitionState:
        result = AcquisitionResult(NOT_ACQUIRED, code=code, sentence=words, check=check)
        return self._move(Event.BROKE, replace(self.state, result=result))
