"""The link behind real proxies, counted at the service and at the proxy."""

import socket
import ssl
import threading
from functools import partial

import pytest
import trustme

from nxdesk.link.addresses import ParsedProxy, parse_proxy
from nxdesk.link.causes import OutcomeWord
from nxdesk.link.failure import LinkFailure
from nxdesk.vault.secret import Secret
from tests.link.conftest import UUID, people
from tests.link.proxies import FORBIDDEN, JAPANESE_PASSWORD, JAPANESE_USER, PASSWORD, USER, Proxy, squid, tinyproxy
from tests.link.servers import Cut, RawServer, Request, Reset, Server, answer, deaf_port, free_port

NOT_SENT, UNKNOWN = OutcomeWord.NOT_SENT, OutcomeWord.UNKNOWN


@pytest.fixture(scope="module")
def squid_proxy():
    with squid() as proxy:
        yield proxy


@pytest.fixture(scope="module")
def tiny_proxy():
    with tinyproxy() as proxy:
        yield proxy


@pytest.fixture(params=["squid", "tinyproxy"])
def behind(request):
    """A proxy with a right login, by name."""
    proxy: Proxy = request.getfixturevalue("squid_proxy" if request.param == "squid" else "tiny_proxy")
    return proxy.typed(USER, PASSWORD) if request.param == "squid" else proxy.typed("proxy-user", "pass-1")


