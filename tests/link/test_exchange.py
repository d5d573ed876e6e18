"""The watchdog ends what passes its deadline, whatever else it waits for."""

import time

from nxdesk.link.exchange import Exchange, Phase, StopReason, Watchdog


def _stopped(exchange: Exchange) -> bool:
    until = time.monotonic() + 5
    while exchange.stopped is None and time.monotonic() < until:
        time.sleep(0.01)
    return exchange.stopped is StopReason.DEADLINE


def test_a_nearer_deadline_is_kept_while_a_farther_one_is_waited_for() -> None:
    watchdog, patient, hasty = Watchdog(), Exchange(30, 30), Exchange(0.1, 0.1)
    try:
        watchdog.watch(patient)
        time.sleep(0.05)
        watchdog.watch(hasty)
        assert _stopped(hasty)
        assert patient.stopped is None
    finally:
        watchdog.close()


def test_a_deadline_is_kept_after_one_that_was_let_go_or_moved() -> None:
    watchdog = Watchdog()
    try:
        for _ in range(3):
            over = Exchange(0.1, 0.1)
            watchdog.watch(over)
            watchdog.release(over)
        moved = Exchange(0.1, 0.1)
        watchdog.watch(moved)
        time.sleep(0.1)
        before = moved.deadline
        moved.enter(Phase.SENT)
        assert moved.deadline >= before
        later = Exchange(0.2, 0.2)
        watchdog.watch(later)
        assert _stopped(moved)
        assert _stopped(later)
        time.sleep(0.05)
        again = Exchange(0.1, 0.1)
        watchdog.watch(again)
        assert _stopped(again)
    finally:
        watchdog.close()
