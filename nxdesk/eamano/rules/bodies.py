"""Reads the small bodies: manifests, dry runs' switches, code lists. Nothing that a client sends is taken on trust."""

import re
from collections.abc import Mapping
from datetime import date
from typing import cast
from uuid import UUID

import orjson

from nxdesk.eamano.refusal import Refused
from nxdesk.records.fields import Kind, Treatment
from nxdesk.records.kinds import KINDS
from nxdesk.records.kinds import kind as kind_of
from nxdesk.wire.problems import INVALID_REQUEST
from nxdesk.wire.protocol import BATCH_LIMIT, CODES_LIMIT
from nxdesk.wire.shapes import Manifest, RecordError

_DAY = re.compile("(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
CODE = re.compile(r"[0-9]{10}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOST_PEOPLE = 1_000_000
_JSON_ERROR = "本文がJSONとして読めません。"


def invalid(pointer: str, detail: str) -> Refused:
    """A body that is not built as the protocol says; the refused value is never in it."""
    error = RecordError(pointer=pointer, person="", code=INVALID_REQUEST.code, detail=detail)
    return Refused(INVALID_REQUEST, detail, errors=[error])


def json_object(body: bytes, needed: frozenset[str], optional: frozenset[str] = frozenset()) -> dict[str, object]:
    """The object in the body with exactly these members."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise invalid("", _JSON_ERROR) from None
    return members(found, "", needed, optional)


def members(found: object, pointer: str, needed: frozenset[str],
            optional: frozenset[str] = frozenset()) -> dict[str, object]:
    """`found`, if it is an object with exactly these members."""
    if not isinstance(found, dict):
        raise invalid(pointer, "オブジェクトではありません。")
    if missing := sorted(needed - found.keys()):
        raise invalid(f"{pointer}/{missing[0]}", "必要な項目がありません。")
    if found.keys() - needed - optional:
        raise invalid(pointer, "知らない項目があります。")
    return cast("dict[str, object]", found)


def registration_id(text: str) -> str:
    """A UUID in its usual spelling."""
    try:
        parsed = UUID(text)
    except ValueError:
        parsed = None
    if parsed is None or str(parsed) != text:
        raise invalid("", "登録番号がUUIDではありません。")
    return text


def person_code(text: str) -> str:
    """A code of ten digits."""
    if not CODE.fullmatch(text):
        raise invalid("", "個人コードは半角数字10桁です。")
    return text


def day(value: object, pointer: str) -> str:
    """An ISO day."""
    if not isinstance(value, str) or not is_day(value):
        raise invalid(pointer, "日付はYYYY-MM-DDの形です。")
    return value


def is_day(text: str) -> bool:
    """A day that the calendar has, in its usual spelling."""
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def flag(value: object, pointer: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise invalid(pointer, "trueかfalseです。")
    return value


def kind_id(value: object, pointer: str) -> str:
    """A kind that is known."""
    if not isinstance(value, str) or value not in {kind.id for kind in KINDS}:
        raise invalid(pointer, "知らない種別です。")
    return value


def _whole(found: Mapping[str, object], name: str, least: int, most: int) -> int:
    value = found[name]
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise invalid(f"/{name}", f"{least}から{most}までの整数です。")
    return value


def manifest(body: bytes) -> Manifest:
    """The manifest of a registration; its numbers must fit each other and the kind."""
    found = json_object(body, frozenset(Manifest.__annotations__))
    digest = found["digest"]
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise invalid("/digest", "SHA-256の16進64桁です。")
    kind = kind_of(kind_id(found["kind"], "/kind"))
    people = _whole(found, "people", 1, _MOST_PEOPLE)
    rows = _whole(found, "rows", *((0, _MOST_PEOPLE) if kind.many else (people, people)))
    least = -(-max(people, rows) // BATCH_LIMIT)
    relink = flag(found["relink"], "/relink")
    return Manifest(
        kind=kind.id, as_of=day(found["as_of"], "/as_of"), people=people, rows=rows,
        batches=_whole(found, "batches", least, people),
        photos=_whole(found, "photos", 0, people if has_photo(kind) else 0),
        deletions=_whole(found, "deletions", 0, _MOST_PEOPLE if kind.many and relink else 0), relink=relink,
        with_my_number=flag(found["with_my_number"], "/with_my_number"), digest=digest)


def has_photo(kind: Kind) -> bool:
    """Pictures of people travel with this kind."""
    return any(item.treatment is Treatment.PHOTO for item in kind.fields)


def codes(body: bytes) -> tuple[list[str], str | None]:
    """The codes of a lookup and its 参照日."""
    found = json_object(body, frozenset({"codes"}), frozenset({"as_of"}))
    listed = found["codes"]
    if not isinstance(listed, list) or len(listed) > CODES_LIMIT:
        raise invalid("/codes", f"{CODES_LIMIT}件までの配列です。")
    for place, code in enumerate(listed):
        if not isinstance(code, str) or not CODE.fullmatch(code):
            raise invalid(f"/codes/{place}", "個人コードは半角数字10桁です。")
    as_of = found.get("as_of")
    return listed, None if as_of is None else day(as_of, "/as_of")
