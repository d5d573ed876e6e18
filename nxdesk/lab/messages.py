"""HTTP messages as they travel: read whole and kept byte by byte, so that what is passed on is what was sent."""

from asyncio import IncompleteReadError, StreamReader
from collections.abc import Callable
from dataclasses import dataclass, field
from json import dumps

from nxdesk.lab.faults import Reply
from nxdesk.wire import protocol
from nxdesk.wire.problems import PROBLEM_TYPES

_HEAD_LIMIT = 65536
_PLAYED = "X-Nxdesk-Lab"
_MIN_VERSION = "9.9.9.9"
_REQUEST_ID = "00000000-1ab0-4000-8000-000000000000"


class NotHttp(Exception):
    """What came is no HTTP message, or one without an end."""


@dataclass(frozen=True)
class Message:
    """A request or an answer: its first line, headers by lower-case name (the last of each), and its bytes."""

    start: str
    headers: dict[str, str]
    head: bytes = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def method(self) -> str:
        """Of a request."""
        return self.start.partition(" ")[0]

    @property
    def target(self) -> str:
        """Of a request."""
        return self.start.split(" ")[1]

    @property
    def ends(self) -> bool:
        """The connection ends after it."""
        return self.headers.get("connection", "").lower() == "close"


async def read_message(reader: StreamReader, *, answers: str = "",
                       arriving: Callable[[Message], None] = lambda head: None) -> Message | None:
    """The next message, None at the end. `answers` is the method of the request that is answered.

    `arriving` hears of it when its head is there and its body is not, and may raise.
    """
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except IncompleteReadError as end:
        if end.partial:
            raise NotHttp from end
        return None
    except (ValueError, OSError) as error:
        raise NotHttp from error
    start, *lines = head[:-4].decode("latin-1").split("\r\n")
    if len(head) > _HEAD_LIMIT or len(start.split(" ")) < 2:
        raise NotHttp
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    arriving(Message(start, headers, head, b""))
    try:
        body = await _body(reader, start, headers, answers)
    except (IncompleteReadError, ValueError, OSError) as error:
        raise NotHttp from error
    return Message(start, headers, head, body)


async def _body(reader: StreamReader, start: str, headers: dict[str, str], answers: str) -> bytes:
    if answers == "HEAD" or (answers and start.split(" ")[1] in ("204", "304")):
        return b""
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return await _chunks(reader)
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    return await reader.read() if answers else b""


async def _chunks(reader: StreamReader) -> bytes:
    """The chunks with their lengths, as they came."""
    kept = b""
    while True:
        line = await reader.readuntil(b"\r\n")
        size = int(line.split(b";")[0], 16)
        kept += line + await reader.readexactly(size + 2)
        if size == 0:
            return kept


def replied(reply: Reply, service_url: str = "") -> bytes:
    """A canned answer; those of the service carry its problem and a request id, others do not (decision 13)."""
    headers = [*reply.headers, (_PLAYED, "1"), ("Connection", "close")]
    body = reply.body.encode()
    if reply.problem:
        body = _problem(reply.problem, service_url)
        headers += [("Content-Type", "application/problem+json"), (protocol.HEADER_REQUEST_ID, _REQUEST_ID)]
    lines = [f"HTTP/1.1 {reply.status} {reply.reason}", *(f"{name}: {value}" for name, value in headers),
             f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def _problem(name: str, service_url: str) -> bytes:
    kind = PROBLEM_TYPES[name]
    problem: dict[str, object] = {
        "type": service_url + protocol.PROBLEMS.format(name=name), "title": kind.title, "status": kind.status,
        "detail": kind.title, "code": kind.code, "request_id": _REQUEST_ID, "retryable": kind.retryable}
    if name == "client-too-old":
        problem["min_version"] = _MIN_VERSION
    return dumps(problem, ensure_ascii=False).encode()
