"""Reading what the service has, piece after piece: a cheap look at versions and digests, and whole records of few.

While one piece is looked at here, the next is already under way. Answers are read with care: what is not as the
protocol promises ends the reading.
"""

import re
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache, partial
from itertools import compress, islice, repeat
from operator import lt, not_
from types import NoneType
from typing import Any, NamedTuple
from urllib.parse import urlencode

import orjson

from nxdesk.link.answers import Answer
from nxdesk.link.failure import LinkFailure
from nxdesk.link.lane import Call
from nxdesk.records.digests import BETWEEN_LINES, WITHIN_LINE
from nxdesk.records.fields import Kind, Value
from nxdesk.wire import protocol

_GLANCED = 10_000
_GLANCED_OF_MANY = 2_000
"""People asked about at once, of kinds with several records a person."""
_FETCHED = 250
_GLANCED_ITEMS = 4
_META = ("version", "digest", "updated_at")
_META_TYPES = (int, str, str, int)
"""Those of `RemoteMember`."""


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


class PersonLines:
    """What e-AMANO says of many people without sending them: a digest line each (`records.digests`), by their `codes`.

    The codes ascend, so that nobody stands there twice. `broken` makes the failure for lines that are none.
    """

    def __init__(self, kind: Kind, lines: Sequence[str], broken: Callable[[], LinkFailure]) -> None:
        self.codes = [line.partition(WITHIN_LINE)[0] for line in lines]
        self._lines = lines
        self._form = _form(kind)
        self._broken = broken
        if not all(map(lt, self.codes, islice(self.codes, 1, None))):
            raise broken()

    def among(self, expected: Collection[str]) -> list[bool]:
        """Of whom exactly that is said which somebody expected; every other line is looked at. Raises LinkFailure."""
        found = list(map(expected.__contains__, self._lines))
        if not all(self._form.fullmatch(line) for line in compress(self._lines, map(not_, found))):
            raise self._broken()
        return found


Glances = Mapping[str, list[RemoteMember]]
Maker = Callable[[str], Call]
"""Makes the request that goes on behind a cursor; nothing stands for the first one."""


class Reading:
    """Asks with `read`, which raises LinkFailure; `broken` makes the failure for an answer that cannot be."""

    def __init__(self, read: Callable[[Call], Answer], broken: Callable[[Answer], LinkFailure]) -> None:
        self._read = read
        self._broken = broken

    def glances(self, kind: Kind, codes: Sequence[str] | None, *, unfinished: bool) -> Generator[Glances]:
        """Everything that these people have, or everybody, in pieces of whole people."""
        early = _early(kind, unfinished=unfinished)
        for answer in self._ahead(_glancing(kind, codes, early)):
            yield self._glanced(answer, many=kind.many)

    def people(self, kind: Kind, codes: Sequence[str] | None) -> Generator[PersonLines]:
        """The same of kinds with one record a person, as lines, which costs a twentieth of it."""
        if codes is None:
            yield from self._everybody(kind)
            return
        for answer in self._ahead(_glancing(kind, codes, {})):
            if lines := self._as_lines(answer):
                yield PersonLines(kind, lines, partial(self._broken, answer))

    def _everybody(self, kind: Kind) -> Generator[PersonLines]:
        cursor = ""
        for answer in self._ahead(iter([_listing(protocol.DIGEST_LINES.format(kind=kind.id), protocol.LINES_LIMIT)])):
            text = answer.body.get("lines") if isinstance(answer.body, dict) else None
            if not isinstance(text, str):
                raise self._broken(answer)
            if not text:
                continue
            found = PersonLines(kind, text.split(BETWEEN_LINES), partial(self._broken, answer))
            if found.codes[0] <= cursor:
                raise self._broken(answer)
            cursor = found.codes[-1]
            yield found

    def _as_lines(self, answer: Answer) -> list[str]:
        rows = self._list(answer, "rows")
        if not rows:
            return []
        if set(map(type, rows)) != {list} or set(map(len, rows)) != {_GLANCED_ITEMS}:
            raise self._broken(answer)
        columns = list(zip(*rows, strict=True))
        if [set(map(type, column)) for column in columns] != [{str}, {int}, {str}, {str}]:
            raise self._broken(answer)
        return [f"{code}{WITHIN_LINE}{version}{WITHIN_LINE}{digest}"
                for code, version, digest in sorted(zip(*columns[:3], strict=True))]

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
        """By columns: there are as many of a kind of value as there are items, and a hundred times as many values."""
        rows, places = self._list(answer, "rows"), self._places(kind, answer)
        if not rows:
            return []
        if set(map(type, rows)) != {list} or set(map(len, rows)) != {len(self._list(answer, "fields"))}:
            raise self._broken(answer)
        columns = list(zip(*rows, strict=True))
        whole = [columns[places[name]] for name in (kind.key[0], *_META, *(("member",) if kind.many else ()))]
        items = {item.id: columns[places[item.id]] for item in kind.eamano_columns if item.id in places}
        fits = [set(map(type, column)) == {one} for column, one in zip(whole, (str, *_META_TYPES), strict=False)]
        fits += [set(map(type, column)) <= {int if kind.by_id[item].shape.integer else str, NoneType}
                 for item, column in items.items()]
        if not all(fits):
            raise self._broken(answer)
        owners, *about = whole if kind.many else (*whole, repeat(0, len(rows)))
        values = [dict(zip(items, row, strict=True)) for row in zip(*items.values(), strict=True)]
        return list(map(RemoteRow, owners, map(RemoteMember, *about), values))

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


@lru_cache(maxsize=32)
def _form(kind: Kind) -> re.Pattern[str]:
    return re.compile(rf"(?:{kind.owner.shape.pattern}){WITHIN_LINE}[0-9]{{1,15}}{WITHIN_LINE}[0-9a-f]{{1,64}}")


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
