"""A stored value as people read it: code labels, days with slashes, amounts with commas, secrets as dots."""

from collections.abc import Callable
from functools import partial

from nxdesk.records.fields import Field, Value

HIDDEN = "●●●●"
"""Stands for a value that is never shown beside others."""


def value_shower(item: Field) -> Callable[[Value], str]:
    """`shown_value` of one item, for many values."""
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
    if item.shape.kind == "date":
        return str(value).replace("-", "/")
    return f"{value:,}" if item.shape.kind == "yen" and isinstance(value, int) else str(value)
