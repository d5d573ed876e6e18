"""雇用保険離職証明書情報 (kind 6): what Hello Work is told of somebody who leaves, as records.md §6 has it.

A document a person and day of leaving: a head (離職者), rows of ⑧⑨ and rows of ⑩ to ⑬, each newest first.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from nxdesk.records import leaving_codes as k
from nxdesk.records import shapes as s
from nxdesk.records.employee import DAY, EI_NUMBER, HOURS, ZIP
from nxdesk.records.fields import Field, Holder, Kind, Prefill, Rule, Severity, Treatment, Value
from nxdesk.records.filings import separation
from nxdesk.records.leaving_checks import GROUP_RULES
from nxdesk.records.parts import part_rules, whole

KEEP, KEY = Treatment.KEEP, Treatment.KEY
NX, EAMANO = Holder.NX, Holder.EAMANO
_H, _I, _W = frozenset({k.HEADER}), frozenset({k.INSURED}), frozenset({k.WAGE})
_BASE_DAYS = s.whole(0, 31)
_PHONE = s.pattern(r"[0-9+][0-9-]{0,19}", 20, "NXD_K_11", "例) 03-1234-5678")
_TWENTY_HOURS = 20
_EGOV_REASON = 37
_MOST_DAYS = 31

FIELDS = (
    Field("employee_code", "個人コード", s.digits(10, 10), "離職者", KEY, needed_nx=True, needed_link=True,
          missing="NXD_VE_02"),
    Field("seq", "番号", s.running(), "離職者", KEEP, NX, needed_nx=True, source="K"),
    Field("separated_on", "④離職年月日", DAY, "離職者", KEY, needed_nx=True, needed_link=True, source="hokkaido-hellowork"),
    Field("row_kind", "区分", s.code(k.LEAVING_PART), "離職者", KEY, needed_nx=True, needed_link=True, source="K"),
    Field("line", "行番号", s.whole(1, 99), "離職者", KEY, needed_nx=True, needed_link=True, source="K"),
    Field("ei_insured_no", "①被保険者番号", EI_NUMBER, "離職者", needed_link=True, missing="NXD_VR_02",
          source="hokkaido-hellowork", parts=_H),
    Field("ei_office_no", "②事業所番号", EI_NUMBER, "離職者", needed_link=True, source="sr-str", parts=_H),
    Field("name", "③離職者氏名", s.name(25), "離職者", needed_link=True, source="kinyurei", parts=_H),
    Field("name_kana", "③フリガナ", s.kana(51), "離職者", needed_link=True, source="kinyurei", parts=_H),
    Field("office_name", "⑤事業所 名称", s.name(40), "離職者", needed_link=True, source="kinyurei", parts=_H),
    Field("office_address", "⑤事業所 所在地", s.text(75), "離職者", needed_link=True, source="kinyurei", parts=_H),
    Field("office_phone", "⑤事業所 電話番号", _PHONE, "離職者", needed_link=True, source="kinyurei", parts=_H),
    Field("zip", "⑥離職者の郵便番号", ZIP, "離職者", source="jinjer", parts=_H),
    Field("address", "⑥離職者の住所", s.text(150), "離職者", needed_link=True, source="jinjer", parts=_H),
    Field("phone", "⑥離職者の電話番号", _PHONE, "離職者", needed_link=True, source="jinjer", parts=_H),
    Field("ei_acquired_on", "資格取得年月日", DAY, "離職者", needed_link=True, source="jinjer", parts=_H),
    Field("weekly_hours", "1週間の所定労働時間", HOURS, "離職者", needed_link=True, source="jinjer, cells", parts=_H),
    Field("certificate_requested", "離職票交付希望", s.code(k.CERTIFICATE), "離職者", needed_link=True, source="blt-saving",
          parts=_H),
    Field("reason_code", "⑦離職理由", s.code(k.REASON), "離職理由", needed_link=True, missing="NXD_VR_06", source="cells, K",
          parts=_H),
    Field("reason_text", "⑦具体的事情", s.text(200), "離職理由", needed_link=True, missing="NXD_VR_06", source="cells",
          parts=_H),
    Field("reason_hint", "離職区分（参考）", s.code(k.REASON_HINT), "離職理由", source="hwiroha", parts=_H),
    Field("ei_loss_cause", "喪失原因", s.code(k.LOSS_CAUSE), "離職理由", source="K", parts=_H),
    Field("special_note", "⑭賃金に関する特記事項", s.text(200), "離職理由", source="okwave", parts=_H),
    Field("person_signed", "⑮本人の署名", s.text(50), "離職理由", KEEP, EAMANO, source="hokkaido-hellowork", parts=_H),
    Field("person_objects", "⑯本人の判断", s.code(k.OBJECTION), "離職理由", KEEP, EAMANO, source="hokkaido-hellowork",
          parts=_H),
    Field("closing_day", "賃金締切日", s.whole(1, _MOST_DAYS), "期間の計算", KEEP, NX, source="§6", parts=_H),
    Field("months_back", "計算する⑧の月数", s.whole(separation.NEEDED_INSURED, separation.MOST_MONTHS), "期間の計算", KEEP, NX,
          source="§6", parts=_H),
    Field("period_class", "⑧算定対象期間の区分", s.code(k.PERIOD_CLASS), "被保険者期間", source="work8", parts=_H),
    Field("period_from", "⑧算定対象期間（自）", DAY, "被保険者期間", needed_link=True, source="work8", parts=_I),
    Field("period_to", "⑧算定対象期間（至）", DAY, "被保険者期間", needed_link=True, source="work8", parts=_I),
    Field("period_base_days", "⑨基礎日数", _BASE_DAYS, "被保険者期間", needed_link=True, source="work8", parts=_I),
    Field("period_hours", "⑨労働時間数", s.whole(0, 744), "被保険者期間", source="K", parts=_I),
    Field("wage_from", "⑩賃金支払対象期間（自）", DAY, "賃金支払状況", needed_link=True, source="work8", parts=_W),
    Field("wage_to", "⑩賃金支払対象期間（至）", DAY, "賃金支払状況", needed_link=True, source="work8", parts=_W),
    Field("wage_base_days", "⑪基礎日数", _BASE_DAYS, "賃金支払状況", needed_link=True, source="work8", parts=_W),
    Field("amount_a", "⑫賃金額A（月・週等）", s.yen(), "賃金支払状況", source="okwave", parts=_W),
    Field("amount_b", "⑫賃金額B（日・時間等）", s.yen(), "賃金支払状況", source="okwave", parts=_W),
    Field("total", "⑫賃金額 計", s.money(0, 99_999_999), "賃金支払状況", source="okwave", parts=_W),
    Field("note", "⑬備考", s.text(60), "賃金支払状況", source="work8", parts=_W),
)


def proposed_rows(separated_on: date, acquired_on: date | None, closing_day: int = _MOST_DAYS,
                  insured: int = separation.NEEDED_INSURED) -> list[dict[str, Value]]:
    """The periods of ⑧ and ⑩ for a day of leaving, newest first and without days and amounts.

    ⑧ goes `insured` months back, ⑩ the begun wage month and as many whole ones as are needed; neither goes behind the
    day on which the insurance began. A `closing_day` that a month does not have stands for its end.
    """
    wages = list(islice(separation.wage_periods(separated_on, closing_day, acquired_on), separation.NEEDED_WAGE + 1))
    if len(wages) > separation.NEEDED_WAGE and not _begun(wages[0], closing_day):
        wages.pop()
    periods = islice(separation.insured_periods(separated_on, acquired_on), insured)
    return [*_rows(k.INSURED, "period", periods), *_rows(k.WAGE, "wage", wages)]


def _begun(newest: separation.Period, closing_day: int) -> bool:
    """The newest wage month ends before its closing day."""
    return newest.last != separation.closing(newest.last, closing_day)


def _rows(part: str, name: str, periods: Iterator[separation.Period] | Sequence[separation.Period]) -> list[
        dict[str, Value]]:
    return [{"row_kind": part, "line": line, f"{name}_from": one.first.isoformat(), f"{name}_to": one.last.isoformat()}
            for line, one in enumerate(periods, start=1)]


def derived(head: Mapping[str, Value]) -> list[dict[str, Value]]:
    """`proposed_rows` of a document's head."""
    acquired = head.get("ei_acquired_on")
    return proposed_rows(
        date.fromisoformat(str(head["separated_on"])), None if acquired is None else date.fromisoformat(str(acquired)),
        whole(head.get("closing_day")) or _MOST_DAYS, whole(head.get("months_back")) or separation.NEEDED_INSURED)


