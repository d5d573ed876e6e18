"""A judging process (`eamano.judge` starts it): what comes in is judged at once, and what a commit will write of it is
made when no question waits.

So a batch is received sooner, and the last ones get their images while the commit already writes those before.
"""

import gc
import os
import pickle
import signal
import struct
import sys
from collections import deque
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import IO, NamedTuple

from nxdesk.eamano.refusal import Refused
from nxdesk.eamano.rules.batches import ReadBatch
from nxdesk.eamano.rules.prepared import CHANGES, Material, columns_of, material
from nxdesk.eamano.rules.preparing import Question, long_way, right_batch
from nxdesk.eamano.store.images import POSSIBLE, image_of
from nxdesk.records.checks import link_checker
from nxdesk.records.kinds import KINDS

_LENGTH = struct.Struct("!I")
_OWED = 4
"""Batches whose material a process may owe while questions wait. Two processes make that of ten while a commit of
10,000 people writes those before; of more it would have to wait for them. Each takes some 3 MB.
"""
_BEHIND = 5
"""How nice a process is: with two processors and two of these, who takes batches or commits would have to wait."""


class Numbered(NamedTuple):
    """A question, and the number by which its answers name it."""

    number: int
    question: Question


class Verdict(NamedTuple):
    """The answer to the question of this number; None for codes that are not all right."""

    number: int
    codes: list[str] | None
    versions: list[int | None]


class Delivery(NamedTuple):
    """What the question of this number was promised."""

    number: int
    material: Material


class _Owed(NamedTuple):
    number: int
    batch: ReadBatch
    image: bool


def send(pipe: IO[bytes], what: object) -> None:
    """Write one message; raises OSError, ValueError where nobody reads any more."""
    body = pickle.dumps(what, pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(body)))
    pipe.write(body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> object:
    """Read one message; raises EOFError, OSError, ValueError where nobody writes any more."""
    length: int = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))[0]
    return pickle.loads(_exactly(pipe, length))  # noqa: S301 - from the other half of the same service


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    found = pipe.read(count)
    if len(found) < count:
        raise EOFError
    return found


def main() -> None:
    """Judge what comes in until the service is gone."""
    if sys.platform != "win32":  # There `judge` says it.
        os.nice(_BEHIND)
    answers = sys.stdout.buffer
    # Ctrl+C in a terminal is meant for the service, with which this ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for kind in (kind for kind in KINDS if not long_way(kind)):
        link_checker(kind).warm()
        if POSSIBLE:
            image_of((*columns_of(kind), CHANGES), ())
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    send(answers, None)
    asked: SimpleQueue[Numbered | None] = SimpleQueue()
    Thread(target=_listen, args=(asked,), name="questions", daemon=True).start()
    with suppress(BrokenPipeError):
        _work(asked, answers)


def _listen(asked: "SimpleQueue[Numbered | None]") -> None:
    """Put what comes in where the work can see whether something waits; None when the service is gone.

    A buffer of its own: the interpreter would miss the lock of `sys.stdin`'s at its end while this thread waits.
    """
    with suppress(EOFError, OSError), open(sys.stdin.fileno(), "rb", closefd=False) as questions:
        while True:
            question = receive(questions)
            if isinstance(question, Numbered):
                asked.put(question)
    asked.put(None)


def _work(asked: "SimpleQueue[Numbered | None]", answers: IO[bytes]) -> None:
    owed: deque[_Owed] = deque()
    while True:
        if owed and (asked.empty() or len(owed) > _OWED):
            late = owed.popleft()
            send(answers, Delivery(late.number, material(late.batch, image=late.image)))
            continue
        next_one = asked.get()
        if next_one is None:
            return
        number, question = next_one
        try:
            batch = right_batch(question)
        except Refused:
            send(answers, Verdict(number, None, []))
            continue
        send(answers, Verdict(number, batch.codes, batch.versions))
        owed.append(_Owed(number, batch, question.image))
