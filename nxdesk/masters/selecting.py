"""Conditions over many codes at once, split so that every database takes them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from sqlalchemy import ColumnElement

AT_ONCE = 5000
FEW = 200
"""Codes that are better named than read past."""


def parts(codes: Iterable[str]) -> Iterator[list[str]]:
    """The codes without repetition, in order, in lists that fit one statement."""
    ordered = iter(sorted(set(codes)))
    while part := list(islice(ordered, AT_ONCE)):
        yield part


def near(code: ColumnElement[str], part: Sequence[str]) -> ColumnElement[bool]:
    """A condition that all codes of an ordered part meet, and perhaps others, which the caller leaves out.

    A key answers a range at once, where naming thousands of people takes far longer; a few are better named.
    """
    return code.in_(part) if len(part) <= FEW else code.between(part[0], part[-1])
