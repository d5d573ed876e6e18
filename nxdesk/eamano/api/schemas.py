"""JSON Schemas of the bodies. Rows are described item by item from the field declarations."""

from typing import Any

from nxdesk.eamano.store.people import PERSON_META
from nxdesk.records.digests import DIGITS
from nxdesk.records.fields import Field, Kind
from nxdesk.records.kinds import KINDS, registrable
from nxdesk.records.settled import may_stay
from nxdesk.wire import protocol
from nxdesk.wire.problems import PROBLEM_TYPES

Json = dict[str, Any]
_TEXT = {"type": "string"}
_NUMBER = {"type": "integer"}
_FLAG = {"type": "boolean"}
_DAY = {"type": "string", "format": "date", "pattern": "^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"}
_OWNERS = dict.fromkeys(kind.owner.shape.pattern for kind in KINDS)
_CODE = {"type": "string", "pattern": f"^(?:{'|'.join(_OWNERS)})$"}
"""Whose records are: a 個人コード, or what kinds without people have in its place."""
_SHA = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_ANY = {"type": ["string", "integer", "null"]}
_COUNT = {"type": "integer", "minimum": 0, "maximum": 1_000_000}
_VERSION = {"type": "integer", "minimum": 1, "maximum": 2**53}
_REGISTERED = registrable()


def component_schemas() -> Json:
    """All shapes of `wire.shapes` by name."""
    return {**_answers(), **_requests(), **{f"{kind.id}_lookup": _lookup(kind) for kind in KINDS},
            **{f"{kind.id}_item_{f.id}": _item(f) for kind in _REGISTERED for f in kind.linked}}


def _object(needed: Json, optional: Json | None = None) -> Json:
    return {"type": "object", "properties": {**needed, **(optional or {})}, "required": sorted(needed),
            "additionalProperties": False}


def _array(items: Json, **limits: int | str) -> Json:
    return {"type": "array", "items": items, **limits}


def _or_null(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}


def _item(item: Field) -> Json:
    """What one value of the item may be; `needed` items may not be null."""
    if item.shape.codes is not None:
        codes = [int(code) if item.shape.integer else code for code, _ in item.shape.codes.entries]
        schema: Json = {"type": "integer" if item.shape.integer else "string", "enum": codes}
    elif item.shape.integer:
        schema = {"type": "integer", "minimum": item.shape.least, "maximum": item.shape.most}
    else:
        schema = {"type": "string", "minLength": 1, "maxLength": item.shape.max_length,
                  "pattern": f"^(?:{item.shape.pattern})$".replace(r"\Z", "$")}
    schema["title"] = item.label
    # What only some parts of a document need is blank in the others.
    return schema if item.needed_link and not item.parts else {**_or_null(schema), "title": item.label}


def _lookup(kind: Kind) -> Json:
    code = {"type": "string", "pattern": f"^(?:{kind.owner.shape.pattern})$"}
    finished = {"unfinished": _FLAG} if kind.finished is not None else {}
    return _object({"codes": _array(code, maxItems=protocol.CODES_LIMIT)}, {"as_of": _or_null(_DAY), **finished})


