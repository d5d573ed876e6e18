"""社員 (kind 1): every item of records.md §1.1 with its requirement, codes, treatment and holder.

Holders: NX has what NX owns; items that only the service keeps are marked `Holder.EAMANO`. Items of both that the
linkage leaves alone (KEEP, CLEAR, FIXED) are not sent.
"""

from collections.abc import Iterable, Sequence
from typing import cast

from nxdesk.records import codes as c
from nxdesk.records import shapes as s
from nxdesk.records.fields import Field, Holder, Kind, Rule, Severity, Treatment, Value
from nxdesk.records.numbers import HEALTH_AMOUNTS, PENSION_AMOUNTS
from nxdesk.records.orders import (
    future_column,
    later,
    later_columns,
    not_later,
    not_later_columns,
    one_alone,
    one_alone_columns,
)

KEEP, CLEAR, FIXED = Treatment.KEEP, Treatment.CLEAR, Treatment.FIXED
EI_NUMBER = s.pattern(r"[0-9]{4}-[0-9]{6}-[0-9]", 13, "NXD_VE_07", "例) 1234-567890-1",
                      ((r"([0-9]{4})([0-9]{6})([0-9])", r"\1-\2-\3"),))
ZIP = s.pattern(r"[0-9]{3}-[0-9]{4}", 8, "NXD_K_09", "例) 123-4567", ((r"([0-9]{3})([0-9]{4})", r"\1-\2"),))
HOURS = s.pattern(r"(?:[0-9]|[1-9][0-9]|1[0-6][0-9]):[0-5][0-9]", 6, "NXD_K_10", "例) 40:00")
FLAG = s.code(c.NO_YES)
DAY = s.date()


def disability(tab: str, classes: c.CodeList) -> tuple[Field, ...]:
    """The disability items of a person or of a family member (manual ③-10, records.md §1.3)."""
    way = Treatment.DISABILITY
    return (
        Field("disability_recognized", "障害者認定有無", FLAG, tab, way, Holder.EAMANO, rule="③-10"),
        Field("disability_cert_type", "障害認定区分", s.code(c.DISABILITY_CERT), tab, way, Holder.EAMANO, rule="③-10"),
        Field("disability_class", "障害者区分", s.code(classes), tab, way, sensitive=True, rule="③-10"),
        Field("disability_grade", "障害等級", s.text(10), tab, way, Holder.EAMANO, sensitive=True, rule="③-10"),
        Field("disability_cert_no", "障害者手帳番号", s.text(20), tab, way, Holder.EAMANO, sensitive=True, rule="③-10"),
        Field("disability_cert_issued_on", "障害者手帳交付日", DAY, tab, way, Holder.EAMANO, rule="③-10"),
        Field("disability_cert_image", "障害者手帳画像", s.PICTURE, tab, way, Holder.EAMANO, sensitive=True, rule="③-10"))


def my_number(tab: str) -> tuple[Field, ...]:
    """個人番号 and what e-AMANO keeps about it, of a person or of a family member (manual ③-7 to 9)."""
    way = Treatment.MY_NUMBER
    return (
        Field("my_number", "個人番号", s.MY_NUMBER, tab, way, sensitive=True, rule="③-7"),
        Field("my_number_purposes", "利用目的", s.text(200), tab, way, Holder.EAMANO, rule="③-7"),
        Field("my_number_refusal", "提出拒否の情報", s.text(200), tab, way, Holder.EAMANO, rule="③-7"),
        Field("my_number_doc_images", "番号確認書類・身元確認書類の画像", s.PICTURE, tab, way, Holder.EAMANO, sensitive=True,
              rule="③-7"))


