"""A look at a certificate that was refused: connect once more without verifying, read it, and send nothing."""

import ssl
from datetime import UTC, datetime
from http.client import HTTPException

from urllib3.exceptions import HTTPError

from nxdesk.link.adapter import proxy_authorization
from nxdesk.link.classify import Route
from nxdesk.link.connections import Line, phased_tls
from nxdesk.link.exchange import Exchange, Stopped, StopReason, Watchdog
from nxdesk.link.failure import LinkFailure
from nxdesk.link.lane import Endpoint
from nxdesk.link.retry import Patience
from nxdesk.vault.certificates import CertificateFacts, read_certificate

_TOLD_BY_CERTIFICATE = frozenset(("tls-inspection", "tls-self-signed", "tls-expired", "tls-not-yet", "tls-wrong-host"))


def named_by_certificate(failure: LinkFailure, endpoint: Endpoint, route: Route, watchdog: Watchdog,
                         patience: Patience) -> LinkFailure:
    """The failure with issuer, date and names of the certificate that was refused; others as they are."""
    if failure.cause.name not in _TOLD_BY_CERTIFICATE:
        return failure
    found = look_at_certificate(endpoint, route, watchdog, patience)
    if found is None:
        return failure
    return failure.knowing(_fitting(found, failure.cause.name, route.target.host))


def _fitting(found: CertificateFacts, cause: str, host: str) -> dict[str, object]:
    """What of it explains the refusal: behind one name several servers may stand, and this one may be in order."""
    today = f"{datetime.now(UTC):%Y/%m/%d}"
    contradicts = {"tls-expired": found.until > today, "tls-not-yet": found.begins < today,
                   "tls-wrong-host": host in found.names.split("、")}
    if contradicts.get(cause, False):
        return {}
    return {"issuer": found.issuer, "begins": found.begins, "until": found.until, "san": found.names}


def look_at_certificate(endpoint: Endpoint, route: Route, watchdog: Watchdog,
                        patience: Patience) -> CertificateFacts | None:
    """The facts of the certificate that the way to the service shows; None where it shows none, or nothing readable.

    The way to a proxy that is TLS itself is left out: what was refused may be the proxy's certificate.
    """
    proxy = endpoint.proxy
    if proxy is not None and proxy.tls:
        return None
    line = Line()
    line.exchange = exchange = Exchange(route.connect_timeout, route.timeout)
    watchdog.watch(exchange)
    if patience.cancelled:  # Before it was under watch.
        exchange.stop(StopReason.CANCEL)
    host, port = (proxy.host, proxy.port) if proxy else (route.target.host, route.target.port)
    connection = phased_tls(line)(
        host, port=port, timeout=route.connect_timeout, ssl_context=_blind(), cert_reqs="CERT_NONE",
        assert_hostname=False)
    try:
        if proxy is not None:
            connection.set_tunnel(route.target.host, route.target.port, headers=proxy_authorization(proxy))
        connection.connect()
        shown = connection.sock.getpeercert(binary_form=True) if isinstance(connection.sock, ssl.SSLSocket) else None
        return read_certificate(shown) if shown else None
    except (OSError, ValueError, HTTPError, HTTPException, Stopped):
        return None
    finally:
        connection.close()
        watchdog.release(exchange)
        exchange.finish()


def _blind() -> ssl.SSLContext:
    """Nothing is sent over what this opens, neither a request nor an ID."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
