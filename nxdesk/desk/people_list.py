"""The people from whom 個人選択 lets choose, as columns of text, and the states of their linkage.

It hands out pieces: the first page with the number of people at once, the rest when asked. Qt-free.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from nxdesk.desk.trouble import tells_trouble
from nxdesk.masters.people_list import ListedPerson, PeopleList
from nxdesk.masters.store import Masters
from nxdesk.records.codes import EMPLOYMENT_STATUS
from nxdesk.records.fields import Kind
from nxdesk.records.kana import katakana

COLUMNS = ("code", "name", "kana", "department", "status", "hire_date", "retire_date", "operation_start", "updated_at",
           "linked_at", "linkage", "search")
"""The columns of a piece, in order. Stamps and days are as stored; `search` is for finding people by name."""

FIRST_PAGE = 200
PIECE = 4000

NOT_LINKED, CHANGED, LINKED = "未連携", "変更あり", "連携済"
LINKAGE_STATES = (NOT_LINKED, CHANGED, LINKED)
"""Never linked; changed since the last linkage; linked and unchanged."""

_TODAYS = str.maketrans("髙﨑濵濱邊邉齋齊斎澤廣國嶋嶌眞櫻瀧惠德槇曾舘淵渕",
                        "高崎浜浜辺辺斉斉斉沢広国島島真桜滝恵徳槙曽館渕渕")
"""Forms of characters that names are written with, and the ones that people type when they look for a name."""

_STATUS = dict(EMPLOYMENT_STATUS.entries)
_SEPARATOR = "\x1f"

Columns = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Opening:
    """What a list opens with: the number of all people and the first of them."""

    total: int
    columns: Columns


@tells_trouble
class PeopleListDesk:
    """One list of people, read from its beginning to its end. Calls block and belong in jobs, one at a time."""

    def __init__(self, masters: Masters, kind: Kind) -> None:
        self._people = PeopleList(masters.database, kind)
        self._last = ""
        self._seen: dict[str, str] = {}
        self._searched: dict[str, str] = {}

    def open(self) -> Opening:
        """The number of people and the first page, from the beginning."""
        total, people = self._people.opening(FIRST_PAGE)
        return Opening(total, self._columns(people, ""))

    def more(self) -> Columns:
        """The next piece; columns without entries when there is nobody left."""
        return self._columns(self._people.after(self._last, PIECE), self._last)

    def _columns(self, people: Sequence[ListedPerson], last: str) -> Columns:
        self._last = people[-1].employee_code if people else last
        columns = list(zip(*map(self._texts, people), strict=True))
        return columns or [()] * len(COLUMNS)

    def _texts(self, person: ListedPerson) -> tuple[str, ...]:
        """A person as texts; what many people share is kept once."""
        (code, last, first, last_kana, first_kana, department_code, department_name, status, hired, retired, start,
         updated, linked) = person
        shared = self._seen.setdefault
        name, kana, search = self._named(f"{last or ''} {first or ''}", f"{last_kana or ''} {first_kana or ''}")
        department = f"{department_code or ''} {department_name or ''}".strip()
        return (code, name, kana, shared(department, department), _STATUS.get(status or "", status or ""),
                shared(hired or "", hired or ""), shared(retired or "", retired or ""),
                shared(start or "", start or ""), shared(updated, updated), shared(linked or "", linked or ""),
                linkage(updated, linked), search)

    def _named(self, name: str, kana: str) -> tuple[str, str, str]:
        """Both, and the text for finding them: texts that lie near each other are sorted and searched faster, too."""
        both = f"{name}{_SEPARATOR}{kana}"
        search = self._searched.get(both)
        if search is None:
            search = self._searched[both] = searchable(both)
        return self._seen.setdefault(name, name), self._seen.setdefault(kana, kana), search


def linkage(updated_at: str, linked_at: str | None) -> str:
    """The state of a person's linkage; both stamps are Japanese time."""
    if not linked_at:
        return NOT_LINKED
    return CHANGED if updated_at > linked_at else LINKED


def searchable(text: str) -> str:
    """A text as it is searched: width, letter case, old forms of characters and spaces within names do not matter."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_TODAYS)
    return text.replace(" ", "").casefold()


def search_words(typed: str) -> tuple[tuple[str, ...], ...]:
    """What was typed as words, each with its spellings (hiragana also as katakana); all words must be found."""
    words = [word.casefold() for word in unicodedata.normalize("NFKC", typed).translate(_TODAYS).split()]
    return tuple(tuple(dict.fromkeys((word, katakana(word)))) for word in words)
