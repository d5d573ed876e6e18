"""No row of the design's tables of items is missing in docs/items.md.

`design_tables.txt` holds these tables as they stand in the design (records.md); where the design lies beside the tree,
they are compared with it, so that a row which joins it is missed here.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COPY = Path(__file__).with_name("design_tables.txt")
DESIGN = ROOT.parent / "shared" / "design" / "records.md"
PAGE = (ROOT / "docs" / "items.md").read_text(encoding="utf-8")

SECTIONS = {"1.1": "employee", "2.1": "family", "3": "shaho_acq", "4": "shaho_loss", "5.1": "yea", "5.3": "yea",
            "6": "rishoku", "7": "hr_code", "8.1": "santei", "9.1": "geppen", "10.1": "shoyo"}
NUMBERED = {"3": range(1, 35), "4": range(1, 28), "8.1": range(1, 54), "9.1": range(1, 50), "10.1": range(1, 22)}
"""Sections whose rows have the numbers of the official form; 1 to 42 of 月変 are those of 算定."""

IDS: dict[tuple[str, str], list[str]] = {
    ("1.1", "旧姓・ビジネスネーム"): [
        "business_last_name", "business_first_name", "business_last_name_kana", "business_first_name_kana"],
    ("1.1", "住民票住所 (same shape)"): [f"resident_{part}" for part in (
        "zip", "prefecture", "city", "street", "building", "kana")],
    ("1.1", "緊急連絡先 (氏名, 続柄, 電話, 住所)"): [f"emergency_{part}" for part in ("name", "relation", "phone", "address")],
    ("1.1", "所属コード・名称"): ["department_code", "department_name"],
    ("1.1", "契約期間"): ["contract_type", "contract_start", "contract_end", "contract_renewal"],
    ("1.1", "基礎年金番号"): ["basic_pension_no_a", "basic_pension_no_b"],
    ("1.1", "標準報酬月額 健保 / 厚年"): ["std_remuneration_health", "std_remuneration_pension"],
    ("1.1", "障害等級・手帳番号・交付日・画像"): [
        "disability_grade", "disability_cert_no", "disability_cert_issued_on", "disability_cert_image"],
    ("1.1", "外国人 (氏名, 在留カード番号, 国籍, 在留資格, 期限, 資格外活動)"): [f"foreign_{part}" for part in (
        "name", "card_no", "nationality", "status", "expires_on", "extra_work")],
    ("2.1", "郵便番号・住所・住所カナ"): [
        "zip", "prefecture", "address_city", "address_street", "address_building", "address_kana"],
    ("2.1", "障害者認定有無・区分・…"): [f"disability_{part}" for part in (
        "recognized", "cert_type", "class", "grade", "cert_no", "cert_issued_on", "cert_image")],
    ("2.1", "個人番号 block"): ["my_number", "my_number_purposes", "my_number_refusal", "my_number_doc_images"],
    ("5.1", "氏名・住所・世帯主・続柄"): [
        "last_name", "first_name", "last_name_kana", "first_name_kana", "zip", "prefecture", "address_city",
        "address_street", "address_building", "address_kana", "householder_name", "householder_relation"],
    ("5.1", "障害者 / 寡婦・ひとり親 / 勤労学生 / 外国人"): [
        "disability_type", "widow_type", "is_working_student", "is_foreigner"],
    ("5.1", "未入力給与/賞与 (額, 控除, 所得税)"): [f"unentered_{pay}_{item}" for pay in ("payroll", "bonus") for item in (
        "amount", "deduction_amount", "income_tax_amount")],
    ("5.3", "契約者 姓名 / 受取人 姓名"): [
        "policyholder_last_name", "policyholder_first_name", "recipient_last_name", "recipient_first_name",
        "recipient_relationship"],
    ("6", "事業所 名称・所在地・電話"): ["office_name", "office_address", "office_phone"],
    ("6", "被保険者期間算定対象期間"): ["period_from", "period_to", "period_class"],
    ("6", "⑧の基礎日数"): ["period_base_days"],
    ("6", "賃金支払対象期間"): ["wage_from", "wage_to"],
    ("6", "⑩の基礎日数"): ["wage_base_days"],
    ("6", "賃金額 A (月・週等) / B (日・時間等) / 計"): ["amount_a", "amount_b", "total"],
    ("6", "備考"): ["note"],
    ("6", "本人署名欄 / 本人の判断"): ["person_signed", "person_objects"]}
"""Rows that join several items, or write their ids in a short way, and the items that stand for them."""

DEPENDENTS = (
    "dependent_last_name", "dependent_first_name", "relationship", "dependent_birth_date",
    "social_insurance_and_tax_dependent", "income", "employment_revenue", "dependent_all_other_income",
    "retirement_income", "dependent_disability_type", "residence_type", "dependent_zip", "dependent_address",
    "annual_remittance_amount", "non_resident_dependents_reason", "is_resident_tax_only_deduction")
JOBS_AND_LOANS = (
    "prior_income", "prior_deduction", "prior_withholding_tax_amount", "prior_company_name", "prior_company_address",
    "prior_retire_date", "residence_start_date", "remaining_balance_at_yearend", "loan_category", "specific_case_type")
RESULTS = ("count_general", "spouse_result", "total_life_new", "total_earthquake", "total_dsma", "total_prior_income",
           "total_remaining_balance_at_yearend")
"""What §5.2, §5.4 and §5.5 list in sentences instead of tables."""


def tables(text: str) -> Iterator[tuple[str, str]]:
    """Section and row of every table of items in the design, heads and rulers left out."""
    section, head = "", False
    for line in text.splitlines():
        if line.startswith("#"):
            found = re.match(r"#+ ([0-9.]+)", line)
            section = found[1].rstrip(".") if found else ""
        if section in SECTIONS and line.startswith("|"):
            if head and not line.startswith("|---"):
                yield section, line
            head = head or line.startswith("|---")
        else:
            head = False


def copied() -> list[tuple[str, str]]:
    return [(section, row) for line in COPY.read_text(encoding="utf-8").splitlines()
            for section, _, row in [line.partition(" ")]]


def items(kind: str) -> dict[str, list[str]]:
    """Id → cells of the items of a kind in the page."""
    _, _, mine = PAGE.partition(f" `{kind}`\n\n")
    rows = re.findall(r"^\| (.+) \|$", mine.partition("\n## ")[0], re.MULTILINE)
    cells = [re.split(r" \| ", row) for row in rows]
    return {one[1].strip("`"): one for one in cells if len(one) > 1 and re.fullmatch(r"`\w+`", one[1])}


def numbers(kind: str) -> set[int]:
    """The official numbers that the sources of a kind's items, and those left out, name."""
    _, _, mine = PAGE.partition(f" `{kind}`\n\n")
    section = mine.partition("\n## ")[0]
    named = [one[-1].partition("項番")[2] for one in items(kind).values()]
    left_out = re.findall(r"^\| ([0-9-]+) \|", section.partition("項目にしないもの")[2], re.MULTILINE)
    spans = [span for one in [*named, *left_out] for span in re.findall(r"(\d+)(?:-(\d+))?", one)]
    return {number for first, last in spans for number in range(int(first), int(last or first) + 1)}


