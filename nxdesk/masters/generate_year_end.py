"""年末調整 of the last year for part of the generated people: head, premiums with insurers of 人事コード, prior jobs."""

from nxdesk.masters.generate_records import MOST_LOT, Person, Record, between, lots
from nxdesk.masters.insurers import NAMES
from nxdesk.records import year_end_codes as y
from nxdesk.records.year_end import YEAR_END, filled
from nxdesk.records.year_end_results import results

NEEDS = (*dict.fromkeys((
    "employee_code", "last_name", "first_name", "birth_date", "hire_date", "retire_date", "std_remuneration_health",
    "emergency_name", *(name for one in YEAR_END.prefills for name in one.reads))),)
"""What of a person they follow from."""

YEAR = 2019
_END = f"{YEAR}-12-31"
_SHARE, _FINALIZED_SHARE = 0.35, 0.04
_LEAST_AGE_WITH_PENSION = 40
_COMPANIES = ("株式会社北風商店", "有限会社みずうみ製作所", "丘の上システム株式会社", "株式会社はるか運輸", "かもめ食品株式会社")
_PLACES = ("東京都中央区日本橋1－2－3", "神奈川県横浜市中区本町4－5", "埼玉県さいたま市浦和区高砂2－8", "千葉県千葉市中央区中央3－1－6")
_PURPOSES = ("終身", "定期", "養老", "医療")
_HEADER = tuple(item.id for item in YEAR_END.nx_columns if y.HEADER in item.parts)


def declarations(person: Person, seed: int) -> list[Record]:
    """The records of the year, nobody's who was not there at its end."""
    lot = lots(person, seed, "yea")
    left = person["retire_date"]
    there = str(person["hire_date"]) <= _END and (left is None or str(left) > _END)
    return declared(person, lot) if there and lot[0] < MOST_LOT * _SHARE else []


def declared(person: Person, lot: tuple[int, ...]) -> list[Record]:
    """The records of `declarations` for somebody who has them."""
    salary = int(person["std_remuneration_health"] or 110_000) * (12 + between(lot[1], 2, 4))
    head: Record = {name: value for name, value in YEAR_END.prefilled(person).items() if name in _HEADER}
    head |= {"row_kind": y.HEADER, "line": 1, "expected_salary_total": salary,
             "finalized": int(lot[2] < MOST_LOT * _FINALIZED_SHARE)}
    below = [*_premiums(person, lot), *_prior_job(person, lot)]
    found = [record | {"year": YEAR} for record in (head, *below)]
    found[0] |= results(found)
    return found


def _premiums(person: Person, lot: tuple[int, ...]) -> list[Record]:
    born = int(str(person["birth_date"])[:4])
    kinds = [("life", y.LIFE_CARE_PENSION)]
    if lot[3] % 3 == 0:
        kinds.append(("care", y.LIFE_CARE_PENSION))
    if lot[3] % 5 == 0 and YEAR - born >= _LEAST_AGE_WITH_PENSION:
        kinds.append(("pension", y.LIFE_CARE_PENSION))
    if lot[3] % 4 == 0:
        kinds.append(("earthquake", y.EARTHQUAKE))
    return [_premium(person, line, category, kind, lot[line + 3]) for line, (category, kind) in enumerate(kinds, 1)]


def _premium(person: Person, line: int, category: str, kind: str, lot: int) -> Record:
    known = NAMES[y.CLASS_OF_TYPE[kind]]
    code, company = known[lot % len(known)]
    old = lot % 7 == 0
    _, _, father = str(person["emergency_name"] or "").partition(" ")
    record: Record = {
        "row_kind": y.INSURANCE, "line": line, "type": kind, "category": category,
        "new_or_old": "old" if old else "new",
        "insurer_code": code, "company_name": company, "amount": between(lot, 18, 120) * 1000,
        "policyholder_last_name": person["last_name"], "policyholder_first_name": person["first_name"],
        "is_group_insurance": int(lot % 3 == 0)}
    if kind == y.EARTHQUAKE:
        return record | {"kind_of_purpose": "居住用建物", "period": "5年"} | filled(record)
    record |= {"kind_of_purpose": _PURPOSES[lot % len(_PURPOSES)], "period": f"{between(lot, 10, 30)}年",
               "recipient_last_name": person["last_name"], "recipient_first_name": father or None,
               "recipient_relationship": "21" if father else None}
    if category == y.PENSION:
        record |= {"kind_of_purpose": "個人年金", "payment_start_date": f"{int(str(person['birth_date'])[:4]) + 65}-04-01"}
    return record | filled(record)


def _prior_job(person: Person, lot: tuple[int, ...]) -> list[Record]:
    """Who came in the course of the year, and not from school, had another job before."""
    hired = str(person["hire_date"])
    if hired[:4] != str(YEAR) or hired[5:] in ("04-01", "01-01"):
        return []
    months = int(hired[5:7]) - 1
    income = between(lot[8], 180, 360) * 1000 * max(months, 1)
    left = f"{YEAR}-{max(months, 1):02d}-{28 if months else 10}"
    if left >= hired:
        return []
    return [{"row_kind": y.PRIOR_JOB, "line": 1, "prior_income": income, "prior_deduction": income * 15 // 100,
             "prior_withholding_tax_amount": income * 3 // 100, "prior_retire_date": left,
             "prior_company_name": _COMPANIES[lot[9] % len(_COMPANIES)],
             "prior_company_address": _PLACES[lot[10] % len(_PLACES)]}]
