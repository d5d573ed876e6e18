"""What became of registrations: the journal's unresolved ones are asked after, and never sent again by asking."""

from dataclasses import dataclass

from nxdesk.link.client import Client
from nxdesk.masters.journal import (
    BEFORE_SENDING,
    NOT_REGISTERED,
    PARTLY,
    REGISTERED,
    UNKNOWN,
    UNSENT,
    Journal,
    JournalEntry,
)
from nxdesk.masters.linkage import Linkage
from nxdesk.wire.protocol import State

__all__ = ["NOT_REGISTERED", "PARTLY", "REGISTERED", "UNKNOWN", "UNSENT", "Ledger"]

_READ_AT = "read_at"


@dataclass(frozen=True, slots=True)
class Settled:
    """How a registration ended: the ledger word and the number of people registered."""

    word: str
    registered: int


class Ledger:
    """The journal with what follows from an outcome: who counts as linked, and since when."""

    def __init__(self, journal: Journal, linkage: Linkage) -> None:
        self._journal = journal
        self._linkage = linkage

    def begin(self, entry: JournalEntry, read_at: str) -> None:
        """Keep when the people were read: what was changed in NX after that has not been sent."""
        self._journal.mark(entry.id, BEFORE_SENDING, read_at=read_at)

    def close(self, registration_id: str, word: str) -> None:
        """Write an outcome down, and for a registration that succeeded whom it linked."""
        self._journal.mark(registration_id, word)
        entry = self._journal.get(registration_id)
        if word == REGISTERED and entry is not None:
            read_at = str(entry.facts.get(_READ_AT) or entry.opened_at)
            self._linkage.mark(self._journal.codes(registration_id), read_at, entry.kind)

    def ask(self, client: Client, registration_id: str) -> Settled:
        """Ask the service for one outcome and write it down.

        A registration that the service is still receiving is withdrawn there first, so that no commit that is
        under way can contradict the answer. Raises LinkFailure when the service cannot be asked; the journal then
        stays as it was.
        """
        found = client.settle(registration_id)
        if found is None or found["state"] != State.COMMITTED:
            self.close(registration_id, NOT_REGISTERED)
            return Settled(NOT_REGISTERED, 0)
        self.close(registration_id, REGISTERED)
        return Settled(REGISTERED, found["registered"] + found["relinked"])

    def settle_all(self, client: Client) -> int:
        """Ask for every open registration of this service and customer; returns how many of others stay open."""
        entries = self._journal.unresolved()
        for entry in entries:
            if entry.fingerprint == client.fingerprint:
                self.ask(client, entry.id)
        return sum(entry.fingerprint != client.fingerprint for entry in entries)
