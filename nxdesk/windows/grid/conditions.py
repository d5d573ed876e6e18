"""The conditions by which grids are filtered. Qt-free."""

import unicodedata
from collections.abc import Iterable

from nxdesk.windows.grid.table import Condition, Values

_SEPARATOR = "\x1f"
_HIRAGANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}


def equals(column: int, wanted: str) -> Condition:
    """The column holds exactly this text."""
    def condition(values: Values, records: Iterable[int]) -> list[int]:
        own = values[column]
        return [record for record in records if own[record] == wanted]
    return condition


def between(column: int, first: str, last: str) -> Condition:
    """The column lies in this range, both ends included; an empty end is open."""
    def condition(values: Values, records: Iterable[int]) -> list[int]:
        own = values[column]
        end = last or "\U0010ffff"
        return [record for record in records if first <= own[record] <= end]
    return condition


def contains(column: int, words: str) -> Condition:
    """Each word stands in the column, whose texts were made by `searchable`."""
    needles = [spellings(word) for word in unicodedata.normalize("NFKC", words).split()]

    def condition(values: Values, records: Iterable[int]) -> list[int]:
        own, kept = values[column], records
        for raw, kana in needles:
            if raw == kana:
                kept = [record for record in kept if raw in own[record]]
            else:
                kept = [record for record in kept if raw in own[record] or kana in own[record]]
        return list(kept)
    return condition


def spellings(word: str) -> tuple[str, str]:
    """A typed word as it may stand in a text: as it is, and with its hiragana as katakana."""
    small = word.casefold()
    return small, small.translate(_HIRAGANA)


def searchable(*texts: str) -> str:
    """Texts joined for `contains`: width, letter case and spaces within names do not matter."""
    joined = _SEPARATOR.join(texts)
    if not joined.isascii():
        joined = unicodedata.normalize("NFKC", joined)
    return joined.replace(" ", "").casefold()
