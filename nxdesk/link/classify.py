"""From exceptions to causes, by the phase reached and the whole chain, never by the outermost class alone.

The order of the rules is that of connection.md §6; the first match wins. Every rule has a test against something real.
"""

import http.client
import re
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import requests
from urllib3 import exceptions as u3

from nxdesk.link.addresses import ParsedProxy, ParsedUrl
from nxdesk.link.causes import named
from nxdesk.link.exchange import Exchange, Phase, Stopped, StopReason
from nxdesk.link.failure import Diagnosis

_TRY_AGAIN = (socket.EAI_AGAIN, 11002)
_REFUSED = (111, 61, 10061)
_NETWORK_DOWN = (50, 51, 64, 65, 100, 101, 112, 113, 10050, 10051, 10065)
_UNTRUSTED = (2, 19, 20, 21, 0x800B0109, 0x800B010A)
_EXPIRED = (10, 0x800B0101)
_WRONG_HOST = (62, 64, 0x800B010F)
_LAX_CA = re.compile("not marked critical|Missing (?:Authority|Subject) Key Identifier", re.IGNORECASE)
_NO_TLS = re.compile("WRONG_VERSION_NUMBER|HTTP_REQUEST|RECORD_LAYER_FAILURE|PACKET_LENGTH_TOO_LONG|UNKNOWN_PROTOCOL")
_OLD_TLS = re.compile(
    "PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS|HANDSHAKE_FAILURE|NO_SHARED_CIPHER|VERSION_TOO_LOW")
_WANTS_CERTIFICATE = re.compile("CERTIFICATE_REQUIRED|ALERT_BAD_CERTIFICATE")
_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")
_CUT = (ConnectionResetError, ConnectionAbortedError, BrokenPipeError, http.client.RemoteDisconnected, ssl.SSLEOFError,
        ssl.SSLZeroReturnError)


class AnswerTooLarge(Exception):
    """The answer's body passed the limit."""


@dataclass(frozen=True)
class Route:
    """Where a request was to go, for the words of a cause."""

    target: ParsedUrl
    proxy: ParsedProxy | None
    connect_timeout: float
    timeout: float

    @property
    def args(self) -> dict[str, object]:
        """Arguments that many sentences have."""
        return {"host": self.target.host, "port": self.target.port, "proxy": self.proxy.address if self.proxy else "",
                "n": f"{self.timeout:g}"}


@dataclass(frozen=True)
class _Facts:
    """What the rules look at."""

    found: tuple[BaseException, ...]
    exchange: Exchange
    route: Route

    def has(self, *kinds: type[BaseException]) -> bool:
        return any(isinstance(error, kinds) for error in self.found)

    @property
    def phase(self) -> Phase:
        return self.exchange.phase

    @property
    def proxied(self) -> bool:
        return self.route.proxy is not None

    @property
    def sent(self) -> bool:
        return self.phase >= Phase.SENDING

    @property
    def at_proxy(self) -> bool:
        """Connected to the proxy of a tunnel that does not stand yet."""
        return self.proxied and self.route.target.tls and self.phase is Phase.CONNECTED

    @property
    def handshake(self) -> bool:
        return self.route.target.tls and not self.at_proxy and self.phase in (Phase.CONNECTED, Phase.TUNNEL_OK)

    @cached_property
    def tunnel(self) -> int:
        """Status with which the proxy refused CONNECT, or 0."""
        for error in self.found:
            if isinstance(error, OSError) and error.args and (hit := _TUNNEL.search(str(error.args[0]))):
                return int(hit[1])
        return 0

    @cached_property
    def resolving(self) -> int | None:
        """Number of the resolver's error."""
        return next((error.errno for error in self.found if isinstance(error, socket.gaierror)), None)

    @cached_property
    def errno(self) -> int | None:
        return next((error.errno for error in reversed(self.found)
                     if isinstance(error, OSError) and error.errno is not None), None)

    @cached_property
    def certificate(self) -> int | None:
        """OpenSSL's (or the system's) number for a refused certificate."""
        return next((error.verify_code & 0xFFFFFFFF for error in self.found
                     if isinstance(error, ssl.SSLCertVerificationError) and hasattr(error, "verify_code")), None)

    @cached_property
    def tls_reason(self) -> str:
        return " ".join(f"{error.reason} {error}" for error in self.found if isinstance(error, ssl.SSLError))

    @cached_property
    def timed_out(self) -> bool:
        return self.exchange.stopped is StopReason.DEADLINE or self.has(
            TimeoutError, u3.ConnectTimeoutError, u3.ReadTimeoutError, requests.Timeout)


