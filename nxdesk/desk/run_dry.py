"""The comparison through a dry run: e-AMANO says what it would do with each record, and nothing is written.

For kinds with several records a person, and for 社員 while 再登録 is on; the first registration of 社員 compares by
`run_comparison`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby

from nxdesk.desk.impact import Impact, ImpactRecord
from nxdesk.desk.impact_building import AGAIN, ImpactBuilder
from nxdesk.desk.run_checks import Person, item_at
from nxdesk.desk.run_people import Chosen, RecordNames, record_names
from nxdesk.desk.run_same import Stays, nobody_stays
from nxdesk.desk.run_state import ListRow
from nxdesk.link.batches import Deletion, document_key, parted
from nxdesk.link.causes import harmless
from nxdesk.link.client import Client
from nxdesk.link.dry_runs import CheckedGone, CheckedRow, Question, Verdicts, questions
from nxdesk.link.staying import Staying
from nxdesk.masters.store import Masters
from nxdesk.records.clock import shown
from nxdesk.records.labels import DELETED_DATA
from nxdesk.wire.protocol import Verdict
from nxdesk.wire.shapes import RecordError

_PHOTO = "photo"
Member = tuple[str, int]
_Answered = tuple[Person, CheckedRow, bool]
"""A record, what the service says of it, and whether it is like one that goes."""


@dataclass(frozen=True, slots=True)
class Apart:
    """What NX has of records beside their rows: who has a My Number (None: the switch is off), digests of photos."""

    numbers: frozenset[Member] | None
    photos: Mapping[str, str]

    def changed(self, now: "Apart", codes: frozenset[str]) -> dict[str, list[str]]:
        """Of these people, those in whom something is another now: 個人番号 or 顔写真 → codes."""
        found: dict[str, list[str]] = {}
        if differ := {code for code, _ in (self.numbers or frozenset()) ^ (now.numbers or frozenset())} & codes:
            found["個人番号"] = sorted(differ)
        if differ := {code for code, _ in self.photos.items() ^ now.photos.items()} & codes:
            found["顔写真"] = sorted(differ)
        return found


def read_apart(masters: Masters, chosen: Chosen, *, my_number: bool) -> Apart:
    """Read it for the chosen people; looking whether a number is there is no access to it."""
    numbers = masters.my_numbers.having(chosen.codes, chosen.kind) if my_number else None
    return Apart(numbers, masters.photos.digests(chosen.codes) if _PHOTO in chosen.kind.by_id else {})


@dataclass(frozen=True, slots=True)
class DryCompared:
    """What can be registered, and what the list says. `versions` stand beside the records.

    `left_out`, `without_records` and `with_errors` count people, `photos` are whose photo has to go along, `same` who
    stays just as he is.
    """

    chosen: Chosen
    versions: tuple[int | None, ...] = ()
    deletions: tuple[Deletion, ...] = ()
    photos: frozenset[str] = frozenset()
    same: frozenset[str] = frozenset()
    rows: tuple[ListRow, ...] = ()
    error_rows: tuple[ListRow, ...] = ()
    left_out: int = 0
    with_errors: int = 0
    without_records: int = 0
    labels: Mapping[str, int] = field(default_factory=dict)
    impact: Impact | None = None


def questions_about(chosen: Chosen, apart: Apart, as_of: str, *, relink: bool,
                    full: bool = False) -> Iterator[Question]:
    """What is asked about these people. Who has no records is only asked about where deletions may follow."""
    records = chosen.records
    people: Sequence[str] = chosen.codes if relink else [code for code, _ in chosen.by_person()]
    numbers = None if apart.numbers is None else [(r.code, r.member) in apart.numbers for r in records]
    photos = [apart.photos.get(r.code) for r in records] if _PHOTO in chosen.kind.by_id else None
    return questions(chosen.kind, rows=[r.held for r in records], codes=[r.code for r in records], as_of=as_of,
                     relink=relink, people=people if chosen.kind.many else (), numbers=numbers, photos=photos,
                     full=full)


def compare_dry(client: Client, chosen: Chosen, apart: Apart, as_of: str, *, relink: bool,
                stays: Stays = nobody_stays,
                progress: Callable[[int, int], None] = lambda done, people: None) -> DryCompared:
    """Ask, and make the list of the answers; of whom `stays` says that they stay as they are nothing more is asked.

    Raises LinkFailure.
    """
    names = record_names(chosen)
    same = stays()
    gathering = _Gathering(chosen, names, as_of, same)
    done = set(same)
    for verdicts in client.dry_run(questions_about(gathering.others, apart, as_of, relink=relink)):
        gathering.take(verdicts)
        done.update(verdicts.question.people)
        progress(len(done), len(chosen.codes))
    return gathering.gathered()


def full_record(client: Client, chosen: Chosen, apart: Apart, as_of: str, member_key: str, *,
                relink: bool) -> ImpactRecord | None:
    """One person's record with everything, also what stays as it is. Raises LinkFailure."""
    builder = ImpactBuilder(chosen)
    found = []
    for verdicts in client.dry_run(questions_about(chosen, apart, as_of, relink=relink, full=True)):
        found += [builder.add(chosen.records[place], row, chosen.label(row.code, as_of, there=row.version is not None))
                  for place, row in zip(verdicts.question.places, verdicts.rows, strict=True)]
        found += [builder.add_gone(gone) for gone in verdicts.gone]
    return next((record for record in found if record.member_key == member_key), None)


