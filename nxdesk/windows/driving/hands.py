"""Mouse and keyboard: events as the system would send them, only where a person could press or type."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDateTimeEdit,
    QMenu,
    QMenuBar,
    QScrollArea,
    QTabBar,
    QTabWidget,
    QWidget,
)

from nxdesk.cases.driver import CaseFailed
from nxdesk.windows.driving import reading
from nxdesk.windows.driving.finding import Finder

_Button = Qt.MouseButton.LeftButton
_NO_KEYS = Qt.KeyboardModifier.NoModifier
_MODIFIERS = {"Ctrl": Qt.KeyboardModifier.ControlModifier, "Alt": Qt.KeyboardModifier.AltModifier,
              "Shift": Qt.KeyboardModifier.ShiftModifier}


class Hands:
    """Presses and types on what the finder finds."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder

    def click(self, name: str) -> None:
        """Press a button, or what belongs to an action: its button on a tool bar, or its entry in a menu."""
        action = self._finder.action(name) if self._finder.shown(name) is None else None
        if action is None:
            self._press(self._finder.usable(name))
            return
        self._finder.wait(action.isEnabled, f"「{name}」が使えるようになりません。")
        owners = [owner for owner in action.associatedObjects()
                  if isinstance(owner, QAbstractButton) and owner.isVisible()]
        if owners:
            self._press(owners[0])
        else:
            self._press_in_menu(action)

    def _press_in_menu(self, action: QAction) -> None:
        """Open the menus that lead to an action, one after another, and press it."""
        owners = action.associatedObjects()
        menu = next((owner for owner in owners if isinstance(owner, QMenu)), None)
        bar = next((owner for owner in owners if isinstance(owner, QMenuBar)), None)
        if bar is not None:
            self._press(bar, bar.actionGeometry(action).center())
        elif menu is not None:
            self._press_in_menu(menu.menuAction())
            self._finder.wait(menu.isVisible, f"メニュー「{menu.title()}」が開きません。")
            self._press(menu, menu.actionGeometry(action).center())
        else:
            raise CaseFailed(f"「{action.objectName()}」を押す場所がありません。")

    def _press(self, widget: QWidget, at: QPoint | None = None, *, double: bool = False) -> None:
        self._bring_forward(widget)
        window = widget.window()
        place = widget.mapTo(window, at if at is not None else _sensitive_point(widget))
        hit = window.childAt(place) or window
        if hit is not widget and not widget.isAncestorOf(hit) and not hit.isAncestorOf(widget):
            raise CaseFailed(f"「{widget.objectName()}」は「{hit.objectName() or type(hit).__name__}」に隠れています。")
        press = QTest.mouseDClick if double else QTest.mouseClick
        press(window.windowHandle(), _Button, _NO_KEYS, place)

    def _bring_forward(self, widget: QWidget) -> None:
        above = widget.parentWidget()
        while above is not None:
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(widget)
            above = above.parentWidget()
        window = widget.window()
        if not isinstance(window, QMenu) and not window.isActiveWindow():
            window.raise_()
            window.activateWindow()
            self._finder.wait(window.isActiveWindow, f"「{window.windowTitle()}」が手前に来ません。")

    def choose(self, name: str, words: str, *, double: bool = False) -> None:
        """Press the tab, or the row or branch of a view in which a cell is `words`; go to the entry of a combo box."""
        widget = self._finder.usable(name)
        if isinstance(widget, QTabWidget | QTabBar):
            self._choose_tab(widget.tabBar() if isinstance(widget, QTabWidget) else widget, words)
        elif isinstance(widget, QComboBox):
            self._choose_entry(widget, words)
        else:
            view = self._finder.view(name)
            self._press_cell(view, lambda: self._cell(view, words), double=double)

    def _choose_tab(self, bar: QTabBar, words: str) -> None:
        for place in range(bar.count()):
            if reading.shown_text(bar.tabText(place)) == words:
                self._press(bar, bar.tabRect(place).center())
                return
        raise CaseFailed(f"「{words}」の見出しがありません。")

    def _choose_entry(self, combo: QComboBox, words: str) -> None:
        """With the keys that lead through its entries."""
        self._key(combo, "Home")
        for _ in range(combo.count()):
            if combo.currentText() == words:
                return
            self._key(combo, "Down")
        raise CaseFailed(f"「{combo.objectName()}」に「{words}」がありません。")

    def _cell(self, view: QAbstractItemView, words: str) -> QModelIndex:
        return self._finder.wait(lambda: reading.find_row(view, words),
                                 f"「{view.objectName()}」に「{words}」の行が現れません。")

    def _press_cell(self, view: QAbstractItemView, cell: Callable[[], QModelIndex], *, double: bool = False) -> None:
        """Rows that have just come are laid out a moment later, and only then the view can scroll to them."""
        def place() -> QPoint | None:
            index = cell()
            view.scrollTo(index)
            middle = view.visualRect(index).center()
            return middle if view.viewport().rect().contains(middle) else None
        at = self._finder.wait(place, f"「{view.objectName()}」の行が画面に現れません。")
        self._press(view.viewport(), at, double=double)

    def tick(self, name: str, words: str = "") -> None:
        """Set a check box or radio button, or the check of the row in which a cell is `words`."""
        widget = self._finder.usable(name)
        if isinstance(widget, QAbstractButton) and not words:
            if not widget.isChecked():
                self._press(widget)
            return
        view = self._finder.view(name)

        def check() -> QModelIndex:
            found = reading.check_of(view, self._cell(view, words))
            if found is None:
                raise CaseFailed(f"「{words}」の行にチェックがありません。")
            return found
        if not reading.is_checked(check()):
            self._press_cell(view, check)
        if not reading.is_checked(check()):
            self._key(view, "Space")

    def type(self, name: str, words: str) -> None:
        """Replace what stands in an input; what no key of a plain keyboard makes comes as from an input method."""
        widget = self._finder.usable(name)
        self._press(widget)
        focus = self._finder.wait(lambda: _focus_in(widget), f"「{name}」に入力できません。")
        if isinstance(widget, QDateTimeEdit):
            # Year, month and day are written one after the other, each leading to the next.
            widget.setSelectedSection(widget.sectionAt(0))
            QTest.keyClicks(focus, "".join(filter(str.isdigit, words)))
            return
        QTest.keyClick(focus, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(focus, Qt.Key.Key_Delete)
        if words.isascii():
            QTest.keyClicks(focus, words)
        else:
            committed = QInputMethodEvent()
            committed.setCommitString(words)
            QApplication.sendEvent(focus, committed)

    def press(self, name: str, keys: str) -> None:
        """Press a key by Qt's name, or a combination (`F12`, `Escape`, `Ctrl+L`), where this is or has the focus."""
        self._key(self._finder.usable(name), keys)

    def _key(self, widget: QWidget, keys: str) -> None:
        self._bring_forward(widget)
        *held, key = keys.split("+")
        modifiers = _NO_KEYS
        for modifier in held:
            modifiers |= _MODIFIERS[modifier]
        QTest.keyClick(_focus_in(widget) or widget, Qt.Key[f"Key_{key}"], modifiers)


def _focus_in(widget: QWidget) -> QWidget | None:
    focused = QApplication.focusWidget()
    return focused if focused is not None and (focused is widget or widget.isAncestorOf(focused)) else None


def _sensitive_point(widget: QWidget) -> QPoint:
    """A check box or radio button answers at its mark and words, which need not reach its middle."""
    middle = widget.rect().center()
    if isinstance(widget, QAbstractButton) and not widget.hitButton(middle):
        return QPoint(widget.fontMetrics().height() // 2, middle.y())
    return middle
