"""人事マスター保守, tab 家族: the list, add, change, delete, the manual's hint, and where error rows lead."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from nxdesk.desk.practice import PRACTICE_USERS
from nxdesk.windows.nx.record_tab import NOTHING
from tests.windows.conftest import settle
from tests.windows.family_stage import (
    KAWAGUCHI,
    NUMBER,
    WIFE,
    YAMADA,
    add,
    answer,
    cells,
    changing,
    editor_of,
    family_of,
    family_tab,
    first_names,
    hire,
    leave,
    opened,
    register,
    settled,
    type_into,
)


@pytest.fixture
def wife(session):
    return settled(session)


@pytest.fixture
def window(session, shell, qtbot, wife):
    made = family_tab(session, shell, qtbot)
    yield made
    leave(made)


def test_the_members_of_the_open_person_are_listed(window, session):
    assert list(family_of(window).list.model.titles) == [
        "家族番号", "氏名", "カナ", "続柄", "生年月日", "同居・別居", "健康保険被扶養者", "個人番号"]
    assert cells(window) == [("1", "山田 花子", "ヤマダ ハナコ", "妻", "1985/05/05", "同居", "有", "登録なし"),
                             ("2", "山田 太郎", "ヤマダ タロウ", "子(実子・養子)", "2010/01/31", "同居", "有", "登録なし")]
    assert family_of(window).list.count.text() == "2人"
    window.open_person(KAWAGUCHI)
    settle(window.shell)
    assert cells(window) == []
    assert "登録されていません" in family_of(window).list.note.text()
    assert not family_of(window).list.buttons["change"].isEnabled()


def test_a_new_person_gets_a_family_only_when_registered(window):
    window.new.trigger()
    assert "登録した後" in family_of(window).list.note.text()
    assert not family_of(window).list.buttons["add"].isEnabled()
    assert cells(window) == []


def test_a_member_is_added_by_keyboard_with_the_persons_family_name(window, session, qtbot):
    view = family_of(window).list.view
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Insert)
    editor = editor_of(window, qtbot)
    assert editor.form.editor("last_name").value() == "山田"
    assert not editor.my_number.entry.isEnabled()
    assert "登録した後" in editor.my_number.note.text()
    type_into(editor, first_name="次郎", first_name_kana="じろう", birth_date="20150303")
    editor.form.editor("first_name_kana").input.editingFinished.emit()
    editor.form.editor("relationship_code").set_value("11")
    editor.form.editor("hi_dependent").input.setChecked(True)
    qtbot.keyClick(editor, Qt.Key.Key_F12)
    settle(window.shell)
    saved = session.families.load(YAMADA, 3)
    assert (saved.plain_name, saved.values["first_name_kana"], saved.values["birth_date"]) == (
        "山田 次郎", "ジロウ", "2015-03-03")
    assert saved.values["hi_dependent"] == 1
    assert "登録しました" in editor.notice.text()
    assert editor.my_number.entry.isEnabled()
    assert [row[1] for row in cells(window)] == ["山田 花子", "山田 太郎", "山田 次郎"]
    assert family_of(window).list.current() == 3
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert family_of(window).editor is None


def test_enter_opens_the_selected_member_and_what_is_changed_is_saved(window, session, qtbot):
    view = family_of(window).list.view
    view.go_to(1)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    editor = editor_of(window, qtbot)
    assert editor.seq == 2
    editor.form.editor("living_together").set_value("resident")
    editor.form.editor("hi_dependent").set_value(0)
    register(editor, window)
    assert cells(window)[1][5:7] == ("別居(国内)", "無")
    assert session.families.load(YAMADA, 2).values["living_together"] == "resident"


def test_deleting_names_the_member_and_the_my_number_that_goes_with_it(window, session, qtbot):
    session.families.set_my_number(YAMADA, 1, NUMBER)
    session.desk.masters.linkage.mark([YAMADA], "2020-04-01T10:00:00", "family")
    view = family_of(window).list.view
    view.go_to(0)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    settle(window.shell)
    asked = window.findChild(QMessageBox, "personnel.family_delete_question").text()
    assert "山田 一郎 の家族 山田 花子（妻） を削除します" in asked
    assert "山田 花子 の個人番号（登録あり）も削除されます" in asked
    assert "e-AMANO側の家族は、この操作では削除されません" in asked
    assert NUMBER not in asked
    answer(window, "personnel.family_delete_question", "no")
    assert first_names(session) == ["花子", "太郎"]
    family_of(window).list.buttons["delete"].click()
    settle(window.shell)
    answer(window, "personnel.family_delete_question", "yes")
    assert first_names(session) == ["太郎"]
    assert not session.desk.masters.my_numbers.has(YAMADA, 1)
    assert [row[1] for row in cells(window)] == ["山田 太郎"]
    assert "山田 花子" in family_of(window).list.note.text()


def test_a_member_without_my_number_is_deleted_without_speaking_of_one(window):
    family_of(window).list.buttons["delete"].click()
    settle(window.shell)
    asked = window.findChild(QMessageBox, "personnel.family_delete_question").text()
    assert "個人番号" not in asked
    assert "e-AMANO" not in asked
    answer(window, "personnel.family_delete_question", "no")


def test_a_member_that_is_gone_is_told_and_the_list_shows_what_there_is(window, session, wife):
    session.families.remove(wife)
    family_of(window).list.buttons["change"].click()
    settle(window.shell)
    assert "NXD_N_04" in window.findChild(QMessageBox, "personnel.refused").text()
    assert [row[1] for row in cells(window)] == ["山田 太郎"]


def test_without_the_authority_the_numbers_of_members_are_neither_told_nor_touched(make_program, shell, qtbot):
    program = make_program()
    allowed = program.desk.login(*PRACTICE_USERS[0][:2])
    hire(allowed)
    add(allowed, WIFE)
    allowed.families.set_my_number(YAMADA, 1, NUMBER)
    window = opened(program.desk.login(*PRACTICE_USERS[1][:2]), shell, qtbot)
    window.open_person(YAMADA, "my_number", 1)
    editor = editor_of(window, qtbot)
    assert cells(window)[0][7] == "－"
    assert editor.my_number.state.text() == "－"
    assert "マイナンバー権限" in editor.my_number.note.text()
    assert not editor.my_number.entry.isEnabled()
    editor.close()
    window.close_unasked()


def test_families_once_linked_carry_the_manuals_hint(window, session):
    assert family_of(window).list.linked.isHidden()
    session.desk.masters.linkage.mark([KAWAGUCHI], "2020-04-01T10:00:00", "family")
    window.open_person(KAWAGUCHI)
    settle(window.shell)
    assert family_of(window).list.linked.isVisible()
    assert "2020/04/01 10:00:00" in family_of(window).list.linked.text()
    assert "[e-AMANO→NX]" in family_of(window).list.linked.text()


def test_an_error_row_opens_person_tab_member_and_item(session, shell, qtbot, wife):
    window = opened(session, shell, qtbot)
    window.open_person(YAMADA, "tax_dependent", 2)
    editor = editor_of(window, qtbot)
    assert window.form.tabText(window.form.currentIndex()) == "家族"
    assert family_of(window).list.current() == 2
    assert editor.seq == 2
    assert editor.focusWidget().objectName() == "family.tax_dependent"
    window.open_person(YAMADA, "birth_date", 2)
    assert editor.focusWidget().objectName() == "family.birth_date"
    window.open_person(YAMADA, "relationship_code", 1)
    other = editor_of(window, qtbot)
    assert other.seq == 1
    assert other.focusWidget().objectName() == "family.relationship_code"
    other.close()
    window.close_unasked()


def test_an_error_row_of_another_person_asks_before_the_editor_is_left(window, qtbot):
    editor = changing(window, qtbot, 1)
    type_into(editor, first_name="華子")
    window.open_person(KAWAGUCHI)
    answer(window, "family.unsaved", "no")
    assert editor.form.editor("first_name").value() == "華子"
    assert "山田 一郎" in window.person.text()
    window.open_person(KAWAGUCHI)
    answer(window, "family.unsaved", "yes")
    assert "川口 優子" in window.person.text()
    assert family_of(window).editor is None


def test_a_family_read_late_does_not_stand_under_another_person(window):
    family_of(window)._renewed(KAWAGUCHI, 0, "", NOTHING)
    assert len(cells(window)) == 2
