"""A form with a tab per `Kind.tabs`, made from the declarations: label, editor, hint, and the error below the item."""

from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QTabWidget, QWidget

from nxdesk.records.fields import Field, Kind, Value
from nxdesk.records.messages import Issue
from nxdesk.windows import theme
from nxdesk.windows.forms.editors import CheckEditor, FieldEditor, editor_for
from nxdesk.windows.names import set_error, set_name
from nxdesk.windows.texts import text


class RecordForm(QTabWidget):
    """Edits one record of a kind. Fields kept apart (pictures, My Numbers) get the panels given in `panels`.

    Items `given` from elsewhere have no editor; they stay as they were set, and their errors are the caller's to tell.
    The first tab stands at once, the others are built one by one behind it, or when they are asked for: so the window
    opens at once, and never freezes.
    """

    changed = Signal()
    built = Signal()

    def __init__(self, kind: Kind, prefix: str, panels: Mapping[str, QWidget], given: Collection[str] = ()) -> None:
        super().__init__()
        self._prefix = prefix
        self._panels = panels
        self.editors: dict[str, FieldEditor] = {}
        self._errors: dict[str, QLabel] = {}
        self._values: dict[str, Value] = {}
        self._locked: set[str] = set()
        self._wrong: set[str] = set()
        self._loading = False
        self._tabs = kind.tabs
        self._fields = [[field for field in kind.fields if field.in_nx and field.tab == tab and field.id not in given]
                        for tab in kind.tabs]
        self._tab_of = {field.id: number for number, fields in enumerate(self._fields) for field in fields}
        self._waiting = list(range(len(self._tabs)))
        set_name(self, f"{prefix}.tabs", kind.label)
        for tab in kind.tabs:
            self.addTab(_empty_page(), tab)
        self._need(0)
        self.currentChanged.connect(self._need)
        QTimer.singleShot(0, self, self._build_next)

    def _build_next(self) -> None:
        if self._waiting:
            self._need(self._waiting[0])
        if self._waiting:
            QTimer.singleShot(0, self, self._build_next)
        else:
            for before, after in pairwise([self.tabBar(), *self.inputs()]):
                QWidget.setTabOrder(before, after)
            self.built.emit()

    def inputs(self) -> list[QWidget]:
        """What takes the focus on the pages that stand, in reading order."""
        found: list[QWidget] = []
        for item in (field.id for fields in self._fields for field in fields):
            if item in self._panels:
                found += [part for part in self._panels[item].findChildren(QWidget)
                          if part.focusPolicy() & Qt.FocusPolicy.TabFocus]
            elif item in self.editors:
                found.append(self.editors[item].input)
        return found

    def _need(self, number: int) -> None:
        """Build a tab's page unless it stands."""
        area = self.widget(number)
        if number in self._waiting and isinstance(area, QScrollArea):
            self._waiting.remove(number)
            area.setWidget(self._page(self._fields[number]))

    def _page(self, fields: list[Field]) -> QWidget:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(12, 10, 12, 10)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        for row, field in enumerate(fields):
            if field.id in self._panels:
                grid.addWidget(self._panels[field.id], row * 2, 0, 1, 3)
            else:
                self._row(grid, row * 2, field)
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(len(fields) * 2, 1)
        return page

    def _row(self, grid: QGridLayout, row: int, field: Field) -> None:
        editor = editor_for(field, self._prefix)
        label = QLabel(field.label)
        label.setBuddy(editor.input)
        error = set_name(QLabel(), f"{self._prefix}.{field.id}_error", field.label)
        error.setWordWrap(True)
        theme.ink(error, theme.ERROR)
        error.hide()
        grid.addWidget(label, row, 0)
        if field.needed_nx and not isinstance(editor, CheckEditor):
            needed = QLabel(text("personnel.needed"))
            theme.ink(needed, theme.ERROR)
            grid.addWidget(needed, row, 1)
        grid.addWidget(editor, row, 2)
        grid.addWidget(error, row + 1, 2)
        self.editors[field.id] = editor
        self._errors[field.id] = error
        editor.set_value(self._values.get(field.id))
        editor.set_locked(field.id in self._locked)
        editor.changed.connect(self._edited)

    def _edited(self) -> None:
        if not self._loading:
            self.changed.emit()

    def values(self) -> dict[str, Value]:
        """What stands in the form, as typed."""
        return self._values | {item: editor.value() for item, editor in self.editors.items()}

    def set_values(self, values: Mapping[str, Value]) -> None:
        """Show a record; its items stay untouched until the user edits them."""
        self._values = dict(values)
        self._loading = True
        for item, editor in self.editors.items():
            editor.set_value(values.get(item))
        self._loading = False
        self.show_issues(())

    def lock(self, item: str, locked: bool) -> None:
        """Show an item without letting it be changed."""
        (self._locked.add if locked else self._locked.discard)(item)
        if item in self.editors:
            self.editors[item].set_locked(locked)

    def editor(self, item: str) -> FieldEditor:
        """The editor of an item, on whatever tab it stands."""
        self._need(self._tab_of[item])
        return self.editors[item]

    def show_issues(self, issues: Iterable[Issue]) -> None:
        """Show each sentence beside its item and mark the tabs that hold one."""
        sentences: dict[str, str] = {}
        for issue in issues:
            sentences.setdefault(issue.field, issue.sentence)
        for item in self._wrong - sentences.keys():
            self._show(item, "")
        for item, sentence in sentences.items():
            self._show(item, sentence)
        self._wrong = set(sentences)
        wrong_tabs = {self._tab_of[item] for item in sentences if item in self._tab_of}
        for number, tab in enumerate(self._tabs):
            self.setTabText(number, text("personnel.tab_wrong", tab=tab) if number in wrong_tabs else tab)
            self.tabBar().setTabTextColor(number, theme.ERROR if number in wrong_tabs else "#000000")
        if sentences:
            self.focus_field(next(iter(sentences)))

    def _show(self, item: str, sentence: str) -> None:
        if item in self._tab_of and item not in self._panels:
            set_error(self.editor(item).input, self._errors[item], sentence)

    def focus_field(self, item: str) -> None:
        """Go to an item, on whatever tab it stands."""
        if item not in self._tab_of:
            return
        self.setCurrentIndex(self._tab_of[item])
        target = self._panels[item] if item in self._panels else self.editor(item).input
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        area = self.currentWidget()
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(target, 20, 60)

    def fit(self) -> None:
        """Follow a new text size."""
        for editor in self.editors.values():
            editor.fit()


def _empty_page() -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