@pytest.fixture
def tls_service(registry, authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    with Server(registry, context) as server:
        yield server


def failing(client) -> LinkFailure:
    with pytest.raises(LinkFailure) as caught:
        client.register(people(1))
    return caught.value


def test_the_manuals_example_is_written_out_for_requests():
    assert parse_proxy("proxy1:8080").url == "http://proxy1:8080"


def test_registration_through_a_tunnel(connect, tls_service, registry, ca_file, behind):
    client, listener = connect(tls_service.url, proxy=behind, ca_file=ca_file)
    assert client.check_connection()["service"] == "e-AMANO"
    assert client.register(people(2300))["registered"] == 2300
    assert registry.applied == [UUID]
    assert [name for name, _ in listener.attempts[0].phases] == [
        "START", "RESOLVE_CONNECT", "CONNECTED", "TUNNEL_OK", "TLS_OK", "SENDING", "SENT", "HEADERS", "DONE"]
    assert all("proxy-authorization" not in r.headers for r in tls_service.received)


def test_plain_http_through_a_proxy(connect, service, registry, behind):
    client, _ = connect(service.url, proxy=behind)
    client.register(people(600))
    assert registry.applied == [UUID]
    assert all("proxy-authorization" not in r.headers for r in service.received)


def test_japanese_login(connect, service, tls_service, ca_file, squid_proxy):
    login = squid_proxy.typed(JAPANESE_USER, JAPANESE_PASSWORD)
    connect(tls_service.url, proxy=login, ca_file=ca_file)[0].check_connection()
    connect(service.url, proxy=login)[0].check_connection()


@pytest.mark.parametrize("start", [squid, tinyproxy])
def test_wrong_password_makes_one_connect_whatever_the_retries(connect, tls_service, start):
    with start() as proxy:
        client, listener = connect(tls_service.url, proxy=proxy.typed(USER, "falsch-4711"), retries=9)
        failure = failing(client)
        assert (failure.code, failure.outcome, failure.attempts) == ("NXD_P_03", NOT_SENT, 1)
        assert failure.sentence == "プロキシのユーザー名またはパスワードが違います。"
        assert (proxy.connects(), len(listener.attempts), tls_service.connections) == (1, 1, 0)
        assert "falsch-4711" not in f"{vars(failure)}{listener.attempts}"


@pytest.mark.parametrize("name", ["squid_proxy", "tiny_proxy"])
def test_missing_login(connect, service, tls_service, name, request):
    proxy = request.getfixturevalue(name)
    for server in (service, tls_service):
        failure = failing(connect(server.url, proxy=proxy.typed())[0])
        assert (failure.code, failure.outcome) == ("NXD_P_03", NOT_SENT)
        assert failure.sentence == "プロキシの認証が必要です。"


def test_wrong_password_on_the_plain_way(connect, service, squid_proxy, tiny_proxy):
    for proxy in (squid_proxy, tiny_proxy):
        failure = failing(connect(service.url, proxy=proxy.typed(USER, "falsch-4711"))[0])
        assert (failure.code, failure.outcome) == ("NXD_P_03", NOT_SENT)


def test_proxy_that_wants_ntlm_alone(connect, service, tls_service):
    with squid("ntlm") as proxy:
        for server in (tls_service, service):
            failure = failing(connect(server.url, proxy=proxy.typed(USER, PASSWORD))[0])
            assert (failure.code, failure.outcome) == ("NXD_P_04", NOT_SENT)
            assert failure.sentence == "このプロキシは基本認証を受け付けません (要求: NTLM)。"


def test_forbidden_host(connect, squid_proxy):
    client, listener = connect(f"https://{FORBIDDEN}", proxy=squid_proxy.typed(USER, PASSWORD))
    failure = failing(client)
    assert (failure.code, failure.outcome, listener.waits) == ("NXD_P_05", NOT_SENT, [])
    assert failure.sentence == f"プロキシが「{FORBIDDEN}」への接続を許可していません。"
    assert f"{FORBIDDEN}:443" in failure.check


def test_forbidden_port_at_tinyproxy(connect, tls_service):
    with tinyproxy(login=None, more="ConnectPort 443") as proxy:
        assert failing(connect(tls_service.url, proxy=proxy.typed())[0]).code == "NXD_P_05"


def test_proxy_cannot_reach_the_service(connect, behind):
    client, listener = connect(f"https://localhost:{free_port()}", proxy=behind, retries=1)
    failure = failing(client)
    assert (failure.code, failure.outcome, len(listener.waits)) == ("NXD_P_06", NOT_SENT, 1)
    plain, _ = connect(f"http://localhost:{free_port()}", proxy=behind, retries=0)
    assert failing(plain).code == "NXD_P_06"


@pytest.mark.parametrize("how", [Cut, Reset])
@pytest.mark.parametrize("retries", [0, 3, 9])
def test_lost_answer_behind_a_tunnel_has_one_effect(connect, tls_service, registry, ca_file, behind, how, retries):
    """What urllib3's own retries get wrong: they send it four times (connection.md §0-1)."""
    def fault(proceed):
        proceed()
        raise how
    registry.arm("PUT .*/commit$", fault)
    client, listener = connect(tls_service.url, proxy=behind, ca_file=ca_file, retries=retries)
    if retries:
        client.register(people(1))
        assert listener.waits[0].cause == "NXD_X_03"
    else:
        failure = failing(client)
        assert (failure.code, failure.outcome) == ("NXD_X_03", UNKNOWN)
        found = client.outcome(UUID)
        assert found is not None
        assert found["state"] == "committed"
    assert registry.applied == [UUID]
    assert len(tls_service.paths("PUT", "/commit")) == 1


def test_lost_answer_behind_a_forwarding_proxy_is_the_proxys(connect, service, registry, squid_proxy):
    def fault(proceed):
        proceed()
        raise Cut
    registry.arm("PUT .*/commit$", fault, fault, fault)
    client, _ = connect(service.url, proxy=squid_proxy.typed(USER, PASSWORD), retries=0)
    failure = failing(client)
    assert (failure.code, failure.outcome) == ("NXD_X_06", UNKNOWN)
    assert "ERR_ZERO_SIZE_OBJECT" in failure.sentence
    assert registry.applied == [UUID]


def test_tls_inspection(connect, tls_service, ca_file):
    inspector = trustme.CA()
    key_and_certificate = inspector.private_key_pem.bytes() + inspector.cert_pem.bytes()
    with squid("bump", key_and_certificate) as proxy:
        failure = failing(connect(tls_service.url, proxy=proxy.typed(), ca_file=ca_file)[0])
    assert (failure.code, failure.outcome) == ("NXD_T_01", NOT_SENT)
    assert tls_service.received == []


def test_tls_to_the_proxy(connect, tls_service, registry, authority, ca_file):
    certificate = authority.issue_cert("localhost")
    pem = certificate.private_key_pem.bytes() + b"".join(blob.bytes() for blob in certificate.cert_chain_pems)
    with squid("tls", pem) as proxy:
        typed = parse_proxy(f"https://localhost:{proxy.port}").with_login(USER, Secret(PASSWORD))
        connect(tls_service.url, proxy=typed, ca_file=ca_file)[0].register(people(600))
        assert registry.applied == [UUID]
        failure = failing(connect(tls_service.url, proxy=typed)[0])
        assert (failure.code, failure.outcome) == ("NXD_T_01", NOT_SENT)
        assert "localhost を検査の対象外に" in failure.check


def test_proxy_refuses_or_has_no_name(connect):
    client, listener = connect("https://e-amano.example", proxy=ParsedProxy("localhost", free_port()))
    failure = failing(client)
    assert (failure.code, failure.outcome, len(listener.waits)) == ("NXD_P_01", NOT_SENT, 3)
    unknown, _ = connect("https://e-amano.example", proxy=parse_proxy("no-such-proxy.invalid:8080"), retries=0)
    assert failing(unknown).code in ("NXD_D_03", "NXD_D_02")


@pytest.mark.parametrize(("said", "code"), [
    (b"HTTP/1.1 302 Found\r\nLocation: http://login/\r\n\r\n", "NXD_P_08"),
    (b"HTTP/1.1 404 Not Found\r\n\r\n", "NXD_P_07"), (b"HTTP/1.1 405 No\r\n\r\n", "NXD_P_07"),
    (b"SSH-2.0-OpenSSH_9.2\r\n", "NXD_P_07"), (b"", "NXD_P_11"),
    (b"HTTP/1.1 407 Auth\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n\r\n", "NXD_P_04"),
    (b"HTTP/1.1 503 Busy\r\n\r\n", "NXD_P_06"), (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200, "NXD_P_07")])
def test_what_a_proxy_may_say_to_connect(connect, said, code):
    def reply(connection):
        connection.recv(65536)
        connection.sendall(said)
    with RawServer(reply) as proxy:
        client, _ = connect("https://e-amano.example", proxy=ParsedProxy("localhost", proxy.port), retries=0)
        failure = failing(client)
    assert (failure.code, failure.outcome) == (code, NOT_SENT)


def test_unreachable_proxy(connect):
    with deaf_port() as port:
        client, _ = connect("https://e-amano.example", proxy=ParsedProxy("127.0.0.1", port), timeout=0.3, retries=0)
        failure = failing(client)
    assert (failure.code, failure.outcome) == ("NXD_P_02", NOT_SENT)
    assert failure.sentence == f"プロキシ 127.0.0.1:{port} が応答しません。"


def test_silent_proxy(connect):
    over = threading.Event()
    with RawServer(lambda connection: over.wait()) as proxy:
        silent = ParsedProxy("localhost", proxy.port)
        failure = failing(connect("https://e-amano.example", proxy=silent, timeout=0.3, retries=0)[0])
        over.set()
    assert (failure.code, failure.outcome) == ("NXD_P_10", NOT_SENT)


def test_https_typed_for_a_plain_proxy(connect):
    def complain(connection):
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    with RawServer(complain) as proxy:
        failure = failing(connect("https://e-amano.example", proxy=parse_proxy(f"https://localhost:{proxy.port}"))[0])
    assert (failure.code, failure.sentence) == ("NXD_P_09", "プロキシは http:// で指定してください。")


def _always(reply: bytes, request: Request) -> bytes:
    return reply


def test_strangers_on_the_plain_way(connect):
    for status, code in ((302, "NXD_P_08"), (403, "NXD_P_05"), (404, "NXD_P_07"), (503, "NXD_P_06"), (504, "NXD_X_06")):
        reply = answer(status, b"x", kind="text/html", ours=False)
        with Server(partial(_always, reply)) as proxy:
            client, _ = connect("http://localhost:9", proxy=ParsedProxy("localhost", proxy.port), retries=0)
            assert failing(client).code == code


def test_the_manuals_example_connects_through_both(connect, tls_service, ca_file, squid_proxy, tiny_proxy, monkeypatch):
    """`proxy1` is a name that only an office's own resolver knows."""
    known = socket.getaddrinfo

    def office(host, *rest, **more):
        return known("127.0.0.1" if host == "proxy1" else host, *rest, **more)
    monkeypatch.setattr(socket, "getaddrinfo", office)
    for proxy, user, password in ((squid_proxy, USER, PASSWORD), (tiny_proxy, "proxy-user", "pass-1")):
        typed = parse_proxy(f"proxy1:{proxy.port}").with_login(user, Secret(password))
        assert typed.address == f"proxy1:{proxy.port}"
        client, _ = connect(tls_service.url, proxy=typed, ca_file=ca_file)
        assert client.check_connection()["service"] == "e-AMANO"
