"""The embedded e-AMANO: a process of its own on loopback, started with the program and stopped with it.

Its address is chosen at the first start and kept in the data folder, so that registered settings keep working.
"""

import json
import os
import socket
import subprocess
import sys
import threading
import zlib
from pathlib import Path

from nxdesk.boot.folders import appended_private, private_folder, write_private
from nxdesk.boot.lock import FolderLock
from nxdesk.boot.refusal import CannotStart
from nxdesk.records.clock import LATEST, Clock
from nxdesk.records.sentences import reason_of

_HOST = "127.0.0.1"
_PORTS = range(18000, 28000)
"""Below every system's range for outgoing connections, so that the kept port stays free."""

_POSSIBLE_PORTS = range(1, 65536)
_READY_SECONDS = 60
_STOP_SECONDS = 10


def service_command(*arguments: str) -> list[str]:
    """The command line of this very program, from a checkout, an installation or a frozen build."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "nxdesk", *arguments]


class EmbeddedService:
    """Starts and stops the service for one data folder."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._process: subprocess.Popen[bytes] | None = None
        self._address_file = folder / "address.json"

    @property
    def url(self) -> str:
        """接続先URL of the service, the same from start to start."""
        return f"http://{_HOST}:{self.port}"

    @property
    def port(self) -> int:
        """The kept port; chosen and kept when there is none yet."""
        kept = self._kept_port()
        if kept is None:
            kept = self._chosen_port()
            self.keep(kept)
        return kept

    def keep(self, port: int) -> None:
        """From now on this is the service's port. Raises CannotStart where the folder cannot be written."""
        try:
            private_folder(self._folder)
            write_private(self._address_file, json.dumps({"port": port}))
        except OSError as error:
            raise CannotStart.of("NXD_N_11", folder=self._folder, reason=reason_of(error)) from None

    def _kept_port(self) -> int | None:
        """What stands in the file, if it is a port at all."""
        try:
            kept = json.loads(self._address_file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        port = kept.get("port") if isinstance(kept, dict) else None
        return port if type(port) is int and port in _POSSIBLE_PORTS else None

    def _chosen_port(self) -> int:
        """A free port, told by the folder's path: two data folders on one PC hardly ever choose the same."""
        first = zlib.crc32(str(self._folder.resolve()).encode()) % len(_PORTS)
        candidates = (_PORTS[(first + step) % len(_PORTS)] for step in range(len(_PORTS)))
        return next(port for port in candidates if _is_free(port))

    @property
    def process_id(self) -> int | None:
        """The process started by `start`, while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def start(self) -> None:
        """Start it and wait until it answers; a service already running on this folder is used as it is."""
        lock = FolderLock(self._folder, "service")
        if not lock.take():
            return
        lock.release()
        port = self.port
        if not _is_free(port):
            raise CannotStart.of("NXD_N_13", address=f"{_HOST}:{port}")
        command = service_command("eamano", "serve", "--data", str(self._folder), "--port", str(port),
                                  "--stop-with-stdin")
        if self._clock.moved:
            command += ["--clock", min(self._clock.now(), LATEST).isoformat()]
        log = self._folder / "service.log"
        with appended_private(log) as errors:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=_environment(),
                start_new_session=True, creationflags=_own_group())
        if not self._wait_until_ready():
            self.stop()
            raise CannotStart.of("NXD_N_14", log=log)

    def _wait_until_ready(self) -> bool:
        process = self._process
        if process is None or process.stdout is None:
            return False
        too_late = threading.Timer(_READY_SECONDS, process.kill)
        too_late.start()
        try:
            return process.stdout.readline().startswith(b"ready ")
        finally:
            too_late.cancel()
            too_late.join()

    def stop(self) -> None:
        """Close its standard input, which ends it; after a while insist."""
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _own_group() -> int:
    """As `start_new_session` elsewhere: Ctrl+C in the terminal is meant for the program, which stops the service."""
    if sys.platform == "win32":
        return subprocess.CREATE_NEW_PROCESS_GROUP
    return 0


def _environment() -> dict[str, str]:
    """A service must not be led through somebody's proxy, and finds the package from any working folder."""
    environment = dict(os.environ)
    if not getattr(sys, "frozen", False):
        root = str(Path(__file__).resolve().parents[2])
        known = environment.get("PYTHONPATH")
        environment["PYTHONPATH"] = f"{root}{os.pathsep}{known}" if known else root
    return environment


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError:
            return False
        return True
