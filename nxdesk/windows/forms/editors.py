"""An editor per shape of a field. Each holds what was typed; the desk judges."""

import unicodedata
from collections.abc import Callable

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QWheelEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nxdesk.records.codes import NO_YES
from nxdesk.records.fields import Field, ShapeName, Value
from nxdesk.records.kana import katakana
from nxdesk.windows import theme
from nxdesk.windows.names import set_name
from nxdesk.windows.texts import text

_LONGEST_SHOWN = 30
_LONGEST_YEN = 18
"""Digits beyond which nothing typed can be an amount; it stays as it is and is refused."""
_FIRST = 100
"""The input takes what room there is; the stretch behind it takes the rest."""
_Hint = Qt.InputMethodHint


class _Editor(QWidget):
    """A row with one input, named `{prefix}.{field.id}`; the kinds of inputs below give `value` and `set_value`.

    `changed` tells of every change by the user or the program.
    """

    changed = Signal()

    def __init__(self, field: Field, prefix: str, entry: QWidget) -> None:
        super().__init__()
        self.field = field
        self.input = set_name(entry, f"{prefix}.{field.id}", field.label)
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(2)
        self.line.addWidget(entry, _FIRST)
        self.line.addStretch(1)
        self.setFocusProxy(entry)
        self.fit()

    def fit(self) -> None:
        """Be as wide as the longest value needs, within reason."""

    def set_locked(self, locked: bool) -> None:
        """Show the value without letting it be changed."""
        self.input.setEnabled(not locked)


class TextEditor(_Editor):
    """One line of text, tidied when the user leaves it."""

    hints = _Hint.ImhNone

    def __init__(self, field: Field, prefix: str) -> None:
        self.text = QLineEdit()
        super().__init__(field, prefix, self.text)
        self.text.setInputMethodHints(self.hints)
        self.text.setPlaceholderText(field.shape.hint)
        self.text.setToolTip(field.shape.hint)
        self.text.textChanged.connect(lambda _: self.changed.emit())
        self.text.editingFinished.connect(self._tidy)

    def _tidy(self) -> None:
        tidied = self.tidy(self.text.text())
        if tidied != self.text.text():
            self.text.setText(tidied)

    def tidy(self, typed: str) -> str:
        """The typed text in the form in which it is shown."""
        return typed

    def shown(self, value: Value) -> str:
        """A stored value in the form in which it is shown."""
        return "" if value is None else str(value)

    def value(self) -> Value:
        """The text, None when nothing stands there."""
        return self.tidy(self.text.text()) or None

    def set_value(self, value: Value) -> None:
        """Show a stored value, from its beginning."""
        self.text.setText(self.shown(value))
        self.text.setCursorPosition(0)

    def fit(self) -> None:
        """Wide characters for names and addresses, narrow ones for numbers and mail addresses."""
        longest = self.field.shape.max_length
        narrow = self.field.shape.kind in ("digits", "date", "yen") or (longest > 100 and self.field.shape.ascii_only)
        sample = "0" if narrow else "あ"
        needed = theme.width_of(self, min(max(longest, 4), _LONGEST_SHOWN), sample)
        hint = self.text.fontMetrics().horizontalAdvance(self.field.shape.hint)
        self.widen(max(needed, hint) + theme.width_of(self, 2))

    def widen(self, widest: int) -> None:
        """Take up to this many pixels where there is room."""
        self.text.setMaximumWidth(widest)
        self.text.setMinimumWidth(min(widest, theme.width_of(self, 12)))

    def set_locked(self, locked: bool) -> None:
        """Read-only text can still be selected and copied."""
        self.text.setReadOnly(locked)
        self.text.setFocusPolicy(Qt.FocusPolicy.ClickFocus if locked else Qt.FocusPolicy.StrongFocus)
        theme.ground(self.text, "#f0f0f0" if locked else "#ffffff")


class LatinEditor(TextEditor):
    """Text of a special form, mostly ASCII: numbers with hyphens, mail addresses."""

    hints = _Hint.ImhPreferLatin


class KanaEditor(TextEditor):
    """Katakana: hiragana and half-width katakana are turned into full-width ones."""

    hints = _Hint.ImhNone

    def tidy(self, typed: str) -> str:
        """Full-width katakana, as the IME gives them or not."""
        return katakana(unicodedata.normalize("NFKC", typed)).replace(" ", "\u3000").strip("\u3000")

    def fit(self) -> None:
        """Wide characters."""
        longest = min(self.field.shape.max_length, _LONGEST_SHOWN)
        hint = self.text.fontMetrics().horizontalAdvance(self.field.shape.hint)
        self.widen(max(theme.width_of(self, longest), hint) + theme.width_of(self, 2))


class DigitsEditor(TextEditor):
    """Digits, leading zeros kept; full-width ones are turned into ASCII."""

    hints = _Hint.ImhDigitsOnly

    def tidy(self, typed: str) -> str:
        """ASCII digits."""
        return unicodedata.normalize("NFKC", typed).strip()


class WholeEditor(DigitsEditor):
    """A small whole number, without leading zeros."""

    def tidy(self, typed: str) -> str:
        """ASCII digits."""
        digits = super().tidy(typed)
        return digits.lstrip("0") or "0" if digits.isascii() and digits.isdigit() else digits


class YenEditor(TextEditor):
    """Whole yen, shown with commas at the right."""

    hints = _Hint.ImhDigitsOnly

    def __init__(self, field: Field, prefix: str) -> None:
        super().__init__(field, prefix)
        self.text.setAlignment(Qt.AlignmentFlag.AlignRight)

    def tidy(self, typed: str) -> str:
        """With commas where it is a number."""
        words = unicodedata.normalize("NFKC", typed).strip().removesuffix("円").replace(",", "")
        digits = words.removeprefix("-")
        return f"{int(words):,}" if digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_YEN else words

    def shown(self, value: Value) -> str:
        """With commas."""
        return self.tidy("" if value is None else str(value))

    def value(self) -> Value:
        """Without commas."""
        return self.tidy(self.text.text()).replace(",", "") or None


