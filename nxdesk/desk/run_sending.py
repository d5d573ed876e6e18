"""Sending one registration exactly once: its journal row is on disk before the first byte leaves (connection.md §7)."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nxdesk.desk.outcomes import REGISTERED, UNKNOWN, Ledger
from nxdesk.desk.run_checks import Person, item_at, person_name
from nxdesk.desk.run_people import Chosen
from nxdesk.desk.run_state import ListRow, RunResult
from nxdesk.link.batches import Deletion, Same
from nxdesk.link.client import Client, Prepared, prepare
from nxdesk.link.failure import LinkFailure
from nxdesk.masters.journal import Fact
from nxdesk.masters.store import Masters
from nxdesk.records.clock import shown
from nxdesk.records.fields import Kind
from nxdesk.records.sentences import sentence
from nxdesk.wire.shapes import RecordError

_SHOWN_ERRORS = 1000


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is sent, as it was read at `read_at` and compared: `versions` stand beside the records of `chosen`.

    `numbers` are My Numbers by (code, member), None where they stay; `photos` are whose photo goes along; `same` are
    those who stay just as they are, by code, of whom no rows travel.
    """

    chosen: Chosen
    as_of: str
    read_at: str
    versions: Sequence[int | None]
    photos: Iterable[str] = ()
    numbers: Mapping[tuple[str, int], str] | None = field(default=None, repr=False)
    relink: bool = False
    deletions: Sequence[Deletion] = ()
    same: Mapping[str, Same] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """What the journal keeps beside it."""


class Sender:
    """Sends registrations of one kind for one user and keeps the journal."""

    def __init__(self, kind: Kind, masters: Masters, user_id: str) -> None:
        self._kind = kind
        self._masters = masters
        self._user = user_id
        self._ledger = Ledger(masters.journal)
        self.refused: frozenset[str] = frozenset()
        """Those whom the service gave a reason for, at the last sending."""

    def settle(self, client: Client) -> int:
        """Ask what became of earlier registrations that never got an answer; returns how many cannot be asked here.

        Raises LinkFailure.
        """
        return self._ledger.settle_all(client)

    def send(self, client: Client, parcel: Parcel, progress: Callable[[int, int], None]) -> RunResult:
        """Register everybody or nobody."""
        registration_id = str(uuid.uuid4())
        journal, photos = self._masters.journal, self._masters.photos
        pictures = {code: picture for code in parcel.photos if (picture := photos.get(code)) is not None}
        prepared = self._prepare(registration_id, parcel, pictures)
        entry = journal.open(registration_id, self._kind.id, client.fingerprint, prepared.manifest["digest"],
                             parcel.chosen.codes, self._user)
        self._ledger.begin(entry, parcel.read_at, service=client.address, **parcel.facts)
        self.refused = frozenset()
        with journal.sending(registration_id):
            try:
                outcome = client.register(prepared, progress, lambda state: journal.mark(registration_id, state))
            except LinkFailure as failure:
                result = self._failed(registration_id, failure, parcel.chosen)
                self._ledger.close(registration_id, result.outcome)
                return result
            self._ledger.close(registration_id, REGISTERED, outcome)
        return RunResult(REGISTERED, registration_id, outcome["registered"] + outcome["relinked"],
                         relinked=outcome["relinked"], deleted=outcome["deleted"])

    def ask(self, client: Client, registration_id: str) -> RunResult:
        """What became of a registration whose answer was lost. Raises LinkFailure when it cannot be asked."""
        settled = self._ledger.ask(client, registration_id)
        if settled.word == REGISTERED:
            return RunResult(REGISTERED, registration_id, settled.registered, relinked=settled.relinked,
                             deleted=settled.deleted)
        return RunResult(settled.word, registration_id, code="NXD_N_16", sentence=sentence("NXD_N_16"),
                         check="はじめからやり直せます。二重に登録されることはありません。")

    def _prepare(self, registration_id: str, parcel: Parcel, pictures: Mapping[str, bytes]) -> Prepared:
        numbers = parcel.numbers
        records, versions = _travelling(parcel)
        people = [code for code in parcel.chosen.codes if code not in parcel.same] if self._kind.many else ()
        return prepare(registration_id, self._kind, as_of=parcel.as_of, rows=[record.held for record in records],
                       codes=[record.code for record in records], versions=versions, photos=pictures,
                       relink=parcel.relink,
                       my_numbers=None if numbers is None else [numbers.get((r.code, r.member)) for r in records],
                       people=people, deletions=parcel.deletions, same=list(parcel.same.values()))

    def _failed(self, registration_id: str, failure: LinkFailure, chosen: Chosen) -> RunResult:
        errors = failure.problem.get("errors", []) if failure.problem else []
        self.refused = frozenset(error["person"] for error in errors).intersection(chosen.codes)
        return RunResult(failure.outcome or UNKNOWN, registration_id, code=failure.code, sentence=failure.sentence,
                         check=failure.check, rows=self._rows(errors[:_SHOWN_ERRORS], chosen),
                         rest=len(chosen.codes) - len(self.refused) if self.refused else 0)

    def _rows(self, errors: Sequence[RecordError], chosen: Chosen) -> tuple[ListRow, ...]:
        """A row an error that concerns one of the people."""
        named = {error["person"] for error in errors}
        records: dict[str, list[Person]] = {code: list(found) for code, found in chosen.by_person() if code in named}
        known = named.intersection(chosen.codes)
        return tuple(self._row(error, records.get(error["person"], []), chosen)
                     for error in errors if error["person"] in known)

    def _row(self, error: RecordError, records: Sequence[Person], chosen: Chosen) -> ListRow:
        code, words = error["person"], f"{error['detail']}({error['code']})"
        item = item_at(self._kind, error["pointer"])
        name = chosen.person_name(code) if self._kind.many else person_name(self._kind, records[0].row)
        updated = records[0].updated_at if records and not self._kind.many else ""
        return ListRow(code, name, item.label if item else "", words, shown(updated), is_error=True,
                       field=item.id if item else "")


def _travelling(parcel: Parcel) -> tuple[Sequence[Person], Sequence[int | None]]:
    """The records that travel, and their versions."""
    records, same = parcel.chosen.records, parcel.same
    if not same:
        return records, parcel.versions
    places = [place for place, record in enumerate(records) if record.code not in same]
    return [records[place] for place in places], [parcel.versions[place] for place in places]
