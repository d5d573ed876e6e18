"""Many records looked at by columns, for those in which something is wrong (`checks.Checker.suspects`).

Records come in pieces: what a piece holds is read once for its columns and again by every look at them, which costs
half where it still lies near the processor. Where values come again and again, the different ones of all pieces are
judged together by one expression; where hardly any comes again, the text of a column is judged as it stands.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import compress, repeat
from typing import Self, cast

from nxdesk.records.fields import Field, Rule, Value

SEPARATOR = "\x1f"
Column = Sequence[Value]
_BLANK: frozenset[Value] = frozenset((None, ""))
_LIKE_BOOL: frozenset[Value] = frozenset((0, 1))
_HEAD, _MOST = 48, 8
"""Where so many values are all different, or all but one of so many, it is not worth while to look for those that come
again."""
_FEW = 3
"""Where each value comes this often or more, a rule is asked of different ones alone."""


@dataclass(frozen=True, slots=True)
class Item:
    """How the values of an item are judged: one by one, or all of a text in which each has a separator behind it."""

    one: re.Pattern[str]
    several: re.Pattern[str]
    needed: bool
    integer: bool

    @classmethod
    def of(cls, field: Field, *, needed: bool) -> Self:
        """The item with its expressions."""
        shape = field.shape
        either = f"{shape.usual}|{shape.pattern}" if shape.usual else shape.pattern
        return cls(re.compile(shape.pattern), re.compile(f"(?:(?:{either}){SEPARATOR})*+"), needed, shape.integer)

    def fits(self, value: Value) -> bool:
        """A value, which is not blank, is built as the item says."""
        text = str(value)
        return SEPARATOR not in text and self.one.fullmatch(text) is not None

    def misfits(self, values: Sequence[Value]) -> set[Value]:
        """The values, none of which is blank, that are not built as the item says."""
        texts = list(map(str, values))
        joined = SEPARATOR.join((*texts, ""))
        if joined.count(SEPARATOR) > len(texts):
            return {value for value in values if not self.fits(value)}
        wrong = self.unfit(joined)
        return {value for value, text in zip(values, texts, strict=True) if text in wrong} if wrong else set()

    def unfit(self, joined: str) -> set[Value]:
        """The texts, each with a separator behind it, that are not built as the item says."""
        return set(_unfit(self.several, joined))


def _unfit(several: re.Pattern[str], joined: str) -> Iterator[str]:
    place = 0
    while (matched := several.match(joined, place)) and (place := matched.end()) < len(joined):
        end = joined.index(SEPARATOR, place)
        yield joined[place:end]
        place = end + 1


class Look:
    """One look at many records. With each rule stand the places of the items that it reads, None for one not there."""

    def __init__(self, items: Iterable[Item], rules: Iterable[tuple[Rule, tuple[int | None, ...]]], today: str) -> None:
        self._items = [_ItemLook(item) for item in items]
        self._rules = [_RuleLook(rule, places, today) for rule, places in rules]
        self._found: set[int] = set()
        self._seen = 0

    def take(self, columns: Sequence[Column]) -> None:
        """The next piece, by columns in the order of the items."""
        places = range(self._seen, self._seen + len(columns[0]))
        self._seen = places.stop
        for item, column in zip(self._items, columns, strict=True):
            item.take(column, places, self._found)
        varied = [item.varied(self._seen) for item in self._items]
        for rule in self._rules:
            rule.take(columns, varied, places, self._found)

    def finish(self, whole: Callable[[int], Column]) -> list[int] | None:
        """The places of records in which something is wrong; None where columns cannot tell.

        `whole` gives the column of all pieces at a place.
        """
        for place, item in enumerate(self._items):
            if not item.finish(partial(whole, place), self._found):
                return None
        for rule in self._rules:
            rule.finish(whole, self._seen, self._found)
        return sorted(self._found)


class _ItemLook:
    """What one item is like in all pieces."""

    def __init__(self, item: Item) -> None:
        self._item = item
        self._straight: bool | None = None
        self._values: set[Value] = set()
        self._types: set[type[object]] = set()

    def take(self, column: Column, places: range, found: set[int]) -> None:
        """Look at the next piece, whose records stand at `places`."""
        if self._straight is None:
            given = [value for value in column[:_HEAD] if value is not None]
            self._straight = 2 * len(given) >= _HEAD and not self._item.integer and len(set(given)) == len(given)
        if self._straight and self._judged(column, places, found):
            return
        self._values.update(column)
        if self._item.integer:
            if not self._values.isdisjoint(_LIKE_BOOL):
                self._types.update(map(type, column))
        elif _MOST * len(self._values) > (_MOST - 1) * places.stop:
            self._straight = True

    def varied(self, seen: int) -> int:
        """How many different values there are in the `seen` records so far, at most."""
        return seen if self._straight else len(self._values)

    def finish(self, whole: Callable[[], Column], found: set[int]) -> bool:
        """Judge the different values; False where True among them may stand for 1, or 1 for True."""
        values = self._values
        if not values.isdisjoint(_LIKE_BOOL) and bool in (self._types or set(map(type, whole()))):
            return False
        wrong = self._item.misfits(list(values - _BLANK))
        if self._item.needed:
            wrong |= values & _BLANK
        if wrong:
            column = whole()
            found.update(compress(range(len(column)), map(wrong.__contains__, column)))
        return True

    def _judged(self, column: Column, places: range, found: set[int]) -> bool:
        """Judge a column of text as it stands; False where it holds anything else."""
        given = column
        try:
            joined = SEPARATOR.join((*cast("Sequence[str]", column), ""))
        except TypeError:
            given = [value for value in column if value is not None]
            try:
                joined = SEPARATOR.join((*cast("Sequence[str]", given), ""))
            except TypeError:
                return False
        if joined.count(SEPARATOR) > len(given):
            return False
        if len(given) == len(column) and self._item.several.fullmatch(joined):
            return True
        wrong = self._item.unfit(joined) - _BLANK
        if self._item.needed:
            wrong |= _BLANK
        if wrong:
            found.update(compress(places, map(wrong.__contains__, column)))
        return True


class _RuleLook:
    """What one rule says of all pieces."""

    def __init__(self, rule: Rule, reads: tuple[int | None, ...], today: str) -> None:
        self._rule, self._reads, self._today = rule, reads, today
        self._different: set[tuple[Value, ...]] = set()

    def take(self, columns: Sequence[Column], varied: Sequence[int], places: range, found: set[int]) -> None:
        """Look at the next piece; `varied` tells of each item how many different values there are so far, at most."""
        absent = (None,) * len(places)
        read = [absent if place is None else columns[place] for place in self._reads]
        if self._rule.columns is not None:
            verdicts: Callable[[], Iterable[bool]] = partial(self._rule.columns, self._today, *read)
        elif _FEW * max((varied[place] for place in self._reads if place is not None), default=0) > places.stop:
            verdicts = partial(map, self._rule.broken, repeat(self._today), *read)
        else:
            self._different.update(zip(*read, strict=True))
            return
        if any(verdicts()):
            found.update(compress(places, verdicts()))

    def finish(self, whole: Callable[[int], Column], many: int, found: set[int]) -> None:
        """Judge the different values."""
        broken = {values for values in self._different if self._rule.broken(self._today, *values)}
        if broken:
            absent = (None,) * many
            read = [absent if place is None else whole(place) for place in self._reads]
            found.update(compress(range(many), map(broken.__contains__, zip(*read, strict=True))))
