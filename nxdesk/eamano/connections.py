"""uvicorn's HTTP connection, made to say every refusal as a problem and to hang up on those who never finish a head."""

import asyncio

import h11
import orjson
from uvicorn.protocols.http.h11_impl import H11Protocol

from nxdesk.eamano.api.problems import MEDIA_TYPE, problem_body
from nxdesk.eamano.refusal import Refused
from nxdesk.wire.problems import INVALID_REQUEST
from nxdesk.wire.protocol import HEADER_REQUEST_ID

_UNREADABLE = "00000000-0000-0000-0000-000000000000"
"""The request id of what could not be read as a request."""
_INFORMATIONAL = b"HTTP/1.1 1"
"""Begins what says that a body may be sent."""


_TOGETHER = 262_144
"""Bytes of a body that are copied behind its head rather than written after it."""


class _WholeAnswer:
    """The way out for one answer: its head waits for the first of the body, so that both are one write here and wake
    whoever waits for them only once.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head: bytes | None = None

    def write(self, data: bytes) -> None:
        """Send on, unless it is the head."""
        if data.startswith(_INFORMATIONAL) and not self._head:
            self._transport.write(data)
        elif self._head is None:
            self._head = data
        else:
            head, self._head = self._head, b""
            if head and len(data) > _TOGETHER:
                self._transport.write(head)
                head = b""
            self._transport.write(head + data)

    def close(self) -> None:
        """No more will come; a head without a body goes by itself."""
        if self._head:
            self._transport.write(self._head)
        self._transport.close()

    def is_closing(self) -> bool:
        """The connection is going."""
        return self._transport.is_closing()


class PatientConnection(H11Protocol):
    """One connection; `head_seconds` and `service_url` are set by the server on a subclass."""

    head_seconds = 120.0
    service_url = ""
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """From now on a head must come in time."""
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is expected any more."""
        self._had_head()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """A new request has a whole head."""
        cycle = self.cycle
        super().handle_events()
        if self.cycle is not cycle and not self.cycle.response_complete:
            self._had_head()
            # It has not begun yet: its task only runs when this returns.
            self.cycle.transport = _WholeAnswer(self.transport)  # type: ignore[assignment]

    def on_response_complete(self) -> None:
        """The next head must come in time."""
        super().on_response_complete()
        self._expect_head()

    def send_400_response(self, msg: str) -> None:
        """As a problem, like every other refusal; `msg` is uvicorn's and fixed."""
        body = orjson.dumps(problem_body(
            Refused(INVALID_REQUEST, f"HTTPの要求として読めません。({msg})"), self.service_url, _UNREADABLE) | {"status": 400})
        headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode()),
                   (HEADER_REQUEST_ID.encode(), _UNREADABLE.encode()), (b"connection", b"close")]
        for event in (h11.Response(status_code=400, headers=headers, reason=b"Bad Request"), h11.Data(data=body),
                      h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _expect_head(self) -> None:
        self._had_head()
        self._head_timer = self.loop.call_later(self.head_seconds, self.transport.close)

    def _had_head(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
