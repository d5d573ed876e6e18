"""What is common to generated records of kinds 3 to 10: chance of their own, so that people and families stay as they
are, the office that 届 name, and rows out of items. As of the same day as the people.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import shake_128
from struct import Struct

from nxdesk.records.fields import Kind, Value

Person = Mapping[str, Value]
Record = dict[str, Value]
Maker = Callable[[Person, int], list[Record]]
"""Makes the records of a kind that a person has, for a seed."""

_LOTS = Struct(">12H")
MOST_LOT = 65_536
OFFICE = ("東京都", "01")
"""都道府県 and 郡市区符号 of the company's offices."""


def lots(person: Person, seed: int, what: str) -> tuple[int, ...]:
    """Twelve numbers from 0 up to but not including MOST_LOT, always the same for a person and a purpose."""
    return _LOTS.unpack(shake_128(f"{seed}/{what}/{person['employee_code']}".encode()).digest(_LOTS.size))


def between(lot: int, low: int, high: int) -> int:
    """A whole number from `low` to `high`, both possible."""
    return low + lot * (high - low + 1) // MOST_LOT


def office_of(person: Person) -> Record:
    """事業所整理記号 of the person's office."""
    number = int(str(person["office_code"]))
    return {"office_pref": OFFICE[0], "office_area": OFFICE[1], "office_symbol": f"R{number:03d}"}


def rows(kind: Kind, people: Iterable[Person], maker: Maker, seed: int) -> Iterator[tuple[Value, ...]]:
    """The records of everybody as rows in `nx_columns` order, each person's numbered from 1 on."""
    ids, number = tuple(item.id for item in kind.nx_columns), kind.key[1]
    for person in people:
        for seq, record in enumerate(maker(person, seed), start=1):
            record[kind.key[0]] = person["employee_code"]
            record[number] = seq
            yield tuple(map(record.get, ids))


def insured_between(person: Person, first: str, last: str) -> bool:
    """The person's social insurance began by the first day and did not end before the last one is over."""
    since, until = person["shaho_acquired_on"], person["shaho_lost_on"]
    return since is not None and str(since) <= first and (until is None or str(until) > last)


def form_names(person: Person) -> Record:
    """Number, names and day of birth as every 届 of social insurance has them."""
    kanji = f"{person['last_name']}\u3000{person['first_name']}"
    kana = f"{person['last_name_kana']} {person['first_name_kana']}"
    return {"insured_no": person["hi_insured_no"], "name_kana": kana, "name_kanji": kanji,
            "birth_date": person["birth_date"]}
