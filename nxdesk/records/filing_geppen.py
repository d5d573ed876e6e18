"""報酬月額変更届 (kind 9): record 2221700 with its 49 items (records.md §9.1), NX → e-AMANO.

Whether a change has to be filed at all (随時改定) is judged by the grades in force (§9.2).
"""

from collections.abc import Iterator, Mapping, Sequence

from nxdesk.records import filing as f
from nxdesk.records import shapes as s
from nxdesk.records.fields import Field, GroupRule, Kind, Rule, Treatment, Value
from nxdesk.records.filing_pay import (
    OLD_PAY_PREFILLS,
    PAY,
    REMARK,
    WHO,
    known_table,
    old_pay,
    old_pay_rules,
    pay,
    totals,
)
from nxdesk.records.filings.amounts import is_cut, on_form
from nxdesk.records.filings.months import is_month, month_before, three_before
from nxdesk.records.filings.remuneration import Revision, average, least_days, revision, worker
from nxdesk.records.orders import later

FORM = "月変"
PAID = {"m3": "前三月", "m2": "前二月", "m1": "前一月"}
_DIRECTION = {"1": "up", "2": "down"}
_TOTALS = tuple(f"total_{end}" for end in PAID)
_JUDGED = ("revised_ym", "old_std_health", "old_std_pension", "average", "adjusted_average", "raise_kind",
           "health_only")

_FIELDS = (
    *f.owner(WHO),
    Field("revised_ym", "改定年月", f.MONTH, WHO, Treatment.KEY, needed_nx=True, needed_link=True,
          source="NPS 月変項番10-12"),
    *f.office(WHO, FORM), *f.person(WHO, FORM, 5), *old_pay(FORM),
    *(Field(end, f"給与支給月（{word}）", s.whole(1, 12), PAY, needed_link=True, source=f"NPS 月変項番{22 + place}")
      for place, (end, word) in enumerate(PAID.items())),
    *pay(FORM, list(PAID.items())),
    *f.pension_number(REMARK, FORM, 41),
    f.flag("over70", "70歳以上被用者月額変更", REMARK, "月変項番43"),
    f.flag("multi_office", "二以上勤務", REMARK, "月変項番44"),
    f.flag("short_time", "短時間労働者", REMARK, "月変項番45"),
    Field("reason", "昇（降）給の理由", s.text(75), REMARK, source="NPS 月変項番46"),
    f.flag("health_only", "健康保険のみ月額変更", REMARK, "月変項番47"),
    Field("remark", "備考欄", s.text(75), REMARK, source="NPS 月変項番48"),
    f.flag("over70_only", "70歳以上被用者届のみ提出", REMARK, "月変項番49"))

LEFT_OUT = (f.form_code("2221700"), f.my_number("40"))


def _not_before(values: Sequence[Value]) -> bool:
    """The three months of pay are not those before the month of the change (V-G01)."""
    return is_month(values[0]) and f.numbers(*values[1:]) and values[1:] != three_before(str(values[0]))


def _too_few(days: Value, short_time: Value) -> bool:
    """A month with so few days may not be filed (V-G02)."""
    return isinstance(days, int) and days < least_days(worker(short_time=short_time == 1))


def _sums(values: Sequence[Value]) -> tuple[int, int] | None:
    """総計 and 平均額 of three totals; None where one is not known."""
    known = [value for value in values if isinstance(value, int)]
    return (sum(known), average(sum(known), len(known))) if len(known) == len(PAID) else None


def fill(record: Mapping[str, Value]) -> dict[str, Value]:
    """The months of pay, 合計, 総計 and 平均額 as far as the record tells them."""
    month = record.get("revised_ym")
    found: dict[str, Value] = dict(zip(PAID, three_before(str(month)), strict=True)) if is_month(month) else {}
    found |= totals(record, tuple(PAID))
    sums = _sums([found.get(item, record.get(item)) for item in _TOTALS])
    return found if sums is None else found | {"grand_total": on_form(sums[0]), "average": on_form(sums[1])}