_BASIC = (
    Field("employee_code", "個人コード", s.digits(10, 10), "基本", Treatment.KEY, needed_nx=True, needed_link=True,
          missing="NXD_VE_02", rule="③-2"),
    Field("last_name", "姓", s.name(12), "基本", needed_nx=True, needed_link=True, source="NPS"),
    Field("first_name", "名", s.name(12), "基本", needed_nx=True, needed_link=True, source="NPS"),
    Field("last_name_kana", "姓カナ", s.kana(25), "基本", needed_nx=True, needed_link=True, source="FRE, SHR"),
    Field("first_name_kana", "名カナ", s.kana(25), "基本", needed_nx=True, needed_link=True, source="FRE, SHR"),
    Field("efile_last_name", "姓（電子申請用）", s.name(12), "基本", CLEAR, rule="④-1"),
    Field("efile_first_name", "名（電子申請用）", s.name(12), "基本", CLEAR, rule="④-2"),
    Field("business_last_name", "旧姓・ビジネスネーム（姓）", s.name(12), "基本", KEEP, source="SHR"),
    Field("business_first_name", "旧姓・ビジネスネーム（名）", s.name(12), "基本", KEEP, source="SHR"),
    Field("business_last_name_kana", "旧姓・ビジネスネーム（姓カナ）", s.kana(25), "基本", KEEP, source="SHR"),
    Field("business_first_name_kana", "旧姓・ビジネスネーム（名カナ）", s.kana(25), "基本", KEEP, source="SHR"),
    Field("birth_date", "生年月日", DAY, "基本", needed_nx=True, needed_link=True, missing="NXD_VE_04",
          source="FRE, SHR"),
    Field("gender", "性別", s.code(c.GENDER), "基本", needed_nx=True, source="FRE; NPS 取得項番11"),
    Field("company_email", "会社メールアドレス", s.email(), "基本", needed_link=True, missing="MXGEGV_W_00034"),
    Field("private_email", "個人メールアドレス", s.email(), "基本", KEEP, source="SHR"),
)

_CONTACT = (
    Field("zip", "郵便番号", ZIP, "連絡先", source="NPS 項番29-30"),
    Field("prefecture", "都道府県", s.code(c.PREFECTURE), "連絡先", source="FRE"),
    Field("address_city", "市区町村", s.text(37), "連絡先", source="SHR"),
    Field("address_street", "番地", s.text(37), "連絡先", source="SHR"),
    Field("address_building", "建物", s.text(37), "連絡先", source="SHR"),
    Field("address_kana", "住所カナ", s.kana(75), "連絡先", source="NPS 項番31"),
    Field("resident_zip", "住民票 郵便番号", ZIP, "連絡先", KEEP, source="FRE, SHR"),
    Field("resident_prefecture", "住民票 都道府県", s.code(c.PREFECTURE), "連絡先", KEEP, source="FRE, SHR"),
    Field("resident_city", "住民票 市区町村", s.text(37), "連絡先", KEEP, source="FRE, SHR"),
    Field("resident_street", "住民票 番地", s.text(37), "連絡先", KEEP, source="FRE, SHR"),
    Field("resident_building", "住民票 建物", s.text(37), "連絡先", KEEP, source="FRE, SHR"),
    Field("resident_kana", "住民票 住所カナ", s.kana(75), "連絡先", KEEP, source="FRE, SHR"),
    Field("lives_abroad", "海外在住", FLAG, "連絡先", FIXED, Holder.EAMANO, fixed=0, rule="③-3"),
    Field("phone_area", "電話番号（市外局番）", s.digits(2, 5), "連絡先", CLEAR, rule="④-4"),
    Field("phone_city", "電話番号（市内局番）", s.digits(1, 4), "連絡先", CLEAR, rule="④-5"),
    Field("phone_subscriber", "電話番号（加入者番号）", s.digits(4, 5), "連絡先", CLEAR, rule="④-6"),
    Field("mobile_phone", "携帯電話番号", s.pattern(r"[0-9+][0-9-]{0,19}", 20, "NXD_K_11", "例) 090-1234-5678"), "連絡先",
          source="SHR tel_number"),
    Field("emergency_name", "緊急連絡先 氏名", s.name(25), "連絡先", KEEP, source="SHR"),
    Field("emergency_relation", "緊急連絡先 続柄", s.text(12), "連絡先", KEEP, source="SHR"),
    Field("emergency_phone", "緊急連絡先 電話番号", s.pattern(r"[0-9+][0-9-]{0,19}", 20, "NXD_K_11", "例) 03-1234-5678"),
          "連絡先", KEEP, source="SHR"),
    Field("emergency_address", "緊急連絡先 住所", s.text(75), "連絡先", KEEP, source="SHR"),
    Field("householder_name", "世帯主氏名", s.name(25), "連絡先", source="FRE"),
    Field("householder_relation", "世帯主との続柄", s.code(c.HOUSEHOLDER_RELATION), "連絡先", source="FRE"),
)

