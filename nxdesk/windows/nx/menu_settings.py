"""表示メニュー設定: which menus are shown from the next login on (manual (3))."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QToolBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nxdesk.desk.menus import ROOT, MenuChoice
from nxdesk.desk.program import Session
from nxdesk.windows import message, theme
from nxdesk.windows.menu_tree import build_tree, path_of
from nxdesk.windows.menubar import MenuBar, MenuPlan
from nxdesk.windows.names import set_name
from nxdesk.windows.nx_window import NxWindow
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

_ID = int(Qt.ItemDataRole.UserRole)
_Check = Qt.CheckState
_Flag = Qt.ItemFlag


class _Choices(QTableWidget):
    """Menus with a check each; Space toggles the check of the row, whatever column is current."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space is the row's; the others move the focus as in any table."""
        item = self.item(self.currentRow(), 0)
        if event.key() != Qt.Key.Key_Space or item is None or not item.flags() & _Flag.ItemIsUserCheckable:
            super().keyPressEvent(event)
            return
        item.setCheckState(_Check.Unchecked if item.checkState() is _Check.Checked else _Check.Checked)
        event.accept()


class MenuSettingsWindow(NxWindow):
    """Left the menu tree, right the menus of the chosen branch with a 表示 check each; 登録 at the top left."""

    def __init__(self, session: Session, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__("menu_settings", shell, parent)
        self._settings = session.menu_settings
        self._rows: tuple[MenuChoice, ...] = ()
        self._on: dict[str, bool] = {}
        self._fill_toolbar()
        self._fill_centre()
        self.guide(text("menu_settings.guide"))
        self.remember(52, 30)
        self.register.setEnabled(False)
        shell.jobs.run(self, self._settings.rows, on_done=self._take, on_failed=self.refused)

    def _fill_toolbar(self) -> None:
        bar = QToolBar()
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.register = self.deed("register", self._register, "F12", text("menubar.register"))
        bar.addAction(self.register)
        bar.widgetForAction(self.register).setObjectName("menu_settings.register_button")
        bar.widgetForAction(self.register).setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.addToolBar(bar)
        self.bar = MenuBar(self, self.shell, MenuPlan("menu_settings", file=[self.register]))

    def _fill_centre(self) -> None:
        group = set_name(QGroupBox(text("menu_settings.group")), "menu_settings.group")
        self.tree = set_name(QTreeWidget(), "menu_settings.tree")
        self.tree.setHeaderHidden(True)
        self.tree.setMinimumWidth(theme.width_of(self, 14))
        self.tree.currentItemChanged.connect(lambda item, _: self._show_branch(item))
        self.list = set_name(_Choices(0, 2), "menu_settings.list")
        self.list.setHorizontalHeaderLabels([text("menu_settings.column_shown"), text("menu_settings.column_menu")])
        self.list.horizontalHeader().setStretchLastSection(True)
        self.list.horizontalHeader().setHighlightSections(False)
        self.list.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.list.verticalHeader().hide()
        self.list.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.list.setTabKeyNavigation(False)
        self.list.itemChanged.connect(self._switched)
        columns = QHBoxLayout(group)
        columns.addWidget(self.tree, 2)
        columns.addWidget(self.list, 3)
        self.reason = set_name(QLabel(), "menu_settings.reason")
        self.reason.setWordWrap(True)
        self.reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        theme.ink(self.reason, theme.ERROR)
        self.reason.hide()
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.addWidget(group, 1)
        layout.addWidget(self.reason)
        self.setCentralWidget(centre)

    def _take(self, rows: tuple[MenuChoice, ...]) -> None:
        self.register.setEnabled(True)
        self._rows = rows
        self._on = {row.id: row.shown for row in rows}
        reason = self._settings.blocked_reason
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))
        self.tree.clear()
        self.tree.setCurrentItem(build_tree(self.tree, rows, leaves=False))
        self.tree.setFocus()

    def _show_branch(self, item: QTreeWidgetItem | None) -> None:
        if item is None:
            return
        here = path_of(item)
        self.list.blockSignals(True)
        rows = [row for row in self._rows if (ROOT, *row.path)[:len(here)] == here]
        self.list.setRowCount(len(rows))
        for number, row in enumerate(rows):
            self.list.setItem(number, 0, self._check_item(row))
            label = QTableWidgetItem(row.label)
            label.setFlags((_Flag.ItemIsSelectable | _Flag.ItemIsEnabled) if row.allowed else _Flag.NoItemFlags)
            self.list.setItem(number, 1, label)
        self.list.resizeColumnToContents(0)
        self.list.resizeRowsToContents()
        if rows:
            self.list.setCurrentCell(0, 0)
        self.list.blockSignals(False)

    def _check_item(self, row: MenuChoice) -> QTableWidgetItem:
        item = QTableWidgetItem()
        item.setData(_ID, row.id)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{row.label} {text('menu_settings.column_shown')}")
        usable = _Flag.ItemIsSelectable | _Flag.ItemIsEnabled | _Flag.ItemIsUserCheckable
        item.setFlags(usable if row.allowed else _Flag.NoItemFlags)
        item.setCheckState(_Check.Checked if self._on[row.id] else _Check.Unchecked)
        item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        return item

    def _switched(self, item: QTableWidgetItem) -> None:
        entry_id = item.data(_ID)
        if entry_id:
            self._on[entry_id] = item.checkState() is _Check.Checked

    def switched_on(self) -> set[str]:
        """The menus whose 表示 is checked now."""
        return {entry_id for entry_id, on in self._on.items() if on}

    def _register(self) -> None:
        chosen = self.switched_on()
        self.register.setEnabled(False)
        self.shell.jobs.run(self, lambda: self._settings.save(chosen), on_done=lambda _: self._saved(),
                            on_failed=self._not_saved)

    def _saved(self) -> None:
        self.register.setEnabled(True)
        self._rows = tuple(MenuChoice(row.id, row.label, row.path, self._on[row.id], row.allowed) for row in self._rows)
        message.information(self, text("menu_settings.title"),
                            text("menu_settings.saved") + "\n" + text("menu_settings.next_login"),
                            name="menu_settings.done")

    def _not_saved(self, error: Exception) -> None:
        self.register.setEnabled(True)
        self.refused(error)

    def may_close(self) -> bool:
        """Ask when a check was changed and not registered."""
        if all(self._on[row.id] == row.shown for row in self._rows):
            return True
        message.question(self, text("menu_settings.title"), text("menu_settings.unsaved"),
                         name="menu_settings.unsaved", on_yes=self.close_unasked)
        return False
