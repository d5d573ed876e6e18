"""What becomes of NX's records, person by person: the comparison list, its impact, and what is to be written.

What is shown and what is written come from one function (`records.acquiring`), so they cannot differ.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from nxdesk.desk.acquisition_checks import Arrivals, Arriving, Finding
from nxdesk.desk.acquisition_impact import AcquisitionImpact
from nxdesk.desk.acquisition_results import with_results
from nxdesk.desk.acquisition_state import Ask
from nxdesk.desk.documents import of_documents
from nxdesk.desk.impact import Impact
from nxdesk.desk.run_state import ListRow, Selection
from nxdesk.link.causes import harmless
from nxdesk.link.client import RemoteRow
from nxdesk.masters.store import Masters
from nxdesk.masters.writing import Write
from nxdesk.records.acquiring import (
    OwnerAcquisition,
    Record,
    RecordAcquisition,
    Taken,
    document_of,
    finished_documents,
    owner_acquisition,
    remote_state,
)
from nxdesk.records.checks import blocks
from nxdesk.records.clock import shown
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Kind, Value
from nxdesk.records.labels import ARRIVING, DIFFERING
from nxdesk.records.messages import Issue
from nxdesk.records.naming import record_naming
from nxdesk.records.sentences import sentence
from nxdesk.records.showing import shown_value

LOOK_AGAIN = ""
"""The state of records some of which were left out: the next acquisition looks at them all."""
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Gathered:
    """The comparison: rows for the list, writes for the masters, and how many people there is nothing to do for.

    `takes` are what the person's own record gets without being asked, `asked` what it gets where the user says so, by
    the id of the question. `states` and `agreeing` are for `masters.acquisitions`.
    """

    rows: tuple[ListRow, ...]
    error_rows: tuple[ListRow, ...]
    writes: tuple[Write, ...]
    takes: Mapping[str, Write]
    asked: Mapping[str, Taken]
    asks: tuple[Ask, ...]
    states: Mapping[str, str]
    agreeing: frozenset[str]
    with_errors: int
    unchanged: int
    unfinished: int
    labels: Mapping[str, int]
    warnings: tuple[str, ...]
    impact: Impact


@dataclass
class _Sums:
    """What is counted and kept on the way."""

    rows: list[ListRow] = field(default_factory=list)
    error_rows: list[ListRow] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    takes: dict[str, Write] = field(default_factory=dict)
    asked: dict[str, Taken] = field(default_factory=dict)
    asks: list[Ask] = field(default_factory=list)
    states: dict[str, str] = field(default_factory=dict)
    agreeing: set[str] = field(default_factory=set)
    with_errors: int = 0
    unchanged: int = 0
    unfinished: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    warnings: dict[str, set[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """One person as both sides have them: `nx` and `eamano` are records of the kind, `own` the person's own in NX."""

    code: str
    nx: Sequence[Record]
    eamano: Sequence[RemoteRow]
    own: Record | None

    @property
    def name(self) -> str:
        """`姓 名`, by NX where it knows the person."""
        told: Mapping[str, Value] = self.own or (self.eamano[0].values if self.eamano else {})
        return harmless(" ".join(str(part) for part in (told.get("last_name"), told.get("first_name")) if part))

    @property
    def start(self) -> str:
        """運用開始日 as shown."""
        found = (self.own or {}).get("operation_start_date")
        return shown(str(found)) if found else ""