_WORK = (
    Field("hire_date", "入社年月日", DAY, "雇用", needed_nx=True, needed_link=True, missing="NXD_VE_05"),
    Field("retire_date", "退職年月日", DAY, "雇用"),
    Field("retire_reason", "退職理由", s.text(100), "雇用", CLEAR, rule="④-3"),
    Field("employment_status", "在籍区分", s.code(c.EMPLOYMENT_STATUS), "雇用", needed_nx=True, source="SHR"),
    Field("employment_type", "雇用形態", s.code(c.EMPLOYMENT_TYPE), "雇用", source="FRE, SHR"),
    Field("department_code", "所属コード", s.text(20), "雇用", source="SHR"),
    Field("department_name", "所属名称", s.text(40), "雇用", source="SHR"),
    Field("position", "役職", s.text(40), "雇用", source="SHR"),
    Field("occupation", "職種", s.text(40), "雇用", source="SHR"),
    Field("operation_start_date", "運用開始日", DAY, "雇用", KEEP, Holder.NX),
    Field("effective_from", "適用開始日", DAY, "雇用", KEEP, Holder.EAMANO, rule="③-11"),
    Field("contract_type", "契約期間の有無", s.code(c.CONTRACT_TYPE), "雇用", KEEP, source="SHR"),
    Field("contract_start", "契約開始日", DAY, "雇用", KEEP, source="SHR"),
    Field("contract_end", "契約終了日", DAY, "雇用", KEEP, source="SHR"),
    Field("contract_renewal", "契約更新の有無", s.code(c.CONTRACT_RENEWAL), "雇用", KEEP, source="SHR"),
)

_SOCIAL = (
    Field("shaho_enrolled", "社会保険加入区分", FLAG, "社会保険", source="FRE entried"),
    Field("hi_insured_no", "健康保険 被保険者整理番号", s.pattern("[1-9][0-9]{0,5}", 6, "NXD_K_04", "半角数字1～6桁"), "社会保険",
          source="KIR ip_code, FRE reference_num"),
    Field("ep_insured_no", "厚生年金 被保険者整理番号", s.pattern("[1-9][0-9]{0,5}", 6, "NXD_K_04", "半角数字1～6桁"), "社会保険",
          source="FRE"),
    Field("shaho_acquired_on", "社会保険 資格取得年月日", DAY, "社会保険", source="SHR"),
    Field("shaho_lost_on", "社会保険 資格喪失年月日", DAY, "社会保険", source="SHR"),
    Field("basic_pension_no_a", "基礎年金番号（課所符号）", s.pattern("(?!0000)[0-9]{4}", 4, "NXD_VE_07", "半角数字4桁"),
          "社会保険", sensitive=True, source="SHR"),
    Field("basic_pension_no_b", "基礎年金番号（一連符号）", s.pattern("(?!000000)[0-9]{6}", 6, "NXD_VE_07", "半角数字6桁"),
          "社会保険", sensitive=True, source="SHR"),
    Field("no_pension_no_reason", "基礎年金番号不所持の理由", s.code(c.NO_PENSION_NO_REASON), "社会保険", FIXED,
          fixed="--", rule="④-9", source="MAN, SHR"),
    Field("std_remuneration_health", "標準報酬月額（健康保険）", s.amounts(HEALTH_AMOUNTS, "NXD_VE_08"), "社会保険",
          source="FRE, SHR"),
    Field("std_remuneration_pension", "標準報酬月額（厚生年金）", s.amounts(PENSION_AMOUNTS, "NXD_VE_08"), "社会保険",
          source="FRE, SHR"),
    Field("std_remuneration_since", "標準報酬 改定年月", s.year_month(), "社会保険", source="SHR"),
    Field("over70", "70歳以上被用者", FLAG, "社会保険", source="NPS"),
    Field("multi_office", "二以上事業所勤務者", FLAG, "社会保険", source="NPS"),
    Field("short_time", "短時間労働者", FLAG, "社会保険", source="NPS"),
    Field("office_code", "適用事業所", s.text(20), "社会保険", source="KIR company"),
)

_EMPLOYMENT_INSURANCE = (
    Field("ei_insured_no", "雇用保険被保険者番号", EI_NUMBER, "雇用保険", source="MAN, KTB"),
    Field("ei_no_held", "雇用保険被保険者番号保持有無", FLAG, "雇用保険", KEEP, Holder.EAMANO, source="MAN memo",
          initial=0),
    Field("ei_acquired_on", "雇用保険 資格取得年月日", DAY, "雇用保険", source="SHR"),
    Field("ei_lost_on", "雇用保険 喪失年月日", DAY, "雇用保険", source="SHR"),
    Field("ei_employment_type", "雇用保険：雇用形態", s.code(c.EI_EMPLOYMENT_TYPE), "雇用保険", FIXED, Holder.EAMANO,
          fixed="7", rule="④-7"),
    Field("ei_occupation", "雇用保険：職種", s.code(c.EI_OCCUPATION), "雇用保険", FIXED, Holder.EAMANO, fixed="1", rule="④-8"),
    Field("weekly_hours", "週所定労働時間", HOURS, "雇用保険", source="jinjer"),
)

