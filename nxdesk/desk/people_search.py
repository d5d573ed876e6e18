"""Finding people by code, name, kana or department while somebody types."""

from collections.abc import Sequence
from dataclasses import dataclass

from nxdesk.desk.people_list import COLUMNS, PeopleListDesk, search_words, searchable
from nxdesk.desk.trouble import tells_trouble
from nxdesk.masters.store import Masters
from nxdesk.records.kinds import kind

MOST_HITS = 300
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Hit:
    """A person who was found."""

    code: str
    name: str
    department: str


@dataclass(frozen=True, slots=True)
class Hits:
    """The first people who were found, in the order of their codes, and whether there are more."""

    people: Sequence[Hit]
    more: bool


@tells_trouble
class PeopleSearch:
    """Keeps the list of people between two keystrokes; calls block and come one at a time."""

    def __init__(self, masters: Masters) -> None:
        self._masters = masters
        self._known: list[tuple[Hit, str]] | None = None

    def forget(self) -> None:
        """Read the list anew at the next search: somebody was changed."""
        self._known = None

    def find(self, typed: str) -> Hits:
        """The people in whose code, name, kana or department every typed word stands."""
        words = search_words(typed)
        found: list[Hit] = []
        for hit, all_of_it in self._people():
            if all(any(spelling in all_of_it for spelling in word) for word in words):
                if len(found) == MOST_HITS:
                    return Hits(found, True)
                found.append(hit)
        return Hits(found, False)

    def _people(self) -> list[tuple[Hit, str]]:
        if self._known is None:
            self._known = self._read()
        return self._known

    def _read(self) -> list[tuple[Hit, str]]:
        desk = PeopleListDesk(self._masters, kind("employee"))
        places = [COLUMNS.index(name) for name in ("code", "name", "department", "search")]
        known: list[tuple[Hit, str]] = []
        piece = desk.open().columns
        while piece[0]:
            for code, name, department, search in zip(*(piece[place] for place in places), strict=True):
                known.append((Hit(code, name, department), _SEPARATOR.join((code, search, searchable(department)))))
            piece = desk.more()
        return known