def _revisions(values: Sequence[Value]) -> list[Revision]:
    """What the average says of the grades that the record names; nothing where not enough is known."""
    month, health, pension, mean, adjusted, raised, health_only = values
    pay_now, direction = mean if adjusted is None else adjusted, _DIRECTION.get(str(raised))
    if not isinstance(pay_now, int) or direction is None:
        return []
    found = []
    for insurance, amount in (("health", health), ("pension", None if health_only == 1 else pension)):
        known = known_table("health" if insurance == "health" else "pension", month)
        if known is not None and isinstance(amount, int) and known.of_amount(amount) is not None:
            found.append(revision(known, amount, pay_now, "up" if direction == "up" else "down"))
    return found


def _not_due(values: Sequence[Value]) -> bool:
    """No grade moves by two (V-G03). A grade that moves against the fixed pay is told by V-G04."""
    found = _revisions(values)
    return bool(found) and not any(one.due or one.against_direction for one in found)


def _not_enrolled(rows: Sequence[tuple[Value, ...]], parent: tuple[Value, ...] | None) -> Iterator[int]:
    """The person is not insured in the month of the change (V-G07). What NX does not know is no fault."""
    enrolled, acquired, lost = parent or (None, None, None)
    for place, (month, over70_only) in enumerate(rows):
        if not is_month(month) or over70_only == 1:
            continue
        since = acquired is not None and str(acquired)[:7] > str(month)
        until = lost is not None and str(lost)[:7] <= str(month) and not later(acquired, lost)
        if since or until or (enrolled == 0 and lost is None):
            yield place


_RULES = (
    Rule("NXD_VG_01", "m1", ("m1", "revised_ym", "m3", "m2"),
         lambda today, last, month, third, second: _not_before((month, third, second, last)), source="V-G01"),
    *(Rule("NXD_VG_02", f"days_{end}", (f"days_{end}", "short_time"),
           lambda today, days, short_time: _too_few(days, short_time), source="V-G02") for end in PAID),
    Rule("NXD_VG_03", "average", _JUDGED, lambda today, *read: _not_due(read), f.WARNING, "V-G03"),
    Rule("NXD_VG_04", "raise_kind", _JUDGED,
         lambda today, *read: any(one.against_direction for one in _revisions(read)), f.WARNING, "V-G04"),
    Rule("NXD_VG_05", "old_since", ("old_since", "revised_ym"),
         lambda today, since, month: is_month(since) and is_month(month) and later(since, month_before(month)),
         source="V-G05"),
    *(rule for end in PAID
      for rule in f.sum_rules("NXD_VG_06", f"total_{end}", f"currency_{end}", f"in_kind_{end}")),
    Rule("NXD_VG_06A", "grand_total", ("grand_total", *_TOTALS),
         lambda today, given, *read: f.numbers(given) and (sums := _sums(read)) is not None
         and given != on_form(sums[0]), source="V-G06"),
    Rule("NXD_VH_13", "grand_total", ("grand_total", *_TOTALS),
         lambda today, given, *read: (sums := _sums(read)) is not None and is_cut(sums[0]), f.WARNING, "§0.6"),
    Rule("NXD_VG_06B", "average", ("average", *_TOTALS),
         lambda today, given, *read: f.numbers(given) and (sums := _sums(read)) is not None and given != sums[1],
         source="V-G06"),
    *f.person_rules(), f.number_unless_over70(), *old_pay_rules("revised_ym"), *f.pension_rules(),
    f.over70_only_rule(), f.spelled("reason"), f.bytes_at_most_75("reason"), f.spelled("remark"),
    f.bytes_at_most_75("remark"))

GEPPEN = Kind(
    id="geppen", number=9, label="報酬月額変更届", register_number=7, acquire_number=None, key=("employee_code", "seq"),
    fields=_FIELDS, rules=_RULES, match=(("revised_ym",),), match_back=(("revised_ym",),), parent="employee",
    group_rules=(
        f.twice("NXD_VG_08", "revised_ym"),
        GroupRule("NXD_VG_07", "revised_ym", ("revised_ym", "over70_only"), _not_enrolled,
                  ("shaho_enrolled", "shaho_acquired_on", "shaho_lost_on"), source="V-G07")),
    upsert=True, document=("revised_ym",), register_after=("employee",), named_by=("revised_ym",), fill=fill,
    tab="報酬",
    prefills=(*f.OFFICE_PREFILLS, *f.PERSON_PREFILLS, *OLD_PAY_PREFILLS, *f.PENSION_PREFILLS, *f.REMARK_PREFILLS),
    left_out=LEFT_OUT, source="KIR, NPS")
