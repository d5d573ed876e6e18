"""家族 (kind 2): every item of records.md §2.1 with its requirement, codes, treatment and holder.

Several records a person. NX→e-AMANO they are told apart by name and day of birth, the other way also by kana and
relationship (manual (7)). What manual ④ clears or fixes, NX does not have: it is e-AMANO's alone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from nxdesk.records import codes as c
from nxdesk.records import shapes as s
from nxdesk.records.employee import DAY, FLAG, ZIP, disability, my_number
from nxdesk.records.fields import Condition, Field, GroupRule, Holder, Kind, Rule, Severity, Treatment, Value
from nxdesk.records.matching import match_key
from nxdesk.records.orders import future_column, later

KEEP, CLEAR, FIXED, KEY = Treatment.KEEP, Treatment.CLEAR, Treatment.FIXED, Treatment.KEY
EAMANO = Holder.EAMANO
_SPOUSE_ONLY = Condition("relationship_code", c.SPOUSES)
_CHILD_YEARS = 12

_BASIC = (
    Field("employee_code", "個人コード", s.digits(10, 10), "家族", KEY, needed_nx=True, needed_link=True,
          missing="NXD_VE_02", rule="③-6"),
    Field("family_seq", "家族番号", s.whole(1, 99), "家族", KEEP, Holder.NX, needed_nx=True, source="K"),
    Field("last_name", "家族姓", s.name(12), "家族", KEY, needed_nx=True, needed_link=True, rule="③-6"),
    Field("first_name", "家族名", s.name(12), "家族", KEY, needed_nx=True, needed_link=True, rule="③-6"),
    Field("last_name_kana", "家族姓カナ", s.kana(25), "家族", needed_nx=True),
    Field("first_name_kana", "家族名カナ", s.kana(25), "家族", needed_nx=True),
    Field("birth_date", "家族生年月日", DAY, "家族", KEY, needed_link=True, missing="NXD_VF_01", rule="③-6"),
    Field("relationship_code", "続柄", s.code(c.RELATIONSHIP), "家族", needed_link=True, missing="NXD_VF_02"),
    Field("relationship_other", "続柄（その他）", s.text(12), "家族", source="KIR-old"),
    Field("gender", "性別", s.code(c.GENDER), "家族", source="KIR-old"),
    Field("living_together", "同居・別居", s.code(c.LIVING), "家族", source="FRE, KIR-old"),
    Field("zip", "郵便番号", ZIP, "家族", source="FRE"),
    Field("prefecture", "都道府県", s.code(c.PREFECTURE), "家族", source="FRE"),
    Field("address_city", "市区町村", s.text(37), "家族", source="FRE"),
    Field("address_street", "番地", s.text(37), "家族", source="FRE"),
    Field("address_building", "建物", s.text(37), "家族", source="FRE"),
    Field("address_kana", "住所カナ", s.kana(75), "家族", source="FRE"),
    Field("phone_type", "電話種別", s.code(c.PHONE_TYPE), "家族", KEEP, EAMANO, source="KIR-old"),
    Field("phone_area", "電話番号（市外局番）", s.digits(2, 5), "家族", CLEAR, EAMANO, rule="④-13", only=_SPOUSE_ONLY),
    Field("phone_city", "電話番号（市内局番）", s.digits(1, 4), "家族", CLEAR, EAMANO, rule="④-14", only=_SPOUSE_ONLY),
    Field("phone_subscriber", "電話番号（加入者番号）", s.digits(4, 5), "家族", CLEAR, EAMANO, rule="④-15",
          only=_SPOUSE_ONLY),
    Field("effective_from", "適用開始日", DAY, "家族", KEEP, EAMANO, rule="③-11"),
)

_INSURANCE = (
    Field("basic_pension_no_a", "基礎年金番号（課所符号）", s.pattern("(?!0000)[0-9]{4}", 4, "NXD_VE_07", "半角数字4桁"),
          "健康保険・税", CLEAR, EAMANO, sensitive=True, rule="④-11"),
    Field("basic_pension_no_b", "基礎年金番号（一連符号）", s.pattern("(?!000000)[0-9]{6}", 6, "NXD_VE_07", "半角数字6桁"),
          "健康保険・税", CLEAR, EAMANO, sensitive=True, rule="④-12"),
    Field("occupation_code", "職業", s.code(c.FAMILY_OCCUPATION), "健康保険・税", source="NPS 項番48, 92"),
    Field("occupation_other", "職業（その他）", s.text(24), "健康保険・税", CLEAR, EAMANO, rule="④-16"),
    Field("school_year", "学年", s.whole(0, 9), "健康保険・税", FIXED, EAMANO, fixed=0, rule="④-17"),
    Field("hi_dependent", "健康保険被扶養者", FLAG, "健康保険・税", needed_nx=True),
    Field("shaho_annual_income", "社会保険：収入", s.yen(), "健康保険・税", FIXED, EAMANO, fixed=0, rule="④-18"),
    Field("shaho_monthly_income", "社会保険：月額収入", s.yen(), "健康保険・税", FIXED, EAMANO, fixed=0, rule="④-19"),
    Field("hi_dependent_from", "社会保険：被扶養者になった日", DAY, "健康保険・税", CLEAR, EAMANO, rule="④-20"),
    Field("hi_dependent_reason", "社会保険：被扶養者になった理由", s.code(c.DEPENDENT_REASON), "健康保険・税", CLEAR, EAMANO,
          rule="④-21"),
    Field("hi_dependent_to", "社会保険：被扶養者でなくなった日", DAY, "健康保険・税", KEEP, EAMANO, source="KIR-old"),
    Field("hi_dependent_end_reason", "社会保険：被扶養者でなくなった理由", s.code(c.DEPENDENT_END_REASON), "健康保険・税", KEEP,
          EAMANO, source="KIR-old, FRE"),
    Field("death_date", "死亡年月日", DAY, "健康保険・税", KEEP, EAMANO, source="KIR-old"),
    Field("tax_dependent", "税扶養区分", s.code(c.TAX_DEPENDENT), "健康保険・税", source="FRE, SHR"),
    Field("estimated_income", "所得見積額", s.yen(), "健康保険・税", source="FRE"),
    Field("nonresident_reason", "非居住者区分", s.code(c.NONRESIDENT_REASON), "健康保険・税", KEEP, EAMANO, source="FRE"),
    Field("remittance", "送金額", s.yen(), "健康保険・税", KEEP, EAMANO, source="FRE"),
    Field("ei_benefit_status", "雇用保険受給", s.code(c.EI_BENEFIT), "健康保険・税", KEEP, EAMANO, source="FRE"),
    Field("hi_certificate_needed", "資格確認書発行要否", FLAG, "健康保険・税", KEEP, EAMANO, source="NPS, FRE"),
)


Parents = Mapping[str, tuple[Value, ...]]


def _same_key(rows: Sequence[tuple[Value, ...]], parent: tuple[Value, ...] | None) -> Iterator[int]:
    """Every record after the first with the same name and day of birth (V-F04)."""
    if len({born for _, _, born in rows}) == len(rows):
        # Nearly always, and far quicker to see than the keys are made.
        return
    names = ("last_name", "first_name", "birth_date")
    seen: set[str] = set()
    for place, row in enumerate(rows):
        key = match_key(MATCH, dict(zip(names, row, strict=True)))
        if key in seen:
            yield place
        seen.add(key)


def _same_days(owners: Sequence[str], last: Sequence[Value], first: Sequence[Value], born: Sequence[Value],
               parents: Parents) -> Iterable[str]:
    """Who has two members of one day of birth, as twins are."""
    return _twice(list(zip(owners, born, strict=True)))


def _second_spouse(rows: Sequence[tuple[Value, ...]], parent: tuple[Value, ...] | None) -> list[int]:
    return [place for place, (relation,) in enumerate(rows) if relation in c.SPOUSES][1:]


def _second_spouses(owners: Sequence[str], relations: Sequence[Value], parents: Parents) -> Iterable[str]:
    return _twice([(owner, None) for owner, one in zip(owners, relations, strict=True) if one in c.SPOUSES])


def _twice(found: Sequence[tuple[str, Value]]) -> Iterable[str]:
    """The owners of what is there more than once, which nearly always is nothing."""
    if len(set(found)) == len(found):
        return ()
    return {owner for (owner, _), times in Counter(found).items() if times > 1}


def _age_apart(rows: Sequence[tuple[Value, ...]], parent: tuple[Value, ...] | None) -> Iterator[int]:
    """A child hardly younger, or a parent no older, than the person (V-F08)."""
    born = str(parent[0]) if parent and parent[0] else ""
    grown = f"{int(born[:4]) + _CHILD_YEARS:04d}{born[4:]}" if born else ""
    for place, (relation, day) in enumerate(rows):
        child, elder = relation in c.CHILDREN, relation in c.PARENTS
        if born and day and ((child and str(day) <= grown) or (elder and str(day) >= born)):
            yield place


def _ages_apart(owners: Sequence[str], relations: Sequence[Value], days: Sequence[Value],
                parents: Parents) -> Iterator[str]:
    """Who has a child or a parent of a year of birth that may be wrong."""
    near, unknown, children = c.CHILDREN.union(c.PARENTS), (None,), c.CHILDREN
    for owner, day, relation in [one for one in zip(owners, days, relations, strict=True) if one[2] in near]:
        (born,) = parents.get(owner, unknown)
        if born and day and (str(day)[:4] <= _grown(str(born)[:4]) if relation in children
                             else str(day)[:4] >= str(born)[:4]):
            yield owner


@lru_cache(maxsize=256)
def _grown(year: str) -> str:
    return f"{int(year) + _CHILD_YEARS:04d}"


MATCH = (("last_name", "first_name"), ("birth_date",))
MATCH_BACK = (("last_name", "first_name"), ("last_name_kana", "first_name_kana"), ("birth_date",),
              ("relationship_code",))

_RULES = (
    Rule("NXD_VE_04B", "birth_date", ("birth_date",), lambda today, born: later(born, today), source="V-E04",
         columns=future_column),
    Rule("NXD_VF_10", "relationship_other", ("relationship_code", "relationship_other"),
         lambda today, relation, other: relation == c.OTHER_RELATION and other is None, source="KIR-old"),
    Rule("NXD_VF_11", "prefecture", ("living_together", "prefecture"),
         lambda today, living, prefecture: living == "resident" and prefecture is None, Severity.WARNING, source="FRE"),
)
_GROUP_RULES = (
    GroupRule("NXD_VF_04", "last_name", ("last_name", "first_name", "birth_date"), _same_key, source="V-F04",
              least=2, whose=_same_days),
    GroupRule("NXD_VF_05", "relationship_code", ("relationship_code",), _second_spouse, source="V-F05", least=2,
              whose=_second_spouses),
    GroupRule("NXD_VF_08", "birth_date", ("relationship_code", "birth_date"), _age_apart, ("birth_date",),
              Severity.WARNING, source="V-F08", whose=_ages_apart),
)

FAMILY = Kind(
    id="family", number=2, label="家族", register_number=2, acquire_number=2, key=("employee_code", "family_seq"),
    fields=(*_BASIC, *_INSURANCE, *disability("障害", c.FAMILY_DISABILITY_CLASS), *my_number("個人番号")),
    rules=_RULES, match=MATCH, match_back=MATCH_BACK, parent="employee", relink_rule="③-6", group_rules=_GROUP_RULES,
    register_after=("employee",), acquire_after=("employee",),
    named_by=("last_name", "first_name", "relationship_code"))
