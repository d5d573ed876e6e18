"""Who of the chosen people can be registered, and the rows that say so (manual (4) and (7)②)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

from nxdesk.desk.run_checks import Person, name_of
from nxdesk.desk.run_state import ListRow
from nxdesk.link.client import RemoteRecord
from nxdesk.records.clock import shown
from nxdesk.records.fields import Kind
from nxdesk.records.labels import NEW_DATA


@dataclass(frozen=True, slots=True)
class Compared:
    """The people who can be registered, their rows, and the number of those left out because they exist there."""

    sendable: tuple[Person, ...]
    rows: tuple[ListRow, ...]
    left_out: int


def compare_people(kind: Kind, people: Sequence[Person], remote: Mapping[str, RemoteRecord]) -> Compared:
    """Leave out everybody whom e-AMANO already has (V-E10), show the others as new."""
    sendable = tuple(person for person in people if person.code not in remote) if remote else tuple(people)
    # Few moments and days occur among many people.
    words = {stamp: shown(stamp) for stamp in {p.updated_at for p in sendable} | {p.operation_start for p in sendable}}
    none = repeat("")
    rows = tuple(map(ListRow, [p.code for p in sendable], [name_of(kind, p) for p in sendable], repeat(NEW_DATA), none,
                     [words[p.updated_at] for p in sendable], none, none,
                     [words[p.operation_start] for p in sendable]))
    return Compared(sendable, rows, len(people) - len(sendable))
