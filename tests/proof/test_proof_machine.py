"""Any order of faults, ways, retries, questions, repetitions and restarts: the belief is the truth, nobody is twice."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from nxdesk.link.causes import OutcomeWord
from nxdesk.link.failure import LinkFailure
from tests.proof.ground import REGISTERED, SILENCE, WAYS, Case, Ground, asked_word, believed

UNKNOWN, NOT_REGISTERED = OutcomeWord.UNKNOWN, OutcomeWord.NOT_REGISTERED
FAULTS = ("cut-in-request", "cut-before", "cut-after", "cut-in-answer", "gateway", "gateway-after", "busy", "hang-up",
          "service-error", "portal", "garbage", "silent", "no-answer")
STEPS = ("commit", "open", "batch", "outcome", "withdraw", "any")
RULES = st.builds("{}@{}#{}x{}".format, st.sampled_from(FAULTS), st.sampled_from(STEPS), st.integers(1, 2),
                  st.sampled_from([1, 2, 5, "*"]))
ARMED = st.lists(st.one_of(RULES, st.sampled_from(["reset#1x1", "reset#2x2", "reset#4x3"])), min_size=1, max_size=3)
SILENT = ("silent", "no-answer")


class Registrations(RuleBasedStateMachine):
    """People under one or several registration ids, and what is believed of each id."""

    ground: Ground
    cases = Bundle("cases")

    def __init__(self) -> None:
        super().__init__()
        self.beliefs: dict[str, OutcomeWord] = {}
        self.known: list[Case] = []
        self.restarted = False

    @initialize(target=cases)
    def people(self) -> Case:
        return self._known(self.ground.case())

    @rule(target=cases, case=cases)
    def the_same_people_anew(self, case: Case) -> Case:
        return self._known(self.ground.again(case))

    @rule(case=cases, way=st.sampled_from(WAYS), retries=st.sampled_from([0, 3, 9]), armed=ARMED)
    def register(self, case: Case, way: str, retries: int, armed: list[str]) -> None:
        """Send it, or send it again under its own id."""
        self.ground.arm(way, *self._quiet(armed))
        before = self.beliefs.get(case.id)
        with self.ground.client(way, retries, SILENCE) as (client, _):
            word, _ = believed(client, case, resumed=before is not None)
        self._held(case, word)

    @rule(case=cases, way=st.sampled_from(WAYS), armed=ARMED)
    def ask(self, case: Case, way: str, armed: list[str]) -> None:
        """結果を確認; it may itself meet a fault, and then nothing is learnt."""
        self.ground.arm(way, *self._quiet(armed))
        with self.ground.client(way, timeout=SILENCE) as (client, _), suppress(LinkFailure):
            self._held(case, asked_word(client.settle(case.id)))

    @rule(now=st.integers(0, 5))
    def restart_the_service(self, now: int) -> None:
        """kill -9; seldom, and once at most, for it takes as long as everything else."""
        if now == 5 and not self.restarted:
            self.restarted = True
            self.ground.restart()

    @invariant()
    def what_is_known_is_true(self) -> None:
        """A definite word holds until the registration is sent again; people are there wholly and once, or not."""
        committed = 0
        truths = self.ground.tables.truths([(case.id, case.codes) for case in self.known])
        for case, truth in zip(self.known, truths, strict=True):
            committed += truth.state == "committed"
            word = self.beliefs.get(case.id, NOT_REGISTERED)
            assert word is UNKNOWN or (word is REGISTERED) == (truth.state == "committed"), (word, truth)
            assert (truth.people, truth.newest, truth.runs, truth.entries) == (
                (len(case.codes), 1, 1, len(case.codes)) if truth.people else (0, 0, 0, 0))
        assert committed == bool(self.known and truth.people), "the same people under two registrations"

    def teardown(self) -> None:
        """In the end everything is asked about, with the faults over."""
        for case in self.known:
            self._held(case, asked_word(self.ground.ask(WAYS[0], case)))
            assert self.beliefs[case.id] is not UNKNOWN
        self.what_is_known_is_true()

    def _known(self, case: Case) -> Case:
        self.known.append(case)
        return case

    @staticmethod
    def _quiet(armed: list[str]) -> list[str]:
        """Silence costs the time that a client waits: once is enough of it."""
        return [text.rpartition("x")[0] + "x1" if text.startswith(SILENT) else text for text in armed]

    def _held(self, case: Case, word: OutcomeWord) -> None:
        """What is registered stays registered, as in the journal."""
        assert word is not OutcomeWord.PARTIAL
        before = self.beliefs.get(case.id)
        assert before is not REGISTERED or word in (REGISTERED, UNKNOWN)
        self.beliefs[case.id] = REGISTERED if before is REGISTERED else word


def test_any_order_of_events(proof: Ground) -> None:
    machine, before = type("Run", (Registrations,), {"ground": proof}), len(proof.ruler.firings)
    run_state_machine_as_test(machine, settings=settings(
        max_examples=25, stateful_step_count=8, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck)))
    assert len(proof.ruler.firings) - before > 20, "faults have struck"


@pytest.mark.parametrize("way", WAYS)
def test_a_restart_between_request_and_answer(proof: Ground, way: str) -> None:
    """The service is killed while the commit's answer is under way, and is there again when the client comes back."""
    case = proof.case()
    proof.arm(way, "cut-after@commit")
    with proof.client(way, retries=3) as (client, listener):
        def restart() -> None:
            proof.restart()
            client.hurry()
        listener.on_wait = restart
        word, failure = believed(client, case)
    assert (word, failure) == (REGISTERED, None)
    assert proof.truth(case) is REGISTERED