def _requests() -> Json:
    rows = [{"type": "array", "prefixItems": [{"$ref": f"#/components/schemas/{kind.id}_item_{f.id}"}
                                              for f in kind.linked],
             "minItems": len(kind.linked), "maxItems": len(kind.linked)} for kind in _REGISTERED]
    names = [_array({"type": "string", "enum": list(kind.linked_ids)}, minItems=1) for kind in _REGISTERED]
    most = protocol.BATCH_LIMIT
    parts = {"fields": {"anyOf": names}, "rows": _array({"anyOf": rows}, maxItems=most),
             "versions": _array(_or_null(_VERSION), maxItems=most)}
    people = {"people": _array(_CODE, minItems=1, maxItems=most, description="複数の記録を持つ種別で、送る全員")}
    return {
        "Manifest": _object({
            "kind": {"type": "string", "enum": [kind.id for kind in _REGISTERED]}, "as_of": _DAY,
            "people": {"type": "integer", "minimum": 1, "maximum": 1_000_000},
            "rows": _COUNT, "batches": {"type": "integer", "minimum": 1}, "photos": _COUNT, "deletions": _COUNT,
            "relink": _FLAG, "with_my_number": _FLAG, "digest": _SHA}),
        "Batch": _object(parts, {
            **people, "my_numbers": _array({"type": ["string", "null"]}, maxItems=most, description="行ごとの個人番号"),
            "deletions": _array({"type": "array", "prefixItems": [_CODE, _VERSION, _VERSION], "minItems": 3,
                                 "maxItems": 3}, description="個人コード、データの番号、版")}),
        "SameBatch": _object({"same": _object({
            **_same(), "versions": _array(_VERSION, maxItems=protocol.SAME_LIMIT)})}),
        "AnyBatch": {"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in ("Batch", "SameBatch")]},
        "SameRequest": _object({"kind": {"type": "string", "enum": [kind.id for kind in _REGISTERED if may_stay(kind)]},
                                "as_of": _DAY, **_same()}),
        "CheckBatch": _object(parts, people),
        "CheckRequest": _object({
            "kind": {"type": "string", "enum": [kind.id for kind in _REGISTERED]}, "as_of": _DAY, "relink": _FLAG,
            "with_my_number": _FLAG, "batch": {"$ref": "#/components/schemas/CheckBatch"}},
            {"numbers": _array(_FLAG, maxItems=most, description="行ごとの、NXに個人番号があるか"),
             "photos": _array(_or_null(_SHA), maxItems=most, description="行ごとの、NXの顔写真の要約値"),
             "full": _FLAG}),
    }


def _same() -> Json:
    """People with the digests of their records."""
    digests = {"type": "string", "pattern": f"^(?:[0-9a-f]{{{DIGITS}}})*$"}
    return {"people": _array(_CODE, minItems=1, maxItems=protocol.SAME_LIMIT),
            "digests": _array(digests, minItems=1, maxItems=protocol.SAME_LIMIT,
                              description="個人ごとに、NXのデータの要約値を続けたもの")}


def _answers() -> Json:
    error = _object({"pointer": _TEXT, "person": _TEXT, "code": _TEXT, "detail": _TEXT})
    effects = _array(_array(_ANY, minItems=5, maxItems=5), description="項目、処理、前の値、後の値、仕様の番号")
    states = [state.value for state in protocol.State]
    return {
        "Connection": _object({
            "service": _TEXT, "version": _TEXT, "protocol": _TEXT, "time": _TEXT, "customer_name": _TEXT,
            "my_number_allowed": _FLAG, "services": _array(_TEXT),
            "limits": {"type": "object", "additionalProperties": _NUMBER}}),
        "Outcome": _object({
            "id": {"type": "string", "format": "uuid"}, "state": {"type": "string", "enum": states}, "kind": _TEXT,
            "people": _NUMBER, "digest": _SHA, "registered": _NUMBER, "relinked": _NUMBER,
            "deleted": _NUMBER, "audit_head": _or_null(_TEXT), "committed_at": _or_null(_TEXT),
            "run": _or_null(_NUMBER), "replayed": _FLAG},
            {"problem": {"$ref": "#/components/schemas/Problem"}}),
        "DigestPage": _object({
            "rows": _array(_array({"type": ["string", "integer"]}, minItems=4, maxItems=5),
                           description="個人コード、版、要約値、更新日時、データの番号"), "next": _or_null(_CODE)}),
        "DigestLines": _object({
            "lines": _TEXT | {"description": "1人につき「個人コード:版:要約値」、空白区切り"}, "next": _or_null(_CODE)}),
        "RecordPage": _object({
            "fields": _array({"type": "string", "enum": sorted(
                {f.id for kind in KINDS for f in kind.eamano_columns} | set(PERSON_META) | {"member"})}),
            "rows": _array(_array(_ANY)), "next": _or_null(_CODE)}),
        "CheckAnswer": _object({
            "records": _array(_object({
                "code": _TEXT, "verdict": {"type": "string", "enum": [verdict.value for verdict in protocol.Verdict]},
                "version": _or_null(_NUMBER), "updated_at": _or_null(_TEXT), "member": _or_null(_NUMBER),
                "name": _TEXT, "effects": effects, "errors": _array(error)})),
            "deletions": _array(_object({
                "code": _CODE, "member": _NUMBER, "version": _NUMBER, "updated_at": _TEXT, "name": _TEXT,
                "my_number": _FLAG, "near": _or_null(_NUMBER), "effects": effects}))}),
        "SameAnswer": _object({
            "places": _array(_NUMBER, description="再登録しても変わらない個人の位置"), "versions": _array(_VERSION),
            "updated": _array(_NUMBER, description="stampsの位置"), "members": _array(_NUMBER, description="データの番号"),
            "stamps": _array(_TEXT)}),
        "Problem": _object(
            {"type": {"type": "string", "format": "uri"}, "title": _TEXT, "status": _NUMBER, "detail": _TEXT,
             "code": {"type": "string", "enum": sorted({kind.code for kind in PROBLEM_TYPES.values()})},
             "request_id": {"type": "string", "format": "uuid"}, "retryable": _FLAG},
            {"errors": _array(error), "min_version": _TEXT}),
    }
