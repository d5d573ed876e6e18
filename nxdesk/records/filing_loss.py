"""社会保険資格喪失届 (kind 5): record 2201700 with its 27 items (records.md §4), e-AMANO → NX."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from nxdesk.records import codes_filing as cf
from nxdesk.records import filing as f
from nxdesk.records import shapes as s
from nxdesk.records.employee import DAY
from nxdesk.records.fields import Field, GroupRule, Kind, Prefill, Rule, Take, Treatment, Value
from nxdesk.records.filing_acquisition import FINISHED, REMARK, STATUS, WHO
from nxdesk.records.filings.months import as_day
from nxdesk.records.filings.separation import loss_day, over70_end_day
from nxdesk.records.orders import later

FORM = "喪失"
CARDS = "資格確認書"
_OLD_AGE = 75
_LEFT_OR_DIED = cf.LEFT_OR_DIED

_FIELDS = (
    *f.owner(WHO),
    Field("lost_on", "資格喪失年月日", DAY, WHO, Treatment.KEY, needed_nx=True, needed_link=True, source="NPS 喪失項番14-15"),
    *f.office(WHO, FORM), f.office_number(WHO, FORM), *f.person(WHO, FORM, 6), *f.pension_number(WHO, FORM, 12),
    Field("loss_cause", "喪失原因", s.code(cf.LOSS_CAUSE), WHO, needed_link=True, source="NPS 喪失項番16"),
    Field("left_on", "退職等年月日", DAY, WHO, source="NPS 喪失項番17-18"),
    f.flag("multi_office", "二以上事業所勤務者", REMARK, "喪失項番19"),
    f.flag("rehired", "退職後の継続再雇用者", REMARK, "喪失項番20"),
    Field("remark", "備考（その他）", s.text(37), REMARK, source="NPS 喪失項番21"),
    Field("cards_attached", "資格確認書回収 添付枚数", s.whole(0, 99), CARDS, source="NPS 喪失項番22"),
    Field("cards_missing", "資格確認書回収 返不能枚数", s.whole(0, 99), CARDS, source="NPS 喪失項番23"),
    f.flag("over70_end", "70歳以上被用者不該当", REMARK, "喪失項番24"),
    Field("over70_end_on", "70歳以上被用者不該当年月日", DAY, REMARK, source="NPS 喪失項番25-26"),
    f.flag("over70_only", "70歳以上被用者不該当届のみ提出", REMARK, "喪失項番27"),
    *STATUS)

LEFT_OUT = (f.form_code("2201700"), f.my_number("11"))


def _loss_day(cause: Value, left: Value) -> str | None:
    """The day on which the insurance ends, where it follows from leaving or death."""
    day = as_day(left) if cause in _LEFT_OR_DIED else None
    return loss_day(day).isoformat() if day is not None else None


def _over70_end(left: Value) -> str | None:
    """The day on which somebody over 70 ends to be employed."""
    day = as_day(left)
    return over70_end_day(day).isoformat() if day is not None else None


def fill(record: Mapping[str, Value]) -> dict[str, Value]:
    """資格喪失年月日 of somebody who left or died, and 不該当年月日 of somebody over 70."""
    found: dict[str, Value] = {}
    if lost := _loss_day(record.get("loss_cause"), record.get("left_on")):
        found["lost_on"] = lost
    if record.get("over70_end") == 1 and (ended := _over70_end(record.get("left_on"))):
        found["over70_end_on"] = ended
    return found


def _too_young(cause: Value, lost: Value, born: Value) -> bool:
    """Lost for being 75 before the 75th birthday; who was born on 29 February has it on 1 March."""
    first, last = as_day(born), as_day(lost)
    if cause != cf.AGE_75 or first is None or last is None:
        return False
    try:
        birthday = first.replace(year=first.year + _OLD_AGE)
    except ValueError:
        birthday = date(first.year + _OLD_AGE, 3, 1)
    return last < birthday


def _not_insured(rows: Sequence[tuple[Value, ...]], parent: tuple[Value, ...] | None) -> Iterator[int]:
    """NX knows no insurance that this 届 could end: none at all, or one that began on that day or later."""
    acquired = parent[0] if parent else None
    for place, (lost,) in enumerate(rows):
        if parent and lost and not later(lost, acquired or "9"):
            yield place


def _other_day(rows: Sequence[tuple[Value, ...]], parent: tuple[Value, ...] | None) -> Iterator[int]:
    """NX has another 退職年月日."""
    for place, (left,) in enumerate(rows):
        if parent and parent[0] and left and left != parent[0]:
            yield place


_RULES = (
    Rule("NXD_VL_01", "lost_on", ("lost_on",), lambda today, lost: later(lost, today), source="§4 14-15"),
    Rule("NXD_VL_02", "lost_on", ("lost_on", "loss_cause", "left_on"),
         lambda today, lost, cause, left: lost is not None and _loss_day(cause, left) not in (None, lost),
         source="§4 14-15"),
    Rule("NXD_VL_03", "lost_on", ("lost_on", "loss_cause", "birth_date"),
         lambda today, lost, cause, born: _too_young(cause, lost, born), source="§4 14-15"),
    Rule("NXD_VL_04", "left_on", ("loss_cause", "left_on"),
         lambda today, cause, left: cause in _LEFT_OR_DIED and left is None, source="§4 17-18"),
    Rule("NXD_VL_05", "left_on", ("loss_cause", "left_on"),
         lambda today, cause, left: cause is not None and cause not in _LEFT_OR_DIED and left is not None,
         source="§4 17-18"),
    Rule("NXD_VL_06", "over70_end_on", ("over70_end", "over70_end_on"),
         lambda today, ended, day: (ended == 1) != (day is not None), source="§4 24-26"),
    Rule("NXD_VL_07", "over70_end_on", ("over70_end_on", "left_on"),
         lambda today, day, left: day is not None and _over70_end(left) not in (None, day), source="§4 25-26"),
    Rule("NXD_VL_08", "pension_a", ("pension_a",), lambda today, number: number is None, f.WARNING, "§4 11-13"),
    *f.person_rules(), f.both_parts(), f.over70_only_rule("over70_end"), f.spelled("remark"))

_NOT_ENROLLED = frozenset({"4", "5", "7", "11"})
"""Causes after which no social insurance is left; 障害認定 ends health insurance alone."""


def _take(field: str, reads: tuple[str, ...], value: Callable[..., Value], *, ask: bool = False) -> Take:
    """What the person's record gets, unless an insurance began again since."""
    return Take(field, ("lost_on", *reads),
                lambda lost, *known: value(lost, *known[:-1]) if later(lost, known[-1] or "0") else None, ask,
                ("shaho_acquired_on",), "§4")


