"""Records of kinds 3 to 10 for the people who are there: one kind after the other, read and written in a stream."""

from collections.abc import Callable, Iterator
from itertools import tee
from typing import NamedTuple

from nxdesk.masters import generate_filings, generate_leaving, generate_year_end
from nxdesk.masters.generate_records import Maker, Person, Record, rows
from nxdesk.masters.insurers import insurers
from nxdesk.masters.store import Masters
from nxdesk.records.fields import Kind
from nxdesk.records.filing_geppen import GEPPEN
from nxdesk.records.filing_santei import SANTEI
from nxdesk.records.filing_shoyo import SHOYO
from nxdesk.records.hr_code import HR_CODE
from nxdesk.records.leaving import LEAVING
from nxdesk.records.year_end import YEAR_END

Changed = Callable[[Kind, str, list[Record]], list[Record]]
"""What becomes of an owner's records of a kind before they are written."""


class _Made(NamedTuple):
    """A kind, what of a person its records follow from, how they are made, and the day NX更新日 says."""

    kind: Kind
    needs: tuple[str, ...]
    maker: Maker
    day: str


_MADE = (
    _Made(YEAR_END, generate_year_end.NEEDS, generate_year_end.declarations, "2020-01-24"),
    _Made(LEAVING, generate_leaving.NEEDS, generate_leaving.certificate, "2020-03-31"),
    _Made(SANTEI, generate_filings.NEEDS, generate_filings.yearly, "2019-07-05"),
    _Made(GEPPEN, generate_filings.NEEDS, generate_filings.revision, "2020-01-09"),
    _Made(SHOYO, generate_filings.NEEDS, generate_filings.bonuses, "2019-12-11"))
_CODES_DAY = "2019-10-01"


def seed_records(masters: Masters, seed: int, by: str, changed: Changed | None = None) -> None:
    """Put in the records of everybody in place of whatever there are, and the codes of insurers."""
    codes = insurers()
    if changed is not None:
        codes = [one for kind in ("LIFE", "NONLIFE")
                 for one in changed(HR_CODE, kind, [code for code in codes if code["code_class"] == kind])]
    ids = tuple(item.id for item in HR_CODE.nx_columns)
    masters.members(HR_CODE).bulk_insert((tuple(map(code.get, ids)) for code in codes), by,
                                         f"{_CODES_DAY}T10:00:00", replacing=True)
    for made in _MADE:
        found, again = tee(rows(made.kind, _people(masters, made), _with(made, changed), seed))
        masters.members(made.kind).bulk_insert(found, by, (_stamp(str(row[0]), made.day) for row in again),
                                               replacing=True)


def _people(masters: Masters, made: _Made) -> Iterator[Person]:
    return (dict(zip(made.needs, known, strict=True)) for known in masters.people.some(made.needs))


def _with(made: _Made, changed: Changed | None) -> Maker:
    if changed is None:
        return made.maker

    def maker(person: Person, seed: int) -> list[Record]:
        return changed(made.kind, str(person["employee_code"]), made.maker(person, seed))

    return maker


def _stamp(code: str, day: str) -> str:
    """When the record is said to have been changed last: in the day's working time, always the same for a person."""
    mixed = int(code) * 2_654_435_761 % 4_294_967_296
    return f"{day}T{9 + mixed % 9:02d}:{mixed // 9 % 60:02d}:{mixed // 540 % 60:02d}"
