"""Who would stay just as he is if he were registered again: asked by digests, a thirtieth of what the rows would take.

About whoever would not a dry run is asked in the same go, while others are still being looked at: the service waits for
nobody.

The answer is read with care: what is not as the protocol promises ends the reading.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

import orjson

from nxdesk.link.abreast import Asked
from nxdesk.link.answers import Answer
from nxdesk.link.dry_runs import Question, dry_run
from nxdesk.link.lane import Call
from nxdesk.records.fields import Kind
from nxdesk.wire import protocol

_ASKED = 5_000
"""People asked about in one request: while one answer is read here, the next is already being made."""


class Staying(NamedTuple):
    """What the service says of one's records, in the order of their digests; `members` are 0 where there is but one."""

    versions: Sequence[int]
    updated_at: Sequence[str]
    members: Sequence[int]


Piece = list[tuple[str, Sequence[str]]]
Follow = Callable[[str, Mapping[str, Staying]], Iterable[Question]]


class StayingAhead:
    """Asks ahead who stays: of people as they become known, in the pieces in which `Relinking` asks about all of them.

    `ask` is given each piece and what makes its call.
    """

    def __init__(self, kind: Kind, as_of: str, ask: Callable[[Piece, Callable[[], Call]], object]) -> None:
        self._kind = kind
        self._as_of = as_of
        self._ask = ask
        self._held: Piece = []

    def know(self, people: Iterable[tuple[str, Sequence[str]]], *, last: bool = False) -> None:
        """The next people, or the `last` ones, with the digests of all their records."""
        self._held += people
        while len(self._held) >= _ASKED or (last and self._held):
            piece, self._held = self._held[:_ASKED], self._held[_ASKED:]
            self._ask(piece, partial(_call, self._kind, piece, self._as_of))


class Relinking:
    """Asks who stays piece by piece, and by dry runs about the others as soon as it is known who they are.

    `people` are codes with the digests of all their records. `follow(code, stays)` is told in their order who stays of
    those up to this code, none of the others, and gives what is to be asked about these; at last it is called without
    a code, for everybody behind. `ahead` has the answer to come of a piece that was asked about before.
    """

    def __init__(self, kind: Kind, people: Iterable[tuple[str, Sequence[str]]], as_of: str, follow: Follow,
                 ahead: Callable[[Piece], Future[Answer] | None] = lambda piece: None) -> None:
        self._kind = kind
        self._ahead = ahead
        self._left = iter(people)
        self._as_of = as_of
        self._follow = follow
        self._following: deque[Iterator[Question]] = deque()
        self._unanswered = 0

    def asked(self) -> Iterator[tuple[Piece | Question, Asked] | None]:
        """What is asked, for `abreast`."""
        while piece := list(islice(self._left, _ASKED)):
            self._unanswered += 1
            yield piece, self._ahead(piece) or _call(self._kind, piece, self._as_of)
            if not self._unanswered:  # It was answered before: what follows need not wait for the other pieces.
                yield from self._questions()
        while self._unanswered:
            yield next(self._questions(), None)
        self._following.append(iter(self._follow("", {})))
        yield from self._questions()

    def _questions(self) -> Iterator[tuple[Question, Call]]:
        while self._following:
            for question in self._following[0]:
                yield question, dry_run(question)
            self._following.popleft()

    def read(self, piece: Piece, body: Any) -> Mapping[str, Staying]:
        """Who stays; raises ValueError, TypeError, KeyError or IndexError for an answer that is not as promised."""
        return _found(self._kind, piece, body)

    def take(self, piece: Piece, stays: Mapping[str, Staying]) -> None:
        """The next piece was answered."""
        self._unanswered -= 1
        self._following.append(iter(self._follow(piece[-1][0], stays)))


def _call(kind: Kind, people: Sequence[tuple[str, Sequence[str]]], as_of: str) -> Call:
    return Call("POST", protocol.SAME, orjson.dumps({
        "kind": kind.id, "as_of": as_of, "people": [code for code, _ in people],
        "digests": ["".join(digests) for _, digests in people]}))


def _found(kind: Kind, people: Sequence[tuple[str, Sequence[str]]], body: Any) -> dict[str, Staying]:
    places, versions, updated = (_numbers(body[name]) for name in ("places", "versions", "updated"))
    if places != sorted(set(places)) or (places and not 0 <= places[0] <= places[-1] < len(people)):
        raise ValueError("places")
    many = sum(len(people[place][1]) for place in places)
    stamps, members = body["stamps"], _numbers(body["members"]) if kind.many else [0] * many
    if not len(versions) == len(updated) == len(members) == many or set(map(type, stamps)) - {str} or (
            many and (min(versions) < 1 or not 0 <= min(updated) <= max(updated) < len(stamps))):
        raise ValueError("records")
    times = [stamps[place] for place in updated]
    found, start = {}, 0
    for place in places:
        code, digests = people[place]
        end = start + len(digests)
        found[code] = Staying(versions[start:end], times[start:end], members[start:end])
        start = end
    return found


def _numbers(found: Any) -> list[int]:
    if not isinstance(found, list) or set(map(type, found)) - {int}:
        raise TypeError("numbers")
    return found
