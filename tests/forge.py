"""Starts the program in processes of their own without loading its libraries again for each of them.

Reading SQLAlchemy, FastAPI and the like takes half of the life of most processes that the suite starts. So one process,
the forge, has read them, and nothing of nxdesk; each start of the program is forked from it and goes on as Python does:
own arguments, environment, folder, pipes and exit code, and nxdesk read anew. It becomes a child of whoever started it,
to be waited for, signalled and killed as any other, and has a forge of its own for what it starts itself. What else is
started, and what asks Python for more than that, is started by Python itself, as is everything under the fixture
`plain_starts`.

Run as a script, this file is the forge.
"""

import ctypes
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FORGED = "# nxdesk, forged\n"
"""With this line begins code that may be started here, as well as `python -m nxdesk`."""

LIBRARIES = (
    "alembic", "argon2", "click", "concurrent.futures.thread", "cryptography.hazmat.primitives.ciphers.aead",
    "cryptography.x509", "email.mime.multipart", "fastapi", "fastapi.responses", "filelock", "h11", "html", "idna",
    "jinja2.sandbox", "logging.handlers", "multiprocessing", "orjson", "python_multipart", "requests", "sqlalchemy",
    "sqlalchemy.dialects.sqlite", "sqlite3", "ssl", "starlette.formparsers", "truststore", "urllib3.contrib",
    "uvicorn.lifespan.on", "uvicorn.protocols.http.h11_impl", "uvicorn.loops.asyncio", "wsgiref.simple_server")

_SUBREAPER = 36
"""Of prctl: whose children have lost their parent become this process's, and not those of the first process of all."""

_LARGEST = 200_000
_OTHER_WORDS = ("PYTHON", "LANG", "LC_")
_FOLLOWED = ("PYTHONPATH", "PYTHONWARNINGS")
"""What Python hears from the environment before it runs anything; these two are followed, the rest has to be alike."""


@dataclass(frozen=True)
class Start:
    """What a process is started with; `pipes` are its first three, by their numbers where it is asked for."""

    arguments: list[str]
    folder: str
    environment: dict[str, str]
    session: bool
    pipes: list[int]


def _words(environment: Mapping[str, str]) -> dict[str, str]:
    """What Python itself hears from an environment, other than what is followed."""
    return {name: value for name, value in environment.items()
            if name.startswith(_OTHER_WORDS) and name not in _FOLLOWED}


class Forge:
    """The way to a forge, and the change to `subprocess` that takes the way. It starts when it is first needed."""

    def __init__(self, way: int = -1) -> None:
        self._way = way
        self._process: subprocess.Popen[bytes] | None = None
        self._words = _words(os.environ)
        self._one_at_a_time = threading.Lock()
        self.open = True

    def install(self) -> None:
        """From now on, `subprocess` goes this way wherever it may."""
        usual, may = subprocess.Popen._execute_child, self._may  # type: ignore[attr-defined]

        def execute(popen: Any, args: Any, *rest: Any) -> None:
            (executable, before, _, more_pipes, cwd, env, _, _, shell, stdin, _, _, stdout, _, stderr) = rest[:15]
            environment = dict(os.environ if env is None else env)
            pipes = [own if given == -1 else given for own, given in enumerate((stdin, stdout, stderr))]
            if executable or before or more_pipes or shell or not may(args, environment):
                usual(popen, args, *rest)
                return
            folder = str(Path(cwd or ".").absolute())
            popen.pid = self.begin(Start(list(args), folder, environment, bool(rest[-2]), pipes))
            popen._child_created = True
            popen._close_pipe_fds(*rest[9:15])
        subprocess.Popen._execute_child = execute  # type: ignore[attr-defined]

    def _may(self, args: Any, environment: Mapping[str, str]) -> bool:
        if not self.open or not isinstance(args, list) or args[:1] != [sys.executable]:
            return False
        program = args[1:3] == ["-m", "nxdesk"] or (args[1:2] == ["-c"] and args[2].startswith(FORGED))
        return program and _words(environment) == self._words

    def begin(self, start: Start) -> int:
        """Have it started; answers its id. It is then a child of this process."""
        with self._one_at_a_time, _taking_orphans():
            if self._way < 0:
                self._light()
            with _way(self._way) as way:
                socket.send_fds(way, [json.dumps(asdict(start)).encode()], start.pipes)
                return int(way.recv(_LARGEST))

    def _light(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in _FOLLOWED}
        here, there = _both_ends()
        self._process = subprocess.Popen([sys.executable, __file__, str(there)], pass_fds=[there], env=environment)
        os.close(there)
        self._way = here

    def end(self) -> None:
        """Those it has started go on, and others are started by Python again."""
        self.open = False
        if self._process is not None:
            os.close(self._way)
            self._process.wait()


