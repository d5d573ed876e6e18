"""One way to the service: a session of kept connections on which one request at a time is tried once.

It classifies what happens and never tries again; that is for those who know what a request means.
"""

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path

import requests
from urllib3.exceptions import HTTPError

from nxdesk.link.adapter import Sending, tls_context
from nxdesk.link.addresses import ParsedProxy, parse_service_url
from nxdesk.link.answers import (
    JSON_TYPE,
    PROBLEM_TYPE,
    Answer,
    Head,
    as_problem,
    diagnose_problem,
    diagnose_stranger,
    parsed,
)
from nxdesk.link.causes import OutcomeWord, named
from nxdesk.link.classify import AnswerTooLarge, Route, diagnose, trace
from nxdesk.link.connections import Line, passers_by
from nxdesk.link.exchange import Exchange, Phase, Stopped, StopReason, Watchdog
from nxdesk.link.failure import Diagnosis, LinkFailure
from nxdesk.link.retry import Patience, connect_timeout
from nxdesk.link.traffic import Attempt, Listener, recorded_path, recorded_words
from nxdesk.vault.secret import Secret
from nxdesk.wire import protocol

_ANSWER_LIMIT = 2 * protocol.BODY_LIMIT
_PIECE = 262_144
_IDLE_LIMIT = 1.0
"""Seconds after which a kept connection is not trusted: the other side may be closing it (connection.md §4)."""


@dataclass(frozen=True)
class Endpoint:
    """The connection settings, normalised (`addresses`). `timeout`: seconds; `ca_file` is trusted too."""

    url: str
    customer_id: str = field(repr=False)
    auth_id: Secret
    timeout: float
    retries: int
    proxy: ParsedProxy | None
    nx_version: str
    ca_file: Path | None = None


@dataclass(frozen=True)
class Call:
    """One request. `registration` marks those that may change what the service holds."""

    method: str
    path: str
    body: bytes | None = field(default=None, repr=False)
    content_type: str = JSON_TYPE
    registration: bool = False
    on_sent: Callable[[], None] | None = field(default=None, repr=False)


