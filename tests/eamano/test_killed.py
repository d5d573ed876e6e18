"""kill -9 of the service at any moment: all or nothing, and repeating completes with nobody twice.

The services are forked from one process that has imported everything, so that twenty of them take seconds.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from tests.eamano.people import child, member, my_number, person
from tests.eamano.relinked import Nx
from tests.eamano.service import ROOT, Api, Registration, batch, new_id

KILLS, REWRITES = 20, 12
PEOPLE = 200
"""As many families fill one page of records."""
_NURSERY = """
import os, sys
from pathlib import Path
from nxdesk.eamano.process import serve
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        os._exit(serve(Path(line.strip())))
    print("child", child, flush=True)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""


class Nursery:
    """Starts services one after the other on one data folder."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._process = subprocess.Popen([sys.executable, "-c", _NURSERY], cwd=ROOT, stdin=subprocess.PIPE, text=True,
                                         stdout=subprocess.PIPE, env=dict(os.environ))
        self._child = 0

    def begin(self) -> str:
        """A new service; answers its address."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{self._data}\n")
        self._process.stdin.flush()
        said = dict(self._line() for _ in range(2))
        self._child = int(said["child"])
        return said["ready"]

    def _line(self) -> tuple[str, str]:
        assert self._process.stdout is not None
        word, _, rest = self._process.stdout.readline().partition(" ")
        return word.strip(), rest.strip()

    def kill(self) -> None:
        os.kill(self._child, signal.SIGKILL)

    def gone(self) -> None:
        assert self._line() == ("gone", "")

    def end(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait(20)


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[Nursery]:
    made = Nursery(tmp_path / "data")
    yield made
    made.end()


def _registration(api: Api, turn: int) -> Registration:
    rows = [person(turn * 10_000 + n) for n in range(1, PEOPLE + 1)]
    half = PEOPLE // 2
    numbers = [my_number(int(str(row[0]))) for row in rows]
    return Registration(api, [batch(rows[:half], my_numbers=numbers[:half]),
                              batch(rows[half:], my_numbers=numbers[half:])], with_my_number=True)


def _household(api: Api, turn: int) -> Registration:
    """Everybody's family once more: some changed, some new, some deleted."""
    rows = [row for n in range(1, PEOPLE + 1) for row in (
        member(n, occupation_code=str(turn % 2 + 1)), child(n, first_name=f"太郎{'一二'[turn % 2]}"))]
    nx = Nx(api, "family", relink=turn > 0)
    return nx.send(rows, nx.look(rows), numbers=[my_number(int(str(row[0]))) for row in rows])


def _families(api: Api) -> set[str]:
    """What there is of the families: a set with one element, all of one turn or all of another."""
    rows = api("GET", "/v1/family").json()
    names = [rows["fields"].index(item) for item in ("first_name", "occupation_code")]
    found: dict[str, list[str]] = {}
    for row in rows["rows"]:
        found.setdefault(row[0], []).append("".join(str(row[name]) for name in names if row[name] is not None))
    assert len(found) == PEOPLE
    return {" ".join(sorted(family)) for family in found.values()}


def _registered(api: Api, registration: Registration, turn: int) -> int:
    codes = [f"{turn * 10_000 + n:010d}" for n in range(1, PEOPLE + 1)]
    there = len(api("POST", "/v1/employee/lookup", {"codes": codes}).json()["rows"])
    outcome = registration.outcome()
    committed = outcome.ok and outcome.json()["state"] == "committed"
    assert there == (PEOPLE if committed else 0)
    return there


def test_all_or_nothing(nursery, tmp_path):
    url = nursery.begin()
    auth_id = new_id(tmp_path / "data")
    with Api(url, auth_id) as api:
        began = time.monotonic()
        assert _registration(api, KILLS + 1).all().ok
        whole = time.monotonic() - began
    survived = 0
    for turn in range(KILLS):
        with Api(url, auth_id) as api:
            registration = _registration(api, turn)
            killer = threading.Timer(whole * 1.1 * turn / KILLS, nursery.kill)
            killer.start()
            with suppress(requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
                registration.all()
            killer.join()
        nursery.gone()
        url = nursery.begin()
        with Api(url, auth_id) as api:
            registration.api = api
            survived += _registered(api, registration, turn) // PEOPLE
            assert registration.all().json()["registered"] == PEOPLE
            assert _registered(api, registration, turn) == PEOPLE
    with Api(url, auth_id) as api:
        assert len(api("GET", "/v1/employee/digests").json()["rows"]) == PEOPLE * (KILLS + 1)
    nursery.kill()
    nursery.gone()
    assert survived < KILLS


def test_all_or_nothing_of_what_is_overwritten_and_deleted(nursery, tmp_path):
    url = nursery.begin()
    auth_id = new_id(tmp_path / "data")
    with Api(url, auth_id) as api:
        Nx(api, relink=False).register([person(n) for n in range(1, PEOPLE + 1)])
        assert _household(api, 0).all().ok
        began = time.monotonic()
        assert _household(api, 1).all().ok
        whole = time.monotonic() - began
    for turn in range(2, REWRITES):
        with Api(url, auth_id) as api:
            registration = _household(api, turn)
            was = _families(api)
            killer = threading.Timer(whole * 1.1 * turn / REWRITES, nursery.kill)
            killer.start()
            with suppress(requests.ConnectionError):
                registration.all()
            killer.join()
        nursery.gone()
        url = nursery.begin()
        with Api(url, auth_id) as api:
            registration.api = api
            outcome = registration.outcome()
            committed = outcome.ok and outcome.json()["state"] == "committed"
            assert len(_families(api)) == 1
            assert (_families(api) == was) is not committed
            assert registration.all().json()["deleted"] == PEOPLE
            assert len(_families(api)) == 1
    nursery.kill()
    nursery.gone()
