"""人事コード保守: codes by コード種別, search, what is in use, and where error rows of 人事コード登録 lead."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QMessageBox
from shiboken6 import isValid

from nxdesk.windows.nx.hr_codes import HrCodesWindow
from tests.windows.conftest import settle
from tests.windows.family_stage import answer


@pytest.fixture
def codes(session):
    """Three codes of our own, behind those of the practice company."""
    desk = session.records("hr_code")
    made = {}
    for owner, code, name in (("LIFE", "9001", "試験生命"), ("LIFE", "9002", "見本生命"), ("NONLIFE", "9101", "試験損保")):
        draft = desk.new(owner)
        saved, issues = desk.save(replace(draft, values=draft.values | {"code": code, "name": name, "kana": "シケン"}))
        assert issues == []
        assert saved.values["active"] == 1
        made[code] = saved
    return made


@pytest.fixture
def window(session, shell, qtbot, codes):
    made = HrCodesWindow(session, shell)
    made.show()
    settle(shell)
    yield made
    if isValid(made):
        if made.codes.editor is not None:
            made.codes.editor._dirty = False
            made.codes.editor.close()
        made.close_unasked()


def listed(window):
    table = window.codes.list.model.table
    return [table.cell(row, table.place("name")) for row in range(len(table.shown))]


def test_one_class_is_shown_at_a_time(window):
    assert {"試験生命", "見本生命"} <= set(listed(window))
    assert "試験損保" not in listed(window)
    window.classes["NONLIFE"].click()
    settle(window.shell)
    assert "試験損保" in listed(window)
    assert "試験生命" not in listed(window)


def test_the_list_follows_what_is_typed(window, qtbot):
    window.search.setText("試験")
    qtbot.waitUntil(lambda: listed(window) == ["試験生命"])
    window.search.setText("9002")
    qtbot.waitUntil(lambda: listed(window) == ["見本生命"])


def test_a_code_that_nobody_uses_is_removed(window, session, codes):
    window.codes.list.mark(codes["9002"].seq)
    window.codes.list.buttons["delete"].click()
    settle(window.shell)
    asked = window.findChild(QMessageBox, "hr_codes.hr_code_delete_question").text()
    assert "見本生命" in asked
    answer(window, "hr_codes.hr_code_delete_question", "yes")
    assert "見本生命" not in listed(window)


def used(session, code):
    """A row of 年末調整 that names the code."""
    desk = session.records("yea")
    owner = "0000000104"
    head = desk.new(owner)
    saved, issues = desk.save(replace(head, values=head.values | {"year": 2017}))
    assert issues == []
    draft = desk.new(owner, "insurance", saved)
    row, issues = desk.save(replace(draft, values=draft.values | {
        "type": "life_care_pension", "category": "life", "new_or_old": "new", "insurer_code": code, "amount": 1000}))
    assert issues == []
    return row


def test_a_code_in_use_is_switched_off_and_not_removed(window, session, codes, qtbot):
    used(session, "9001")
    window.codes.list.mark(codes["9001"].seq)
    window.codes.list.buttons["delete"].click()
    settle(window.shell)
    asked = window.findChild(QMessageBox, "hr_codes.hr_code_in_use").text()
    assert "年末調整 1件" in asked
    answer(window, "hr_codes.hr_code_in_use", "yes")
    assert session.records("hr_code").load("LIFE", codes["9001"].seq).values["active"] == 0
    assert "試験生命" in listed(window)
    window.inactive.setChecked(False)
    assert "試験生命" not in listed(window)


def test_a_code_in_use_is_renamed_after_a_warning_only(window, session, codes, qtbot):
    used(session, "9001")
    window.open_record("LIFE", codes["9001"].seq, "name")
    settle(window.shell)
    editor = window.codes.editor
    qtbot.waitUntil(lambda: not editor.form._waiting)
    assert editor.focusWidget().objectName() == "hr_code.name"
    editor.form.editor("name").input.setText("新しい名前")
    editor.register.click()
    settle(window.shell)
    assert "NXD_VC_04" in editor.findChild(QMessageBox, "hr_code.doubt").text()
    answer_in(editor, window, "no")
    assert session.records("hr_code").load("LIFE", codes["9001"].seq).values["name"] == "試験生命"
    editor.register.click()
    settle(window.shell)
    answer_in(editor, window, "yes")
    assert session.records("hr_code").load("LIFE", codes["9001"].seq).values["name"] == "新しい名前"


def answer_in(editor, window, which):
    box = next(box for box in editor.findChildren(QMessageBox, "hr_code.doubt") if box.isVisible())
    button = next(button for button in box.buttons() if button.objectName() == f"hr_code.doubt.{which}")
    button.click()
    settle(window.shell)


def test_an_error_row_opens_the_class_and_the_code(window, codes, qtbot):
    window.open_record("NONLIFE", codes["9101"].seq, "kana")
    settle(window.shell)
    assert window.classes["NONLIFE"].isChecked()
    editor = window.codes.editor
    assert "試験損保" in editor.member.text()
    assert editor.focusWidget().objectName() == "hr_code.kana"


def test_the_window_asks_before_something_typed_is_lost(window, codes, qtbot):
    window.open_record("LIFE", codes["9001"].seq, "name")
    settle(window.shell)
    window.codes.editor.form.editor("name").input.setText("別の名前")
    assert not window.close()
    box = window.codes.editor.findChild(QMessageBox, "hr_code.unsaved")
    assert box is not None
    next(button for button in box.buttons() if button.objectName().endswith(".no")).click()
    assert window.isVisible()
