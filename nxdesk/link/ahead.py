"""Questions that go out before anybody waits for their answers, so that these are there when they are wanted.

They write nothing and hold no values. Each answer is for just the question that was asked: whoever has another one asks
it in the usual way.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from nxdesk.link.abreast import Asking
from nxdesk.link.answers import Answer
from nxdesk.link.lane import Call, Lane
from nxdesk.link.retry import Patience


class Ahead:
    """The questions asked ahead, each known by what it is about, and taken up in their order."""

    def __init__(self, lanes: Sequence[Lane], patience: Patience) -> None:
        self.asking = Asking(lanes, patience, ahead=True)
        self._asked: deque[tuple[object, Future[Answer]]] = deque()

    def ask(self, about: object, call: Callable[[], Call]) -> Future[Answer]:
        """Ask as soon as a lane is free."""
        answer = self.asking.ask(call)
        self._asked.append((about, answer))
        return answer

    def answer(self, about: object) -> Future[Answer] | None:
        """What comes for the question that is next, if it is about this; None for any other."""
        if self._asked and self._asked[0][0] == about:
            return self._asked.popleft()[1]
        return None

    def forget(self) -> None:
        """None of the answers is wanted any more."""
        for _, answer in self._asked:
            answer.cancel()
        self._asked.clear()

    @property
    def left(self) -> bool:
        """Some question is still under way."""
        return not all(answer.done() for _, answer in self._asked)
