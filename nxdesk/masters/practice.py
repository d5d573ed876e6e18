"""The practice company, and companies of any size in its place.

Nothing is preset that the manual has the user set: the service menus are off and there are no connection settings.
Users come last: while there are none, the masters count as new, and a seeding that was cut off is done again.
"""

from collections.abc import Callable, Iterator
from itertools import tee

from nxdesk.masters.generate import FIRST_CODE, generate, my_number_for, updated_at
from nxdesk.masters.generate_families import COLUMNS as FAMILY_COLUMNS
from nxdesk.masters.generate_families import NEEDS, changed_at, family_of, has_number, member_number_for
from nxdesk.masters.portraits import portrait
from nxdesk.masters.practice_families import practice_family
from nxdesk.masters.practice_records import practice_records
from nxdesk.masters.practice_users import PRACTICE_USERS
from nxdesk.masters.seeding import seed_records
from nxdesk.masters.store import Masters
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Value
from nxdesk.vault.secret import Secret

Row = tuple[Value, ...]

PRACTICE_PEOPLE, PRACTICE_SEED = 300, 2020
MENUS_ON = frozenset({"personnel", "hr_codes"})
"""The two service menus are what chapter (3) of the manual has the user switch on."""

_BY = "nxdesk"
_PURPOSE = "練習データの作成"
_WITHOUT_NUMBER = 17
_WITH_PHOTO = ("0000000101", "0000000104", "0000000131", "0000000150", "0000000188", "0000000250")
_COLUMNS = tuple(item.id for item in EMPLOYEE.nx_columns)
_BIRTH = FAMILY_COLUMNS.index("birth_date")
_PLAIN: dict[str, Value] = dict.fromkeys(
    ("company_email", "private_email", "contract_start", "contract_end", "contract_renewal", "retire_date",
     "retire_reason", "shaho_lost_on", "ei_lost_on", "business_last_name", "business_first_name",
     "business_last_name_kana", "business_first_name_kana", "foreign_name", "foreign_card_no",
     "foreign_nationality", "foreign_status", "foreign_expires_on", "foreign_extra_work")) | {
    "employment_status": "employed", "employment_type": "regular", "contract_type": "unlimited"}
"""What the people made by hand do not have, whatever was drawn for their place."""


def _by_hand(names: str, kana: str, gender: str, *, born: str, hired: str, started: str) -> dict[str, Value]:
    last, first = names.split()
    last_kana, first_kana = kana.split()
    return _PLAIN | {
        "last_name": last, "first_name": first, "last_name_kana": last_kana, "first_name_kana": first_kana,
        "gender": gender, "birth_date": born, "hire_date": hired, "shaho_acquired_on": hired, "ei_acquired_on": hired,
        "operation_start_date": started, "householder_name": names, "householder_relation": "myself",
        "emergency_name": f"{last} 正", "std_remuneration_since": "2019-09"}


_CHANGED: dict[str, dict[str, Value]] = {
    "0000000101": _by_hand("伊藤 一郎", "イトウ イチロウ", "male", born="1972-05-18", hired="1995-04-01",
                           started="2018-04-01") | {"has_spouse": 1},
    "0000000131": _by_hand("伊集院 優子", "イジュウイン ユウコ", "female", born="1985-11-02", hired="2008-04-01",
                           started="1900-01-01") | {"has_spouse": 1},
    "0000000212": _by_hand("葛西 賢治", "カサイ ケンジ", "male", born="1979-08-27", hired="2003-10-01",
                           started="2018-04-01"),
    # A spelling outside JIS X 0208, which e-filing refuses (records.md §0.2).
    "0000000150": _by_hand("髙橋 剛", "タカハシ ツヨシ", "male", born="1976-07-24", hired="2000-04-01",
                           started="2018-04-01") | {"company_email": "tsuyoshi.takahashi150@example.co.jp"},
}
_STAMPS = {"0000000101": "2019-02-04T19:53:31", "0000000131": "2018-10-11T16:50:06",
           "0000000212": "2018-10-11T16:50:06"}
"""NX更新日 in the manual's picture of the errors (4)."""


def seed_practice(masters: Masters) -> None:
    """Put in the practice company in place of whatever people there are."""
    rows = list(practice_rows())
    stamps = [_STAMPS.get(str(row[0]), updated_at(row, PRACTICE_SEED)) for row in rows]
    _forget(masters)
    masters.people.bulk_insert(rows, _BY, stamps, replacing=True)
    masters.my_numbers.set_many(_numbers(PRACTICE_PEOPLE, PRACTICE_SEED), _BY, _PURPOSE)
    _seed_families(masters, PRACTICE_SEED, practice_family)
    seed_records(masters, PRACTICE_SEED, _BY, practice_records)
    for code in _WITH_PHOTO:
        masters.photos.set(code, portrait(int(code)), _BY)
    _finish(masters)


def seed_company(masters: Masters, people: int, seed: int) -> None:
    """Put in a generated company in place of whatever people there are; users and settings stay."""
    rows, again = tee(generate(people, seed))
    _forget(masters)
    masters.people.bulk_insert(rows, _BY, (updated_at(row, seed) for row in again), replacing=True)
    masters.my_numbers.set_many(_numbers(people, seed), _BY, _PURPOSE)
    _seed_families(masters, seed, lambda code, family: family)
    seed_records(masters, seed, _BY)
    _finish(masters)


def practice_rows() -> Iterator[tuple[Value, ...]]:
    """The people of the practice company in `nx_columns` order."""
    for row in generate(PRACTICE_PEOPLE, PRACTICE_SEED):
        changes = _CHANGED.get(str(row[0]))
        yield row if changes is None else tuple((dict(zip(_COLUMNS, row, strict=True)) | changes).values())


def _seed_families(masters: Masters, seed: int, changed: Callable[[str, list[Row]], list[Row]]) -> None:
    """Families for the people who are there, read one after the other; dummies for most of the members."""
    numbers: dict[tuple[str, int], Secret] = {}

    def members() -> Iterator[tuple[Row, str]]:
        for known in masters.people.some(NEEDS):
            person = dict(zip(NEEDS, known, strict=True))
            code = str(person["employee_code"])
            for row in changed(code, family_of(person, seed)):
                seq = int(row[1] or 0)
                if has_number(code, seq):
                    numbers[code, seq] = Secret(member_number_for(code, seq, seed))
                yield row, changed_at(person, row[_BIRTH])

    rows, again = tee(members())
    masters.families.bulk_insert((row for row, _ in rows), _BY, (stamp for _, stamp in again), replacing=True)
    masters.my_numbers.set_members(numbers, _BY, _PURPOSE)


def _numbers(people: int, seed: int) -> dict[str, Secret]:
    """Dummies for most people; some have none, as in a real company."""
    codes = (f"{number:010d}" for number in range(FIRST_CODE, FIRST_CODE + people) if number % _WITHOUT_NUMBER)
    return {code: Secret(my_number_for(code, seed)) for code in codes}


def _forget(masters: Masters) -> None:
    masters.my_numbers.destroy_all(_BY, _PURPOSE)
    masters.photos.remove_all()
    masters.linkage.forget_all()
    masters.forget_history()


def _finish(masters: Masters) -> None:
    if masters.is_new:
        masters.menus.save(MENUS_ON)
        for user_id, password, name, system_admin, my_number in PRACTICE_USERS:
            masters.users.create(user_id, password, name, system_admin=system_admin, my_number=my_number)
