"""Which documents of a person are meant (対象年, 適用年, 改定年月, 支払日): each person's newest, all of them, or those named."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from nxdesk.records.fields import Field, Kind, Value
from nxdesk.records.showing import shown_value

EVERY_DOCUMENT = ("*",)
"""Stands in `Selection.documents` for all of them; nothing there stands for each person's newest."""
T = TypeVar("T")


class DocumentChoice(NamedTuple):
    """One document that can be chosen: `value` for the `Selection`, `label` for people, and how much there is of it."""

    value: str
    label: str
    people: int
    records: int


def document_item(kind: Kind) -> Field | None:
    """The item that tells a person's documents apart, of kinds that let choose among them."""
    return kind.by_id[kind.document[0]] if kind.by_person and len(kind.document) == 1 else None


def documents_label(kind: Kind) -> str:
    """What the choice is called, such as 対象年; nothing for kinds without one."""
    item = document_item(kind)
    return item.label if item is not None else ""


def choices(kind: Kind, found: Iterable[tuple[str, Value]]) -> tuple[DocumentChoice, ...]:
    """The documents in records given as whose and which, newest first."""
    item = document_item(kind)
    people: dict[Value, set[str]] = {}
    records: dict[Value, int] = {}
    for owner, value in found:
        people.setdefault(value, set()).add(owner)
        records[value] = records.get(value, 0) + 1
    return tuple(DocumentChoice(str(value), shown_value(item, value), len(people[value]), records[value])
                 for value in sorted(people, key=_age, reverse=True)) if item is not None else ()


def of_documents(kind: Kind, documents: Sequence[str], records: Sequence[T],
                 told: Callable[[T], tuple[str, Value]]) -> tuple[T, ...]:
    """The records of the documents that are meant; `told` tells whose one is and of which document."""
    if document_item(kind) is None or tuple(documents) == EVERY_DOCUMENT:
        return tuple(records)
    if documents:
        return tuple(record for record in records if str(told(record)[1]) in documents)
    newest: dict[str, Value] = {}
    for owner, value in map(told, records):
        newest[owner] = max(newest.get(owner), value, key=_age)
    return tuple(record for record in records if newest[told(record)[0]] == told(record)[1])


def _age(value: Value) -> tuple[bool, str]:
    """ISO days and months and years are in order as texts of one length."""
    return value is not None, str(value).zfill(4)
