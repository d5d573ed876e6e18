"""The outermost door: request ids, limits of bodies, headers of safety, and the last catch for our own faults.

What goes to the log is redacted and never holds a body, a header or a query.
"""

import asyncio
import logging
import traceback
from collections.abc import Callable
from time import monotonic
from urllib.parse import urlsplit
from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nxdesk.eamano.api.problems import problem_response
from nxdesk.eamano.api.spare import Spare
from nxdesk.eamano.loopback import is_loopback
from nxdesk.eamano.refusal import Refused
from nxdesk.eamano.settings import Limits
from nxdesk.vault.redaction import redact
from nxdesk.wire.problems import BODY_TOO_LARGE, INTERNAL, NOT_FOUND, SLOW_BODY
from nxdesk.wire.protocol import HEADER_REQUEST_ID

_LOG = logging.getLogger("nxdesk.eamano")
_OTHER_HOST = "この名前の宛先では受け付けていません。接続先URLを確認してください。"
_LINGER_SECONDS = 2.0
"""A client that is still sending hears a refusal only if its body is read a little further."""
_POLICY = ("default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
           "frame-ancestors 'none'; base-uri 'none'")
_SAFETY = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"same-origin"),
           (b"content-security-policy", _POLICY.encode()), (b"cross-origin-opener-policy", b"same-origin"),
           (b"cross-origin-resource-policy", b"same-origin"), (b"x-frame-options", b"DENY"))


class Gate:
    """Wraps the whole application; `spare` is told of every request and of the end of its answer."""

    def __init__(self, app: ASGIApp, limits: Limits, service_url: str, spare: Spare) -> None:
        self._app = app
        self._limits = limits
        self._spare = spare
        self._service_url = service_url
        self._on_loopback = is_loopback(urlsplit(service_url).hostname or "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        self._spare.asked()
        request_id = str(uuid4())
        outgoing = _Outgoing(send, request_id, self._spare.answered)
        try:
            await self._serve(scope, receive, outgoing, request_id)
        finally:
            outgoing.end()

    async def _serve(self, scope: Scope, receive: Receive, outgoing: "_Outgoing", request_id: str) -> None:
        scope.setdefault("state", {})["request_id"] = request_id
        if self._on_loopback and not is_loopback(_host_name(scope)):
            answer = problem_response(Refused(NOT_FOUND, _OTHER_HOST), self._service_url, request_id)
            await answer(scope, receive, outgoing.send)
            return
        body = _Body(scope, receive, self._limits)
        try:
            await self._app(scope, body.receive, outgoing.send)
        except Exception as failure:  # noqa: BLE001 - the outermost door of the service
            _LOG.error("request %s: %s", request_id, redact("".join(traceback.format_exception(failure))))
            if not outgoing.started:
                answer = problem_response(Refused(INTERNAL), self._service_url, request_id)
                await answer(scope, body.receive, outgoing.send)


def _host_name(scope: Scope) -> str:
    """The name under which the client looks for the service; one who names none speaks of this machine.

    A web page can give its own name this machine's address (DNS rebinding), but not send another name.
    """
    given = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    try:
        return urlsplit(f"//{given}").hostname or "localhost"
    except ValueError:
        return ""


def _most(scope: Scope, limits: Limits) -> int:
    """How many bytes the body may have."""
    if scope["path"].startswith("/v1/"):
        return limits.body_bytes
    kind = next((value for name, value in scope["headers"] if name == b"content-type"), b"")
    return limits.upload_bytes if kind.lower().startswith(b"multipart/form-data") else limits.form_bytes


class _Outgoing:
    """Adds the headers that every answer has; `ended` is told once, when nothing more is sent."""

    def __init__(self, send: Send, request_id: str, ended: Callable[[], None]) -> None:
        self._send = send
        self._ended: Callable[[], None] | None = ended
        self._always = ((HEADER_REQUEST_ID.lower().encode(), request_id.encode()), *_SAFETY)
        self.started = False

    async def send(self, message: Message) -> None:
        """Pass it on."""
        if message["type"] == "http.response.start":
            self.started = True
            headers = [*message.get("headers", ()), *self._always]
            if not any(name == b"cache-control" for name, _ in headers):
                headers.append((b"cache-control", b"no-store"))
            message = {**message, "headers": headers}
        await self._send(message)
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self.end()

    def end(self) -> None:
        """Nothing more is sent."""
        ended, self._ended = self._ended, None
        if ended is not None:
            ended()


class _Body:
    """Hands the body on as long as it is neither too large nor too slow; raises Refused."""

    def __init__(self, scope: Scope, receive: Receive, limits: Limits) -> None:
        self._receive = receive
        self._limits = limits
        self._most = _most(scope, limits)
        self._declared = next((int(value) for name, value in scope["headers"]
                               if name == b"content-length" and value.isdigit()), 0)
        self._ends = monotonic() + limits.body_seconds
        self._had = 0
        self._complete = False

    async def receive(self) -> Message:
        """The next part."""
        if self._complete:
            return await self._receive()
        if self._declared > self._most:
            await self._refuse_size()
        message = await self._next()
        if message["type"] == "http.request":
            self._had += len(message.get("body", b""))
            self._complete = not message.get("more_body", False)
            if self._had > self._most:
                await self._refuse_size()
        return message

    async def _next(self) -> Message:
        left = min(self._limits.stall_seconds, self._ends - monotonic())
        try:
            async with asyncio.timeout(max(left, 0.001)):
                return await self._receive()
        except TimeoutError:
            self._complete = True
            raise Refused(SLOW_BODY) from None

    async def _refuse_size(self) -> None:
        ends = monotonic() + _LINGER_SECONDS
        more = not self._complete
        self._complete = True
        while more and monotonic() < ends:
            try:
                message = await asyncio.wait_for(self._receive(), ends - monotonic())
            except TimeoutError:
                break
            more = message["type"] == "http.request" and message.get("more_body", False)
        raise Refused(BODY_TOO_LARGE, f"本文は{self._most:,}バイトまでです。")
