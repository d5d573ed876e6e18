"""Impacts as a dry run tells them: a few records by hand, or as many as wanted."""

from collections.abc import Sequence
from typing import Any

from nxdesk.desk.impact import EFFECTS, Impact, ImpactRecord
from nxdesk.records.effects import Effect
from nxdesk.records.kinds import kind

CLEARED = ("occupation_other", "消去", "翻訳", None, "④-16")
FIXED = ("school_year", "固定値", 3, 0, "④-17")
WRITTEN = ("last_name_kana", "上書き", "イトウ", "イトー", "③-6")
NUMBER_GONE = ("my_number", "削除", "あり", None, "③-8")


def record(code: str, member: str, name: str, label: str, raw: Sequence[tuple[Any, ...]], *, relation: str = "",
           kind_id: str = "family", near: bool = False, newer: bool = False) -> ImpactRecord:
    """One record with these effects."""
    effects = [Effect(effect[1]) for effect in raw]
    lost = [effect for effect in raw if effect[1] in ("消去", "固定値", "削除") and effect[2] is not None]
    return ImpactRecord(kind(kind_id), code, member, "伊藤 一郎", name, relation, label, len(lost),
                        any(effect[0] == "my_number" for effect in lost), label == "削除", near,
                        tuple(effects.count(effect) for effect in EFFECTS), tuple((*effect,) for effect in raw),
                        newer=newer)


def impact_of(records: Sequence[ImpactRecord], emptied: tuple[str, ...] = ()) -> Impact:
    """The impact that consists of these records."""
    gone = [found for found in records if found.deleted]
    return Impact(
        records=tuple(records), written=len(records) - len(gone),
        new=sum(found.label == "新規データ" for found in records),
        relinked=sum(found.label == "再登録データ" for found in records), deleted=len(gone),
        numbers_deleted=sum(found.number_lost for found in records), numbers_replaced=0,
        losses=sum(found.loses for found in records), losing=sum(found.loses > 0 for found in records),
        people=len({found.code for found in records}), emptied=emptied,
        unchanged=sum(found.label == "再登録データ" and not found.raw for found in records),
        newer=sum(found.newer for found in records))


def gone(code: str, member: str, name: str, relation: str, *, near: bool = False) -> ImpactRecord:
    """A member whom e-AMANO would delete, with the My Number."""
    last, first = name.split()
    raw = [("last_name", "削除", last, None, "③-6"), ("first_name", "削除", first, None, "③-6"),
           ("my_number", "削除", "あり", None, "③-6")]
    return record(code, member, name, "削除", raw, relation=relation, near=near)


def family() -> Impact:
    """A son overwritten, a wife who is probably the deleted one, and a person of whom NX has no family."""
    return impact_of([
        record("0000000101", "1", "伊藤 太郎", "再登録データ", [WRITTEN, CLEARED, FIXED], relation="子"),
        record("0000000101", "2", "工藤 花子", "新規データ", [("school_year", "固定値", None, 0, "④-17")], relation="妻",
               near=True),
        record("0000000101", "3", "伊藤 次郎", "再登録データ", [WRITTEN], relation="子"),
        gone("0000000101", "e4", "伊藤 花子", "妻", near=True), gone("0000000131", "e5", "伊集院 実", "父"),
    ], ("0000000131",))


def harmless() -> Impact:
    """Nothing is lost."""
    return impact_of([record("0000000101", "1", "伊藤 太郎", "再登録データ", [WRITTEN], relation="子")])


def overtaken() -> Impact:
    """One whose data at e-AMANO is newer and loses nothing, one that also loses an item, and one with nothing to do."""
    return impact_of([
        record("0000000101", "", "伊藤 一郎", "再登録データ", [WRITTEN], kind_id="employee", newer=True),
        record("0000000102", "", "伊藤 一郎", "再登録データ", [("phone_area", "消去", "03", None, "④-4")],
               kind_id="employee", newer=True),
        record("0000000103", "", "伊藤 一郎", "再登録データ", [], kind_id="employee")])


def many(people: int = 10_000) -> Impact:
    """As many people with a member each who is overwritten, half of them with one who goes."""
    records = []
    for number in range(people):
        code = f"{number:010d}"
        records.append(record(code, "1", "伊藤 太郎", "再登録データ", [WRITTEN, CLEARED], relation="子"))
        if number % 2:
            records.append(gone(code, f"e{number}", "伊藤 花子", "妻"))
    return impact_of(records)
