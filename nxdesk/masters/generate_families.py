"""Families for generated people: about 1.5 members a person, always the same for the same person and seed.

Each family has a stream of chance of its own, so that neither the people nor other families depend on it. Members fit
what the person's record says: spouse or none, householder, names, ages, insurance. As of the same day as the people.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from hashlib import shake_128
from itertools import count
from struct import Struct
from typing import TypeVar

from nxdesk.masters.generate import BUILDINGS, DAY, FIRST_CODE, MOST_PEOPLE, dummy_number
from nxdesk.masters.name_tables import LAST_NAMES, MEN, PLACES, WOMEN, Name
from nxdesk.records import codes as c
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Value

Thing = TypeVar("Thing")
Member = dict[str, Value]

NEEDS = ("employee_code", "updated_at", "last_name", "first_name", "last_name_kana", "birth_date", "gender",
         "has_spouse", "widow_type", "householder_name", "householder_relation", "emergency_name",
         "emergency_relation", "shaho_enrolled", "retire_date")
"""What of a person a family follows from."""

MOST_MEMBERS = 8
COLUMNS = tuple(item.id for item in FAMILY.nx_columns)
_WITHOUT_NUMBER = 13
_BLOCK = Struct(">48Q")
_YEAR = DAY.year
_SPOUSE_INCOME, _RELATIVE_INCOME = 950_000, 480_000
"""Incomes up to which somebody counts for the income tax of 2020: 源泉控除対象配偶者, 控除対象扶養親族. Yen a year."""

_PENSION_AGE, _OLD_AGE = 65, 75
"""From the second one on nobody is 健康保険被扶養者: people that old are insured themselves."""

_CHILDREN = ((26, (0.45, 0.9, 1.0)), (32, (0.22, 0.66, 1.0)), (40, (0.1, 0.38, 0.86, 1.0)),
             (99, (0.08, 0.26, 0.78, 0.96, 1.0)))
"""Up to which age of a married person, and the shares of those with at most 0, 1, 2 … children."""

_OTHERS = (("41", "male", 52, 60), ("42", "female", 50, 58), ("31", "male", -12, -5), ("32", "female", -12, -5),
           ("33", "male", 2, 6), ("34", "female", 2, 6), ("99", "female", 18, 28))
"""Relationship, gender, and how many years older than the person, at least and at most."""


def family_of(person: Mapping[str, Value], seed: int) -> list[tuple[Value, ...]]:
    """The members of a person's family as rows in `nx_columns` order, 家族番号 from 1 on. `person` has NEEDS."""
    household = _Household(person, seed)
    household.live()
    code = person["employee_code"]
    return [tuple(map((member | {"employee_code": code, "family_seq": seq}).get, COLUMNS))
            for seq, member in enumerate(household.members[:MOST_MEMBERS], start=1)]


def changed_at(person: Mapping[str, Value], birth_date: Value) -> str:
    """NX更新日 of a member: the person's, or two weeks after a later birth."""
    stamp = str(person["updated_at"])
    if birth_date is None or str(birth_date) < stamp[:10]:
        return stamp
    told = min(DAY, date.fromisoformat(str(birth_date)) + timedelta(days=14))
    return f"{told.isoformat()}{stamp[10:]}"


def has_number(code: str, seq: int) -> bool:
    """Most members have a My Number."""
    return (int(code) * MOST_MEMBERS + seq) % _WITHOUT_NUMBER != 0


def member_number_for(code: str, seq: int, seed: int) -> str:
    """A valid dummy My Number starting with 0000, different for everybody of a company, its employees included.

    Holds for the first MOST_MEMBERS members of generated people.
    """
    return dummy_number(FIRST_CODE + MOST_PEOPLE + (int(code) - FIRST_CODE) * MOST_MEMBERS + seq - 1, seed)


