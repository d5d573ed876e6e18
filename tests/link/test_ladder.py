"""The ladder names the hop at fault, on real ways: squid, tinyproxy, TLS servers, misbehaving ones."""

import ssl
import threading
import time
from collections.abc import Iterator
from functools import partial

import pytest
import trustme

from nxdesk.link.addresses import parse_proxy
from nxdesk.link.ladder import Climb, Ladder, Rung, Standing
from nxdesk.link.lane import Endpoint
from nxdesk.vault.secret import Secret
from tests.link.proxies import FORBIDDEN, PASSWORD, USER, Proxy, squid, tinyproxy
from tests.link.servers import Cut, Hang, Server, answer, deaf_port, free_port, problem

ALL = list(Rung)
AUTH_ID = "auth-secret-4711"
PATIENCE = 10
"""Seconds until which something that happens at once has happened, also on a machine that has much else to do."""


@pytest.fixture(scope="module")
def squid_proxy() -> Iterator[Proxy]:
    with squid() as proxy:
        yield proxy


@pytest.fixture
def tls_service(registry, authority) -> Iterator[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    with Server(registry, context) as server:
        yield server


def climbed(url: str, **changes) -> Climb:
    values: dict = {"url": url, "customer_id": "AMANO-0001", "auth_id": Secret(AUTH_ID), "timeout": 10, "retries": 3,
                    "proxy": None, "nx_version": "1.2.6.0"}
    climb = Ladder(Endpoint(**(values | changes))).climb()
    assert AUTH_ID not in climb.text
    assert PASSWORD not in climb.text
    assert [step.rung for step in climb.steps] == ALL
    return climb


def standings(climb: Climb) -> list[str]:
    return [step.standing.value for step in climb.steps]


def fault(climb: Climb) -> tuple[Rung, str]:
    assert climb.failed is not None
    above = climb.steps[ALL.index(climb.failed.rung) + 1:]
    assert {step.standing for step in above} <= {Standing.UNKNOWN}
    assert climb.failed.ask
    return climb.failed.rung, climb.failed.code


def wait_for(ladder: Ladder, rung: Rung) -> None:
    """Until this rung is under way."""
    ends = time.monotonic() + PATIENCE
    while ladder.under_way is not rung:
        assert time.monotonic() < ends, ladder.under_way
        time.sleep(0.005)


def https(server: Server) -> str:
    return f"https://localhost:{server.port}"


def test_all_rungs_through_squid_and_tls(squid_proxy, tls_service, ca_file):
    climb = climbed(https(tls_service), proxy=squid_proxy.typed(USER, PASSWORD), ca_file=ca_file)
    assert standings(climb) == ["OK"] * 8
    assert [step.seconds is not None for step in climb.steps] == [True] * 5 + [False] * 3
    assert all(0 <= (step.seconds or 0) < 5 for step in climb.steps)
    assert "127.0.0.1" in climb.steps[0].known
    assert len(tls_service.received) == 1


def test_rungs_that_are_not_on_the_way_are_said_to_be_left_out(service):
    assert standings(climbed(service.url)) == ["OK", "OK", "対象外", "対象外", "OK", "OK", "OK", "OK"]


def test_wrong_proxy_password_is_one_connect(tls_service, ca_file):
    with squid() as proxy:
        climb = climbed(https(tls_service), proxy=proxy.typed(USER, "wrong"), ca_file=ca_file)
        assert fault(climb) == (Rung.PROXY, "NXD_P_03")
        assert proxy.connects() == 1
        assert "Proxy-Authenticate: Basic" in climb.failed.known
        assert "X-Squid-Error: ERR_CACHE_ACCESS_DENIED" in climb.failed.known
    assert tls_service.received == []


def test_a_proxy_without_basic_authentication_says_what_it_wants(tls_service, ca_file):
    with squid("ntlm") as proxy:
        climb = climbed(https(tls_service), proxy=proxy.typed(USER, PASSWORD), ca_file=ca_file)
    assert fault(climb) == (Rung.PROXY, "NXD_P_04")
    assert "NTLM" in climb.failed.sentence


def test_a_forbidden_host_and_one_that_the_proxy_cannot_reach(squid_proxy, ca_file):
    login = squid_proxy.typed(USER, PASSWORD)
    assert fault(climbed(f"https://{FORBIDDEN}", proxy=login, ca_file=ca_file)) == (Rung.PROXY, "NXD_P_05")
    unreached = climbed(f"https://localhost:{free_port()}", proxy=login, ca_file=ca_file)
    assert fault(unreached) == (Rung.PROXY, "NXD_P_06")
    assert "ERR_CONNECT_FAIL" in unreached.failed.known
    assert unreached.failed.sentence.startswith("プロキシから接続先に到達できません (接続先が受け付けない、ERR_CONNECT_FAIL 111)")


def _told(what, _request):
    return what


def test_what_answers_in_the_services_place_is_not_the_services_matter():
    """The service's support knows nothing of a portal or a gateway in between."""
    for told in (answer(200, b"<h1>Wi-Fi</h1>", kind="text/html", ours=False),
                 answer(302, b"", ours=False, headers={"Location": "https://login.example/"}),
                 answer(502, b"x", kind="text/html", ours=False)):
        with Server(partial(_told, told)) as between:
            climb = climbed(between.url)
        assert climb.failed.rung is Rung.SERVICE
        assert "社内の情報システム" in climb.failed.ask


def test_tinyproxy_that_answers_401(tls_service, ca_file):
    with tinyproxy() as proxy:
        climb = climbed(https(tls_service), proxy=proxy.typed("proxy-user", "wrong"), ca_file=ca_file)
    assert fault(climb) == (Rung.PROXY, "NXD_P_03")


def test_plain_requests_through_a_proxy_find_it_too(squid_proxy, service):
    through = climbed(service.url.replace("127.0.0.1", "localhost"), proxy=squid_proxy.typed(USER, PASSWORD))
    assert standings(through)[:5] == ["OK", "OK", "OK", "対象外", "OK"]
    refused = climbed(service.url, proxy=squid_proxy.typed(USER, "wrong"))
    assert fault(refused) == (Rung.PROXY, "NXD_P_03")
    assert "X-Squid-Error" in refused.failed.known


def test_an_inspecting_company_is_named(tls_service, authority, tmp_path):
    company = trustme.CA(organization_name="Corp SSL Inspection")
    with squid("bump", company.private_key_pem.bytes() + company.cert_pem.bytes()) as proxy:
        climb = climbed(https(tls_service), proxy=proxy.typed())
    assert fault(climb) == (Rung.TLS, "NXD_T_01")
    assert "発行者: " in climb.failed.sentence
    assert "trustme" in climb.failed.sentence or "Corp SSL Inspection" in climb.failed.sentence
    assert len(tls_service.received) == 0


def test_an_unknown_authority_is_named_directly_too(tls_service):
    climb = climbed(https(tls_service))
    assert fault(climb) == (Rung.TLS, "NXD_T_01")
    assert "発行者: " in climb.failed.sentence
    assert tls_service.received == []


def test_a_certificate_for_other_names_says_which(registry, authority, ca_file):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("other.example.jp", "another.example.jp").configure_cert(context)
    with Server(registry, context) as server:
        climb = climbed(https(server), ca_file=ca_file)
    assert fault(climb) == (Rung.TLS, "NXD_T_05")
    assert "「other.example.jp、another.example.jp」用で" in climb.failed.sentence


def test_lower_rungs(tls_service):
    assert fault(climbed("https://no-such-name.invalid")) == (Rung.DNS, "NXD_D_01")
    assert fault(climbed("https://localhost", proxy=parse_proxy("no-such-proxy.invalid:8080"))) == (
        Rung.DNS, "NXD_D_03")
    assert fault(climbed(f"https://localhost:{free_port()}")) == (Rung.TCP, "NXD_C_01")
    assert fault(climbed("https://localhost", proxy=parse_proxy(f"localhost:{free_port()}"))) == (
        Rung.TCP, "NXD_P_01")


def test_upper_rungs(registry, service):
    registry.arm("connection", lambda proceed: problem("authentication", 401))
    assert fault(climbed(service.url)) == (Rung.AUTHENTICATION, "NXD_A_01")
    registry.arm("connection", lambda proceed: problem("client-too-old", 426, min_version="1.3.0.0"))
    assert fault(climbed(service.url)) == (Rung.VERSION, "NXD_V_01")
    registry.arm("connection", lambda proceed: answer(200, b"<html>", kind="text/html", ours=False))
    assert fault(climbed(service.url)) == (Rung.SERVICE, "NXD_R_02")
    registry.date = "Mon, 06 Apr 2020 00:00:53 GMT"
    slow = climbed(service.url)
    assert slow.failed is None
    assert (slow.steps[-1].standing, "PCの時計が" in slow.steps[-1].known) == (Standing.NOTICE, True)


def test_the_text_can_be_mailed_as_it_is(service):
    text = climbed(service.url, auth_id=Secret("another-secret"), customer_id="AMANO-0777").text
    assert "another-secret" not in text
    assert "AMANO-0777" not in text
    assert text.splitlines()[:2] == ["接続の階段", text.splitlines()[1]]
    assert text.splitlines()[1].startswith("1. 名前解決: OK ")


@pytest.mark.parametrize("where", ["connect", "answer"])
def test_cancelling_ends_a_climb_at_once(registry, service, where):
    asked = threading.Event()

    def hang(proceed):
        asked.set()
        raise Hang
    registry.arm("connection", hang)
    with deaf_port() as port:
        url = service.url if where == "answer" else f"http://127.0.0.1:{port}"
        ladder = Ladder(Endpoint(url=url, customer_id="A", auth_id=Secret(AUTH_ID), timeout=30, retries=0, proxy=None,
                                 nx_version="1.2.6.0"))
        climbs: list[Climb] = []
        climbing = threading.Thread(target=lambda: climbs.append(ladder.climb()))
        climbing.start()
        if where == "answer":
            assert asked.wait(PATIENCE)
        else:
            wait_for(ladder, Rung.TCP)
        began = time.monotonic()
        ladder.cancel()
        climbing.join(5)
    assert time.monotonic() - began < 0.5
    failed = climbs[0].failed
    assert failed is not None
    code = "NXD_X_05" if where == "answer" else "NXD_C_04"
    assert (failed.standing, failed.code, failed.ask) == (Standing.STOPPED, code, "")
    assert failed.rung is (Rung.SERVICE if where == "answer" else Rung.TCP)


def test_a_cut_line_is_the_services_rung(registry, service):
    def cut(proceed):
        raise Cut
    registry.arm("connection", cut)
    assert fault(climbed(service.url)) == (Rung.SERVICE, "NXD_X_02")


def test_a_broken_file_of_authorities_is_said_before_anything_was_touched(tls_service, tmp_path):
    broken = tmp_path / "ca.pem"
    broken.write_text("no certificate")
    climb = climbed(https(tls_service), ca_file=broken, proxy=parse_proxy("localhost:1"))
    assert fault(climb) == (Rung.TLS, "NXD_I_07")
    assert [step.standing.value for step in climb.steps[:3]] == ["未確認"] * 3
    assert tls_service.received == []


def test_the_rung_under_way_is_known_meanwhile(registry, service):
    def hang(proceed):
        raise Hang
    registry.arm("connection", hang)
    with deaf_port() as port:
        for url, rung in ((service.url, Rung.SERVICE), (f"http://127.0.0.1:{port}", Rung.TCP)):
            ladder = Ladder(Endpoint(url=url, customer_id="A", auth_id=Secret(AUTH_ID), timeout=30, retries=0,
                                     proxy=None, nx_version="1.2.6.0"))
            assert ladder.under_way is Rung.DNS
            climbing = threading.Thread(target=ladder.climb)
            climbing.start()
            wait_for(ladder, rung)
            ladder.cancel()
            climbing.join(5)
