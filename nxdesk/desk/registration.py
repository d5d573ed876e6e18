"""The registration run NX→e-AMANO as a state machine: choose, confirm, check, compare, send (product.md).

`state` is frozen; each call moves it on along `run_state.TRANSITIONS`. `check`, `compare`, `send`, `ask` and
`full_effects` block and belong in jobs; the rest returns at once.

Who is compared how: the first registration of 社員 by digests alone, for nobody is overwritten; kinds with several
records a person, and everybody while 再登録 is on, through a dry run at e-AMANO, which tells what becomes of every item.
"""

import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from nxdesk.desk.documents import DocumentChoice
from nxdesk.desk.impact import Impact, ImpactRecord
from nxdesk.desk.outcomes import NOT_REGISTERED, REGISTERED, UNSENT
from nxdesk.desk.reach import Reach
from nxdesk.desk.reference_day import judge_day
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.relink import TenantWarning
from nxdesk.desk.run_advice import advice
from nxdesk.desk.run_asking import Apart, read_apart
from nxdesk.desk.run_checks import Checked, check_people
from nxdesk.desk.run_comparison import compare_people
from nxdesk.desk.run_dry import DryCompared, compare_dry, full_record
from nxdesk.desk.run_early import AskedEarly, Early
from nxdesk.desk.run_group_checks import check_groups
from nxdesk.desk.run_people import Chosen, OnRead, document_choices, read_chosen, reading_owners, with_owners
from nxdesk.desk.run_same import answers
from nxdesk.desk.run_sanity import Sanity, look
from nxdesk.desk.run_sending import Parcel, Sender
from nxdesk.desk.run_state import BACK, Event, RunResult, RunState, Selection, Step, WrongStep, after
from nxdesk.desk.run_texts import left_out, without_records
from nxdesk.desk.run_unresolved import UNRESOLVED, Unresolved
from nxdesk.desk.trouble import tells_trouble
from nxdesk.link.client import Client
from nxdesk.link.failure import LinkFailure
from nxdesk.link.retry import OnPause
from nxdesk.masters.store import Masters
from nxdesk.records.clock import Clock
from nxdesk.records.fields import Kind
from nxdesk.records.labels import NEW_DATA
from nxdesk.records.sentences import sentence

_NAMED = 3
_NUMBER = "my_number"

Progress = Callable[[int, int], None]


def _silent(done: int, people: int) -> None:
    """Nobody watches."""


