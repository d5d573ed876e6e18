"""Reads the small bodies: manifests, dry runs' switches, code lists. Nothing that a client sends is taken on trust."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from operator import lt
from typing import cast
from uuid import UUID

import orjson

from nxdesk.eamano.refusal import Refused
from nxdesk.records.fields import Kind, Treatment
from nxdesk.records.kinds import KINDS
from nxdesk.wire.problems import INVALID_REQUEST
from nxdesk.wire.protocol import BATCH_LIMIT, CODES_LIMIT, SAME_LIMIT
from nxdesk.wire.shapes import Manifest, RecordError

_DAY = re.compile("(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOST_PEOPLE = 1_000_000
_BETWEEN = "\x1f"
_JSON_ERROR = "本文がJSONとして読めません。"


def invalid(pointer: str, detail: str) -> Refused:
    """A body that is not built as the protocol says; the refused value is never in it."""
    error = RecordError(pointer=pointer, person="", code=INVALID_REQUEST.code, detail=detail)
    return Refused(INVALID_REQUEST, detail, errors=[error])


def json_object(body: bytes, needed: frozenset[str], optional: frozenset[str] = frozenset()) -> dict[str, object]:
    """The object in the body with exactly these members."""
    return members(loaded(body), "", needed, optional)


def loaded(body: bytes) -> object:
    """What the body says; raises Refused for one that is no JSON."""
    try:
        found: object = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise invalid("", _JSON_ERROR) from None
    return found


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


@lru_cache(maxsize=64)
def _owner_pattern(kind: Kind) -> re.Pattern[str]:
    return re.compile(kind.owner.shape.pattern)


def is_owner(kind: Kind, value: object) -> bool:
    """It can say whose a record of the kind is."""
    return isinstance(value, str) and _owner_pattern(kind).fullmatch(value) is not None


def owner(kind: Kind, value: object, pointer: str = "") -> str:
    """Whose a record of the kind is; raises Refused."""
    if not isinstance(value, str) or not is_owner(kind, value):
        item = kind.owner
        raise invalid(pointer, f"{item.label}は{item.shape.hint}です。" if item.shape.hint
                      else f"{item.label}の値が正しくありません。")
    return value


@lru_cache(maxsize=64)
def _owners_pattern(kind: Kind) -> re.Pattern[str]:
    """Of several, joined."""
    return re.compile(f"(?:(?:{kind.owner.shape.pattern}){_BETWEEN})*+")


def owners(kind: Kind, found: list[object], pointer: str) -> None:
    """All of them are; raises Refused."""
    if set(map(type, found)) <= {str}:
        joined = _BETWEEN.join((*cast("list[str]", found), ""))
        if joined.count(_BETWEEN) == len(found) and _owners_pattern(kind).fullmatch(joined):
            return
    for place, code in enumerate(found):
        owner(kind, code, f"{pointer}/{place}")


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


def registered_kind(value: object, pointer: str) -> Kind:
    """A kind that NX registers."""
    found = next((kind for kind in KINDS if kind.id == value), None)
    if found is None:
        raise invalid(pointer, "知らない種別です。")
    if found.register_number is None:
        raise invalid(pointer, f"{found.label}はNXから登録しません。")
    return found


def switch(found: Mapping[str, object], name: str, *, possible: bool) -> bool:
    """True or false; true only where the kind knows such a thing."""
    on = flag(found[name], f"/{name}")
    if on and not possible:
        raise invalid(f"/{name}", "この種別では指定できません。")
    return on


def has_number(kind: Kind) -> bool:
    """My Numbers travel with this kind."""
    return any(item.shape.kind == "my_number" for item in kind.fields)


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
    kind = registered_kind(found["kind"], "/kind")
    people = _whole(found, "people", 1, _MOST_PEOPLE)
    rows = _whole(found, "rows", *((0, _MOST_PEOPLE) if kind.many else (people, people)))
    relink = switch(found, "relink", possible=not kind.upsert)
    least = -(-max(people, rows) // (SAME_LIMIT if relink else BATCH_LIMIT))
    deletes = kind.many and (relink or kind.upsert)
    return Manifest(
        kind=kind.id, as_of=day(found["as_of"], "/as_of"), people=people, rows=rows,
        # Who has documents may stand in as many batches.
        batches=_whole(found, "batches", least, max(people, rows) if kind.document else people),
        photos=_whole(found, "photos", 0, people if has_photo(kind) else 0),
        deletions=_whole(found, "deletions", 0, _MOST_PEOPLE if deletes else 0), relink=relink,
        with_my_number=switch(found, "with_my_number", possible=has_number(kind)), digest=digest)


def has_photo(kind: Kind) -> bool:
    """Pictures of people travel with this kind."""
    return any(item.treatment is Treatment.PHOTO for item in kind.fields)


@dataclass(frozen=True, slots=True)
class Lookup:
    """Whose digests are asked for, in order; `unfinished`: also of records that are not to be acquired yet."""

    codes: list[str]
    as_of: str | None
    unfinished: bool


def lookup(kind: Kind, body: bytes) -> Lookup:
    """The body of a lookup."""
    found = json_object(body, frozenset({"codes"}), frozenset({"as_of", "unfinished"}))
    listed = found["codes"]
    if not isinstance(listed, list) or len(listed) > CODES_LIMIT:
        raise invalid("/codes", f"{CODES_LIMIT}件までの配列です。")
    owners(kind, listed, "/codes")
    as_of = found.get("as_of")
    # They come in order, as a rule.
    codes = listed if all(map(lt, listed, islice(listed, 1, None))) else sorted(set(listed))
    return Lookup(codes, None if as_of is None else day(as_of, "/as_of"),
                  flag(found.get("unfinished", False), "/unfinished"))