LOSS = Kind(
    id="shaho_loss", number=5, label="社会保険資格喪失届", register_number=None, acquire_number=5,
    key=("employee_code", "seq"), fields=_FIELDS, rules=_RULES, match=(("lost_on",),), match_back=(("lost_on",),),
    parent="employee",
    group_rules=(
        f.twice("NXD_VL_11", "lost_on"),
        GroupRule("NXD_VL_09", "lost_on", ("lost_on",), _not_insured, ("shaho_acquired_on",), source="§4"),
        GroupRule("NXD_VL_10", "left_on", ("left_on",), _other_day, ("retire_date",), f.WARNING, "§4")),
    takes=(
        _take("shaho_lost_on", (), lambda lost: lost),
        _take("shaho_enrolled", ("loss_cause",), lambda lost, cause: 0 if cause in _NOT_ENROLLED else None),
        _take("retire_date", ("left_on",), lambda lost, left: left, ask=True),
        _take("multi_office", ("multi_office",), lambda lost, marked: marked),
        _take("over70", ("over70_end",), lambda lost, ended: 0 if ended == 1 else None)),
    upsert=True, document=("lost_on",), finished=FINISHED, acquire_after=("employee",), named_by=("lost_on",),
    fill=fill, tab="社会保険",
    prefills=(*f.OFFICE_PREFILLS, *f.PERSON_PREFILLS, f.given("pension_a", "basic_pension_no_a"),
              f.given("pension_b", "basic_pension_no_b"), f.given("multi_office", "multi_office"),
              f.given("over70_end", "over70"), f.given("left_on", "retire_date"),
              Prefill("loss_cause", ("retire_date",), lambda left: "4" if left else None)),
    left_out=LEFT_OUT, source="NPS, NTS")
