"""What follows in NX from an acquired document (records.md §5.5): items of its head, computed from all its records."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nxdesk.records.acquiring import OwnerAcquisition, Record, RecordAcquisition
from nxdesk.records.documents import document_of, head_part
from nxdesk.records.effects import Effect, ItemEffect
from nxdesk.records.fields import Kind, Value


def with_results(kind: Kind, got: OwnerAcquisition, nx: Sequence[Record]) -> OwnerAcquisition:
    """The same with what the heads of changed documents become besides."""
    if kind.results is None or not got.changes:
        return got
    replaced = {record.pair.nx for record in got.records}
    after: list[tuple[Record, RecordAcquisition | None]] = [
        *((row, None) for place, row in enumerate(nx) if place not in replaced),
        *((_after(record, nx), record) for record in got.records)]
    changed = {document_of(kind, row) for row, record in after if record is not None and record.changes}
    computed = {document: kind.results([row for row, _ in after if document_of(kind, row) == document])
                for document in changed}
    head = head_part(kind)
    return replace(got, records=tuple(
        _computed(record, row, computed[document_of(kind, row)])
        if row.get(kind.part_item) == head and document_of(kind, row) in computed else record
        for row, record in after if record is not None))


def _after(record: RecordAcquisition, nx: Sequence[Record]) -> Record:
    own = {} if record.pair.nx is None else nx[record.pair.nx]
    return {**own, **{effect.field: effect.new for effect in record.effects}}


def _computed(record: RecordAcquisition, row: Record, values: Mapping[str, Value]) -> RecordAcquisition:
    effects = tuple(_effect(item, row.get(item), new, new_record=record.new) for item, new in values.items())
    return replace(record, effects=(*record.effects, *effects))


def _effect(item: str, old: Value, new: Value, *, new_record: bool) -> ItemEffect:
    if old == new:
        return ItemEffect(item, Effect.KEEP, old, new, "")
    word = Effect.NEW if new_record else Effect.CLEAR if new is None else Effect.OVERWRITE
    return ItemEffect(item, word, old, new, "")
