"""What a certificate says of itself: who made it out, until when, for which names. Nothing is verified here."""

import ssl
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import NameOID

_MOST_NAMES = 5
_CA_FILE_LIMIT = 4 << 20
"""Bytes; the stores of whole systems take a quarter of a megabyte."""


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """Issuer, validity as `2026/04/06` (UTC), and the names it is made out to."""

    issuer: str
    begins: str
    until: str
    names: str


def read_ca_file(path: Path) -> list[CertificateFacts]:
    """The facts of the certificates in a PEM file that OpenSSL can trust.

    Raises OSError where it cannot be read, ValueError where it holds no certificate.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):  # Opening a pipe would wait for ever.
        raise PermissionError(path)
    if found.st_size > _CA_FILE_LIMIT:
        raise ValueError("no list of certificates")
    content = path.read_bytes().decode("latin-1")
    try:
        # As the connection does it later; text around the certificates is left out.
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=path)
    except ssl.SSLError as error:
        raise ValueError("no certificate") from error
    begin, end = ssl.PEM_HEADER, ssl.PEM_FOOTER
    pieces = [begin + piece.partition(end)[0] + end for piece in content.split(begin)[1:]]
    read = (read_certificate(ssl.PEM_cert_to_DER_cert(piece)) for piece in pieces)
    return [facts for facts in read if facts is not None]


def read_certificate(der: bytes) -> CertificateFacts | None:
    """The facts of a certificate in DER; None when it cannot be read."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        return CertificateFacts(
            _name(certificate.issuer), f"{certificate.not_valid_before_utc:%Y/%m/%d}",
            f"{certificate.not_valid_after_utc:%Y/%m/%d}", _names(certificate))
    except ValueError:
        return None


def _name(name: x509.Name) -> str:
    for wanted in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        if found := name.get_attributes_for_oid(wanted):
            return str(found[0].value)
    return name.rfc4514_string()


def _names(certificate: x509.Certificate) -> str:
    try:
        alternative = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return _name(certificate.subject)
    names = [*alternative.get_values_for_type(x509.DNSName),
             *(str(address) for address in alternative.get_values_for_type(x509.IPAddress))]
    more = f" ほか{len(names) - _MOST_NAMES}件" if len(names) > _MOST_NAMES else ""
    return "、".join(names[:_MOST_NAMES]) + more
