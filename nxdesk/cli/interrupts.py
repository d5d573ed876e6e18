"""Ctrl+C while something is under way that has to come to an answer."""

import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

_LOOK_SECONDS = 0.2
"""How long Ctrl+C waits at most; on Windows nothing else would notice it."""

T = TypeVar("T")


def cancellable(work: Callable[[], T], cancel: Callable[[], None]) -> T:
    """Do the work in a thread of its own. Ctrl+C calls `cancel`, and what the work answers then is the answer."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        return work()
    # Only noted in the handler: it may come while this thread holds a lock that `cancel` needs.
    pressed: list[int] = []
    previous = signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
    try:
        with ThreadPoolExecutor(1, "work") as executor:
            under_way = executor.submit(work)
            while not under_way.done():
                wait([under_way], _LOOK_SECONDS)
                while pressed:
                    pressed.pop()
                    cancel()
            return under_way.result()
    finally:
        signal.signal(signal.SIGINT, previous or signal.SIG_DFL)
