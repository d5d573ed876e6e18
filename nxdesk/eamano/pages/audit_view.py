"""How entries of the audit log read: whose record, what was done to it, item by item; secrets only as marks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nxdesk.eamano.rules.differences import part_label
from nxdesk.eamano.store.attachments import field_of
from nxdesk.eamano.store.audit import snapshot_of
from nxdesk.eamano.store.audit_list import Entry, Owner, Run
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Kind, Value
from nxdesk.records.showing import shown_value

NEW, DELETED, CHANGED = "追加", "削除", "変更"
_OPEN = 8
"""Entries with at most so many items are shown unfolded."""


@dataclass(frozen=True, slots=True)
class Line:
    """One item: label, old and new."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Told:
    """One entry. `relation` is 本人, or the 続柄; `what` one of `NEW`, `DELETED`, `CHANGED`."""

    seq: int
    code: str
    name: str
    relation: str
    what: str
    lines: tuple[Line, ...]

    @property
    def unfolded(self) -> bool:
        """Shown at once."""
        return 0 < len(self.lines) <= _OPEN


def told(runs: Sequence[Run], names: Mapping[Owner, Mapping[str, Any]]) -> list[tuple[Run, list[Told]]]:
    """The runs of a page with their entries."""
    return [(run, [_told(entry, names) for entry in run.shown]) for run in runs]


def _told(entry: Entry, names: Mapping[Owner, Mapping[str, Any]]) -> Told:
    if (run := snapshot_of(entry.code)) is not None:
        lines = tuple(_line(EMPLOYEE, item, old, new) for item, (old, new) in entry.changes.items())
        return Told(entry.seq, f"No.{run}", "", "スナップショット", DELETED, lines)
    kind = FAMILY if entry.member else EMPLOYEE
    # Who is gone is named as the entry knew them.
    row = names.get((entry.code, entry.member)) or {item: _either(pair) for item, pair in entry.changes.items()}
    person = _name(names.get((entry.code, 0)) or ({} if entry.member else row))
    relation = shown_value(FAMILY.by_id["relationship_code"], row.get("relationship_code")) or "家族"
    name = f"{person or entry.code}の家族 {_name(row) or f'（家族 {entry.member}）'}" if entry.member else person
    # No record is without a name, so one that gets its first is new.
    before, after = entry.changes.get("last_name", ("", ""))
    what = NEW if before is None else DELETED if after is None else CHANGED
    lines = tuple(_line(kind, item, old, new) for item, (old, new) in entry.changes.items())
    return Told(entry.seq, entry.code, name, relation if entry.member else "本人", what, lines)


def _either(pair: Sequence[Value]) -> Value:
    return pair[1] if pair[0] is None else pair[0]


def _name(row: Mapping[str, Any]) -> str:
    return f"{row.get('last_name') or ''} {row.get('first_name') or ''}".strip()


def _line(kind: Kind, item: str, old: Value, new: Value) -> Line:
    field = kind.by_id.get(field_of(item))
    label = part_label(item) or (field.label if field else item)
    words = [str(value or "") if field is None else shown_value(field, value) for value in (old, new)]
    return Line(label, *words)
