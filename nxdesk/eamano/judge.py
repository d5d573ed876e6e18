"""Processes beside the service that judge batches (`judge_process`), so that receiving uses more than one processor.

They answer what is needed to receive a batch, and hand in later what a commit writes of it. They are warm before the
first batch comes and only ever read their standard input, which ends with the service, however that ended: then they
end too. Whenever none can be had the service judges by itself, with the same rules.
"""

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pickle import UnpicklingError
from threading import Event, Lock, Thread

from nxdesk.eamano.judge_process import Delivery, Numbered, Verdict, receive, send
from nxdesk.eamano.rules.prepared import Material, Prepared
from nxdesk.eamano.rules.preparing import Question

_LOG = logging.getLogger("nxdesk.eamano")
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
            chosen = min(ready, key=lambda place: (self._asked[place], self.each[place].owing))
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


class _Asked:
    """A question that is on its way, and what it was promised. None comes from a judge that is gone."""

    def __init__(self) -> None:
        self.verdict: Future[Verdict | None] = Future()
        self.material: Future[Material | None] = Future()

    def give_up(self) -> None:
        """Nothing comes any more."""
        for coming in (self.verdict, self.material):
            if not coming.done():
                coming.set_result(None)


class Judge:
    """One process as the service sees it; usable from any thread."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._reading: Thread | None = None
        self._ready = Event()
        self._sending = Lock()
        self._lock = Lock()
        self._many = 0
        self._asked: dict[int, _Asked] = {}

    @property
    def ready(self) -> bool:
        """It is warm, and still there as far as anybody has seen."""
        return self._ready.is_set()

    @property
    def owing(self) -> int:
        """Of how many batches it has not handed in everything."""
        return len(self._asked)

    @property
    def running(self) -> bool:
        """It has been started and not been stopped."""
        return self._process is not None

    def start(self, on_ready: Callable[[], None] = lambda: None) -> None:
        """Let it get warm; until then it judges nothing. `on_ready` is told in a thread of its own."""
        try:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pipesize=_PIPE_BYTES,
                creationflags=_unseen())
        except OSError as failure:
            _LOG.warning("no judge: %s", failure)
            return
        self._reading = Thread(target=self._read, args=(self._process, on_ready), name="judge", daemon=True)
        self._reading.start()

    def _read(self, process: subprocess.Popen[bytes], on_ready: Callable[[], None]) -> None:
        """Take whatever it answers, whether anybody waits for it or not: so it never waits for the service."""
        if process.stdout is None:
            return
        try:
            receive(process.stdout)
            self._ready.set()
            on_ready()
            while True:
                self._take(receive(process.stdout))
        except (OSError, EOFError, ValueError, UnpicklingError) as failure:
            self._gone(failure)
        finally:  # Whatever ended it: who waits for an answer would wait for ever.
            self._gone()

    def _take(self, answer: object) -> None:
        with self._lock:
            match answer:
                case Verdict(codes=None) if asked := self._asked.pop(answer.number, None):
                    asked.verdict.set_result(answer)
                case Verdict() if asked := self._asked.get(answer.number):
                    asked.verdict.set_result(answer)
                case Delivery() if asked := self._asked.pop(answer.number, None):
                    asked.material.set_result(answer.material)

    def ask(self, question: Question) -> Prepared | None:
        """As `Judges.ask`."""
        if len(question.body) < _WORTH_BYTES or not self.ready:
            return None
        asked = _Asked()
        self._put(question, asked)
        verdict = asked.verdict.result()
        if verdict is None or verdict.codes is None:
            return None
        return Prepared(verdict.codes, verdict.versions, asked.material)

    def _put(self, question: Question, asked: _Asked) -> None:
        """Send it, also while another one is judged: then it lies there when the judge is done with that."""
        with self._sending:
            with self._lock:
                process = self._process if self._ready.is_set() else None
                if process is None or process.stdin is None:
                    asked.give_up()
                    return
                self._many += 1
                number = self._many
                self._asked[number] = asked
            sent = False
            try:
                send(process.stdin, Numbered(number, question))
                sent = True
            except (OSError, ValueError) as failure:
                self._gone(failure)
            finally:  # After half a message it would understand nothing more.
                if not sent:
                    self._gone()

    def _gone(self, failure: Exception | None = None) -> None:
        with self._lock:
            if self._process is not None and failure is not None:
                _LOG.warning("the judge is gone: %s", failure)
            self._ready.clear()
            for asked in self._asked.values():
                asked.give_up()
            self._asked.clear()

    def stop(self) -> None:
        """End it with the service."""
        with self._lock:
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
        if self._reading is not None:
            self._reading.join()
        if process.stdout is not None:
            process.stdout.close()


def _unseen() -> int:
    """Without a console, and behind who waits for the service (elsewhere the process says so itself)."""
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
    return 0