def _both_ends() -> tuple[int, int]:
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    return here.detach(), there.detach()


@contextmanager
def _way(number: int) -> Iterator[socket.socket]:
    """A socket for a number that stays open; kept as an object, Python would complain of it at the end."""
    way = socket.socket(fileno=number)
    try:
        yield way
    finally:
        way.detach()


@contextmanager
def _taking_orphans() -> Iterator[None]:
    prctl = ctypes.CDLL(None).prctl
    assert prctl(_SUBREAPER, 1, 0, 0, 0) == 0
    try:
        yield
    finally:
        prctl(_SUBREAPER, 0, 0, 0, 0)


def _orders(number: int) -> Start | None:
    """Fork for whoever asks: answers in every new process with what it is started with, and at the end with None."""
    while True:
        with _way(number) as way:
            told, pipes, _, _ = socket.recv_fds(way, _LARGEST, 3)
            if not told:
                return None
            start = Start(**json.loads(told))
            child = _forked_twice()
            if child:
                way.send(str(child).encode())
        if not child:
            _become(start, pipes)
            return start
        for pipe in pipes:
            os.close(pipe)


def _forked_twice() -> int:
    """The id of a new process that has lost its parent; 0 in that process."""
    near, far = os.pipe()
    between = os.fork()
    if between == 0:
        child = os.fork()
        if child:
            os.write(far, str(child).encode())
            os._exit(0)
        return 0
    os.close(far)
    child = int(os.read(near, 20))
    os.close(near)
    os.waitpid(between, 0)
    return child


def _own_forge() -> Start | None:
    """Let this process have a forge, too: a child that is as this process is now.

    Answers None here, and in every process started in that forge with what it is started with.
    """
    here, there = _both_ends()
    if os.fork():
        os.close(there)
        Forge(here).install()
        return None
    os.close(here)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nothing = os.open(os.devnull, os.O_RDWR)
    for pipe in range(3):
        os.dup2(nothing, pipe)
    start = _orders(there)
    if start is None:
        os._exit(0)
    return start


def _become(start: Start, pipes: Sequence[int]) -> None:
    """Stand as Python does when it has just been started so."""
    for place, pipe in enumerate(pipes):
        os.dup2(pipe, place)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    if start.session:
        os.setsid()
    os.chdir(start.folder)
    os.environ.clear()
    os.environ.update(start.environment)
    time.tzset()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _open_streams()
    sys.path[0] = start.folder if start.arguments[1] == "-m" else ""
    sys.path[1:1] = filter(None, start.environment.get("PYTHONPATH", "").split(os.pathsep))
    for words in filter(None, start.environment.get("PYTHONWARNINGS", "").split(",")):
        sys.warnoptions.append(words)
        warnings._setoption(words)  # type: ignore[attr-defined]
    sys.argv = start.arguments[2:]


def _open_streams() -> None:
    """Those of the forge know of its own pipes whether they can be sought in."""
    for place, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        there = getattr(sys, name)
        stream = os.fdopen(place, mode, encoding=there.encoding, errors=there.errors, closefd=False,
                           buffering=1 if name == "stderr" else -1)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _main() -> None:
    for library in LIBRARIES:
        importlib.import_module(library)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.collect()
    gc.freeze()
    start = _orders(int(sys.argv[1]))
    while start is not None and start.arguments[1] == "-m":
        forged = _own_forge()
        if forged is None:
            runpy._run_module_as_main(start.arguments[2])  # type: ignore[attr-defined]
        start = forged
    if start is not None:
        code, sys.argv[0] = sys.argv[0], "-c"
        exec(compile(code, "<string>", "exec"), vars(sys.modules["__main__"]))


if __name__ == "__main__":
    _main()
