"""Checks of declarations that arrive from e-AMANO against what NX has (records.md §5: V-Y02, V-Y03 and V-Y07).

Nothing is looked up here: who calls has the person's records of 年末調整 and 家族 in NX, and the codes of insurers. V-Y01
and V-Y08 are what every kind has: `Kind.finished` and `Kind.closed`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from nxdesk.records import year_end_codes as y
from nxdesk.records.fields import Value
from nxdesk.records.matching import normalised
from nxdesk.records.messages import Issue
from nxdesk.records.parts import whole
from nxdesk.records.year_end import YEAR_END

Record = Mapping[str, Value]
Finding = tuple[int, Issue]
"""The place of a record among those given, and what is wrong with it."""


def years_gone_by(records: Sequence[Record], own: Iterable[Record]) -> Iterator[Finding]:
    """The first record of every year that is not open in NX any more, a later one being finalised there (V-Y02).

    That a year has not begun is told by the record's own checks.
    """
    last = max((whole(one["year"]) for one in own if one.get("finalized")), default=0)
    seen: set[int] = set()
    for place, record in enumerate(records):
        year = whole(record["year"])
        if year < last and year not in seen:
            yield place, _issue("NXD_VY_02B", "year")
        seen.add(year)


def missing_dependents(records: Sequence[Record], family: Iterable[Record]) -> Iterator[Finding]:
    """Declared dependents whom NX does not have in 家族: they have to be acquired first (V-Y03)."""
    known = {(normalised(f"{one['last_name']}{one['first_name']}"), one["birth_date"]) for one in family}
    for place, record in enumerate(records):
        name = normalised(f"{record.get('dependent_last_name') or ''}{record.get('dependent_first_name') or ''}")
        if record.get("row_kind") == y.DEPENDENT and (name, record.get("dependent_birth_date")) not in known:
            yield place, _issue("NXD_VY_03", "dependent_last_name")


def unknown_insurers(records: Sequence[Record], insurers: Collection[tuple[str, str]]) -> Iterator[Finding]:
    """Premiums whose insurer's code is none of 人事コード (V-Y07)."""
    for place, record in enumerate(records):
        code, kind = record.get("insurer_code"), y.CLASS_OF_TYPE.get(str(record.get("type")), "")
        if code is not None and (kind, str(code)) not in insurers:
            yield place, _issue("NXD_VY_07", "insurer_code")


def _issue(code: str, item_id: str) -> Issue:
    return Issue(code, item_id, YEAR_END.by_id[item_id].label)
