"""社員 as declared, against the items and treatments of records.md §1 and §11 written out here by hand."""

from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Holder, Treatment

OVERWRITTEN = [
    "last_name", "first_name", "last_name_kana", "first_name_kana", "birth_date", "gender", "company_email",
    "zip", "prefecture", "address_city", "address_street", "address_building", "address_kana", "mobile_phone",
    "householder_name", "householder_relation", "hire_date", "retire_date", "employment_status",
    "employment_type", "department_code", "department_name", "position", "occupation", "shaho_enrolled",
    "hi_insured_no", "ep_insured_no", "shaho_acquired_on", "shaho_lost_on", "basic_pension_no_a",
    "basic_pension_no_b", "std_remuneration_health", "std_remuneration_pension", "std_remuneration_since",
    "over70", "multi_office", "short_time", "office_code", "ei_insured_no", "ei_acquired_on", "ei_lost_on",
    "weekly_hours", "tax_class", "has_spouse", "widow_type", "working_student"]
KEPT = [
    "business_last_name", "business_first_name", "business_last_name_kana", "business_first_name_kana",
    "private_email", "resident_zip", "resident_prefecture", "resident_city", "resident_street",
    "resident_building", "resident_kana", "emergency_name", "emergency_relation", "emergency_phone",
    "emergency_address", "effective_from", "operation_start_date", "contract_type", "contract_start",
    "contract_end", "contract_renewal", "ei_no_held", "commute_route", "commute_pass_amount",
    "commute_pass_months", "foreign_name", "foreign_card_no", "foreign_nationality", "foreign_status",
    "foreign_expires_on", "foreign_extra_work"]
CLEARED = {"efile_last_name": "④-1", "efile_first_name": "④-2", "retire_reason": "④-3", "phone_area": "④-4",
           "phone_city": "④-5", "phone_subscriber": "④-6"}
FIXED = {"ei_employment_type": ("7", "④-7"), "ei_occupation": ("1", "④-8"), "no_pension_no_reason": ("--", "④-9"),
         "commute_one_way_fare": (0, "④-10"), "lives_abroad": (0, "③-3")}
DISABILITY = [
    "disability_recognized", "disability_cert_type", "disability_class", "disability_grade",
    "disability_cert_no", "disability_cert_issued_on", "disability_cert_image"]
MY_NUMBER = ["my_number", "my_number_purposes", "my_number_refusal", "my_number_doc_images"]
E_AMANO_ALONE = {"effective_from", "ei_no_held", "ei_employment_type", "ei_occupation", "commute_one_way_fare",
                 "disability_recognized", "disability_cert_type", "lives_abroad"}
LABELS_OF_THE_MANUAL = {
    "company_email": "会社メールアドレス", "efile_last_name": "姓（電子申請用）", "efile_first_name": "名（電子申請用）",
    "retire_reason": "退職理由", "phone_area": "電話番号（市外局番）", "phone_city": "電話番号（市内局番）",
    "phone_subscriber": "電話番号（加入者番号）", "ei_employment_type": "雇用保険：雇用形態", "ei_occupation": "雇用保険：職種",
    "no_pension_no_reason": "基礎年金番号不所持の理由", "commute_one_way_fare": "片道金額"}


def _treated(treatment: Treatment) -> set[str]:
    return {item.id for item in EMPLOYEE.fields if item.treatment is treatment}


def test_every_item_is_declared_with_its_treatment() -> None:
    assert _treated(Treatment.KEY) == {"employee_code"}
    assert _treated(Treatment.OVERWRITE) == set(OVERWRITTEN)
    assert _treated(Treatment.KEEP) == set(KEPT)
    assert _treated(Treatment.DISABILITY) == set(DISABILITY)
    assert _treated(Treatment.MY_NUMBER) == set(MY_NUMBER)
    assert _treated(Treatment.PHOTO) == {"photo"}
    assert {i.id: i.rule for i in EMPLOYEE.fields if i.treatment is Treatment.CLEAR} == CLEARED
    assert {i.id: (i.fixed, i.rule) for i in EMPLOYEE.fields if i.treatment is Treatment.FIXED} == FIXED


def test_ids_are_unique_and_labels_are_the_manuals() -> None:
    assert len(EMPLOYEE.by_id) == len(EMPLOYEE.fields)
    assert len({item.label for item in EMPLOYEE.fields}) == len(EMPLOYEE.fields)
    assert {field_id: EMPLOYEE.by_id[field_id].label for field_id in LABELS_OF_THE_MANUAL} == LABELS_OF_THE_MANUAL


def test_items_of_e_amano_alone_are_neither_kept_in_nx_nor_sent() -> None:
    assert {item.id for item in EMPLOYEE.fields if item.holder is Holder.EAMANO} >= E_AMANO_ALONE
    assert not any(item.linked for item in EMPLOYEE.fields if item.holder is not Holder.BOTH)


def test_what_nx_needs_and_what_e_amano_needs() -> None:
    assert {i.id for i in EMPLOYEE.fields if i.needed_nx} == {
        "employee_code", "last_name", "first_name", "last_name_kana", "first_name_kana", "birth_date", "gender",
        "hire_date", "employment_status"}
    assert {i.id for i in EMPLOYEE.fields if i.needed_link} == {
        "employee_code", "last_name", "first_name", "last_name_kana", "first_name_kana", "birth_date",
        "company_email", "hire_date"}
