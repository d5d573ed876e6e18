"""Amounts as official forms hold them: seven digits (records.md §0.6). What does not fit is cut, and that is told."""

MOST = 9_999_999


def on_form(yen: int) -> int:
    """The amount as the form holds it."""
    return min(yen, MOST)


def is_cut(yen: int) -> bool:
    """The form cannot hold the amount."""
    return yen > MOST
