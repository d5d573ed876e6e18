"""Sending one registration exactly once: its journal row is on disk before the first byte leaves (connection.md §7)."""

import re
import uuid
from collections.abc import Callable, Mapping, Sequence

from nxdesk.desk.outcomes import REGISTERED, UNKNOWN, Ledger
from nxdesk.desk.run_checks import Person, person_name
from nxdesk.desk.run_state import ListRow, RunResult, Selection
from nxdesk.link.client import Client, Prepared, prepare
from nxdesk.link.failure import LinkFailure
from nxdesk.masters.store import Masters
from nxdesk.records.clock import shown
from nxdesk.records.fields import Field, Kind
from nxdesk.records.sentences import sentence
from nxdesk.wire.shapes import RecordError

_SHOWN_ERRORS = 1000


class Sender:
    """Sends registrations of one kind for one user and keeps the journal."""

    def __init__(self, kind: Kind, masters: Masters, user_id: str) -> None:
        self._kind = kind
        self._masters = masters
        self._user = user_id
        self._ledger = Ledger(masters.journal, masters.linkage)

    def settle(self, client: Client) -> int:
        """Ask what became of earlier registrations that never got an answer; returns how many cannot be asked here.

        Raises LinkFailure.
        """
        return self._ledger.settle_all(client)

    def send(self, client: Client, selection: Selection, people: Sequence[Person], my_numbers: Mapping[str, str],
             progress: Callable[[int, int], None], *, read_at: str) -> RunResult:
        """Register everybody or nobody, as they were read at `read_at`."""
        registration_id = str(uuid.uuid4())
        codes = [person.code for person in people]
        prepared = self._prepare(registration_id, selection, people, my_numbers)
        journal = self._masters.journal
        self._ledger.begin(journal.open(registration_id, self._kind.id, client.fingerprint,
                                        prepared.manifest["digest"], codes, self._user), read_at)
        try:
            outcome = client.register(prepared, progress, lambda state: journal.mark(registration_id, state))
        except LinkFailure as failure:
            result = self._failed(registration_id, failure, people)
            self._ledger.close(registration_id, result.outcome)
            return result
        self._ledger.close(registration_id, REGISTERED)
        return RunResult(REGISTERED, registration_id, outcome["registered"] + outcome["relinked"])

    def ask(self, client: Client, registration_id: str) -> RunResult:
        """What became of a registration whose answer was lost. Raises LinkFailure when it cannot be asked."""
        settled = self._ledger.ask(client, registration_id)
        if settled.word == REGISTERED:
            return RunResult(REGISTERED, registration_id, settled.registered)
        return RunResult(settled.word, registration_id, code="NXD_N_16", sentence=sentence("NXD_N_16"),
                         check="はじめからやり直せます。二重に登録されることはありません。")

    def _prepare(self, registration_id: str, selection: Selection, people: Sequence[Person],
                 my_numbers: Mapping[str, str]) -> Prepared:
        photos = self._masters.photos
        pictures = {code: picture for code in photos.codes_with_photo([person.code for person in people])
                    if (picture := photos.get(code)) is not None}
        return prepare(registration_id, self._kind, as_of=selection.as_of, rows=[person.row for person in people],
                       versions=[None] * len(people), photos=pictures,
                       my_numbers=[my_numbers.get(p.code) for p in people] if selection.my_number else None)

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
                item = self._item(error["pointer"])
                rows.append(ListRow(person.code, person_name(self._kind, person.row), item.label if item else "",
                                    f"{error['detail']}({error['code']})", shown(person.updated_at), is_error=True,
                                    field=item.id if item else ""))
        return tuple(rows)

    def _item(self, pointer: str) -> Field | None:
        """The item that a pointer such as `/rows/3/7` names."""
        place = pointer.rpartition("/")[2]
        named = re.fullmatch(r".*/rows/\d+/\d+", pointer) and int(place) < len(self._kind.linked)
        return self._kind.linked[int(place)] if named else None
