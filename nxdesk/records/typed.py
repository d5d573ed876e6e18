"""What people type, made into what is stored. Nothing is judged here: what cannot be understood stays as typed."""

import re
import unicodedata

from nxdesk.records.eras import era_day
from nxdesk.records.fields import Field, Value
from nxdesk.records.kana import katakana

_DAY = re.compile(r"(\d{4})(?:(\d\d)(\d\d)|[/.年-](\d{1,2})[/.月-](\d{1,2})日?)(?:[ T]0?0:00(?::00)?)?", re.ASCII)
_NEGATIVE = re.compile(r"[-−▲△](?=[0-9])")
_LONGEST_NUMBER = 18
"""Digits beyond which nothing typed can be a stored number."""


def canonical(item: Field, value: Value) -> Value:
    """A typed value as it is stored: width folded where the item allows one width only, blanks as None."""
    if value is None:
        return None
    text = str(value).strip()
    if not text:
        return None
    kind = item.shape.kind
    if kind == "kana" or item.shape.ascii_only:
        text = unicodedata.normalize("NFKC", text)
    if kind == "kana":
        text = katakana(text)
    for spelling, becomes in item.shape.spellings:
        if found := re.fullmatch(spelling, text):
            text = found.expand(becomes)
    if kind == "date":
        text = _iso_day(text)
    if kind == "yen":
        text = text.replace(",", "").removesuffix("円")
    return _whole(text) if item.shape.integer else text


def _whole(text: str) -> str | int:
    """A number with whatever sign bookkeepers write before it; anything else as it stands."""
    digits = _NEGATIVE.sub("", text, count=1) if _NEGATIVE.match(text) else text
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER):
        return text
    return int(digits) if digits == text else -int(digits)


def _iso_day(text: str) -> str:
    """`2020/4/6`, `2020.4.6`, `2020年4月6日`, `20200406`, `令和2年4月6日` and `2020/4/6 0:00` are one day."""
    found = _DAY.fullmatch(text)
    if found is None:
        return era_day(text) or text
    year, month, day = (part for part in found.groups() if part)
    return f"{year}-{month:0>2}-{day:0>2}"


def canonical_number(typed: str) -> str:
    """A My Number as typed, in groups or in full width, as its digits."""
    return "".join(unicodedata.normalize("NFKC", typed).split()).replace("-", "")
