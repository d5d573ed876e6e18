"""Companies of any size out of nothing but a number of people and a seed: the same pair always gives the same people.

Chance comes from SHAKE-128 over the seed, which is the same on every machine and in every version of Python.
Everybody is complete and right as of 2020-03-31, so that practice clocks from then on and the real day both work.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from hashlib import shake_128
from itertools import count
from struct import unpack
from typing import TypeVar

from nxdesk.masters.name_tables import FOREIGN_NAMES, LAST_NAMES, MEN, NATIONALITIES, PLACES, WOMEN
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Value
from nxdesk.records.numbers import HEALTH_AMOUNTS, PENSION_AMOUNTS, my_number_check_digit

Thing = TypeVar("Thing")
Person = dict[str, Value]

FIRST_CODE = 101
MOST_PEOPLE = 1_000_000
"""Up to so many people, everybody's dummy My Number is different, their families' too."""

DAY = date(2020, 3, 31)
"""The generated companies are as of this day."""

SYSTEM_START = "2018-04-01"
_COLUMNS = tuple(item.id for item in EMPLOYEE.nx_columns)
_SECTION = 300
_DRAWS_AT_ONCE = 4096
_DEPARTMENTS = (("100", "総務部", "事務"), ("200", "人事部", "事務"), ("300", "経理部", "事務"), ("400", "営業部", "営業"),
                ("500", "開発部", "技術"), ("600", "製造部", "製造"))
_DEPARTMENT_SHARES = (0.10, 0.18, 0.28, 0.55, 0.76, 1.0)
_RANKS = ((50, 0.08, "部長", 560_000), (40, 0.18, "課長", 470_000), (34, 0.3, "係長", 380_000),
          (28, 0.5, "主任", 300_000), (0, 1.0, "一般", 230_000))
"""From which age on, which share of those still without a rank, the rank, and about what it pays."""

_HIRING_AGES = (18, 20, 22, 22, 22, 24)
_PENSION_TOP = 620_000
_ROUTES = ("電車（最寄り駅～会社最寄り駅）", "バス・電車", "電車・徒歩", "自転車", "自動車")
BUILDINGS = ("コーポ山手", "メゾン中央", "グリーンハイツ", "サンライズ", "パークハイム")


def generate(people: int, seed: int) -> Iterator[tuple[Value, ...]]:
    """The people of a company as rows in `nx_columns` order, in code order from 0000000101 on."""
    company = _Company(people, seed)
    for number in range(FIRST_CODE, FIRST_CODE + people):
        yield tuple(map(company.person(number).get, _COLUMNS))


def my_number_for(code: str, seed: int) -> str:
    """A valid dummy My Number, different for every person of a company; all of them start with 0000."""
    return dummy_number(int(code), seed)


def dummy_number(place: int, seed: int) -> str:
    """The dummy My Number with this place, of ten million in each company."""
    seven = (place * 6_364_137 + seed * 1_442_695 + 1_013_904) % 10_000_000
    eleven = f"0000{seven:07d}"
    return eleven + str(my_number_check_digit(eleven))


def updated_at(row: Sequence[Value], seed: int) -> str:
    """When the person's record is said to have been changed last: a working time since October 2018."""
    code, hired = int(str(row[0])), str(row[_COLUMNS.index("hire_date")])
    mixed = (code * 2_654_435_761 + seed * 40_503) % 4_294_967_296
    day = max(date(2018, 10, 1), date.fromisoformat(hired))
    day = _later(day, min(mixed % 520, (DAY - day).days))
    return f"{day.isoformat()}T{9 + mixed // 7 % 10:02d}:{mixed // 70 % 60:02d}:{mixed // 4200 % 60:02d}"


def _draws(seed: int) -> Iterator[float]:
    """Numbers from 0 up to but not including 1, without end."""
    for block in count():
        for number in unpack(f">{_DRAWS_AT_ONCE}Q", shake_128(f"{seed}/{block}".encode()).digest(_DRAWS_AT_ONCE * 8)):
            yield (number >> 11) / (1 << 53)


def _later(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() + days)


