"""Which records of two sides are the same (manual ③-6, records.md §2.5): keys, pairs, near matches.

Both sides decide by this room; names are compared without regard to width and spaces, but 髙 and 高 are two names.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nxdesk.records.fields import Match, Value

_BETWEEN = "\x00"
"""Nothing folds together across it, and no right value has it."""
_SPACES = re.compile(r"\s+")
_KANA: Match = (("last_name_kana", "first_name_kana"),)
_RELATIONSHIP: Match = (("relationship_code",),)
_LONG_MARKS = re.compile("[‐‑‒–—―−─ｰ-]")


def normalised(text: str) -> str:
    """Compatible characters folded (NFKC), all spaces taken out, all long marks alike."""
    return _LONG_MARKS.sub("ー", _SPACES.sub("", unicodedata.normalize("NFKC", text)))


def match_key(match: Match, record: Mapping[str, Value]) -> str:
    """The key of one record by the groups of `match`, joined by U+001F."""
    return "\x1f".join(normalised("".join(str(record[item] or "") for item in group)) for group in match)


def match_keys(match: Match, columns: Sequence[Sequence[Value]]) -> list[str]:
    """The keys of many records, given by the columns of the items in `match`, one after the other."""
    many = len(columns[0]) if columns else 0
    if not many:
        return []
    left = iter(columns)
    groups = [["".join(map(_text, row)) for row in zip(*(next(left) for _ in group), strict=True)] for group in match]
    folded = normalised(_BETWEEN.join(text for group in groups for text in group)).split(_BETWEEN)
    if len(folded) != sum(map(len, groups)):
        folded = [normalised(text) for group in groups for text in group]
    return list(map("\x1f".join, zip(*(folded[start:start + many] for start in range(0, len(folded), many)),
                                     strict=True)))


def _text(value: Value) -> str:
    return str(value or "")


class Pairing(NamedTuple):
    """Places: of pairs (here, there), of records that are only here, and of those only there."""

    matched: list[tuple[int, int]]
    new: list[int]
    gone: list[int]


def pair(here: Sequence[str], there: Sequence[str]) -> Pairing:
    """Pair the records of one person by their keys. No key may come twice on one side."""
    place_of = {key: place for place, key in enumerate(there)}
    matched = [(place, place_of[key]) for place, key in enumerate(here) if key in place_of]
    kept = {place for _, place in matched}
    return Pairing(matched, [place for place, key in enumerate(here) if key not in place_of],
                   [place for place in range(len(there)) if place not in kept])


def near(new: Mapping[str, Value], gone: Mapping[str, Value]) -> bool:
    """Probably one person renamed: the day of birth and either the kana or the relationship agree (V-F06).

    Kana that neither side has agree in nothing.
    """
    keys = [(match_key(match, new), match_key(match, gone)) for match in (_KANA, _RELATIONSHIP)]
    return new["birth_date"] == gone["birth_date"] and any(here and here == there for here, there in keys)
