"""The conditions by which grids are filtered. Qt-free."""

from collections.abc import Iterable, Sequence

from nxdesk.windows.grid.table import Condition, Values

_LAST = "\U0010ffff"


def equals(column: int, wanted: str) -> Condition:
    """The column holds exactly this text."""
    def condition(values: Values, records: Iterable[int]) -> list[int]:
        own = values[column]
        return [record for record in records if own[record] == wanted]
    return condition


def between(column: int, first: str, last: str) -> Condition:
    """The column lies in this range, both ends included; an empty end is open."""
    def condition(values: Values, records: Iterable[int]) -> list[int]:
        own, end = values[column], last or _LAST
        return [record for record in records if first <= own[record] <= end]
    return condition


def contains(column: int, words: Sequence[Sequence[str]]) -> Condition:
    """Each word stands in the column in one of its spellings."""
    def condition(values: Values, records: Iterable[int]) -> list[int]:
        own, kept = values[column], records
        for spellings in words:
            if len(spellings) == 1:
                word = spellings[0]
                kept = [record for record in kept if word in own[record]]
            else:
                kept = [record for record in kept if any(word in own[record] for word in spellings)]
        return list(kept)
    return condition
