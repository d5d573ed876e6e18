"""Who of the chosen people can be registered, and the rows that say so (manual (4) and (7)②)."""

from collections.abc import Callable, Container, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from threading import Event

from nxdesk.desk.run_checks import Person, name_of
from nxdesk.desk.run_state import ListRow
from nxdesk.records.clock import shown
from nxdesk.records.fields import Kind
from nxdesk.records.labels import NEW_DATA


@dataclass(frozen=True, slots=True)
class Compared:
    """The people who can be registered, their rows, and the number of those left out because they exist there."""

    sendable: tuple[Person, ...]
    rows: tuple[ListRow, ...]
    left_out: int


def compare_people(kind: Kind, people: Sequence[Person],
                   ask: Callable[[Callable[[], None]], Container[str]]) -> Compared:
    """Leave out everybody whom e-AMANO already has (V-E10), show the others as new.

    `ask` answers who is there, by code, and may raise; it calls what it is given when it has asked and waits. The rows
    are made meanwhile, and not before: threads of one interpreter would only keep the question back.
    """
    waits = Event()
    with ThreadPoolExecutor(1, "nxdesk-asking") as thread:
        asked = thread.submit(ask, waits.set)
        asked.add_done_callback(lambda _: waits.set())
        waits.wait()
        rows = _rows(kind, people)
        there = asked.result()
    new = [place for place, person in enumerate(people) if person.code not in there]
    if len(new) == len(people):
        return Compared(tuple(people), rows, 0)
    return Compared(tuple(people[place] for place in new), tuple(rows[place] for place in new), len(people) - len(new))


def _rows(kind: Kind, people: Sequence[Person]) -> tuple[ListRow, ...]:
    none = repeat("")
    # Few moments and days may occur among many people.
    words = {stamp: shown(stamp) for stamp in {p.updated_at for p in people} | {p.operation_start for p in people}}
    return tuple(map(ListRow, [p.code for p in people], [name_of(kind, p) for p in people], repeat(NEW_DATA), none,
                     [words[p.updated_at] for p in people], none, none, [words[p.operation_start] for p in people]))
