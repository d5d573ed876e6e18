"""One ground for all proofs: starting a service and two proxies takes longer than what is proven with them."""

from collections.abc import Iterator

import pytest

from nxdesk.lab import lines
from tests.proof.ground import Ground, ground


@pytest.fixture(scope="session")
def ground_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with ground(tmp_path_factory.mktemp("proof")) as running:
        yield running


@pytest.fixture
def proof(ground_of_all: Ground, monkeypatch: pytest.MonkeyPatch) -> Ground:
    """The practice CA is the only one that this PC knows: reading all others costs more than a whole registration."""
    monkeypatch.setenv("SSL_CERT_FILE", str(ground_of_all.network.certificates.ca_file))
    monkeypatch.setenv("SSL_CERT_DIR", "/nonexistent")
    # Whether half an answer or none arrives before the reset is the same to a belief.
    monkeypatch.setattr(lines, "_DROP_SECONDS", 0.01)
    ground_of_all.ruler.disarm()
    return ground_of_all
