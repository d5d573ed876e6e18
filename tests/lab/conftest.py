"""The practice network in front of a small service, and clients of the link."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from nxdesk.lab.network import Network
from tests.link.conftest import connect, registry, service
from tests.link.servers import Server

__all__ = ["connect", "registry", "service"]


@pytest.fixture
def network(service: Server, tmp_path: Path) -> Iterator[Network]:
    with Network(service.url, tmp_path / "lab", credentials=("山田", "秘密:ﾊﾟｽ")) as running:
        yield running
