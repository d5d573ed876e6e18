"""Who would stay just as he is if he were registered again: asked by digests, a thirtieth of what the rows would take.

The answer is read with care: what is not as the protocol promises ends the reading.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

import orjson

from nxdesk.link.answers import Answer
from nxdesk.link.failure import LinkFailure
from nxdesk.link.lane import Call
from nxdesk.records.fields import Kind
from nxdesk.wire import protocol

_ASKED = 2_500
"""People asked about in one request: while one answer is read here, the next is already being made."""


class Staying(NamedTuple):
    """What the service says of one's records, in the order of their digests; `members` are 0 where there is but one."""

    versions: Sequence[int]
    updated_at: Sequence[str]
    members: Sequence[int]


Piece = list[tuple[str, Sequence[str]]]
Ask = Callable[[Iterable[tuple[Piece, Call]]], Iterator[tuple[Piece, Answer]]]


def stayings(ask: Ask, broken: Callable[[Answer], LinkFailure], kind: Kind, people: Mapping[str, Sequence[str]],
             as_of: str) -> Iterator[Mapping[str, Staying]]:
    """Ask piece by piece with `ask` (`abreast`); `broken` makes the failure of an impossible answer."""
    left = iter(people.items())
    pieces = iter(lambda: list(islice(left, _ASKED)), [])
    for piece, answer in ask((piece, _call(kind, piece, as_of)) for piece in pieces):
        try:
            found = _found(kind, piece, answer.body)
        except (ValueError, TypeError, KeyError, IndexError):
            raise broken(answer) from None
        yield found


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
