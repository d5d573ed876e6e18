"""A short digest of a record as it travels, so that two sides can compare without exchanging records.

Both sides compute it from the same canonical form: the linked values in order, blanks empty, joined by U+001F.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import repeat
from typing import cast

from nxdesk.records.fields import Value

FORM = b"1"
"""Version of the canonical form; a digest of another form never equals one of this."""

DIGITS = 16
"""Of a digest, hexadecimal."""
WITHIN_LINE, BETWEEN_LINES = ":", " "
"""A digest line is `code:version:digest` of one person, and a page of them a text in the order of the codes.

Both sides' databases make such texts by themselves, so that nobody handles a row for each of many people. The marks
stand in none of the three, and JSON writes them as they are.
"""

_KEYED = blake2b(digest_size=DIGITS // 2, key=FORM)
"""Has read the key, which would take half of the time of a digest."""


def row_digest(row: Sequence[Value]) -> str:
    """16 hexadecimal digits for the linked values of one record."""
    return canonical_digest(canonical_row(row))


def canonical_row(row: Sequence[Value]) -> str:
    """The canonical form of one record."""
    return "\x1f".join(["" if value is None else str(value) for value in row])


def canonical_digest(canonical: str) -> str:
    """As `row_digest`, for a record that already stands in its canonical form."""
    hashed = _KEYED.copy()
    hashed.update(canonical.encode("utf-8", "surrogatepass"))
    return hashed.hexdigest()


def canonical_rows(columns: Iterable[Sequence[Value]], types: Iterable[set[type[object]]] | None = None) -> list[str]:
    """`canonical_row` of many records, given by columns: whole columns of text cost nothing.

    `types` are those that occur in each column, for who has already looked.
    """
    texts: list[Iterable[str]] = []
    for column, known in zip(columns, repeat(None) if types is None else types, strict=False):
        kinds = set(map(type, column)) if known is None else known
        if kinds == {str}:
            texts.append(cast("Sequence[str]", column))
        elif kinds <= {str, type(None)}:
            texts.append([cast("str", value or "") for value in column])
        else:
            words = {value: "" if value is None else str(value) for value in set(column)}
            texts.append(map(words.__getitem__, column))
    return list(map("\x1f".join, zip(*texts, strict=True)))
