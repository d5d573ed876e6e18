"""Clears up when nobody waits for it: sealed bodies of registrations that are over, snapshots whose time is over, the
write-ahead log. Soon after its start it also looks whether somebody has been at the audit logs.
"""

import logging
from threading import Event, Thread
from time import monotonic

from nxdesk.eamano.store.database import Busy, Database
from nxdesk.eamano.store.registrations import Staging, ended_with_bodies
from nxdesk.eamano.store.snapshots import purge_expired
from nxdesk.eamano.store.verifying import tenants_with_log, verify_log
from nxdesk.records.clock import Clock
from nxdesk.vault.seal import Sealer

_QUIET_SECONDS = 3.0
_PATIENCE_SECONDS = 60.0
_ROUND_SECONDS = 600.0
"""How long a snapshot may outlive its time."""
_LOG = logging.getLogger(__name__)


class Housekeeper:
    """A thread that sleeps until it is told that there is something to clear up."""

    def __init__(self) -> None:
        self._wanted = Event()
        self._stop = Event()
        self._thread: Thread | None = None

    def want(self) -> None:
        """There is something to clear up; usable from any thread."""
        self._wanted.set()

    def start(self, database: Database, sealer: Sealer, clock: Clock) -> None:
        """Begin, with what an earlier run of the service left behind."""
        self._wanted.set()
        self._thread = Thread(target=self._run, args=(database, sealer, clock), name="housekeeper", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the present step."""
        self._stop.set()
        self._wanted.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, database: Database, sealer: Sealer, clock: Clock) -> None:
        if not self._left_alone(database):
            return
        warn_of_tampering(database)
        while True:
            self._wanted.wait(_ROUND_SECONDS)
            if self._stop.wait(_QUIET_SECONDS):
                return
            self._wanted.clear()
            try:
                clear_leftovers(database)
                purge_expired(database, sealer, clock.utc_stamp())
                database.checkpoint()
            except Busy:
                self._wanted.set()

    def _left_alone(self, database: Database) -> bool:
        """Wait until nobody has asked for anything for a while, but not for ever; not so when it is to end.

        Whoever has just started the service has work for it, and following a chain takes a processor for itself.
        """
        latest = monotonic() + _PATIENCE_SECONDS
        while (left := min(database.used_at + _QUIET_SECONDS, latest) - monotonic()) > 0:
            if self._stop.wait(left):
                return False
        return True


def clear_leftovers(database: Database) -> None:
    """Drop the bodies of registrations that are over: their keys are gone, so they only take room."""
    with database.read() as connection:
        ended = ended_with_bodies(connection)
    for tenant_id, registration_id in ended:
        with database.write() as connection:
            Staging(connection, tenant_id, registration_id).clear()


def warn_of_tampering(database: Database) -> None:
    """Look at the end of every audit log, and say in the service's log what is wrong."""
    for tenant_id in tenants_with_log(database):
        for finding in verify_log(database, tenant_id, full=False).findings:
            _LOG.warning("%s(%s)", finding.sentence, finding.code)
