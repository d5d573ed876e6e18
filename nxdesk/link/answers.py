"""Judging an answer: is it the service's own, what problem does it report, what did something in between say.

Only an answer with the service's request id and our content type is the service's (connection.md §0-13).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from nxdesk.link.causes import harmless, named
from nxdesk.link.classify import Route, offers_basic, proxy_reason, scheme_names
from nxdesk.link.failure import Diagnosis
from nxdesk.wire import problems
from nxdesk.wire.protocol import HEADER_REQUEST_ID, PROTOCOL_VERSION
from nxdesk.wire.shapes import Problem, RecordError

JSON_TYPE = "application/json"
PROBLEM_TYPE = "application/problem+json"
HTTP_STATUSES = range(100, 600)
_TYPE_MOST = 2048
_WANTS_LOGIN = 511
"""The status with which captive portals answer (RFC 6585)."""
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,80}")
_PROXY_UNREACHABLE = ("ERR_CONNECT_FAIL", "ERR_DNS_FAIL", "ERR_CANNOT_FORWARD")


@dataclass(frozen=True, slots=True)
class Answer:
    """The service's own answer to one request."""

    status: int
    request_id: str
    body: Any
    date: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """Status and headers of an answer, whoever gave it."""

    status: int
    headers: Mapping[str, str]

    @property
    def content_type(self) -> str:
        """The media type alone."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    @property
    def request_id(self) -> str:
        """The service's request id, or nothing."""
        given = self.headers.get(HEADER_REQUEST_ID, "")
        return given if _REQUEST_ID.fullmatch(given) else ""

    @property
    def ours(self) -> bool:
        """The service itself answered, in its own way."""
        return bool(self.request_id) and self.content_type in (JSON_TYPE, PROBLEM_TYPE)

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait, where they are given as a number."""
        given = self.headers.get("Retry-After", "").strip()
        return float(given) if re.fullmatch(r"\d{1,6}", given) else None


_PROBLEM_CAUSES: dict[str, tuple[str, str]] = {
    problems.AUTHENTICATION.name: ("authentication", ""),
    problems.AUTH_ID_REVOKED.name: ("auth-id-revoked", ""),
    problems.AUTH_ID_EXPIRED.name: ("auth-id-revoked", "expired"),
    problems.MY_NUMBER_PERMISSION.name: ("mynumber-permission", ""),
    problems.TOO_MANY_FAILURES.name: ("busy", "failures"),
    problems.BUSY.name: ("busy", ""),
    "maintenance": ("busy", "maintenance"),
    problems.CLIENT_TOO_OLD.name: ("client-too-old", ""),
    problems.UNSUPPORTED_API_VERSION.name: ("unsupported-api-version", ""),
    problems.INVALID_RECORDS.name: ("invalid-records", ""),
    problems.INVALID_REQUEST.name: ("invalid-records", "request"),
    problems.ALREADY_REGISTERED.name: ("already-registered", ""),
    problems.STALE_VERSION.name: ("stale-version", ""),
    problems.UNLISTED_DELETION.name: ("unlisted-deletion", ""),
    problems.SETTLED_DOCUMENT.name: ("settled-document", ""),
    problems.IDEMPOTENCY_MISMATCH.name: ("invalid-records", "mismatch"),
    problems.EMPLOYEE_MISSING.name: ("employee-missing", ""),
    problems.UNKNOWN_REGISTRATION.name: ("unknown-registration", ""),
    problems.WITHDRAWN.name: ("withdrawn", ""),
    problems.NOT_COMPLETE.name: ("in-progress", ""),
    problems.IN_PROGRESS.name: ("in-progress", ""),
    problems.NOT_FOUND.name: ("not-found", ""),
    problems.METHOD_NOT_ALLOWED.name: ("not-found", ""),
    problems.BODY_TOO_LARGE.name: ("body-too-large", ""),
    problems.SLOW_BODY.name: ("slow-body", ""),
    problems.INTERNAL.name: ("internal", ""),
}


def parsed(body: bytes) -> Any:
    """The JSON of an answer that is ours; raises ValueError."""
    return orjson.loads(body)


def as_problem(body: Any) -> Problem | None:
    """A problem document, if it is one: members that are not what they should be are left out or blank."""
    if not isinstance(body, dict) or not isinstance(body.get("type"), str):
        return None
    problem = Problem(
        type=body["type"][:_TYPE_MOST], title=_words(body, "title"), status=_status(body.get("status")),
        detail=_words(body, "detail"), code=_words(body, "code"), request_id=_words(body, "request_id"),
        retryable=body.get("retryable") is True)
    if isinstance(errors := body.get("errors"), list):
        problem["errors"] = record_errors(errors)
    if isinstance(body.get("min_version"), str):
        problem["min_version"] = _words(body, "min_version")
    return problem


def record_errors(errors: Sequence[object]) -> list[RecordError]:
    """Findings about records, as far as they are such."""
    return [RecordError(pointer=_words(error, "pointer"), person=_words(error, "person"), code=_words(error, "code"),
                        detail=_words(error, "detail")) for error in errors if isinstance(error, dict)]


def _words(body: Mapping[str, object], name: str) -> str:
    value = body.get(name)
    return harmless(value) if isinstance(value, str) else ""


def _status(value: object) -> int:
    return value if isinstance(value, int) and value in HTTP_STATUSES else 0


def problem_name(problem: Problem) -> str:
    """The stable name at the end of the type."""
    return problem["type"].rstrip("/").rpartition("/")[2]


def diagnose_problem(problem: Problem, head: Head | None, nx_version: str) -> Diagnosis:
    """The cause of a refusal by the service, by its type alone."""
    status = problem["status"] or (head.status if head else 0)
    known = _PROBLEM_CAUSES.get(problem_name(problem))
    name, variant = known or (("internal", "") if status >= 500 else ("invalid-records", "request"))
    seconds = head.retry_after if head else None
    return Diagnosis(named(name), {
        "v": nx_version, "min": problem.get("min_version"), "cv": PROTOCOL_VERSION, "id": problem["request_id"],
        "t": f"{seconds:g}秒" if seconds else None}, variant)


def diagnose_stranger(head: Head, route: Route) -> Diagnosis:
    """The cause behind an answer that is not the service's."""
    server = head.headers.get("X-Squid-Error") or head.headers.get("Via") or head.headers.get("Server") or ""
    args = route.args | {"server": server[:80], "reason": proxy_reason(head.headers, str(head.status)),
                         "location": head.headers.get("Location", "")[:200]}
    forwarded = route.proxy is not None and not route.target.tls
    if forwarded and head.status in (401, 407):
        challenges = (head.headers.get("Proxy-Authenticate", ""),)
        if not offers_basic(challenges):
            return Diagnosis(named("proxy-no-basic"), args | {"schemes": "・".join(scheme_names(challenges))})
        return Diagnosis(named("proxy-authentication"), args, "wrong" if route.proxy and route.proxy.user else "")
    return Diagnosis(named(_stranger(head, forwarded, tls=route.target.tls)), args)


def _stranger(head: Head, forwarded: bool, *, tls: bool) -> str:
    status = head.status
    if status <= 299:
        return "not-our-answer" if head.content_type not in (JSON_TYPE, PROBLEM_TYPE) else "not-http"
    if status <= 399:
        return "proxy-web-login" if forwarded else "redirect"
    if status == _WANTS_LOGIN:
        return "not-our-answer"
    if status >= 500:
        squid = head.headers.get("X-Squid-Error", "")
        reached = not forwarded or status == 504 or (squid and not squid.startswith(_PROXY_UNREACHABLE))
        return "intermediary-error" if reached else "proxy-cannot-reach"
    if forwarded:
        return "proxy-forbids" if status == 403 else "not-a-proxy"
    return "plain-to-tls" if status == 400 and not tls else "not-http"
