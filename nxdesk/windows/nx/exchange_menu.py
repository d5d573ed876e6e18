"""Ways from NX's windows to nxdesk's own about users' data: entries of the menu ファイル, and the check before the first
linkage.
"""

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu, QPushButton

from nxdesk.desk.exchange_doors import first_check
from nxdesk.desk.menus import COMPLETENESS, DATA_EXPORT, DATA_IMPORT
from nxdesk.desk.program import Session
from nxdesk.windows.names import set_name
from nxdesk.windows.nx_window import NxWindow
from nxdesk.windows.texts import text

OpenEntry = Callable[[str], QMainWindow | None]


def offer_files(window: NxWindow, open_entry: OpenEntry) -> None:
    """データ取込 and データ出力 in the menu ファイル."""
    _offer(window, open_entry, (DATA_IMPORT, DATA_EXPORT))


def offer_check(window: NxWindow, open_entry: OpenEntry, session: Session) -> None:
    """連携前の確認 in the menu ファイル; it opens by itself at the first 「2：データ登録」 where something is wrong."""
    _offer(window, open_entry, (COMPLETENESS,))
    register = window.findChild(QPushButton, "service.register")
    if register is not None:
        register.clicked.connect(lambda _: _look(window, open_entry, session))


def _offer(window: NxWindow, open_entry: OpenEntry, entries: tuple[str, ...]) -> None:
    menu = window.menuBar().findChild(QMenu, f"{window.key}.menu_file")
    close = window.findChild(QAction, f"{window.key}.menu_close")
    if not isinstance(menu, QMenu) or close is None:
        return
    for entry in entries:
        action = set_name(QAction(text(f"main.{entry}"), window), f"{window.key}.{entry}")
        action.triggered.connect(lambda _=False, entry=entry: open_entry(entry))
        menu.insertAction(close, action)
    menu.insertSeparator(close)


def _look(window: NxWindow, open_entry: OpenEntry, session: Session) -> None:
    def found(worth_showing: bool) -> None:
        if worth_showing:
            open_entry(COMPLETENESS)

    window.shell.jobs.run(window, lambda: first_check(session), on_done=found, on_failed=window.refused)
