"""Who of the chosen people would stay just as he is in e-AMANO: told by digests, so that his records need not travel.

What a digest does not tell is not asked this way: My Numbers that go along, and photos that NX has.
"""

from collections.abc import Collection, Iterable, Sequence

from nxdesk.desk.run_checks import Person
from nxdesk.records.digests import DIGITS
from nxdesk.records.fields import Kind
from nxdesk.records.settled import may_stay
from nxdesk.wire.shapes import Connection

People = list[tuple[str, list[str]]]
"""個人コード and digests."""
_LIMIT = "same"


def answers(connection: Connection, kind: Kind) -> bool:
    """The service knows this question, and it makes sense for the kind."""
    return may_stay(kind) and _LIMIT in connection.get("limits", {})


def asked_about(codes: Iterable[str], records: Sequence[Person], photos: Collection[str]) -> People:
    """Everybody who may stay as he is, with the digests of his `records`; who has none is asked about without any.

    `photos`: who has a photo in NX.
    """
    digests: dict[str, list[str]] = {code: [] for code in codes}
    for record in records:
        digests[record.code].append(record.digest)
    # A digest of another form says nothing.
    others = {record.code for record in records if len(record.digest) != DIGITS}.union(photos)
    return [(code, theirs) for code, theirs in digests.items() if code not in others]
