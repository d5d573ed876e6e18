"""Causes of connection.md §6 that nothing else in the suite meets, each with its code, outcome and sentence."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from nxdesk.link.causes import OutcomeWord
from nxdesk.link.failure import LinkFailure
from tests.link.conftest import authority, ca_file, connect, people, registry, service
from tests.link.servers import Server, problem

__all__ = ["authority", "ca_file", "connect", "registry", "service"]
BATCH, COMMIT = "PUT .*/batches/1$", "PUT .*/commit$"


def failing(client) -> LinkFailure:
    with pytest.raises(LinkFailure) as caught:
        client.register(people(1))
    return caught.value


@pytest.mark.parametrize(("request_line", "name", "status", "code", "outcome", "said"), [
    (BATCH, "employee-missing", 422, "NXD_B_04", OutcomeWord.NOT_REGISTERED, "先に社員登録を行ってください。"),
    (BATCH, "unknown-registration", 404, "NXD_B_06", OutcomeWord.NOT_REGISTERED, "この登録は受け付けていません。"),
    (BATCH, "body-too-large", 413, "NXD_B_07", OutcomeWord.NOT_REGISTERED, "送信するデータが大きすぎます。"),
    (BATCH, "slow-body", 408, "NXD_S_04", OutcomeWord.NOT_REGISTERED, "データの送信が時間内に終わりませんでした。"),
    (COMMIT, "withdrawn", 409, "NXD_B_08", OutcomeWord.NOT_REGISTERED, "この登録は取り下げられています。"),
    (COMMIT, "in-progress", 409, "NXD_S_01", OutcomeWord.UNKNOWN, "前回の登録を処理しています。"),
])
def test_what_the_service_refuses(service, registry, connect, request_line, name, status, code, outcome, said):
    registry.arm(request_line, lambda proceed: problem(name, status))
    failure = failing(connect(service.url, retries=0)[0])
    assert (failure.code, failure.outcome, failure.sentence) == (code, outcome, said)
    assert registry.applied == []


def test_a_certificate_for_another_purpose(registry, authority, ca_file, connect, tmp_path):
    """Good in everything but what it may be used for."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    issuer = x509.load_pem_x509_certificate(authority.cert_pem.bytes())
    signing = serialization.load_pem_private_key(authority.private_key_pem.bytes(), None)
    assert isinstance(signing, ec.EllipticCurvePrivateKey)
    leaf = (x509.CertificateBuilder().subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]))
            .issuer_name(issuer.subject).public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=True)
            .sign(signing, hashes.SHA256()))
    pem = serialization.Encoding.PEM
    (tmp_path / "leaf.pem").write_bytes(leaf.public_bytes(pem) + key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "leaf.pem")
    with Server(registry, context) as server:
        failure = failing(connect(f"https://localhost:{server.port}", ca_file=ca_file)[0])
    assert (failure.code, failure.outcome) == ("NXD_T_13", OutcomeWord.NOT_SENT)
    assert failure.sentence == "接続先の証明書を確認できません。"
    assert registry.applied == []
