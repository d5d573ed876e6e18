"""Every shape of every kind has an editor that gives back what it was given, and tidies what people type."""

import pytest
from PySide6.QtCore import Qt

from nxdesk.records.kinds import KINDS, kind
from nxdesk.windows.forms.editors import CheckEditor, WholeEditor, editor_for

ITEMS = [(one, item) for one in KINDS for item in one.fields if not item.shape.apart]
FAMILY = kind("family")


def sample(item):
    shape = item.shape
    if shape.codes is not None:
        code = shape.codes.entries[-1][0]
        return int(code) if shape.integer else code
    return {"date": "2020-04-06", "yen": 1000, "kana": "カナ"}.get(shape.kind, 7 if shape.integer else "007")


@pytest.mark.parametrize(("one", "item"), ITEMS, ids=lambda thing: thing.id)
def test_an_editor_shows_a_value_gives_it_back_and_shows_blank(qtbot, one, item):
    editor = editor_for(item, one.id)
    qtbot.addWidget(editor)
    changes = []
    editor.changed.connect(lambda: changes.append(editor.value()))
    editor.set_value(sample(item))
    assert str(editor.value()).replace("/", "-") == str(sample(item))
    assert changes
    editor.set_value(None)
    assert editor.value() == (0 if isinstance(editor, CheckEditor) else None)
    editor.set_locked(True)
    assert editor.input.focusPolicy() != Qt.FocusPolicy.StrongFocus or not editor.input.isEnabled()
    assert editor.input.accessibleName() == item.label


@pytest.mark.parametrize(("typed", "shown"), [("７", "7"), ("007", "7"), ("0", "0"), ("000", "0"), ("", ""), ("x", "x")])
def test_whole_numbers_lose_width_and_leading_zeros(qtbot, typed, shown):
    editor = editor_for(FAMILY.by_id["school_year"], "family")
    qtbot.addWidget(editor)
    assert isinstance(editor, WholeEditor)
    editor.text.setText(typed)
    editor.text.editingFinished.emit()
    assert editor.text.text() == shown
    assert editor.value() == (shown or None)


def test_what_is_never_blank_is_checked_or_not_by_space(qtbot):
    editor = editor_for(FAMILY.by_id["hi_dependent"], "family")
    qtbot.addWidget(editor)
    editor.show()
    assert editor.value() == 0
    qtbot.keyClick(editor.input, Qt.Key.Key_Space)
    assert editor.value() == 1


def test_a_hint_is_never_cut(qtbot):
    for one, item in ITEMS:
        editor = editor_for(item, one.id)
        qtbot.addWidget(editor)
        if hasattr(editor, "text") and item.shape.hint:
            assert editor.text.maximumWidth() > editor.text.fontMetrics().horizontalAdvance(item.shape.hint)
