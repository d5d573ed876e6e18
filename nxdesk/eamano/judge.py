"""Processes beside the service that judge batches, so that receiving them uses more than one processor.

They are warm before the first batch comes and only ever read their standard input, which ends with the service, however
that ended: then they end too. Whenever none can be had the service judges by itself, with the same rules.
"""

import gc
import logging
import os
import pickle
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import IO, NamedTuple

from nxdesk.eamano.refusal import Refused
from nxdesk.eamano.rules.prepared import CHANGES, Prepared, columns_of
from nxdesk.eamano.rules.preparing import Question, judged, long_way
from nxdesk.eamano.store.images import POSSIBLE, image_of
from nxdesk.records.checks import link_checker
from nxdesk.records.kinds import KINDS

_LOG = logging.getLogger("nxdesk.eamano")
_LENGTH = struct.Struct("!I")
_PIPE_BYTES = 1_048_576
"""A question and its answer fit in without waiting for each other, where the system lets a pipe be that large."""
_STOP_SECONDS = 2
_WORTH_BYTES = 30_000
"""Smaller bodies are judged sooner than they would have travelled."""
_JUDGES = min(2, os.cpu_count() or 1)
"""One of them leaves a second processor idle while the service and NX wait for it; with two, both are busy."""


class Judges:
    """Several processes, of which the one with the least to do is asked; usable from any thread."""

    def __init__(self, command: Sequence[str], many: int = _JUDGES) -> None:
        self.each = [Judge(command) for _ in range(many)]
        self._asked = [0] * many
        self._lock = Lock()
        self._stopped = False

    def start(self) -> None:
        """Let them get warm, one after the other: whoever starts the service wants the processors for himself."""
        self._start(0)

    def _start(self, place: int) -> None:
        with self._lock:
            if place < len(self.each) and not self._stopped:
                self.each[place].start(lambda: self._start(place + 1))

    def ask(self, question: Question) -> Prepared | None:
        """The judged batch; None when the service has to judge it itself, above all to say what is wrong in it."""
        with self._lock:
            ready = [place for place, judge in enumerate(self.each) if judge.ready]
            if not ready:
                return None
            chosen = min(ready, key=self._asked.__getitem__)
            self._asked[chosen] += 1
        try:
            return self.each[chosen].ask(question)
        finally:
            with self._lock:
                self._asked[chosen] -= 1

    def stop(self) -> None:
        """End them with the service."""
        with self._lock:
            self._stopped = True
        for judge in self.each:
            judge.stop()


class Judge:
    """One process as the service sees it; usable from any thread."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = Event()
        self._sending = Lock()
        self._last = Event()
        self._last.set()

    @property
    def ready(self) -> bool:
        """It is warm, and still there as far as anybody has seen."""
        return self._ready.is_set()

    @property
    def running(self) -> bool:
        """It has been started and not been stopped."""
        return self._process is not None

    def start(self, on_ready: Callable[[], None] = lambda: None) -> None:
        """Let it get warm; until then it judges nothing. `on_ready` is told in a thread of its own."""
        try:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pipesize=_PIPE_BYTES,
                creationflags=_without_console())
        except OSError as failure:
            _LOG.warning("no judge: %s", failure)
            return
        Thread(target=self._await_ready, args=(on_ready,), name="judge", daemon=True).start()

    def _await_ready(self, on_ready: Callable[[], None]) -> None:
        with suppress(OSError, EOFError, ValueError):
            if self._process is not None and self._process.stdout is not None:
                _receive(self._process.stdout)
                self._ready.set()
                on_ready()

    def ask(self, question: Question) -> Prepared | None:
        """As `Judges.ask`."""
        if len(question.body) < _WORTH_BYTES or not self.ready:
            return None
        turn = self._put(question)
        answer = None if turn is None else self._taken(turn)
        return answer if isinstance(answer, Prepared) else None

    def _put(self, question: Question) -> "_Turn | None":
        """Send it, also while another one is judged: then it lies there when the judge is done with that."""
        with self._sending:
            process = self._process
            if process is None or process.stdin is None or process.stdout is None or not self._ready.is_set():
                return None
            try:
                _send(process.stdin, question)
            except (OSError, ValueError) as failure:
                self._gone(failure)
                return None
            before, self._last = self._last, Event()
            return _Turn(process.stdout, before, self._last)

    def _taken(self, turn: "_Turn") -> object:
        """What it answers, once the answers before have been taken."""
        turn.before.wait()
        try:
            return _receive(turn.answers) if self._ready.is_set() else None
        except (OSError, EOFError, ValueError) as failure:
            self._gone(failure)
            return None
        finally:
            turn.over.set()

    def _gone(self, failure: Exception) -> None:
        _LOG.warning("the judge is gone: %s", failure)
        self._ready.clear()

    def stop(self) -> None:
        """End it with the service."""
        self._ready.clear()
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            with suppress(OSError):
                process.stdin.close()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


class _Turn(NamedTuple):
    """Answers come in the order of the questions: `before` tells that the one before has been taken."""

    answers: IO[bytes]
    before: Event
    over: Event


def _without_console() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW
    return 0


def _send(pipe: IO[bytes], what: object) -> None:
    body = pickle.dumps(what, pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(body)))
    pipe.write(body)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> object:
    length: int = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))[0]
    return pickle.loads(_exactly(pipe, length))  # noqa: S301 - from the other half of the same service


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    found = pipe.read(count)
    if len(found) < count:
        raise EOFError
    return found


def main() -> None:
    """Judge what comes in until the service is gone."""
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    # Ctrl+C in a terminal is meant for the service, with which this ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for kind in (kind for kind in KINDS if not long_way(kind)):
        link_checker(kind).warm()
        if POSSIBLE:
            image_of((*columns_of(kind), CHANGES), ())
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    _send(answers, None)
    with suppress(EOFError, BrokenPipeError):
        while True:
            question = _receive(questions)
            _send(answers, _answer(question) if isinstance(question, Question) else None)


def _answer(question: Question) -> Prepared | None:
    try:
        return judged(question)
    except Refused:
        return None
