"""What the lists of a run call a record, many at a time: the items of `Kind.named_by` as people read them, with spaces.

Both sides name records by this room; `documents.record_name` is for single ones.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from nxdesk.records.fields import Kind, Value
from nxdesk.records.showing import shown_value, value_shower

RELATION = "relationship_code"
"""Stands behind the name, in lists with a column of its own where there is room."""
_PERSON = ("last_name", "first_name")


@lru_cache(maxsize=64)
def naming(kind: Kind, ids: tuple[str, ...], *, relation: bool = True) -> Callable[[Sequence[Value]], str]:
    """Names records whose values stand in the order of `ids`, such as 「原 花子 妻」 or 「2026/07/10」.

    Blank items are left out. Without `relation` the 続柄 does not stand in the name.
    """
    named = [item for item in kind.named_by or _PERSON if item in ids and (relation or item != RELATION)]
    places = [(value_shower(kind.by_id[item]), ids.index(item)) for item in named]
    return lambda row: " ".join([words for show, place in places if (words := show(row[place]))])


@lru_cache(maxsize=32)
def record_naming(kind: Kind, *, relation: bool = True) -> Callable[[Mapping[str, Value]], str]:
    """As `naming`, of records given by item."""
    ids = kind.named_by or _PERSON
    name = naming(kind, ids, relation=relation)
    return lambda record: name(tuple(map(record.get, ids)))


def relation_name(kind: Kind, record: Mapping[str, Value]) -> str:
    """The 続柄 of a record in words; nothing of kinds without one."""
    item = kind.by_id.get(RELATION)
    return shown_value(item, record.get(RELATION)) if item is not None else ""
