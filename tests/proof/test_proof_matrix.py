"""Every fault at every step, on every way, with every number of retries: belief equals tables, and nobody twice."""

import pytest

from nxdesk.link.causes import OutcomeWord
from tests.proof.ground import (
    DIRECT,
    NOTHING_THERE,
    PLAIN,
    REGISTERED,
    SILENCE,
    WAYS,
    Ground,
    asked_word,
    believed,
)

STEPS = ("open", "batch", "commit")
RETRIES = (0, 3, 9)
BEFORE = "reset"
"""Before the request, so at a connection: it strikes the one that would carry the step."""

HUNG_UP = "hang-up"

FAULTS = (BEFORE, "cut-in-request", "cut-before", "cut-after", "cut-in-answer", "gateway", "gateway-after", "busy")
ACTED = ("cut-after", "cut-in-answer", "gateway-after", "no-answer")
"""Faults after which the service has acted."""

SILENT = ("silent", "no-answer")
ENOUGH = 10
"""Seconds within which everything that is not silent answers on any machine."""

TIMED_OUT = {f"NXD_{code}" for code in ("C_02", "D_02", "P_02", "P_10", "T_12", "X_01", "X_04")}


def most_survived(fault: str, step: str, retries: int) -> int:
    """How often in a row the fault may strike and a registration still gets through."""
    # A connection that was hung up may be noticed as late as by the attempt that is made on it.
    return retries - (fault == BEFORE and step != "open")


def rules(fault: str, step: str, times: int) -> list[str]:
    if fault != BEFORE:
        return [f"{fault}@{step}x{times}"]
    if step == "open":
        return [f"{BEFORE}x{times}"]
    # The connection that carried the step before is hung up, so that this step needs another one.
    return [f"{HUNG_UP}@{STEPS[STEPS.index(step) - 1]}", f"{BEFORE}#2x{times}"]


def proven(proof: Ground, way: str, fault: str, step: str, retries: int, *, times: int,
           timeout: float = ENOUGH) -> None:
    """Register under a fault, ask, and hold what is believed each time against the tables."""
    case = proof.case()
    proof.arm(way, *rules(fault, step, times))
    before = len(proof.ruler.firings)
    with proof.client(way, retries, timeout) as (client, listener):
        word, failure = believed(client, case)
    fired = [firing for firing in proof.ruler.firings[before:] if firing.rule.fault.id in (fault, HUNG_UP)]
    silences = sum(firing.rule.fault.id in SILENT for firing in fired)
    if timeout < ENOUGH and sum(attempt.cause in TIMED_OUT for attempt in listener.attempts) > silences:
        # The machine was slower than the silence that is proven, so nothing is: once more, with more patience.
        proven(proof, way, fault, step, retries, times=times, timeout=timeout * 5)
        return
    truth = proof.truth(case)
    assert fired, "the fault has struck"
    assert truth is not OutcomeWord.PARTIAL
    assert word is OutcomeWord.UNKNOWN or (word is REGISTERED) == (truth is REGISTERED), (word, truth)
    tunnel = PLAIN not in way
    if tunnel and times <= most_survived(fault, step, retries):
        assert word is REGISTERED, failure
    if step == "commit" and fault in ACTED:
        assert truth is REGISTERED
    elif times > retries:
        assert word is not REGISTERED
        assert truth is not REGISTERED
    assert word is not OutcomeWord.UNKNOWN or step == "commit", "only a commit leaves anybody in the dark"
    assert asked_word(proof.ask(way, case)) is proof.truth(case) is truth
    counts = proof.ruler.counts(case.id)
    if tunnel:
        assert counts.get("commit", 0) == (truth is REGISTERED), "one commit at most reached the service"
        assert counts.get("open", 0) <= retries + 1
    assert max(attempt.number for attempt in listener.attempts) <= retries + 1


@pytest.mark.parametrize("retries", RETRIES)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("fault", FAULTS)
def test_fault(proof: Ground, fault: str, step: str, way: str, retries: int) -> None:
    survived = most_survived(fault, step, retries)
    if survived > 0:
        proven(proof, way, fault, step, retries, times=survived)
    if retries < RETRIES[-1] or step == "commit":
        proven(proof, way, fault, step, retries, times=retries + 1)


@pytest.mark.parametrize("retries", [0, 3])
@pytest.mark.parametrize("way", [f"{way}{PLAIN}" for way in WAYS if way != DIRECT])
@pytest.mark.parametrize("fault", FAULTS)
def test_proxy_that_reads_along(proof: Ground, fault: str, way: str, retries: int) -> None:
    """Without TLS: a proxy may repeat a commit by itself, and answers in its own name where the service does not."""
    proven(proof, way, fault, "commit", retries, times=1)


@pytest.mark.parametrize("retries", [0, 3])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("step", ["batch", "commit"])
@pytest.mark.parametrize("fault", SILENT)
def test_silence(proof: Ground, fault: str, step: str, way: str, retries: int) -> None:
    proven(proof, way, fault, step, retries, times=1, timeout=SILENCE)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("fault", [*FAULTS, *SILENT])
def test_whoever_registers_again_is_there_once(proof: Ground, fault: str, way: str) -> None:
    """The same people under a new id after the commit went wrong, without asking first."""
    case = proof.case()
    proof.arm(way, *rules(fault, "commit", 1))
    with proof.client(way, timeout=SILENCE if fault in SILENT else ENOUGH) as (client, _):
        believed(client, case)
    once = proof.truth(case)
    again = proof.again(case)
    proof.arm(way)
    with proof.client(way) as (client, _):
        word, _ = believed(client, again)
    assert once in (REGISTERED, OutcomeWord.NOT_REGISTERED)
    assert word is (OutcomeWord.NOT_REGISTERED if once is REGISTERED else REGISTERED)
    assert asked_word(proof.ask(way, case)) is once
    assert proof.truth(case if once is REGISTERED else again) is REGISTERED
    assert word in (REGISTERED, *NOTHING_THERE)
