"""Who of the chosen people can be registered, and the rows that say so (manual (4) and (7)②)."""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from threading import Event

from nxdesk.desk.run_checks import Person, name_of
from nxdesk.desk.run_state import ListRow
from nxdesk.records.clock import shown
from nxdesk.records.fields import Kind
from nxdesk.records.labels import NEW_DATA
from nxdesk.records.tuples import of_columns

_AT_ONCE = 500
"""People who are gone through together: with all of 100,000 none lies near the processor when he is looked at again."""


class _Words(dict[str | None, str]):
    """Moments and days as they are shown."""

    def __missing__(self, stamp: str | None) -> str:
        self[stamp] = words = shown(stamp)
        return words


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
    # Few moments and days may occur among many people.
    words = _Words()
    rows: list[ListRow] = []
    for start in range(0, len(people), _AT_ONCE):
        rows += _some_rows(kind, people[start:start + _AT_ONCE], words)
    return tuple(rows)


def _some_rows(kind: Kind, people: Sequence[Person], words: Mapping[str | None, str]) -> Iterator[ListRow]:
    none = repeat("")
    return of_columns(
        ListRow, [p.code for p in people], [name_of(kind, p) for p in people], repeat(NEW_DATA), none,
        [words[p.updated_at] for p in people], none, none, [words[p.operation_start] for p in people],
        repeat(False), none, repeat(0), none)
