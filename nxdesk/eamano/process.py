"""The service as a process: binds its port, says when it is ready, stops on a signal or with its parent."""

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread
from typing import NoReturn

import uvicorn

from nxdesk.eamano.application import application
from nxdesk.eamano.connections import PatientConnection
from nxdesk.eamano.housekeeping import Housekeeper
from nxdesk.eamano.judge import Judges
from nxdesk.eamano.opening import open_service
from nxdesk.eamano.rules.warming import warm
from nxdesk.eamano.settings import Limits
from nxdesk.eamano.store.migrate import StoreRefused
from nxdesk.records.clock import Clock

PORT_TAKEN = 3
"""Exit status where the port is used by somebody else."""
REFUSED = 1
"""Exit status where the data cannot be opened."""
_BACKLOG = 256
_GRACE_SECONDS = 5
_COLLECTIONS = (250_000, 20, 50)
"""As `gc.set_threshold` takes them: a batch of 500 people makes some thousand objects, none of them in cycles; those of
a registration's dry runs stay until it is over (`rules.remembered`).
"""


def serve(data: Path, host: str = "127.0.0.1", port: int = 0, database_url: str | None = None,
          clock: Clock | None = None, *, stop_with_stdin: bool = False, service_url: str | None = None,
          limits: Limits | None = None, on_bound: Callable[[int], None] = lambda _: None,
          judge_command: Sequence[str] = ()) -> int:
    """Serve until told to stop, then answer the exit status; prints `ready http://…` when listening.

    `service_url` is what pages show as 接続先URL; `on_bound` is told the port; `judge_command` starts `judge.main`.
    """
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.WARNING)
    listener = _bound(host, port)
    on_bound(listener.getsockname()[1])
    url = service_url or _url(listener)
    housekeeper = Housekeeper()
    warming: Thread | None = None
    judges = Judges(judge_command) if judge_command else None
    try:
        service = open_service(data, clock or Clock(), database_url, housekeeper.want,
                               judges.ask if judges else lambda _: None)
    except StoreRefused as refusal:
        _exit(REFUSED, refusal.sentence)
    chosen = limits or Limits()
    connection = type("Connection", (PatientConnection,),
                      {"head_seconds": chosen.head_seconds, "service_url": url})
    config = uvicorn.Config(
        application(service, url, chosen), http=connection, loop="asyncio", ws="none", lifespan="off", log_config=None,
        access_log=False, server_header=False, proxy_headers=False, timeout_keep_alive=int(chosen.head_seconds),
        timeout_graceful_shutdown=_GRACE_SECONDS)
    server = _Server(config, lambda: _say_ready(listener))
    if stop_with_stdin:
        Thread(target=_stop_with_stdin, args=(server,), daemon=True).start()
    # uvicorn hands the signal on after it has stopped in good order; what it was for is done then.
    signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        if judges:
            judges.start()
        housekeeper.start(service.database, service.sealer, service.clock)
        _spare_collections()
        warming = Thread(target=warm, args=(service,), name="warming")
        warming.start()
        asyncio.run(server.serve(sockets=[listener]))
    except KeyboardInterrupt:
        pass
    finally:
        housekeeper.stop()
        if warming:
            warming.join()
        if judges:
            judges.stop()
        service.database.close()
    return 0


class _Server(uvicorn.Server):
    """Calls `on_started` once it accepts connections."""

    def __init__(self, config: uvicorn.Config, on_started: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_started()


def _spare_collections() -> None:
    """Look for garbage seldom, and never among what stands now: it took a quarter of a large registration's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTIONS)


def _bound(host: str, port: int) -> socket.socket:
    """Listening from here on, so that a second service hears at once that the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle's delay off only where the protocol is named; it costs 40 ms an answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform == "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except (OSError, OverflowError):
        _exit(PORT_TAKEN, f"e-AMANOを「{host}」のポート{port}で始められません。"
                          "ほかのプログラムが使っていないか、もう起動していないか確認してください。")
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _say_ready(listener: socket.socket) -> None:
    sys.stdout.write(f"ready {_url(listener)}\n")
    sys.stdout.flush()


def _stop_with_stdin(server: uvicorn.Server) -> None:
    """The parent holds the other end; when it is gone, reading ends.

    Read below Python's buffer, whose lock the interpreter would miss at its end while this thread waits.
    """
    while os.read(sys.stdin.fileno(), 4096):
        pass
    server.should_exit = True


def _exit(status: int, sentence: str) -> NoReturn:
    sys.stderr.write(sentence + "\n")
    raise SystemExit(status)
