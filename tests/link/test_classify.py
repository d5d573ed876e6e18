"""Rows of the classification that the link itself keeps from happening: real exceptions, made elsewhere."""

import socket
import ssl
import threading

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from urllib3.exceptions import LocationParseError

from nxdesk.link.addresses import parse_service_url
from nxdesk.link.classify import Route, diagnose, trace
from nxdesk.link.exchange import Exchange, Phase
from tests.link.test_causes_tls import DAY, NOW

ROUTE = Route(parse_service_url("https://127.0.0.1"), None, 10, 60)


def code_of(error: Exception, phase: Phase = Phase.START) -> str:
    exchange = Exchange(10, 60)
    if phase:
        exchange.enter(phase)
    return diagnose(error, exchange, ROUTE).cause.code


@pytest.mark.parametrize(("url", "proxy", "code"), [
    ("emano.example.jp/api", None, "NXD_I_01"), ("htp://emano.example.jp", None, "NXD_I_02"),
    ("https://", None, "NXD_I_03"), ("https://ｅ　x.jp", None, "NXD_I_03"), ("https://emano..example/", None, "NXD_I_03"),
    ("https://127.0.0.1", "proxy1:8080", "NXD_I_04")])
def test_what_requests_says_of_unread_addresses(url, proxy, code):
    proxies = {"https": proxy, "http": proxy} if proxy else {}
    with pytest.raises((requests.RequestException, LocationParseError)) as caught:
        requests.get(url, proxies=proxies, timeout=1)
    assert code_of(caught.value) == code


def lax_authority(folder) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Server and strict client for an authority whose basic constraints are not critical."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Corp CA")])
    lax = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
           .serial_number(x509.random_serial_number()).not_valid_before(NOW - DAY).not_valid_after(NOW + DAY)
           .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=False)
           .sign(key, hashes.SHA256()))
    leaf = (x509.CertificateBuilder().subject_name(x509.Name([])).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(NOW - DAY).not_valid_after(NOW + DAY)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=True)
            .sign(key, hashes.SHA256()))
    pem = serialization.Encoding.PEM
    file = folder / "leaf.pem"
    file.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
                     + leaf.public_bytes(pem))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    client = ssl.create_default_context(cadata=lax.public_bytes(pem).decode())
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    return server, client


def test_authority_that_breaks_the_strict_rules(tmp_path):
    server, client = lax_authority(tmp_path)
    ours, theirs = socket.socketpair()

    def shake() -> None:
        with pytest.raises(ssl.SSLError), server.wrap_socket(theirs, server_side=True):
            pass
    thread = threading.Thread(target=shake)
    thread.start()
    with pytest.raises(ssl.SSLCertVerificationError) as caught:
        client.wrap_socket(ours, server_hostname="localhost")
    ours.close()
    theirs.close()
    thread.join()
    assert code_of(caught.value, Phase.CONNECTED) == "NXD_T_06"


def test_traces_name_classes_and_numbers_only():
    error = requests.ConnectionError(ConnectionRefusedError(111, "https://secret.example/"))
    assert trace(error) == ("requests.exceptions.ConnectionError", "builtins.ConnectionRefusedError(111)")


@pytest.fixture
def rest_row_stays_empty() -> None:
    """In place of the suite's own: here it is asked for."""


def test_the_rest_row_says_its_code(rest_row_stays_empty):
    diagnosis = diagnose(RuntimeError("?"), Exchange(10, 60), ROUTE)
    assert diagnosis.cause.words(diagnosis.args) == "予期しない問題が発生しました。(コード RuntimeError)"
