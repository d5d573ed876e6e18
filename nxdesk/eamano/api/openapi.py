"""The published description of the API (OpenAPI 3.1), made from the field declarations and the problem types."""

from typing import Any

from nxdesk import __version__
from nxdesk.eamano.api.schemas import component_schemas
from nxdesk.eamano.rules.reading import readable
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.kinds import KINDS
from nxdesk.wire import problems, protocol
from nxdesk.wire.problems import ProblemType

Json = dict[str, Any]
_ALWAYS = (problems.UNSUPPORTED_API_VERSION, problems.AUTHENTICATION, problems.AUTH_ID_REVOKED,
           problems.CLIENT_TOO_OLD, problems.TOO_MANY_FAILURES, problems.INTERNAL, problems.BUSY)
_WITH_BODY = (problems.SLOW_BODY, problems.BODY_TOO_LARGE, problems.INVALID_REQUEST)
_CODE = {"type": "string", "pattern": f"^(?:{EMPLOYEE.owner.shape.pattern})$"}
_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}


def openapi_document(service_url: str) -> Json:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "e-AMANO NX連携API", "version": __version__,
                 "description": "TimePro-NXとの連携。値の並びは`fields`の順です。"},
        "servers": [{"url": service_url}],
        "security": [{"customer": [], "authId": []}],
        "paths": {protocol.CONNECTION: {"get": _operation("connection", "接続確認", answer="Connection")},
                  **_reading_paths(), **_registration_paths()},
        "components": {"schemas": component_schemas(), "securitySchemes": {
            "customer": {"type": "apiKey", "in": "header", "name": protocol.HEADER_CUSTOMER},
            "authId": {"type": "apiKey", "in": "header", "name": protocol.HEADER_AUTH_ID}}},
    }


def _reading_paths() -> Json:
    paths: Json = {}
    for kind in KINDS:
        whose = kind.owner.shape.pattern
        cursor = _query("cursor", {"type": "string", "pattern": f"^(?:{whose})$"})
        narrowed = [_query("unfinished", {"type": "boolean", "default": False})] if kind.finished is not None else []
        if readable(kind):
            paths[protocol.RECORDS.format(kind=kind.id)] = {"get": _operation(
                f"{kind.id}_records", f"{kind.label}を読む", answer="RecordPage", refusals=(problems.INVALID_REQUEST,),
                parameters=[
                    _query("codes", {"type": "string", "pattern": f"^(?:{whose})(?:,(?:{whose})){{0,499}}$"}),
                    _query("since", {"type": "string",
                                     "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"}),
                    _query("as_of", {"type": "string", "format": "date",
                                     "pattern": "^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"}),
                    *narrowed, cursor, _limit(protocol.BATCH_LIMIT)])}
        paths[protocol.DIGESTS.format(kind=kind.id)] = {"get": _operation(
            f"{kind.id}_digests", f"{kind.label}の要約値を読む", answer="DigestPage",
            parameters=[*narrowed, cursor, _limit(protocol.PAGE_LIMIT)], refusals=(problems.INVALID_REQUEST,))}
        if not kind.many:
            paths[protocol.DIGEST_LINES.format(kind=kind.id)] = {"get": _operation(
                f"{kind.id}_digest_lines", f"{kind.label}の要約値を1つの文字列で読む", answer="DigestLines",
                parameters=[cursor, _limit(protocol.LINES_LIMIT)], refusals=(problems.INVALID_REQUEST,))}
        paths[protocol.LOOKUP.format(kind=kind.id)] = {"post": _operation(
            f"{kind.id}_lookup", f"{kind.label}を{kind.owner.label}で照会する", answer="DigestPage",
            body=f"{kind.id}_lookup")}
    return paths


