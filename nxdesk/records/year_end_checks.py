"""Checks of declarations that arrive from e-AMANO against what NX has (records.md §5: V-Y01 to 03, V-Y07 and V-Y08).

Nothing is looked up here: who calls has the person's records of 年末調整 and 家族 in NX, and the codes of insurers.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from nxdesk.records import year_end_codes as y
from nxdesk.records.fields import Severity, Value
from nxdesk.records.matching import normalised
from nxdesk.records.messages import Issue
from nxdesk.records.parts import whole
from nxdesk.records.year_end import YEAR_END

Record = Mapping[str, Value]
Finding = tuple[int, Issue]
"""The place of a record among those given, and what is wrong with it."""


def arriving_issues(records: Sequence[Record], own: Sequence[Record], family: Iterable[Record],
                    insurers: Collection[tuple[str, str]], today: str) -> list[Finding]:
    """Everything wrong with the declarations of one person that arrive, by their place.

    `own` are the person's records of 年末調整 in NX, `family` those of 家族, `insurers` コード種別 and コード of 人事コード.
    """
    found = [*unfinished(records), *closed_years(records, own, today), *missing_dependents(records, family),
             *unknown_insurers(records, insurers)]
    return sorted(found, key=lambda finding: finding[0])


def unfinished(records: Sequence[Record]) -> Iterator[Finding]:
    """Heads of declarations that are not 確定 (V-Y01)."""
    for place, record in enumerate(records):
        if record.get("row_kind") == y.HEADER and record.get("status") != y.FIXED:
            yield place, _issue("NXD_VY_01", "status", Severity.WARNING)


def closed_years(records: Sequence[Record], own: Iterable[Record], today: str) -> Iterator[Finding]:
    """The first record of every year that NX has finalised (V-Y08), or that is not open there (V-Y02).

    A year is open from its beginning until it, or a later one, is finalised.
    """
    finalised = {whole(one["year"]) for one in own if one.get("finalized")}
    last = max(finalised, default=0)
    seen: set[int] = set()
    for place, record in enumerate(records):
        year = whole(record["year"])
        if year in seen:
            continue
        seen.add(year)
        if year in finalised:
            yield place, _issue("NXD_VY_08", "year")
        elif year < last or year > int(today[:4]):
            yield place, _issue("NXD_VY_02" if year > last else "NXD_VY_02B", "year")


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


def _issue(code: str, item_id: str, severity: Severity = Severity.ERROR) -> Issue:
    return Issue(code, item_id, YEAR_END.by_id[item_id].label, severity)
