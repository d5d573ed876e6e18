"""What a certificate says of itself, for people: who made it out, until when, for which names. Nothing is verified here."""

from dataclasses import dataclass

from cryptography import x509
from cryptography.x509.oid import NameOID

_MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """Issuer, validity as `2026/04/06` (UTC), and the names it is made out to."""

    issuer: str
    begins: str
    until: str
    names: str


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
