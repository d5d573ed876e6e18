"""表起動: a list written as a spreadsheet and opened with the system's program."""

import getpass
import re
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from nxdesk.records.sentences import reason_of
from nxdesk.windows.jobs import Jobs

Rows = Callable[[], Sequence[Sequence[str]]]
KEPT_SECONDS = 24 * 60 * 60
_OWNER_ONLY = 0o700


class TableLauncher(QObject):
    """Writes in the background; `opened` carries the file, `unopened` too when no program took it."""

    opened = Signal(object)
    unopened = Signal(object)
    failed = Signal(str)

    def __init__(self, jobs: Jobs, parent: QObject,
                 open_url: Callable[[QUrl], bool] = QDesktopServices.openUrl) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._open_url = open_url

    def launch(self, title: str, columns: Sequence[str], rows: Rows, stamp: str) -> None:
        """Write the rows under a name made of title and stamp, then open the file."""
        name = re.sub(r"[^\w]", "", f"{title}_{stamp}") + ".xlsx"
        self._jobs.run(self, lambda: _write(name, title, columns, rows()), on_done=self._open, on_failed=self._failed)

    def _open(self, file: Path) -> None:
        taken = self._open_url(QUrl.fromLocalFile(str(file)))
        (self.opened if taken else self.unopened).emit(file)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, OSError):
            raise error
        self.failed.emit(reason_of(error))


def _write(name: str, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    from nxdesk.desk.export import write_list_xlsx
    folder = Path(tempfile.gettempdir()) / f"nxdesk-{getpass.getuser()}"
    folder.mkdir(mode=_OWNER_ONLY, exist_ok=True)
    _forget_old(folder)
    place = Path(tempfile.mkdtemp(dir=folder))
    write_list_xlsx(place / name, title, columns, rows)
    return place / name


def _forget_old(folder: Path) -> None:
    """Lists hold personal data: those of earlier days go, except where a program still has them open."""
    for file in folder.glob("*/*.xlsx"):
        try:
            if time.time() - file.stat().st_mtime > KEPT_SECONDS:
                file.unlink()
                file.parent.rmdir()
        except OSError:
            continue
