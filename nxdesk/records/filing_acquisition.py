"""社会保険資格取得届 (kind 4): record 2200700 with its 34 items (records.md §3), e-AMANO → NX.

Made and filed in e-AMANO; NX keeps the 届, and the person's own record takes over what follows from it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

from nxdesk.records import codes_filing as cf
from nxdesk.records import filing as f
from nxdesk.records import shapes as s
from nxdesk.records.employee import DAY, FLAG, ZIP
from nxdesk.records.fields import Condition, Field, GroupRule, Kind, Prefill, Rule, Take, Treatment, Value
from nxdesk.records.filing_pay import known_table
from nxdesk.records.filings.months import as_day
from nxdesk.records.orders import later

FORM = "取得"
WHO, PAY, REMARK, ADDRESS, STATE = "届出", "報酬月額", "備考", "住所", "申請状況"
LEAST_PAY = 1000
_ADDRESS_MOST = 75
_OTHER_REASON = "3"
_INSURED = "1"

STATUS = (
    Field("status", "申請状況", s.code(cf.FILING_STATUS), STATE, source="K"),
    Field("arrival_no", "到達番号", s.digits(1, 20), STATE, source="K e-Gov"))
"""How far e-AMANO is with a 届."""
FINISHED = Condition("status", cf.FILED)

_FIELDS = (
    *f.owner(WHO),
    Field("acquired_on", "資格取得年月日", DAY, WHO, Treatment.KEY, needed_nx=True, needed_link=True,
          source="NPS 取得項番18-19"),
    *f.office(WHO, FORM), f.office_number(WHO, FORM), *f.person(WHO, FORM, 6),
    Field("sex_kind", "種別（性別）", s.code(cf.SEX_KIND), WHO, source="NPS 取得項番11"),
    Field("acquisition_kind", "取得区分", s.code(cf.ACQUISITION_KIND), WHO, needed_link=True, source="NPS 取得項番12"),
    Field("no_mynumber_reason", "個人番号を記載できない理由", s.code(cf.NO_MY_NUMBER_REASON), WHO, source="NTS, 取得項番14"),
    Field("no_mynumber_reason_text", "個人番号を記載できない理由（その他）", s.text(37), WHO, source="NTS, 取得項番15"),
    *f.pension_number(WHO, FORM, 16),
    Field("has_dependents", "被扶養者の有無", FLAG, WHO, needed_link=True, source="NPS 取得項番20"),
    f.money("pay_currency", "報酬月額（通貨）", PAY, "取得項番21"),
    f.money("pay_in_kind", "報酬月額（現物）", PAY, "取得項番22"),
    f.money("pay_total", "報酬月額（合計）", PAY, "取得項番23"),
    f.flag("over70", "70歳以上被用者該当", REMARK, "取得項番24"),
    f.flag("multi_office", "二以上事業所勤務者", REMARK, "取得項番25"),
    f.flag("short_time", "短時間労働者（特定適用事業所等）", REMARK, "取得項番26"),
    f.flag("rehired", "退職後の継続再雇用者", REMARK, "取得項番27"),
    Field("remark", "備考（その他）", s.text(37), REMARK, source="NPS 取得項番28"),
    Field("zip", "郵便番号", ZIP, ADDRESS, source="NPS 取得項番29-30"),
    Field("address_kana", "住所（カナ）", s.kana(75), ADDRESS, source="NPS 取得項番31"),
    Field("address_kanji", "住所（漢字）", s.text(37), ADDRESS, source="NPS 取得項番32"),
    f.flag("over70_only", "70歳以上被用者該当届のみ提出", REMARK, "取得項番33"),
    f.flag("certificate_needed", "資格確認書発行要否", REMARK, "取得項番34"),
    *STATUS)

LEFT_OUT = (f.form_code("2200700"), f.my_number("13"))


_SEX = {"male": "1", "female": "2"}


def _address(*parts: Value) -> Value:
    """One address of its parts, with the full-width spaces that files allow."""
    return "".join(str(part).replace(" ", "\u3000") for part in parts if part) or None


def fill(record: Mapping[str, Value]) -> dict[str, Value]:
    """報酬月額（合計）, as soon as both amounts are known."""
    currency, in_kind = record.get("pay_currency"), record.get("pay_in_kind")
    if not isinstance(currency, int) or not isinstance(in_kind, int):
        return {}
    return {"pay_total": f.both(currency, in_kind)}


def _open(rows: Sequence[tuple[Value, ...]], parent: tuple[Value, ...] | None) -> Iterator[int]:
    """The person is still insured since an earlier day, as far as NX knows."""
    acquired, lost = parent or (None, None)
    still = acquired is not None and (lost is None or later(acquired, lost))
    for place, (since,) in enumerate(rows):
        if later(since, acquired) and (still or later(lost, since)):
            yield place


def _before_hire(rows: Sequence[tuple[Value, ...]], parent: tuple[Value, ...] | None) -> Iterator[int]:
    yield from (place for place, (since,) in enumerate(rows) if parent and since and later(parent[0], since))


def _after_hire(rows: Sequence[tuple[Value, ...]], parent: tuple[Value, ...] | None) -> Iterator[int]:
    yield from (place for place, (since,) in enumerate(rows) if parent and parent[0] and later(since, parent[0]))


_RULES = (
    Rule("NXD_VA_01", "acquired_on", ("acquired_on",), lambda today, since: later(since, today), source="§3 18-19"),
    Rule("NXD_VA_02", "sex_kind", ("acquisition_kind", "sex_kind"),
         lambda today, kind, sex: kind == _INSURED and sex is None, source="§3 11"),
    *f.sum_rules("NXD_VA_03", "pay_total", "pay_currency", "pay_in_kind"),
    Rule("NXD_VA_04", "pay_total", ("pay_total",), lambda today, pay: isinstance(pay, int) and pay < LEAST_PAY,
         source="§3 23"),
    Rule("NXD_VA_05", "no_mynumber_reason_text", ("no_mynumber_reason", "no_mynumber_reason_text"),
         lambda today, reason, text: reason == _OTHER_REASON and text is None, source="§3 14-15"),
    *(Rule("NXD_VA_06", item, ("no_mynumber_reason", item),
           lambda today, reason, address: reason is not None and address is None, source="§3 29-31")
      for item in ("zip", "address_kana")),
    Rule("NXD_VA_07", "pension_a", ("over70", "no_mynumber_reason", "pension_a"),
         lambda today, over70, reason, number: over70 == 1 and reason is not None and number is None,
         source="§3 16-17"),
    Rule("NXD_VA_08", "address_kanji", ("address_kanji",), lambda today, address: " " in str(address or ""),
         source="§3 32"),
    Rule("NXD_VH_03", "address_kana", ("address_kana",), lambda today, kana: f.too_long(kana, _ADDRESS_MOST),
         source="§0.2"),
    *f.person_rules(), f.both_parts(), f.over70_only_rule(), f.spelled("address_kanji"), f.spelled("remark"))


def _standard(insurance: Literal["health", "pension"], since: Value, pay: Value) -> Value:
    """標準報酬月額 at acquisition (取得時決定), by the grades of that month."""
    known = known_table(insurance, str(since)[:7]) if as_day(since) else None
    return known.of_pay(pay).amount if known is not None and isinstance(pay, int) else None


def _take(field: str, reads: tuple[str, ...], value: Callable[..., Value]) -> Take:
    """What the person's record gets, unless it tells of a later acquisition already."""
    return Take(field, ("acquired_on", *reads),
                lambda since, *known: None if later(known[-1], since) else value(since, *known[:-1]),
                parent_reads=("shaho_acquired_on",), source="§3")


