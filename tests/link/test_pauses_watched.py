"""Whoever watches is told of each pause when it begins and when it ends, and 今すぐ ends it at once."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from nxdesk.link.failure import LinkFailure
from nxdesk.link.retry import Pause
from tests.link.conftest import Connect
from tests.link.servers import Server, problem

BUSY = problem("busy", 503, "30")
AT_ONCE = 5
"""Seconds: far from the thirty that the service asks for, also on a machine that has much else to do."""


def test_pauses_are_told_from_their_beginning_to_their_end_and_hurried(connect: Connect) -> None:
    told: list[Pause | None] = []
    with Server(lambda request: BUSY) as server:
        client, listener = connect(server.url, retries=2)
        listener.on_wait = lambda: None

        def watch(pause: Pause | None) -> None:
            told.append(pause)
            if pause is not None:
                assert 25 < pause.left <= 30
                client.hurry()
        client.watch(watch)
        began = time.monotonic()
        with pytest.raises(LinkFailure):
            client.digests("employee", ["0000000101"])
        assert time.monotonic() - began < AT_ONCE
        assert len(server.received) == 3
    pauses = [pause for pause in told if pause is not None]
    assert [pause is None for pause in told] == [False, True, False, True]
    assert [(pause.next_attempt, pause.of, pause.code) for pause in pauses] == [(2, 3, "NXD_S_02"), (3, 3, "NXD_S_02")]
    assert all(pause.sentence for pause in pauses)


def test_of_several_pauses_the_one_that_ends_first_is_told_until_none_is_left(connect: Connect) -> None:
    told: list[Pause | None] = []
    heard = threading.Condition()

    def watch(pause: Pause | None) -> None:
        with heard:
            told.append(pause)
            heard.notify_all()
    with Server(lambda request: problem("busy", 503, "20" if "photo" in request.path else "30")) as server:
        client, listener = connect(server.url, retries=1)
        listener.on_wait = lambda: None
        client.watch(watch)
        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(client.anything, "employee")
            with heard:
                assert heard.wait_for(lambda: len(told) == 1, AT_ONCE)
            second = pool.submit(client.anything, "photo")
            with heard:
                assert heard.wait_for(lambda: len(told) == 2, AT_ONCE)
            client.cancel()
            assert all(isinstance(job.exception(), LinkFailure) for job in (first, second))
    begun, sooner, left, none = told
    assert begun is not None
    assert sooner is not None
    assert sooner.ends < begun.ends
    assert left in (begun, sooner)
    assert none is None
