"""Conditions over many codes at once, split so that every database takes them."""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from sqlalchemy import ColumnElement

AT_ONCE = 5000
_FEW = 200


def parts(codes: Iterable[str]) -> Iterator[list[str]]:
    """The codes without repetition, in order, in lists that fit one statement."""
    ordered = iter(sorted(set(codes)))
    while part := list(islice(ordered, AT_ONCE)):
        yield part


def near(code: ColumnElement[str], codes: Collection[str]) -> ColumnElement[bool]:
    """A condition that all codes meet, of which there is at least one, and perhaps others, which the caller leaves out.

    A key answers a range at once, where naming thousands of people takes far longer; a few are better named.
    """
    return code.in_(codes) if len(codes) <= _FEW else code.between(min(codes), max(codes))
