"""What somebody types in the settings is what happens: the manual's own example of a proxy, and its password."""

import socket

import pytest

from nxdesk.link.addresses import parse_proxy
from nxdesk.link.client import Client
from nxdesk.link.failure import LinkFailure
from nxdesk.vault.secret import Secret
from tests.link.conftest import Impatient
from tests.link.proxies import JAPANESE_PASSWORD, JAPANESE_USER, USER, Proxy, squid, tinyproxy
from tests.proof.ground import DIRECT, Ground

LOGINS = {"squid": (JAPANESE_USER, JAPANESE_PASSWORD), "tinyproxy": ("proxy-user", "pass-1")}


@pytest.fixture
def office_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """The office's DNS knows the manual's `proxy1`; here it is this PC."""
    known = socket.getaddrinfo

    def looked_up(host, *rest, **more):
        return known("127.0.0.1" if host == "proxy1" else host, *rest, **more)
    monkeypatch.setattr(socket, "getaddrinfo", looked_up)


@pytest.mark.parametrize("start", [squid, tinyproxy])
def test_the_manuals_proxy1_leads_through_the_proxy(proof: Ground, office_names: None, start) -> None:
    with start() as proxy:
        typed = parse_proxy(f"proxy1:{proxy.port}").with_login(*_login(start.__name__))
        case = proof.case()
        with Client(proof.endpoint(DIRECT, 0, proxy=typed), Impatient()) as client:
            assert client.check_connection()["service"] == "e-AMANO"
            assert client.register(case.prepared)["registered"] == len(case.codes)
        assert typed.url == f"http://proxy1:{proxy.port}"
        assert proxy.connects() >= 1


@pytest.mark.parametrize("start", [squid, tinyproxy])
def test_a_wrong_proxy_password_with_nine_retries_is_one_connect(proof: Ground, start) -> None:
    with start() as proxy:
        reached = proof.ruler.counts()
        failure, tried = _failing(proof, proxy)
        assert proof.ruler.counts() == reached
        assert (failure.code, tried, proxy.connects()) == ("NXD_P_03", 1, 1)


def _failing(proof: Ground, proxy: Proxy) -> tuple[LinkFailure, int]:
    listener = Impatient()
    wrong = proxy.typed(USER, "falsch-4711")
    with Client(proof.endpoint(DIRECT, 9, proxy=wrong), listener) as client, pytest.raises(LinkFailure) as caught:
        client.check_connection()
    return caught.value, len(listener.attempts)


def _login(kind: str) -> tuple[str, Secret]:
    user, password = LOGINS[kind]
    return user, Secret(password)
