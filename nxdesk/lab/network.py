"""The running practice network: a thread of its own with gate, TLS gate and proxy, all on loopback."""

import asyncio
import threading
from asyncio import Server, StreamReader, StreamWriter
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from nxdesk.lab.certificates import Certificates
from nxdesk.lab.gate import LINE_LIMIT, Gate
from nxdesk.lab.proxy import Credentials, Proxy
from nxdesk.lab.rules import Firing, Ruler

_HOST = "127.0.0.1"
_Serve = Callable[[StreamReader, StreamWriter], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Doors:
    """Where to listen; 0 takes a free port."""

    gate: int = 0
    tls_gate: int = 0
    proxy: int = 0


class Network:
    """A practice network in front of the service at `service_url`. Use it in a `with`, or `start` and `stop` it."""

    def __init__(self, service_url: str, folder: Path, doors: Doors | None = None, *,
                 credentials: Credentials | None = None, told: Callable[[Firing], None] = lambda firing: None) -> None:
        parts = urlsplit(service_url)
        self.ruler = Ruler(told)
        self.certificates = Certificates(folder)
        service = (parts.hostname or _HOST, parts.port or 80)
        self._serving: tuple[tuple[_Serve, int], ...] = (
            (Gate(service, self.ruler).serve, (doors or Doors()).gate),
            (Gate(service, self.ruler, self.certificates).serve, (doors or Doors()).tls_gate),
            (Proxy(self.ruler, self.certificates, credentials).serve, (doors or Doors()).proxy))
        self._ports: list[int] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._over = asyncio.Event()

    @property
    def gate_url(self) -> str:
        """接続先URL that leads through the gate."""
        return f"http://{_HOST}:{self._ports[0]}"

    @property
    def tls_url(self) -> str:
        """接続先URL that leads through the gate by TLS; the certificate is the practice CA's."""
        return f"https://localhost:{self._ports[1]}"

    @property
    def proxy_address(self) -> str:
        """プロキシ アドレス, as it is typed."""
        return f"{_HOST}:{self._ports[2]}"

    def start(self) -> None:
        """Begin to listen; raises OSError where a port is taken."""
        began: Future[list[int]] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(began)), name="nxdesk-lab", daemon=True)
        self._thread.start()
        self._ports = began.result()

    def stop(self) -> None:
        """End every connection and the thread; harmless when it never ran."""
        if self._loop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._over.set)
            self._thread.join()
            self._loop = None

    def __enter__(self) -> "Network":
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    async def _run(self, began: "Future[list[int]]") -> None:
        self._loop = asyncio.get_running_loop()
        self._over = asyncio.Event()
        talks: set[asyncio.Task[None]] = set()
        servers: list[Server] = []
        try:
            for serve, port in self._serving:
                servers.append(await asyncio.start_server(_kept(serve, talks), _HOST, port, limit=LINE_LIMIT))
        except OSError as error:
            for server in servers:
                server.close()
            began.set_exception(error)
            return
        began.set_result([server.sockets[0].getsockname()[1] for server in servers])
        await self._over.wait()
        for server in servers:
            server.close()
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)


def _kept(serve: _Serve, talks: set[asyncio.Task[None]]) -> Callable[[StreamReader, StreamWriter], None]:
    """Conversations are tasks of ours, so that `stop` can end them."""
    async def talked(reader: StreamReader, writer: StreamWriter) -> None:
        await serve(reader, writer)

    def welcome(reader: StreamReader, writer: StreamWriter) -> None:
        talk = asyncio.get_running_loop().create_task(talked(reader, writer))
        talks.add(talk)
        talk.add_done_callback(talks.discard)
    return welcome
