"""The editor of a family member: items and errors, staleness, My Number, Tab, names, text sizes."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QMessageBox, QWidget

from nxdesk.records.kinds import kind
from tests.windows.conftest import settle
from tests.windows.family_stage import (
    NUMBER,
    YAMADA,
    answer,
    cells,
    changing,
    error,
    family_of,
    family_tab,
    first_names,
    leave,
    register,
    settled,
    type_into,
)
from tests.windows.test_look_and_keys import INPUTS, cut


@pytest.fixture
def wife(session):
    return settled(session)


@pytest.fixture
def window(session, shell, qtbot, wife):
    made = family_tab(session, shell, qtbot)
    yield made
    leave(made)


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
    assert family_of(window).editor is None


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
    family_of(window).renew()
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
