"""What became of registrations: the journal's unresolved ones are asked after, and never sent again by asking."""

from collections.abc import Mapping
from dataclasses import dataclass

from nxdesk.link.client import Client
from nxdesk.masters.journal import (
    BEFORE_SENDING,
    NOT_REGISTERED,
    PARTLY,
    READ_AT,
    REGISTERED,
    UNKNOWN,
    UNSENT,
    Fact,
    Journal,
    JournalEntry,
)
from nxdesk.wire.protocol import State
from nxdesk.wire.shapes import Outcome

__all__ = ["NOT_REGISTERED", "PARTLY", "REGISTERED", "UNKNOWN", "UNSENT", "Ledger"]


@dataclass(frozen=True, slots=True)
class Settled:
    """How a registration ended: the ledger word, and how many records were written, were there before, were deleted."""

    word: str
    registered: int = 0
    relinked: int = 0
    deleted: int = 0


def facts_of(outcome: Outcome) -> dict[str, Fact]:
    """What the journal keeps of an outcome: its numbers, and the head of e-AMANO's audit log after it."""
    head = outcome.get("audit_head")
    return {"registered": outcome["registered"], "relinked": outcome["relinked"], "deleted": outcome["deleted"],
            "audit_head": _kept_head(head) if isinstance(head, str) else None}


def _kept_head(head: str) -> str:
    """The hash in groups of eight: the journal masks what looks like a My Number, which digits of a hash may do."""
    place, _, digest = head.rpartition(":")
    return f"{place}:{'.'.join(digest[n:n + 8] for n in range(0, len(digest), 8))}"


def audit_head(facts: Mapping[str, Fact]) -> str:
    """The head of the audit log, `run:seq:hash`, that the journal's facts keep, or nothing."""
    return str(facts.get("audit_head") or "").replace(".", "")


class Ledger:
    """The journal with what follows from an outcome: who counts as linked, and since when."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def begin(self, entry: JournalEntry, read_at: str, **facts: Fact) -> None:
        """Keep when the people were read, and what else is known."""
        self._journal.mark(entry.id, BEFORE_SENDING, **(facts | {READ_AT: read_at}))

    def close(self, registration_id: str, word: str, outcome: Outcome | None = None) -> None:
        """Write an outcome down, and with it for a registration that succeeded whom it linked."""
        facts = facts_of(outcome) if outcome else {}
        if word == REGISTERED:
            self._journal.complete(registration_id, **facts)
        else:
            self._journal.mark(registration_id, word, **facts)

    def ask(self, client: Client, registration_id: str) -> Settled:
        """Ask the service for one outcome and write it down.

        A registration that the service is still receiving is withdrawn there first, so that no commit that is
        under way can contradict the answer. Raises LinkFailure when the service cannot be asked; the journal then
        stays as it was.
        """
        found = client.settle(registration_id)
        if found is None or found["state"] != State.COMMITTED:
            self.close(registration_id, NOT_REGISTERED)
            return Settled(NOT_REGISTERED)
        self.close(registration_id, REGISTERED, found)
        return Settled(REGISTERED, found["registered"] + found["relinked"], found["relinked"], found["deleted"])

    def settle_all(self, client: Client) -> int:
        """Ask for every open registration of this service and customer; returns how many of others stay open."""
        entries = [entry for entry in self._journal.unresolved() if not self._journal.under_way(entry.id)]
        for entry in entries:
            if entry.fingerprint == client.fingerprint:
                self.ask(client, entry.id)
        return sum(entry.fingerprint != client.fingerprint for entry in entries)
