"""A failed 接続確認 names the certificate that was refused: issuer, dates, names. Looking at it sends nothing."""

import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import trustme

from nxdesk.link.failure import LinkFailure
from nxdesk.vault.secret import Secret
from tests.link.proxies import squid
from tests.link.servers import RawServer, Server

DAY = timedelta(days=1)
NOW = datetime.now(UTC)


@pytest.fixture
def check(connect, registry, ca_file):
    """接続確認 with a server that shows this certificate; it fails, and no request arrives."""
    def run(certificate: trustme.LeafCert, host: str = "localhost", **changes: object) -> LinkFailure:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        with Server(registry, context) as server:
            client, listener = connect(f"https://{host}:{server.port}", **({"ca_file": ca_file} | changes))
            with pytest.raises(LinkFailure) as caught:
                client.check_connection()
            assert server.received == []
        assert len(listener.attempts) == 1
        return caught.value
    return run


def test_another_authority_is_named(check):
    failure = check(trustme.CA(organization_name="Corp SSL Inspection").issue_cert("localhost"))
    assert failure.code == "NXD_T_01"
    assert "(発行者: Corp SSL Inspection)" in failure.sentence or "(発行者: Testing CA" in failure.sentence
    assert "localhost を検査の対象外に" in failure.check


def test_dates_are_named(check, authority):
    until, begins = NOW - 2 * DAY, NOW + 2 * DAY
    old = check(authority.issue_cert("localhost", not_before=NOW - 9 * DAY, not_after=until))
    assert (old.code, old.sentence) == ("NXD_T_03", f"接続先の証明書の期限が切れています ({until:%Y/%m/%d})。")
    young = check(authority.issue_cert("localhost", not_before=begins, not_after=NOW + 9 * DAY))
    assert young.code == "NXD_T_04"
    assert young.sentence.startswith(f"証明書がまだ有効ではありません ({begins:%Y/%m/%d} から)。")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_names_are_named(check, authority, host):
    failure = check(authority.issue_cert("a.example.jp", "b.example.jp"), host)
    assert (failure.code, failure.sentence) == (
        "NXD_T_05", f"証明書は「a.example.jp、b.example.jp」用で、「{host}」用ではありません。")


@pytest.fixture(scope="module")
def inspecting() -> Iterator[object]:
    company = trustme.CA(organization_name="Corp SSL Inspection")
    with squid("bump", company.private_key_pem.bytes() + company.cert_pem.bytes()) as proxy:
        yield proxy


def test_an_inspecting_proxy_is_named(check, authority, inspecting):
    failure = check(authority.issue_cert("localhost"), proxy=inspecting.typed())
    assert failure.code == "NXD_T_01"
    assert "(発行者: " in failure.sentence


def test_a_look_that_finds_nothing_leaves_the_sentence_without_it(connect, ca_file, authority):
    """The second time the server says nothing more."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    met = []

    def once(connection) -> None:
        met.append(connection)
        if len(met) == 1:
            context.wrap_socket(connection, server_side=True)
    with RawServer(once) as server:
        client, _ = connect(f"https://localhost:{server.port}", ca_file=ca_file)
        with pytest.raises(LinkFailure) as caught:
            client.check_connection()
    assert len(met) == 2
    assert caught.value.sentence.startswith("通信の途中で証明書が差し替えられています。")


@pytest.mark.parametrize(("names", "begins", "until", "sentence"), [
    (["localhost"], NOW - 9 * DAY, NOW - DAY, "接続先の証明書の期限が切れています。"),
    (["localhost"], NOW + DAY, NOW + 9 * DAY, "証明書がまだ有効ではありません。PCの時計が遅れている可能性があります。"),
    (["a.example.jp"], NOW - DAY, NOW + 9 * DAY, "証明書は「localhost」用ではありません。")])
def test_a_look_that_meets_another_server_contradicts_nothing(connect, registry, ca_file, authority, names, begins,
                                                              until, sentence):
    """Behind one name several stand, and only the first is at fault: what the second shows explains nothing."""
    wrong, good = (ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) for _ in range(2))
    authority.issue_cert(*names, not_before=begins, not_after=until).configure_cert(wrong)
    authority.issue_cert("localhost").configure_cert(good)
    contexts = iter((wrong, good))

    def choose(connection: ssl.SSLObject, _name: str, _context: ssl.SSLContext) -> None:
        connection.context = next(contexts)
    wrong.sni_callback = choose
    with Server(registry, wrong) as server:
        client, _ = connect(f"https://localhost:{server.port}", ca_file=ca_file)
        with pytest.raises(LinkFailure) as caught:
            client.check_connection()
    assert next(contexts, None) is None
    assert caught.value.sentence == sentence


def test_cancelling_ends_the_look_too(connect, ca_file):
    """The second time the server says nothing at all."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    met = []

    over = threading.Event()

    def handle(connection) -> None:
        met.append(connection)
        if len(met) == 1:
            context.wrap_socket(connection, server_side=True)
        else:
            over.wait(20)
    with RawServer(handle) as server:
        client, _ = connect(f"https://localhost:{server.port}", ca_file=ca_file, auth_id=Secret("x"))
        ended: list[float] = []

        def check() -> None:
            with pytest.raises(LinkFailure):
                client.check_connection()
            ended.append(time.monotonic())
        checking = threading.Thread(target=check)
        checking.start()
        deadline = time.monotonic() + 5
        while len(met) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(met) == 2
        began = time.monotonic()
        client.cancel()
        checking.join(5)
        over.set()
    assert ended[0] - began < 0.5
