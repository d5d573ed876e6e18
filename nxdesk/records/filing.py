"""What the 届 of social insurance have in common: who is meant, of which office, and the checks of these items.

A form writes a day as era and YYMMDD, a month as era, year and month: here one item in canonical form stands for all
of them, and names their numbers in its `source`. 個人番号 stays where NX keeps My Numbers; no 届 has a copy.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from nxdesk.records import codes as c
from nxdesk.records import shapes as s
from nxdesk.records.employee import DAY, FLAG
from nxdesk.records.fields import (
    Field,
    GroupRule,
    Holder,
    LeftOut,
    Prefill,
    Rule,
    Severity,
    Shape,
    Treatment,
    Value,
)
from nxdesk.records.filings.amounts import is_cut, on_form
from nxdesk.records.filings.official import office_sign
from nxdesk.records.filings.spelling import byte_length, fits_files, half_width_length
from nxdesk.records.orders import later

MONTH = s.year_month()
INSURED_NO = s.pattern("[1-9][0-9]{0,5}", 6, "NXD_K_04", "半角数字1～6桁")
WARNING = Severity.WARNING
_AREA = s.pattern("(?!00|99)[0-9]{2}", 2, "NXD_VH_01", "半角数字2桁（00・99を除く）")
_SYMBOL = Shape("kana", "[0-9A-Zァ-ヴー]{1,4}", 4, "NXD_VH_01", "英数字・カナ4文字以内")
_PENSION_A = s.pattern("(?!0000)[0-9]{4}", 4, "NXD_VE_07", "半角数字4桁")
_PENSION_B = s.pattern("(?!000000)[0-9]{6}", 6, "NXD_VE_07", "半角数字6桁")
_KANA_MOST, _KANJI_MOST, _BYTES_MOST = 25, 12, 75
# The form counts half-width kana: the shape leaves room for what a rule then counts, and says how.
_NAME_KANA = replace(s.kana(2 * _KANA_MOST), hint=f"姓と名の間に空白、半角カナで{_KANA_MOST}文字以内")


def owner(tab: str) -> tuple[Field, ...]:
    """Whose record it is, and NX's own number of it."""
    return (
        Field("employee_code", "個人コード", s.digits(10, 10), tab, Treatment.KEY, needed_nx=True, needed_link=True,
              missing="NXD_VE_02"),
        Field("seq", "番号", s.running(), tab, Treatment.KEEP, Holder.NX, needed_nx=True, source="K"))


def office(tab: str, form: str) -> tuple[Field, ...]:
    """事業所整理記号. The prefecture is stored by name and becomes the pension office's code in files (§0.5)."""
    return (
        Field("office_pref", "事業所整理記号（都道府県）", s.code(c.PREFECTURE), tab, needed_link=True, source=f"NPS {form}項番2"),
        Field("office_area", "事業所整理記号（郡市区符号）", _AREA, tab, needed_link=True, source=f"NPS {form}項番3"),
        Field("office_symbol", "事業所整理記号（事業所記号）", _SYMBOL, tab, needed_link=True, source=f"NPS {form}項番4"))


def office_number(tab: str, form: str) -> Field:
    """事業所番号, which stands on the two 届 of acquisition and loss alone."""
    return Field("office_no", "事業所番号", s.digits(1, 5), tab, needed_link=True, source=f"NPS {form}項番5")


def person(tab: str, form: str, number: int, *, needs_number: bool = False) -> tuple[Field, ...]:
    """整理番号, names and day of birth, which stand on every 届 from item `number` on."""
    return (
        Field("insured_no", "被保険者整理番号", INSURED_NO, tab, needed_link=needs_number, source=f"NPS {form}項番{number}"),
        Field("name_kana", "氏名（カナ）", _NAME_KANA, tab, needed_link=True,
              source=f"NPS {form}項番{number + 1}"),
        Field("name_kanji", "氏名（漢字）", s.name(_KANJI_MOST), tab, source=f"NPS {form}項番{number + 2}"),
        Field("birth_date", "生年月日", DAY, tab, needed_link=True, source=f"NPS {form}項番{number + 3}-{number + 4}"))


def pension_number(tab: str, form: str, number: int) -> tuple[Field, ...]:
    """基礎年金番号 in its two parts."""
    return (
        Field("pension_a", "基礎年金番号（課所符号）", _PENSION_A, tab, sensitive=True, source=f"NPS {form}項番{number}"),
        Field("pension_b", "基礎年金番号（一連番号）", _PENSION_B, tab, sensitive=True, source=f"NPS {form}項番{number + 1}"))


def flag(item: str, label: str, tab: str, source: str) -> Field:
    """A remark that is marked or not."""
    return Field(item, label, FLAG, tab, source=f"NPS {source}")


def money(item: str, label: str, tab: str, source: str, *, needed: bool = True) -> Field:
    """An amount in yen."""
    return Field(item, label, s.yen(), tab, needed_link=needed, source=f"NPS {source}")


def form_code(code: str) -> LeftOut:
    """様式コード, which is the same on every 届 of a kind."""
    return LeftOut("1", "様式コード", f"常に{code}")


def my_number(number: str) -> LeftOut:
    """個人番号, which no record holds."""
    return LeftOut(number, "個人番号", "個人番号は暗号化した専用の保管場所だけに置き、届のデータには入れない")


# Checks. Each is given what was typed, which need be no number and no day.

def numbers(*values: Value) -> bool:
    """All of them are whole numbers."""
    return all(isinstance(value, int) for value in values)