def chain(error: BaseException) -> Iterator[BaseException]:
    """All exceptions inside one, outermost first."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop(0)
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [getattr(one, "reason", None), getattr(one, "original_error", None), *one.args[:2],
                    one.__cause__, one.__context__]


def trace(error: BaseException) -> tuple[str, ...]:
    """The classes of the chain with their numbers; texts may hold addresses, so they stay out."""
    return tuple(f"{type(one).__module__}.{type(one).__qualname__}" + (
        f"({one.errno})" if isinstance(one, OSError) and isinstance(one.errno, int) else "") for one in chain(error))


def diagnose(error: BaseException, exchange: Exchange, route: Route) -> Diagnosis:
    """The cause of a request that ended in an exception."""
    facts = _Facts(tuple(chain(error)), exchange, route)
    for name, applies in _RULES:
        if applies(facts):
            return _with_arguments(name, facts)
    return Diagnosis(named("unexpected"), route.args | {"code": type(error).__name__})


def _with_arguments(name: str, facts: _Facts) -> Diagnosis:
    args = facts.route.args
    if name in ("service-unreachable", "proxy-unreachable"):
        args["n"] = f"{facts.route.connect_timeout:g}"
    if name.startswith("tls-") and facts.at_proxy and facts.route.proxy:
        args["host"] = facts.route.proxy.host
    if name == "proxy-no-basic":
        args["schemes"] = "・".join(scheme_names(facts.exchange.proxy_challenges))
    if name == "characters":
        args["item"] = "入力した項目"
    wrong_login = name == "proxy-authentication" and facts.route.proxy is not None and facts.route.proxy.user
    if name == "proxy-cannot-reach":
        args["reason"] = proxy_reason(dict(facts.exchange.passers_by), str(facts.tunnel))
    return Diagnosis(named(name), args, "wrong" if wrong_login else "")


_SQUID_REASONS = (("ERR_DNS_FAIL", "接続先の名前が見つからない"), ("ERR_CONNECT_FAIL 111", "接続先が受け付けない"),
                  ("ERR_CONNECT_FAIL 110", "接続先が応答しない"), ("ERR_CONNECT_FAIL", "接続先につながらない"),
                  ("ERR_CANNOT_FORWARD", "転送先がない"))


def proxy_reason(headers: Mapping[str, str], status: str) -> str:
    """Why a proxy does not reach the service, as it says itself: in words where they are known, and as it stands."""
    found = headers.get("X-Squid-Error") or headers.get("Proxy-Status") or ""
    words = next((words for start, words in _SQUID_REASONS if found.startswith(start)), "")
    return "、".join(filter(None, (words, found[:80] or status)))


def scheme_names(challenges: tuple[str, ...]) -> list[str]:
    """The authentication schemes in Proxy-Authenticate headers: `NTLM`, `Negotiate`, `Basic`."""
    names = re.findall(r"(?:^|,)\s*([A-Za-z][A-Za-z0-9-]*)(?=\s*(?:$|,|\s+[^=\s,]))", ",".join(challenges))
    return list(dict.fromkeys(names))


def offers_basic(challenges: tuple[str, ...]) -> bool:
    """Basic authentication may work; a proxy that names nothing is given the benefit of the doubt."""
    names = [name.lower() for name in scheme_names(challenges)]
    return not names or "basic" in names


def _bad_proxy(facts: _Facts) -> bool:
    return facts.has(requests.exceptions.InvalidProxyURL, u3.ProxySchemeUnknown)


_Rule = tuple[str, Callable[[_Facts], bool]]

_INPUT: tuple[_Rule, ...] = (
    ("cancelled", lambda f: f.exchange.stopped is StopReason.CANCEL and not f.sent),
    ("cancelled-after-sending", lambda f: f.exchange.stopped is StopReason.CANCEL),
    ("url-without-scheme", lambda f: f.has(requests.exceptions.MissingSchema)),
    ("url-scheme", lambda f: f.has(requests.exceptions.InvalidSchema)),
    ("proxy-malformed", _bad_proxy),
    ("url-malformed", lambda f: f.has(requests.exceptions.InvalidURL, u3.LocationValueError)),
    # In an answer a wrong header is the other side's.
    ("characters", lambda f: not f.sent and f.has(requests.exceptions.InvalidHeader, UnicodeEncodeError)),
    ("ca-file", lambda f: f.phase is Phase.START and (
        f.has(FileNotFoundError, IsADirectoryError, PermissionError) or "NO_CERTIFICATE_OR_CRL" in f.tls_reason)),
)

_REACHING: tuple[_Rule, ...] = (
    ("dns-silent", lambda f: f.resolving in _TRY_AGAIN),
    ("proxy-name-unknown", lambda f: f.resolving is not None and f.proxied),
    ("service-name-unknown", lambda f: f.resolving is not None),
    ("proxy-no-basic", lambda f: f.tunnel in (401, 407) and not offers_basic(f.exchange.proxy_challenges)),
    ("proxy-authentication", lambda f: f.tunnel in (401, 407)),
    ("proxy-forbids", lambda f: f.tunnel == 403),
    ("proxy-cannot-reach", lambda f: f.tunnel >= 500),
    ("proxy-web-login", lambda f: 300 <= f.tunnel <= 399),
    ("not-a-proxy", lambda f: f.tunnel > 0),
    ("proxy-refuses", lambda f: f.phase is Phase.RESOLVE_CONNECT and f.errno in _REFUSED and f.proxied),
    ("service-refuses", lambda f: f.phase is Phase.RESOLVE_CONNECT and f.errno in _REFUSED),
    ("network-down", lambda f: f.phase is Phase.RESOLVE_CONNECT and f.errno in _NETWORK_DOWN),
    ("proxy-unreachable", lambda f: f.phase <= Phase.RESOLVE_CONNECT and f.timed_out and f.proxied),
    ("service-unreachable", lambda f: f.phase <= Phase.RESOLVE_CONNECT and f.timed_out),
    ("network-down", lambda f: f.phase is Phase.RESOLVE_CONNECT and f.has(u3.NewConnectionError)),
)

_TLS: tuple[_Rule, ...] = (
    ("tls-lax-ca", lambda f: bool(_LAX_CA.search(f.tls_reason))),
    ("tls-inspection", lambda f: f.certificate in _UNTRUSTED),
    ("tls-self-signed", lambda f: f.certificate == 18),
    ("tls-expired", lambda f: f.certificate in _EXPIRED),
    ("tls-not-yet", lambda f: f.certificate == 9),
    ("tls-wrong-host", lambda f: f.certificate in _WRONG_HOST),
    ("tls-untrusted", lambda f: f.has(ssl.SSLCertVerificationError)),
    ("proxy-not-tls", lambda f: f.at_proxy and bool(_NO_TLS.search(f.tls_reason))),
    ("tls-to-plain", lambda f: not f.sent and bool(_NO_TLS.search(f.tls_reason))),
    ("tls-client-certificate", lambda f: bool(_WANTS_CERTIFICATE.search(f.tls_reason))),
    ("tls-versions", lambda f: bool(_OLD_TLS.search(f.tls_reason))),
    ("proxy-silent", lambda f: f.at_proxy and f.timed_out),
    ("proxy-cuts", lambda f: f.at_proxy and f.has(*_CUT)),
    ("not-a-proxy", lambda f: f.at_proxy and f.has(http.client.HTTPException)),
    ("tls-silent", lambda f: f.handshake and f.timed_out),
    ("tls-cut", lambda f: f.handshake and f.has(OSError, ssl.SSLError)),
)

_EXCHANGE: tuple[_Rule, ...] = (
    ("unreadable", lambda f: f.has(requests.exceptions.ContentDecodingError, AnswerTooLarge)),
    ("cut-in-answer", lambda f: f.phase >= Phase.HEADERS),
    ("no-answer", lambda f: f.sent and f.timed_out),
    ("plain-to-tls", lambda f: f.sent and not f.route.target.tls and f.has(http.client.BadStatusLine)
     and any("\x15\x03" in str(error) for error in f.found)),
    ("cut-after-sending-proxy", lambda f: f.sent and f.proxied and f.has(*_CUT)),
    ("cut-after-sending", lambda f: f.sent and f.has(*_CUT)),
    ("not-http", lambda f: f.sent and f.has(http.client.HTTPException, u3.InvalidHeader)),
    ("cut-after-sending-proxy", lambda f: f.sent and f.proxied and f.has(OSError)),
    ("cut-after-sending", lambda f: f.sent and f.has(OSError)),
    ("tls-silent", lambda f: f.timed_out and f.phase is Phase.TLS_OK),
    ("service-unreachable", lambda f: f.timed_out and f.has(Stopped)),
)

_RULES: tuple[_Rule, ...] = _INPUT + _REACHING + _TLS + _EXCHANGE
