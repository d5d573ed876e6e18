"""What stands in a column, made into values of its item: each different text is understood once.

Nothing is judged here: what cannot be understood stays as typed, and the checks name it.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from nxdesk.desk.exchange_items import code_words, folded
from nxdesk.masters.exchange_writing import restored
from nxdesk.records.fields import Field, Value
from nxdesk.records.typed import canonical, canonical_number

_REMEMBERED = 20_000
_LONGEST_PADDED = 20


class ColumnReader:
    """Reads one column. `pads`: leading zeros that a spreadsheet took away are put back where only one width fits."""

    def __init__(self, item: Field, *, pads: bool) -> None:
        self._item = item
        self._codes = code_words(item)
        self._width = fixed_width(item) if pads else 0
        self._fits = re.compile(item.shape.pattern).fullmatch if _stays(item) else None
        self._is_day = item.shape.kind == "date"
        self._known: dict[str, Value] = {}
        self._padded: dict[str, str] = {}
        self.padded = 0
        self.example = ("", "")

    def values(self, texts: Sequence[str]) -> list[Value]:
        """The values of these cells."""
        known = self._known
        try:
            found = [known[text] for text in texts]
        except KeyError:
            if len(known) > _REMEMBERED:
                known.clear()
                self._padded.clear()
            for text in set(texts).difference(known):
                known[text] = self._understood(text)
            found = [known[text] for text in texts]
        if self._padded:
            padded = [text for text in texts if text in self._padded]
            self.padded += len(padded)
            if padded and not self.example[0]:
                self.example = (padded[0], self._padded[padded[0]])
        return found

    def _understood(self, text: str) -> Value:
        """Most texts are as they are stored; seeing that costs a third of understanding them."""
        if self._fits is not None and text:
            plain = text.replace("/", "-") if self._is_day else text
            if self._fits(plain) and text[0] != "'" and not text[0].isspace() and not text[-1].isspace():
                return plain
        return self._interpreted(text)

    def _interpreted(self, text: str) -> Value:
        item, cell = self._item, restored(text).strip()
        if not cell:
            return None
        if item.shape.kind == "my_number":
            number = canonical_number(cell)
            return number.zfill(12) if self._width and 0 < len(number) < 12 and number.isdigit() else number
        if self._codes and (code := self._codes.get(folded(cell))) is not None:
            return canonical(item, code)
        value = canonical(item, cell)
        if self._width and isinstance(value, str) and value.isascii() and value.isdigit():
            return self._filled(text, value)
        return value

    def _filled(self, text: str, value: str) -> Value:
        filled = canonical(self._item, value.zfill(self._width))
        if len(value) < self._width and re.fullmatch(self._item.shape.pattern, str(filled)):
            self._padded[text] = str(filled)
            return filled
        return value


def _stays(item: Field) -> bool:
    """What fits the item's pattern is stored as it is."""
    return not (item.shape.integer or item.shape.apart or item.shape.codes is not None or item.shape.kind == "kana")


@lru_cache(maxsize=1024)
def fixed_width(item: Field) -> int:
    """How many digits the item has, where it is made of digits and can have only so many; otherwise 0."""
    if item.shape.kind == "my_number":
        return item.shape.max_length
    if item.shape.integer:
        return 0
    fitting = [count for count in range(1, _LONGEST_PADDED)
               if re.fullmatch(item.shape.pattern, str(canonical(item, "1" * count)))]
    return fitting[0] if len(fitting) == 1 and item.shape.ascii_only | (item.shape.codes is not None) else 0


def written(item: Field, value: Value, *, labels: bool) -> str:
    """A value as it stands in a file: days with slashes, codes as words where `labels` are wanted."""
    if value is None:
        return ""
    if item.shape.codes is not None:
        return shown_code(item, value) if labels else str(value)
    return str(value).replace("-", "/") if item.shape.kind == "date" else str(value)


def shown_code(item: Field, value: Value) -> str:
    """The words for a code."""
    return item.shape.codes.label(value) if item.shape.codes is not None else str(value)
