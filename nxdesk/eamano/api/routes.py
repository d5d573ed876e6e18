"""The operations of the API: read the request, let `rules` or `store` do it in a worker thread, answer."""

import re
from collections.abc import Callable
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from nxdesk import __version__
from nxdesk.eamano.api.openapi import openapi_document
from nxdesk.eamano.api.problems import problem_body
from nxdesk.eamano.rules import bodies, checking, committing, reading, registering, same
from nxdesk.eamano.rules.registering import Caller, Service, Step
from nxdesk.eamano.store.members import Narrowed
from nxdesk.eamano.store.tenants import tenant_of
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Kind
from nxdesk.records.kinds import KINDS
from nxdesk.wire import protocol
from nxdesk.wire.shapes import Connection, Outcome

LIMITS = {"batch": protocol.BATCH_LIMIT, "body": protocol.BODY_LIMIT, "codes": protocol.CODES_LIMIT,
          "page": protocol.PAGE_LIMIT, "same": protocol.SAME_LIMIT}
_DAY = r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_STAMP = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"
Day = Annotated[str | None, Query(pattern=_DAY)]
_BATCH_NUMBER = re.compile("[1-9][0-9]{0,5}")
RegistrationId = Annotated[str, Path(alias="id")]


def api_router(service: Service, callers: Callable[[Request], Caller], service_url: str) -> APIRouter:
    """All operations under /v1."""
    router = APIRouter()
    known = Depends(callers)
    document = orjson.dumps(openapi_document(service_url))

    @router.get(protocol.OPENAPI)
    def openapi() -> Response:
        return Response(document, media_type="application/json")

    # Routes are tried in order: what is called most often comes first.
    _add_received(router, service, callers, service_url)
    _add_registration(router, service, known, service_url)
    _add_connection(router, service, known)
    for kind in KINDS:
        _add_reading(router, service, kind, known)
    return router


def _json(found: object, status: int = 200) -> Response:
    return Response(orjson.dumps(found), status, media_type="application/json")


def _add_connection(router: APIRouter, service: Service, known: Any) -> None:
    @router.get(protocol.CONNECTION)
    def connection(caller: Caller = known) -> Response:
        with service.database.read() as opened:
            tenant = tenant_of(opened, tenant_id=caller.tenant_id)
        return _json(Connection(
            service=protocol.SERVICE_NAME, version=__version__, protocol=protocol.PROTOCOL_VERSION,
            time=service.clock.utc_stamp(), customer_name=tenant.name if tenant else "",
            my_number_allowed=caller.my_number_allowed, services=list(tenant.services) if tenant else [],
            limits=LIMITS))


def _add_reading(router: APIRouter, service: Service, kind: Kind, known: Any) -> None:
    pattern = kind.owner.shape.pattern
    cursors = Query(pattern=f"^(?:{pattern})$")
    listed = Query(pattern=f"^(?:{pattern})(?:,(?:{pattern})){{0,{protocol.BATCH_LIMIT - 1}}}$")

    def records(*, caller: Caller = known, codes: Annotated[str | None, listed] = None,
                since: Annotated[str | None, Query(pattern=_STAMP)] = None, as_of: Day = None,
                unfinished: bool = False, cursor: Annotated[str | None, cursors] = None,
                limit: Annotated[int, Query(ge=1, le=protocol.BATCH_LIMIT)] = protocol.BATCH_LIMIT) -> Response:
        return _json(reading.record_page(service, caller, kind, cursor=cursor, limit=limit, narrowed=Narrowed(
            codes.split(",") if codes else None, since, as_of, unfinished)))

    def digests(*, caller: Caller = known, unfinished: bool = False, cursor: Annotated[str | None, cursors] = None,
                limit: Annotated[int, Query(ge=1, le=protocol.PAGE_LIMIT)] = protocol.PAGE_LIMIT) -> Response:
        return _json(reading.digest_page(service, caller, kind, cursor=cursor, limit=limit, unfinished=unfinished))

    def digest_lines(*, caller: Caller = known, cursor: Annotated[str | None, cursors] = None,
                     limit: Annotated[int, Query(ge=1, le=protocol.LINES_LIMIT)] = protocol.LINES_LIMIT) -> Response:
        return _json(reading.digest_lines(service, caller, kind, cursor=cursor, limit=limit))

    @router.post(protocol.LOOKUP.format(kind=kind.id))
    async def lookup(request: Request, caller: Caller = known) -> Response:
        body = await request.body()
        return _json(await run_in_threadpool(reading.lookup, service, caller, kind, body))

    if reading.readable(kind):
        router.get(protocol.RECORDS.format(kind=kind.id))(records)
    router.get(protocol.DIGESTS.format(kind=kind.id))(digests)
    if not kind.many:
        router.get(protocol.DIGEST_LINES.format(kind=kind.id))(digest_lines)


