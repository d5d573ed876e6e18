"""The registration run NX→e-AMANO as a state machine: choose, confirm, check, compare, send (product.md).

`state` is frozen; each call moves it on along `run_state.TRANSITIONS`. `check`, `compare`, `send` and `ask` block and
belong in jobs; the rest returns at once.
"""

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from nxdesk.desk.outcomes import UNSENT
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.run_checks import Person, check_people
from nxdesk.desk.run_comparison import compare_people
from nxdesk.desk.run_sending import Sender
from nxdesk.desk.run_state import BACK, Event, RunResult, RunState, Selection, Step, WrongStep, after
from nxdesk.desk.run_texts import left_out
from nxdesk.desk.trouble import tells_trouble
from nxdesk.link.client import Client
from nxdesk.link.failure import LinkFailure
from nxdesk.masters.store import Masters
from nxdesk.records.clock import Clock
from nxdesk.records.fields import Kind
from nxdesk.records.sentences import sentence
from nxdesk.records.shapes import date

Progress = Callable[[int, int], None]


@tells_trouble
class RegistrationRun:
    """One run of one kind. `connect` opens a client for the registered settings and raises Refusal without any."""

    def __init__(self, kind: Kind, masters: Masters, clock: Clock, user_id: str, connect: Callable[[], Client], *,
                 may_my_number: bool) -> None:
        self.kind = kind
        self._masters = masters
        self._clock = clock
        self._user = user_id
        self._sender = Sender(kind, masters, user_id)
        self._connect = connect
        self._may_my_number = may_my_number
        self._lock = threading.Lock()
        self._client: Client | None = None
        self._cancelled = False
        self._people: tuple[Person, ...] = ()
        self._read_at = ""
        self.state = RunState(Step.SELECT_PEOPLE, Selection(as_of=clock.today()))

    def choose(self, selection: Selection) -> RunState:
        """The chosen people; raises Refusal for nobody, for an impossible 参照日, and without the authority."""
        if not selection.codes:
            raise Refusal.of("NXD_N_06")
        if selection.my_number and not self._may_my_number:
            raise Refusal.of("NXD_N_09", "my_number")
        _judge_day(selection.as_of)
        return self._move(Event.CHOSEN, RunState(self.state.step, selection, chosen=len(selection.codes)))

    def confirm(self) -> RunState:
        """The question before the run was answered with OK."""
        self._cancelled = False
        return self._move(Event.CONFIRMED, self.state)

    def check(self) -> RunState:
        """Read and judge the chosen people (条理チェック). Nobody has been sent yet."""
        self._at(Step.CHECKING)
        selection = self.state.selection
        self._read_at = self._clock.stamp()
        read = self._masters.people.linked(selection.codes)
        people = [Person(str(row[0]), str(row[1]), str(row[2] or ""), str(row[3]), tuple(row[4:])) for row in read]
        if len(people) < len(set(selection.codes)):
            missing = sorted(set(selection.codes) - {person.code for person in people})
            others = f"など{len(missing)}件" if len(missing) > 1 else ""
            return self._broke(RunResult(UNSENT, "", code="NXD_N_03",
                                         sentence=sentence("NXD_N_03", code=missing[0], others=others)))
        checked = check_people(self.kind, people, self._clock.today(), self._my_numbers("条理チェック"))
        self._people = checked.clean
        event = Event.ERRORS_FOUND if checked.error_rows else Event.CLEAN
        return self._move(event, replace(self.state, rows=checked.error_rows, with_errors=checked.with_errors,
                                         sendable=len(checked.clean), notes=checked.warnings))

    def accept(self) -> RunState:
        """OK on a list: go on with the people free of errors, or send those compared."""
        if not self.state.sendable:
            raise Refusal.of("NXD_N_02")
        kept = self.state.rows if self.state.step is Step.COMPARISON else ()
        return self._move(Event.ACCEPTED, replace(self.state, rows=kept))

    def compare(self) -> RunState:
        """Ask e-AMANO who exists there already; settle the open outcomes of earlier registrations first."""
        self._at(Step.COMPARING)
        try:
            with self._using_client() as client:
                elsewhere = self._sender.settle(client)
                remote = client.digests(self.kind.id, [person.code for person in self._people])
        except LinkFailure as failure:
            return self._broke(_result_of(failure))
        compared = compare_people(self.kind, self._people, remote)
        self._people = compared.sendable
        event = Event.COMPARED if compared.sendable else Event.EVERYBODY_THERE
        known = replace(self.state, rows=compared.rows, left_out=compared.left_out, sendable=len(compared.sendable))
        remark: tuple[str, ...] = (left_out(known),) if compared.left_out else ()
        remark += (sentence("NXD_N_17", count=elsewhere),) if elsewhere else ()
        return self._move(event, replace(known, notes=(*remark, *self.state.notes)))

    def send(self, progress: Progress) -> RunState:
        """Register the compared people: all of them or nobody. `progress(done, all)` comes from another thread."""
        self._at(Step.SENDING)
        with self._using_client() as client:
            result = self._sender.send(client, self.state.selection, self._people, self._my_numbers("e-AMANOへの連携"),
                                       progress, read_at=self._read_at)
        event = Event.BROKE if result.outcome == UNSENT else Event.ANSWERED
        return self._move(event, replace(self.state, result=result))

    def ask(self) -> RunState:
        """結果を確認: asks what became of the registration; never sends people's data."""
        self._at(Step.RESULT)
        self._cancelled = False
        result = self.state.result
        if result is None:
            raise WrongStep("ask without a result")
        try:
            with self._using_client() as client:
                result = self._sender.ask(client, result.registration_id)
        except LinkFailure as failure:
            result = replace(result, sentence=f"まだ確認できません。{failure.sentence}", check=failure.check)
        self.state = replace(self.state, result=result)
        return self.state

    def back(self) -> RunState:
        """キャンセル: back to 個人選択 with the choice kept."""
        step = BACK.get(self.state.step)
        if step is None:
            raise WrongStep(f"back from {self.state.step.name}")
        self.state = RunState(step, self.state.selection)
        return self.state

    def cancel(self) -> None:
        """中止, from any thread: ends waiting at once. What was sent already needs its outcome asked for."""
        with self._lock:
            self._cancelled = True
            client = self._client
        if client is not None:
            client.cancel()

    def _my_numbers(self, purpose: str) -> dict[str, str]:
        if not self.state.selection.my_number:
            return {}
        codes: Sequence[str] = [p.code for p in self._people] or self.state.selection.codes
        return self._masters.my_numbers.bulk(codes, by=self._user, purpose=purpose)

    @contextmanager
    def _using_client(self) -> Iterator[Client]:
        """A client for one step, reachable by `cancel` while the step runs."""
        client = self._connect()
        with self._lock:
            self._client = client
            if self._cancelled:
                client.cancel()
        try:
            yield client
        finally:
            with self._lock:
                self._client = None
            client.close()

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


def _judge_day(day: str) -> None:
    """参照日 is an ISO day that exists."""
    if not day:
        raise Refusal.of("NXD_N_10", "as_of")
    if not re.fullmatch(date().pattern, day):
        raise Refusal.of("NXD_N_18", "as_of", day=day)
