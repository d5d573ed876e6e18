"""離職証明書 for generated people who have left: the periods that follow from the day, with days and pay in them."""

from datetime import date

from nxdesk.masters.generate_records import Person, Record, between, lots
from nxdesk.records import leaving_codes as k
from nxdesk.records.leaving import LEAVING, proposed_rows
from nxdesk.records.year_end_results import age_at_year_end

NEEDS = (*dict.fromkeys((
    "employee_code", "birth_date", "retire_date", "std_remuneration_health", "employment_type", "office_code",
    *(name for one in LEAVING.prefills for name in one.reads))),)
"""What of a person it follows from."""

_CLOSING = 15
_ELDERLY = 59
_HEADER = tuple(item.id for item in LEAVING.nx_columns if k.HEADER in item.parts)
_OFFICE: Record = {"office_name": "練習株式会社", "office_address": "東京都千代田区丸の内1－1－1", "office_phone": "03-1234-5678"}


def certificate(person: Person, seed: int) -> list[Record]:
    """The document of whoever has left, nobody else's."""
    left, since = person["retire_date"], person["ei_acquired_on"]
    if left is None or since is None:
        return []
    lot = lots(person, seed, "rishoku")
    elderly = age_at_year_end(str(person["birth_date"]), int(str(left)[:4])) >= _ELDERLY
    head: Record = _OFFICE | {name: value for name, value in LEAVING.prefilled(person).items() if name in _HEADER} | {
        "row_kind": k.HEADER, "line": 1, "closing_day": _CLOSING, "period_class": "A", "reason_code": "5",
        "ei_office_no": f"1301-{int(str(person['office_code'])):06d}-1",
        "certificate_requested": k.WANTED if elderly or lot[0] % 5 else "2"}
    periods = proposed_rows(date.fromisoformat(str(left)), date.fromisoformat(str(since)), _CLOSING)
    below = [_worked(person, row, lot) for row in periods]
    return [record | {"separated_on": left} for record in (head, *below)]


def _worked(person: Person, row: Record, lot: tuple[int, ...]) -> Record:
    name = "period" if row["row_kind"] == k.INSURED else "wage"
    whole = (date.fromisoformat(str(row[f"{name}_to"])) - date.fromisoformat(str(row[f"{name}_from"]))).days + 1
    hourly = person["employment_type"] == "part_time"
    drawn = lot[int(row["line"] or 0) % len(lot)]
    days = min(whole, between(drawn, 12, 18)) if hourly else whole
    if name == "period":
        return row | {"period_base_days": days}
    monthly = int(person["std_remuneration_health"] or 110_000) + between(drawn, -20, 20) * 100
    amount = monthly * min(whole, 30) // 30
    return row | {"wage_base_days": days, ("amount_b" if hourly else "amount_a"): amount, "total": amount}
