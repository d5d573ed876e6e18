"""Which window belongs to which menu entry. Each is imported when it is first opened."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow, QWidget

from nxdesk.desk.program import Session
from nxdesk.windows.shell import Shell

if TYPE_CHECKING:
    from nxdesk.windows.nx.personnel import PersonnelWindow


class Openers:
    """Makes the windows of one session."""

    def __init__(self, session: Session, shell: Shell) -> None:
        self._session = session
        self._shell = shell

    def make(self, entry_id: str, parent: QWidget) -> QMainWindow | None:
        """The window of a menu entry; None for an entry that has no window of its own."""
        makers = {"menu_settings": self._menu_settings, "service_settings": self._service_settings,
                  "personnel": self._personnel}
        return makers[entry_id](parent)

    def _menu_settings(self, parent: QWidget) -> QMainWindow:
        from nxdesk.windows.nx.menu_settings import MenuSettingsWindow
        return MenuSettingsWindow(self._session, self._shell, parent)

    def _service_settings(self, parent: QWidget) -> QMainWindow:
        from nxdesk.windows.nx.service_settings import ServiceSettingsWindow
        return ServiceSettingsWindow(self._session, self._shell, parent)

    def _personnel(self, parent: QWidget) -> "PersonnelWindow":
        from nxdesk.windows.nx.personnel import PersonnelWindow
        return PersonnelWindow(self._session, self._shell, parent)
