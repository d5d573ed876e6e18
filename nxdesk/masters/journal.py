"""The journal of registrations: what was begun, with whom, and what became of it (connection.md §7).

An entry is on disk before the first byte leaves, so that a lost answer, a crash or a power failure is asked about later
and nobody is registered twice. No personal data but the codes.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from operator import lt

from sqlalchemy import Connection, RowMapping, Select, select, update

from nxdesk.masters.database import Database
from nxdesk.masters.linkage import codes_within, registered_within
from nxdesk.masters.tables import REGISTRATION_PEOPLE, REGISTRATIONS
from nxdesk.records.clock import Clock
from nxdesk.vault.redaction import redact

PREPARED, BEFORE_SENDING, SENDING, SENT = "準備", "送信前", "送信中", "送信済"
REGISTERED, PARTLY, NOT_REGISTERED, UNKNOWN, UNSENT = "登録済", "一部", "未登録", "不明", "未送信"
OPEN_STATES = (BEFORE_SENDING, SENDING, SENT, UNKNOWN)
"""Nobody knows yet what became of these."""

FINAL_STATES = (REGISTERED, PARTLY, NOT_REGISTERED, UNSENT)
STATES = (PREPARED, *OPEN_STATES, *FINAL_STATES)
Fact = str | int | float | bool | None
READ_AT = "read_at"
"""Of the facts: when the people were read. What was changed in NX later has not been sent."""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One registration: `request_digest` is that of its content, `people` their number, `facts` what was learnt."""

    id: str
    kind: str
    fingerprint: str
    request_digest: str
    people: int
    state: str
    opened_at: str
    opened_by: str
    changed_at: str
    facts: dict[str, Fact]


class Journal:
    """The registrations; usable from any thread."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._under_way: set[str] = set()

    @contextmanager
    def sending(self, registration_id: str) -> Iterator[None]:
        """While this is open, somebody here waits for the registration's own answer: it is not to be asked about."""
        self._under_way.add(registration_id)
        try:
            yield
        finally:
            self._under_way.discard(registration_id)

    def under_way(self, registration_id: str) -> bool:
        """It is being sent by this program at this moment."""
        return registration_id in self._under_way

    def open(self, registration_id: str, kind: str, fingerprint: str, digest: str, codes: Iterable[str],
             by: str) -> JournalEntry:
        """Write a registration down before it begins; it is on disk when this returns.

        `digest` is that of its content.
        """
        people = list(codes)
        if not all(map(lt, people, people[1:])):
            people = sorted(set(people))
        now = self._clock.stamp()
        entry = JournalEntry(registration_id, kind, fingerprint, digest, len(people), PREPARED, now, by, now, {})
        with self._database.writing() as connection:
            connection.execute(REGISTRATION_PEOPLE.insert().values(
                registration_id=registration_id, codes=json.dumps(people)))
            connection.execute(REGISTRATIONS.insert().values(
                id=entry.id, kind=kind, fingerprint=fingerprint, request_digest=digest, people=entry.people,
                state=entry.state, opened_at=now, opened_by=by, changed_at=now, facts="{}"))
        return entry

    def mark(self, registration_id: str, state: str, **facts: Fact) -> None:
        """Write down how far it has come; on disk when this returns. What is registered stays registered.

        Raises KeyError for an unknown registration and ValueError for an unknown state.
        """
        word = str(state)
        if word not in STATES:
            raise ValueError(word)
        with self._database.writing() as connection:
            self._marked(connection, registration_id, word, facts)

    def complete(self, registration_id: str, **facts: Fact) -> None:
        """As `mark`: it is registered, and so its people are linked from when they were read (READ_AT) or it began."""
        with self._database.writing() as connection:
            entry = self._marked(connection, registration_id, REGISTERED, facts)
            since = str(entry.facts.get(READ_AT) or entry.opened_at)
            registered_within(self._database, connection, entry.id, since, entry.kind)

    def _marked(self, connection: Connection, registration_id: str, word: str,
                facts: dict[str, Fact]) -> JournalEntry:
        """The entry as it was before."""
        mine = REGISTRATIONS.c.id == registration_id
        found = connection.execute(select(REGISTRATIONS).where(mine).with_for_update()).mappings().one_or_none()
        if found is None:
            raise KeyError(registration_id)
        entry = _entry(found)
        kept = entry.state if entry.state == REGISTERED else word
        connection.execute(update(REGISTRATIONS).where(mine).values(
            state=kept, changed_at=self._clock.stamp(),
            facts=redact(json.dumps(entry.facts | facts, ensure_ascii=False))))
        return entry

    def get(self, registration_id: str) -> JournalEntry | None:
        """One registration."""
        found = self._entries(select(REGISTRATIONS).where(REGISTRATIONS.c.id == registration_id))
        return found[0] if found else None

    def unresolved(self) -> list[JournalEntry]:
        """Those of which nobody knows what became, oldest first."""
        return self._entries(select(REGISTRATIONS).where(REGISTRATIONS.c.state.in_(OPEN_STATES))
                             .order_by(REGISTRATIONS.c.opened_at, REGISTRATIONS.c.id))

    def history(self, limit: int = 100) -> list[JournalEntry]:
        """The last registrations, newest first."""
        return self._entries(select(REGISTRATIONS).order_by(REGISTRATIONS.c.opened_at.desc(), REGISTRATIONS.c.id)
                             .limit(limit))

    def codes(self, registration_id: str) -> list[str]:
        """Whom a registration was for, in code order."""
        with self._database.reading() as connection:
            return codes_within(connection, registration_id)

    def unresolved_codes(self, codes: Iterable[str]) -> dict[str, str]:
        """Those of the people who stand in an unresolved registration, with its id."""
        wanted = frozenset(codes)
        query = select(REGISTRATION_PEOPLE).join(
            REGISTRATIONS, REGISTRATIONS.c.id == REGISTRATION_PEOPLE.c.registration_id).where(
            REGISTRATIONS.c.state.in_(OPEN_STATES)).order_by(REGISTRATIONS.c.opened_at, REGISTRATIONS.c.id)
        with self._database.reading() as connection:
            return {code: registration_id for registration_id, people in connection.execute(query)
                    for code in json.loads(people) if code in wanted}

    def _entries(self, query: Select[tuple[object, ...]]) -> list[JournalEntry]:
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return list(map(_entry, rows))


def _entry(row: RowMapping) -> JournalEntry:
    return JournalEntry(**(dict(row) | {"facts": json.loads(row["facts"])}))