def person_rules() -> tuple[Rule, ...]:
    """Of the items of `person`."""
    return (
        Rule("NXD_VH_02", "name_kana", ("name_kana",), lambda today, name: _not_two(name, " \u3000"), source="§0.2"),
        Rule("NXD_VH_03", "name_kana", ("name_kana",), lambda today, name: too_long(name, _KANA_MOST), source="§0.2"),
        Rule("NXD_VH_04", "name_kanji", ("name_kanji",), lambda today, name: _not_two(name, "\u3000"), source="§0.2"),
        spelled("name_kanji"),
        Rule("NXD_VE_04B", "birth_date", ("birth_date",), lambda today, born: later(born, today), source="§0.4"))


def _not_two(name: Value, spaces: str) -> bool:
    """The name is not two words with exactly one of these spaces between them."""
    words = re.split(f"[{spaces}]", str(name))
    return name is not None and (len(words) != 2 or any(word.split() != [word] for word in words))


def too_long(kana: Value, most: int) -> bool:
    """More half-width kana than files have room for."""
    return half_width_length(str(kana or "")) > most


def spelled(item: str) -> Rule:
    """Of a text that official files have to hold."""
    return Rule("NXD_VH_05", item, (item,), lambda today, text: not fits_files(str(text or "")), WARNING, "§0.2")


def bytes_at_most_75(item: str) -> Rule:
    """Of a text whose room on the form is counted in bytes."""
    return Rule("NXD_VH_06", item, (item,), lambda today, text: byte_length(str(text or "")) > _BYTES_MOST,
                source="§9.1")


def number_unless_over70() -> Rule:
    """被保険者整理番号 may be left blank only for people over 70."""
    return Rule("NXD_VH_07", "insured_no", ("insured_no", "over70"),
                lambda today, number, over70: number is None and over70 != 1, source="§0.3, §8.1")


def both_parts() -> Rule:
    """Both parts of 基礎年金番号 or none."""
    return Rule("NXD_VE_07B", "pension_b", ("pension_a", "pension_b"),
                lambda today, a, b: (a is None) != (b is None), source="§0.3")


def pension_rules() -> tuple[Rule, ...]:
    """基礎年金番号 is given for people over 70, since no record has their 個人番号."""
    return (both_parts(), Rule("NXD_VH_08", "pension_a", ("over70", "pension_a", "pension_b"),
                               lambda today, over70, a, b: over70 == 1 and a is None and b is None,
                               source="§8.1, §9.1, §10.1"))


def over70_only_rule(flag_item: str = "over70") -> Rule:
    """A 届 for over 70 alone says that somebody is."""
    return Rule("NXD_VH_09", "over70_only", ("over70_only", flag_item),
                lambda today, only, over70: only == 1 and over70 != 1, WARNING, "K")


def sum_rules(code: str, total: str, currency: str, in_kind: str) -> tuple[Rule, ...]:
    """合計 is both together, and what the form cannot hold is told."""
    return (
        Rule(code, total, (total, currency, in_kind),
             lambda today, given, money, goods: numbers(given, money, goods) and given != both(money, goods)),
        Rule("NXD_VH_13", total, (total, currency, in_kind),
             lambda today, given, money, goods: numbers(money, goods) and is_cut(money + goods), WARNING, "§0.6"))


def both(currency: int, in_kind: int) -> int:
    """通貨 and 現物 together, as the form holds it."""
    return on_form(currency + in_kind)


def twice(code: str, item: str) -> GroupRule:
    """No two records of one person are about the same day or month; every one after the first is at fault."""
    return GroupRule(code, item, (item,), _again)


def _again(rows: Sequence[tuple[Value, ...]], parent: tuple[Value, ...] | None) -> list[int]:
    given = [row[0] for row in rows]
    return [place for place, value in enumerate(given) if value is not None and value in given[:place]]


# What the person's own record tells of a new 届.

def given(item: str, of_person: str) -> Prefill:
    """The value of an item of the person's, as it is."""
    return Prefill(item, (of_person,), lambda value: value)


PERSON_PREFILLS: tuple[Prefill, ...] = (
    given("insured_no", "hi_insured_no"),
    Prefill("name_kana", ("last_name_kana", "first_name_kana"), lambda last, first: _joined(last, first, " ")),
    Prefill("name_kanji", ("efile_last_name", "last_name", "efile_first_name", "first_name"),
            lambda filed_last, last, filed_first, first: _joined(filed_last or last, filed_first or first, "\u3000")),
    given("birth_date", "birth_date"))
OFFICE_PREFILLS: tuple[Prefill, ...] = (
    Prefill("office_pref", ("office_code",), lambda code: _of_sign(code, 0)),
    Prefill("office_area", ("office_code",), lambda code: _of_sign(code, 1)),
    Prefill("office_symbol", ("office_code",), lambda code: _of_sign(code, 2)))
REMARK_PREFILLS: tuple[Prefill, ...] = tuple(given(item, item) for item in ("over70", "multi_office", "short_time"))
PENSION_PREFILLS: tuple[Prefill, ...] = (
    # Nobody's number is copied where the form does not ask for it.
    Prefill("pension_a", ("over70", "basic_pension_no_a"), lambda over70, part: part if over70 else None),
    Prefill("pension_b", ("over70", "basic_pension_no_b"), lambda over70, part: part if over70 else None))


def _joined(last: Value, first: Value, space: str) -> Value:
    """One name of two; the spaces within each are no part of it."""
    return f"{''.join(str(last).split())}{space}{''.join(str(first).split())}" if last and first else None


def _of_sign(code: Value, place: int) -> Value:
    sign = office_sign(str(code or ""))
    return sign[place] if sign is not None else None
