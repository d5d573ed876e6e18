"""A stored value as people read it: code labels, days and months, amounts with commas, secrets as dots."""

import re
from collections.abc import Callable
from functools import partial

from nxdesk.records.fields import Field, ShapeName, Value
from nxdesk.records.masks import HIDDEN

_MONTH = re.compile("([0-9]{4})-0?([0-9]{1,2})")


def shown_month(month: str) -> str:
    """`2019-09` as 2019年9月; anything else as it stands."""
    found = _MONTH.fullmatch(month)
    return f"{found[1]}年{found[2]}月" if found else month


_WORDS: dict[ShapeName, Callable[[str], str]] = {"date": lambda day: day.replace("-", "/"), "month": shown_month}


def value_shower(item: Field) -> Callable[[Value], str]:
    """`shown_value` of one item, for many values."""
    if item.shape.apart or not (item.sensitive or item.shape.codes or item.shape.kind in (*_WORDS, "yen")):
        return lambda value: "" if value is None else str(value)
    if item.sensitive or item.shape.codes is None:
        return partial(shown_value, item)
    words: dict[Value, str] = dict(reversed(item.shape.codes.entries))
    label = item.shape.codes.label
    return lambda value: "" if value is None else words.get(value) or label(value)


def shown_value(item: Field, value: Value) -> str:
    """The words for a value of this item; nothing for a blank."""
    if value is None:
        return ""
    if item.shape.apart:
        return str(value)
    if item.sensitive:
        return HIDDEN
    if item.shape.codes is not None:
        return item.shape.codes.label(value)
    if item.shape.kind == "yen" and isinstance(value, int):
        return f"{value:,}"
    return _WORDS.get(item.shape.kind, str)(str(value))
