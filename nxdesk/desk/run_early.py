"""Who would stay as he is, asked while the chosen people are still being read and checked, for the comparison that
follows (再登録; `run_same`).

Such a question holds codes and digests alone and writes nothing. The check knows nothing of its answer, and the
comparison asks once more whatever it does not have by then, or has no longer fresh. The first registration does not ask
ahead: making room for its one question takes the check longer than the comparison then has to wait.
"""

import threading
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nxdesk.desk.reach import Reach
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.run_asking import read_apart
from nxdesk.desk.run_checks import Person
from nxdesk.desk.run_people import Chosen, OnRead, untold
from nxdesk.desk.run_same import People, answers, asked_about
from nxdesk.desk.run_state import Selection
from nxdesk.link.addresses import BadAddress
from nxdesk.link.client import Client
from nxdesk.masters.failures import MastersUnavailable
from nxdesk.masters.store import Masters
from nxdesk.records.fields import Kind
from nxdesk.records.settled import may_stay

FEWEST = 1_000
"""People from whom on it is worth while."""
FRESH_SECONDS = 2.0
"""How old the first question may be when the comparison begins."""


class AskedEarly(NamedTuple):
    """The client that asks, and of whom: `photos` were those in NX then."""

    client: Client
    people: People
    photos: Mapping[str, str]

    def still(self, photos: Mapping[str, str]) -> People | None:
        """Of whom it was asked; None, and the answers are thrown away, where these are others' photos."""
        if photos == self.photos:
            return self.people
        self.client.forget_ahead()
        return None


class Early:
    """What is asked from the beginning of a check on, until the comparison takes it up or somebody ends it.

    `asks`: the run is one of whose people it can be told by digests that they stay.
    """

    def __init__(self, reach: Reach, masters: Masters, kind: Kind, *, asks: bool) -> None:
        self._reach = reach
        self._masters = masters
        self._kind = kind
        self._asks = asks and may_stay(kind)
        self._lock = threading.Lock()
        self._asked: AskedEarly | None = None
        self._over = threading.Event()
        self._began = 0.0
        self._everybody = False

    def begin(self, selection: Selection) -> OnRead:
        """Ask about the people that the answer is told of as they are read, where it is worth while and nothing is
        against it: My Numbers that go along, or earlier registrations that are to be settled first.

        It waits for nothing, and never fails because of the service.
        """
        self.end()
        if not self._asks or selection.my_number or len(selection.codes) < FEWEST or self._masters.journal.unresolved():
            return untold
        photos = read_apart(self._masters, Chosen(self._kind, selection.codes), my_number=False).photos
        try:
            client = self._reach.open()
        except (Refusal, MastersUnavailable, BadAddress):  # The comparison will say so.
            return untold
        asked = AskedEarly(client, [], photos)
        with self._lock:
            self._asked, self._over = asked, threading.Event()
            self._began, self._everybody = time.monotonic(), False
        ahead = client.staying_ahead(self._kind, selection.as_of, lambda found: answers(found, self._kind))

        def on_read(codes: Sequence[str], records: Sequence[Person]) -> None:
            people = asked_about(codes, records, photos)
            with self._lock:
                if self._asked is not asked or self._over.is_set():
                    return
                asked.people.extend(people)
                ahead.know(people, last=not codes)
                self._everybody = not codes
        return on_read

    def over(self, *, compares: bool) -> None:
        """The check is over. Where the run goes on to `compares`, which it does at once or not at all, what was asked
        waits for that.
        """
        with self._lock:
            asked, over = self._asked, self._over
        if asked is not None and compares:
            threading.Thread(target=self._ended_after, args=(asked, over), name="nxdesk-early", daemon=True).start()
        elif asked is not None:
            self._end(asked)

    def _ended_after(self, asked: AskedEarly, over: threading.Event) -> None:
        over.wait(FRESH_SECONDS)
        self._end(asked)

    def taken_up(self) -> AskedEarly | None:
        """What was asked, whose client the caller closes; None where it is of no use, and ended."""
        asked = self._asked
        if asked is None:
            return None
        fits = (self._everybody and time.monotonic() - self._began <= FRESH_SECONDS
                and not self._masters.journal.unresolved())
        with self._lock:
            if self._asked is asked and fits and self._reach.wants(asked.client):
                self._asked = None
                self._over.set()
                return asked
        self.end()
        return None

    def cancel(self) -> None:
        """中止, from any thread, which it does not hold up: what waits for a comparison is ended."""
        self._over.set()

    def end(self) -> None:
        """Stop what is under way and throw away what came."""
        self._over.set()
        with self._lock:
            asked = self._asked
        if asked is not None:
            self._end(asked)

    def _end(self, asked: AskedEarly) -> None:
        with self._lock:
            if self._asked is not asked:
                return
            self._asked = None
        asked.client.cancel()
        self._reach.close(asked.client)