def label_of(section: str, row: str) -> str:
    cells = [cell.strip().strip("*") for cell in row.strip("|").split("|")]
    return (cells[1] if section == "6" else cells[0]).replace("**", "")


def ids_of(section: str, row: str) -> list[str]:
    """The items that a row is about: those of its column of ids, where it does not join several."""
    cells = [cell.strip().strip("*") for cell in row.strip("|").split("|")]
    if known := IDS.get((section, label_of(section, row))):
        return known
    return re.findall(r"[a-z][a-z0-9_]+[a-z0-9]", cells[2 if section == "6" else 1])


@pytest.mark.parametrize("section", [one for one in SECTIONS if one not in NUMBERED])
def test_every_row_is_an_item(section: str) -> None:
    known = {*items(SECTIONS[section]), *re.findall(r"^\| .+ \| `(\w+)` \| .+ \|$", PAGE.partition("\n## 1.")[0],
                                                     re.MULTILINE)}
    rows = [row for one, row in copied() if one == section]
    assert len(rows) > 6
    missing = {label_of(section, row): ids for row in rows
               if not (ids := ids_of(section, row)) or not set(ids) <= known}
    assert not missing


def test_the_map_names_rows_that_there_are() -> None:
    assert set(IDS) <= {(section, label_of(section, row)) for section, row in copied()}


@pytest.mark.parametrize("section", NUMBERED)
def test_every_number_of_an_official_form_is_an_item_or_left_out_with_a_reason(section: str) -> None:
    assert numbers(SECTIONS[section]) == set(NUMBERED[section])
    ends = [int(number) for one, row in copied() if one == section
            for number in re.findall(r"\d+", row.split("|")[1])]
    assert max(ends) == NUMBERED[section][-1]


@pytest.mark.parametrize("ids", [DEPENDENTS, JOBS_AND_LOANS, RESULTS], ids=["5.2", "5.4", "5.5"])
def test_what_the_design_says_of_declarations_in_sentences_is_an_item_too(ids: tuple[str, ...]) -> None:
    assert not set(ids) - set(items("yea"))


def test_the_copy_of_the_tables_is_the_design() -> None:
    """Where the design lies beside the tree."""
    assert len(copied()) > 200
    assert not DESIGN.is_file() or copied() == list(tables(DESIGN.read_text(encoding="utf-8")))
