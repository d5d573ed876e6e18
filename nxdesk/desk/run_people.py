"""The chosen people as NX has them when a run begins: their records, and for families whose they are."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby, islice, repeat
from operator import add, attrgetter
from typing import Any, NamedTuple, cast

from nxdesk.desk.documents import DocumentChoice, choices, document_item, of_documents
from nxdesk.desk.run_checks import Person, name_of
from nxdesk.masters.people import Parent
from nxdesk.masters.store import Masters
from nxdesk.records.checks import told_ids
from nxdesk.records.fields import Kind, Value
from nxdesk.records.labels import NEW_DATA, UPDATE_DATA, relink_label, relink_labels
from nxdesk.records.naming import RELATION, naming
from nxdesk.records.showing import shown_value, value_shower
from nxdesk.records.tuples import of_rows

Parents = Mapping[str, Mapping[str, Value]]
OnRead = Callable[[Sequence[str], Sequence[Person]], None]
"""Is told of the next people in code order and all their records, at last of nobody."""
_AT_ONCE = 500
_ALONE = (0, ())
"""Number of the record, and the values looked at in each, of a person's only one."""
_READ_AT_ONCE = 2_500


class Head(NamedTuple):
    """What a list's row begins with; `of` is whose the record is where the code does not say it."""

    code: str
    name: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was read: `codes` are the people in order, `records` theirs, person by person; `missing` is not in NX.

    `owners` says of everybody what labels and names need (`with_owners`), `parents` what else the checks of their
    records ask of the person.
    """

    kind: Kind
    codes: tuple[str, ...] = ()
    records: tuple[Person, ...] = ()
    owners: Mapping[str, Parent] = field(default_factory=dict, repr=False)
    missing: tuple[str, ...] = ()
    parents: Parents = field(default_factory=dict, repr=False)

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

    def parent(self, code: str) -> Mapping[str, Value] | None:
        """What the checks of a person's records together look at, None of kinds without people."""
        known = self.parents.get(code)
        if known is not None or code not in self.owners:
            return known
        return self.owners[code]._asdict()

    def parents_told(self, ids: tuple[str, ...]) -> dict[str, tuple[Value, ...]]:
        """These items of everybody, as `parent` knows them."""
        if self.parents or not set(ids) <= set(Parent._fields):
            return {code: tuple(map(known.get, ids)) for code, known in self.parents.items()}
        columns = dict(zip(Parent._fields, zip(*self.owners.values(), strict=True), strict=bool(self.owners)))
        found = zip(*[columns[item] for item in ids], strict=True) if columns else ()
        return dict(zip(self.owners, found, strict=True))

    def person_name(self, code: str) -> str:
        """`姓 名` of the employee; the words for the コード種別 of kinds without people."""
        if not self.kind.by_person:
            return shown_value(self.kind.owner, code)
        owner = self.owners.get(code)
        return owner.name if owner else ""

    def head(self, record: Person) -> Head:
        """個人コード and 氏名; of kinds without people コード and 名称 stand there."""
        if self.kind.by_person:
            return Head(record.code, self.person_name(record.code))
        told = dict(zip(self.kind.linked_ids, record.row, strict=True))
        (code, *_), = self.kind.match
        others = (shown_value(self.kind.by_id[item], told.get(item)) for item in self.kind.named_by if item != code)
        return Head(str(told[code] or ""), " ".join(filter(None, others)), record.code)

    def operation_start(self, code: str) -> str:
        """運用開始日 of the employee, or nothing."""
        owner = self.owners.get(code)
        return owner.operation_start_date or "" if owner else ""

    def label(self, code: str, as_of: str, *, there: bool) -> str:
        """項目名 of a record of this person's in the comparison list."""
        if self.kind.upsert:
            return UPDATE_DATA if there else NEW_DATA
        owner = self.owners[code]
        return relink_label(there=there, as_of=as_of, hire_date=owner.hire_date, retire_date=owner.retire_date)

    def labels(self, codes: Sequence[str], as_of: str, *, there: bool) -> list[str]:
        """`label` for a record of each of these people's."""
        if self.kind.upsert:
            return [UPDATE_DATA if there else NEW_DATA] * len(codes)
        owners = map(self.owners.__getitem__, codes)
        return relink_labels([(owner.hire_date, owner.retire_date) for owner in owners], there=there, as_of=as_of)


def untold(codes: Sequence[str], records: Sequence[Person]) -> None:
    """Nobody is told."""


def read_chosen(masters: Masters, kind: Kind, codes: Sequence[str], documents: Sequence[str] = (),
                on_read: OnRead = untold) -> Chosen:
    """Read the chosen people, in code order, with the records of the documents that are meant.

    `on_read` is told them bit by bit, with the records of all their documents.
    """
    if kind.many:
        return _read_many(masters, kind, codes, documents, on_read)
    # It yields just what a Person is made of, up to what only kinds with several records have.
    rows = of_rows(Person, map(add, masters.people.travelling(codes), repeat(_ALONE)))
    records: list[Person] = []
    while some := list(islice(rows, _READ_AT_ONCE)):
        records += some
        on_read([record.code for record in some], some)
    on_read((), ())
    known = tuple(record.code for record in records)
    return Chosen(kind, known, tuple(records), {}, _missing(codes, frozenset(known)))


