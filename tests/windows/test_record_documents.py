"""人事マスター保守: documents of parts (年末調整, 離職証明書), what is computed, and what NX only acquires."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenu, QMessageBox

from nxdesk.desk.program import Session
from nxdesk.records.documents import parts_of
from nxdesk.records.fields import Value
from nxdesk.records.kinds import kind
from nxdesk.windows.nx.personnel import PersonnelWindow
from nxdesk.windows.nx.personnel_tabs import ORDER
from tests.windows.conftest import settle
from tests.windows.family_stage import answer, leave, opened
from tests.windows.test_look_and_keys import cut

CODE = "0000009201"
PERSON: dict[str, Value] = {"employee_code": CODE, "last_name": "大野", "first_name": "一郎", "last_name_kana": "オオノ",
          "first_name_kana": "イチロウ", "birth_date": "1980-01-02", "hire_date": "2010-04-01", "tax_class": "kou",
          "ei_insured_no": "1234-567890-1", "ei_acquired_on": "2010-04-01"}


def hired(session: Session):
    draft = session.people.new()
    assert session.people.save(replace(draft, values=draft.values | PERSON))[1] == []


def added(session: Session, kind_id: str, part: str = "", head=None, **values):
    desk = session.records(kind_id)
    draft = desk.new(CODE, part, head)
    saved, issues = desk.save(replace(draft, values=draft.values | values))
    assert issues == []
    return saved


@pytest.fixture
def window(session, shell, qtbot):
    hired(session)
    made = opened(session, shell, qtbot)
    yield made
    leave(made)


def shown(window: PersonnelWindow, kind_id: str):
    """The tab of a kind, with the records as they are now."""
    window.open_person(CODE)
    settle(window.shell)
    tab = window.records.tabs[kind_id]
    tab.renew()
    settle(window.shell)
    window.form.go_to_tab(tab.kind.place)
    return tab


def cells(tab, *columns):
    table = tab.list.model.table
    places = [table.place(column) for column in columns]
    return [tuple(table.cell(row, place) for place in places) for row in range(len(table.shown))]


def editor_of(tab, window, qtbot):
    settle(window.shell)
    assert tab.editor is not None
    qtbot.waitUntil(lambda: not tab.editor.form._waiting)
    return tab.editor


def test_every_kind_has_its_tab_in_the_manuals_order(window):
    tabs = [window.form.tabText(place) for place in range(window.form.count())]
    assert tabs == list(ORDER)
    assert [tab.kind.label for tab in window.records.tabs.values() if tab.kind.place == "報酬"] == [
        "報酬月額算定基礎届", "報酬月額変更届"]


def test_a_bonus_is_summed_up_when_an_amount_is_left_and_by_the_button(window, session, qtbot):
    tab = shown(window, "shoyo")
    tab.list.buttons["add"].click()
    editor = editor_of(tab, window, qtbot)
    assert editor.form.editor("name_kana").value() == "オオノ　イチロウ"
    editor.form.editor("paid_on").input.setText("2019/07/10")
    for item, words in (("amount_currency", "512345"), ("amount_in_kind", "10000")):
        editor.form.editor(item).input.setText(words)
        editor.form.editor(item).input.editingFinished.emit()
    assert editor.form.editor("total").value() == "522000"
    editor.form.editor("total").input.setText("1")
    editor.form.editor("total").input.editingFinished.emit()
    assert editor.form.editor("total").value() == "1"
    qtbot.keyClick(editor, Qt.Key.Key_F9)
    assert editor.form.editor("total").value() == "522000"
    assert "計算しました" in editor.notice.text()
    qtbot.keyClick(editor, Qt.Key.Key_F12)
    settle(window.shell)
    assert "登録しました" in editor.notice.text()
    assert cells(tab, "paid_on", "total") == [("2019/07/10", "522,000")]
    assert session.records("shoyo").load(CODE, 1).values["total"] == 522_000


def test_what_is_wrong_keeps_the_draft_and_stands_beside_its_item(window, qtbot):
    tab = shown(window, "shoyo")
    tab.list.add.emit("")
    editor = editor_of(tab, window, qtbot)
    editor.form.editor("paid_on").input.setText("2030/07/10")
    editor.form.editor("amount_currency").input.setText("500,000")
    editor.register.click()
    settle(window.shell)
    error = editor.findChild(QLabel, "shoyo.paid_on_error")
    assert "NXD_VS_01" in error.text()
    assert editor.form.editor("amount_currency").value() == "500000"


def test_the_periods_of_a_leaving_are_computed_once(window, session, qtbot):
    added(session, "rishoku", separated_on="2020-03-31", closing_day=20)
    tab = shown(window, "rishoku")
    assert [row[0] for row in cells(tab, "row_kind")] == ["離職者"]
    tab.list.buttons["derive"].click()
    settle(window.shell)
    parts = [row[0] for row in cells(tab, "row_kind")]
    labels = dict(parts_of(kind("rishoku")))
    assert (parts.count(labels["insured"]), parts.count(labels["wage"])) == (12, 7)
    assert cells(tab, "summary")[1] == ("2020/03/01～2020/03/31　基礎日数 －",)
    assert "19行を追加しました" in tab.list.note.text()
    tab.list.buttons["derive"].click()
    settle(window.shell)
    assert "すべて登録されています" in tab.list.note.text()
    assert len(cells(tab, "row_kind")) == 20


def test_only_the_items_of_a_part_are_shown_and_its_place_is_given(window, session, qtbot):
    head = added(session, "yea", year=2019)
    tab = shown(window, "yea")
    menu = tab.list.parts_menu()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()][1] == "扶養親族を追加(&2)"
    menu.actions()[1].trigger()
    editor = editor_of(tab, window, qtbot)
    assert [editor.form.tabText(place) for place in range(editor.form.count())] == ["扶養親族"]
    assert {"year", "row_kind", "line", "seq"}.isdisjoint(editor.form.editors)
    assert editor.form.editor("dependent_last_name").value() == "大野"
    for item, words in (("dependent_first_name", "花子"), ("dependent_birth_date", "2010/01/02"), ("income", "0")):
        editor.form.editor(item).input.setText(words)
    for item, code in (("relationship", "11"), ("social_insurance_and_tax_dependent", "both")):
        editor.form.editor(item).set_value(code)
    editor.register.click()
    settle(window.shell)
    saved = session.records("yea").load(CODE, editor.seq)
    assert (saved.part, saved.values["line"], saved.document) == ("dependent", 1, head.document)
    assert session.records("yea").load(CODE, head.seq).values["count_under16"] == 1


def test_the_newest_document_is_shown_and_others_can_be_chosen(window, session):
    for year in (2018, 2019):
        head = added(session, "yea", year=year)
        added(session, "yea", "prior_job", head, prior_company_name=f"会社{year}")
    tab = shown(window, "yea")
    choice = tab.list.document
    assert [choice.itemText(place) for place in range(choice.count())] == ["2019", "2018", "（すべて）"]
    assert [row[0] for row in cells(tab, "row_kind")] == ["本人", "前職"]
    assert tab.list.view.isColumnHidden(tab.list.model.table.place("year"))
    assert "会社2019" in cells(tab, "summary")[1][0]
    choice.setCurrentIndex(1)
    assert "会社2018" in cells(tab, "summary")[1][0]
    choice.setCurrentIndex(2)
    assert len(cells(tab, "row_kind")) == 4
    assert not tab.list.view.isColumnHidden(tab.list.model.table.place("year"))


def test_a_head_goes_with_its_rows_and_says_so(window, session):
    head = added(session, "yea", year=2019)
    added(session, "yea", "prior_job", head, prior_company_name="前の会社")
    tab = shown(window, "yea")
    tab.list.view.go_to(0)
    tab.list.buttons["delete"].click()
    settle(window.shell)
    asked = window.findChild(QMessageBox, "personnel.yea_delete_question").text()
    assert "明細 1行も削除されます" in asked
    answer(window, "personnel.yea_delete_question", "yes")
    assert session.records("yea").records(CODE) == []


def test_a_copy_is_a_new_row_of_the_same_document(window, session, qtbot):
    head = added(session, "yea", year=2019)
    added(session, "yea", "prior_job", head, prior_company_name="前の会社")
    tab = shown(window, "yea")
    tab.list.view.go_to(1)
    tab.list.view.setFocus()
    qtbot.keyClick(tab.list.view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    editor = editor_of(tab, window, qtbot)
    assert editor.seq == 0
    editor.form.editor("prior_company_name").input.setText("別の会社")
    editor.register.click()
    settle(window.shell)
    rows = session.records("yea").records(CODE)
    assert [(row.part, row.values["line"]) for row in rows] == [("header", 1), ("prior_job", 1), ("prior_job", 2)]


def test_acquired_filings_are_shown_and_cannot_be_changed(window, session, qtbot):
    draft = session.records("shaho_acq").new(CODE)
    session.desk.masters.members(kind("shaho_acq")).add(CODE, draft.values | {"acquired_on": "2010-04-01"}, "admin")
    tab = shown(window, "shaho_acq")
    assert window.form.tabText(window.form.currentIndex()) == "社会保険"
    assert list(tab.list.buttons) == ["view"]
    assert cells(tab, "acquired_on") == [("2010/04/01",)]
    tab.list.buttons["view"].click()
    editor = editor_of(tab, window, qtbot)
    assert list(editor.buttons) == ["close"]
    assert editor.form.editor("acquired_on").input.isReadOnly()
    assert "この画面では変更できません" in editor.notice.text()


def test_an_error_row_opens_the_tab_the_record_and_the_item(window, session, qtbot):
    added(session, "geppen", revised_ym="2019-10", insured_no="12")
    window.open_person(CODE, "old_since", 1, "geppen")
    tab = window.records.tabs["geppen"]
    editor = editor_of(tab, window, qtbot)
    assert window.form.tabText(window.form.currentIndex()) == "報酬"
    assert tab.list.isVisible()
    assert editor.seq == 1
    assert editor.focusWidget().objectName() == "geppen.old_since"
    assert "2019年10月" in tab.list.model.table.cells(0)


def test_somebody_is_copied_without_what_belongs_to_one_person(window, session):
    window.open_person("0000000101")
    settle(window.shell)
    window.copy.trigger()
    settle(window.shell)
    assert window.person.text() == "新しい個人（未登録）"
    assert "コピーしました" in window.notice.text()
    assert window.form.editor("employee_code").value() is None
    original = session.people.load("0000000101").values
    assert window.form.editor("department_name").value() == original["department_name"]
    assert window.form.editor("company_email").value() is None


@pytest.mark.parametrize("scale", [100, 150])
def test_no_text_is_cut_on_any_tab(window, session, shell, qtbot, scale):
    head = added(session, "yea", year=2019)
    added(session, "rishoku", separated_on="2020-03-31")
    session.desk.masters.linkage.mark([CODE], "2020-04-01T10:00:00", "shoyo")
    shell.theme.set_scale(scale)
    shown(window, "yea")
    for place in range(window.form.count()):
        window.form.setCurrentIndex(place)
        words = window.findChildren(QLabel) + window.findChildren(QAbstractButton)
        qtbot.waitUntil(lambda words=words: [part.text() for part in words if cut(part)] == [])
    tab = window.records.tabs["yea"]
    tab.open_record(head.seq, "")
    editor = editor_of(tab, window, qtbot)
    for place in range(editor.form.count()):
        editor.form.setCurrentIndex(place)
        words = editor.findChildren(QLabel) + editor.findChildren(QAbstractButton)
        qtbot.waitUntil(lambda words=words: [part.text() for part in words if cut(part)] == [])
