"""The comparison through a dry run: e-AMANO says what it would do with each record, and nothing is written.

For kinds with several records a person, and for 社員 while 再登録 is on; the first registration of 社員 compares by
`run_comparison`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from nxdesk.desk.impact import Impact, ImpactRecord
from nxdesk.desk.impact_building import AGAIN, ImpactBuilder
from nxdesk.desk.run_asking import PHOTO, Apart, Asking
from nxdesk.desk.run_checks import Person, item_at
from nxdesk.desk.run_people import Chosen, record_namer, shown_record
from nxdesk.desk.run_same import People, asked_about
from nxdesk.desk.run_state import ListRow
from nxdesk.desk.run_staying import StayingPeople
from nxdesk.link.batches import Deletion, Same, document_key, parted
from nxdesk.link.client import Client
from nxdesk.link.dry_runs import CheckedGone, CheckedRow, Question, Verdicts
from nxdesk.link.staying import Staying
from nxdesk.records.clock import shown
from nxdesk.records.labels import DELETED_DATA
from nxdesk.wire.protocol import Verdict
from nxdesk.wire.shapes import RecordError

_ERROR, _LEFT_OUT = Verdict.ERROR, Verdict.LEFT_OUT
_Answered = tuple[Person, CheckedRow, bool]
"""A record, what the service says of it, and whether it is like one that goes."""


@dataclass(frozen=True, slots=True)
class DryCompared:
    """What can be registered, and what the list says. `versions` stand beside the records.

    `left_out`, `without_records` and `with_errors` count people, `photos` are whose photo has to go along, `same` those
    who stay just as they are, by code.
    """

    chosen: Chosen
    versions: tuple[int | None, ...] = ()
    deletions: tuple[Deletion, ...] = ()
    photos: frozenset[str] = frozenset()
    same: Mapping[str, Same] = field(default_factory=dict)
    rows: tuple[ListRow, ...] = ()
    error_rows: tuple[ListRow, ...] = ()
    left_out: int = 0
    with_errors: int = 0
    without_records: int = 0
    labels: Mapping[str, int] = field(default_factory=dict)
    impact: Impact | None = None


def compare_dry(client: Client, chosen: Chosen, apart: Apart, as_of: str, *, relink: bool, by_digest: bool = False,
                people: People | None = None,
                owned: Iterator[Chosen | None] | None = None,
                progress: Callable[[int, int], None] = lambda done, people: None) -> DryCompared:
    """Ask, and make the list of the answers.

    `by_digest`: first of all it is asked who stays as he is, of whom nothing more is asked; `people` are who may, where
    that is known. `owned` gives the same with
    its owners (`reading_owners`), which nobody needs before the first answer. Raises LinkFailure.
    """
    gathering = _Gathering(chosen, apart, as_of, owned, relink=relink)
    if by_digest:
        asked = people or asked_about(chosen.codes, chosen.records, apart.photos)
        answered = client.relinking(chosen.kind, asked, as_of, gathering.follow, gathering.make_some)
    else:
        answered = client.dry_run(gathering.follow("", {}))
    for verdicts in answered:
        gathering.take(verdicts)
        progress(gathering.done, len(chosen.codes))
    return gathering.gathered()


def full_record(client: Client, chosen: Chosen, apart: Apart, as_of: str, member_key: str, *,
                relink: bool) -> ImpactRecord | None:
    """One person's record with everything, also what stays as it is. Raises LinkFailure."""
    builder = ImpactBuilder(chosen)
    asking = Asking(chosen.kind, apart, as_of, relink=relink, full=True)
    asking.add(chosen.codes, chosen.records)
    found = []
    for verdicts in client.dry_run(asking.questions()):
        found += [builder.add(record, row, chosen.label(row.code, as_of, there=row.version is not None))
                  for record, row in zip(asking.answered(), verdicts.rows, strict=True)]
        found += [builder.add_gone(gone) for gone in verdicts.gone]
    return next((record for record in found if record.member_key == member_key), None)


