"""Sending one registration exactly once: its journal row stands on disk before the first byte leaves (connection.md §7)."""

import uuid
from collections.abc import Callable, Mapping, Sequence

from nxdesk.desk.outcomes import ask_outcome, resolve_all
from nxdesk.desk.run_checks import Person, person_name
from nxdesk.desk.run_state import ListRow, RunResult, Selection
from nxdesk.link.client import Client, Prepared, prepare
from nxdesk.link.failure import LinkFailure
from nxdesk.masters.journal import REGISTERED, UNKNOWN
from nxdesk.masters.store import Masters
from nxdesk.records.clock import Clock, shown
from nxdesk.records.fields import Kind
from nxdesk.wire.shapes import RecordError

_SHOWN_ERRORS = 1000


class Sender:
    """Sends registrations of one kind for one user and keeps the journal."""

    def __init__(self, kind: Kind, masters: Masters, clock: Clock, user_id: str) -> None:
        self._kind = kind
        self._masters = masters
        self._clock = clock
        self._user = user_id

    def settle(self, client: Client) -> None:
        """Ask what became of earlier registrations that never got an answer. Raises LinkFailure."""
        for entry in resolve_all(client, self._masters.journal):
            self._masters.linkage.mark(self._masters.journal.codes(entry.id), self._clock.stamp(), self._kind.id)

    def send(self, client: Client, selection: Selection, people: Sequence[Person], my_numbers: Mapping[str, str],
             progress: Callable[[int, int], None]) -> RunResult:
        """Register everybody or nobody."""
        registration_id = str(uuid.uuid4())
        codes = [person.code for person in people]
        prepared = self._prepare(registration_id, selection, people, my_numbers)
        journal = self._masters.journal
        journal.open(registration_id, self._kind.id, client.fingerprint, prepared.manifest["digest"], codes, self._user)
        try:
            outcome = client.register(prepared, progress, lambda state: journal.mark(registration_id, state))
        except LinkFailure as failure:
            result = self._failed(registration_id, failure, people)
            journal.mark(registration_id, result.outcome)
            return result
        journal.mark(registration_id, REGISTERED)
        self._masters.linkage.mark(codes, self._clock.stamp(), self._kind.id)
        return RunResult(REGISTERED, registration_id, outcome["registered"] + outcome["relinked"])

    def ask(self, client: Client, registration_id: str) -> RunResult:
        """What became of a registration whose answer was lost. Raises LinkFailure when it cannot be asked."""
        word, registered = ask_outcome(client, self._masters.journal, registration_id)
        if word == REGISTERED:
            self._masters.linkage.mark(self._masters.journal.codes(registration_id), self._clock.stamp(), self._kind.id)
            return RunResult(REGISTERED, registration_id, registered)
        return RunResult(word, registration_id, code="NXD_B_06", sentence="登録されていないことを確認しました。",
                         check="はじめからやり直せます。二重に登録されることはありません。")

    def _prepare(self, registration_id: str, selection: Selection, people: Sequence[Person],
                 my_numbers: Mapping[str, str]) -> Prepared:
        photos = self._masters.photos
        pictures = {code: picture for code in photos.codes_with_photo([person.code for person in people])
                    if (picture := photos.get(code)) is not None}
        return prepare(registration_id, self._kind, as_of=selection.as_of, rows=[person.row for person in people],
                       versions=[None] * len(people), photos=pictures,
                       my_numbers={p.code: my_numbers.get(p.code) for p in people} if selection.my_number else None)

    def _failed(self, registration_id: str, failure: LinkFailure, people: Sequence[Person]) -> RunResult:
        errors = failure.problem.get("errors", []) if failure.problem else []
        return RunResult(failure.outcome or UNKNOWN, registration_id, code=failure.code, sentence=failure.sentence,
                         check=failure.check, rows=self._rows(errors[:_SHOWN_ERRORS], people))

    def _rows(self, errors: Sequence[RecordError], people: Sequence[Person]) -> tuple[ListRow, ...]:
        by_code = {person.code: person for person in people}
        rows = []
        for error in errors:
            person = by_code.get(error["person"])
            if person is not None:
                rows.append(ListRow(person.code, person_name(self._kind, person.row), "", f"{error['detail']}({error['code']})",
                                    shown(person.updated_at), is_error=True))
        return tuple(rows)
