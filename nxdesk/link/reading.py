"""Reading what the service has, piece after piece: a cheap look at versions and digests, and whole records of few.

While one piece is looked at here, the next is already under way. Answers are read with care: what is not as the
protocol promises ends the reading.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple
from urllib.parse import urlencode

import orjson

from nxdesk.link.answers import Answer
from nxdesk.link.failure import LinkFailure
from nxdesk.link.lane import Call
from nxdesk.records.fields import Kind, Value
from nxdesk.wire import protocol

_GLANCED = 10_000
_GLANCED_OF_MANY = 2_000
"""People asked about at once, of kinds with several records a person."""
_FETCHED = 250
_GLANCED_ITEMS = 4
_META = ("version", "digest", "updated_at")


class RemoteMember(NamedTuple):
    """What e-AMANO says of one record without sending it; `member` is its id there, 0 of kinds with one a person."""

    version: int
    digest: str
    updated_at: str
    member: int


class RemoteRow(NamedTuple):
    """One whole record: `values` of every item that e-AMANO keeps, by item, without My Numbers and pictures."""

    owner: str
    about: RemoteMember
    values: dict[str, Value]


class GlancedPeople(NamedTuple):
    """What e-AMANO says of many people without sending them, by columns; nobody stands there twice."""

    codes: Sequence[str]
    versions: Sequence[int]
    digests: Sequence[str]


Glances = Mapping[str, list[RemoteMember]]
Maker = Callable[[str], Call]
"""Makes the request that goes on behind a cursor; nothing stands for the first one."""


class Reading:
    """Asks with `read`, which raises LinkFailure; `broken` makes the failure for an answer that cannot be."""

    def __init__(self, read: Callable[[Call], Answer], broken: Callable[[Answer], LinkFailure]) -> None:
        self._read = read
        self._broken = broken

    def glances(self, kind: Kind, codes: Sequence[str] | None, *, unfinished: bool) -> Iterator[Glances]:
        """Everything that these people have, or everybody, in pieces of whole people."""
        early = _early(kind, unfinished=unfinished)
        for answer in self._ahead(_glancing(kind, codes, early)):
            yield self._glanced(answer, many=kind.many)

    def people(self, kind: Kind, codes: Sequence[str] | None) -> Iterator[GlancedPeople]:
        """The same of kinds with one record a person, by columns, which costs a tenth of it."""
        for answer in self._ahead(_glancing(kind, codes, {})):
            rows = self._list(answer, "rows")
            if not rows:
                continue
            if set(map(type, rows)) != {list} or set(map(len, rows)) != {_GLANCED_ITEMS}:
                raise self._broken(answer)
            codes_there, versions, digests, stamps = zip(*rows, strict=True)
            types = [set(map(type, column)) for column in (codes_there, versions, digests, stamps)]
            if types != [{str}, {int}, {str}, {str}] or len(set(codes_there)) < len(codes_there):
                raise self._broken(answer)
            yield GlancedPeople(codes_there, versions, digests)

    def records(self, kind: Kind, codes: Sequence[str], *, unfinished: bool) -> Iterator[list[RemoteRow]]:
        """The whole records of these people, in pieces of whole people."""
        path, early = protocol.RECORDS.format(kind=kind.id), _early(kind, unfinished=unfinished)
        makers = (_listing(path, protocol.BATCH_LIMIT, codes=",".join(part), **early)
                  for part in _cut(codes, _FETCHED))
        wanted = frozenset(codes)
        for answer in self._ahead(makers):
            rows = self._rows(kind, answer)
            if not {row.owner for row in rows} <= wanted:
                raise self._broken(answer)
            yield rows

    def _ahead(self, makers: Iterator[Maker]) -> Iterator[Answer]:
        """The answers in order; nothing is asked after one that failed."""
        with ThreadPoolExecutor(1, "nxdesk-lane") as pool:
            maker, cursor = next(makers, None), ""
            asked: Future[Answer] | None = pool.submit(self._read, maker("")) if maker is not None else None
            while asked is not None:
                answer = asked.result()
                following = self._following(answer, cursor)
                if not following:
                    maker = next(makers, None)
                cursor = following
                asked = pool.submit(self._read, maker(cursor)) if maker is not None else None
                yield answer

    def _following(self, answer: Answer, cursor: str) -> str:
        body = answer.body
        following = body.get("next") if isinstance(body, dict) else None
        if following is None:
            return ""
        if not isinstance(following, str) or following <= cursor:  # It would never end.
            raise self._broken(answer)
        return following

    def _glanced(self, answer: Answer, *, many: bool) -> Glances:
        found: dict[str, list[RemoteMember]] = {}
        for row in self._list(answer, "rows"):
            match row:
                case [str(code), int(version), str(digest), str(updated_at), int(member)] if many:
                    found.setdefault(code, []).append(RemoteMember(version, digest, updated_at, member))
                case [str(code), int(version), str(digest), str(updated_at)] if not many and code not in found:
                    found[code] = [RemoteMember(version, digest, updated_at, 0)]
                case _:
                    raise self._broken(answer)
        return found

    def _rows(self, kind: Kind, answer: Answer) -> list[RemoteRow]:
        places = self._places(kind, answer)
        owner, (version, digest, stamp) = places[kind.key[0]], (places[name] for name in _META)
        member = places.get("member")
        items = [(item.id, places[item.id], item.shape.integer) for item in kind.eamano_columns if item.id in places]
        found = []
        for row in self._list(answer, "rows"):
            if not isinstance(row, list) or len(row) != len(self._list(answer, "fields")):
                raise self._broken(answer)
            about = RemoteMember(row[version], row[digest], row[stamp], row[member] if member is not None else 0)
            if not (_fits(about) and isinstance(row[owner], str) and all(
                    row[place] is None or type(row[place]) is (int if whole else str) for _, place, whole in items)):
                raise self._broken(answer)
            found.append(RemoteRow(row[owner], about, {item: row[place] for item, place, _ in items}))
        return found

    def _places(self, kind: Kind, answer: Answer) -> dict[str, int]:
        """Where each item stands in the rows; an item that the service does not have stands nowhere."""
        places = {name: place for place, name in enumerate(self._list(answer, "fields")) if isinstance(name, str)}
        needed = {kind.key[0], *_META, *(("member",) if kind.many else ())}
        if not needed <= places.keys():
            raise self._broken(answer)
        return places

    def _list(self, answer: Answer, name: str) -> list[Any]:
        found = answer.body.get(name) if isinstance(answer.body, dict) else None
        if not isinstance(found, list):
            raise self._broken(answer)
        return found


def _fits(about: RemoteMember) -> bool:
    return [type(value) for value in about] == [int, str, str, int]


def _listing(path: str, limit: int, **narrowed: str) -> Maker:
    return lambda cursor: Call("GET", f"{path}?" + urlencode(
        narrowed | {"limit": limit} | ({"cursor": cursor} if cursor else {}), safe=","))


def _glancing(kind: Kind, codes: Sequence[str] | None, early: Mapping[str, str]) -> Iterator[Maker]:
    """Asks about everybody, or about these people piece by piece."""
    if codes is None:
        return iter([_listing(protocol.DIGESTS.format(kind=kind.id), protocol.PAGE_LIMIT, **early)])
    return map(_lookup(kind, early), _cut(codes, _GLANCED_OF_MANY if kind.many else _GLANCED))


def _early(kind: Kind, *, unfinished: bool) -> dict[str, str]:
    """Asks also for what is still being worked on, of kinds that tell."""
    return {"unfinished": "true"} if unfinished and kind.finished is not None else {}


def _lookup(kind: Kind, early: Mapping[str, str]) -> Callable[[Sequence[str]], Maker]:
    path = protocol.LOOKUP.format(kind=kind.id)
    return lambda part: lambda cursor: Call("POST", path, orjson.dumps(
        {"codes": list(part)} | dict.fromkeys(early, True)))


def _cut(codes: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (codes[start:start + size] for start in range(0, len(codes), size))
