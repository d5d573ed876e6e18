"""Counts, limits and names of what a registration does, from the effects as they travel."""

from nxdesk.desk.impact import EFFECTS, Impact, ImpactRecord
from nxdesk.desk.impact_building import ImpactBuilder
from nxdesk.desk.run_checks import Person
from nxdesk.desk.run_people import Chosen
from nxdesk.desk.run_texts import losses
from nxdesk.link.dry_runs import CheckedGone, CheckedRow, RawEffect
from nxdesk.masters.people import Parent
from nxdesk.records.checks import told_ids
from nxdesk.records.effects import Effect
from nxdesk.records.family import FAMILY
from nxdesk.wire.protocol import Verdict

CODE = "0000000101"
CHANGED = "2026-04-01T09:00:00"
OWNER = Parent("伊藤", "一郎", "1980-01-01", "2010-04-01", None, None)
CLEARED: RawEffect = ("occupation_other", "消去", "農業", None, "④-16")
FIXED: RawEffect = ("school_year", "固定値", 3, 0, "④-17")
NEW: RawEffect = ("school_year", "固定値", None, 0, "④-17")
WRITTEN: RawEffect = ("last_name_kana", "上書き", "イトウ", "イトー", "③-6")
NUMBER: RawEffect = ("my_number", "削除", "あり", None, "③-8")


def member(number: int) -> Person:
    row = {"employee_code": CODE, "last_name": "伊藤", "first_name": f"花{number}", "relationship_code": "11"}
    return Person(CODE, CHANGED, "", "", tuple(row.get(item) for item in FAMILY.linked_ids), member=number,
                  told=tuple(map(row.get, told_ids(FAMILY))))


def gone(number: int, *effects: RawEffect, code: str = CODE, my_number: bool = False) -> CheckedGone:
    named: tuple[RawEffect, ...] = (
        ("last_name", "削除", "伊藤", None, "③-6"), ("first_name", "削除", f"去{number}", None, "③-6"),
        ("relationship_code", "削除", "02", None, "③-6"))
    return CheckedGone(code, number, 1, "", "", my_number, None, named + effects)


def built(there: list[tuple[RawEffect, ...]], going: list[CheckedGone], stamp: str = "") -> Impact:
    records = [member(n) for n in range(1, len(there) + 1)]
    builder = ImpactBuilder(Chosen(FAMILY, (CODE, "0000000102"), tuple(records), {CODE: OWNER, "0000000102": OWNER}))
    for record, effects in zip(records, there, strict=True):
        builder.add(record, CheckedRow(CODE, Verdict.RELINK, 1, stamp, 1, "", effects, []), "再登録データ")
    for one in going:
        builder.add_gone(one)
    return builder.built()


def test_counts_and_losses() -> None:
    impact = built([(CLEARED, FIXED), (NEW,), (NUMBER,)], [gone(7, my_number=True)])
    assert (impact.written, impact.relinked, impact.new, impact.deleted) == (3, 3, 0, 1)
    assert (impact.numbers_deleted, impact.deletions, impact.losing) == (2, 2, 3)
    assert impact.losses == 2 + 1 + 3
    record = impact.records[0]
    assert record.counts == {Effect.CLEAR: 1, Effect.FIXED: 1}
    assert [(item.label, item.old, item.new) for item in record.items] == [
        ("職業（その他）", "農業", ""), ("学年", "3", "0")]
    assert sum(record.tally) == 2
    assert len(EFFECTS) == len(record.tally)


def test_nothing_lost_is_not_dangerous() -> None:
    impact = built([(NEW,), ()], [])
    assert not impact.dangerous
    assert not impact.must_type
    assert impact.ticks() == ()
    assert not impact.must_confirm


def test_more_than_five_members_or_a_tenth_of_the_records_must_be_typed() -> None:
    hundred: list[tuple[RawEffect, ...]] = [()] * 100
    assert not built(hundred, [gone(n) for n in range(5)]).must_type
    assert built(hundred, [gone(n) for n in range(6)]).must_type
    assert built([()] * 9, [gone(1), gone(2)]).must_type
    assert not built([()] * 9, [gone(1)]).must_type
    assert not built([(CLEARED,)] * 9, []).must_type
    assert built(hundred, [gone(n) for n in range(6)]).typed_word == "削除6"
    assert not built([(NUMBER,)] * 5 + hundred, []).must_type
    assert built([(NUMBER,)] * 6 + hundred, []).must_type


def test_losses_are_named_and_counted_in_words() -> None:
    impact = built([(NUMBER,)], [gone(7, my_number=True), gone(8)])
    assert impact.named_losses() == (
        f"伊藤 一郎（{CODE}）の家族 伊藤 花1（子(実子・養子)）の個人番号を削除",
        f"伊藤 一郎（{CODE}）の家族 伊藤 去7（妻）を削除（個人番号も削除）",
        f"伊藤 一郎（{CODE}）の家族 伊藤 去8（妻）を削除")
    assert "家族の削除: 2件" in losses(impact)
    assert "個人番号の削除: 2件" in losses(impact)
    assert impact.typed_word == "削除3"


def test_a_record_in_which_nothing_is_written_is_counted_apart() -> None:
    impact = built([(), (NEW,), (("school_year", "固定値", 0, 0, "④-17"),)], [])
    assert (impact.relinked, impact.unchanged) == (3, 2)


def test_newer_data_that_would_be_overwritten_wants_a_tick() -> None:
    """09:00 of Japan is midnight on the wire; a My Number is replaced each time and says nothing of what is newer."""
    effects: list[tuple[RawEffect, ...]] = [
        (WRITTEN,), (), (("my_number", "上書き", "あり", "あり（差し替え）", "③-7"),)]
    same, later = (built(effects, [], stamp) for stamp in ("2026-04-01T00:00:00Z", "2026-04-01T00:00:01Z"))
    assert (same.newer, same.must_confirm, same.ticks()) == (0, False, ())
    assert [record.newer for record in later.records] == [True, False, False]
    assert (later.newer, later.dangerous, later.must_confirm) == (1, False, True)
    (tick,) = later.ticks()
    assert (tick.id, tick.names) == ("newer", (later.records[0].shown_name,))
    assert "新しいデータ1件" in tick.sentence
    assert "e-AMANO側が新しいデータの上書き: 1件" in losses(later)
    assert "消えます" not in losses(later)
    assert built(effects, [], "no stamp").newer == 0


def test_only_a_family_that_goes_as_a_whole_is_emptied() -> None:
    impact = built([()], [gone(7), gone(8, code="0000000102")])
    assert impact.emptied == ("0000000102",)


def test_secrets_are_dots_and_texts_are_harmless() -> None:
    impact = built([(("basic_pension_no_a", "消去", "1234", None, "④-11"),
                     ("occupation_other", "消去", "a\x1b[2Jb", None, ""))], [])
    items = impact.records[0].items
    assert items[0].old == "●●●●"
    assert "\x1b" not in items[1].old


def test_records_make_their_items_only_when_asked() -> None:
    record: ImpactRecord = built([(CLEARED,)], []).records[0]
    assert record.items is not record.items
    assert record.shown_name.startswith("伊藤 一郎（")
