"""What going back would do, in words for page and command line. My Numbers and pictures are named, never shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nxdesk.eamano.rules.differences import PERSON, ItemChange, RecordChange, part_label
from nxdesk.eamano.rules.restoring import Preview
from nxdesk.eamano.store.snapshots import Snapshot
from nxdesk.records.fields import Value
from nxdesk.records.kinds import KINDS
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
    """One record: whose, what happens to it (`VANISHES` …), item by item. `relation` is 本人 or the 続柄."""

    code: str
    person: str
    name: str
    relation: str
    what: str
    number: str
    items: tuple[ItemWords, ...]

    @property
    def title(self) -> str:
        """In one line."""
        whose = f"{self.person}（{self.code}）"
        return whose if self.relation == "本人" else f"{whose}の家族 {self.name}（{self.relation}）"


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
    """`(what, how many vanish, come back, change)`, of people, families, My Numbers."""
    rows = [(label, len(preview.vanishing(people=people)), len(preview.returning(people=people)),
             len(preview.changing(people=people))) for label, people in (("従業員", True), ("家族", False))]
    parts = [part for record in preview.records if (part := record.part("my_number"))]
    return [*rows, ("個人番号", sum(part.after is None for part in parts), sum(part.now is None for part in parts),
                    sum(part.after is not None and part.now is not None for part in parts))]


def record_words(preview: Preview, record: RecordChange) -> RecordWords:
    """A record that changes."""
    about = preview.about(record)
    relation = "本人" if record.member == PERSON else _shown(record, "relationship_code", about)
    what = CHANGES if (record.now is None) == (record.after is None) else VANISHES if record.now else RETURNS
    part = record.part("my_number")
    number = "" if part is None else VANISHES if part.after is None else RETURNS if part.now is None else CHANGES
    return RecordWords(record.code, preview.person_name(record.code), _name(about), relation or "続柄なし", what, number,
                       tuple(_item(change) for change in record.items))


def _item(change: ItemChange) -> ItemWords:
    label = part_label(change.item) or (change.field.label if change.field else change.item)
    return ItemWords(label, _text(change, change.now), _text(change, change.after))


def _text(change: ItemChange, value: Value) -> str:
    return str(value or "") if change.field is None else shown_value(change.field, value)


def _shown(record: RecordChange, item: str, row: Mapping[str, Any]) -> str:
    return shown_value(record.kind.by_id[item], row.get(item))


def _name(row: Mapping[str, Any]) -> str:
    return f"{row.get('last_name') or ''} {row.get('first_name') or ''}".strip()
