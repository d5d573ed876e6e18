"""One program for one data folder: a lock file, with the process id of its holder beside it."""

import os
from pathlib import Path

from nxdesk.boot.refusal import CannotStart


class FolderLock:
    """Holds `<folder>/<name>.lock` from `take` until `release`; the system frees it when the process dies."""

    def __init__(self, folder: Path, name: str) -> None:
        from filelock import FileLock
        self._holder = folder / f"{name}.pid"
        self._lock = FileLock(folder / f"{name}.lock", thread_local=False)

    def take(self) -> bool:
        """Take it; False when another process holds it. Raises CannotStart where the folder cannot be written."""
        from filelock import Timeout
        try:
            self._holder.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
            self._holder.write_text(str(os.getpid()), encoding="ascii")
        except Timeout:
            return False
        except OSError as error:
            raise CannotStart.of("NXD_N_11", folder=self._holder.parent, reason=error.strerror) from None
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