class _Gathering:
    """Turns answers into rows, person by person: who has an error or is left out is so with every record.

    Those who stay as they are stand in the list in their places among the others. Nobody is looked at by name before
    something is taken or made: then `owned` is asked, step by step where there is time.
    """

    def __init__(self, chosen: Chosen, apart: Apart, as_of: str, owned: Iterator[Chosen | None] | None, *,
                 relink: bool) -> None:
        self._chosen = chosen
        self._owned = owned
        self._to_come = iter(chosen.codes)
        self._of = {code: list(found) for code, found in groupby(chosen.records, attrgetter("code"))}
        self._asking = Asking(chosen.kind, apart, as_of, relink=relink)
        self._as_of = as_of
        self._name = record_namer(chosen.kind)
        self._builder = ImpactBuilder(chosen)
        self._stays = StayingPeople(as_of)
        self._stays_before: dict[str, int] = {}
        self._stayed = 0
        self._same: dict[str, Same] = {}
        self._staying_people = 0
        self._answered: set[str] = set()
        self._records: list[Person] = []
        self._versions: list[int | None] = []
        self._deletions: list[Deletion] = []
        self._photos: set[str] = set()
        self._rows: list[ListRow] = []
        self._error_rows: list[ListRow] = []
        self._left_out: set[str] = set()
        self._with_errors: list[str] = []
        self._stamp = lru_cache(maxsize=4096)(shown)  # Records that came together bear the same stamp.
        self._with_photo = PHOTO in chosen.kind.by_id
        self._parted = parted(chosen.kind, (record.code for record in chosen.records))
        self._waiting: dict[str, tuple[list[_Answered], list[CheckedGone]]] = {}

    def follow(self, code: str, stays: Mapping[str, Staying]) -> Iterator[Question]:
        """Up to this person, or to the end, just these stay as they are: what is to be asked about the others."""
        codes: list[str] = []
        for one in self._to_come:
            staying = stays.get(one)
            if staying is None:
                self._stays_before[one] = len(self._stays)
                codes.append(one)
            else:
                self._staying_people += 1
                if one in self._of:
                    theirs = self._of[one]
                    self._same[one] = Same(one, [record.digest for record in theirs], list(staying.versions))
                    self._stays.add(theirs, staying)
            if one == code:
                break
        self._asking.add(codes, [record for one in codes for record in self._of.get(one, ())])
        return self._asking.questions(more=bool(code))

    @property
    def done(self) -> int:
        """People of whom something is known."""
        return self._staying_people + len(self._answered)

    def make_some(self) -> bool:
        """Do a little of what is to be done anyway; False where there is nothing."""
        return self._read_owners() or self._stays.make_some(self._chosen)

    def _read_owners(self) -> bool:
        """Some of the owners; False where all are known."""
        if self._owned is None:
            return False
        if (chosen := next(self._owned)) is not None:
            self._chosen, self._owned = chosen, None
            self._builder.know(chosen)
        return True

    def _know_owners(self) -> None:
        while self._read_owners():
            pass

    def take(self, verdicts: Verdicts) -> None:
        """One answer."""
        self._know_owners()
        self._answered.update(verdicts.question.people)
        gone: dict[str, list[CheckedGone]] = {}
        for one in verdicts.gone:
            gone.setdefault(one.code, []).append(one)
        near = {one.near for one in verdicts.gone if one.near is not None}
        rows = [(record, row, n in near)
                for n, (record, row) in enumerate(zip(self._asking.answered(), verdicts.rows, strict=True))]
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

    def _stay_before(self, many: int) -> None:
        """So many of those who stay as they are stand in the list before what comes."""
        staying = self._stays.between(self._stayed, many, self._chosen)
        self._stayed = many
        self._builder.stay(staying.impact)
        self._records += staying.records
        self._versions += staying.versions
        self._rows += staying.rows

    def _person(self, code: str, rows: list[_Answered], gone: Sequence[CheckedGone]) -> None:
        if self._stays_before[code] > self._stayed:
            self._stay_before(self._stays_before[code])
        verdicts = [row.verdict for _, row, _ in rows]
        if _ERROR in verdicts:
            self._with_errors.append(code)
            self._error_rows += dict.fromkeys(self._error_row(record, error)
                                              for record, row, _ in rows for error in row.errors)
        elif _LEFT_OUT in verdicts:
            self._left_out.add(code)
        else:
            for record, row, near in rows:
                self._record(record, row, near=near)
            for one in gone:
                self._gone(one)

    def _record(self, record: Person, row: CheckedRow, *, near: bool) -> None:
        there = row.verdict in AGAIN
        label = self._chosen.label(record.code, self._as_of, there=there)
        built = self._builder.add(record, row, label, near=near)
        here = shown_record(built.name, built.relation) if record.member else ""
        self._records.append(record)
        self._versions.append(row.version)
        if self._with_photo and (not there or any(effect[0] == PHOTO for effect in row.effects)):
            self._photos.add(record.code)
        stamp = self._stamp
        code, name, of = self._chosen.head(record)
        self._rows.append(ListRow(
            code, name, label, here, stamp(record.updated_at), row.name if there else "",
            stamp(row.updated_at) if there else "", stamp(record.operation_start), False, "", record.member, of))

    def _gone(self, gone: CheckedGone) -> None:
        self._builder.add_gone(gone)
        was = dict.fromkeys(self._chosen.kind.document) | {str(item): old for item, _, old, _, _ in gone.effects}
        self._deletions.append(Deletion(gone.code, gone.member, gone.version, document_key(self._chosen.kind, was)))
        label = DELETED_DATA if self._chosen.kind.upsert else self._chosen.label(gone.code, self._as_of, there=True)
        self._rows.append(ListRow(gone.code, self._chosen.person_name(gone.code), label, "", "", gone.name,
                                  shown(gone.updated_at), shown(self._chosen.operation_start(gone.code))))

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
        return shown_record(*self._name(record)) if record.member else ""

    def gathered(self) -> DryCompared:
        """Everything taken so far."""
        self._know_owners()
        self._stay_before(len(self._stays))
        people = {record.code for record in self._records}.union(one.code for one in self._deletions)
        apart = self._left_out.union(self._with_errors)
        sent = replace(self._chosen, codes=tuple(code for code in self._chosen.codes if code in people),
                       records=tuple(self._records))
        return DryCompared(
            sent, tuple(self._versions), tuple(self._deletions), frozenset(self._photos),
            self._same, tuple(self._rows), tuple(self._error_rows), len(self._left_out),
            len(self._with_errors),
            len(set(self._chosen.codes) - people - apart), dict(Counter(row.item for row in self._rows)),
            self._builder.built())
