"""Causes of TLS, each made by a server with just that fault."""

import datetime
import socket
import ssl
import threading
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from nxdesk.link.causes import OutcomeWord
from nxdesk.link.failure import LinkFailure
from tests.link.conftest import people
from tests.link.servers import RawServer, Reset, Server

DAY = datetime.timedelta(days=1)
NOW = datetime.datetime.now(datetime.UTC)


def context_of(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
                   .serial_number(x509.random_serial_number()).not_valid_before(NOW - DAY)
                   .not_valid_after(NOW + DAY).sign(key, hashes.SHA256()))
    file = folder / "self.pem"
    file.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                       serialization.NoEncryption())
                     + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.fixture
def refused(connect, registry, ca_file):
    """Register over TLS with this server context and expect a failure before anything was sent."""
    def run(context: ssl.SSLContext, host: str = "127.0.0.1", **changes: object) -> LinkFailure:
        with Server(registry, context) as server:
            client, listener = connect(f"https://{host}:{server.port}", **({"ca_file": ca_file} | changes))
            with pytest.raises(LinkFailure) as caught:
                client.register(people(1))
            assert server.received == []
        assert caught.value.outcome is OutcomeWord.NOT_SENT
        assert listener.waits == []
        return caught.value
    return run


def test_trusted_service_is_reached(connect, registry, authority, ca_file):
    with Server(registry, context_of(authority.issue_cert("localhost", "127.0.0.1"))) as server:
        for host in ("localhost", "127.0.0.1"):
            client, listener = connect(f"https://{host}:{server.port}", ca_file=ca_file)
            client.check_connection()
            assert [name for name, _ in listener.attempts[0].phases][2:5] == ["CONNECTED", "TLS_OK", "SENDING"]
        client.register(people(1200))


def test_unknown_authority_looks_like_inspection(refused, authority):
    failure = refused(context_of(trustme.CA().issue_cert("127.0.0.1")))
    assert failure.code == "NXD_T_01"
    assert failure.sentence == "通信の途中で証明書が差し替えられています。社内のTLS検査装置の可能性があります。"


def test_self_signed(refused, tmp_path):
    assert refused(self_signed(tmp_path)).code == "NXD_T_02"


def test_expired_and_not_yet_valid(refused, authority):
    old = authority.issue_cert("127.0.0.1", not_before=NOW - 9 * DAY, not_after=NOW - DAY)
    assert refused(context_of(old)).code == "NXD_T_03"
    young = authority.issue_cert("127.0.0.1", not_before=NOW + DAY, not_after=NOW + 9 * DAY)
    assert refused(context_of(young)).code == "NXD_T_04"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_wrong_host(refused, authority, host):
    failure = refused(context_of(authority.issue_cert("e-amano.example")), host)
    assert (failure.code, failure.sentence) == ("NXD_T_05", f"証明書は「{host}」用ではありません。")


def test_old_tls_only(refused, authority):
    context = context_of(authority.issue_cert("127.0.0.1"))
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    assert refused(context).code == "NXD_T_09"


def test_client_certificate_wanted(refused, authority, connect, registry, ca_file):
    context = context_of(authority.issue_cert("127.0.0.1"))
    context.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(context)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    assert refused(context).code in ("NXD_T_09", "NXD_T_10")
    newer = context_of(authority.issue_cert("127.0.0.1"))
    newer.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(newer)
    with Server(registry, newer) as server:
        client, _ = connect(f"https://127.0.0.1:{server.port}", ca_file=ca_file, retries=0)
        with pytest.raises(LinkFailure) as caught:
            client.check_connection()
    assert caught.value.code == "NXD_T_10"


def test_https_to_a_plain_port(connect):
    def complain(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    with RawServer(complain) as server:
        client, _ = connect(f"https://127.0.0.1:{server.port}")
        with pytest.raises(LinkFailure) as caught:
            client.register(people(1))
    assert (caught.value.code, caught.value.outcome) == ("NXD_T_07", OutcomeWord.NOT_SENT)


def test_plain_http_to_a_tls_port(connect, registry, authority):
    with Server(registry, context_of(authority.issue_cert("127.0.0.1"))) as server:
        client, _ = connect(f"http://127.0.0.1:{server.port}", retries=0)
        with pytest.raises(LinkFailure) as caught:
            client.check_connection()
    assert caught.value.code in ("NXD_T_08", "NXD_X_02")


def test_cut_and_silence_in_the_handshake(connect):
    def close(connection: socket.socket) -> None:
        connection.recv(65536)
    with RawServer(close) as server:
        client, listener = connect(f"https://127.0.0.1:{server.port}", retries=1)
        with pytest.raises(LinkFailure) as caught:
            client.register(people(1))
    assert (caught.value.code, caught.value.outcome, len(listener.waits)) == ("NXD_T_11", OutcomeWord.NOT_SENT, 1)
    done = threading.Event()
    with RawServer(lambda connection: done.wait()) as server:
        client, _ = connect(f"https://127.0.0.1:{server.port}", timeout=0.3, retries=0)
        with pytest.raises(LinkFailure) as caught:
            client.register(people(1))
        done.set()
    assert (caught.value.code, caught.value.outcome) == ("NXD_T_12", OutcomeWord.NOT_SENT)


def test_answer_lost_over_tls(connect, registry, authority, ca_file):
    def fault(proceed):
        proceed()
        raise Reset
    registry.arm("PUT .*/commit$", fault)
    with Server(registry, context_of(authority.issue_cert("127.0.0.1"))) as server:
        client, listener = connect(f"https://127.0.0.1:{server.port}", ca_file=ca_file)
        client.register(people(1))
    assert listener.waits[0].cause == "NXD_X_02"
    assert len(registry.applied) == 1


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_unusable_ca_file(connect, service, tmp_path, content):
    file = tmp_path / "ca.pem"
    if content:
        file.write_text(content)
    client, _ = connect(f"https://127.0.0.1:{service.port}", ca_file=file)
    with pytest.raises(LinkFailure) as caught:
        client.register(people(1))
    assert (caught.value.code, caught.value.outcome) == ("NXD_I_07", OutcomeWord.NOT_SENT)
