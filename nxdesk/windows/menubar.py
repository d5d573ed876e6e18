"""The menu bar ファイル(F) 編集(E) 表示(V) オプション(O) ヘルプ(H), shared by the settings, list and master windows.

Every entry works: a window gives what it can do, and entries without a meaning in it do not stand there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMainWindow, QMenu, QPlainTextEdit, QTextEdit, QWidget

from nxdesk.windows.names import set_name
from nxdesk.windows.passages import show_passage
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import plain, text
from nxdesk.windows.theme import SCALES

Deed = Callable[[], object]
_EDITS = (("undo", QKeySequence.StandardKey.Undo), ("cut", QKeySequence.StandardKey.Cut),
          ("copy", QKeySequence.StandardKey.Copy), ("paste", QKeySequence.StandardKey.Paste),
          ("select_all", QKeySequence.StandardKey.SelectAll))


@dataclass
class MenuPlan:
    """What a window puts into its menu bar.

    `key` is the window's prefix (`service_settings`) and chooses the manual's passage, unless `passage` names another;
    `file` holds its own actions before 閉じる; `copy` and `select_all` serve a grid when no text field has the focus.
    """

    key: str
    passage: str = ""
    file: list[QAction] = field(default_factory=list)
    copy: Deed | None = None
    select_all: Deed | None = None
    fit_columns: Deed | None = None
    columns: Deed | None = None
    defaults: Deed | None = None


class MenuBar(QObject):
    """Fills a window's menu bar, and goes with the window. Actions are named `{key}.menu_{entry}`."""

    def __init__(self, window: QMainWindow, shell: Shell, plan: MenuPlan,
                 menus: Sequence[str] = ("file", "edit", "view", "option", "help")) -> None:
        super().__init__(window)
        self._window = window
        self._shell = shell
        self._plan = plan
        self._sizes: dict[int, QAction] = {}
        self._edits: dict[str, QAction] = {}
        fill = {"file": self._fill_file, "edit": self._fill_edit, "view": self._fill_view,
                "option": self._fill_option, "help": self._fill_help}
        for menu in menus:
            if menu != "option" or plan.defaults or plan.columns:
                fill[menu](self._menu(menu))

    def _menu(self, entry: str) -> QMenu:
        menu = self._window.menuBar().addMenu(text(f"menubar.{entry}"))
        return set_name(menu, f"{self._plan.key}.menu_{entry}", plain(text(f"menubar.{entry}")))

    def _action(self, menu: QMenu, entry: str, deed: Deed | None, shortcut: QKeySequence | str = "") -> QAction:
        action = set_name(QAction(text(f"menubar.{entry}"), self._window), f"{self._plan.key}.menu_{entry}")
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        if deed is not None:
            action.triggered.connect(lambda _=False: deed())
        menu.addAction(action)
        return action

    def _fill_file(self, menu: QMenu) -> None:
        menu.addActions(self._plan.file)
        if self._plan.file:
            menu.addSeparator()
        self._action(menu, "close", self._window.close, "Ctrl+W")

    def _fill_edit(self, menu: QMenu) -> None:
        for entry, keys in _EDITS:
            action = self._action(menu, entry, None, QKeySequence(keys))
            action.triggered.connect(lambda _=False, name=entry: self._edit(name))
            self._edits[entry] = action
        menu.aboutToShow.connect(self._judge_edits)
        menu.aboutToHide.connect(self._free_edits)

    def _fill_view(self, menu: QMenu) -> None:
        sizes = set_name(menu.addMenu(text("menubar.text_size")), f"{self._plan.key}.menu_text_size")
        group = QActionGroup(self._window)
        for scale in SCALES:
            action = self._action(sizes, f"text_size_{scale}", partial(self._choose_scale, scale))
            action.setCheckable(True)
            action.setChecked(scale == self._shell.theme.scale)
            group.addAction(action)
            self._sizes[scale] = action
        self._shell.theme.changed.connect(self._show_scale)
        if self._plan.fit_columns:
            self._action(menu, "fit_columns", self._plan.fit_columns)
        aids = self._action(menu, "aids", None)
        aids.setCheckable(True)
        aids.setChecked(self._shell.aids.shown)
        aids.triggered.connect(self._shell.aids.show)
        self._shell.aids.changed.connect(aids.setChecked)

    def _fill_option(self, menu: QMenu) -> None:
        if self._plan.defaults:
            self._action(menu, "defaults", self._plan.defaults)
        if self._plan.columns:
            self._action(menu, "columns", self._plan.columns)

    def _fill_help(self, menu: QMenu) -> None:
        self._action(menu, "explain", self._explain, "F1")
        self._action(menu, "about", lambda: self._shell.about(self._window))

    def _show_scale(self, scale: int) -> None:
        self._sizes[scale].setChecked(True)

    def _choose_scale(self, scale: int) -> None:
        self._shell.theme.set_scale(scale)
        self._shell.state.set_value("text_size", str(scale))

    def _explain(self) -> None:
        show_passage(self._window, self._shell.manual(), self._plan.passage or self._plan.key,
                     self._window.windowTitle())

    def _edit(self, entry: str) -> None:
        target = _text_target(self._window)
        if target is not None:
            deeds: dict[str, Deed] = {"undo": target.undo, "cut": target.cut, "copy": target.copy,
                                      "paste": target.paste, "select_all": target.selectAll}
            deeds[entry]()
        elif deed := self._own(entry):
            deed()

    def _own(self, entry: str) -> Deed | None:
        return {"copy": self._plan.copy, "select_all": self._plan.select_all}.get(entry)

    def _judge_edits(self) -> None:
        target = _text_target(self._window)
        for entry, action in self._edits.items():
            action.setEnabled(self._own(entry) is not None if target is None else _can(target, entry))

    def _free_edits(self) -> None:
        """Shortcuts must work whatever the menu last showed."""
        for action in self._edits.values():
            action.setEnabled(True)


def _text_target(window: QWidget) -> QLineEdit | QPlainTextEdit | QTextEdit | None:
    focused: QWidget | None = QApplication.focusWidget()
    if focused is None or focused.window() is not window:
        focused = window.focusWidget()
    if isinstance(focused, QComboBox):
        focused = focused.lineEdit()
    return focused if isinstance(focused, QLineEdit | QPlainTextEdit | QTextEdit) else None


def _can(target: QLineEdit | QPlainTextEdit | QTextEdit, entry: str) -> bool:
    writable = not target.isReadOnly() and target.isEnabled()
    if isinstance(target, QLineEdit):
        chosen, undo = target.hasSelectedText(), target.isUndoAvailable()
        hidden = target.echoMode() != QLineEdit.EchoMode.Normal
    else:
        chosen, undo, hidden = target.textCursor().hasSelection(), target.document().isUndoAvailable(), False
    if entry == "undo":
        return writable and undo
    if entry == "paste":
        return writable and bool(QApplication.clipboard().text())
    if entry in ("cut", "copy"):
        return chosen and not hidden and (writable or entry == "copy")
    return True
