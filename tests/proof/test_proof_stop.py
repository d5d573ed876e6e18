"""中止 in the windows' thread: whatever the line is doing, it ends within half a second and freezes nothing."""

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer

from nxdesk.link.failure import LinkFailure
from nxdesk.windows.jobs import Jobs
from tests.proof.ground import DIRECT, PRACTICE, Ground

AT_MOST = 0.5
PATIENCE = 30_000
"""Milliseconds until the line has come to where it is stopped, on a machine that has much else to do."""

FREEZE = 0.05
"""Seconds of one turn of the event loop, in processor time of this thread: what other programs take is not ours."""


class Beat(QObject):
    """The longest turn of the event loop."""

    def __init__(self) -> None:
        super().__init__()
        self.longest, self._last = 0.0, time.thread_time()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._beat)
        self._timer.start(0)

    def _beat(self) -> None:
        now = time.thread_time()
        self.longest, self._last = max(self.longest, now - self._last), now


@pytest.fixture
def jobs(qapp) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


@pytest.mark.parametrize(("way", "rule", "outcome"), [
    (PRACTICE, "proxy-silent", "未送信"), (DIRECT, "silent@open", "未登録"), (DIRECT, "silent@batch", "未登録"),
    (DIRECT, "silent@commit", "不明"), (DIRECT, "no-answer@commit", "不明"), (DIRECT, "slow@commit", "不明"),
    (DIRECT, "busy@commit", "未登録")])
def test_stop_is_immediate_and_freezes_nothing(proof: Ground, jobs: Jobs, qtbot, way: str, rule: str,
                                               outcome: str) -> None:
    owner, case = QObject(), proof.case()
    failed: list[Exception] = []
    proof.ruler.disarm()
    proof.ruler.arm(rule)
    before = len(proof.ruler.firings)
    with proof.client(way, retries=1) as (client, listener):
        listener.on_wait = lambda: None
        beat = Beat()
        jobs.run(owner, lambda: client.register(case.prepared), on_failed=failed.append, lane="network")
        qtbot.waitUntil(lambda: len(proof.ruler.firings) > before and (
            bool(listener.waits) or not rule.startswith("busy")), timeout=PATIENCE)
        began = time.monotonic()
        client.cancel()
        qtbot.waitUntil(lambda: bool(failed))
        took = time.monotonic() - began
    assert jobs.settle()
    assert isinstance(failed[0], LinkFailure)
    assert failed[0].outcome == outcome
    assert took < AT_MOST
    assert beat.longest < FREEZE
