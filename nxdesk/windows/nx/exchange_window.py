"""What the windows of users' own files have in common: one piece of work at a time, with its progress and its end."""

from abc import abstractmethod
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from nxdesk.windows.nx.exchange_progress import FileProgress
from nxdesk.windows.nx_window import NxWindow
from nxdesk.windows.shell import Shell


class FileWindow(NxWindow):
    """Works on files in the background; a window that is closed meanwhile goes when the work has stopped."""

    def __init__(self, key: str, shell: Shell, parent: QWidget | None) -> None:
        super().__init__(key, shell, parent)
        self.progress = FileProgress(key)
        self._leaving = False

    @abstractmethod
    def _judge(self) -> None:
        """Which buttons mean something now."""

    def _work(self, said: str, work: Callable[..., object], on_done: Callable[..., None]) -> None:
        """Do it behind the progress, which begins with the text `said`; `work` is given what tells its progress."""
        self.progress.begin(said)
        self._judge()
        self.shell.jobs.run(self, work, on_done=on_done, on_failed=self._failed, on_progress=self.progress.tell)

    def _failed(self, error: Exception) -> None:
        self._end()
        self.refused(error)

    def _end(self) -> None:
        self.progress.end()
        self._judge()
        if self._leaving:
            self.close_unasked()

    def may_close(self) -> bool:
        """What is under way ends first; nothing is left half done."""
        if not self.progress.busy:
            return True
        self._leaving = True
        self.progress.ask()
        return False
