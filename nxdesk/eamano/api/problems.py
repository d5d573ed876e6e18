"""Every refusal as RFC 9457, in one shape, whatever part of the service it comes from."""

from collections.abc import Mapping

import orjson
from starlette.responses import Response

from nxdesk.eamano.refusal import Refused
from nxdesk.wire.problems import (
    AUTHENTICATION,
    BODY_TOO_LARGE,
    BUSY,
    CLIENT_TOO_OLD,
    SLOW_BODY,
    TOO_MANY_FAILURES,
)
from nxdesk.wire.protocol import PROBLEMS
from nxdesk.wire.shapes import Problem

MEDIA_TYPE = "application/problem+json"
_DEFAULT_WAIT = 5


def problem_body(refusal: Refused, service_url: str, request_id: str) -> Problem:
    """The problem as it travels."""
    kind = refusal.problem
    problem = Problem(
        type=service_url + PROBLEMS.format(name=kind.name), title=kind.title, status=kind.status,
        detail=refusal.detail, code=kind.code, request_id=request_id, retryable=kind.retryable)
    if refusal.errors:
        problem["errors"] = refusal.errors
    if refusal.min_version is not None:
        problem["min_version"] = refusal.min_version
    return problem


def problem_response(refusal: Refused, service_url: str, request_id: str,
                     headers: Mapping[str, str] | None = None) -> Response:
    """The answer with the headers that its status asks for."""
    return Response(orjson.dumps(problem_body(refusal, service_url, request_id)), refusal.problem.status,
                    headers={**(headers or {}), **problem_headers(refusal)}, media_type=MEDIA_TYPE)


def problem_headers(refusal: Refused) -> dict[str, str]:
    """What the standards ask for beside this status."""
    if refusal.problem is AUTHENTICATION:
        return {"WWW-Authenticate": 'EAmano realm="NX"'}
    if refusal.problem in (TOO_MANY_FAILURES, BUSY):
        return {"Retry-After": str(refusal.retry_after or _DEFAULT_WAIT)}
    if refusal.problem is CLIENT_TOO_OLD:
        return {"Upgrade": f"TimePro-NX/{refusal.min_version}"}
    if refusal.problem in (BODY_TOO_LARGE, SLOW_BODY):
        return {"Connection": "close"}
    return {}
