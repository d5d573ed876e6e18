"""Which window belongs to which menu entry, and nxdesk's own beside them. Each is imported when it is first opened."""

from collections.abc import Callable

from PySide6.QtWidgets import QMainWindow, QWidget

from nxdesk.desk.menus import LEDGER, NUMBER_LOG, TRAFFIC, own_windows
from nxdesk.desk.program import Session
from nxdesk.windows.shell import Shell

OpenEntry = Callable[[str], QMainWindow | None]


class Openers:
    """Makes the windows of one session. `open_entry` opens a menu entry the way the main menu does."""

    def __init__(self, session: Session, shell: Shell) -> None:
        self._session = session
        self._shell = shell

    def make(self, entry_id: str, parent: QWidget, open_entry: OpenEntry) -> QMainWindow:
        """The window of a menu entry; raises KeyError for an entry that has none."""
        makers = {"menu_settings": self._menu_settings, "service_settings": self._service_settings,
                  "service": self._service, "personnel": self._personnel, NUMBER_LOG: self._number_log,
                  LEDGER: self._ledger, TRAFFIC: self._traffic}
        return makers[entry_id](parent, open_entry)

    def _menu_settings(self, parent: QWidget, _open_entry: OpenEntry) -> QMainWindow:
        from nxdesk.windows.nx.menu_settings import MenuSettingsWindow
        return MenuSettingsWindow(self._session, self._shell, parent)

    def _service_settings(self, parent: QWidget, _open_entry: OpenEntry) -> QMainWindow:
        from nxdesk.windows.nx.service_settings import ServiceSettingsWindow
        return ServiceSettingsWindow(self._session, self._shell, parent)

    def _service(self, parent: QWidget, open_entry: OpenEntry) -> QMainWindow:
        from nxdesk.windows.nx.personnel import PersonnelWindow
        from nxdesk.windows.nx.service_menu import ServiceMenuWindow

        def open_person(code: str, field: str, member: int | None = None) -> None:
            window = open_entry("personnel")
            if isinstance(window, PersonnelWindow):
                window.open_person(code, field, member)

        shown = any(entry.id == "personnel" for entry in self._session.menus)
        return ServiceMenuWindow(self._session, self._shell, parent, open_person if shown else None)

    def _personnel(self, parent: QWidget, open_entry: OpenEntry) -> QMainWindow:
        from nxdesk.windows.nx.number_log import NumberLogWindow
        from nxdesk.windows.nx.personnel import PersonnelWindow

        def open_log(code: str) -> None:
            window = open_entry(NUMBER_LOG)
            if isinstance(window, NumberLogWindow):
                window.show_person(code)

        shown = NUMBER_LOG in own_windows(self._session.user)
        return PersonnelWindow(self._session, self._shell, parent, open_log if shown else None)

    def _ledger(self, parent: QWidget, _open_entry: OpenEntry) -> QMainWindow:
        from nxdesk.windows.nx.ledger import LedgerWindow
        return LedgerWindow(self._session, self._shell, parent)

    def _traffic(self, parent: QWidget, _open_entry: OpenEntry) -> QMainWindow:
        from nxdesk.windows.nx.traffic import TrafficWindow
        return TrafficWindow(self._session, self._shell, parent)

    def _number_log(self, parent: QWidget, _open_entry: OpenEntry) -> QMainWindow:
        from nxdesk.windows.nx.number_log import NumberLogWindow
        return NumberLogWindow(self._session, self._shell, parent)