class _Company:
    """Draws one person after the other."""

    def __init__(self, people: int, seed: int) -> None:
        self._draw: Callable[[], float] = partial(next, _draws(seed))
        self._sections = max(1, people // (_SECTION * len(_DEPARTMENTS)))

    def person(self, number: int) -> Person:
        """The next person; codes go up by one."""
        one: Person = {"employee_code": f"{number:010d}", "operation_start_date": SYSTEM_START}
        self._name(one, number)
        self._life(one)
        self._home(one)
        self._place_of_work(one)
        self._social_insurance(one, number)
        self._employment_insurance(one)
        self._commuting(one)
        self._tax(one)
        self._leaving(one)
        return one

    def _one_of(self, things: Sequence[Thing]) -> Thing:
        return things[int(self._draw() * len(things))]

    def _number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both possible."""
        return low + int(self._draw() * (high - low + 1))

    def _chance(self, share: float) -> bool:
        return self._draw() < share

    def _name(self, one: Person, number: int) -> None:
        man = self._chance(0.6)
        foreign = self._chance(0.01)
        last, last_kana, last_latin = self._one_of(FOREIGN_NAMES if foreign else LAST_NAMES)
        first, first_kana, first_latin = self._one_of(MEN if man else WOMEN)
        one |= {"last_name": last, "first_name": first, "last_name_kana": last_kana, "first_name_kana": first_kana,
                "gender": "male" if man else "female",
                "company_email": f"{first_latin}.{last_latin}{number}@example.co.jp",
                "mobile_phone": f"090-{self._number(1, 999):04d}-{self._number(0, 9999):04d}"}
        if self._chance(0.3):
            one["private_email"] = f"{last_latin}.{first_latin}{number}@mail.example.com"
        if foreign:
            one |= {"foreign_name": f"{last_latin} {first_latin}".upper(), "foreign_nationality": NATIONALITIES[last],
                    "foreign_card_no": f"AB{self._number(0, 99_999_999):08d}CD", "foreign_status": "技術・人文知識・国際業務",
                    "foreign_expires_on": f"{self._number(2027, 2030)}-{self._number(1, 12):02d}-15",
                    "foreign_extra_work": 0}
        elif not man and self._chance(0.15):
            former = self._one_of(LAST_NAMES)
            one |= {"business_last_name": former[0], "business_last_name_kana": former[1],
                    "business_first_name": first, "business_first_name_kana": first_kana}

    def _life(self, one: Person) -> None:
        """Birth and hiring that fit each other: nobody under 18 at hiring, nobody over 64 today."""
        if self._chance(0.65):
            year = 1985 + int((1 - self._draw() ** 1.6) * 35)
            age, hired = self._one_of(_HIRING_AGES), date(year, 4, 1)
        else:
            year = 1990 + int((1 - self._draw() ** 2) * 30.3)
            hired = date(year, self._number(1, 3 if year == DAY.year else 12), self._one_of((1, 1, 16)))
            age = self._number(23, min(50, 64 - (DAY.year - year)))
        one["birth_date"] = f"{year - age}-{self._number(1, 12):02d}-{self._number(1, 28):02d}"
        one["hire_date"] = start = hired.isoformat()
        if start > SYSTEM_START:
            one["operation_start_date"] = start
        elif self._chance(0.05):
            one["operation_start_date"] = "1900-01-01"

    def _home(self, one: Person) -> None:
        zip_code, prefecture, city, town, kana, area = self._one_of(PLACES)
        street = f"{town}{self._number(1, 9)}－{self._number(1, 30)}－{self._number(1, 20)}"
        home: Person = {"zip": zip_code, "prefecture": prefecture, "address_city": city, "address_street": street,
                        "address_kana": kana}
        if self._chance(0.5):
            home["address_building"] = f"{self._one_of(BUILDINGS)}{self._number(1, 12)}{self._number(1, 9):02d}号室"
        one |= home
        # Most people live where they are registered; that is left blank, as offices do.
        if self._chance(0.1):
            zip_code, prefecture, city, town, kana, _ = self._one_of(PLACES)
            one |= {"resident_zip": zip_code, "resident_prefecture": prefecture, "resident_city": city,
                    "resident_street": f"{town}{self._number(1, 9)}－{self._number(1, 30)}", "resident_kana": kana}
        if self._chance(0.4):
            one |= {"phone_area": area, "phone_city": f"{self._number(1, 9999):04d}"[len(area) - 2:],
                    "phone_subscriber": f"{self._number(0, 9999):04d}"}
        self._relatives(one)

    def _relatives(self, one: Person) -> None:
        parent = self._one_of([man[0] for man in MEN[:20] if man[0] != one["first_name"]])
        own = f"{one['last_name']} {one['first_name']}"
        alone = self._chance(0.7)
        one |= {"householder_name": own if alone else f"{one['last_name']} {parent}",
                "householder_relation": "myself" if alone else "father",
                "emergency_name": f"{one['last_name']} {parent}", "emergency_relation": "父",
                "emergency_phone": f"090-{self._number(1, 999):04d}-{self._number(0, 9999):04d}"}

    def _place_of_work(self, one: Person) -> None:
        lot = self._draw()
        code, name, occupation = next(
            department for department, share in zip(_DEPARTMENTS, _DEPARTMENT_SHARES, strict=True) if lot < share)
        section = self._number(1, self._sections)
        kind = self._draw()
        regular = kind < 0.84
        age = DAY.year - int(str(one["birth_date"])[:4])
        rank = next(title for least, share, title, _ in _RANKS if age >= least and self._chance(share))
        one |= {"department_code": code if self._sections == 1 else f"{code}-{section:02d}",
                "department_name": name if self._sections == 1 else f"{name} 第{section}課",
                "occupation": occupation, "position": rank if regular else "一般",
                "office_code": f"{1 + (section - 1) // 5:03d}",
                "employment_status": "absent" if self._chance(0.01) else "employed",
                "employment_type": "regular" if regular else "fixed_term" if kind < 0.92 else "part_time"}
        if regular:
            one["contract_type"] = "unlimited"
        else:
            one |= {"contract_type": "limited", "contract_start": one["hire_date"], "contract_end": "2027-03-31",
                    "contract_renewal": "possible"}

    def _social_insurance(self, one: Person, number: int) -> None:
        part_time = one["employment_type"] == "part_time"
        one |= {"basic_pension_no_a": f"{self._number(1, 9999):04d}",
                "basic_pension_no_b": f"{self._number(1, 999_999):06d}", "over70": 0, "multi_office": 0,
                "short_time": int(part_time), "shaho_enrolled": 1}
        if part_time and self._chance(0.5):
            one["shaho_enrolled"] = one["short_time"] = 0
            return
        base = 120_000 if part_time else next(pay for *_, title, pay in _RANKS if title == one["position"])
        pay = base * (0.85 + 0.3 * self._draw())
        health = min(HEALTH_AMOUNTS, key=lambda amount: abs(amount - pay))
        pension = min(max(health, PENSION_AMOUNTS[0]), _PENSION_TOP)
        hired = str(one["hire_date"])
        one |= {"hi_insured_no": str(number % 999_999 + 1), "ep_insured_no": str(number % 999_999 + 1),
                "shaho_acquired_on": hired, "std_remuneration_health": health, "std_remuneration_pension": pension,
                "std_remuneration_since": max("2019-09", hired[:7])}

    def _employment_insurance(self, one: Person) -> None:
        number = f"{self._number(1000, 9999)}-{self._number(0, 999_999):06d}-{self._number(0, 9)}"
        one |= {"ei_insured_no": number, "ei_acquired_on": one["hire_date"],
                "weekly_hours": "25:00" if one["employment_type"] == "part_time" else "40:00"}

    def _commuting(self, one: Person) -> None:
        one |= {"commute_route": self._one_of(_ROUTES), "commute_pass_amount": self._number(30, 300) * 100,
                "commute_pass_months": self._one_of((1, 3, 6, 6))}

    def _tax(self, one: Person) -> None:
        one |= {"tax_class": "kou", "has_spouse": int(self._chance(0.45)), "widow_type": "na", "working_student": 0,
                "disability_class": 0}
        if self._chance(0.02):
            one["disability_class"] = 2 if self._chance(0.3) else 1
        if not one["has_spouse"] and self._chance(0.03):
            one["widow_type"] = "one_parent"

    def _leaving(self, one: Person) -> None:
        """Some have left, at least a year after they came."""
        hired = date.fromisoformat(str(one["hire_date"]))
        if not self._chance(0.03) or (DAY - hired).days < 400:
            return
        left = _later(hired, self._number(365, (DAY - hired).days - 1))
        one |= {"retire_date": left.isoformat(), "retire_reason": "一身上の都合による退職", "employment_status": "retired",
                "ei_lost_on": left.isoformat()}
        if one["shaho_enrolled"]:
            one |= {"shaho_lost_on": _later(left, 1).isoformat(),
                    "std_remuneration_since": min(str(one["std_remuneration_since"]), left.isoformat()[:7])}