def filled(record: Mapping[str, Value]) -> dict[str, Value]:
    """⑫ 計 is what A and B come to, where either is given."""
    amounts = [record.get(name) for name in ("amount_a", "amount_b")]
    return {} if amounts == [None, None] else {"total": sum(one for one in amounts if isinstance(one, int))}


def _days(first: Value, last: Value) -> int | None:
    """The days from one to the other, both counted; None where they are no days."""
    try:
        return (date.fromisoformat(str(last)) - date.fromisoformat(str(first))).days + 1
    except ValueError:
        return None


def _too_many(today: str, first: Value, last: Value, base: Value) -> bool:
    days = _days(first, last)
    return days is not None and isinstance(base, int) and base > max(days, 0)


def _backwards(today: str, first: Value, last: Value) -> bool:
    return None not in (first, last) and str(last) < str(first)


def _wrong_total(today: str, first: Value, second: Value, total: Value) -> bool:
    given = [one for one in (first, second) if isinstance(one, int)]
    return total is not None and (not given or total != sum(given))


def _unpaid(today: str, part: Value, total: Value, note: Value) -> bool:
    return part == k.WAGE and total is None and k.UNCALCULATED not in str(note or "")


def _short_week(today: str, hours: Value) -> bool:
    start = str(hours or "").partition(":")[0]
    return start.isdecimal() and int(start) < _TWENTY_HOURS


