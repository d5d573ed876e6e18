"""What is raised when talking to the service fails: one exception, made of a declared cause and its arguments."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nxdesk.link.causes import ASK_CHECK, ASK_SENTENCE, READ_CHECK, Cause, OutcomeWord, named
from nxdesk.link.exchange import Phase
from nxdesk.wire.shapes import Problem


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A cause with the arguments of its sentences."""

    cause: Cause
    args: Mapping[str, object] = field(default_factory=dict)
    variant: str = ""


class LinkFailure(Exception):
    """A request, or a whole registration, that failed. Holds no ID, no password and no My Number.

    `outcome` is None for requests that register nothing. `trace` names the exceptions found, outermost first.
    `retry_after` is what the service asked for, in seconds.
    """

    def __init__(self, diagnosis: Diagnosis, *, outcome: OutcomeWord | None = None, request_id: str = "",
                 problem: Problem | None = None, phase: Phase = Phase.START, attempts: int = 1,
                 trace: tuple[str, ...] = (), retry_after: float | None = None, registration: bool = False) -> None:
        self.diagnosis = diagnosis
        self.outcome = outcome
        self.request_id = request_id
        self.problem = problem
        self.phase = phase
        self.attempts = attempts
        self.trace = trace
        self.retry_after = retry_after
        self.registration = registration
        super().__init__(f"{self.code} ({phase.name})")

    @property
    def cause(self) -> Cause:
        """The row of connection.md §6."""
        return self.diagnosis.cause

    @property
    def code(self) -> str:
        """The code of the cause."""
        return self.cause.code

    @property
    def words_args(self) -> Mapping[str, object]:
        """The arguments of the sentences."""
        unknown = self.outcome is OutcomeWord.UNKNOWN
        return {"ask": ASK_SENTENCE if unknown else "", "to_do": ASK_CHECK if unknown else READ_CHECK,
                } | dict(self.diagnosis.args)

    @property
    def sentence(self) -> str:
        """What happened, for a person."""
        return self.cause.words(self.words_args, self.diagnosis.variant)

    @property
    def check(self) -> str:
        """What the person should check or do."""
        return self.cause.to_check(self.words_args)

    def knowing(self, facts: Mapping[str, object]) -> "LinkFailure":
        """The same failure with more arguments for its sentences."""
        known = Diagnosis(self.cause, dict(self.diagnosis.args) | dict(facts), self.diagnosis.variant)
        return LinkFailure(known, outcome=self.outcome, request_id=self.request_id, problem=self.problem,
                           phase=self.phase, attempts=self.attempts, trace=self.trace, retry_after=self.retry_after,
                           registration=self.registration)

    def became(self, outcome: OutcomeWord) -> "LinkFailure":
        """The same failure seen from the whole registration."""
        diagnosis = self.diagnosis
        if self.cause.name.startswith("cancelled"):
            diagnosis = _CANCELLED.get(outcome, diagnosis)
        return LinkFailure(diagnosis, outcome=outcome, request_id=self.request_id, problem=self.problem,
                           phase=self.phase, attempts=self.attempts, trace=self.trace, retry_after=self.retry_after,
                           registration=True)


_CANCELLED = {OutcomeWord.NOT_SENT: Diagnosis(named("cancelled")),
              OutcomeWord.NOT_REGISTERED: Diagnosis(named("cancelled-after-sending"), variant="staged"),
              OutcomeWord.UNKNOWN: Diagnosis(named("cancelled-after-sending"))}
