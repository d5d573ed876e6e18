"""People as NX sends them, made up by number."""

import struct
import zlib

from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Value
from nxdesk.records.numbers import my_number_check_digit

FIELDS = list(EMPLOYEE.linked_ids)


def person(number: int, **changes: Value) -> list[Value]:
    """The row of one person in the order of the wire."""
    values: dict[str, Value] = dict.fromkeys(FIELDS)
    values |= {
        "employee_code": f"{number:010d}", "last_name": "伊藤", "first_name": f"一郎{number % 97}",
        "last_name_kana": "イトウ", "first_name_kana": "イチロウ", "birth_date": f"19{60 + number % 39}-04-1{number % 10}",
        "gender": "male", "company_email": f"ito{number}@example.co.jp", "zip": "123-4567", "prefecture": "東京都",
        "hire_date": "2010-04-01", "employment_status": "employed", "department_code": f"{number % 6 + 1:03d}",
        "department_name": f"営業{number % 6 + 1}部", "shaho_enrolled": 1, "disability_class": 0, "has_spouse": number % 2}
    assert not changes.keys() - values.keys()
    values |= changes
    return [values[name] for name in FIELDS]


def my_number(number: int) -> str:
    """A valid dummy; test after test takes people of its own, so their numbers outgrow seven digits."""
    first = f"0000{number % 10_000_000:07d}"
    return first + str(my_number_check_digit(first))


def png(side: int = 8) -> bytes:
    """A small picture."""
    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    pixels = zlib.compress((b"\0" + b"\x80\xa0\xc0" * side) * side)
    return (b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
            + part(b"IDAT", pixels) + part(b"IEND", b""))


FAMILY_FIELDS = list(FAMILY.linked_ids)


def member(number: int, **changes: Value) -> list[Value]:
    """The row of a family member of person `number` in the order of the wire: the wife, until changed."""
    values: dict[str, Value] = dict.fromkeys(FAMILY_FIELDS)
    values |= {
        "employee_code": f"{number:010d}", "last_name": "伊藤", "first_name": "花子", "last_name_kana": "イトウ",
        "first_name_kana": "ハナコ", "birth_date": "1982-03-03", "relationship_code": "02", "gender": "female",
        "living_together": "live_in", "hi_dependent": 1, "occupation_code": "2", "tax_dependent": "spouse",
        "disability_class": 0}
    assert not changes.keys() - values.keys()
    values |= changes
    return [values[name] for name in FAMILY_FIELDS]


def child(number: int, **changes: Value) -> list[Value]:
    """As `member`: the child."""
    own: dict[str, Value] = {"first_name": "太郎", "first_name_kana": "タロウ", "birth_date": "2012-07-07",
                             "relationship_code": "11", "gender": "male", "occupation_code": "4",
                             "tax_dependent": "under16"}
    return member(number, **(own | changes))
