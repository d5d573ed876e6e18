"""報酬月額算定基礎届 (kind 8): record 2225700 with its 53 items (records.md §8.1), NX → e-AMANO.

Which of the three months count, the total and the average follow from base days and amounts (§8.2).
"""

from collections.abc import Iterator, Mapping, Sequence

from nxdesk.records import filing as f
from nxdesk.records import shapes as s
from nxdesk.records.fields import Field, GroupRule, Kind, LeftOut, Prefill, Rule, Treatment, Value
from nxdesk.records.filing_pay import OLD_PAY_PREFILLS, REMARK, WHO, old_pay, old_pay_rules, pay, totals
from nxdesk.records.filings.amounts import is_cut, on_form
from nxdesk.records.filings.months import is_month
from nxdesk.records.filings.remuneration import PayMonth, average, counted, grand_total, worker
from nxdesk.records.orders import later

FORM = "算定"
PAID = ("4", "5", "6")
"""給与支給月 of every 算定."""
_MONTHS_OF_70 = s.pattern("0[456](?:0[456])?", 4, "NXD_K_04", "「04」「05」「06」のうち1つか2つ（例 0506）")
_SUMMED = (*(f"days_{n}" for n in PAID), *(f"total_{n}" for n in PAID), "short_time", "part_time")

_WHO = (
    *f.owner(WHO),
    Field("applied_ym", "適用年月", f.MONTH, WHO, Treatment.KEY, needed_nx=True, needed_link=True,
          source="NPS 算定項番10-12"),
    *f.office(WHO, FORM), *f.person(WHO, FORM, 5))


_REMARKS = (
    *f.pension_number(REMARK, FORM, 41),
    f.flag("over70", "70歳以上被用者算定", REMARK, "算定項番43"),
    Field("over70_months", "70歳以上被用者の算定基礎月", _MONTHS_OF_70, REMARK, source="NPS 算定項番44"),
    f.flag("multi_office", "二以上勤務", REMARK, "算定項番45"),
    f.flag("geppen_planned", "月額変更予定", REMARK, "算定項番46"),
    f.flag("mid_join", "途中入社", REMARK, "算定項番47"),
    f.flag("on_leave", "病休・育休・休職等", REMARK, "算定項番48"),
    f.flag("short_time", "短時間労働者", REMARK, "算定項番49"),
    f.flag("part_time", "パート", REMARK, "算定項番50"),
    f.flag("annual_average", "年間平均", REMARK, "算定項番51"),
    Field("remark", "備考欄", s.text(37), REMARK, source="NPS 算定項番52"),
    f.flag("over70_only", "70歳以上被用者届のみ提出", REMARK, "算定項番53"))

LEFT_OUT = (
    f.form_code("2225700"), LeftOut("22-24", "給与支給月", "常に04・05・06。基礎日数と額の項目が月ごとにあるため"),
    f.my_number("40"))


def _sums(values: Sequence[Value]) -> tuple[int, int] | None:
    """総計 and 平均額 of base days, totals, 短時間 and パート; None where some are not known."""
    known = [value for value in values[:6] if isinstance(value, int)]
    if len(known) != 6:
        return None
    months = [PayMonth(days, total) for days, total in zip(known[:3], known[3:], strict=True)]
    places = counted(months, worker(short_time=values[6] == 1, part_time=values[7] == 1))
    whole = grand_total(months, places)
    return whole, average(whole, len(places))


def fill(record: Mapping[str, Value]) -> dict[str, Value]:
    """合計, 総計 and 平均額 as far as the record tells them."""
    found = totals(record, PAID)
    known = {**record, **found}
    sums = _sums([known.get(item) for item in _SUMMED])
    return found if sums is None else found | {"grand_total": on_form(sums[0]), "average": sums[1]}


def _acquired_late(rows: Sequence[tuple[Value, ...]], parent: tuple[Value, ...] | None) -> Iterator[int]:
    """Who was acquired in June or later has no 算定 in that year (§8.2)."""
    for place, (month,) in enumerate(rows):
        if parent and month and later(parent[0], f"{str(month)[:4]}-05-31"):
            yield place


def _left_early(rows: Sequence[tuple[Value, ...]], parent: tuple[Value, ...] | None) -> Iterator[int]:
    """Who left by 30 June, so that the insurance ended by 1 July, has none either."""
    for place, (month,) in enumerate(rows):
        if parent and month and parent[1] and not later(parent[1], f"{str(month)[:4]}-07-01") and not later(
                parent[0], parent[1]):
            yield place


_RULES = (
    Rule("NXD_VT_01", "applied_ym", ("applied_ym",),
         lambda today, month: is_month(month) and str(month)[5:] != "09", source="§8.1 10-12"),
    Rule("NXD_VT_05", "old_since", ("old_since", "applied_ym"),
         lambda today, since, month: later(since, month), f.WARNING, "K"),
    *(rule for n in PAID for rule in f.sum_rules("NXD_VT_02", f"total_{n}", f"currency_{n}", f"in_kind_{n}")),
    Rule("NXD_VT_03", "grand_total", ("grand_total", *_SUMMED),
         lambda today, given, *read: f.numbers(given) and (sums := _sums(read)) is not None
         and given != on_form(sums[0]), source="§8.1 37"),
    Rule("NXD_VH_13", "grand_total", ("grand_total", *_SUMMED),
         lambda today, given, *read: (sums := _sums(read)) is not None and is_cut(sums[0]), f.WARNING, "§0.6"),
    Rule("NXD_VT_04", "average", ("average", *_SUMMED),
         lambda today, given, *read: f.numbers(given) and (sums := _sums(read)) is not None and given != sums[1],
         source="§8.1 38"),
    *f.person_rules(), f.number_unless_over70(), *old_pay_rules("applied_ym"), *f.pension_rules(),
    f.over70_only_rule(), f.spelled("remark"))
_ACQUIRED = ("shaho_acquired_on", "shaho_lost_on")

SANTEI = Kind(
    id="santei", number=8, label="報酬月額算定基礎届", register_number=6, acquire_number=None,
    key=("employee_code", "seq"), fields=(*_WHO, *old_pay(FORM), *pay(FORM, [(n, f"{n}月") for n in PAID]), *_REMARKS),
    rules=_RULES, match=(("applied_ym",),), match_back=(("applied_ym",),), parent="employee",
    group_rules=(
        f.twice("NXD_VT_08", "applied_ym"),
        GroupRule("NXD_VT_06", "applied_ym", ("applied_ym",), _acquired_late, _ACQUIRED, f.WARNING, "§8.2"),
        GroupRule("NXD_VT_07", "applied_ym", ("applied_ym",), _left_early, _ACQUIRED, f.WARNING, "§8.2")),
    upsert=True, document=("applied_ym",), register_after=("employee",), named_by=("applied_ym",), fill=fill,
    tab="報酬",
    prefills=(*f.OFFICE_PREFILLS, *f.PERSON_PREFILLS, *OLD_PAY_PREFILLS, *f.PENSION_PREFILLS, *f.REMARK_PREFILLS,
              Prefill("part_time", ("employment_type", "short_time"),
                      lambda kind, short: 1 if kind == "part_time" and not short else None)),
    left_out=LEFT_OUT, source="NPS p.136-142, KIR")