_TAKES = (
    _take("shaho_acquired_on", (), lambda since: since),
    _take("shaho_enrolled", (), lambda since: 1 if since else None),
    # A loss from before this acquisition belongs to the time before it.
    Take("shaho_lost_on", ("acquired_on",),
         lambda since, lost: "" if lost and since and not later(lost, since) else None,
         parent_reads=("shaho_lost_on",), source="§3"),
    _take("hi_insured_no", ("insured_no",), lambda since, number: number),
    _take("ep_insured_no", ("insured_no",), lambda since, number: number),
    _take("std_remuneration_health", ("pay_total",), lambda since, pay: _standard("health", since, pay)),
    _take("std_remuneration_pension", ("pay_total",), lambda since, pay: _standard("pension", since, pay)),
    _take("std_remuneration_since", ("pay_total",),
          lambda since, pay: str(since)[:7] if _standard("health", since, pay) else None),
    *(_take(item, (item,), lambda since, marked: marked) for item in ("over70", "multi_office", "short_time")))


ACQUISITION = Kind(
    id="shaho_acq", number=4, label="社会保険資格取得届", register_number=None, acquire_number=4,
    key=("employee_code", "seq"), fields=_FIELDS, rules=_RULES, match=(("acquired_on",),),
    match_back=(("acquired_on",),), parent="employee",
    group_rules=(
        f.twice("NXD_VA_12", "acquired_on"),
        GroupRule("NXD_VA_09", "acquired_on", ("acquired_on",), _before_hire, ("hire_date",), source="§3"),
        GroupRule("NXD_VA_10", "acquired_on", ("acquired_on",), _after_hire, ("hire_date",), f.WARNING, "§3"),
        GroupRule("NXD_VA_11", "acquired_on", ("acquired_on",), _open, ("shaho_acquired_on", "shaho_lost_on"),
                  source="§3")),
    takes=_TAKES, upsert=True, document=("acquired_on",), finished=FINISHED, acquire_after=("employee",),
    named_by=("acquired_on",), fill=fill, tab="社会保険",
    prefills=(
        *f.OFFICE_PREFILLS, *f.PERSON_PREFILLS, *f.PENSION_PREFILLS, *f.REMARK_PREFILLS,
        f.given("acquired_on", "hire_date"), Prefill("sex_kind", ("gender",), lambda gender: _SEX.get(str(gender))),
        f.given("zip", "zip"), f.given("address_kana", "address_kana"),
        Prefill("address_kanji", ("prefecture", "address_city", "address_street", "address_building"), _address)),
    left_out=LEFT_OUT, source="NPS, NTS")
