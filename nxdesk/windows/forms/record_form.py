"""A form with a tab per `Kind.tabs`, made from the declarations: label, editor, hint, and the error below the item."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QTabWidget, QWidget

from nxdesk.records.fields import Field, Kind, Value
from nxdesk.records.messages import Issue
from nxdesk.windows import theme
from nxdesk.windows.forms.editors import FieldEditor, editor_for
from nxdesk.windows.names import set_error, set_name
from nxdesk.windows.texts import text


class RecordForm(QTabWidget):
    """Edits one record of a kind. Fields kept apart (pictures, My Numbers) get the panels given in `panels`."""

    changed = Signal()

    def __init__(self, kind: Kind, prefix: str, panels: Mapping[str, QWidget]) -> None:
        super().__init__()
        self._prefix = prefix
        self._panels = panels
        self.editors: dict[str, FieldEditor] = {}
        self._errors: dict[str, QLabel] = {}
        self._tab_of: dict[str, int] = {}
        self._wrong: set[str] = set()
        self._loading = False
        self._tabs = kind.tabs
        set_name(self, f"{prefix}.tabs", kind.label)
        for number, tab in enumerate(kind.tabs):
            fields = [field for field in kind.fields if field.in_nx and field.tab == tab]
            self._tab_of.update((field.id, number) for field in fields)
            self.addTab(self._page(fields), tab)

    def _page(self, fields: list[Field]) -> QScrollArea:
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
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _row(self, grid: QGridLayout, row: int, field: Field) -> None:
        editor = editor_for(field, self._prefix)
        label = QLabel(field.label)
        label.setBuddy(editor.input)
        error = set_name(QLabel(), f"{self._prefix}.{field.id}_error", field.label)
        error.setWordWrap(True)
        theme.ink(error, theme.ERROR)
        error.hide()
        grid.addWidget(label, row, 0)
        if field.needed_nx:
            needed = QLabel(text("personnel.needed"))
            theme.ink(needed, theme.ERROR)
            grid.addWidget(needed, row, 1)
        grid.addWidget(editor, row, 2)
        grid.addWidget(error, row + 1, 2)
        self.editors[field.id] = editor
        self._errors[field.id] = error
        editor.changed.connect(self._edited)

    def _edited(self) -> None:
        if not self._loading:
            self.changed.emit()

    def values(self) -> dict[str, Value]:
        """What stands in the form, as typed."""
        return {item: editor.value() for item, editor in self.editors.items()}

    def set_values(self, values: Mapping[str, Value]) -> None:
        """Show a record; its items stay untouched until the user edits them."""
        self._loading = True
        for item, editor in self.editors.items():
            editor.set_value(values.get(item))
        self._loading = False
        self.show_issues(())

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
        if item in self.editors:
            set_error(self.editors[item].input, self._errors[item], sentence)

    def focus_field(self, item: str) -> None:
        """Go to an item, on whatever tab it stands."""
        if item not in self._tab_of:
            return
        self.setCurrentIndex(self._tab_of[item])
        target = self.editors[item].input if item in self.editors else self._panels[item]
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        area = self.currentWidget()
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(target, 20, 60)

    def fit(self) -> None:
        """Follow a new text size."""
        for editor in self.editors.values():
            editor.fit()
