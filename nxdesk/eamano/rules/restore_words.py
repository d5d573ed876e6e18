"""What going back would do, in words for page and command line. My Numbers and pictures are named, never shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nxdesk.eamano.rules.differences import ItemChange, RecordChange, part_label
from nxdesk.eamano.rules.restoring import Preview
from nxdesk.eamano.store.snapshots import Snapshot
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Value
from nxdesk.records.kinds import KINDS
from nxdesk.records.naming import naming
from nxdesk.records.showing import shown_value

VANISHES, RETURNS, CHANGES = "なくなる", "戻ってくる", "変わる"
_PARTS = {"photos": "顔写真", "my_numbers": "個人番号", "attachments": "書類の画像"}
_TABLES = {**{kind.id: "従業員" if kind.id == "employee" else kind.label for kind in KINDS}, **_PARTS}
CANNOT = ("実際のe-AMANOには、この機能はありません。説明書(7)③-1のとおり、誤って再連携しても元には戻せません。")
KEPT = ("スナップショットには、登録で削除された個人番号も暗号化して残っています。"
        "期限（7日）が過ぎるか「今すぐ消去」をすると、鍵ごと消去され、戻せなくなります。")


@dataclass(frozen=True, slots=True)
class ItemWords:
    """One item: its label, how it reads now and afterwards."""

    label: str
    now: str
    after: str


@dataclass(frozen=True, slots=True)
class RecordWords:
    """One record: whose, what happens to it (`VANISHES` …), item by item.

    `relation` is 本人, the 続柄, or what the record is; `who` says all of it but the code.
    """

    code: str
    person: str
    name: str
    relation: str
    what: str
    number: str
    items: tuple[ItemWords, ...]
    noun: str = "家族"

    @property
    def title(self) -> str:
        """In one line."""
        whose = f"{self.person}（{self.code}）" if self.person else self.code
        if self.relation == "本人":
            return whose
        return f"{whose}の{self.noun} {self.name}" + (f"（{self.relation}）" if self.relation != self.noun else "")

    @property
    def who(self) -> str:
        """Beside the code: the person, and which record."""
        return self.person if self.relation == "本人" else f"{self.person}の{self.noun} {self.name}".removeprefix("の")


def counted(snapshot: Snapshot) -> Iterator[str]:
    """How much a run changed, of what: 「従業員 追加3・変更2」, 「個人番号 変更1」."""
    for name, label in _TABLES.items():
        added, changed = snapshot.counts.get(name, (0, 0))
        if added or changed:
            yield f"{label} {'・'.join(_many(added, changed))}"


def _many(added: int, changed: int) -> Iterator[str]:
    if added:
        yield f"追加{added:,}"
    if changed:
        yield f"変更・削除{changed:,}"


def summary(preview: Preview) -> list[tuple[str, int, int, int]]:
    """`(what, how many vanish, come back, change)`, of people, families, what else changes, and My Numbers."""
    rows = [(_TABLES[kind.id], len(preview.vanishing(kind)), len(preview.returning(kind)), len(preview.changing(kind)))
            for kind in KINDS]
    parts = [part for record in preview.records if (part := record.part("my_number"))]
    return [*(row for kind, row in zip(KINDS, rows, strict=True) if any(row[1:]) or kind in (EMPLOYEE, FAMILY)),
            ("個人番号", sum(part.after is None for part in parts), sum(part.now is None for part in parts),
             sum(part.after is not None and part.now is not None for part in parts))]


def record_words(preview: Preview, record: RecordChange) -> RecordWords:
    """A record that changes."""
    about, kind = preview.about(record), record.kind
    relation = ("本人" if kind is EMPLOYEE else _shown(record, "relationship_code", about) or "続柄なし"
                if kind is FAMILY else kind.label)
    what = CHANGES if (record.now is None) == (record.after is None) else VANISHES if record.now else RETURNS
    part = record.part("my_number")
    number = "" if part is None else VANISHES if part.after is None else RETURNS if part.now is None else CHANGES
    name = naming(kind, tuple(about), relation=False)(tuple(about.values()))
    return RecordWords(record.code, preview.person_name(record.code), name, relation, what, number,
                       tuple(_item(change) for change in record.items), kind.label)


def _item(change: ItemChange) -> ItemWords:
    label = part_label(change.item) or (change.field.label if change.field else change.item)
    return ItemWords(label, _text(change, change.now), _text(change, change.after))


def _text(change: ItemChange, value: Value) -> str:
    return str(value or "") if change.field is None else shown_value(change.field, value)


def _shown(record: RecordChange, item: str, row: Mapping[str, Any]) -> str:
    return shown_value(record.kind.by_id[item], row.get(item))

