"""Which column of a file is which item: proposed by headings, by what was chosen before, and never guessed twice.

What the user chose is remembered by kind and heading, in the masters' preferences.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from unicodedata import normalize

from nxdesk.desk.exchange_items import MY_NUMBER, heading, importable, known_words, needed_columns
from nxdesk.desk.refusal import Refusal
from nxdesk.masters.settings import Preferences
from nxdesk.records.fields import Kind
from nxdesk.records.masks import HIDDEN
from nxdesk.records.numbers import is_my_number
from nxdesk.vault.redaction import redact

UNUSED = ""
ADDED_COLUMNS = ("取込エラーの項目", "取込エラーの内容")
"""What an error file has beside the columns of the file; they are no items."""

_MOST_REMEMBERED = 500
_LEAST_NUMBERS = 3
_NUMBER_WORDS = frozenset(heading(word) for word in ("個人番号", "マイナンバー", "MyNumber"))

BY_MEMORY, BY_LABEL, BY_SYNONYM, BY_VALUES = "前回の指定", "項目名", "よく使われる見出し", "値"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its heading, some of its values, the item it stands for (or UNUSED), how that is known."""

    heading: str
    samples: tuple[str, ...] = field(default=(), repr=False)
    item: str = UNUSED
    because: str = ""
    is_number: bool = False

    def shown(self, place: int) -> str:
        """What messages call it."""
        return self.heading or f"（{place + 1}列目）"


def hides_values(kind: Kind, column: Column) -> bool:
    """It holds My Numbers, or may: nothing of it is shown or written."""
    named = known_words(kind).get(heading(column.heading)) == MY_NUMBER or heading(column.heading) in _NUMBER_WORDS
    return column.is_number or column.item == MY_NUMBER or (named and column.item == UNUSED)


def shown_samples(kind: Kind, column: Column) -> str:
    """Some values of the column for the mapping editor, a My Number never."""
    if hides_values(kind, column):
        return HIDDEN if any(column.samples) else ""
    return "、".join(redact(value) for value in dict.fromkeys(filter(None, column.samples)))


def looks_like_numbers(values: Iterable[str]) -> bool:
    """Several different valid My Numbers and nothing else stand in a column."""
    digits = {"".join(normalize("NFKC", value).replace("-", "").split()) for value in values if value}
    return len(digits) >= _LEAST_NUMBERS and all(map(is_my_number, digits))


def proposed(kind: Kind, headings: Sequence[str], samples: Sequence[Sequence[str]],
             remembered: Mapping[str, str]) -> tuple[Column, ...]:
    """The columns with the item that each probably is; no item is proposed twice."""
    words, labels = known_words(kind), {heading(item.label) for item in importable(kind).values()}
    taken: set[str] = set()
    found: dict[int, Column] = {}
    exact = {name: item for name, item in words.items() if name in labels}
    for known, because in ((remembered, BY_MEMORY), (exact, BY_LABEL), (words, BY_SYNONYM)):
        for place, name in enumerate(headings):
            item = known.get(heading(name)) if name and name not in ADDED_COLUMNS else None
            if place not in found and item is not None and item not in taken:
                found[place] = Column(name, tuple(samples[place]), item, because, looks_like_numbers(samples[place]))
                taken |= {item} - {UNUSED}
    for place, name in enumerate(headings):
        column = found.get(place) or Column(name, tuple(samples[place]), is_number=looks_like_numbers(samples[place]))
        found[place] = _as_number(kind, column, taken) if column.is_number else column
    return tuple(found[place] for place in range(len(headings)))


def _as_number(kind: Kind, column: Column, taken: set[str]) -> Column:
    """A column of My Numbers is never anything else."""
    if column.item in (MY_NUMBER, UNUSED) and (column.item or column.because):
        return column
    item = MY_NUMBER if MY_NUMBER in importable(kind) and MY_NUMBER not in taken else UNUSED
    taken.add(item)
    return Column(column.heading, column.samples, item, BY_VALUES, is_number=True)


def with_items(columns: Sequence[Column], items: Sequence[str]) -> tuple[Column, ...]:
    """The columns as the user assigned them."""
    return tuple(column if column.item == item else Column(column.heading, column.samples, item, "", column.is_number)
                 for column, item in zip(columns, items, strict=True))


def judge(kind: Kind, columns: Sequence[Column]) -> None:
    """Raises Refusal where nothing can be imported by this assignment."""
    items = importable(kind)
    for column in columns:
        if column.item and column.item not in items:
            raise Refusal.of("NXD_Q_24", column.heading, item=column.item, kind=kind.label)
    for item, count in Counter(column.item for column in columns if column.item).items():
        if count > 1:
            named = "、".join(column.shown(place) for place, column in enumerate(columns) if column.item == item)
            raise Refusal.of("NXD_Q_21", item, label=items[item].label, columns=named)
    for place, column in enumerate(columns):
        if column.is_number and column.item not in (UNUSED, MY_NUMBER):
            raise Refusal.of("NXD_Q_22", column.item, column=column.shown(place))
    given = {column.item for column in columns}
    if missing := [name for name in needed_columns(kind) if name not in given]:
        raise Refusal.of("NXD_Q_20", missing[0], labels="・".join(items[name].label for name in missing),
                         kind=kind.label)


class MappingMemory:
    """What was chosen for the headings of each kind's files."""

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    def known(self, kind: Kind) -> dict[str, str]:
        """Heading (as compared) → item id, UNUSED where the user wanted none; items that are gone are left out."""
        try:
            kept = json.loads(self._preferences.get(_name(kind), "{}"))
        except ValueError:
            return {}
        items = {UNUSED, *importable(kind)}
        return {name: item for name, item in kept.items() if item in items} if isinstance(kept, dict) else {}

    def keep(self, kind: Kind, columns: Sequence[Column]) -> None:
        """Remember these, the latest last; very old ones are forgotten."""
        kept = self.known(kind)
        for column in columns:
            if column.heading and column.heading not in ADDED_COLUMNS:
                kept.pop(heading(column.heading), None)
                kept[heading(column.heading)] = column.item
        latest = list(kept.items())[-_MOST_REMEMBERED:]
        self._preferences.set(_name(kind), json.dumps(dict(latest), ensure_ascii=False))


def _name(kind: Kind) -> str:
    return f"exchange.columns.{kind.id}"
