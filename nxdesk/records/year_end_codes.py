"""Code lists of 年末調整 and of the insurers on it (records.md §5, §7), and which of them belong together.

Labels as in the public schema of year-end adjustments that records.md names (FRE).
"""

from nxdesk.records.codes import CodeList

HEADER, DEPENDENT, INSURANCE, PRIOR_JOB, HOUSING_LOAN = "header", "dependent", "insurance", "prior_job", "housing_loan"
YEAR_END_PART = CodeList("year_end_part", (
    (HEADER, "本人"), (DEPENDENT, "扶養親族"), (INSURANCE, "保険料"), (PRIOR_JOB, "前職"), (HOUSING_LOAN, "住宅借入金等")))

TARGET_KIND = CodeList("target_kind", (("1", "する"), ("2", "しない")))
STATUS = CodeList("year_end_status", (
    ("initialized", "入力依頼前"), ("in_employee_progress", "従業員入力中"), ("submitted", "入力済"), ("fixed", "確定")))
INITIALIZED, SUBMITTED, FIXED = "initialized", "submitted", "fixed"
DECLARED = frozenset({SUBMITTED, FIXED})
"""The employee has declared everything: what NX knew before is no longer wanted."""
DISABILITY_TYPE = CodeList("disability_type", (("na", "対象外"), ("general", "一般の障害者"), ("heavy", "特別障害者")))
DEPENDENT_DISABILITY = CodeList(
    "dependent_disability_type", (*DISABILITY_TYPE.entries, ("live_in_heavy", "同居特別障害者")))

DEPENDENT_STATUS = CodeList("social_insurance_and_tax_dependent", (
    ("both", "税・社会保険とも扶養"), ("tax_only", "税のみ扶養"), ("social_insurance_only", "社会保険のみ扶養"),
    ("not_dependent", "扶養していない")))
TAX_DEPENDENTS = frozenset({"both", "tax_only"})
SPOUSE_RESULT = CodeList("spouse_result", (
    ("none", "なし"), ("outside", "控除の対象外"), ("subject", "控除の対象"), ("elderly", "控除の対象（70歳以上）")))

LIFE_CARE_PENSION, EARTHQUAKE, SOCIAL, OTHER = "life_care_pension", "earthquake", "social", "other"
INSURANCE_TYPE = CodeList("insurance_type", (
    (LIFE_CARE_PENSION, "生命保険料"), (EARTHQUAKE, "地震保険料"), (SOCIAL, "社会保険料"), (OTHER, "小規模企業共済等掛金")))
# The public schema writes two of these "care"; one column needs two codes.
CATEGORIES: dict[str, tuple[tuple[str, str], ...]] = {
    LIFE_CARE_PENSION: (("life", "一般の生命保険"), ("care", "介護医療保険"), ("pension", "個人年金保険")),
    EARTHQUAKE: (("earthquake", "地震保険"), ("old_long_term", "旧長期損害保険")),
    SOCIAL: (("national_pension", "国民年金"), ("national_pension_fund", "国民年金基金"), ("national_health", "国民健康保険"),
             ("long_term_care", "介護保険（年金天引）"), ("health", "健康保険"), ("employee_pension", "厚生年金保険"),
             ("advanced_elderly", "後期高齢者医療保険")),
    OTHER: (("sema", "小規模企業共済"), ("idc", "個人型確定拠出年金（iDeCo）"), ("cdc", "企業型確定拠出年金"),
            ("dsma", "心身障害者扶養共済"))}
"""The categories of each type of insurance."""

INSURANCE_CATEGORY = CodeList("insurance_category", tuple(one for ones in CATEGORIES.values() for one in ones))
TYPE_OF = {category: kind for kind, ones in CATEGORIES.items() for category, _ in ones}
NEW_OR_OLD = CodeList("new_or_old", (("new", "新"), ("old", "旧"), ("none", "対象外")))
WITH_NEW_AND_OLD = frozenset({"life", "pension"})
PENSION = "pension"

LOAN_CATEGORY = CodeList("loan_category", (
    ("general", "一般の住宅"), ("qualified", "認定住宅等"), ("extension", "増改築等"), ("earthquake", "震災再取得等")))
SPECIFIC_CASE = CodeList("specific_case_type", (
    ("not_qualified", "対象外"), ("specified", "特定取得"),
    ("special_specified_or_special_exception", "特別特定取得・特例取得"),
    ("exception_special_exception", "特例特別特例取得"), ("special_residential_house", "特別特例取得・居住用家屋")))

LIFE, NONLIFE = "LIFE", "NONLIFE"
CODE_CLASS = CodeList("code_class", ((LIFE, "生保"), (NONLIFE, "損保")))
CLASS_OF_TYPE = {LIFE_CARE_PENSION: LIFE, EARTHQUAKE: NONLIFE}
"""In which table of codes the insurer of a type of insurance stands; the other types have no insurers."""

ACTIVE = CodeList("active", (("1", "使用する"), ("0", "使用しない")), numeric=True)

GIVEN_UNTIL = {"recipient_relationship": 2023}
GIVEN_SINCE = {"is_special_relative": 2025}
"""Items that the forms have up to, or from, a year of 年末調整 (records.md §5: the forms of 2024 and 2025)."""
