"""Finding people by code, name, kana or department while somebody types."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, cast

from nxdesk.desk.people_list import search_words, searchable
from nxdesk.desk.trouble import tells_trouble
from nxdesk.masters.store import Masters
from nxdesk.records.fields import Value

MOST_HITS = 300
_PIECE = 5000
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


class _Known(NamedTuple):
    """The people as columns, and beside them the texts in which they are found."""

    codes: Sequence[str]
    names: Sequence[str]
    departments: Sequence[str]
    texts: Sequence[str]


@tells_trouble
class PeopleSearch:
    """Keeps the list of people between two keystrokes; calls block and come one at a time."""

    def __init__(self, masters: Masters) -> None:
        self._masters = masters
        self._known: _Known | None = None

    def forget(self) -> None:
        """Read the list anew at the next search: somebody was changed."""
        self._known = None

    def find(self, typed: str) -> Hits:
        """The people in whose code, name, kana or department every typed word stands."""
        if self._known is None:
            self._known = self._read()
        known = self._known
        places = _places(known.texts, search_words(typed))
        return Hits([Hit(known.codes[n], known.names[n], known.departments[n]) for n in places[:MOST_HITS]],
                    len(places) > MOST_HITS)

    def _read(self) -> _Known:
        """In one go: answered from the index over the columns of lists."""
        rows = self._masters.people.some((
            "employee_code", "last_name", "first_name", "last_name_kana", "first_name_kana", "department_code",
            "department_name"))
        known = _Known([], [], [], [])
        for part in iter(lambda: list(islice(rows, _PIECE)), []):
            for column, values in zip(known, zip(*map(_person, part), strict=True), strict=True):
                cast("list[str]", column).extend(values)
        return known


def _person(row: Sequence[Value]) -> tuple[str, str, str, str]:
    code, last, first, last_kana, first_kana, department_code, department_name = row
    name, department = f"{last or ''} {first or ''}", f"{department_code or ''} {department_name or ''}".strip()
    all_of_it = searchable(_SEPARATOR.join((name, f"{last_kana or ''} {first_kana or ''}", department)))
    return str(code), name, department, f"{code}{_SEPARATOR}{all_of_it}"


def _places(texts: Sequence[str], words: Sequence[Sequence[str]]) -> Sequence[int]:
    """Where all words stand, each in one of its spellings. The longest word, which most likely is rare, goes first."""
    places: Sequence[int] = range(len(texts))
    for spellings in sorted(words, key=lambda one: -len(one[0])):
        if len(spellings) == 1:
            [word] = spellings
            places = [n for n in places if word in texts[n]]
        else:
            places = [n for n in places for text in (texts[n],) if any(map(text.__contains__, spellings))]
    return places
