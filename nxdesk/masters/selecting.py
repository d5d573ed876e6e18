"""Conditions over many codes at once, split so that every database takes them."""

from collections.abc import Iterable, Iterator
from itertools import islice

AT_ONCE = 5000


def parts(codes: Iterable[str]) -> Iterator[list[str]]:
    """The codes without repetition, in order, in lists that fit one statement."""
    ordered = iter(sorted(set(codes)))
    while part := list(islice(ordered, AT_ONCE)):
        yield part
