"""Fixtures of the link's tests: certificates, services, clients that do not wait between tries."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from nxdesk.link.client import Client, Endpoint, Prepared, prepare
from nxdesk.link.traffic import Attempt, Waiting
from nxdesk.records.employee import EMPLOYEE
from nxdesk.vault.secret import Secret
from tests.link.registry import Registry
from tests.link.servers import Server

UUID = "6a0c3d0e-57a5-4b7f-9a52-0f6f4e9f2b11"


class Impatient:
    """Keeps what it hears and ends every pause at once."""

    def __init__(self) -> None:
        self.attempts: list[Attempt] = []
        self.waits: list[Waiting] = []
        self.client: Client | None = None
        self.on_wait: Callable[[], None] | None = None

    def attempted(self, attempt: Attempt) -> None:
        self.attempts.append(attempt)

    def waiting(self, waiting: Waiting) -> None:
        self.waits.append(waiting)
        if self.on_wait:
            self.on_wait()
        elif self.client:
            self.client.hurry()


Connect = Callable[..., tuple[Client, Impatient]]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Open a client for a URL; keywords change the endpoint."""
    clients: list[tuple[Client, Impatient]] = []

    def opened(url: str, **changes: object) -> tuple[Client, Impatient]:
        values: dict = {"url": url, "customer_id": "AMANO-0001", "auth_id": Secret("auth-secret-4711"), "timeout": 10,
                        "retries": 3, "proxy": None, "nx_version": "1.2.6.0"}
        listener = Impatient()
        client = Client(Endpoint(**(values | changes)), listener)
        listener.client = client
        clients.append((client, listener))
        return client, listener
    yield opened
    for client, _ in clients:
        client.close()


@pytest.fixture
def registry() -> Registry:
    return Registry()


@pytest.fixture
def service(registry: Registry) -> Iterator[Server]:
    with Server(registry) as server:
        yield server


def people(count: int, **changes: Any) -> Prepared:
    """A registration of so many people."""
    rows = [(f"{n:010d}", *[None] * (len(EMPLOYEE.linked) - 1)) for n in range(count)]
    return prepare(UUID, EMPLOYEE, rows=rows, versions=[None] * count, as_of="2026-04-06", **changes)


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path
