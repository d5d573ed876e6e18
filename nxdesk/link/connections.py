"""urllib3's connections, telling an exchange each phase they reach. No decision is taken here."""

import http.client
import re
import socket
import time
from collections.abc import Mapping
from typing import IO, Any, ClassVar

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from nxdesk.link.exchange import Exchange, Phase, Stopped

_LINE_LIMIT = 65536
_OF_PASSERS_BY = ("Proxy-Authenticate", "Via", "Server", "X-Squid-Error", "Proxy-Status", "Location")
_MOST_OF_A_HEADER = 120


class Line:
    """What the connections of one session belong to at the moment: the exchange under way."""

    def __init__(self) -> None:
        self.exchange = Exchange(0, 0)


class _Phased(HTTPConnection):
    """Reports its phases; keeps a duplicate of its raw socket, because TLS detaches the original."""

    line: ClassVar[Line]
    _raw: socket.socket | None = None
    _proxy_headers: Mapping[str, str] = {}

    def _new_conn(self) -> socket.socket:
        exchange = self.line.exchange
        exchange.enter(Phase.RESOLVE_CONNECT)
        try:
            connection = _connected(exchange, self._dns_host, int(self.port or 0), self.socket_options)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "connect timed out") from error
        except OSError as error:
            raise NewConnectionError(self, f"errno {error.errno}") from error
        self._raw = connection.dup()
        try:
            exchange.enter(Phase.CONNECTED)
        except Stopped:
            connection.close()
            raise
        return connection

    def set_tunnel(self, host: str, port: int | None = None, headers: Mapping[str, str] | None = None,
                   scheme: str = "http") -> None:
        """Remember the proxy's headers too."""
        self._proxy_headers = dict(headers or {})
        super().set_tunnel(host, port, headers, scheme)

    def _tunnel(self) -> None:
        """CONNECT as the standard library does it, but keeping what the proxy asks for (connection.md §2)."""
        exchange = self.line.exchange
        host = f"[{self._tunnel_host}]" if ":" in (self._tunnel_host or "") else self._tunnel_host
        target = f"{host}:{self._tunnel_port}"
        lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
        lines += [f"{name}: {value}" for name, value in self._proxy_headers.items()]
        self.sock.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
        with self.sock.makefile("rb") as answer:
            status, reason = _status_line(answer)
            headers = http.client.parse_headers(answer)
        if not 200 <= status <= 299:
            exchange.proxy_challenges = tuple(headers.get_all("Proxy-Authenticate", []))
            exchange.passers_by = passers_by(
                {name: ", ".join(headers.get_all(name, [])) for name in _OF_PASSERS_BY})
            self.close()
            raise OSError(f"Tunnel connection failed: {status} {reason}")
        exchange.enter(Phase.TUNNEL_OK)

    def connect(self) -> None:
        """Connect, through the proxy and TLS where there are any."""
        super().connect()
        if isinstance(self, HTTPSConnection):
            self.line.exchange.enter(Phase.TLS_OK)

    def request(self, *args: Any, **kwargs: Any) -> None:
        """Send the request on a new or a kept connection."""
        exchange = self.line.exchange
        if self._raw is not None:
            exchange.hold(self._raw)
        super().request(*args, **kwargs)
        exchange.enter(Phase.SENT)

    def send(self, data: Any) -> None:
        """Send bytes of the request; the first ones are the border between 未送信 and 不明."""
        if self.sock is None:
            self.connect()
        exchange = self.line.exchange
        if exchange.phase < Phase.SENDING:
            exchange.enter(Phase.SENDING)
            self.sock.settimeout(exchange.timeout)
        super().send(data)

    def getresponse(self) -> Any:
        """Wait for the head of the answer."""
        response = super().getresponse()
        self.line.exchange.enter(Phase.HEADERS)
        return response

    def close(self) -> None:
        """Close both sockets."""
        super().close()
        if self._raw is not None:
            self._raw.close()
            self._raw = None


class _PhasedTls(_Phased, HTTPSConnection):
    """The same over TLS."""


def phased_tls(line: Line) -> type[HTTPSConnection]:
    """The class of TLS connections that report to `line`."""
    return type("PhasedTls", (_PhasedTls,), {"line": line})


def phased_pools(line: Line) -> dict[str, type[HTTPConnectionPool]]:
    """Pool classes by scheme whose connections report to `line`."""
    plain = type("PhasedPlain", (_Phased,), {"line": line})
    return {"http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("TlsPool", (HTTPSConnectionPool,), {"ConnectionCls": phased_tls(line)})}


def _connected(exchange: Exchange, host: str, port: int, options: Any) -> socket.socket:
    """A connected socket; the connect timeout is shared out among the addresses of a name."""
    until = time.monotonic() + exchange.connect_timeout
    addresses = exchange.resolve(host, port)
    failure: OSError = socket.gaierror(socket.EAI_NONAME, "no address")
    for left, (family, kind, protocol, address) in zip(range(len(addresses), 0, -1), addresses, strict=True):
        connection = socket.socket(family, kind, protocol)
        try:
            exchange.hold(connection)
            for option in options or ():
                connection.setsockopt(*option)
            connection.settimeout(max(0.001, (until - time.monotonic()) / left))
            connection.connect(address)
            connection.settimeout(exchange.connect_timeout)
        except OSError as error:
            connection.close()
            failure = error
            if exchange.stopped:
                raise Stopped from None
        except Stopped:
            connection.close()
            raise
        else:
            return connection
    raise failure


def passers_by(headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What tells who answered in the service's place; other headers may hold anything and stay out."""
    return tuple((name, headers[name][:_MOST_OF_A_HEADER]) for name in _OF_PASSERS_BY if headers.get(name))


def _status_line(answer: IO[bytes]) -> tuple[int, str]:
    line = answer.readline(_LINE_LIMIT + 1)
    if not line:
        raise http.client.RemoteDisconnected("no answer to CONNECT")
    found = re.match(rb"HTTP/1\.\d (\d{3})(?: (.*))?\r?\n?$", line)
    if found is None:
        raise http.client.BadStatusLine("answer to CONNECT")
    return int(found[1]), (found[2] or b"").decode("latin-1").strip()[:80]
