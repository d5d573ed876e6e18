"""Documents made of parts (年末調整, 離職証明書): which items stand in which part, and the checks that follow.

A document of such a kind is several records that differ in the kind's `part_item`: one head, and rows below it.
"""

from collections.abc import Callable, Iterable

from nxdesk.records.fields import Field, Rule, Value


def part_rules(part_item: str, fields: Iterable[Field]) -> tuple[Rule, ...]:
    """An item that its part needs is there, and one that stands elsewhere is blank.

    What only e-AMANO needs is asked of what travels alone.
    """
    found = []
    for item in fields:
        if not item.parts:
            continue
        if item.needed_nx or item.needed_link:
            found.append(Rule("NXD_K_14" if item.missing == "NXD_K_01" else item.missing, item.id, (part_item, item.id),
                              _missing(item.parts), source=item.source, link_only=not item.needed_nx))
        found.append(Rule("NXD_K_15", item.id, (part_item, item.id), _misplaced(item.parts), source=item.source))
    return tuple(found)


def _missing(parts: frozenset[str]) -> Callable[..., bool]:
    """The part needs the item, and it is blank."""
    return lambda today, part, value: value is None and part in parts


def _misplaced(parts: frozenset[str]) -> Callable[..., bool]:
    """The item is given in a part where it does not stand."""
    return lambda today, part, value: value is not None and part not in parts


def whole(value: Value) -> int:
    """A whole number for sums and orders; 0 for a blank, and for what was typed wrong and is told by its item."""
    return value if isinstance(value, int) else 0
