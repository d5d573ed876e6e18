"""人事マスター保守, tab 家族: list, add, change, delete, errors beside the items, My Numbers of members, error rows."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QMessageBox, QPushButton, QWidget
from shiboken6 import isValid

from nxdesk.desk.practice import PRACTICE_USERS
from nxdesk.records.kinds import kind
from nxdesk.windows.nx.family_tab import NO_FAMILY
from nxdesk.windows.nx.personnel import PersonnelWindow
from tests.windows.conftest import settle
from tests.windows.test_look_and_keys import INPUTS, cut

YAMADA, KAWAGUCHI = "0000009101", "0000009102"
NUMBER = "000000000019"
GIVEN = {"last_name": "山田", "last_name_kana": "ヤマダ", "hi_dependent": 1}
WIFE = {"first_name": "花子", "first_name_kana": "ハナコ", "birth_date": "1985-05-05", "relationship_code": "02"}
SON = {"first_name": "太郎", "first_name_kana": "タロウ", "birth_date": "2010-01-31", "relationship_code": "11"}


def add(session, values, code=YAMADA):
    draft = session.families.new(code)
    saved, issues = session.families.save(replace(draft, values=draft.values | GIVEN | values))
    assert issues == []
    return saved


def hire(session):
    """Two people without family."""
    for code, last, first in ((YAMADA, "山田", "一郎"), (KAWAGUCHI, "川口", "優子")):
        draft = session.people.new()
        given = {"employee_code": code, "last_name": last, "first_name": first, "last_name_kana": "ヤマダ",
                 "first_name_kana": "イチロウ", "birth_date": "1980-01-02", "hire_date": "2010-04-01"}
        assert session.people.save(replace(draft, values=draft.values | given))[1] == []


def first_names(session, code=YAMADA):
    return [member.values["first_name"] for member in session.families.members(code)]


@pytest.fixture
def wife(session):
    """Of 山田, who has a son as well."""
    hire(session)
    made = add(session, WIFE)
    add(session, SON)
    return made


def opened(session, shell, qtbot):
    window = PersonnelWindow(session, shell)
    with qtbot.waitSignal(window.form.built):
        window.show()
    settle(shell)
    return window


@pytest.fixture
def window(session, shell, qtbot, wife):
    made = opened(session, shell, qtbot)
    made.open_person(YAMADA)
    settle(shell)
    made.form.setCurrentWidget(made.family.list)
    yield made
    if isValid(made):
        if made.family.editor is not None:
            made.family.editor._dirty = False
            made.family.editor.close()
        settle(shell)
        made.close_unasked()


def cells(window):
    model = window.family.list.model
    return [tuple(model.index(row, column).data() for column in range(model.columnCount()))
            for row in range(model.rowCount())]


def editor_of(window, qtbot):
    settle(window.shell)
    editor = window.family.editor
    qtbot.waitUntil(lambda: not editor.form._waiting)
    return editor


def changing(window, qtbot, seq, item=""):
    window.open_person(YAMADA, item, seq)
    return editor_of(window, qtbot)


def type_into(editor, **typed):
    for item, words in typed.items():
        editor.form.editor(item).input.setText(words)


def register(editor, window):
    editor.register.click()
    settle(window.shell)


def error(editor, item):
    label = editor.findChild(QLabel, f"family.{item}_error")
    return "" if label.isHidden() else label.text()


def answer(window, name, which):
    window.findChild(QPushButton, f"{name}.{which}").click()
    settle(window.shell)


def test_the_members_of_the_open_person_are_listed(window, session):
    assert list(window.family.list.model.titles) == [
        "家族番号", "氏名", "カナ", "続柄", "生年月日", "同居・別居", "健康保険被扶養者", "個人番号"]
    assert cells(window) == [("1", "山田 花子", "ヤマダ ハナコ", "妻", "1985/05/05", "同居", "有", "登録なし"),
                             ("2", "山田 太郎", "ヤマダ タロウ", "子(実子・養子)", "2010/01/31", "同居", "有", "登録なし")]
    assert window.family.list.count.text() == "2人"
    window.open_person(KAWAGUCHI)
    settle(window.shell)
    assert cells(window) == []
    assert "登録されていません" in window.family.list.note.text()
    assert not window.family.list.buttons["change"].isEnabled()


def test_a_new_person_gets_a_family_only_when_registered(window):
    window.new.trigger()
    assert "登録した後" in window.family.list.note.text()
    assert not window.family.list.buttons["add"].isEnabled()
    assert cells(window) == []


def test_every_item_of_a_member_has_an_editor_on_its_tab(window, qtbot):
    editor = changing(window, qtbot, 1)
    family = kind("family")
    assert [editor.form.tabText(place) for place in range(editor.form.count())] == [
        "家族", "健康保険・税", "障害", "個人番号"]
    assert set(editor.form.editors) == {item.id for item in family.nx_columns} - set(family.key)
    for item, made in editor.form.editors.items():
        assert made.input.objectName() == f"family.{item}"
        assert made.input.accessibleName() == family.by_id[item].label
    assert editor.member.text() == "家族番号 1　山田 花子"
    assert "山田 一郎（0000009101）" in editor.windowTitle()


def test_a_member_is_added_by_keyboard_with_the_persons_family_name(window, session, qtbot):
    view = window.family.list.view
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
    assert (saved.name, saved.values["first_name_kana"], saved.values["birth_date"]) == (
        "山田 次郎", "ジロウ", "2015-03-03")
    assert saved.values["hi_dependent"] == 1
    assert "登録しました" in editor.notice.text()
    assert editor.my_number.entry.isEnabled()
    assert [row[1] for row in cells(window)] == ["山田 花子", "山田 太郎", "山田 次郎"]
    assert window.family.list.current() == 3
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert window.family.editor is None


def test_enter_opens_the_selected_member_and_what_is_changed_is_saved(window, session, qtbot):
    view = window.family.list.view
    view.go_to(1)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    editor = editor_of(window, qtbot)
    assert editor.seq == 2
    editor.form.editor("living_together").set_value("resident")
    editor.form.editor("hi_dependent").set_value(0)
    register(editor, window)
    assert cells(window)[1][5:7] == ("別居(国内)", "無")
    assert session.families.load(YAMADA, 2).values["living_together"] == "resident"


def test_what_is_wrong_stands_beside_its_item_and_nothing_typed_is_lost(window, session, qtbot):
    editor = changing(window, qtbot, 2)
    type_into(editor, first_name="", birth_date="2020/13/01", estimated_income="12345678")
    register(editor, window)
    assert "NXD_K_01" in error(editor, "first_name")
    assert "NXD_K_03" in error(editor, "birth_date")
    assert "NXD_K_05" in error(editor, "estimated_income")
    assert editor.form.editor("birth_date").input.accessibleDescription() == error(editor, "birth_date")
    assert [editor.form.tabText(place).endswith("●") for place in range(3)] == [True, True, False]
    assert "3件" in editor.notice.text()
    assert editor.form.editor("birth_date").input.text() == "2020/13/01"
    assert session.families.load(YAMADA, 2).values["first_name"] == "太郎"
    type_into(editor, first_name="花子", birth_date="1985/05/05", estimated_income="1,000,000")
    register(editor, window)
    assert "NXD_VF_04" in error(editor, "last_name")
    type_into(editor, first_name="三郎")
    register(editor, window)
    assert session.families.load(YAMADA, 2).values["estimated_income"] == 1_000_000
    assert not any(editor.form.tabText(place).endswith("●") for place in range(4))


def test_a_second_spouse_is_told_beside_the_relationship(window, qtbot):
    editor = changing(window, qtbot, 2)
    editor.form.editor("relationship_code").set_value("02")
    register(editor, window)
    assert "NXD_VF_05" in error(editor, "relationship_code")


def test_a_member_changed_elsewhere_is_told_and_the_input_stays(window, session, qtbot, wife):
    editor = changing(window, qtbot, 1)
    session.families.save(replace(wife, values=wife.values | {"occupation_code": "2"}))
    type_into(editor, first_name="華子")
    register(editor, window)
    assert "NXD_N_04" in editor.findChild(QMessageBox, "family.stale").text()
    answer(window, "family.stale", "no")
    assert editor.form.editor("first_name").value() == "華子"
    assert first_names(session) == ["花子", "太郎"]
    register(editor, window)
    answer(window, "family.stale", "yes")
    assert editor.form.editor("first_name").value() == "花子"
    assert editor.form.editor("occupation_code").value() == "2"
    type_into(editor, first_name="華子")
    register(editor, window)
    assert first_names(session) == ["華子", "太郎"]


def test_closing_the_editor_asks_before_anything_typed_is_lost(window, qtbot):
    editor = changing(window, qtbot, 1)
    type_into(editor, first_name="華子")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    answer(window, "family.unsaved", "no")
    assert editor.isVisible()
    assert editor.form.editor("first_name").value() == "華子"
    editor.close()
    answer(window, "family.unsaved", "yes")
    assert window.family.editor is None


def test_deleting_names_the_member_and_the_my_number_that_goes_with_it(window, session, qtbot):
    session.families.set_my_number(YAMADA, 1, NUMBER)
    session.desk.masters.linkage.mark([YAMADA], "2020-04-01T10:00:00", "family")
    view = window.family.list.view
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
    window.family.list.buttons["delete"].click()
    settle(window.shell)
    answer(window, "personnel.family_delete_question", "yes")
    assert first_names(session) == ["太郎"]
    assert not session.desk.masters.my_numbers.has(YAMADA, 1)
    assert [row[1] for row in cells(window)] == ["山田 太郎"]
    assert "山田 花子" in window.family.list.note.text()


def test_a_member_without_my_number_is_deleted_without_speaking_of_one(window):
    window.family.list.buttons["delete"].click()
    settle(window.shell)
    asked = window.findChild(QMessageBox, "personnel.family_delete_question").text()
    assert "個人番号" not in asked
    assert "e-AMANO" not in asked
    answer(window, "personnel.family_delete_question", "no")


def test_a_member_that_is_gone_is_told_and_the_list_shows_what_there_is(window, session, wife):
    session.families.remove(wife)
    window.family.list.buttons["change"].click()
    settle(window.shell)
    assert "NXD_N_04" in window.findChild(QMessageBox, "personnel.refused").text()
    assert [row[1] for row in cells(window)] == ["山田 太郎"]


def test_the_my_number_of_a_member_is_judged_kept_shown_for_a_reason_and_deleted(window, session, qtbot):
    editor = changing(window, qtbot, 1, "my_number")
    panel = editor.my_number
    assert editor.form.tabText(editor.form.currentIndex()) == "個人番号"
    panel.entry.setText("123456789012")
    panel.save.click()
    settle(window.shell)
    assert "NXD_VE_06" in panel.error.text()
    assert "1234" not in panel.error.text()
    panel.entry.setText("0000-0000-0019")
    panel.save.click()
    settle(window.shell)
    assert [row[7] for row in cells(window)] == ["登録あり", "登録なし"]
    assert not session.people.has_my_number(YAMADA)
    panel.reveal.click()
    assert "理由" in panel.error.text()
    panel.reason.setText("本人確認のため")
    panel.reveal.click()
    settle(window.shell)
    assert panel.number.text() == "0000 0000 0019"
    panel.delete.click()
    answer(window, "family.my_number_delete_question", "yes")
    assert [row[7] for row in cells(window)] == ["登録なし", "登録なし"]
    assert panel.number.text().strip("•") == ""


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
    assert window.family.list.linked.isHidden()
    session.desk.masters.linkage.mark([KAWAGUCHI], "2020-04-01T10:00:00", "family")
    window.open_person(KAWAGUCHI)
    settle(window.shell)
    assert window.family.list.linked.isVisible()
    assert "2020/04/01 10:00:00" in window.family.list.linked.text()
    assert "[e-AMANO→NX]" in window.family.list.linked.text()


def test_an_error_row_opens_person_tab_member_and_item(session, shell, qtbot, wife):
    window = opened(session, shell, qtbot)
    window.open_person(YAMADA, "tax_dependent", 2)
    editor = editor_of(window, qtbot)
    assert window.form.tabText(window.form.currentIndex()) == "家族"
    assert window.family.list.current() == 2
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
    assert window.family.editor is None


def test_a_family_read_late_does_not_stand_under_another_person(window):
    window.family._renewed(KAWAGUCHI, 0, "", NO_FAMILY)
    assert len(cells(window)) == 2


def stations(start):
    """Where Tab leads to, from a widget round to it again."""
    found, here = [], start.nextInFocusChain()
    while here is not start:
        stops = here.focusPolicy() & Qt.FocusPolicy.TabFocus and here.focusProxy() is None
        if stops and here.isVisible() and here.isEnabled():
            found.append(here.objectName().removeprefix("family."))
        here = here.nextInFocusChain()
    return found


def test_tab_leads_through_the_items_in_reading_order_and_to_the_buttons(window, session, qtbot):
    session.families.set_my_number(YAMADA, 1, NUMBER)
    editor = changing(window, qtbot, 1)
    tabs = editor.form.tabBar()
    family = [item.id for item in kind("family").nx_columns if item.tab == "家族" and item.id in editor.form.editors]
    assert stations(tabs) == [*family, "register", "close"]
    editor.form.setCurrentIndex(1)
    assert stations(tabs) == ["occupation_code", "hi_dependent", "tax_dependent", "estimated_income", "register",
                              "close"]
    editor.form.setCurrentIndex(3)
    assert stations(tabs) == ["my_number_reason", "my_number_reveal", "my_number", "my_number_save",
                              "my_number_delete", "register", "close"]


def test_enter_in_the_my_number_never_registers_the_rest(window, session, qtbot):
    editor = changing(window, qtbot, 1, "my_number")
    type_into(editor, first_name="華子")
    editor.my_number.entry.setText(NUMBER)
    qtbot.keyClick(editor.my_number.entry, Qt.Key.Key_Return)
    settle(window.shell)
    assert session.desk.masters.my_numbers.has(YAMADA, 1)
    assert first_names(session) == ["花子", "太郎"]
    assert editor.form.editor("first_name").value() == "華子"


@pytest.mark.parametrize("scale", [100, 125, 150])
def test_no_text_is_cut_in_tab_and_editor(window, shell, session, qtbot, scale):
    session.desk.masters.linkage.mark([YAMADA], "2020-04-01T10:00:00", "family")
    shell.theme.set_scale(scale)
    window.family._renew()
    editor = changing(window, qtbot, 1)
    type_into(editor, first_name="", birth_date="2020/13/01")
    register(editor, window)
    for place in range(editor.form.count()):
        editor.form.setCurrentIndex(place)
        for shown in (window, editor):
            words = shown.findChildren(QLabel) + shown.findChildren(QAbstractButton)
            qtbot.waitUntil(lambda words=words: [part.text() for part in words if cut(part)] == [])


def test_everything_in_the_editor_has_a_name_and_is_told_to_screen_readers(window, qtbot):
    editor = changing(window, qtbot, 1)
    worked = [part for part in editor.findChildren(QWidget) if isinstance(part, INPUTS)
              and not part.objectName().startswith("qt_")]
    assert [part for part in worked if not part.objectName().startswith("family.")] == []
    assert [part.objectName() for part in worked if not part.accessibleName()] == []
    names = [part.objectName() for part in editor.findChildren(QWidget) if part.objectName().startswith("family.")]
    assert len(names) == len(set(names))
