"""Clears up behind registrations that are over, when nobody waits for it: their sealed bodies, the write-ahead log."""

from threading import Event, Thread

from nxdesk.eamano.store.database import Busy, Database
from nxdesk.eamano.store.registrations import Staging, ended_with_bodies

_QUIET_SECONDS = 3.0


class Housekeeper:
    """A thread that sleeps until it is told that there is something to clear up."""

    def __init__(self) -> None:
        self._wanted = Event()
        self._stop = Event()
        self._thread: Thread | None = None

    def want(self) -> None:
        """There is something to clear up; usable from any thread."""
        self._wanted.set()

    def start(self, database: Database) -> None:
        """Begin, with what an earlier run of the service left behind."""
        self._wanted.set()
        self._thread = Thread(target=self._run, args=(database,), name="housekeeper", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the present step."""
        self._stop.set()
        self._wanted.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, database: Database) -> None:
        while True:
            self._wanted.wait()
            if self._stop.wait(_QUIET_SECONDS):
                return
            self._wanted.clear()
            try:
                clear_leftovers(database)
                database.checkpoint()
            except Busy:
                self._wanted.set()


def clear_leftovers(database: Database) -> None:
    """Drop the bodies of registrations that are over: their keys are gone, so they only take room."""
    with database.read() as connection:
        ended = ended_with_bodies(connection)
    for tenant_id, registration_id in ended:
        with database.write() as connection:
            Staging(connection, tenant_id, registration_id).clear()
