"""A real PostgreSQL for a test session: made in a folder of its own, reached through a socket there, then gone."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

ACCOUNT = "postgres"
PATIENCE = 60.0
"""Seconds for the server to be ready on a busy machine."""


class Cluster:
    """Started at once; `new_database` gives the SQLAlchemy URL of an empty database.

    The server is a child that ends with the tests, even when these are killed.
    """

    def __init__(self) -> None:
        self._tools = _tools()
        self._folder = Path(tempfile.mkdtemp(prefix="nxdesk-pg-"))
        self._databases = 0
        if os.geteuid() == 0:
            shutil.chown(self._folder, ACCOUNT, ACCOUNT)
        self._run("initdb", "--pgdata", str(self._data), "--auth", "trust", "--username", ACCOUNT, "--encoding", "UTF8",
                  "--locale", "C.UTF-8", "--no-sync")
        self._server = subprocess.Popen(
            [*_as_account("--pdeathsig", "QUIT"), str(self._tools / "postgres"), "-D", str(self._data),
             "-c", "listen_addresses=", "-c", f"unix_socket_directories={self._folder}", "-c", "fsync=off"],
            cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait()

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def new_database(self) -> str:
        """The URL of a database nobody has used."""
        self._databases += 1
        name = f"nxdesk_{self._databases}"
        self._run("createdb", "--host", str(self._folder), "--username", ACCOUNT, name)
        return f"postgresql+psycopg://{ACCOUNT}@/{name}?host={quote(str(self._folder), safe='')}"

    def stop(self) -> None:
        """End the server and remove its folder."""
        self._server.send_signal(signal.SIGQUIT)
        self._server.wait()
        shutil.rmtree(self._folder)

    def _wait(self) -> None:
        last = time.monotonic() + PATIENCE
        ready = [str(self._tools / "pg_isready"), "--quiet", "--host", str(self._folder)]
        while subprocess.run(ready, check=False).returncode:
            if self._server.poll() is not None or time.monotonic() > last:
                raise RuntimeError("PostgreSQL did not start")

    def _run(self, tool: str, *arguments: str) -> None:
        done = subprocess.run([*_as_account(), str(self._tools / tool), *arguments], cwd=self._folder, check=False,
                              text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        if done.returncode:
            raise RuntimeError(f"{tool}: {done.stderr}")


def _as_account(*options: str) -> list[str]:
    """PostgreSQL refuses to run as root, so there it runs as its own account."""
    account = [f"--reuid={ACCOUNT}", f"--regid={ACCOUNT}", "--init-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *account, *options] if account or (options and shutil.which("setpriv")) else []


def _tools() -> Path:
    """The folder of the newest PostgreSQL's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).parent
    raise RuntimeError("PostgreSQL is needed for these tests: apt-get install postgresql")
