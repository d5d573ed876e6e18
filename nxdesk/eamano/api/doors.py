"""Turns whatever goes wrong in a request into a problem, for FastAPI."""

from collections.abc import Awaitable, Callable, Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import BaseRoute, Match

from nxdesk.eamano.api.problems import problem_headers, problem_response
from nxdesk.eamano.refusal import Refused
from nxdesk.eamano.store.database import Busy
from nxdesk.wire.problems import BUSY, INTERNAL, INVALID_REQUEST, METHOD_NOT_ALLOWED, NOT_FOUND, ProblemType
from nxdesk.wire.shapes import RecordError

Handler = Callable[[Request, Exception], Awaitable[Response]]


def install(app: FastAPI, service_url: str, routes: Sequence[BaseRoute],
            page: Callable[[ProblemType, str, str], Response]) -> None:
    """Every failure of a request leaves through one of these; `page` shows a problem to people with a browser."""

    def answer(request: Request, refusal: Refused, headers: dict[str, str] | None = None) -> Response:
        by_browser = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/v1/")
        if by_browser:
            shown = page(refusal.problem, refusal.detail, request.state.request_id)
            shown.headers.update({**(headers or {}), **problem_headers(refusal)})
            return shown
        return problem_response(refusal, service_url, request.state.request_id, headers)

    async def refused(request: Request, failure: Exception) -> Response:
        return answer(request, failure if isinstance(failure, Refused) else Refused(INTERNAL))

    async def invalid(request: Request, failure: Exception) -> Response:
        return answer(request, _invalid(failure))

    async def http(request: Request, failure: Exception) -> Response:
        status = failure.status_code if isinstance(failure, HTTPException) else INTERNAL.status
        if status == METHOD_NOT_ALLOWED.status:
            return answer(request, Refused(METHOD_NOT_ALLOWED), {"Allow": _allowed(routes, request)})
        return answer(request, Refused(NOT_FOUND if status == NOT_FOUND.status else INVALID_REQUEST))

    async def busy(request: Request, _failure: Exception) -> Response:
        return answer(request, Refused(BUSY))

    async def gone(_request: Request, _failure: Exception) -> Response:
        return Response(status_code=400)

    async def internal(request: Request, _failure: Exception) -> Response:
        return answer(request, Refused(INTERNAL))

    handlers: dict[type[Exception], Handler] = {
        Refused: refused, RequestValidationError: invalid, HTTPException: http, Busy: busy, PoolTimeout: busy,
        ClientDisconnect: gone, Exception: internal}
    for failure, handler in handlers.items():
        app.add_exception_handler(failure, handler)


def _invalid(failure: Exception) -> Refused:
    """Where the mistake is; never what was given."""
    errors = failure.errors() if isinstance(failure, RequestValidationError) else []
    return Refused(INVALID_REQUEST, "パスか問い合わせの値が正しくありません。", errors=[
        RecordError(pointer="/" + "/".join(map(str, error["loc"])), person="", code=INVALID_REQUEST.code,
                    detail="値が正しくありません。") for error in errors])


def _allowed(routes: Sequence[BaseRoute], request: Request) -> str:
    """What all routes of this path together allow."""
    methods: set[str] = set()
    for route in routes:
        matched, _ = route.matches(request.scope)
        if matched is not Match.NONE:
            methods |= getattr(route, "methods", None) or set()
    return ", ".join(sorted(methods))


