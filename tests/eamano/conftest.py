"""Fixtures of the tests of the service: one service for the many, a fresh one for those that hurt it."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from shutil import copytree

import pytest

from nxdesk.eamano.opening import open_service
from nxdesk.eamano.store.accounts import create_account
from nxdesk.eamano.store.tenants import create_tenant
from nxdesk.records.clock import Clock
from tests.eamano.browser import Browser
from tests.eamano.service import Api, Running, new_id
from tests.prepared import quick_hash, quicken_logins

# Far from the small numbers that tests of other things write down.
_FIRST = count(1_000_000, 100_000)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service that all tests share; nobody stops it."""
    running = Running(tmp_path_factory.mktemp("eamano") / "data",
                      "body_seconds=3.0, stall_seconds=1.0, head_seconds=5.0, failures_a_minute=1000")
    quicken_logins(running.data)
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="session")
def auth_id(service: Running) -> str:
    return new_id(service.data)


@pytest.fixture
def api(service: Running, auth_id: str) -> Iterator[Api]:
    with Api(service.url, auth_id) as session:
        yield session


@pytest.fixture
def browser(service: Running) -> Iterator[Browser]:
    """Nobody is logged in yet."""
    made = Browser(service.url)
    yield made
    made.session.close()


@pytest.fixture
def first() -> int:
    """A number from which on nobody else registers people."""
    return next(_FIRST)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a service that has run once, to be copied: the first start makes tables and hashes passwords."""
    running = Running(tmp_path_factory.mktemp("founded") / "data")
    assert running.stop() == 0
    return running.data


@pytest.fixture
def start(founded: Path, tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Starts services of the test's own."""
    started: list[Running] = []

    def begin(limits: str = "", name: str = "data") -> Running:
        if not (tmp_path / name).exists():
            copytree(founded, tmp_path / name)
        started.append(Running(tmp_path / name, limits))
        return started[-1]
    yield begin
    for running in started:
        if running.process.poll() is None:
            running.stop()


@pytest.fixture
def stranger(service: Running, first: int) -> Iterator[Browser]:
    """The HR staff of another company."""
    store = open_service(service.data, Clock())
    with store.database.write() as connection:
        tenant = create_tenant(connection, f"THEIRS{first}", "別会社", ["年末調整"], "2020-01-01T00:00:00Z")
        create_account(connection, tenant.id, screen="hr", login=f"theirs{first}", name="別 人",
                       password_hash=quick_hash("x"), stamp="2020-01-01T00:00:00Z")
    store.database.close()
    made = Browser(service.url)
    made.log_in("hr", f"theirs{first}", "x")
    yield made
    made.session.close()
