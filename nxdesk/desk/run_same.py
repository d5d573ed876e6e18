"""Who of the chosen people would stay just as he is in e-AMANO: told by digests, so that his records need not travel.

What a digest does not tell is not asked this way: My Numbers that go along, and photos that NX has.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from nxdesk.desk.run_checks import Person
from nxdesk.records.digests import DIGITS
from nxdesk.records.fields import Kind
from nxdesk.records.settled import may_stay
from nxdesk.wire.shapes import Connection

_LIMIT = "same"
_DIGITS = frozenset((DIGITS,))


def answers(connection: Connection, kind: Kind) -> bool:
    """The service knows this question, and it makes sense for the kind."""
    return may_stay(kind) and _LIMIT in connection.get("limits", {})


def asked_about(codes: Iterable[str], records: Mapping[str, Sequence[Person]],
                photos: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    """Everybody who may stay as he is, with the digests of his `records`; who has none is asked about without any.

    `photos`: who has a photo in NX.
    """
    for code in codes:
        digests = [record.digest for record in records.get(code, ())]
        # A digest of another form says nothing.
        if code not in photos and set(map(len, digests)) <= _DIGITS:
            yield code, digests
