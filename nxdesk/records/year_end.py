"""年末調整 (kind 3): the declarations of one employee for one year, as records.md §5.1 to §5.4 have them.

A document a year and person: a head (本人), and rows of dependents, insurance premiums, prior jobs and housing loans.
NX sends what is known before the collection, e-AMANO sends back what was declared; §5.5 then follows from the rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from nxdesk.records import codes as c
from nxdesk.records import shapes as s
from nxdesk.records import year_end_codes as y
from nxdesk.records.employee import DAY, FLAG, ZIP
from nxdesk.records.fields import Condition, Field, GroupRule, Holder, Kind, Prefill, Rule, Severity, Treatment, Value
from nxdesk.records.matching import normalised
from nxdesk.records.parts import part_rules, whole
from nxdesk.records.year_end_results import RESULT_FIELDS, results

KEEP, KEY = Treatment.KEEP, Treatment.KEY
NX, EAMANO = Holder.NX, Holder.EAMANO
_H, _D, _I = frozenset({y.HEADER}), frozenset({y.DEPENDENT}), frozenset({y.INSURANCE})
_P, _L = frozenset({y.PRIOR_JOB}), frozenset({y.HOUSING_LOAN})
_REVENUE, _SIGNED = s.money(-999_999_999, 1_999_999_999), s.money(-999_999_999, 999_999_999)
_INCOME = s.money(0, 999_999_999)
_PREMIUM = replace(s.money(0, 99_999_999), message="NXD_VY_05")

_ALL = (
    Field("employee_code", "個人コード", s.digits(10, 10), "本人", KEY, needed_nx=True, needed_link=True,
          missing="NXD_VE_02"),
    Field("seq", "番号", s.running(), "本人", KEEP, NX, needed_nx=True, source="K"),
    Field("year", "対象年", s.year(), "本人", KEY, needed_nx=True, needed_link=True, source="FRE path"),
    Field("row_kind", "区分", s.code(y.YEAR_END_PART), "本人", KEY, needed_nx=True, needed_link=True, source="FRE"),
    Field("line", "行番号", s.whole(1, 99), "本人", KEY, needed_nx=True, needed_link=True, source="K"),
)

_HEADER = (
    Field("target_kind", "年調対象区分", s.code(y.TARGET_KIND), "本人", needed_link=True, source="FRE is_not_adjust", parts=_H),
    Field("status", "状態", s.code(y.STATUS), "本人", KEEP, EAMANO, source="FRE", parts=_H, initial=y.INITIALIZED),
    Field("finalized", "確定", FLAG, "本人", KEEP, NX, source="V-Y08", parts=_H),
    Field("last_name", "姓", s.name(12), "本人", needed_link=True, source="FRE", parts=_H),
    Field("first_name", "名", s.name(12), "本人", needed_link=True, source="FRE", parts=_H),
    Field("last_name_kana", "姓カナ", s.kana(25), "本人", needed_link=True, source="FRE", parts=_H),
    Field("first_name_kana", "名カナ", s.kana(25), "本人", needed_link=True, source="FRE", parts=_H),
    Field("zip", "郵便番号", ZIP, "本人", needed_link=True, source="FRE", parts=_H),
    Field("prefecture", "都道府県", s.code(c.PREFECTURE), "本人", needed_link=True, source="FRE", parts=_H),
    Field("address_city", "市区町村", s.text(37), "本人", needed_link=True, source="FRE", parts=_H),
    Field("address_street", "番地", s.text(37), "本人", source="FRE", parts=_H),
    Field("address_building", "建物", s.text(37), "本人", source="FRE", parts=_H),
    Field("address_kana", "住所カナ", s.kana(75), "本人", source="FRE", parts=_H),
    Field("householder_name", "世帯主氏名", s.name(25), "本人", source="FRE", parts=_H),
    Field("householder_relation", "世帯主との続柄", s.code(c.HOUSEHOLDER_RELATION), "本人", source="FRE", parts=_H),
    Field("payer_type", "税区分", s.code(c.TAX_CLASS), "本人", needed_link=True, source="FRE", parts=_H),
    Field("disability_type", "障害者", s.code(y.DISABILITY_TYPE), "本人", sensitive=True, source="FRE", parts=_H),
    Field("widow_type", "寡婦・ひとり親", s.code(c.WIDOW), "本人", source="FRE", parts=_H),
    Field("is_working_student", "勤労学生", FLAG, "本人", source="FRE", parts=_H),
    Field("is_foreigner", "外国人", FLAG, "本人", source="FRE", parts=_H),
    Field("other_company_revenue", "他社給与収入", _REVENUE, "収入", source="FRE", parts=_H),
    Field("all_other_income", "給与以外の所得", _REVENUE, "収入", source="FRE", parts=_H),
    Field("expected_salary_total", "給与収入見込額", _INCOME, "収入", source="K", parts=_H),
    *(Field(f"unentered_{pay}_{item}", f"未入力{word}：{label}", _SIGNED, "収入", source="FRE", parts=_H)
      for pay, word in (("payroll", "給与"), ("bonus", "賞与"))
      for item, label in (("amount", "額"), ("deduction_amount", "控除"), ("income_tax_amount", "所得税"))),
)

_DEPENDENT = (
    Field("dependent_last_name", "扶養親族 姓", s.name(12), "扶養親族", needed_link=True, source="FRE", parts=_D),
    Field("dependent_first_name", "扶養親族 名", s.name(12), "扶養親族", needed_link=True, source="FRE", parts=_D),
    Field("dependent_last_name_kana", "扶養親族 姓カナ", s.kana(25), "扶養親族", source="FRE", parts=_D),
    Field("dependent_first_name_kana", "扶養親族 名カナ", s.kana(25), "扶養親族", source="FRE", parts=_D),
    Field("relationship", "続柄", s.code(c.RELATIONSHIP), "扶養親族", needed_link=True, source="FRE", parts=_D),
    Field("dependent_birth_date", "扶養親族 生年月日", DAY, "扶養親族", needed_link=True, source="FRE", parts=_D),
    Field("social_insurance_and_tax_dependent", "扶養状況", s.code(y.DEPENDENT_STATUS), "扶養親族", needed_link=True,
          source="FRE", parts=_D),
    Field("is_special_relative", "特定親族特別控除の対象", FLAG, "扶養親族", source="SHR", parts=_D),
    Field("income", "所得", _INCOME, "扶養親族", source="FRE", parts=_D),
    Field("employment_revenue", "給与収入", _INCOME, "扶養親族", source="FRE", parts=_D),
    Field("dependent_all_other_income", "扶養親族 給与以外の所得", _INCOME, "扶養親族", source="FRE", parts=_D),
    Field("retirement_income", "退職所得", _INCOME, "扶養親族", source="FRE", parts=_D),
    Field("dependent_disability_type", "障害区分", s.code(y.DEPENDENT_DISABILITY), "扶養親族", needed_link=True,
          sensitive=True, source="FRE", parts=_D),
    Field("residence_type", "同居・別居", s.code(c.LIVING), "扶養親族", needed_link=True, source="FRE", parts=_D),
    Field("dependent_zip", "扶養親族 郵便番号", ZIP, "扶養親族", source="FRE", parts=_D),
    Field("dependent_prefecture", "扶養親族 都道府県", s.code(c.PREFECTURE), "扶養親族", source="FRE", parts=_D),
    Field("dependent_address", "扶養親族 住所", s.text(75), "扶養親族", source="FRE", parts=_D),
    Field("annual_remittance_amount", "年間の送金額", s.money(0, 99_999_999), "扶養親族", source="FRE", parts=_D),
    Field("non_resident_dependents_reason", "非居住者区分", s.code(c.NONRESIDENT_REASON), "扶養親族", source="FRE", parts=_D),
    Field("is_resident_tax_only_deduction", "住民税のみの控除", FLAG, "扶養親族", source="FRE", parts=_D),
)

_INSURANCE = (
    Field("type", "保険の種類", s.code(y.INSURANCE_TYPE), "保険料", needed_link=True, source="FRE", parts=_I),
    Field("category", "保険の区分", s.code(y.INSURANCE_CATEGORY), "保険料", needed_link=True, source="FRE", parts=_I),
    Field("new_or_old", "新旧区分", s.code(y.NEW_OR_OLD), "保険料", needed_link=True, source="FRE", parts=_I),
    Field("insurer_code", "保険会社コード", s.pattern("[0-9A-Za-z]{1,10}", 10, "NXD_VC_02", "例) 0001"), "保険料",
          source="MAN (1) 7", parts=_I),
    Field("company_name", "保険会社等の名称", s.name(40), "保険料", source="FRE", parts=_I),
    Field("kind_of_purpose", "保険等の種類（目的）", s.text(40), "保険料", source="FRE", parts=_I),
    Field("period", "保険期間", s.text(20), "保険料", source="FRE", parts=_I),
    Field("policyholder_last_name", "契約者 姓", s.name(12), "保険料", source="FRE", parts=_I),
    Field("policyholder_first_name", "契約者 名", s.name(12), "保険料", source="FRE", parts=_I),
    Field("recipient_last_name", "受取人 姓", s.name(12), "保険料", source="FRE", parts=_I),
    Field("recipient_first_name", "受取人 名", s.name(12), "保険料", source="FRE", parts=_I),
    Field("recipient_relationship", "受取人の続柄", s.code(c.RELATIONSHIP), "保険料", source="FRE", parts=_I),
    Field("payment_start_date", "年金支払開始日", DAY, "保険料", source="FRE", parts=_I),
    Field("amount", "保険料額", _PREMIUM, "保険料", needed_link=True, source="FRE", parts=_I),
    Field("is_group_insurance", "団体扱い", FLAG, "保険料", source="FRE, LINC", parts=_I),
)

_JOB_AND_LOAN = (
    Field("prior_income", "前職 給与収入", _INCOME, "前職", needed_link=True, source="FRE", parts=_P),
    Field("prior_deduction", "前職 社会保険料", _INCOME, "前職", needed_link=True, source="FRE", parts=_P),
    Field("prior_withholding_tax_amount", "前職 源泉徴収税額", _INCOME, "前職", needed_link=True, source="FRE", parts=_P),
    Field("prior_company_name", "前職 会社名", s.name(40), "前職", needed_link=True, source="FRE", parts=_P),
    Field("prior_company_address", "前職 会社の住所", s.text(75), "前職", needed_link=True, source="FRE", parts=_P),
    Field("prior_retire_date", "前職 退職年月日", DAY, "前職", needed_link=True, source="FRE", parts=_P),
    Field("residence_start_date", "居住開始年月日", DAY, "住宅借入金等", needed_link=True, source="FRE", parts=_L),
    Field("remaining_balance_at_yearend", "年末残高", _INCOME, "住宅借入金等", needed_link=True, source="FRE", parts=_L),
    Field("loan_category", "住宅の区分", s.code(y.LOAN_CATEGORY), "住宅借入金等", needed_link=True, source="FRE", parts=_L),
    Field("specific_case_type", "特定取得の区分", s.code(y.SPECIFIC_CASE), "住宅借入金等", needed_link=True, source="FRE",
          parts=_L),
)

FIELDS = (*_ALL, *_HEADER, *_DEPENDENT, *_INSURANCE, *_JOB_AND_LOAN, *RESULT_FIELDS)
MATCH = (("year",), ("row_kind",), ("line",))
Rows = Sequence[tuple[Value, ...]]


def _wrong_category(today: str, kind: Value, category: Value) -> bool:
    return kind is not None and category is not None and y.TYPE_OF.get(str(category)) != kind


def _wrong_age(today: str, category: Value, new_or_old: Value) -> bool:
    """New or old where there are both, 対象外 elsewhere."""
    return None not in (category, new_or_old) and (category in y.WITH_NEW_AND_OLD) != (new_or_old in ("new", "old"))


def _unnamed(today: str, kind: Value, name: Value) -> bool:
    return kind in y.CLASS_OF_TYPE and name is None


def _after_its_time(today: str, year: Value, relationship: Value) -> bool:
    return relationship is not None and whole(year) > y.GIVEN_UNTIL["recipient_relationship"]


def _before_its_time(today: str, year: Value, special: Value) -> bool:
    return bool(special) and whole(year) < y.GIVEN_SINCE["is_special_relative"]


_RULES = (
    *part_rules("row_kind", FIELDS),
    Rule("NXD_VY_09", "line", ("row_kind", "line"),
         lambda today, part, line: part == y.HEADER and line is not None and line != 1, source="K"),
    Rule("NXD_VY_02", "year", ("year",), lambda today, year: year is not None and str(year) > today[:4],
         source="V-Y02"),
    Rule("NXD_VE_04B", "dependent_birth_date", ("dependent_birth_date",),
         lambda today, born: born is not None and str(born) > today, source="V-E04"),
    Rule("NXD_VY_04", "category", ("type", "category"), _wrong_category, source="V-Y04"),
    Rule("NXD_VY_04B", "new_or_old", ("category", "new_or_old"), _wrong_age, source="V-Y04"),
    Rule("NXD_VY_13", "company_name", ("type", "company_name"), _unnamed, source="§5.3", link_only=True),
    Rule("NXD_VY_14", "payment_start_date", ("category", "payment_start_date"),
         lambda today, category, day: None not in (category, day) and category != y.PENSION, source="§5.3"),
    Rule("NXD_VY_15", "payment_start_date", ("category", "payment_start_date"),
         lambda today, category, day: day is None and category == y.PENSION, source="§5.3", link_only=True),
    Rule("NXD_VY_16", "insurer_code", ("type", "insurer_code"),
         lambda today, kind, code: code is not None and kind is not None and kind not in y.CLASS_OF_TYPE,
         source="§5.3"),
    Rule("NXD_VY_06B", "prior_retire_date", ("year", "prior_retire_date"),
         lambda today, year, left: None not in (year, left) and str(left)[:4] != str(year), source="V-Y06"),
    Rule("NXD_VY_11", "recipient_relationship", ("year", "recipient_relationship"), _after_its_time, Severity.WARNING,
         "§5.3"),
    Rule("NXD_VY_11", "is_special_relative", ("year", "is_special_relative"), _before_its_time, Severity.WARNING, "§5"),
)


def _same_job(rows: Rows, parent: tuple[Value, ...] | None) -> Iterator[int]:
    """Every prior job after the first of the same company, day and year (V-Y06)."""
    seen: set[tuple[Value, ...]] = set()
    for place, (year, company, left) in enumerate(rows):
        key = (year, normalised(str(company)), left)
        if company is not None and key in seen:
            yield place
        seen.add(key)


def _headless(rows: Rows, parent: tuple[Value, ...] | None) -> Iterator[int]:
    """The first record of every year that has none for the person."""
    told = {year for year, part in rows if part == y.HEADER}
    for place, (year, _) in enumerate(rows):
        if year not in told:
            told.add(year)
            yield place


def _same_line(rows: Rows, parent: tuple[Value, ...] | None) -> Iterator[int]:
    seen: set[tuple[Value, ...]] = set()
    for place, row in enumerate(rows):
        if row in seen:
            yield place
        seen.add(row)


_GROUP_RULES = (
    GroupRule("NXD_K_16", "line", ("year", "row_kind", "line"), _same_line, source="§0.1"),
    GroupRule("NXD_VY_06", "prior_company_name", ("year", "prior_company_name", "prior_retire_date"), _same_job,
              source="V-Y06"),
    GroupRule("NXD_VY_10", "row_kind", ("year", "row_kind"), _headless, source="§5.1", link_only=True),
)


def filled(record: Mapping[str, Value]) -> dict[str, Value]:
    """Where a category knows no 新旧, it is 対象外."""
    category = record.get("category")
    return {} if category is None or category in y.WITH_NEW_AND_OLD else {"new_or_old": "none"}


def _same(value: Value) -> Value:
    return value


_PREFILLS = (
    *(Prefill(name, (name,), _same) for name in (
        "last_name", "first_name", "last_name_kana", "first_name_kana", "zip", "prefecture", "address_city",
        "address_street", "address_building", "address_kana", "householder_name", "householder_relation",
        "widow_type")),
    Prefill("payer_type", ("tax_class",), _same),
    Prefill("target_kind", ("tax_class",), lambda tax: "1" if tax in (None, "kou") else "2"),
    Prefill("disability_type", ("disability_class",), lambda grade: ("na", "general", "heavy")[whole(grade)]),
    Prefill("is_working_student", ("working_student",), _same),
    Prefill("is_foreigner", ("foreign_card_no",), lambda card: int(card is not None)),
    Prefill("dependent_last_name", ("last_name",), _same),
    Prefill("policyholder_last_name", ("last_name",), _same),
    Prefill("policyholder_first_name", ("first_name",), _same),
)

YEAR_END = Kind(
    id="yea", number=3, label="年末調整", register_number=3, acquire_number=3, key=("employee_code", "seq"), fields=FIELDS,
    rules=_RULES, match=MATCH, match_back=MATCH, parent="employee", group_rules=_GROUP_RULES, upsert=True,
    document=("year",), part_item="row_kind", finished=Condition("status", frozenset({y.FIXED})),
    closed=Condition("finalized", frozenset({1})), settled=Condition("status", y.DECLARED),
    register_after=("employee",), acquire_after=("employee", "family"),
    advised=("hr_code",), fill=filled, results=results, prefills=_PREFILLS,
    named_by=("year", "row_kind", "line", "dependent_last_name", "dependent_first_name", "company_name",
              "prior_company_name"),
    source="FRE")
