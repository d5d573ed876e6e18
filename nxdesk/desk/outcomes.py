"""What became of registrations: the journal's unresolved ones are asked after, and never sent again by asking."""

from nxdesk.link.client import Client
from nxdesk.masters.journal import NOT_REGISTERED, REGISTERED, Journal, JournalEntry
from nxdesk.wire.protocol import State

_WORDS = {State.COMMITTED: REGISTERED, State.REJECTED: NOT_REGISTERED, State.RECEIVING: NOT_REGISTERED}


def ask_outcome(client: Client, journal: Journal, registration_id: str) -> tuple[str, int]:
    """Ask the service for one outcome and write it down: the ledger word and the number registered.

    A registration that is still receiving was never committed, and only its own client could commit it, so it counts
    as not registered; people of it that are registered anew make a late commit of it fail as a whole.
    Raises LinkFailure when the service cannot be asked; the journal then stays as it was.
    """
    found = client.outcome(registration_id)
    word = NOT_REGISTERED if found is None else _WORDS[State(found["state"])]
    registered = found["registered"] + found["relinked"] if found is not None and word == REGISTERED else 0
    journal.mark(registration_id, word)
    return word, registered


def resolve_all(client: Client, journal: Journal) -> list[JournalEntry]:
    """Ask for every registration whose outcome is open; returns those that turned out to be registered."""
    return [entry for entry in journal.unresolved() if ask_outcome(client, journal, entry.id)[0] == REGISTERED]
