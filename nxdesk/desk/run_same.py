"""Who of the chosen people would stay just as he is in e-AMANO: told by digests, so that his records need not travel.

What a digest does not tell is not asked this way: My Numbers that go along, and photos that NX has.
"""

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from nxdesk.desk.run_people import Chosen
from nxdesk.link.client import Client
from nxdesk.link.staying import Staying
from nxdesk.records.digests import DIGITS
from nxdesk.records.settled import may_stay
from nxdesk.wire.shapes import Connection

_LIMIT = "same"


def answers(connection: Connection) -> bool:
    """The service knows this question."""
    return _LIMIT in connection.get("limits", {})


Stays = Callable[[], dict[str, Staying]]
"""Waits for what is being asked (`asked_who_stays`). Raises LinkFailure."""


def nobody_stays() -> dict[str, Staying]:
    """Nobody was asked about."""
    return {}


@contextmanager
def asked_who_stays(client: Client, chosen: Chosen, photos: Collection[str], as_of: str) -> Iterator[Stays]:
    """`who_stays`, asked while something else is done here."""
    with ThreadPoolExecutor(1, "nxdesk-same") as pool:
        yield pool.submit(who_stays, client, chosen, photos, as_of).result


def who_stays(client: Client, chosen: Chosen, photos: Collection[str], as_of: str) -> dict[str, Staying]:
    """What the service says of those who would stay as they are, those without records among them, by code.

    `photos`: who has a photo in NX. Raises LinkFailure.
    """
    if not may_stay(chosen.kind):
        return {}
    # A digest of another form says nothing.
    unsure = {record.code for record in chosen.records if len(record.digest) != DIGITS}.union(photos)
    asked: dict[str, list[str]] = {code: [] for code in chosen.codes if code not in unsure}
    for record in chosen.records:
        if record.code in asked:
            asked[record.code].append(record.digest)
    found: dict[str, Staying] = {}
    for some in client.staying(chosen.kind, asked, as_of):
        found |= some
    return found