@tells_trouble
class RegistrationRun:
    """One run of one kind. `connect` opens a client for the registered settings and raises Refusal without any.

    `relink`: 再登録 is on, so that whoever is in e-AMANO already is overwritten (manual (7)); it plays no part for kinds
    that are registered as often as one likes. `still_on` asks the switch again on the way, for it goes off with the
    day; blocks. `asks_early`: the service is there while people are still being checked. A run of a kind without people
    begins with all there is, at its question.
    """

    def __init__(self, kind: Kind, masters: Masters, clock: Clock, user_id: str, connect: Callable[[], Client], *,
                 may_my_number: bool, relink: bool = False, still_on: Callable[[], bool] = lambda: True,
                 asks_early: bool = True) -> None:
        self.kind = kind
        self.relink = relink and not kind.upsert
        self._still_on = still_on
        self._masters = masters
        self._clock = clock
        self._user = user_id
        self._sender = Sender(kind, masters, user_id)
        self._unresolved = Unresolved(masters.journal)
        self._held: RunState | None = None
        self._connect = connect
        self._reach = Reach(connect)
        self._early = Early(self._reach, masters, kind, asks=asks_early and self.relink)
        self._may_my_number = may_my_number
        self._dry = self.relink or kind.many
        self._chosen = Chosen(kind)
        self._compared = DryCompared(self._chosen)
        self._apart = Apart(None, {})
        self._tenant = ""
        self._read_at = ""
        self.state = self._begun(Step.SELECT_PEOPLE, Selection(as_of=clock.today()))
        if self.begins_with_everything:
            self.choose(Selection(tuple(masters.members(kind).owners()), clock.today()))

    @property
    def begins_with_everything(self) -> bool:
        """There is nobody to choose: all codes are registered together (人事コード)."""
        return not self.kind.by_person

    def documents(self, codes: Sequence[str] = ()) -> tuple[DocumentChoice, ...]:
        """The documents among which these people, or all, let choose (対象年, 支払日 …), newest first; blocks."""
        return document_choices(self._masters, self.kind, codes)

    def _begun(self, step: Step, selection: Selection, chosen: int = 0) -> RunState:
        return RunState(step, selection, chosen=chosen, relink=self.relink, label=self.kind.label,
                        by_person=self.kind.by_person)

    def choose(self, selection: Selection) -> RunState:
        """The chosen people; raises Refusal for nobody, for an impossible 参照日, without the authority, and when 再登録
        was switched off.
        """
        if not selection.codes and self.kind.by_person:
            raise Refusal.of("NXD_N_06")
        if selection.my_number and not self._may_my_number:
            raise Refusal.of("NXD_N_09", "my_number")
        judge_day(selection.as_of)
        self._judge_switch()
        along = selection.my_number and _NUMBER in self.kind.by_id
        return self._move(Event.CHOSEN, self._begun(self.state.step, replace(selection, my_number=along),
                                                    len(selection.codes)))

    def confirm(self) -> RunState:
        """The question before the run was answered with OK."""
        self._reach.allow()
        return self._move(Event.CONFIRMED, self.state)

    def check(self) -> RunState:
        """Read and judge the chosen people (条理チェック). Nobody has been sent yet.

        Of many people e-AMANO is meanwhile asked what the comparison will want to know (`Early`).
        """
        self._at(Step.CHECKING)
        try:
            return self._check(self._early.begin(self.state.selection))
        finally:
            self._early.over(compares=self.state.step is Step.COMPARING)

    def _check(self, on_read: OnRead) -> RunState:
        selection = self.state.selection
        self._read_at = self._clock.stamp()
        chosen = read_chosen(self._masters, self.kind, selection.codes, selection.documents, on_read)
        if missing := chosen.missing:
            others = f"など{len(missing)}件" if len(missing) > 1 else ""
            return self._broke(RunResult(UNSENT, "", code="NXD_N_03",
                                         sentence=sentence("NXD_N_03", code=missing[0], others=others)))
        checked = self._checked(chosen)
        self._chosen = replace(chosen, records=checked.clean)
        if checked.error_rows:
            wrong = {row.owner for row in checked.error_rows} - {record.code for record in checked.clean}
            self._chosen = replace(self._chosen, codes=tuple(code for code in chosen.codes if code not in wrong))
        sendable = len(self._chosen.codes) if self.kind.many and self.relink else len(checked.clean)
        event = Event.ERRORS_FOUND if checked.error_rows else Event.CLEAN
        return self._move(event, replace(self.state, rows=checked.error_rows, with_errors=checked.with_errors,
                                         sendable=sendable, notes=checked.warnings))

    def _checked(self, chosen: Chosen) -> Checked:
        today, numbers = self._clock.today(), self._my_numbers(chosen, "条理チェック") or {}
        if self.kind.many:
            return check_groups(chosen, today, numbers)
        return check_people(self.kind, chosen.records, today, {code: number for (code, _), number in numbers.items()})

    def _my_numbers(self, chosen: Chosen, purpose: str) -> dict[tuple[str, int], str] | None:
        """The numbers that go along by (code, member), every access written down; None where they stay."""
        if not self.state.selection.my_number:
            return None
        return self._masters.my_numbers.bulk(chosen.codes, by=self._user, purpose=purpose, kind=self.kind)

    def accept(self) -> RunState:
        """OK on a list: go on with the people free of errors, or with those compared, first to what they would lose."""
        if not self.state.sendable:
            raise Refusal.of("NXD_N_02")
        if self.state.step is not Step.COMPARISON:
            return self._move(Event.ACCEPTED, replace(self.state, rows=()))
        impact = self.state.impact
        lossy = impact is not None and impact.must_confirm
        return self._move(Event.ACCEPTED_WITH_LOSSES if lossy else Event.ACCEPTED, self.state)

    def warning_read(self) -> None:
        """Somebody has seen the tenant warning of this comparison: it is not said again."""
        if self.state.tenant_warning:
            TenantWarning(self._masters.preferences).was_read(self._tenant)

    def accept_losses(self, typed: str | None = None, ticked: Collection[str] = ()) -> RunState:
        """What is lost was read, and confirmed: `ticked` are the ids of `Impact.ticks`, `typed` its word where it must.

        Raises Refusal where a confirmation is missing.
        """
        self._at(Step.LOSSES)
        impact = self.impact
        if {tick.id for tick in impact.ticks()} - set(ticked):
            raise Refusal.of("NXD_N_20", "ticked")
        word = "".join(unicodedata.normalize("NFKC", typed or "").split())
        if impact.must_type and word != impact.typed_word:
            raise Refusal.of("NXD_N_21", "typed", word=impact.typed_word)
        return self._move(Event.ACCEPTED, self.state)

    @property
    def impact(self) -> Impact:
        """What the compared registration does; raises WrongStep where that is not known."""
        if self.state.impact is None:
            raise WrongStep("impact before a comparison")
        return self.state.impact

    def compare(self, progress: Progress = _silent) -> RunState:
        """Ask e-AMANO who exists there already; settle the open outcomes of earlier registrations first.

        Raises Refusal when 再登録 was switched off.
        """
        self._at(Step.COMPARING)
        self._judge_switch()
        try:
            early = self._early.taken_up()
            with self._reach.client(early and early.client) as client:
                elsewhere = 0 if early else self._sender.settle(client)  # Early means that nothing is open.
                remark = (sentence("NXD_N_17", count=elsewhere),) if elsewhere else ()
                state = (self._compare_dry(client, early, remark, progress) if self._dry
                         else self._compare(client, remark))
        except LinkFailure as failure:
            return self._broke(_result_of(failure))
        against = self._unresolved.against(self._chosen.codes) if state.step is Step.COMPARISON else None
        self._held = state
        return self._broke(against) if against else state

    def despite_unknown(self, reason: str) -> RunState:
        """Send people though an earlier registration of theirs has an unknown outcome; the journal keeps the reason.

        Said beforehand, or when the run has stopped because of it, which then goes on. Raises Refusal.
        """
        self._unresolved.despite(reason)
        result = self.state.result
        if self.state.step is Step.FAILED and result is not None and result.code == UNRESOLVED and self._held:
            return self._move(Event.DESPITE, self._held)
        return self.state

    def _compare(self, client: Client, remark: tuple[str, ...]) -> RunState:
        codes = self._chosen.codes
        compared = compare_people(self.kind, self._chosen.records,
                                  lambda on_sent: client.digests(self.kind.id, codes, on_sent))
        self._chosen = replace(self._chosen, records=compared.sendable,
                               codes=tuple(person.code for person in compared.sendable))
        event = Event.COMPARED if compared.sendable else Event.EVERYBODY_THERE
        known = replace(self.state, rows=compared.rows, left_out=compared.left_out, sendable=len(compared.sendable),
                        labels={NEW_DATA: len(compared.rows)})
        remark = ((left_out(known),) if compared.left_out else ()) + remark
        return self._move(event, replace(known, notes=(*remark, *self.state.notes)))

    def _compare_dry(self, client: Client, early: AskedEarly | None, remark: tuple[str, ...],
                     progress: Progress) -> RunState:
        state = self.state
        by_digest = False
        if self.relink:
            self._tenant, connection = client.fingerprint, client.check_connection()
            by_digest = answers(connection, self.kind)
            warning = TenantWarning(self._masters.preferences).sentence(connection["services"], self._tenant)
            state = replace(state, tenant_warning=warning)
        self._apart = read_apart(self._masters, self._chosen, my_number=state.selection.my_number)
        remark = (*advice(client, self.kind), *remark)
        compared = compare_dry(
            client, self._chosen, self._apart, state.selection.as_of, relink=self.relink,
            by_digest=by_digest and self._apart.numbers is None,
            people=early.still(self._apart.photos) if early else None,
            owned=reading_owners(self._masters, self._chosen), progress=progress)
        self._compared, self._chosen = compared, compared.chosen
        sendable = len(compared.chosen.records) + len(compared.deletions)
        known = replace(state, rows=(*compared.error_rows, *compared.rows), left_out=compared.left_out,
                        with_errors=state.with_errors + compared.with_errors, sendable=sendable, impact=compared.impact,
                        labels=compared.labels, without_records=compared.without_records)
        remarks = (left_out(known), without_records(known), *remark, *state.notes)
        event = (Event.COMPARED if sendable
                 else Event.ERRORS_FOUND if compared.error_rows else Event.EVERYBODY_THERE)
        return self._move(event, replace(known, notes=tuple(filter(None, remarks))))

    def full_effects(self, code: str, member_key: str = "") -> ImpactRecord | None:
        """Everything about one compared record, also what stays as it is; raises Refusal when it cannot be asked."""
        others = frozenset(self._chosen.codes) - {code}
        chosen = with_owners(self._masters, self._chosen.without(others))
        apart = self._apart if self._dry else read_apart(self._masters, chosen,
                                                         my_number=self.state.selection.my_number)
        try:
            with self._connect() as client:
                return full_record(client, chosen, apart, self.state.selection.as_of, member_key, relink=self.relink)
        except LinkFailure as failure:
            raise Refusal(failure.code, failure.sentence, check=failure.check) from None

    def send(self, progress: Progress) -> RunState:
        """Register the compared people: all of them or nobody. `progress(done, all)` comes from another thread.

        Raises Refusal when 再登録 was switched off since.
        """
        self._at(Step.SENDING)
        self._judge_switch()
        if changed := self._changed_meanwhile() or self._unresolved.against(self._chosen.codes):
            return self._broke(changed)
        with self._reach.client() as client:
            result = self._sender.send(client, self._parcel(), progress)
        event = Event.BROKE if result.outcome == UNSENT else Event.ANSWERED
        return self._move(event, replace(self.state, result=result))

    def _changed_meanwhile(self) -> RunResult | None:
        """My Numbers or photos that came or went in NX since the comparison: their effects were not shown."""
        if not self._dry:
            return None
        now = read_apart(self._masters, self._chosen, my_number=self.state.selection.my_number)
        for what, codes in self._apart.changed(now, frozenset(self._chosen.codes)).items():
            names = "、".join(codes[:_NAMED]) + (f" など{len(codes)}名" if len(codes) > _NAMED else "")
            return RunResult(UNSENT, "", code="NXD_N_22", sentence=sentence("NXD_N_22", what=what, names=names))
        return None

    def _parcel(self) -> Parcel:
        chosen, selection = self._chosen, self.state.selection
        numbers = self._my_numbers(chosen, "e-AMANOへの連携")
        photos = self._masters.photos.codes_with_photo(chosen.codes) if not self.kind.many else frozenset()
        facts = self._unresolved.facts(chosen.codes)
        if not self._dry:
            return Parcel(chosen, selection.as_of, self._read_at, [None] * len(chosen.records), photos, numbers,
                          facts=facts)
        return Parcel(chosen, selection.as_of, self._read_at, self._compared.versions,
                      photos & self._compared.photos, numbers, self.relink, self._compared.deletions,
                      self._compared.same, facts)

    def sanity(self) -> Sanity:
        """照合 of a registration that succeeded: what e-AMANO has now against what was sent. It changes no outcome."""
        self._at(Step.RESULT)
        result = self.state.result
        if result is None or result.outcome != REGISTERED:
            raise WrongStep("sanity without a registration")
        self._reach.allow()
        with self._reach.client() as client:
            found = look(client, self._chosen, relink=self.relink)
        self._masters.journal.mark(result.registration_id, REGISTERED, sanity=found.sentence)
        return found

    def retry_with_rest(self) -> RunState:
        """After a refusal with reasons: compare anew without those who have one, to send the others."""
        self._at(Step.RESULT)
        result = self.state.result
        if result is None or result.outcome != NOT_REGISTERED or not result.rest:
            raise WrongStep("nobody to go on with")
        self._reach.allow()
        self._chosen = self._chosen.without(self._sender.refused)
        people = len(self._chosen.codes)
        return self._move(Event.RETRIED, replace(self._begun(self.state.step, self.state.selection, people),
                                                 sendable=people))

    def ask(self) -> RunState:
        """結果を確認: asks what became of the registration; never sends people's data."""
        self._at(Step.RESULT)
        self._reach.allow()
        result = self.state.result
        if result is None:
            raise WrongStep("ask without a result")
        try:
            with self._reach.client() as client:
                result = self._sender.ask(client, result.registration_id)
        except LinkFailure as failure:
            result = replace(result, sentence=f"まだ確認できません。{failure.sentence}", check=failure.check)
        self.state = replace(self.state, result=result)
        return self.state

    def back(self) -> RunState:
        """キャンセル: back to 個人選択 with the choice kept, from the losses to the comparison list."""
        self._early.end()
        step = BACK.get(self.state.step)
        if step is None:
            raise WrongStep(f"back from {self.state.step.name}")
        self.state = (replace(self.state, step=step) if step is Step.COMPARISON
                      else self._begun(step, self.state.selection))
        return self.state

    def cancel(self) -> None:
        """中止, from any thread: ends waiting at once. What was sent already needs its outcome asked for."""
        self._reach.cancel()
        self._early.cancel()

    def watch(self, on_pause: OnPause) -> None:
        """Tell this of the pauses between attempts, in the steps that begin from now on."""
        self._reach.watch(on_pause)

    def hurry(self) -> None:
        """今すぐ, from any thread: ends the present pause."""
        self._reach.hurry()

    def _judge_switch(self) -> None:
        """A run that overwrites goes no further than the switch allows it."""
        if self.relink and not self._still_on():
            self._early.end()
            raise Refusal.of("NXD_N_27", "relink")

    def _at(self, step: Step) -> None:
        if self.state.step is not step:
            raise WrongStep(f"{step.name} asked for in {self.state.step.name}")

    def _move(self, event: Event, known: RunState) -> RunState:
        self.state = replace(known, step=after(self.state.step, event))
        return self.state

    def _broke(self, result: RunResult) -> RunState:
        return self._move(Event.BROKE, replace(self.state, result=result))


def _result_of(failure: LinkFailure) -> RunResult:
    return RunResult(UNSENT, "", code=failure.code, sentence=failure.sentence, check=failure.check)
