"""What is asked in a dry run about the chosen people: their records, and what NX has beside these."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nxdesk.desk.run_checks import Person
from nxdesk.desk.run_people import Chosen
from nxdesk.link.batches import Part, parts_of
from nxdesk.link.dry_runs import Question, questions
from nxdesk.masters.store import Masters
from nxdesk.records.fields import Kind

PHOTO = "photo"
Member = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Apart:
    """What NX has of records beside their rows: who has a My Number (None: the switch is off), digests of photos."""

    numbers: frozenset[Member] | None
    photos: Mapping[str, str]

    def changed(self, now: "Apart", codes: frozenset[str]) -> dict[str, list[str]]:
        """Of these people, those in whom something is another now: 個人番号 or 顔写真 → codes."""
        found: dict[str, list[str]] = {}
        if differ := {code for code, _ in (self.numbers or frozenset()) ^ (now.numbers or frozenset())} & codes:
            found["個人番号"] = sorted(differ)
        if differ := {code for code, _ in self.photos.items() ^ now.photos.items()} & codes:
            found["顔写真"] = sorted(differ)
        return found


def read_apart(masters: Masters, chosen: Chosen, *, my_number: bool) -> Apart:
    """Read it for the chosen people; looking whether a number is there is no access to it."""
    numbers = masters.my_numbers.having(chosen.codes, chosen.kind) if my_number else None
    return Apart(numbers, masters.photos.digests(chosen.codes) if PHOTO in chosen.kind.by_id else {})


class Asking:
    """The questions about people who become known little by little: the same as if all had been known at once.

    So the service knows each again when the people are registered, whose batches are cut like the questions.
    """

    def __init__(self, kind: Kind, apart: Apart, as_of: str, *, relink: bool, full: bool = False) -> None:
        self._kind = kind
        self.apart = apart
        self._as_of = as_of
        self._relink = relink
        self._full = full
        self._codes: list[str] = []
        self._records: list[Person] = []
        self._asked: deque[list[Person]] = deque()

    def add(self, codes: Sequence[str], records: Sequence[Person]) -> None:
        """The next people, and their records in the same order."""
        self._codes += codes
        self._records += records

    def questions(self, *, more: bool = False) -> Iterator[Question]:
        """What can be asked now; with `more` people to come, what they may still belong to waits.

        Who has no records is only asked about where deletions may follow.
        """
        records, people = self._records, self._codes
        if not (self._relink and self._kind.many):
            people = list(dict.fromkeys(record.code for record in records)) if self._kind.many else []
        codes = [record.code for record in records]
        parts = list(parts_of(self._kind, codes, [record.held for record in records], people))
        waiting = parts.pop() if more and parts else Part([], [], [])
        self._codes, self._records = waiting.people, [records[place] for place in waiting.places]
        return self._made(parts, records, codes)

    def _made(self, parts: Sequence[Part], records: Sequence[Person], codes: Sequence[str]) -> Iterator[Question]:
        numbers, photos = self.apart.numbers, self.apart.photos
        for question in questions(
                self._kind, parts, rows=[record.held for record in records], codes=codes, as_of=self._as_of,
                relink=self._relink, full=self._full,
                numbers=None if numbers is None else [(one.code, one.member) in numbers for one in records],
                photos=[photos.get(code) for code in codes] if PHOTO in self._kind.by_id else None):
            self._asked.append([records[place] for place in question.places])
            yield question

    def answered(self) -> Sequence[Person]:
        """The records that the next answer is about: answers come in the order of the questions."""
        return self._asked.popleft()
