"""One request and its answer as a course of phases that can be stopped at any moment.

An exchange keeps a duplicate of its socket, so that `stop` can shut the connection down from another thread while the
first is blocked in connect, CONNECT, handshake or reading. It must not know HTTP libraries.
"""

import math
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from enum import Enum, IntEnum, auto

Addresses = list[tuple[int, int, int, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]]]


class Phase(IntEnum):
    """How far a request came. From SENDING on the service may have acted on it."""

    START = 0
    RESOLVE_CONNECT = 1
    CONNECTED = 2
    TUNNEL_OK = 3
    TLS_OK = 4
    SENDING = 5
    SENT = 6
    HEADERS = 7
    DONE = 8


class StopReason(Enum):
    """Why an exchange was stopped from outside."""

    CANCEL = auto()
    DEADLINE = auto()


class Stopped(Exception):
    """The exchange was stopped before it could go on."""


class Exchange:
    """Phases, times and the stop of one request.

    `deadline` (monotonic seconds) covers connecting, sending and the answer; it moves when the request has been sent.
    """

    def __init__(self, connect_timeout: float, timeout: float, on_sent: Callable[[], None] | None = None) -> None:
        self.connect_timeout = connect_timeout
        self.timeout = timeout
        self.phase = Phase.START
        self.stopped: StopReason | None = None
        self.proxy_challenges: tuple[str, ...] = ()
        self.status: int | None = None
        self.addresses: tuple[str, ...] = ()
        self.resolved: float | None = None
        """Seconds until the name was known."""
        self.ended = 0.0
        """Seconds from its beginning to its end."""
        self.passers_by: tuple[tuple[str, str], ...] = ()
        """What a proxy or another device in between says of itself, by the names of headers."""
        self._began = time.monotonic()
        self.deadline = self._began + connect_timeout + timeout
        self.marks: list[tuple[Phase, float]] = [(Phase.START, 0.0)]
        self._on_sent = on_sent
        self._changed = threading.Condition()
        self._handle: socket.socket | None = None

    def enter(self, phase: Phase) -> None:
        """Go on to `phase`. A stopped exchange raises Stopped; before SENDING it does so without going on."""
        with self._changed:
            if self.stopped and phase <= Phase.SENDING:
                raise Stopped
            self.phase = phase
            now = time.monotonic()
            self.marks.append((phase, now - self._began))
            if phase is Phase.SENT:
                self.deadline = max(self.deadline, now + self.timeout)
            if self.stopped:
                raise Stopped
        if phase is Phase.SENT and self._on_sent:
            self._on_sent()

    def hold(self, connection: socket.socket) -> None:
        """Keep a duplicate of the socket in use, for `stop`."""
        with self._changed:
            self._let_go()
            if self.stopped:
                raise Stopped
            self._handle = connection.dup()

    def stop(self, reason: StopReason) -> None:
        """Make whatever blocks this exchange return; harmless when it is over."""
        with self._changed:
            if self.phase is Phase.DONE or self.stopped:
                return
            self.stopped = reason
            if self._handle is not None:
                with suppress(OSError):  # The other side may have been faster.
                    self._handle.shutdown(socket.SHUT_RDWR)
            self._changed.notify_all()

    def finish(self) -> None:
        """Nothing more will happen."""
        self.ended = time.monotonic() - self._began
        with self._changed:
            self._let_go()

    def resolve(self, host: str, port: int) -> Addresses:
        """Addresses of a name. The system's resolver cannot be stopped, so it is left behind in a thread of its own."""
        found: list[Addresses | OSError] = []

        def ask() -> None:
            try:
                answer: Addresses | OSError = [
                    (family, kind, protocol, address) for family, kind, protocol, _, address
                    in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
            except (OSError, UnicodeError) as error:
                answer = error if isinstance(error, OSError) else socket.gaierror(socket.EAI_NONAME, "label")
            with self._changed:
                found.append(answer)
                self._changed.notify_all()
        threading.Thread(target=ask, name="nxdesk-resolve", daemon=True).start()
        with self._changed:
            self._changed.wait_for(lambda: found or self.stopped, self.connect_timeout)
            if self.stopped:
                raise Stopped
        if not found:
            raise socket.gaierror(socket.EAI_AGAIN, "no answer in time")
        if isinstance(found[0], OSError):
            raise found[0]
        self.resolved = time.monotonic() - self._began
        self.addresses = tuple(dict.fromkeys(str(address[0]) for *_, address in found[0]))
        return found[0]

    def _let_go(self) -> None:
        if self._handle is not None:
            self._handle.close()
            self._handle = None


class Watchdog:
    """Stops exchanges that have passed their deadline; a thread of its own while there is something to watch."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watched: set[Exchange] = set()
        self._closed = False
        self._wakes = 0.0
        """When the thread looks again, in monotonic seconds; infinite while nothing is watched."""
        self._thread: threading.Thread | None = None

    def watch(self, exchange: Exchange) -> None:
        """Look after this exchange from now on."""
        with self._changed:
            self._watched.add(exchange)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="nxdesk-deadlines", daemon=True)
                self._thread.start()
            # Most deadlines lie behind the one that it waits for: it need not be woken for each request.
            if exchange.deadline < self._wakes:
                self._changed.notify_all()

    def release(self, exchange: Exchange) -> None:
        """It is over."""
        with self._changed:
            self._watched.discard(exchange)

    def stop_all(self, reason: StopReason) -> None:
        """Stop everything under watch."""
        with self._changed:
            watched = list(self._watched)
        for exchange in watched:
            exchange.stop(reason)

    def close(self) -> None:
        """End the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        with self._changed:
            while not self._closed:
                now = time.monotonic()
                for exchange in [e for e in self._watched if e.deadline <= now]:
                    exchange.stop(StopReason.DEADLINE)
                    self._watched.discard(exchange)
                self._wakes = min((e.deadline for e in self._watched), default=math.inf)
                self._changed.wait(None if self._wakes == math.inf else max(0.0, self._wakes - now))
