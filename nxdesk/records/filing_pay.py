"""What 算定 (kind 8) and 月変 (kind 9) share: their items 13 to 39, the checks and the sums of these."""

from collections.abc import Mapping, Sequence
from typing import Literal

from nxdesk.records import shapes as s
from nxdesk.records.codes_filing import RAISE_KIND
from nxdesk.records.fields import Field, Prefill, Rule, Value
from nxdesk.records.filing import MONTH, WARNING, both, given, money
from nxdesk.records.filings.grades import GradeTable, table
from nxdesk.records.filings.months import is_month, month_before
from nxdesk.records.numbers import HEALTH_AMOUNTS, PENSION_AMOUNTS

WHO, OLD, PAY, REMARK = "届出", "従前・昇降給", "報酬", "備考"
_MONTH_NUMBER = s.whole(1, 12)
_HEALTH, _PENSION = s.amounts(HEALTH_AMOUNTS, "NXD_VE_08"), s.amounts(PENSION_AMOUNTS, "NXD_VE_08")


def old_pay(form: str) -> tuple[Field, ...]:
    """従前の標準報酬月額, 昇(降)給 and 遡及支払: items 13 to 21 of 算定 and 月変. Files hold the two amounts in thousands."""
    return (
        Field("old_std_health", "従前の標準報酬月額（健康保険）", _HEALTH, OLD, source=f"NPS {form}項番13"),
        Field("old_std_pension", "従前の標準報酬月額（厚生年金）", _PENSION, OLD, source=f"NPS {form}項番14"),
        Field("old_since", "従前改定年月", MONTH, OLD, needed_link=True, missing="NXD_VH_14", source=f"NPS {form}項番15-17"),
        Field("raise_month", "昇（降）給月", _MONTH_NUMBER, OLD, source=f"NPS {form}項番18"),
        Field("raise_kind", "昇（降）給区分", s.code(RAISE_KIND), OLD, source=f"NPS {form}項番19"),
        Field("retro_month", "遡及支払月", _MONTH_NUMBER, OLD, source=f"NPS {form}項番20"),
        money("retro_amount", "遡及支払額", OLD, f"{form}項番21", needed=False))


def pay(form: str, months: Sequence[tuple[str, str]]) -> tuple[Field, ...]:
    """基礎日数 and amounts of three months: items 25 to 39. `months` are what the ids end in, and the words."""
    found = []
    for place, (end, word) in enumerate(months):
        found += [
            Field(f"days_{end}", f"給与計算の基礎日数（{word}）", s.whole(0, 31), PAY, needed_link=True,
                  source=f"NPS {form}項番{25 + place}"),
            money(f"currency_{end}", f"通貨によるものの額（{word}）", PAY, f"{form}項番{28 + place}"),
            money(f"in_kind_{end}", f"現物によるものの額（{word}）", PAY, f"{form}項番{31 + place}"),
            money(f"total_{end}", f"合計（{word}）", PAY, f"{form}項番{34 + place}")]
    return (*found,
            money("grand_total", "総計", PAY, f"{form}項番37"),
            money("average", "平均額", PAY, f"{form}項番38"),
            money("adjusted_average", "修正平均額", PAY, f"{form}項番39", needed=False))


def old_pay_rules(month: str) -> tuple[Rule, ...]:
    """Of 従前の標準報酬月額, 昇(降)給 and 遡及支払, which 算定 and 月変 share; `month` is the item of the month in question."""
    return (
        Rule("NXD_VH_10", "old_std_health", ("old_std_health", month),
             lambda today, amount, when: _no_grade("health", amount, when), source="§8.3"),
        Rule("NXD_VH_10", "old_std_pension", ("old_std_pension", month),
             lambda today, amount, when: _no_grade("pension", amount, when), source="§8.3"),
        Rule("NXD_VH_11", "raise_kind", ("raise_month", "raise_kind"),
             lambda today, when, kind: (when is None) != (kind is None), WARNING, "K"),
        Rule("NXD_VH_12", "retro_amount", ("retro_month", "retro_amount"),
             lambda today, when, amount: (when is None) != (amount is None), WARNING, "K"))


def known_table(insurance: Literal["health", "pension"], month: Value, months_before: int = 0) -> GradeTable | None:
    """The grades in force so many months before a month; None where that is no month, or none that is known of."""
    try:
        return table(insurance, month_before(str(month), months_before)) if is_month(month) else None
    except LookupError:
        return None


def _no_grade(insurance: Literal["health", "pension"], amount: Value, month: Value) -> bool:
    """The month before knows no such standard amount; one that no month knows is told by its shape."""
    known = known_table(insurance, month, 1)
    some = HEALTH_AMOUNTS if insurance == "health" else PENSION_AMOUNTS
    return known is not None and isinstance(amount, int) and amount in some and known.of_amount(amount) is None


def totals(record: Mapping[str, Value], months: Sequence[str]) -> dict[str, Value]:
    """The 合計 of the months whose amounts are known."""
    found: dict[str, Value] = {}
    for end in months:
        currency, in_kind = record.get(f"currency_{end}"), record.get(f"in_kind_{end}")
        if isinstance(currency, int) and isinstance(in_kind, int):
            found[f"total_{end}"] = both(currency, in_kind)
    return found


OLD_PAY_PREFILLS: tuple[Prefill, ...] = (
    given("old_std_health", "std_remuneration_health"), given("old_std_pension", "std_remuneration_pension"),
    given("old_since", "std_remuneration_since"))
