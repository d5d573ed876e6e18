"""Servers on loopback for the link's tests: plain sockets in threads, so that they can misbehave in any way."""

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import orjson

from nxdesk.wire.protocol import HEADER_REQUEST_ID


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes = field(repr=False)


class Hang(Exception):
    """Say nothing until the server closes."""


class Cut(Exception):
    """Close the connection without an answer."""


class Reset(Exception):
    """Reset the connection without an answer."""


@dataclass
class Trickle(Exception):
    """Send this much, and nothing more, without closing."""

    data: bytes


@dataclass
class Last(Exception):
    """Send this, and close the connection in order."""

    data: bytes


Behaviour = Callable[[Request], bytes]


def answer(status: int, body: object, *, kind: str = "application/json", ours: bool = True,
           headers: dict[str, str] | None = None) -> bytes:
    """An HTTP answer; bytes as they are, anything else as JSON."""
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    lines = [f"HTTP/1.1 {status} Status", f"Content-Length: {len(content)}", f"Content-Type: {kind}"]
    if ours:
        lines.append(f"{HEADER_REQUEST_ID}: req-0001")
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + content


def problem(name: str, status: int, retry_after: str = "", **members: object) -> bytes:
    """A problem document of the service."""
    return answer(status, {"type": f"https://e-amano.example/problems/{name}", "title": "x", "status": status,
                           "detail": "x", "code": "x", "request_id": "req-0001", "retryable": False, **members},
                  kind="application/problem+json", headers={"Retry-After": retry_after} if retry_after else None)


class Server:
    """Answers each request by `behaviour`; keeps connections alive; counts what it received."""

    def __init__(self, behaviour: Behaviour, tls: ssl.SSLContext | None = None) -> None:
        self.behaviour = behaviour
        self.received: list[Request] = []
        self.connections = 0
        self.arrived = threading.Condition()
        self._tls = tls
        self._closing = threading.Event()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._start(self._accept)

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *exception: object) -> None:
        self._closing.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in list(self._open):
            _end(connection)
        for thread in self._threads:
            thread.join()

    def paths(self, method: str, ending: str) -> list[str]:
        """The requests received whose path ends so."""
        return [r.path for r in self.received if r.method == method and r.path.endswith(ending)]

    def wait_for(self, ready: Callable[[], bool]) -> None:
        """Wait until something has arrived."""
        with self.arrived:
            assert self.arrived.wait_for(ready, 10)

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.add(connection)
            with self.arrived:
                self.connections += 1
                self.arrived.notify_all()
            self._start(self._serve, connection)

    def _serve(self, raw: socket.socket) -> None:
        connection = raw
        try:
            if self._tls:
                connection = self._tls.wrap_socket(raw, server_side=True, do_handshake_on_connect=False)
                self._open.add(connection)
                _shake_hands(connection)
            self._talk(connection)
        except OSError:
            pass
        finally:
            for one in {raw, connection}:
                self._open.discard(one)
                one.close()

    def _talk(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as lines:
            while request := _read(lines):
                with self.arrived:
                    self.received.append(request)
                    self.arrived.notify_all()
                try:
                    connection.sendall(self.behaviour(request))
                except Trickle as part:
                    connection.sendall(part.data)
                    self._closing.wait()
                except Last as end:
                    connection.sendall(end.data)
                    return
                except Hang:
                    self._closing.wait()
                except Reset:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return
                except Cut:
                    return


class RawServer(Server):
    """Hands each connection to a function instead of speaking HTTP."""

    def __init__(self, handle: Callable[[socket.socket], object]) -> None:
        self._handle = handle
        super().__init__(lambda request: b"")

    def _talk(self, connection: socket.socket) -> None:
        self._handle(connection)

    def hang(self) -> None:
        self._closing.wait()


def _shake_hands(connection: ssl.SSLSocket) -> None:
    """A refusal is left time to arrive: closing at once would reset the connection and lose the alert."""
    try:
        connection.do_handshake()
    except ssl.SSLError:
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass
        raise


def _read(lines) -> Request | None:
    first = lines.readline().decode("latin-1").split()
    if len(first) < 3:
        return None
    headers: dict[str, str] = {}
    while line := lines.readline().decode("latin-1").strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = lines.read(int(headers.get("content-length", "0")))
    return Request(first[0], first[1], headers, body)


def _end(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextlib.contextmanager
def deaf_port() -> Iterator[int]:
    """A port whose queue is full: a further connection is neither taken nor refused."""
    with contextlib.ExitStack() as sockets:
        listener = sockets.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            filler = sockets.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield int(listener.getsockname()[1])