class Lane:
    """Sends calls of one endpoint, each exactly once."""

    def __init__(self, endpoint: Endpoint, watchdog: Watchdog, patience: Patience, listener: Listener) -> None:
        target = parse_service_url(endpoint.url)
        self._endpoint = endpoint
        self._url = target.url
        self._route = Route(target, endpoint.proxy, connect_timeout(endpoint.timeout), endpoint.timeout)
        self._watchdog = watchdog
        self._patience = patience
        self._listener = listener
        self._line = Line()
        self._sending: Sending | None = None
        self._used = 0.0
        # A proxy that reads along may hang up after any answer without saying so in it (tinyproxy does).
        self._keeps = self._route.target.tls or endpoint.proxy is None
        self.sent_anything = False
        """Something may have reached the service; what a proxy refused has not."""

    @property
    def exchange(self) -> Exchange:
        """The course of the last attempt."""
        return self._line.exchange

    @property
    def route(self) -> Route:
        """Where this lane leads."""
        return self._route

    def close(self) -> None:
        """Close the connections; the next call opens new ones, which nobody can have hung up yet."""
        if self._sending is not None:
            self._sending.close()

    def attempt(self, call: Call, number: int = 1, of: int = 1) -> Answer:
        """Send once and return the service's own answer; raises LinkFailure for everything else."""
        exchange = Exchange(self._route.connect_timeout, self._route.timeout, call.on_sent)
        self._line.exchange = exchange
        self._watchdog.watch(exchange)
        if self._patience.cancelled:
            exchange.stop(StopReason.CANCEL)
        began = datetime.now(UTC)
        try:
            result = self._outcome(call, exchange)
        finally:
            self._watchdog.release(exchange)
            exchange.finish()
        self._used = time.monotonic()
        failed = result if isinstance(result, LinkFailure) else None
        kept_back = failed is not None and failed.outcome is OutcomeWord.NOT_SENT
        self.sent_anything = self.sent_anything or (exchange.phase >= Phase.SENDING and not kept_back)
        self._listener.attempted(Attempt(
            call.method, recorded_path(call.path), number, of, began, tuple((p.name, t) for p, t in exchange.marks),
            len(call.body or b""), exchange.status, result.request_id, failed.code if failed else "",
            self._endpoint.proxy.address if self._endpoint.proxy else "", failed.trace if failed else (),
            exchange.ended, recorded_words(failed.sentence) if failed else ""))
        if isinstance(result, LinkFailure):
            self.close()
            result.attempts = number
            raise result
        return result

    def _outcome(self, call: Call, exchange: Exchange) -> Answer | LinkFailure:
        """Never raises what the line did, so that no request with its headers hangs on the failure as a context."""
        try:
            with self._sent(call, exchange) as response:
                exchange.status = response.status_code
                head = Head(response.status_code, response.headers)
                if not head.ours:
                    exchange.passers_by = passers_by(response.headers)
                    return self._failure(call, exchange, diagnose_stranger(head, self._route), stranger=True)
                body = _read(response)
                exchange.enter(Phase.DONE)
            return self._judged(call, exchange, head, body)
        except (OSError, ValueError, HTTPError, HTTPException, Stopped, AnswerTooLarge) as error:
            return self._failure(call, exchange, diagnose(error, exchange, self._route), trace=trace(error))

    def _sent(self, call: Call, exchange: Exchange) -> requests.Response:
        if not self._keeps or time.monotonic() - self._used > _IDLE_LIMIT:
            self.close()
        if self._sending is None:
            self._sending = Sending(self._line, self._context(), self._endpoint.proxy, self._headers())
        return self._sending.send(call.method, self._url + call.path, call.body, call.content_type,
                                  (exchange.connect_timeout, exchange.timeout))

    def _context(self) -> ssl.SSLContext | None:
        proxied_tls = self._endpoint.proxy is not None and self._endpoint.proxy.tls
        return tls_context(self._endpoint.ca_file) if self._route.target.tls or proxied_tls else None

    def _headers(self) -> Mapping[str, str]:
        return {
            "Accept": f"{JSON_TYPE}, {PROBLEM_TYPE}", "Accept-Encoding": "identity", "User-Agent": "nxdesk",
            protocol.HEADER_CUSTOMER: self._endpoint.customer_id,
            protocol.HEADER_AUTH_ID: self._endpoint.auth_id.reveal(),
            protocol.HEADER_NX_VERSION: self._endpoint.nx_version,
            protocol.HEADER_PROTOCOL: protocol.PROTOCOL_VERSION}

    def _judged(self, call: Call, exchange: Exchange, head: Head, body: bytes) -> Answer | LinkFailure:
        try:
            content = parsed(body)
        except ValueError:
            content = None
        if head.status <= 299 and head.content_type == JSON_TYPE and content is not None:
            return Answer(head.status, head.request_id, content, head.headers.get("Date", ""))
        problem = as_problem(content) if head.content_type == PROBLEM_TYPE else None
        if problem is None:
            return self.unreadable(call, head.request_id, exchange.phase)
        failure = self._failure(call, exchange, diagnose_problem(problem, head, self._endpoint.nx_version))
        failure.request_id, failure.problem, failure.retry_after = head.request_id, problem, head.retry_after
        return failure

    def unreadable(self, call: Call, request_id: str, phase: Phase = Phase.DONE) -> LinkFailure:
        """The failure for an answer of the service that is not what the protocol promises."""
        outcome = OutcomeWord.UNKNOWN if call.registration else None
        return LinkFailure(Diagnosis(named("unreadable"), self._route.args), outcome=outcome, request_id=request_id,
                           phase=phase, registration=call.registration)

    def _failure(self, call: Call, exchange: Exchange, diagnosis: Diagnosis, *, trace: tuple[str, ...] = (),
                 stranger: bool = False) -> LinkFailure:
        word = diagnosis.cause.outcome
        sent = exchange.phase >= Phase.SENDING
        if word is None or (word is OutcomeWord.NOT_SENT and sent and not stranger):
            word = OutcomeWord.UNKNOWN if sent else OutcomeWord.NOT_SENT
        if not call.registration and diagnosis.cause.name.startswith("cancelled"):
            diagnosis = Diagnosis(diagnosis.cause, diagnosis.args, "read")
        return LinkFailure(diagnosis, outcome=word if call.registration else None, phase=exchange.phase, trace=trace,
                           registration=call.registration)


def _read(response: requests.Response) -> bytes:
    pieces, size = [], 0
    for piece in response.iter_content(_PIECE):
        size += len(piece)
        if size > _ANSWER_LIMIT:
            raise AnswerTooLarge
        pieces.append(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)
