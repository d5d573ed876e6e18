"""Pauses and the longest wait."""

import threading

import pytest

from nxdesk.link.causes import OutcomeWord, named
from nxdesk.link.failure import Diagnosis, LinkFailure
from nxdesk.link.retry import Patience, longest_wait, pause_before
from nxdesk.link.traffic import Deaf


@pytest.mark.parametrize(("timeout", "retries", "seconds", "sentence"), [
    (300, 9, 3251, "最長で 約54分 待つ可能性があります (応答待ち300秒×10回 + 接続10秒×10回 + 再試行の間隔151秒)"),
    (60, 3, 287, "最長で 約5分 待つ可能性があります (応答待ち60秒×4回 + 接続10秒×4回 + 再試行の間隔7秒)"),
    (30, 0, 40, "最長で 約40秒 待つ可能性があります (応答待ち30秒 + 接続10秒)")])
def test_longest_wait(timeout, retries, seconds, sentence):
    wait = longest_wait(timeout, retries)
    assert (wait.seconds, wait.sentence) == (seconds, sentence)


@pytest.mark.parametrize(("retries", "words"), [(9, "さらに最長60秒×9回"), (1, "さらに最長60秒×1回"), (0, "")])
def test_what_the_service_may_ask_on_top_is_said(retries, words):
    assert longest_wait(60, retries).told.endswith(words)
    assert bool(longest_wait(60, retries).told) is bool(words)


def test_a_wait_that_was_asked_for_is_as_long_as_the_line_says_at_most():
    told = Told()
    told.patience = patience = Patience(1, told)
    patience.pause(1, failure("busy", retry_after=3600.0))
    assert told.seconds == [60.0]


def failure(name: str, **keywords) -> LinkFailure:
    return LinkFailure(Diagnosis(named(name)), outcome=OutcomeWord.UNKNOWN, registration=True, **keywords)


class Told(Deaf):
    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.patience: Patience | None = None

    def waiting(self, waiting) -> None:
        self.seconds.append(waiting.seconds)
        assert self.patience
        self.patience.hurry()


def test_pauses_grow_with_jitter_and_are_capped():
    told = Told()
    told.patience = patience = Patience(9, told)
    for attempt in range(1, 10):
        patience.pause(attempt, failure("cut-after-sending"))
    for retry, seconds in enumerate(told.seconds, start=1):
        assert 0.5 * pause_before(retry) <= seconds <= pause_before(retry) <= 30


def test_cancel_ends_a_pause_for_good():
    patience = Patience(3, Deaf())
    threading.Timer(0.05, patience.cancel).start()
    for _ in range(2):
        with pytest.raises(LinkFailure) as caught:
            patience.pause(6, failure("cut-after-sending"))
        assert caught.value.cause.name == "cancelled"
