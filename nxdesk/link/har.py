"""Records of attempts as HAR 1.2, for the tools that show traffic. No header, body, ID or person code is in it."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from nxdesk.link.traffic import Attempt

_HTTP = "HTTP/1.1"
_UNKNOWN = -1
_MILLI = 1000


def har_of(attempts: Iterable[tuple[str, Attempt]], version: str) -> dict[str, Any]:
    """The document of these attempts, each with the address of its service; `version` is the program's."""
    return {"log": {"version": "1.2", "creator": {"name": "nxdesk", "version": version},
                    "entries": [_entry(service, attempt) for service, attempt in attempts]}}


def _entry(service: str, attempt: Attempt) -> dict[str, Any]:
    timings = _timings(attempt)
    return {
        "startedDateTime": attempt.began.isoformat(timespec="milliseconds"),
        "time": round(attempt.seconds * _MILLI, 3), "request": _request(service, attempt),
        "response": _response(attempt), "cache": {}, "timings": timings,
        "_attempt": attempt.number, "_attempts": attempt.of, "_requestId": attempt.request_id, "_cause": attempt.cause,
        "_sentence": attempt.sentence, "_proxy": attempt.via, "_errors": list(attempt.trace),
        "_phases": [{"phase": name, "at": round(seconds * _MILLI, 3)} for name, seconds in attempt.phases]}


def _request(service: str, attempt: Attempt) -> dict[str, Any]:
    query = attempt.path.partition("?")[2]
    return {"method": attempt.method, "url": service.rstrip("/") + attempt.path, "httpVersion": _HTTP, "cookies": [],
            "headers": [], "queryString": [{"name": name, "value": value} for name, value in parse_qsl(query)],
            "headersSize": _UNKNOWN, "bodySize": attempt.sent}


def _response(attempt: Attempt) -> dict[str, Any]:
    status = attempt.status or 0
    known = {one.value: one.phrase for one in HTTPStatus}
    return {"status": status, "statusText": known.get(status, ""), "httpVersion": _HTTP if status else "",
            "cookies": [], "headers": [], "content": {"size": 0, "mimeType": "x-unknown", "comment": "内容は記録していません。"},
            "redirectURL": "", "headersSize": _UNKNOWN, "bodySize": _UNKNOWN}


def _timings(attempt: Attempt) -> dict[str, float]:
    """Milliseconds; `ssl` is part of `connect`, and `blocked` is the rest, so that the others make up the time."""
    spans = {name: seconds * _MILLI for name, seconds in attempt.spans().items()}
    connecting = [spans[name] for name in ("connect", "tunnel", "tls") if name in spans]
    parts = {"send": spans.get("send", 0.0), "wait": spans.get("wait", 0.0), "receive": spans.get("receive", 0.0)}
    connect = sum(connecting) if connecting else float(_UNKNOWN)
    rest = attempt.seconds * _MILLI - sum(parts.values()) - max(0.0, connect)
    found = {"blocked": max(0.0, rest), "dns": float(_UNKNOWN), "connect": connect, "ssl": spans.get("tls", _UNKNOWN),
             **parts}
    return {name: round(value, 3) for name, value in found.items()}