class _Gathering:
    """Turns answers into rows, person by person: who has an error or is left out is so with every record.

    `same` is what is known of those who stay as they are; they stand in the list in their places among the `others`.
    """

    def __init__(self, chosen: Chosen, names: RecordNames, as_of: str, same: Mapping[str, Staying]) -> None:
        self._chosen = chosen
        self._same = same
        self._staying = {code: list(records) for code, records in groupby(chosen.records, lambda record: record.code)
                         if code in same} if same else {}
        self._to_come = iter(chosen.codes if same else ())
        self.others = chosen.without(frozenset(same))
        self._as_of = as_of
        self._names = names
        self._builder = ImpactBuilder(chosen, self._names)
        self._kept: list[tuple[Person, int | None]] = []
        self._deletions: list[Deletion] = []
        self._photos: set[str] = set()
        self._rows: list[ListRow] = []
        self._error_rows: list[ListRow] = []
        self._left_out: set[str] = set()
        self._with_errors: list[str] = []
        self._labels: Counter[str] = Counter()
        self._stamp = lru_cache(maxsize=4096)(shown)  # Records that came together bear the same stamp.
        self._with_photo = _PHOTO in chosen.kind.by_id
        self._parted = parted(chosen.kind, (record.code for record in chosen.records))
        self._waiting: dict[str, tuple[list[_Answered], list[CheckedGone]]] = {}

    def take(self, verdicts: Verdicts) -> None:
        """One answer."""
        gone: dict[str, list[CheckedGone]] = {}
        for one in verdicts.gone:
            gone.setdefault(one.code, []).append(one)
        near = {one.near for one in verdicts.gone if one.near is not None}
        records = self.others.records
        rows = [(records[place], row, n in near)
                for n, (place, row) in enumerate(zip(verdicts.question.places, verdicts.rows, strict=True))]
        by_code = {code: list(found) for code, found in groupby(rows, lambda one: one[0].code)}
        for code in verdicts.question.people:
            if self._chosen.kind.by_person:
                self._part(code, by_code.get(code, []), gone.get(code, []))
            else:  # Nothing of them is deleted, so that each code stands for itself.
                for record in by_code.get(code, []):
                    self._person(code, [record], ())

    def _part(self, code: str, rows: list[_Answered], gone: Sequence[CheckedGone]) -> None:
        """What one answer says of a person; of whom there is more than one, it waits until everything is there."""
        if code not in self._parted:
            self._person(code, rows, gone)
            return
        known, going = self._waiting.setdefault(code, ([], []))
        known += rows
        going += gone
        if len(known) == self._parted[code]:
            self._person(code, known, going)

    def _stay_before(self, code: str) -> None:
        """Those who stay as they are and come before this person; all that are left where nobody is named."""
        for other in self._to_come:
            if other == code:
                return
            if other in self._staying:
                self._stay(other)

    def _stay(self, code: str) -> None:
        label, stamp = self._chosen.label(code, self._as_of, there=True), self._stamp
        name, records = self._chosen.person_name(code), self._staying[code]
        start = stamp(records[0].operation_start)
        for record, version, updated_at in zip(records, *self._same[code][:2], strict=True):
            self._builder.stay(record, name, label)
            self._kept.append((record, version))
            here = self._shown(record)
            self._rows.append(ListRow(code, name, label, here, stamp(record.updated_at), here and harmless(here),
                                      stamp(updated_at), start, member=record.member))
        self._labels[label] += len(records)

    def _person(self, code: str, rows: list[_Answered], gone: Sequence[CheckedGone]) -> None:
        self._stay_before(code)
        if any(row.verdict is Verdict.ERROR for _, row, _ in rows):
            self._with_errors.append(code)
            self._error_rows += dict.fromkeys(self._error_row(record, error)
                                              for record, row, _ in rows for error in row.errors)
        elif any(row.verdict is Verdict.LEFT_OUT for _, row, _ in rows):
            self._left_out.add(code)
        else:
            for record, row, near in rows:
                self._record(record, row, near=near)
            for one in gone:
                self._gone(one)

    def _record(self, record: Person, row: CheckedRow, *, near: bool) -> None:
        there = row.verdict in AGAIN
        label = self._chosen.label(record.code, self._as_of, there=there)
        self._builder.add(record, row, label, near=near)
        self._kept.append((record, row.version))
        if self._with_photo and (not there or any(effect[0] == _PHOTO for effect in row.effects)):
            self._photos.add(record.code)
        stamp = self._stamp
        head = self._chosen.head(record)
        self._rows.append(ListRow(
            head.code, head.name, label, self._shown(record), stamp(record.updated_at), row.name if there else "",
            stamp(row.updated_at) if there else "", stamp(record.operation_start), member=record.member, of=head.of))
        self._labels[label] += 1

    def _gone(self, gone: CheckedGone) -> None:
        self._builder.add_gone(gone)
        was = dict.fromkeys(self._chosen.kind.document) | {str(item): old for item, _, old, _, _ in gone.effects}
        self._deletions.append(Deletion(gone.code, gone.member, gone.version, document_key(self._chosen.kind, was)))
        label = DELETED_DATA if self._chosen.kind.upsert else self._chosen.label(gone.code, self._as_of, there=True)
        self._rows.append(ListRow(gone.code, self._chosen.person_name(gone.code), label, "", "", gone.name,
                                  shown(gone.updated_at), shown(self._chosen.operation_start(gone.code))))
        self._labels[label] += 1

    def _error_row(self, record: Person, error: RecordError) -> ListRow:
        """What concerns no item concerns the person, and stands there once, beside the 個人コード."""
        words, owner = f"{error['detail']}({error['code']})", self._chosen.kind.owner
        item = item_at(self._chosen.kind, error["pointer"])
        if item is None:
            return ListRow(record.code, self._chosen.person_name(record.code), owner.label, words, "", is_error=True,
                           field=owner.id)
        head, member = self._chosen.head(record), self._shown(record)
        return ListRow(head.code, head.name, item.label, f"{member}: {words}" if member else words,
                       shown(record.updated_at), is_error=True, field=item.id, member=record.member, of=head.of)

    def _shown(self, record: Person) -> str:
        """「家族氏名 続柄」, and nothing of a person."""
        if not record.member:
            return ""
        name, relation = self._names[record.code, record.member]
        return f"{name} {relation}" if name and relation else name or relation

    def gathered(self) -> DryCompared:
        """Everything taken so far."""
        self._stay_before("")
        people = {record.code for record, _ in self._kept}.union(one.code for one in self._deletions)
        apart = self._left_out.union(self._with_errors)
        records, versions = zip(*self._kept, strict=True) if self._kept else ((), ())
        sent = replace(self._chosen, codes=tuple(code for code in self._chosen.codes if code in people),
                       records=records)
        return DryCompared(
            sent, versions, tuple(self._deletions), frozenset(self._photos),
            frozenset(self._staying), tuple(self._rows), tuple(self._error_rows), len(self._left_out),
            len(self._with_errors),
            len(set(self._chosen.codes) - people - apart), dict(self._labels), self._builder.built())
