"""Certificates of the practice network: one practice CA that a user can register, and what real ones get wrong.

Kept in a folder, so that a registered CA stays good; the keys are readable by the user alone.
"""

import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_DAY = timedelta(days=1)
_LONG = timedelta(days=800)
_HOSTS = ("localhost", "127.0.0.1", "::1")
_CA_NAME, _INSPECTION_NAME = "nxdesk 練習用CA", "Corp SSL Inspection (nxdesk 練習)"
_Key = ec.EllipticCurvePrivateKey


class Certificates:
    """`context(name)` gives a server's TLS context: good, expired, not-yet, wrong-name, self-signed, inspection."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._ca = _Authority(folder / "ca", _CA_NAME)
        self._inspection = _Authority(folder / "inspection", _INSPECTION_NAME)
        self._contexts: dict[tuple[str, str], ssl.SSLContext] = {}

    @property
    def ca_file(self) -> Path:
        """The practice CA's certificate, to be given to the program as an own CA file."""
        return self._ca.file

    @property
    def inspection_file(self) -> Path:
        """The certificate of the company that inspects, to be registered as companies do."""
        return self._inspection.file

    def context(self, name: str, host: str = "") -> ssl.SSLContext:
        """The context of this name; an inspection's certificate is made out to the host asked for."""
        known = self._contexts.get((name, host))
        if known is None:
            known = self._contexts[name, host] = self._made(name, host)
        return known

    def _made(self, name: str, host: str) -> ssl.SSLContext:
        now = datetime.now(UTC)
        begins, ends = now - _DAY, now + _LONG
        authority: _Authority | None = self._ca
        hosts: Sequence[str] = _HOSTS
        if name == "expired":
            begins, ends = now - 40 * _DAY, now - 10 * _DAY
        elif name == "not-yet":
            begins, ends = now + 10 * _DAY, now + 40 * _DAY
        elif name == "wrong-name":
            hosts = ("other.example.jp",)
        elif name == "self-signed":
            authority = None
        elif name == "inspection":
            authority, hosts = self._inspection, (host,)
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = _leaf(key, hosts, begins, ends, authority)
        file = self._folder / f"{name}-{abs(hash(host)) if host else 'server'}.pem"
        chain = authority.certificate if authority else None
        _keep(file, _pem(key) + leaf.public_bytes(_PEM) + (chain.public_bytes(_PEM) if chain else b""))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        file.unlink()
        return context


_PEM = serialization.Encoding.PEM


class _Authority:
    """A CA that is made once and kept."""

    def __init__(self, stem: Path, name: str) -> None:
        self.file = stem.with_suffix(".crt")
        key_file = stem.with_suffix(".key")
        if not (self.file.exists() and key_file.exists()):
            key = ec.generate_private_key(ec.SECP256R1())
            _keep(key_file, _pem(key))
            self.file.write_bytes(_root(key, name).public_bytes(_PEM))
        loaded = serialization.load_pem_private_key(key_file.read_bytes(), None)
        if not isinstance(loaded, ec.EllipticCurvePrivateKey):
            raise ValueError("no key of this program")
        self.key: _Key = loaded
        self.certificate = x509.load_pem_x509_certificate(self.file.read_bytes())


def _keep(file: Path, content: bytes) -> None:
    file.touch(mode=0o600)
    file.write_bytes(content)


def _pem(key: _Key) -> bytes:
    return key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _started(key: _Key, subject: x509.Name, issuer: x509.Name, begins: datetime,
             ends: datetime) -> x509.CertificateBuilder:
    return (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(begins).not_valid_after(ends)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False))


def _root(key: _Key, name: str) -> x509.Certificate:
    """With everything that strict verifiers ask of a CA (Python 3.13, connection.md §2)."""
    now = datetime.now(UTC)
    usage = x509.KeyUsage(digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False,
                          key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
                          decipher_only=False)
    return (_started(key, _named(name), _named(name), now - _DAY, now + 5 * _LONG)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True).sign(key, hashes.SHA256()))


def _leaf(key: _Key, hosts: Sequence[str], begins: datetime, ends: datetime,
          authority: _Authority | None) -> x509.Certificate:
    issuer = authority.certificate.subject if authority else _named(hosts[0])
    signing = authority.key if authority else key
    names = [_general_name(host) for host in hosts]
    return (_started(key, _named(hosts[0]), issuer, begins, ends)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
            .sign(signing, hashes.SHA256()))


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)
