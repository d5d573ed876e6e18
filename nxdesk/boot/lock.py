"""One program for one data folder: a lock file, with the process id of its holder beside it."""

import os
from pathlib import Path

from nxdesk.boot.folders import FILE_MODE, private_folder, write_private
from nxdesk.boot.refusal import CannotStart
from nxdesk.records.sentences import reason_of


class FolderLock:
    """Holds `<folder>/<name>.lock` from `take` until `release`; the system frees it when the process dies."""

    def __init__(self, folder: Path, name: str) -> None:
        from filelock import FileLock
        self._holder = folder / f"{name}.pid"
        self._lock = FileLock(folder / f"{name}.lock", mode=FILE_MODE, thread_local=False)

    def take(self) -> bool:
        """Take it; False when another process holds it. Raises CannotStart where the folder cannot be written."""
        from filelock import Timeout
        try:
            private_folder(self._holder.parent)
            self._lock.acquire(timeout=0)
            write_private(self._holder, str(os.getpid()))
        except Timeout:
            return False
        except OSError as error:
            raise CannotStart.of("NXD_N_11", folder=self._holder.parent, reason=reason_of(error)) from None
        return True

    def holder(self) -> str:
        """The process id of the present holder, as far as it can be told."""
        try:
            return self._holder.read_text(encoding="ascii").strip() or "不明"
        except OSError:
            return "不明"

    def release(self) -> None:
        """Give it back; harmless when it is not held."""
        self._lock.release()
