"""賞与支払届 (kind 10): record 2265700 with its 21 items (records.md §10.1), NX → e-AMANO.

The form carries the floored amount without the caps of premiums (§10.2); who passes the year's cap is told.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from nxdesk.records import filing as f
from nxdesk.records import shapes as s
from nxdesk.records.employee import DAY
from nxdesk.records.eras import ERAS
from nxdesk.records.fields import Field, GroupRule, Kind, Rule, Treatment, Value
from nxdesk.records.filings.bonus import HEALTH_CAP_A_YEAR, LEAST, fiscal_year, form_total, is_clamped
from nxdesk.records.filings.months import as_day
from nxdesk.records.orders import later

FORM = "賞与"
WHO, PAY, REMARK = "届出", "賞与額", "備考"
_HEISEI = next(first for name, _, first in ERAS if name == "平成")
_AMOUNTS = ("amount_currency", "amount_in_kind")

_FIELDS = (
    *f.owner(WHO),
    Field("paid_on", "賞与支払年月日", DAY, WHO, Treatment.KEY, needed_nx=True, needed_link=True,
          source="NPS 賞与項番10-11"),
    *f.office(WHO, FORM), *f.person(WHO, FORM, 5, needs_number=True),
    f.money("amount_currency", "通貨によるものの額", PAY, "賞与項番12"),
    f.money("amount_in_kind", "現物によるものの額", PAY, "賞与項番13"),
    f.money("total", "合計（賞与額）", PAY, "賞与項番14"),
    *f.pension_number(REMARK, FORM, 16),
    f.flag("over70", "70歳以上被用者", REMARK, "賞与項番18"),
    f.flag("multi_office", "二以上勤務", REMARK, "賞与項番19"),
    Field("first_paid_day", "同一月内の賞与合算 初回支払日", s.whole(1, 31), REMARK, source="NPS 賞与項番20"),
    f.flag("over70_only", "70歳以上被用者届のみ提出", REMARK, "賞与項番21"))

LEFT_OUT = (f.form_code("2265700"), f.my_number("15"))


def _form_total(currency: Value, in_kind: Value) -> int | None:
    """合計（賞与額） of the two amounts, where both are known."""
    return form_total(currency, in_kind) if isinstance(currency, int) and isinstance(in_kind, int) else None


def fill(record: Mapping[str, Value]) -> dict[str, Value]:
    """合計（賞与額）, as soon as both amounts are known."""
    total = _form_total(*map(record.get, _AMOUNTS))
    return {} if total is None else {"total": total}


def _not_first(rows: Sequence[tuple[Value, ...]], parent: tuple[Value, ...] | None) -> Iterator[int]:
    """A second bonus of one month that does not name the day of the first (V-S05)."""
    for place, (paid, first_day) in enumerate(rows):
        month = [other for other, _ in rows if str(other)[:7] == str(paid)[:7]]
        if as_day(paid) and first_day is None and any(later(paid, other) for other in month):
            yield place


def _outside(rows: Sequence[tuple[Value, ...]], parent: tuple[Value, ...] | None) -> Iterator[int]:
    """Paid before the insurance began, or after the month in which it ended (V-S06)."""
    acquired, lost = parent or (None, None)
    for place, (paid,) in enumerate(rows):
        ended = lost is not None and not later(acquired, lost) and str(paid)[:7] > str(lost)[:7]
        if paid is not None and (later(acquired, paid) or ended):
            yield place


def _beyond_cap(rows: Sequence[tuple[Value, ...]], parent: tuple[Value, ...] | None) -> Iterator[int]:
    """The bonuses of the fiscal year come to more than health insurance counts (V-S07)."""
    paid: dict[int, int] = defaultdict(int)
    known = [(str(day), place, total) for place, (day, total) in enumerate(rows)
             if as_day(day) and isinstance(total, int)]
    for day, place, total in sorted(known):
        paid[fiscal_year(day)] += total
        if paid[fiscal_year(day)] > HEALTH_CAP_A_YEAR:
            yield place


_RULES = (
    Rule("NXD_VS_01", "paid_on", ("paid_on",), lambda today, paid: later(paid, today), source="V-S01"),
    Rule("NXD_VS_02", "total", ("total", *_AMOUNTS),
         lambda today, total, *paid: f.numbers(total) and _form_total(*paid) not in (None, total), source="V-S02"),
    Rule("NXD_VS_03", "total", ("total",), lambda today, total: f.numbers(total) and total < LEAST, source="V-S03"),
    Rule("NXD_VH_13", "total", ("total", *_AMOUNTS),
         lambda today, total, *paid: f.numbers(*paid) and is_clamped(*paid), f.WARNING, "§10.1 14"),
    Rule("NXD_VS_08", "first_paid_day", ("first_paid_day", "paid_on"),
         lambda today, first, paid: f.numbers(first) and (day := as_day(paid)) is not None and first > day.day,
         source="§10.1 20"),
    Rule("NXD_VS_09", "paid_on", ("paid_on",), lambda today, paid: later(_HEISEI, paid), source="§10.1 10-11"),
    *f.person_rules(), *f.pension_rules(), f.over70_only_rule())

SHOYO = Kind(
    id="shoyo", number=10, label="賞与支払届", register_number=8, acquire_number=None, key=("employee_code", "seq"),
    fields=_FIELDS, rules=_RULES, match=(("paid_on",),), match_back=(("paid_on",),), parent="employee",
    group_rules=(
        f.twice("NXD_VS_04", "paid_on"),
        GroupRule("NXD_VS_05", "first_paid_day", ("paid_on", "first_paid_day"), _not_first, (), f.WARNING, "V-S05"),
        GroupRule("NXD_VS_06", "paid_on", ("paid_on",), _outside, ("shaho_acquired_on", "shaho_lost_on"), f.WARNING,
                  "V-S06"),
        GroupRule("NXD_VS_07", "total", ("paid_on", "total"), _beyond_cap, (), f.WARNING, "V-S07")),
    upsert=True, document=("paid_on",), register_after=("employee",), named_by=("paid_on",), fill=fill, tab="賞与",
    prefills=(*f.OFFICE_PREFILLS, *f.PERSON_PREFILLS, *f.PENSION_PREFILLS, f.given("over70", "over70"),
              f.given("multi_office", "multi_office")),
    left_out=LEFT_OUT, source="NPS csv265, KIR")