def _long_reason(today: str, reason: Value, words: Value) -> bool:
    return reason == k.OTHER_REASON and len(str(words or "")) > _EGOV_REASON


_RULES = (
    *part_rules("row_kind", FIELDS),
    Rule("NXD_VR_11", "line", ("row_kind", "line"),
         lambda today, part, line: part == k.HEADER and line is not None and line != 1, source="K"),
    Rule("NXD_VR_03C", "period_to", ("period_from", "period_to"), _backwards, source="V-R03"),
    Rule("NXD_VR_03C", "wage_to", ("wage_from", "wage_to"), _backwards, source="V-R03"),
    Rule("NXD_VR_04", "period_base_days", ("period_from", "period_to", "period_base_days"), _too_many, source="V-R04"),
    Rule("NXD_VR_04", "wage_base_days", ("wage_from", "wage_to", "wage_base_days"), _too_many, source="V-R04"),
    Rule("NXD_VR_05", "total", ("amount_a", "amount_b", "total"), _wrong_total, source="V-R05"),
    Rule("NXD_VR_05B", "total", ("row_kind", "total", "note"), _unpaid, source="V-R05", link_only=True),
    Rule("NXD_VR_08", "weekly_hours", ("weekly_hours",), _short_week, Severity.WARNING, "jinjer, cells"),
    Rule("NXD_VR_10", "reason_text", ("reason_code", "reason_text"), _long_reason, Severity.WARNING, "cells"),
    Rule("NXD_VR_15", "separated_on", ("separated_on", "ei_acquired_on"),
         lambda today, left, acquired: None not in (left, acquired) and str(left) < str(acquired), source="§6"),
)


def _joined(between: str) -> Callable[..., Value]:
    return lambda *parts: between.join(str(part) for part in parts if part is not None) or None


def _same(value: Value) -> Value:
    return value


_PREFILLS = (
    *(Prefill(name, (name,), _same) for name in ("ei_insured_no", "zip", "ei_acquired_on", "weekly_hours")),
    Prefill("separated_on", ("retire_date",), _same),
    Prefill("name", ("last_name", "first_name"), _joined("　")),
    Prefill("name_kana", ("last_name_kana", "first_name_kana"), _joined("　")),
    Prefill("address", ("prefecture", "address_city", "address_street", "address_building"), _joined("")),
    Prefill("phone", ("mobile_phone",), _same),
    Prefill("reason_text", ("retire_reason",), _same),
)

LEAVING = Kind(
    id="rishoku", number=6, label="雇用保険離職証明書情報", register_number=4, acquire_number=None, tab="離職",
    key=("employee_code", "seq"), fields=FIELDS, rules=_RULES, match=(("separated_on",), ("row_kind",), ("line",)),
    match_back=(("separated_on",), ("row_kind",), ("line",)), parent="employee", group_rules=GROUP_RULES, upsert=True,
    document=("separated_on",), part_item="row_kind", register_after=("employee",), fill=filled, derive=derived,
    prefills=_PREFILLS, named_by=("separated_on", "row_kind", "line"), source="hokkaido-hellowork, work8")