def _registration_paths() -> Json:
    number = {"name": "number", "in": "path", "required": True,
              "schema": {"type": "integer", "minimum": 1, "maximum": 999_999}}
    code = {"name": "code", "in": "path", "required": True, "schema": _CODE}
    known = (problems.UNKNOWN_REGISTRATION, problems.INVALID_REQUEST)
    staged = (*known, problems.IDEMPOTENCY_MISMATCH)
    pictures = {media: {"schema": {"type": "string", "contentMediaType": media, "maxLength": 1_048_576}}
                for media in ("image/jpeg", "image/png")}
    return {
        protocol.CHECK: {"post": _operation(
            "check", "登録前の確認（書き込みなし）", answer="CheckAnswer", body="CheckRequest",
            refusals=(problems.MY_NUMBER_PERMISSION,))},
        protocol.SAME: {"post": _operation(
            "same", "再登録で変わらない個人を要約値で確認する（書き込みなし）", answer="SameAnswer", body="SameRequest")},
        protocol.REGISTRATION: {
            "parameters": [_ID],
            "put": _operation("open_registration", "登録を始める", answer="Outcome", body="Manifest", created=True,
                              refusals=(problems.MY_NUMBER_PERMISSION, problems.IDEMPOTENCY_MISMATCH)),
            "get": _operation("outcome", "登録の結果を聞く", answer="Outcome", refusals=known),
            "delete": _operation("withdraw", "受け付け中の登録を取り下げる", answer="Outcome", refusals=known)},
        protocol.BATCH: {"parameters": [_ID, number], "put": _operation(
            "batch", "データを送る", answer="Outcome", body="AnyBatch", created=True,
            refusals=(*staged, problems.INVALID_RECORDS))},
        protocol.PHOTO: {"parameters": [_ID, code], "put": _operation(
            "photo", "顔写真を送る", answer="Outcome", content=pictures, created=True, refusals=staged)},
        protocol.COMMIT: {"parameters": [_ID], "put": _operation(
            "commit", "登録を確定する", answer="Outcome", refusals=(
                *staged, problems.NOT_COMPLETE, problems.WITHDRAWN, problems.ALREADY_REGISTERED, problems.STALE_VERSION,
                problems.UNLISTED_DELETION, problems.SETTLED_DOCUMENT, problems.EMPLOYEE_MISSING,
                problems.INVALID_RECORDS))},
    }


def _operation(operation_id: str, summary: str, *, answer: str, body: str = "", content: Json | None = None,
               parameters: list[Json] | None = None, refusals: tuple[ProblemType, ...] = (),
               created: bool = False) -> Json:
    described = {"description": summary, "headers": _REQUEST_ID,
                 "content": {"application/json": {"schema": _ref(answer)}}}
    sent = content or ({"application/json": {"schema": _ref(body)}} if body else None)
    statuses = {"200": described, **({"201": described} if created else {})}
    found: Json = {
        "operationId": operation_id, "summary": summary, "parameters": [*(parameters or ()), *_VERSIONS],
        "responses": {**statuses, **_refusals((*_ALWAYS, *refusals, *(_WITH_BODY if sent else ())))}}
    if sent:
        found["requestBody"] = {"required": True, "content": sent}
    return found


def _refusals(kinds: tuple[ProblemType, ...]) -> Json:
    by_status: dict[int, list[ProblemType]] = {}
    for kind in dict.fromkeys(kinds):
        by_status.setdefault(kind.status, []).append(kind)
    return {str(status): {
        "description": " / ".join(kind.title for kind in same), "headers": _REQUEST_ID,
        "content": {"application/problem+json": {"schema": _ref("Problem")}}}
        for status, same in sorted(by_status.items())}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _query(name: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _limit(most: int) -> Json:
    return _query("limit", {"type": "integer", "minimum": 1, "maximum": most, "default": most})


_REQUEST_ID = {protocol.HEADER_REQUEST_ID: {
    "required": True, "description": "問い合わせ番号", "schema": {"type": "string", "format": "uuid"}}}
_VERSIONS = [
    {"name": protocol.HEADER_PROTOCOL, "in": "header", "required": True,
     "schema": {"type": "string", "enum": [protocol.PROTOCOL_VERSION]}},
    {"name": protocol.HEADER_NX_VERSION, "in": "header", "required": True,
     "schema": {"type": "string", "pattern": r"^[0-9]{1,6}(\.[0-9]{1,6}){0,3}$"}}]
