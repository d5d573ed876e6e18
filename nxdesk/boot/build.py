"""The one function that builds the program from its options."""

from nxdesk.boot.folders import appended_private
from nxdesk.boot.lock import FolderLock
from nxdesk.boot.options import Options
from nxdesk.boot.refusal import CannotStart
from nxdesk.boot.service import EmbeddedService
from nxdesk.desk.program import Desk
from nxdesk.desk.traffic import FILE, Recorder
from nxdesk.masters.failures import MastersUnavailable
from nxdesk.masters.practice import seed_practice
from nxdesk.masters.store import Masters, open_masters
from nxdesk.vault.keys import KeyUnavailable, profile_key
from nxdesk.vault.seal import Sealer


class Program:
    """The desk with what it stands on. `close` takes everything down, in the opposite order."""

    def __init__(self, desk: Desk, service: EmbeddedService, masters: Masters, lock: FolderLock) -> None:
        self.desk = desk
        self.service = service
        self.masters = masters
        self._lock = lock

    def close(self) -> None:
        """Stop the service, close the masters, free the data folder."""
        self.service.stop()
        self.masters.close()
        self._lock.release()


def build(options: Options, *, practice: bool = True, serve: bool = True) -> Program:
    """Open the data folder, its masters and the embedded service.

    `practice` puts the practice company into masters that are new. Raises CannotStart with a sentence for people.
    """
    lock = FolderLock(options.data, "nxdesk")
    if not lock.take():
        raise CannotStart.of("NXD_N_12", folder=options.data, holder=lock.holder())
    service = EmbeddedService(options.service_data, options.clock)
    masters = None
    try:
        masters = _open(options)
        if practice and not masters.users.list():
            seed_practice(masters)
        if serve:
            service.start()
    except BaseException:
        service.stop()
        if masters is not None:
            masters.close()
        lock.release()
        raise
    traffic = Recorder(options.data / FILE, appended_private)
    desk = Desk(masters, options.clock, options.nx_version, service.url, traffic=traffic)
    return Program(desk, service, masters, lock)


def _open(options: Options) -> Masters:
    try:
        sealer = Sealer(profile_key(options.data, "nx").key)
        return open_masters(options.masters_address, sealer, options.clock, options.data / "backups")
    except (KeyUnavailable, MastersUnavailable) as error:
        raise CannotStart(error.code, error.sentence) from None
