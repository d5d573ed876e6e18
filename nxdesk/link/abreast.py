"""Questions of which several are under way at once, each on a lane of its own; the answers come in their order.

While one answer is read here, the service already has the next questions: neither side waits for the other. It is for
questions only, which may be asked in any order and as often as one likes.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from queue import SimpleQueue
from time import sleep
from typing import TypeVar

from nxdesk.link.answers import Answer
from nxdesk.link.failure import LinkFailure
from nxdesk.link.lane import Call, Lane
from nxdesk.link.registering import tried
from nxdesk.link.retry import Patience, may_repeat

T = TypeVar("T")
_UnderWay = deque[tuple[T, Future[Answer]]]
Asked = Call | Future[Answer]
"""A question, or the answer to come of one that went out before."""
_BREATH_SECONDS = 0.0001
_SENDING_SECONDS = 0.01
"""What sending takes at most where the service is near; where it is not, nobody waits for it."""


class Asking:
    """Lanes with a thread each, on which questions go out in their order. Close it when all is answered.

    `ahead`: nobody waits for the answers yet. What fails is not tried again then, and nothing more is asked after it;
    `want` tells whether the answers can be had all the same.
    """

    def __init__(self, lanes: Sequence[Lane], patience: Patience, *, ahead: bool = False) -> None:
        self._many = len(lanes)
        self._idle: SimpleQueue[Lane] = SimpleQueue()
        for lane in lanes:
            self._idle.put(lane)
        self._patience = patience
        self._pool = ThreadPoolExecutor(self._many, "nxdesk-lane")
        self._lock = threading.Lock()
        self._ahead = ahead
        self._in_vain = False
        self._failed: list[LinkFailure] = []

    def ask(self, call: Callable[[], Call]) -> Future[Answer]:
        """Ask as soon as a lane is free; the call is made then."""
        return self._pool.submit(self._answer_to, call)

    def want(self) -> bool:
        """The answers are waited for from now on; False where another try might bring one that will not come.

        A refusal that no try would mend (認証, プロキシ認証) is not asked for twice: it is counted where it was given.
        """
        with self._lock:
            self._ahead = False
            return not (self._in_vain or self._patience.cancelled or any(map(may_repeat, self._failed)))

    def answers(self, asked: Iterable[tuple[T, Asked] | None],
                meanwhile: Callable[[], bool] = lambda: False) -> Iterator[tuple[T, Answer]]:
        """As `abreast`. What went out before has an order of its own, and is not kept waiting by what is asked now."""
        before: _UnderWay[T] = deque()
        now: _UnderWay[T] = deque()
        try:
            for one in asked:
                if one is not None:
                    about, what = one
                    if isinstance(what, Future):
                        before.append((about, what))
                    else:
                        now.append((about, self._sent(what)))
                # One more than lanes waits already made, so that no lane waits for what is done here.
                if one is None:
                    yield _next(before, now, meanwhile)
                while len(now) > self._many or (before and before[0][1].done()):
                    yield _next(before, now, meanwhile)
            while before or now:
                yield _next(before, now, meanwhile)
        finally:
            for _, answer in (*before, *now):
                answer.cancel()

    def close(self) -> None:
        """Ask nothing more; returns when the lanes are free."""
        self._pool.shutdown(cancel_futures=True)

    def _sent(self, call: Call) -> Future[Answer]:
        """Asked, and where a lane is free on its way: threads of one interpreter would keep it back."""
        if self._idle.empty() or call.on_sent is not None:
            return self.ask(lambda: call)
        sent = threading.Event()
        answer = self.ask(lambda: replace(call, on_sent=sent.set))
        answer.add_done_callback(lambda _: sent.set())
        sent.wait(_SENDING_SECONDS)
        return answer

    def _answer_to(self, made: Callable[[], Call]) -> Answer:
        try:
            call, lane = made(), self._idle.get()
            try:
                if self._failed:
                    raise self._failed[0]
                return tried(lane, call, self._patience, self._gives_up)
            finally:
                self._idle.put(lane)
        except LinkFailure as failure:
            self._failed.append(failure)
            raise

    def _gives_up(self) -> bool:
        with self._lock:
            self._in_vain = self._in_vain or self._ahead
            return self._in_vain or bool(self._failed)


def abreast(lanes: Sequence[Lane], patience: Patience, asked: Iterable[tuple[T, Asked] | None],
            meanwhile: Callable[[], bool] = lambda: False) -> Iterator[tuple[T, Answer]]:
    """Ask one after the other, as many at once as there are lanes; what stands beside a call stands beside its answer.

    Each call is made when its turn is near. None instead of one says that what comes next depends on an answer that is
    under way. `meanwhile` does a little of what is to be done here while an answer is waited for, and tells whether it
    found anything to do. Raises LinkFailure, and asks nothing more after that.
    """
    asking = Asking(lanes, patience)
    try:
        yield from asking.answers(asked, meanwhile)
    finally:
        asking.close()


def _next(before: _UnderWay[T], now: _UnderWay[T], meanwhile: Callable[[], bool]) -> tuple[T, Answer]:
    heads = [under_way[0][1] for under_way in (before, now) if under_way]
    # What went out before is nearly there: nothing is begun that could keep it waiting.
    while now and not any(head.done() for head in heads) and meanwhile():
        # The lanes' threads get the interpreter now, and need not wait until it is taken from this one.
        sleep(_BREATH_SECONDS)
    wait(heads, return_when=FIRST_COMPLETED)
    about, answer = (before if before and before[0][1].done() else now).popleft()
    return about, answer.result()