class Gathering:
    """Takes whole people, piece by piece. With `full` the impact also holds what stays as it is."""

    def __init__(self, masters: Masters, kind: Kind, selection: Selection, today: str, *, full: bool = False) -> None:
        self._masters = masters
        self._kind = kind
        self._selection = selection
        self._arrivals = Arrivals(masters, kind, today)
        self._full = full
        self._impact = AcquisitionImpact(kind, full=full)
        self._sums = _Sums()
        self._named = record_naming(kind)
        self._stamp = lru_cache(maxsize=4096)(shown)

    def take(self, rows: Sequence[RemoteRow]) -> None:
        """One piece."""
        there = {owner: list(found) for owner, found in groupby(rows, attrgetter("owner"))}
        self._arrivals.expect(list(there))
        here: dict[str, list[Record]] = {}
        for record in self._masters.records(self._kind).records(list(there)):
            here.setdefault(str(record[self._kind.key[0]]), []).append(record)
        people = here if self._kind is EMPLOYEE else {
            str(record["employee_code"]): [record] for record in self._masters.people.records(list(there))}
        persons = [self._met(Person(code, here.get(code, []), self._meant(found), (people.get(code) or [None])[0]))
                   for code, found in there.items()]
        issues = self._arrivals.issues([arriving for _, arriving in persons])
        for (person, arriving), wrong, everything in zip(persons, issues, there.values(), strict=True):
            self._person(person, arriving.got, wrong, everything)

    def _met(self, person: Person) -> tuple[Person, Arriving]:
        """With what becomes of the person's records."""
        kind = self._kind
        eamano: list[Record] = [row.values for row in person.eamano]
        got = with_results(kind, owner_acquisition(kind, person.nx, eamano, person.own if kind.parent else None,
                                                   unfinished=self._selection.unfinished, kept=self._full),
                           person.nx)
        return person, Arriving(person.code, got, person.nx, eamano, person.own)

    def stranger(self, code: str) -> None:
        """Somebody NX has to acquire first (社員取得)."""
        words = f"{sentence('NXD_N_52')}(NXD_N_52)"
        item = self._kind.owner
        self._sums.error_rows.append(ListRow(code, "", item.label, words, "", is_error=True, field=item.id))
        self._sums.with_errors += 1

    def _meant(self, found: Sequence[RemoteRow]) -> Sequence[RemoteRow]:
        """The records of the documents that are meant; what is not done yet names no newest one."""
        kind = self._kind
        if not kind.many:
            return found
        ready = finished_documents(kind, [row.values for row in found])
        done = [row for row in found if self._selection.unfinished or ready is None
                or document_of(kind, row.values) in ready]
        places = {row.about: row for row in of_documents(
            kind, self._selection.documents, done or found,
            lambda row: (row.owner, row.values.get(kind.document[0]) if kind.document else None))}
        return list(places.values())

    def _person(self, person: Person, got: OwnerAcquisition, issues: Sequence[Finding],
                everything: Sequence[RemoteRow]) -> None:
        kind, sums = self._kind, self._sums
        if self._wrong(person, got, issues):
            sums.with_errors += 1
            return
        whole = not (got.unfinished or got.closed or len(person.eamano) < len(everything))
        sums.states[person.code] = (remote_state(kind, [(row.about.member, row.about.version) for row in everything])
                                    if whole else LOOK_AGAIN)
        if whole and not got.alone:
            sums.agreeing.add(person.code)
        if not got.changes:
            sums.unfinished += bool(got.unfinished)
            sums.unchanged += not got.unfinished
        for record in got.records:
            if record.changes:
                self._record(person, record)
        self._taken(person, got.takes)

    def _wrong(self, person: Person, got: OwnerAcquisition, issues: Sequence[Finding]) -> bool:
        """Rows about what keeps the person's records from being acquired."""
        rows = [self._closed_row(person, place) for place in got.closed[:1]]
        for place, issue in issues:
            if blocks((issue,)):
                rows.append(self._error_row(person, person.eamano[place], issue))
            else:
                self._sums.warnings.setdefault(issue.sentence, set()).add(person.code)
        self._sums.error_rows += rows
        return bool(rows)

    def _closed_row(self, person: Person, place: int) -> ListRow:
        row = person.eamano[place]
        item = self._kind.by_id[self._kind.closed.field] if self._kind.closed else self._kind.owner
        words = f"{self._name(row.values)}: {sentence('NXD_N_53')}(NXD_N_53)"
        return ListRow(person.code, person.name, item.label, words, "", self._name(row.values),
                       self._stamp(row.about.updated_at), person.start, is_error=True, field=item.id)

    def _error_row(self, person: Person, row: RemoteRow, issue: Issue) -> ListRow:
        name = self._name(row.values) if self._kind.many else ""
        words = f"{name}: {issue.sentence}" if name else issue.sentence
        return ListRow(person.code, person.name, issue.label, words, "", name,
                       self._stamp(row.about.updated_at), person.start, is_error=True, field=issue.field)

    def _record(self, person: Person, record: RecordAcquisition) -> None:
        sums, key = self._sums, self._kind.key
        there = person.eamano[record.pair.eamano]
        here = None if record.pair.nx is None else person.nx[record.pair.nx]
        label = ARRIVING if here is None else DIFFERING
        seq = int(here[key[1]] or 0) if here is not None and self._kind.many else 0
        sums.writes.append(Write(person.code, seq, int(here["version"] or 0) if here is not None else 0, record.values))
        sums.labels[label] += 1
        self._impact.add(person.code, person.name, record, here, there, person.nx)
        updated = self._stamp(str(here["updated_at"] or "")) if here is not None else ""
        sums.rows.append(ListRow(
            person.code, person.name, label, self._here(here, record), updated, self._there(there),
            self._stamp(there.about.updated_at), person.start, member=seq))

    def _here(self, here: Record | None, record: RecordAcquisition) -> str:
        """NXデータ: the record's name in NX, and which items of it will be others."""
        if here is None:
            return ""
        labels = [self._kind.by_id[item].label for item in record.values]
        items = "、".join(labels[:_NAMED]) + (f" など{len(labels)}項目" if len(labels) > _NAMED else "")
        return f"{self._name(here)}: {items}" if self._kind.many else items

    def _there(self, there: RemoteRow) -> str:
        """e-AMANOデータ: the record's name there, with its state where it is not done yet."""
        name, about = self._name(there.values) if self._kind.many else "", self._kind.finished
        told = there.values.get(about.field) if about is not None else None
        if about is None or told is None or told in about.values:
            return name
        return f"{name}（{harmless(shown_value(self._kind.by_id[about.field], told))}）"

    def _name(self, record: Record) -> str:
        return harmless(self._named(record))

    def _taken(self, person: Person, takes: Sequence[Taken]) -> None:
        """What the person's own record gets; where it has another value already, that is a question."""
        if not takes or person.own is None:
            return
        sums, version = self._sums, int(person.own["version"] or 0)
        values = {one.effect.field: one.effect.new for one in takes if not one.ask}
        if values:
            sums.takes[person.code] = Write(person.code, 0, version, values)
        self._impact.add_takes(person.code, person.name, [one.effect for one in takes if not one.ask])
        for one in takes:
            if one.ask:
                item = EMPLOYEE.by_id[one.effect.field]
                ask = Ask(f"{person.code}/{item.id}", person.code, person.name, item.id, item.label,
                          shown_value(item, one.effect.old), harmless(shown_value(item, one.effect.new)))
                sums.asks.append(ask)
                sums.asked[ask.id] = one
                sums.takes.setdefault(person.code, Write(person.code, 0, version, {}))

    def gathered(self) -> Gathered:
        """Everything taken so far."""
        sums = self._sums
        warnings = tuple(f"{words} {len(codes)}名" for words, codes in sums.warnings.items())
        return Gathered(
            tuple(sums.rows), tuple(sums.error_rows), tuple(sums.writes), sums.takes, sums.asked, tuple(sums.asks),
            sums.states, frozenset(sums.agreeing), sums.with_errors, sums.unchanged, sums.unfinished,
            dict(sums.labels), warnings, self._impact.built())