class DateEditor(TextEditor):
    """A day as YYYY/MM/DD, with a calendar (Alt+↓)."""

    hints = _Hint.ImhDate

    def __init__(self, field: Field, prefix: str) -> None:
        super().__init__(field, prefix)
        self.button = QToolButton()
        self.button.setArrowType(Qt.ArrowType.DownArrow)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.setToolTip(f"{text('personnel.calendar')} (Alt+↓)")
        self.button.setAccessibleName(f"{field.label} {text('personnel.calendar')}")
        self.button.clicked.connect(self.open_calendar)
        self.line.insertWidget(1, self.button)
        keys = QShortcut(QKeySequence("Alt+Down"), self.text)
        keys.setContext(Qt.ShortcutContext.WidgetShortcut)
        keys.activated.connect(self.open_calendar)

    def tidy(self, typed: str) -> str:
        """`20200406`, `2020-4-6` and `２０２０．４．６` all read `2020/04/06`."""
        words = unicodedata.normalize("NFKC", typed).strip()
        for mark in "-.年月":
            words = words.replace(mark, "/")
        words = words.removesuffix("日").replace("/ ", "/")
        parts = words.split("/")
        if len(parts) == 1 and len(words) == len("YYYYMMDD") and words.isascii() and words.isdigit():
            parts = [words[:4], words[4:6], words[6:]]
        if len(parts) == len("YMD") and all(part.isascii() and part.isdigit() for part in parts):
            return f"{parts[0]}/{parts[1]:0>2}/{parts[2]:0>2}"
        return words

    def shown(self, value: Value) -> str:
        """With slashes."""
        return "" if value is None else str(value).replace("-", "/")

    def open_calendar(self) -> None:
        """Choose a day with arrows or mouse."""
        if self.text.isReadOnly():
            return
        popup = QDialog(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = set_name(QCalendarWidget(popup), f"{self.input.objectName()}_calendar", text("personnel.calendar"))
        calendar.setLocale(QLocale(QLocale.Language.Japanese, QLocale.Country.Japan))
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setGridVisible(True)
        present = QDate.fromString(self.tidy(self.text.text()), "yyyy/MM/dd")
        if present.isValid():
            calendar.setSelectedDate(present)

        def take(day: QDate) -> None:
            self.text.setText(day.toString("yyyy/MM/dd"))
            popup.close()
            self.text.setFocus()

        calendar.activated.connect(take)
        calendar.clicked.connect(take)
        layout = QVBoxLayout(popup)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(calendar)
        popup.move(self.text.mapToGlobal(QPoint(0, self.text.height())))
        popup.show()
        calendar.setFocus()


class _Choice(QComboBox):
    """A list that does not change under the wheel: the wheel scrolls the page."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave it to the page."""
        event.ignore()


class CodeEditor(_Editor):
    """One code of a list, shown by its words; typing finds them."""

    def __init__(self, field: Field, prefix: str) -> None:
        self.combo = _Choice()
        self.combo.addItem("", None)
        codes = field.shape.codes
        for code, label in codes.entries if codes else ():
            self.combo.addItem(label, code)
        super().__init__(field, prefix, self.combo)
        self.combo.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def value(self) -> Value:
        """The code, a number where the list's codes are numbers."""
        code = self.combo.currentData()
        if code is None:
            return None
        return int(code) if self.field.shape.integer else str(code)

    def set_value(self, value: Value) -> None:
        """Show the words of a code; one that the list does not have stands there as it is."""
        code = None if value is None else str(value)
        place = 0 if code is None else self.combo.findData(code)
        if place < 0:
            self.combo.addItem(str(code), code)
            place = self.combo.count() - 1
        self.combo.setCurrentIndex(place)

    def fit(self) -> None:
        """As wide as the longest words."""
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.combo.setMinimumWidth(theme.width_of(self, 8))
        self.combo.setMaximumWidth(max(self.combo.sizeHint().width(), theme.width_of(self, 8)))


class CheckEditor(_Editor):
    """有 or 無 of an item that is never blank: checked or not."""

    def __init__(self, field: Field, prefix: str) -> None:
        self.check = QCheckBox(dict(NO_YES.entries)["1"])
        super().__init__(field, prefix, self.check)
        self.check.toggled.connect(lambda _: self.changed.emit())

    def value(self) -> Value:
        """1 or 0."""
        return int(self.check.isChecked())

    def set_value(self, value: Value) -> None:
        """Check for 1; blank is not checked."""
        self.check.setChecked(value == 1)


FieldEditor = TextEditor | CodeEditor | CheckEditor
"""What edits a field. `value()` is what stands there: a code, or text as typed, None for blank; `set_value` shows one.
"""

_EDITORS: dict[ShapeName, Callable[[Field, str], FieldEditor]] = {
    "text": TextEditor, "kana": KanaEditor, "date": DateEditor, "month": LatinEditor, "code": CodeEditor,
    "digits": DigitsEditor, "yen": YenEditor}


def editor_for(field: Field, prefix: str) -> FieldEditor:
    """The editor of a field; pictures and My Numbers have panels of their own and raise KeyError here."""
    shape = field.shape
    if shape.kind == "text" and shape.ascii_only:
        return LatinEditor(field, prefix)
    if shape.kind == "digits" and shape.integer:
        return WholeEditor(field, prefix)
    if shape.codes is NO_YES and field.needed_nx:
        return CheckEditor(field, prefix)
    return _EDITORS[shape.kind](field, prefix)
