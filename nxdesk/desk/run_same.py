"""Who of the chosen people would stay just as he is in e-AMANO: told by digests, so that his records need not travel.

What a digest does not tell is not asked this way: My Numbers that go along, and photos that NX has.
"""

from collections.abc import Collection, Iterator

from nxdesk.desk.run_people import Chosen
from nxdesk.records.digests import DIGITS
from nxdesk.records.fields import Kind
from nxdesk.records.settled import may_stay
from nxdesk.wire.shapes import Connection

_LIMIT = "same"


def answers(connection: Connection, kind: Kind) -> bool:
    """The service knows this question, and it makes sense for the kind."""
    return may_stay(kind) and _LIMIT in connection.get("limits", {})


def asked_about(chosen: Chosen, photos: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    """Everybody who may stay as he is, with the digests of his records; who has none is asked about without any.

    `photos`: who has a photo in NX.
    """
    digests: dict[str, list[str]] = {code: [] for code in chosen.codes if code not in photos}
    for record in chosen.records:
        if record.code in digests:
            digests[record.code].append(record.digest)
    # A digest of another form says nothing.
    return ((code, theirs) for code, theirs in digests.items() if all(len(one) == DIGITS for one in theirs))
