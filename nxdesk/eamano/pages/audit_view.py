"""How entries of the audit log read: whose record, what was done to it, item by item; secrets only as marks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nxdesk.eamano.rules.differences import part_label
from nxdesk.eamano.store.attachments import field_of
from nxdesk.eamano.store.audit import Target, snapshot_of
from nxdesk.eamano.store.audit_list import Entry, Run
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Kind, Value
from nxdesk.records.kinds import KINDS
from nxdesk.records.naming import naming
from nxdesk.records.showing import shown_value

_KINDS = {kind.id: kind for kind in KINDS}
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
    """One entry. `relation` is 本人, the 続柄, or what the record is; `what` one of `NEW`, `DELETED`, `CHANGED`."""

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


def told(runs: Sequence[Run], names: Mapping[Target, Mapping[str, Any]]) -> list[tuple[Run, list[Told]]]:
    """The runs of a page with their entries."""
    return [(run, [_told(entry, names) for entry in run.shown]) for run in runs]


def _told(entry: Entry, names: Mapping[Target, Mapping[str, Any]]) -> Told:
    target, kind = entry.target, _KINDS.get(entry.target.kind)
    lines = tuple(_line(kind, item, old, new) for item, (old, new) in entry.changes.items())
    if (run := snapshot_of(target.code)) is not None:
        return Told(entry.seq, f"No.{run}", "", "スナップショット", DELETED, lines)
    # Who is gone is named as the entry knew them.
    row = names.get(target) or {item: _either(pair) for item, pair in entry.changes.items()}
    person = _name(row) if kind is EMPLOYEE else _name(names.get(Target(target.code, 0, EMPLOYEE.id), {}))
    before, after = entry.changes.get(_always_given(kind), ("", ""))
    what = NEW if before is None else DELETED if after is None else CHANGED
    return Told(entry.seq, target.code, *_named(target, kind, person, row), what, lines)


def _named(target: Target, kind: Kind | None, person: str, row: Mapping[str, Any]) -> tuple[str, str]:
    """Name and relation of a record, whose person may be gone."""
    whose = person or target.code
    if kind is EMPLOYEE:
        return person, "本人"
    if kind is FAMILY:
        relation = shown_value(FAMILY.by_id["relationship_code"], row.get("relationship_code"))
        return f"{whose}の家族 {_name(row) or f'（家族 {target.member}）'}", relation or "家族"
    label = kind.label if kind is not None else target.kind
    name = (naming(kind, tuple(row))(tuple(row.values())) if kind is not None else "") or f"No.{target.member}"
    return f"{whose}　{name}" if kind is None or kind.by_person else name, label


def _always_given(kind: Kind | None) -> str:
    """An item without which there is no record, so that one that gets it is new."""
    return kind.match[0][0] if kind is not None and kind.many else "last_name"


def _either(pair: Sequence[Value]) -> Value:
    return pair[1] if pair[0] is None else pair[0]


def _name(row: Mapping[str, Any]) -> str:
    return f"{row.get('last_name') or ''} {row.get('first_name') or ''}".strip()


def _line(kind: Kind | None, item: str, old: Value, new: Value) -> Line:
    field = kind.by_id.get(field_of(item)) if kind is not None else None
    label = part_label(item) or (field.label if field else item)
    words = [str(value or "") if field is None else shown_value(field, value) for value in (old, new)]
    return Line(label, *words)