_COMMUTING = (
    Field("commute_route", "通勤手段・経路", s.text(100), "通勤", KEEP, source="SHR"),
    Field("commute_pass_amount", "定期代", s.yen(), "通勤", KEEP, source="SHR"),
    Field("commute_pass_months", "定期の期間", s.code(c.PASS_MONTHS), "通勤", KEEP, source="SHR"),
    Field("commute_one_way_fare", "片道金額", s.yen(), "通勤", FIXED, Holder.EAMANO, fixed=0, rule="④-10"),
)

_TAX = (
    Field("tax_class", "税区分", s.code(c.TAX_CLASS), "税・障害", source="FRE payer_type, SHR tax_cd"),
    Field("has_spouse", "配偶者の有無", FLAG, "税・障害", source="FRE married"),
    Field("widow_type", "寡婦・ひとり親", s.code(c.WIDOW), "税・障害", source="FRE"),
    Field("working_student", "勤労学生", FLAG, "税・障害", source="FRE"),
    *disability("税・障害", c.DISABILITY_CLASS),
    Field("foreign_name", "外国人 氏名（ローマ字）", s.text(50), "税・障害", KEEP, source="SHR"),
    Field("foreign_card_no", "在留カード番号", s.pattern("[A-Z]{2}[0-9]{8}[A-Z]{2}", 12, "NXD_K_12", "例) AB12345678CD"),
          "税・障害", KEEP, sensitive=True, source="SHR"),
    Field("foreign_nationality", "国籍・地域", s.text(40), "税・障害", KEEP, source="SHR"),
    Field("foreign_status", "在留資格", s.text(40), "税・障害", KEEP, source="SHR"),
    Field("foreign_expires_on", "在留期間の満了日", DAY, "税・障害", KEEP, source="SHR"),
    Field("foreign_extra_work", "資格外活動許可の有無", FLAG, "税・障害", KEEP, source="SHR"),
)

_PHOTO = (Field("photo", "顔写真", s.PICTURE, "写真", Treatment.PHOTO, rule="③-4, ③-5"),)


_RULES = (
    Rule("NXD_VE_04B", "birth_date", ("birth_date",), lambda today, born: later(born, today), source="V-E04",
         columns=future_column),
    Rule("NXD_VE_05B", "retire_date", ("hire_date", "retire_date"),
         lambda today, hired, retired: later(hired, retired), source="V-E05", columns=later_columns),
    Rule("NXD_VE_11", "shaho_lost_on", ("shaho_acquired_on", "shaho_lost_on"),
         lambda today, acquired, lost: not_later(lost, acquired), source="SHR", columns=not_later_columns),
    Rule("NXD_VE_07B", "basic_pension_no_b", ("basic_pension_no_a", "basic_pension_no_b"),
         lambda today, a, b: one_alone(a, b), source="V-E07, §0.3", columns=one_alone_columns),
    Rule("NXD_VE_12", "hire_date", ("birth_date", "hire_date"), lambda today, born, hired: later(born, hired),
         source="K", columns=later_columns),
    Rule("NXD_VE_09", "last_name", ("last_name", "efile_last_name"),
         lambda today, name, efile: not efile and _beyond_jis(name), Severity.WARNING, "V-E09",
         columns=lambda today, names, efiles: _beyond_jis_columns(names, efiles)),
    Rule("NXD_VE_09", "first_name", ("first_name", "efile_first_name"),
         lambda today, name, efile: not efile and _beyond_jis(name), Severity.WARNING, "V-E09",
         columns=lambda today, names, efiles: _beyond_jis_columns(names, efiles)),
)


def _beyond_jis(name: Value) -> bool:
    """A character outside JIS X 0208 stands in the name (髙, ①): e-filing refuses it. Python's codec is that strict."""
    try:
        str(name or "").encode("shift_jis")
    except UnicodeEncodeError:
        return True
    return False


def _beyond_jis_columns(names: Sequence[Value], efiles: Sequence[Value]) -> Iterable[bool]:
    """`_beyond_jis` of names without one for e-filing: all at once, and only where that fails each different one."""
    try:
        "".join(cast("Sequence[str]", names)).encode("shift_jis")
    except (TypeError, UnicodeEncodeError):
        beyond = set(filter(_beyond_jis, set(names)))
        return [not efile and name in beyond for name, efile in zip(names, efiles, strict=True)]
    return ()


EMPLOYEE = Kind(
    id="employee", number=1, label="社員", register_number=1, acquire_number=1, key=("employee_code",),
    relink_rule="③-2",
    fields=(*_BASIC, *_CONTACT, *_WORK, *_SOCIAL, *_EMPLOYMENT_INSURANCE, *_COMMUTING, *_TAX, *my_number("個人番号"),
            *_PHOTO),
    rules=_RULES)
