"""A stored value as people read it: code labels, days with slashes, amounts with commas, secrets as dots."""

from nxdesk.records.fields import Field, Value

HIDDEN = "●●●●"
"""Stands for a value that is never shown beside others."""


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