def _read_many(masters: Masters, kind: Kind, codes: Sequence[str], documents: Sequence[str],
               on_read: OnRead) -> Chosen:
    owners = masters.people.parents(codes) if kind.by_person else {}
    known = frozenset(owners) if kind.by_person else frozenset(codes).intersection(masters.members(kind).owners())
    start = {code: owner.operation_start_date or "" for code, owner in owners.items()}
    ids, ordered = told_ids(kind), tuple(sorted(known))
    rows = cast("Iterator[Any]", masters.members(kind).travelling(ids, codes))
    records: list[Person] = []
    told = Told(ordered, on_read)
    while some := list(islice(rows, _READ_AT_ONCE)):
        records += of_rows(Person, [
            (row[0], row[2], start.get(row[0], ""), row[3], row[4], None, None, row[5], row[1], row[6:])
            for row in some if row[0] in known])
        told.read(records)
    told.read(records, last=True)
    item = document_item(kind)
    if item is not None:
        place = ids.index(item.id)
        records = list(of_documents(kind, documents, records, lambda record: (record.code, record.told[place])))
    return Chosen(kind, ordered, tuple(records), owners, _missing(codes, known), _parents(masters, kind, owners))


class Told:
    """Tells of people all of whose records have been read, those of the last one excepted: more of them may follow.

    Where records do not come in the order of the codes, nobody more is told of, nor that these were all.
    """

    def __init__(self, codes: Sequence[str], on_read: OnRead) -> None:
        self._codes = codes
        self._on_read = on_read
        self._read: list[str] = []
        self._people = 0
        self._records = 0

    def read(self, records: Sequence[Person], *, last: bool = False) -> None:
        """These records have been read by now."""
        some = [self._read[-1]] if self._read else []
        some += [record.code for record in records[len(self._read):]]
        if some != sorted(some):
            self._on_read = untold
        self._read += some[bool(self._read):]
        code = self._read[-1] if self._read else ""
        people = len(self._codes) if last else bisect_left(self._codes, code)
        many = len(records) if last else bisect_left(self._read, code)
        if people > self._people:
            self._on_read(self._codes[self._people:people], records[self._records:many])
            self._people, self._records = people, many
        if last:
            self._on_read((), ())


def _parents(masters: Masters, kind: Kind, owners: Mapping[str, Parent]) -> Parents:
    """What the checks of a person's records together ask of the person, where the owners do not say it."""
    asked = sorted({name for rule in kind.group_rules for name in rule.parent_reads})
    if set(asked) <= set(Parent._fields):
        return {}
    return {str(code): dict(zip(asked, values, strict=True))
            for code, *values in masters.people.some(("employee_code", *asked), owners)}


def with_owners(masters: Masters, chosen: Chosen) -> Chosen:
    """The same with its `owners`, which are not read where only digests are compared."""
    if chosen.owners or not chosen.kind.by_person:
        return chosen
    return replace(chosen, owners=masters.people.parents(chosen.codes))


def reading_owners(masters: Masters, chosen: Chosen) -> Iterator[Chosen | None]:
    """`with_owners` in steps, for who has something else to look after: None until all have been read."""
    if chosen.owners or not chosen.kind.by_person:
        yield chosen
        return
    owners: dict[str, Parent] = {}
    rows = masters.people.some(("employee_code", *Parent._fields), chosen.codes)
    while some := list(islice(rows, _AT_ONCE)):
        owners.update(zip([str(row[0]) for row in some], of_rows(Parent, [row[1:] for row in some]), strict=True))
        yield None
    yield replace(chosen, owners=owners)


def document_choices(masters: Masters, kind: Kind, codes: Sequence[str] = ()) -> tuple[DocumentChoice, ...]:
    """The documents among which these people, or all, let choose, newest first."""
    item = document_item(kind)
    if item is None:
        return ()
    found = masters.members(kind).some((*kind.key, item.id), codes or None)
    return choices(kind, ((str(row[0]), row[-1]) for row in found))


@lru_cache(maxsize=64)
def record_namer(kind: Kind) -> Callable[[Person], tuple[str, str]]:
    """What tells name and 続柄 of records; the 続柄 of a person is nothing."""
    if not kind.many:
        return lambda record: (name_of(kind, record), "")
    ids = told_ids(kind)
    name = naming(kind, ids, relation=False)
    if RELATION not in kind.named_by:
        return lambda record: (name(record.told), "")
    relation, place = value_shower(kind.by_id[RELATION]), ids.index(RELATION)
    return lambda record: (name(record.told), relation(record.told[place]))


def shown_record(name: str, relation: str) -> str:
    """「家族氏名 続柄」."""
    return f"{name} {relation}" if name and relation else name or relation


def _missing(codes: Sequence[str], known: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(set(codes) - known))
