"""The practice proxy: CONNECT and plain forwarding as office proxies do them, to this PC alone."""

import asyncio
import base64
import hmac
from asyncio import StreamReader, StreamWriter
from contextlib import suppress
from ipaddress import ip_address
from ssl import CERT_NONE, SSLContext, SSLError, create_default_context
from urllib.parse import urlsplit

from nxdesk.lab.certificates import Certificates
from nxdesk.lab.faults import Action, Fault, Place, Point, Reply
from nxdesk.lab.gate import LINE_LIMIT
from nxdesk.lab.lines import close, cut, played
from nxdesk.lab.messages import Message, NotHttp, read_message, replied
from nxdesk.lab.rules import Ruler

Credentials = tuple[str, str]
_AGENT = "practice-proxy"
_ESTABLISHED = b"HTTP/1.1 200 Connection established\r\nVia: 1.1 practice-proxy\r\n\r\n"
_HTML = (("Content-Type", "text/html; charset=utf-8"), ("Server", _AGENT))
_ELSEWHERE = Reply(403, "Forbidden", _HTML, "<h1>練習用プロキシは、このPCの中にだけ接続します</h1>")
_UNREACHED = Reply(503, "Service Unavailable", (*_HTML, ("X-Squid-Error", "ERR_CONNECT_FAIL 111")), "<h1>503</h1>")
_NO_ANSWER = Reply(502, "Bad Gateway", (*_HTML, ("X-Squid-Error", "ERR_ZERO_SIZE_OBJECT 0")), "<h1>502</h1>")
_BAD = Reply(400, "Bad Request", _HTML, "<h1>400</h1>")


class Proxy:
    """Serves connections. Who is challenged passes with the `credentials`; without any, nobody does."""

    def __init__(self, ruler: Ruler, certificates: Certificates, credentials: Credentials | None = None) -> None:
        self._ruler = ruler
        self._certificates = certificates
        self._credentials = credentials

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """One connection from its beginning to its end."""
        try:
            while request := await read_message(reader):
                if not await self._served(request, reader, writer):
                    return
        except (NotHttp, OSError, SSLError):
            cut(writer)
        finally:
            await close(writer)

    async def _served(self, request: Message, reader: StreamReader, writer: StreamWriter) -> bool:
        fault = self._ruler.fires(Place.PROXY, Point.CONNECT, request.method, request.target, request.body)
        if fault is not None and not await self._passes(fault, request, reader, writer):
            return False
        target = _target(request)
        if target is None or not _is_here(target[0]):
            await _reply(writer, _BAD if target is None else _ELSEWHERE)
            return False
        if request.method == "CONNECT":
            await self._tunnel(target, reader, writer, fault)
            return False
        return await _forwarded(request, target, writer)

    async def _passes(self, fault: Fault, request: Message, reader: StreamReader, writer: StreamWriter) -> bool:
        if fault.action is Action.INSPECT:
            return True
        if fault.action is Action.CHALLENGE and self._knows(request.headers.get("proxy-authorization", "")):
            return True
        return await played(fault, reader, writer, None, "")

    def _knows(self, given: str) -> bool:
        if self._credentials is None:
            return False
        wanted = base64.b64encode(":".join(self._credentials).encode()).decode()
        return hmac.compare_digest(given.encode("latin-1"), f"Basic {wanted}".encode())

    async def _tunnel(self, target: tuple[str, int], reader: StreamReader, writer: StreamWriter,
                      fault: Fault | None) -> None:
        inspects = fault is not None and fault.action is Action.INSPECT
        try:
            there, onward = await asyncio.open_connection(
                *target, limit=LINE_LIMIT, ssl=_blind() if inspects else None,
                server_hostname=target[0] if inspects else None)
        except (OSError, SSLError):
            await _reply(writer, _UNREACHED)
            return
        try:
            writer.write(_ESTABLISHED)
            await writer.drain()
            if inspects:
                await writer.start_tls(self._certificates.context("inspection", target[0]))
            await _both_ways((reader, writer), (there, onward))
        finally:
            await close(onward)


def _blind() -> SSLContext:
    """An inspecting device of this kind takes whatever the other side shows; it is what the practice is about."""
    context = create_default_context()
    context.check_hostname = False
    context.verify_mode = CERT_NONE
    return context


def _target(request: Message) -> tuple[str, int] | None:
    try:
        parts = urlsplit(f"//{request.target}" if request.method == "CONNECT" else request.target)
        return (parts.hostname, parts.port or 80) if parts.hostname else None
    except ValueError:
        return None


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return False


async def _reply(writer: StreamWriter, reply: Reply) -> None:
    writer.write(replied(reply))
    await writer.drain()


async def _forwarded(request: Message, target: tuple[str, int], writer: StreamWriter) -> bool:
    """Pass a plain request on in its short form, without what is meant for the proxy."""
    parts = urlsplit(request.target)
    short = parts.path + (f"?{parts.query}" if parts.query else "") or "/"
    lines = request.head[:-4].decode("latin-1").split("\r\n")[1:]
    kept = [line for line in lines if not line.lower().startswith(("proxy-", "connection:"))]
    head = "\r\n".join([f"{request.method} {short} HTTP/1.1", *kept, f"Via: 1.1 {_AGENT}", "Connection: close", "", ""])
    try:
        there, onward = await asyncio.open_connection(*target, limit=LINE_LIMIT)
    except OSError:
        await _reply(writer, _UNREACHED)
        return False
    try:
        onward.write(head.encode("latin-1") + request.body)
        await onward.drain()
        answer = await read_message(there, answers=request.method)
    except (NotHttp, OSError):
        answer = None
    finally:
        await close(onward)
    if answer is None:
        # As squid does it (connection.md decision 13).
        await _reply(writer, _NO_ANSWER)
        return False
    writer.write(answer.head + answer.body)
    await writer.drain()
    return not (request.ends or answer.ends)


async def _both_ways(one: tuple[StreamReader, StreamWriter], other: tuple[StreamReader, StreamWriter]) -> None:
    """Carry bytes until either side ends; a reset on one side is one on the other."""
    ways = [asyncio.create_task(_carried(one[0], other[1])), asyncio.create_task(_carried(other[0], one[1]))]
    done, waiting = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    for way in waiting:
        way.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    if any(way.exception() is not None for way in done):
        cut(one[1])


async def _carried(reader: StreamReader, writer: StreamWriter) -> None:
    while piece := await reader.read(65536):
        writer.write(piece)
        await writer.drain()
