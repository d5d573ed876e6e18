"""The ledger's desk through the practice network: asks, never sends, stops at once, leaves alone what is under way."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nxdesk.boot.build import Program
from nxdesk.desk.ledger import LedgerDesk, resolved_words, unresolved_words
from nxdesk.desk.outcomes import NOT_REGISTERED, REGISTERED, UNKNOWN, UNSENT
from nxdesk.desk.program import Session
from nxdesk.desk.refusal import Refusal
from nxdesk.lab.network import Network
from nxdesk.masters.journal import SENDING
from tests.desk.runs import compared, sent

UNDER_WAY = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.fixture
def network(program: Program, tmp_path: Path) -> Iterator[Network]:
    with Network(program.service.url, tmp_path / "lab") as running:
        yield running


@pytest.fixture
def through(connected: Session, network: Network) -> Iterator[Session]:
    """The connected session, led through the practice network; everything is resolved afterwards."""
    settings = connected.service_settings
    draft = replace(settings.load(), url=network.gate_url, retries="0")
    settings.check(draft)
    settings.register(draft)
    yield connected
    network.ruler.disarm()
    connected.ledger().resolve_all()


def lost(session: Session, network: Network, code: str, rule: str) -> str:
    """A registration whose answer was lost; its id."""
    network.ruler.arm(rule)
    result = sent(compared(session, "employee", code))
    assert result.outcome == UNKNOWN
    return result.registration_id


def test_asking_tells_what_became_of_it_and_sends_nothing(through, network):
    ledger = through.ledger()
    first = lost(through, network, "0000000120", "cut-after@commit")
    (row,) = ledger.unresolved()
    assert (row.id, row.state, row.people, row.service) == (first, UNKNOWN, 1, network.gate_url)
    assert unresolved_words([row]) == "前回の登録 (1名) の結果が不明です"
    before = network.ruler.counts(first)
    found = ledger.resolve(ledger.find(row.number))
    assert (found.row.state, found.sentence) == (REGISTERED, "登録されていたことを確認しました。")
    after = network.ruler.counts(first)
    assert {step: count - before.get(step, 0) for step, count in after.items() if count != before.get(step, 0)} == {
        "withdraw": 1}
    assert after["commit"] == 1
    assert ledger.resolve(first) == found
    assert network.ruler.counts(first) == after


def test_one_that_never_arrived_is_not_registered_and_can_be_done_again(through, network):
    first = lost(through, network, "0000000121", "cut-before@commit")
    assert through.ledger().resolve(first).row.state == NOT_REGISTERED
    assert sent(compared(through, "employee", "0000000121")).outcome == REGISTERED
    (one,) = [row for row in through.ledger().rows() if row.id == first]
    assert one.state == NOT_REGISTERED


def test_what_cannot_be_asked_stays_and_stopping_is_quick(through, network):
    ledger = through.ledger()
    first = lost(through, network, "0000000122", "cut-after@commit")
    network.ruler.arm("silent@withdraw")
    failed: list[Refusal] = []

    def ask() -> None:
        with pytest.raises(Refusal) as refused:
            ledger.resolve(first)
        failed.append(refused.value)
    asking = threading.Thread(target=ask)
    asking.start()
    while not network.ruler.firings or network.ruler.firings[-1].rule.step != "withdraw":
        assert asking.is_alive()
        time.sleep(0.01)
    began = time.monotonic()
    ledger.cancel()
    asking.join(5)
    assert time.monotonic() - began < 0.5
    assert failed[0].sentence.startswith("まだ確認できません。")
    assert [row.id for row in ledger.unresolved()] == [first]
    assert resolved_words(ledger.resolve_all()).endswith("→ 【登録済】登録されていたことを確認しました。")


def test_what_is_being_sent_now_is_left_alone(program, through):
    journal, ledger = program.masters.journal, through.ledger()
    journal.open(UNDER_WAY, "employee", "f", "d", ["0000000123"], "admin")
    assert next(row for row in ledger.rows() if row.id == UNDER_WAY).state == UNSENT
    journal.mark(UNDER_WAY, SENDING)
    with journal.sending(UNDER_WAY):
        assert next(row for row in ledger.rows() if row.id == UNDER_WAY).state == "送信中"
        assert ledger.unresolved() == ()
        with pytest.raises(Refusal) as refused:
            ledger.resolve(UNDER_WAY)
        assert refused.value.code == "NXD_N_35"
    assert [row.state for row in ledger.unresolved()] == [UNKNOWN]
    with pytest.raises(Refusal) as elsewhere:
        ledger.resolve(UNDER_WAY)
    assert elsewhere.value.code == "NXD_N_34"
    journal.mark(UNDER_WAY, NOT_REGISTERED)


def test_numbers_that_fit_none_or_several_are_refused(program, through):
    for name in ("aaaa1111", "aaaa2222"):
        program.masters.journal.open(name, "employee", "f", "d", ["0000000124"], "cli:somebody")
    ledger: LedgerDesk = through.ledger()
    assert ledger.find("AAAA1") == "aaaa1111"
    for number, code in (("aaaa", "NXD_N_33"), ("bbbb", "NXD_N_32"), ("", "NXD_N_32")):
        with pytest.raises(Refusal) as refused:
            ledger.find(number)
        assert refused.value.code == code
    assert next(row for row in ledger.rows() if row.id == "aaaa1111").who == "コマンド（somebody）"
