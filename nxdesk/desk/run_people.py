"""The chosen people as NX has them when a run begins: their records, and for families whose they are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, starmap
from operator import attrgetter
from typing import Any, cast

from nxdesk.desk.run_checks import Person, name_of, name_reader
from nxdesk.masters.people import Parent
from nxdesk.masters.store import Masters
from nxdesk.records.fields import Kind
from nxdesk.records.labels import relink_label
from nxdesk.records.showing import shown_value

_RELATION = "relationship_code"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was read: `codes` are the people in order, `records` theirs, person by person; `missing` is not in NX.

    `owners` says of everybody what labels and names need (`with_owners`).
    """

    kind: Kind
    codes: tuple[str, ...] = ()
    records: tuple[Person, ...] = ()
    owners: Mapping[str, Parent] = field(default_factory=dict, repr=False)
    missing: tuple[str, ...] = ()

    def without(self, codes: frozenset[str]) -> "Chosen":
        """The same without these people."""
        if not codes:
            return self
        return replace(self, codes=tuple(code for code in self.codes if code not in codes),
                       records=tuple(record for record in self.records if record.code not in codes))

    def by_person(self) -> Iterator[tuple[str, tuple[Person, ...]]]:
        """Everybody who has records, with these."""
        for code, records in groupby(self.records, attrgetter("code")):
            yield code, tuple(records)

    def person_name(self, code: str) -> str:
        """`姓 名` of the employee."""
        owner = self.owners.get(code)
        return owner.name if owner else ""

    def label(self, code: str, as_of: str, *, there: bool) -> str:
        """項目名 of a record of this person's in the comparison list."""
        owner = self.owners[code]
        return relink_label(there=there, as_of=as_of, hire_date=owner.hire_date, retire_date=owner.retire_date)


def read_chosen(masters: Masters, kind: Kind, codes: Sequence[str]) -> Chosen:
    """Read the chosen people, in code order."""
    if kind.many:
        owners = masters.people.parents(codes)
        records = tuple(Person(str(row[0]), str(row[2]), owners[str(row[0])].operation_start_date or "", str(row[3]),
                               tuple(row[4:]), member=int(row[1] or 0))
                        for row in masters.families.linked(codes) if row[0] in owners)
        known: tuple[str, ...] = tuple(sorted(owners))
        return Chosen(kind, known, records, owners, _missing(codes, owners))
    # It yields just what a Person is made of.
    records = tuple(starmap(Person, cast("Iterator[Any]", masters.people.travelling(codes))))
    known = tuple(record.code for record in records)
    return Chosen(kind, known, records, {}, _missing(codes, frozenset(known)))


def with_owners(masters: Masters, chosen: Chosen) -> Chosen:
    """The same with its `owners`, which are not read where only digests are compared."""
    return chosen if chosen.owners else replace(chosen, owners=masters.people.parents(chosen.codes))


def record_names(chosen: Chosen) -> dict[tuple[str, int], tuple[str, str]]:
    """`姓 名` and 続柄 of every record; the 続柄 of a person is nothing."""
    kind, name = chosen.kind, name_reader(chosen.kind)
    relation = kind.by_id.get(_RELATION)
    if relation is None:
        return {(record.code, record.member): (name_of(kind, record), "") for record in chosen.records}
    place = kind.linked_ids.index(_RELATION)
    return {(record.code, record.member): (name(record.row), shown_value(relation, record.row[place]))
            for record in chosen.records}


def _missing(codes: Sequence[str], known: Mapping[str, object] | frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(code for code in set(codes) if code not in known))
