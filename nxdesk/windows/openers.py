"""Which window belongs to which menu entry, and nxdesk's own beside them. Each is imported when it is first opened."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow, QWidget

from nxdesk.desk.menus import (
    ACQUISITIONS,
    CHANGES,
    COMPLETENESS,
    DATA_EXPORT,
    DATA_IMPORT,
    LEDGER,
    NUMBER_LOG,
    TRAFFIC,
    own_windows,
)
from nxdesk.desk.program import Session
from nxdesk.records.kinds import KINDS
from nxdesk.windows.shell import Shell

if TYPE_CHECKING:
    from nxdesk.windows.nx.list_window import OpenRecord

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
                  LEDGER: self._ledger, TRAFFIC: self._traffic, CHANGES: self._changes, "hr_codes": self._hr_codes,
                  ACQUISITIONS: self._acquisitions, COMPLETENESS: self._completeness,
                  DATA_IMPORT: self._data_import, DATA_EXPORT: self._data_export}
        return makers[entry_id](parent, open_entry)

    def _menu_settings(self, parent: QWidget, _open_entry: OpenEntry) -> QMainWindow:
        from nxdesk.windows.nx.menu_settings import MenuSettingsWindow
        return MenuSettingsWindow(self._session, self._shell, parent)

    def _service_settings(self, parent: QWidget, _open_entry: OpenEntry) -> QMainWindow:
        from nxdesk.windows.nx.service_settings import ServiceSettingsWindow
        return ServiceSettingsWindow(self._session, self._shell, parent)

    def _service(self, parent: QWidget, open_entry: OpenEntry) -> QMainWindow:
        from nxdesk.windows.nx.exchange_menu import offer_check
        from nxdesk.windows.nx.service_menu import ServiceMenuWindow

        window = ServiceMenuWindow(self._session, self._shell, parent, self._record_opener(open_entry))
        offer_check(window, open_entry, self._session)
        return window

    def _record_opener(self, open_entry: OpenEntry) -> "OpenRecord | None":
        """What opens a record in 人事マスター保守 or 人事コード保守; None where the user has neither menu."""
        from nxdesk.windows.nx.hr_codes import HrCodesWindow
        from nxdesk.windows.nx.personnel import PersonnelWindow

        def open_record(kind_id: str, owner: str, seq: int, item: str) -> None:
            of_people = kind_id not in shown_codes
            window = open_entry("personnel" if of_people else "hr_codes")
            if isinstance(window, PersonnelWindow):
                window.open_person(owner, item, seq, kind_id)
            elif isinstance(window, HrCodesWindow):
                window.open_record(owner, seq, item)

        shown_codes = {kind.id for kind in KINDS if not kind.by_person}
        shown = {entry.id for entry in self._session.menus}
        return open_record if shown & {"personnel", "hr_codes"} else None

    def _personnel(self, parent: QWidget, open_entry: OpenEntry) -> QMainWindow:
        from nxdesk.windows.nx.changes import ChangesWindow
        from nxdesk.windows.nx.exchange_menu import offer_files
        from nxdesk.windows.nx.number_log import NumberLogWindow
        from nxdesk.windows.nx.personnel import PersonnelWindow

        def open_log(code: str) -> None:
            window = open_entry(NUMBER_LOG)
            if isinstance(window, NumberLogWindow):
                window.show_person(code)

        def open_history(code: str) -> None:
            window = open_entry(CHANGES)
            if isinstance(window, ChangesWindow):
                window.show_person(code)

        shown = NUMBER_LOG in own_windows(self._session.user)
        window = PersonnelWindow(self._session, self._shell, parent, open_log if shown else None, open_history)
        offer_files(window, open_entry)
        return window

    def _hr_codes(self, parent: QWidget, _open_entry: OpenEntry) -> QMainWindow:
        from nxdesk.windows.nx.hr_codes import HrCodesWindow
        return HrCodesWindow(self._session, self._shell, parent)

    def _changes(self, parent: QWidget, open_entry: OpenEntry) -> QMainWindow:
        from nxdesk.windows.nx.changes import ChangesWindow
        return ChangesWindow(self._session, self._shell, parent, self._record_opener(open_entry))

    def _acquisitions(self, parent: QWidget, _open_entry: OpenEntry) -> QMainWindow:
        from nxdesk.windows.nx.acquisitions import AcquisitionsWindow
        return AcquisitionsWindow(self._session, self._shell, parent)

    def _ledger(self, parent: QWidget, _open_entry: OpenEntry) -> QMainWindow:
        from nxdesk.windows.nx.ledger import LedgerWindow
        return LedgerWindow(self._session, self._shell, parent)

    def _traffic(self, parent: QWidget, _open_entry: OpenEntry) -> QMainWindow:
        from nxdesk.windows.nx.traffic import TrafficWindow
        return TrafficWindow(self._session, self._shell, parent)

    def _number_log(self, parent: QWidget, _open_entry: OpenEntry) -> QMainWindow:
        from nxdesk.windows.nx.number_log import NumberLogWindow
        return NumberLogWindow(self._session, self._shell, parent)

    def _completeness(self, parent: QWidget, open_entry: OpenEntry) -> QMainWindow:
        from nxdesk.windows.nx.completeness import CompletenessWindow
        return CompletenessWindow(self._session, self._shell, parent, self._record_opener(open_entry))

    def _data_import(self, parent: QWidget, _open_entry: OpenEntry) -> QMainWindow:
        from nxdesk.windows.nx.exchange_import import ImportWindow
        return ImportWindow(self._session, self._shell, parent)

    def _data_export(self, parent: QWidget, _open_entry: OpenEntry) -> QMainWindow:
        from nxdesk.windows.nx.exchange_export import ExportWindow
        return ExportWindow(self._session, self._shell, parent)