class _Household:
    """Draws the members of one family, in the order in which offices enter them."""

    def __init__(self, person: Mapping[str, Value], seed: int) -> None:
        self._person = person
        self._born = date.fromisoformat(str(person["birth_date"]))
        self._age = _YEAR - self._born.year
        self._man = person["gender"] == "male"
        self._insured = bool(person["shaho_enrolled"]) and not person["retire_date"]
        self._draw: Callable[[], float] = _draws(f"{seed}/family/{person['employee_code']}").__next__
        self._names = {str(person["first_name"])}
        self._keeps_children = True
        self.members: list[Member] = []

    def live(self) -> None:
        """Everybody."""
        spouse = self._spouse()
        # Of two who earn, the children are the dependents of one.
        self._keeps_children = (spouse is None or spouse["occupation_code"] != "6"
                                or self._chance(0.85 if self._man else 0.3))
        for _ in range(self._number_of_children(spouse)):
            self._child(spouse)
        self._drop_grown_up()
        self._parents()
        self._others(spouse)
        for member in self.members:
            self._disability(member)

    # Chance

    def _one_of(self, things: Sequence[Thing]) -> Thing:
        return things[int(self._draw() * len(things))]

    def _number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both possible."""
        return low + int(self._draw() * (high - low + 1))

    def _chance(self, share: float) -> bool:
        return self._draw() < share

    def _yen(self, low: int, high: int) -> int:
        return self._number(low // 10_000, high // 10_000) * 10_000

    # People

    def _first_name(self, gender: str, wanted: str = "") -> Name:
        """A name that nobody in the family has yet, the wanted one where it is in the tables."""
        table = MEN if gender == "male" else WOMEN
        found = next((name for name in table if name[0] == wanted), None)
        while found is None or (found[0] in self._names and found[0] != wanted):
            found = self._one_of(table)
        self._names.add(found[0])
        return found

    def _join(self, relation: str, gender: str, born: date, last: Name | None = None, first: str = "") -> Member:
        """A member who lives with the person, has no income and counts for nothing yet."""
        name = self._first_name(gender, first)
        own = (str(self._person["last_name"]), str(self._person["last_name_kana"]))
        written, read = own if last is None else last[:2]
        one: Member = {
            "last_name": written, "first_name": name[0], "last_name_kana": read, "first_name_kana": name[1],
            "birth_date": born.isoformat(), "relationship_code": relation, "gender": gender,
            "living_together": "live_in", "occupation_code": "1", "hi_dependent": 0, "tax_dependent": "not",
            "estimated_income": 0, "disability_class": 0}
        self.members.append(one)
        return one

    def _works(self, one: Member, low: int, high: int, occupation: str = "6") -> None:
        one |= {"occupation_code": occupation, "estimated_income": self._yen(low, high)}

    def _depends(self, one: Member) -> None:
        """As far as the member's income and age and the person's own insurance allow."""
        age, income = _YEAR - int(str(one["birth_date"])[:4]), int(one["estimated_income"] or 0)
        one["hi_dependent"] = int(self._insured and age < _OLD_AGE)
        if one["relationship_code"] in ("01", "02"):
            one["tax_dependent"] = "spouse" if income <= _SPOUSE_INCOME else "not"
        elif one["relationship_code"] not in c.SPOUSES and income <= _RELATIVE_INCOME:
            one["tax_dependent"] = "under16" if age < 16 else "relative"

    def _moves_out(self, one: Member, *, abroad: bool = False) -> None:
        if abroad:
            one["living_together"] = "non_resident"
            return
        zip_code, prefecture, city, town, kana, _ = self._one_of(PLACES)
        one |= {"living_together": "resident", "zip": zip_code, "prefecture": prefecture, "address_city": city,
                "address_street": f"{town}{self._number(1, 9)}－{self._number(1, 30)}－{self._number(1, 20)}",
                "address_kana": kana}
        if self._chance(0.6):
            one["address_building"] = f"{self._one_of(BUILDINGS)}{self._number(1, 5)}{self._number(1, 9):02d}号室"

    def _disability(self, one: Member) -> None:
        if not self._chance(0.02):
            return
        grave = self._chance(0.35)
        together = 3 if one["living_together"] == "live_in" else 2
        one["disability_class"] = together if grave else 1

    # Relations

    def _spouse(self) -> Member | None:
        """The one whom the person's record speaks of, or seldom somebody the person is not married to."""
        married = bool(self._person["has_spouse"])
        if not married and not (self._age > 25 and self._person["widow_type"] == "na" and self._chance(0.015)):
            return None
        years = self._number(-3, 7) if self._man else self._number(-7, 3)
        year = min(self._born.year + years, _YEAR - 20)
        relation = ("02" if self._man else "01") if married else ("04" if self._man else "03")
        one = self._join(relation, "female" if self._man else "male", self._day(year),
                         None if married else self._one_of(LAST_NAMES))
        lot, home, part = self._draw(), *((0.38, 0.65) if self._man else (0.06, 0.12))
        if lot < home:
            self._depends(one)
        elif lot < part:
            self._works(one, 200_000, 480_000, "2")
            self._depends(one)
        else:
            self._works(one, 1_200_000, 4_800_000)
        return one

    def _number_of_children(self, spouse: Member | None) -> int:
        if self._person["widow_type"] == "one_parent":
            return 2 if self._chance(0.3) else 1
        if spouse is None:
            return 1 if self._age > 32 and self._chance(0.02) else 0
        shares = next(shares for until, shares in _CHILDREN if self._age < until)
        lot = self._draw()
        return next(number for number, share in enumerate(shares) if lot < share)

    def _child(self, spouse: Member | None) -> None:
        """Not before its parents were twenty, nor of a mother past forty-three; the next one year and a half later."""
        elder = [one for one in self.members if one["relationship_code"] in c.CHILDREN]
        parents = [self._born] + ([date.fromisoformat(str(spouse["birth_date"]))] if spouse else [])
        twin = bool(elder) and self._chance(0.02)
        if elder:
            first = date.fromisoformat(str(elder[-1]["birth_date"]))
            born = first if twin else first + timedelta(days=self._number(550, 1700))
        else:
            first = max(_birthday(day, 20) for day in parents)
            born = first + timedelta(days=int((self._draw() + self._draw()) / 2 * 365 * 18))
        mother = [day for day, man in zip(parents, (self._man, not self._man), strict=False) if not man]
        if born > min([DAY - timedelta(days=20), *(_birthday(day, 43) for day in mother)]):
            if elder or self._person["widow_type"] != "one_parent":
                return
            # The record says that there is a child.
            born = DAY - timedelta(days=self._number(60, 200))
        step = spouse is not None and self._chance(0.03)
        one = self._join("12" if step else "11", "male" if self._chance(0.51) else "female", born)
        self._schooling(one, born)
        if self._keeps_children and one["occupation_code"] != "6":
            self._depends(one)

    def _schooling(self, one: Member, born: date) -> None:
        """What the child does in the school year that begins the day after."""
        grade = _YEAR - born.year + (1 if (born.month, born.day) < (4, 2) else 0)
        if grade <= 15:
            one["occupation_code"] = "4"
        elif grade <= 18 or (grade <= 22 and self._chance(0.65)):
            one["occupation_code"] = "5"
            if grade > 18 and self._chance(0.4):
                one["estimated_income"] = self._yen(50_000, 480_000)
            if grade > 18 and self._chance(0.35):
                self._moves_out(one, abroad=self._chance(0.06))
        elif self._chance(0.9):
            self._works(one, 1_000_000, 3_200_000)

    def _drop_grown_up(self) -> None:
        """Children who earn their living are seldom in the records of their parents' employer."""
        self.members = [one for one in self.members if one["relationship_code"] not in c.CHILDREN
                        or one["occupation_code"] != "6" or self._chance(0.4)]

    def _parents(self) -> None:
        """Those with whom the person lives, where the record names one as householder; seldom one who lives apart."""
        father = str(self._person["householder_name"] or "").partition(" ")[2]
        if self._person["householder_relation"] == "father":
            if self._chance(0.75):
                self._parent("21", father)
                if self._chance(0.8):
                    self._parent("22")
        elif self._age > 30 and self._chance(0.16):
            known = self._person["emergency_relation"] == "父" and self._chance(0.3)
            one = self._parent("21" if known else "22",
                               str(self._person["emergency_name"] or "").partition(" ")[2] if known else "")
            if self._chance(0.7):
                self._moves_out(one)

    def _parent(self, relation: str, first: str = "") -> Member:
        oldest = min(34, 97 - self._age)
        one = self._join(relation, "male" if relation == "21" else "female",
                         self._day(self._born.year - self._number(21, max(22, oldest))), None, first)
        self._old_or_working(one)
        return one

    def _old_or_working(self, one: Member) -> None:
        age = _YEAR - int(str(one["birth_date"])[:4])
        if age >= _PENSION_AGE:
            self._works(one, 0, 700_000, "3")
        elif self._chance(0.7):
            self._works(one, 800_000, 4_000_000)
        if one["occupation_code"] != "6" and self._chance(0.6):
            self._depends(one)

    def _others(self, spouse: Member | None) -> None:
        if spouse is not None and self._chance(0.02):
            spouse_born = int(str(spouse["birth_date"])[:4])
            relation, gender = self._one_of((("23", "male"), ("24", "female")))
            year = max(spouse_born - self._number(22, 32), _YEAR - 97)
            self._old_or_working(self._join(relation, gender, self._day(year), self._one_of(LAST_NAMES)))
        if self._chance(0.02):
            relation, gender, least, most = self._one_of(_OTHERS)
            year = self._born.year - self._number(least, most)
            if not _YEAR - 99 < year < _YEAR - 1:
                return
            one = self._join(relation, gender, self._day(year))
            if relation == c.OTHER_RELATION:
                one["relationship_other"] = "叔母"
            if _YEAR - year < 19:
                self._schooling(one, date.fromisoformat(str(one["birth_date"])))
                self._depends(one)
            else:
                self._old_or_working(one)

    def _day(self, year: int) -> date:
        return date(year, self._number(1, 12), self._number(1, 28))


def _birthday(born: date, years: int) -> date:
    """The day on which somebody is that old; the month's 28th stands for later days."""
    return date(born.year + years, born.month, min(born.day, 28))


def _draws(stream: str) -> Iterator[float]:
    """Numbers from 0 up to but not including 1, without end."""
    for block in count():
        for number in _BLOCK.unpack(shake_128(f"{stream}/{block}".encode()).digest(_BLOCK.size)):
            yield (number >> 11) / (1 << 53)
