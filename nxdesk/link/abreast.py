"""Questions of which several are under way at once, each on a lane of its own; the answers come in their order.

While one answer is read here, the service already has the next questions: neither side waits for the other. It is for
questions only, which may be asked in any order and as often as one likes.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from time import sleep
from typing import TypeVar

from nxdesk.link.answers import Answer
from nxdesk.link.failure import LinkFailure
from nxdesk.link.lane import Call, Lane
from nxdesk.link.registering import tried
from nxdesk.link.retry import Patience

T = TypeVar("T")
_BREATH_SECONDS = 0.0001


def abreast(lanes: Sequence[Lane], patience: Patience, asked: Iterable[tuple[T, Call] | None],
            meanwhile: Callable[[], bool] = lambda: False) -> Iterator[tuple[T, Answer]]:
    """Ask one after the other, as many at once as there are lanes; what stands beside a call stands beside its answer.

    Each call is made when its turn is near. None instead of one says that what comes next depends on an answer that is
    under way. `meanwhile` does a little of what is to be done here while an answer is waited for, and tells whether it
    found anything to do. Raises LinkFailure, and asks nothing more after that.
    """
    idle: SimpleQueue[Lane] = SimpleQueue()
    for lane in lanes:
        idle.put(lane)
    failed: list[LinkFailure] = []

    def answer_to(call: Call) -> Answer:
        lane = idle.get()
        try:
            if failed:
                raise failed[0]
            return tried(lane, call, patience, lambda: bool(failed))
        except LinkFailure as failure:
            failed.append(failure)
            raise
        finally:
            idle.put(lane)

    under_way: deque[tuple[T, Future[Answer]]] = deque()
    with ThreadPoolExecutor(len(lanes), "nxdesk-lane") as pool:
        try:
            for one in asked:
                if one is not None:
                    about, call = one
                    under_way.append((about, pool.submit(answer_to, call)))
                # One more than lanes waits already made, so that no lane waits for what is done here.
                if one is None or len(under_way) > len(lanes):
                    yield _next(under_way, meanwhile)
            while under_way:
                yield _next(under_way, meanwhile)
        finally:
            for _, answer in under_way:
                answer.cancel()


def _next(under_way: "deque[tuple[T, Future[Answer]]]", meanwhile: Callable[[], bool]) -> tuple[T, Answer]:
    while not under_way[0][1].done() and meanwhile():
        # The lanes' threads get the interpreter now, and need not wait until it is taken from this one.
        sleep(_BREATH_SECONDS)
    about, answer = under_way.popleft()
    return about, answer.result()
