"""算定, 月変 and 賞与 for generated people: the last year's, with pay that fits their standard remuneration."""

from nxdesk.masters.generate_records import (
    MOST_LOT,
    Person,
    Record,
    between,
    form_names,
    insured_between,
    lots,
    office_of,
)
from nxdesk.records.fields import Value
from nxdesk.records.filing_geppen import fill as fill_geppen
from nxdesk.records.filing_santei import fill as fill_santei
from nxdesk.records.filing_shoyo import fill as fill_shoyo
from nxdesk.records.numbers import HEALTH_AMOUNTS

NEEDS = ("employee_code", "last_name", "first_name", "last_name_kana", "first_name_kana", "birth_date", "office_code",
         "hi_insured_no", "shaho_acquired_on", "shaho_lost_on", "std_remuneration_health", "std_remuneration_pension",
         "std_remuneration_since", "short_time", "employment_type", "employment_status", "retire_date", "position")
"""What of a person these follow from."""

PAID_ON = ("2019-07-10", "2019-12-10")
"""The days of the summer and the winter bonus."""

REVISED = "2020-01"
_APPLIED = "2019-09"
_SANTEI_DAYS = {"4": 31, "5": 30, "6": 31}
_SANTEI_FROM = {"4": "2019-03-16", "5": "2019-04-16", "6": "2019-05-16"}
"""Wages are closed on the 15th; the months of pay of 2019."""
_GEPPEN_DAYS = {"m3": 30, "m2": 31, "m1": 30}
_PENSION_BOUNDS = (88_000, 620_000)
_REVISED_SHARE, _LOWER_SHARE = 0.03, 0.4


def _grade(amount: Value) -> int:
    return HEALTH_AMOUNTS.index(int(amount or 0))


def _pension(health: int) -> int:
    least, most = _PENSION_BOUNDS
    return min(max(health, least), most)


def _in_kind(lot: int) -> int:
    """A few live in rooms of the company."""
    return 18_000 if lot % 40 == 0 else 0


def yearly(person: Person, seed: int) -> list[Record]:
    """算定 of 2019 for everybody insured on 1 July who was not acquired in June (records.md §8.2)."""
    if not insured_between(person, "2019-05-31", "2019-07-01"):
        return []
    lot = lots(person, seed, "santei")
    now = int(person["std_remuneration_health"] or 0)
    before = HEALTH_AMOUNTS[max(0, _grade(now) - (1 if lot[0] < MOST_LOT * _LOWER_SHARE else 0))]
    since = str(person["shaho_acquired_on"])
    late, absent = since > _SANTEI_FROM["4"], person["employment_status"] == "absent"
    record: Record = office_of(person) | form_names(person) | {
        "applied_ym": _APPLIED, "old_std_health": before, "old_std_pension": _pension(before),
        "old_since": max("2018-09", since[:7]), "over70": 0, "multi_office": 0, "geppen_planned": 0,
        "mid_join": int(late), "on_leave": int(absent), "short_time": person["short_time"], "part_time": 0,
        "annual_average": 0, "over70_only": 0}
    for place, (month, days) in enumerate(_SANTEI_DAYS.items(), start=1):
        worked = 0 if absent or since > _SANTEI_FROM[month] else between(lot[place], 12, 18) if (
            person["short_time"]) else days
        record[f"days_{month}"] = worked
        record[f"currency_{month}"] = between(lot[place + 3], now - now // 50, now + now // 50) if worked else 0
        record[f"in_kind_{month}"] = _in_kind(lot[7]) if worked else 0
    return [record | fill_santei(record)]


def revision(person: Person, seed: int) -> list[Record]:
    """月変 of January 2020 for the few whose fixed pay rose by two grades in October."""
    lot = lots(person, seed, "geppen")
    if (lot[0] >= MOST_LOT * _REVISED_SHARE or person["short_time"] or person["employment_status"] != "employed"
            or not insured_between(person, "2019-09-15", "2020-01-31")):
        return []
    return [revised(person, lot)]


def revised(person: Person, lot: tuple[int, ...]) -> Record:
    """The record of `revision` for somebody who has one."""
    present = int(person["std_remuneration_health"] or 0)
    # In the upper half of the new grade, so that overtime does not take it back.
    pay = HEALTH_AMOUNTS[min(_grade(present) + 2, len(HEALTH_AMOUNTS) - 1)] + 1_000
    record: Record = office_of(person) | form_names(person) | {
        "revised_ym": REVISED, "old_std_health": present, "old_std_pension": person["std_remuneration_pension"],
        "old_since": person["std_remuneration_since"], "raise_month": 10, "raise_kind": "1", "over70": 0,
        "multi_office": 0, "short_time": 0, "reason": "昇進による基本給の増額", "health_only": 0, "over70_only": 0}
    for place, (month, days) in enumerate(_GEPPEN_DAYS.items(), start=1):
        record[f"days_{month}"] = days
        record[f"currency_{month}"] = pay + between(lot[place], 0, 3_000)
        record[f"in_kind_{month}"] = 0
    return record | fill_geppen(record)


def bonuses(person: Person, seed: int) -> list[Record]:
    """The summer and the winter bonus of whoever was insured then, part-time workers less."""
    found = []
    lot = lots(person, seed, "shoyo")
    for place, day in enumerate(PAID_ON):
        if not insured_between(person, day, day):
            continue
        tenths = between(lot[place], 2, 6) if person["short_time"] else between(lot[place], 14, 24)
        amount = int(person["std_remuneration_health"] or 0) * tenths // 10 + between(lot[place + 2], 0, 9) * 100
        record: Record = office_of(person) | form_names(person) | {
            "paid_on": day, "amount_currency": amount, "amount_in_kind": 0, "over70": 0, "multi_office": 0,
            "over70_only": 0}
        found.append(record | fill_shoyo(record))
    return found