Work = Callable[[Request, Caller, bytes], Response]


def _add_received(router: APIRouter, service: Service, callers: Callable[[Request], Caller], service_url: str) -> None:
    """What comes in dozens while somebody waits: without FastAPI's way to parameters, a third of a small request."""
    def add(path: str, method: str, work: Work) -> None:
        async def received(request: Request) -> Response:
            caller = await run_in_threadpool(callers, request)
            return await run_in_threadpool(work, request, caller, await request.body())
        router.add_route(path, received, [method])

    def batch(request: Request, caller: Caller, body: bytes) -> Response:
        which, number = request.path_params["id"], _batch_number(request)
        return _step_answer(registering.stage_batch(
            service, caller, bodies.registration_id(which), number, body), caller, service_url)

    def check(_request: Request, caller: Caller, body: bytes) -> Response:
        return _json(checking.check(service, caller, body))

    def same_people(_request: Request, caller: Caller, body: bytes) -> Response:
        return _json(same.same(service, caller, body))

    add(protocol.BATCH, "PUT", batch)
    add(protocol.CHECK, "POST", check)
    add(protocol.SAME, "POST", same_people)


def _batch_number(request: Request) -> int:
    given = request.path_params["number"]
    if not _BATCH_NUMBER.fullmatch(given):
        raise RequestValidationError([{"loc": ("path", "number")}])
    return int(given)


def _outcome_answer(outcome: Outcome, caller: Caller, service_url: str, status: int = 200) -> Response:
    if kept := outcome.get("problem"):
        refusal = committing.kept_refusal(kept)
        outcome["problem"] = dict(problem_body(refusal, service_url, caller.request_id))
    return _json(outcome, status)


def _step_answer(step: Step, caller: Caller, service_url: str) -> Response:
    return _outcome_answer(step.outcome, caller, service_url, 201 if step.new else 200)


def _add_registration(router: APIRouter, service: Service, known: Any, service_url: str) -> None:
    @router.put(protocol.REGISTRATION)
    async def open_registration(which: RegistrationId, request: Request, caller: Caller = known) -> Response:
        body = await request.body()
        return _step_answer(await run_in_threadpool(
            registering.open_registration, service, caller, bodies.registration_id(which), body), caller, service_url)

    @router.get(protocol.REGISTRATION)
    def outcome(which: RegistrationId, caller: Caller = known) -> Response:
        return _outcome_answer(
            registering.outcome(service, caller, bodies.registration_id(which)), caller, service_url)

    @router.delete(protocol.REGISTRATION)
    def withdraw(which: RegistrationId, caller: Caller = known) -> Response:
        return _outcome_answer(
            committing.withdraw(service, caller, bodies.registration_id(which)), caller, service_url)

    @router.put(protocol.PHOTO)
    async def photo(which: RegistrationId, code: str, request: Request, caller: Caller = known) -> Response:
        whose, body = bodies.owner(EMPLOYEE, code), await request.body()
        return _step_answer(await run_in_threadpool(
            registering.stage_photo, service, caller, bodies.registration_id(which), whose, body), caller, service_url)

    @router.put(protocol.COMMIT)
    def commit(which: RegistrationId, caller: Caller = known) -> Response:
        return _outcome_answer(
            committing.commit(service, caller, bodies.registration_id(which)), caller, service_url)
