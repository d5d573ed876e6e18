"""What every window is given: theme, background jobs, remembered places, whether aids are shown, and the manual."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from nxdesk.windows.jobs import Jobs
from nxdesk.windows.theme import Theme
from nxdesk.windows.window_state import WindowState


class Aids(QObject):
    """Whether nxdesk's own strips are shown; remembered."""

    changed = Signal(bool)

    def __init__(self, state: WindowState) -> None:
        super().__init__()
        self._state = state

    @property
    def shown(self) -> bool:
        """They are shown unless somebody hid them."""
        return self._state.value("aids", "shown") == "shown"

    def show(self, shown: bool) -> None:
        """Show or hide them in every window."""
        self._state.set_value("aids", "shown" if shown else "hidden")
        self.changed.emit(shown)


class RelinkNews(QObject):
    """Tells every window that the re-registration switch was changed; which way, `session.relink` knows."""

    changed = Signal()


class Shell(NamedTuple):
    """The surroundings of a window. `manual` gives the manual's whole text, `about` opens バージョン情報 over a window."""

    theme: Theme
    jobs: Jobs
    state: WindowState
    aids: Aids
    manual: Callable[[], str]
    about: Callable[[QWidget], None]
    relink: RelinkNews
