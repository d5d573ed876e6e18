"""TimePro-NX: the main menu of a session. It opens what the session's menus hold, and logs out."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDesktopServices
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QMenu,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nxdesk.desk.menus import LEDGER, OWN_WINDOWS, ROOT, MenuEntry, own_windows
from nxdesk.desk.program import Session
from nxdesk.windows import message, theme
from nxdesk.windows.aid_strip import AidStrip, aid_label
from nxdesk.windows.console.relink_banner import RelinkBanner
from nxdesk.windows.console.unresolved_bar import UnresolvedBar
from nxdesk.windows.menu_tree import ENTRY, build_tree, path_of
from nxdesk.windows.menubar import MenuBar, MenuPlan
from nxdesk.windows.names import set_name
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

_OWN_COLUMNS = 4
"""Buttons of nxdesk's own windows in a row."""

Opener = Callable[[str, QWidget, Callable[[str], QMainWindow | None]], QMainWindow]
"""Makes the window of a menu entry, below a parent, given what opens other entries."""


class MainWindow(QMainWindow):
    """The menu at the left, the entries of the chosen branch at the right, nxdesk's strip below."""

    logged_out = Signal()

    def __init__(self, session: Session, shell: Shell, make_window: Opener) -> None:
        super().__init__()
        self._session = session
        self._shell = shell
        self._make_window = make_window
        self._windows: dict[str, QMainWindow] = {}
        self._leaving = False
        self.setWindowTitle(text("main.title"))
        set_name(self, "main.window", text("main.title"))
        self._fill_menubar()
        self._fill_centre()
        self._fill_status()
        self._place()

    def _place(self) -> None:
        unit = theme.width_of(self, 1)
        self.resize(60 * unit, 40 * unit)
        self._shell.state.remember(self, "main")
        self._shell.state.remember_splitter(self.splitter, "main")
        self.tree.setFocus()

    def _fill_menubar(self) -> None:
        program = set_name(self.menuBar().addMenu(text("main.program")), "main.program")
        branches: dict[tuple[str, ...], QMenu] = {(): program}
        for entry in self._session.menus:
            menu = self._branch(branches, entry.path)
            menu.addAction(self._entry_action(entry, len(menu.actions()) + 1))
        program.addSeparator()
        self.logout_action = QAction(text("main.logout"), self)
        set_name(self.logout_action, "main.menu_logout").setShortcut("Ctrl+L")
        self.logout_action.triggered.connect(lambda _=False: self.log_out())
        program.addAction(self.logout_action)
        self.bar = MenuBar(self, self._shell, MenuPlan("main"), menus=("view", "help"))

    def _branch(self, branches: dict[tuple[str, ...], QMenu], path: tuple[str, ...]) -> QMenu:
        if path not in branches:
            parent = self._branch(branches, path[:-1])
            branches[path] = parent.addMenu(f"{path[-1]}(&{len(parent.actions()) + 1})")
        return branches[path]

    def _entry_action(self, entry: MenuEntry, number: int) -> QAction:
        action = set_name(QAction(f"{entry.label}(&{number})", self), f"main.menu_{entry.id}")
        action.triggered.connect(lambda _=False: self.open_entry(entry.id))
        return action

    def _fill_centre(self) -> None:
        self.tree = set_name(QTreeWidget(), "main.menu")
        root = build_tree(self.tree, self._session.menus)
        self.list = set_name(QListWidget(), "main.entries")
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.tree)
        self.splitter.addWidget(self._right())
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([theme.width_of(self, 22), theme.width_of(self, 38)])
        self.tree.currentItemChanged.connect(lambda item, _: self._show_branch(item))
        for view in (self.tree, self.list):
            view.activated.connect(lambda index: self._activate(index.data(ENTRY)))
        self.tree.setCurrentItem(root)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(6, 6, 6, 6)
        self.unresolved = UnresolvedBar(self._session, self._shell, lambda: self.open_entry(LEDGER))
        self.unresolved.watch(self)
        layout.addWidget(self.unresolved)
        layout.addWidget(RelinkBanner(self._session, self._shell, "main"))
        layout.addWidget(self.splitter, 1)
        layout.addWidget(self._aids())
        self.setCentralWidget(centre)

    def _right(self) -> QWidget:
        right = QWidget()
        self.branch_label = set_name(QLabel(), "main.branch")
        self.logout_button = set_name(QPushButton(text("main.logout")), "main.logout")
        self.logout_button.clicked.connect(self.log_out)
        self.logout_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        hint = QLabel(text("main.hint"))
        theme.ink(hint, theme.HINT)
        layout = QGridLayout(right)
        layout.setContentsMargins(6, 0, 0, 0)
        self.user_label = set_name(QLabel(), "main.user")
        layout.addWidget(self.user_label, 0, 0)
        layout.addWidget(self.logout_button, 0, 1)
        layout.addWidget(self.branch_label, 1, 0, 1, 2)
        layout.addWidget(self.list, 2, 0, 1, 2)
        layout.addWidget(hint, 3, 0, 1, 2)
        layout.setColumnStretch(0, 1)
        self.list.setSpacing(2)
        return right

    def _aids(self) -> AidStrip:
        strip = AidStrip(self._shell.aids, "main.aids")
        address = self._session.desk.service_url
        words = text("main.address", url=address) if address else text("main.address_none")
        label = aid_label("main.address", words)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        strip.content.addWidget(label, 0, 0)
        strip.content.setColumnStretch(0, 1)
        for column, (key, path) in enumerate((("admin_page", "/admin"), ("hr_page", "/hr")), start=1):
            button = set_name(QPushButton(text(f"main.{key}")), f"main.{key}")
            button.setEnabled(bool(address))
            button.clicked.connect(lambda _=False, page=path: QDesktopServices.openUrl(QUrl(f"{address}{page}")))
            strip.content.addWidget(button, 0, column)
        own = QGridLayout()
        for place, entry in enumerate(entry for entry in OWN_WINDOWS if entry in own_windows(self._session.user)):
            button = set_name(QPushButton(text(f"main.{entry}")), f"main.{entry}")
            button.clicked.connect(lambda _=False, entry=entry: self.open_entry(entry))
            own.addWidget(button, place // _OWN_COLUMNS, place % _OWN_COLUMNS)
        strip.content.addLayout(own, 2, 0, 1, 3)
        clock = self._session.desk.clock
        if clock.moved:
            shown = clock.stamp().replace("-", "/").replace("T", " ")
            strip.content.addWidget(aid_label("main.clock", text("main.clock", time=shown)), 1, 0)
        return strip

    def _fill_status(self) -> None:
        user = self._session.user
        held = [text(key) for key, has in (("login.system_admin", user.system_admin),
                                           ("login.my_number", user.my_number)) if has]
        self.user_label.setText(text("main.user", name=user.name, user_id=user.user_id) + "　" + text(
            "main.authorities", names="・".join(held) or text("login.no_authority")))
        facts = (text("main.guide"), text("main.version", version=self._session.desk.nx_version))
        for number, words in enumerate(facts):
            label = QLabel(words)
            label.setContentsMargins(6, 0, 6, 0)
            label.setFrameShape(QFrame.Shape.NoFrame)
            if number:
                self.statusBar().addPermanentWidget(label)
            else:
                self.statusBar().addWidget(label, 1)

    def _show_branch(self, item: QTreeWidgetItem | None) -> None:
        if item is None:
            return
        chosen = item.data(0, ENTRY)
        branch = (item.parent() if chosen else None) or item
        self.list.clear()
        for entry in self._session.menus:
            if (ROOT, *entry.path)[:len(path_of(branch))] == path_of(branch):
                row = QListWidgetItem(entry.label)
                row.setData(ENTRY, entry.id)
                self.list.addItem(row)
                if entry.id == chosen:
                    self.list.setCurrentItem(row)
        self.branch_label.setText(" → ".join(path_of(branch)))

    def _activate(self, entry_id: str | None) -> None:
        if entry_id:
            self.open_entry(entry_id)

    def open_entry(self, entry_id: str) -> QMainWindow | None:
        """Open a menu entry's window, or bring the one that is open to the front; None where it is not shown.

        nxdesk's own windows open the same way.
        """
        if entry_id not in {entry.id for entry in self._session.menus} | own_windows(self._session.user):
            return None
        window = self._windows.get(entry_id)
        if window is None:
            window = self._windows[entry_id] = self._make_window(entry_id, self, self.open_entry)
            window.destroyed.connect(lambda _=None: self._windows.pop(entry_id, None))
        window.show()
        window.raise_()
        window.activateWindow()
        return window

    def tell_expired(self, words: str) -> None:
        """Say that the re-registration switch went off because its day is over, where it did."""
        if words:
            self._shell.relink.changed.emit()
            message.information(self, text("relink.title"), words, name="relink.expired")

    def refused(self, error: Exception) -> None:
        """A job of this window failed: a refusal in words, never the crash window."""
        message.refusal(self, text("main.title"), error, name="main.refused")

    def log_out(self) -> None:
        """Close every window of the session and return to the login; asks first when some are open."""
        if self._windows and not self._leaving:
            message.question(self, text("main.title"), text("main.logout_question"), name="main.logout_question",
                             on_yes=self._close_all, default_yes=True)
        else:
            self._close_all()

    def _close_all(self) -> None:
        """Windows with unsaved input ask for themselves; one that stays keeps the session."""
        for window in list(self._windows.values()):
            if not window.close():
                return
        self._leaving = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The close box logs out."""
        if not self._leaving:
            event.ignore()
            self.log_out()
            return
        super().closeEvent(event)
        self.logged_out.emit()
