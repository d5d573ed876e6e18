"""人事マスター保守: search, edit, save, errors beside the items, new, retire, My Number and photo."""

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QCalendarWidget, QLabel, QMessageBox, QPushButton
from shiboken6 import isValid

from nxdesk.desk.practice import PRACTICE_USERS
from nxdesk.records.kinds import kind
from nxdesk.windows.nx.personnel import PersonnelWindow
from nxdesk.windows.nx.personnel_tabs import ORDER, kept_by_person
from tests.windows.conftest import settle

ITO = "0000000101"
EMPLOYEE = kind("employee")


def opened(session, shell, qtbot):
    window = PersonnelWindow(session, shell)
    with qtbot.waitSignal(window.form.built):
        window.show()
    settle(shell)
    return window


@pytest.fixture
def window(session, shell, qtbot):
    made = opened(session, shell, qtbot)
    yield made
    if isValid(made):
        made.close_unasked()


def load(window, code=ITO, field=""):
    window.open_person(code, field)
    settle(window.shell)


def save(window):
    window.register.trigger()
    settle(window.shell)


def error(window, item):
    label = window.findChild(QLabel, f"personnel.{item}_error")
    return "" if label.isHidden() else label.text()


def type_into(window, item, words):
    window.form.editor(item).input.setText(words)


def found(window):
    return [window.finder.hits.item(row, 0).text() for row in range(window.finder.hits.rowCount())]


def test_every_item_of_the_masters_has_an_editor_with_its_label(window):
    wanted = {field.id for field in EMPLOYEE.nx_columns}
    assert set(window.form.editors) == wanted
    for item, editor in window.form.editors.items():
        assert editor.input.objectName() == f"personnel.{item}"
        assert editor.input.accessibleName() == EMPLOYEE.by_id[item].label
    tabs = {*EMPLOYEE.tabs, *(kind.place for kind in kept_by_person())}
    assert [window.form.tabText(n) for n in range(window.form.count())] == [tab for tab in ORDER if tab in tabs]


@pytest.mark.parametrize("typed", [ITO, "伊藤 一郎", "いとう いちろう", "イトウ　イチロウ"])
def test_search_as_you_type_finds_by_code_name_and_kana(window, qtbot, typed):
    window.finder.entry.setText(typed)
    qtbot.waitUntil(lambda: window.finder.hits.rowCount() < 10)
    assert ITO in found(window)


def test_the_search_goes_into_the_list_and_opens_a_person_by_keyboard(window, qtbot):
    window.finder.entry.setText("葛西 賢治")
    qtbot.waitUntil(lambda: found(window) == ["0000000212"])
    qtbot.keyClick(window.finder.entry, Qt.Key.Key_Return)
    settle(window.shell)
    assert "葛西 賢治" in window.person.text()
    assert "2018/10/11 16:50:06" in window.updated.text()


def test_a_missing_address_is_entered_and_saved_with_its_time(window, session):
    load(window, field="company_email")
    assert window.focusWidget().objectName() == "personnel.company_email"
    type_into(window, "company_email", "ichiro@example.co.jp")
    save(window)
    stored = session.people.load(ITO)
    assert stored.values["company_email"] == "ichiro@example.co.jp"
    assert stored.updated_at.startswith("2020-04-06T09:")
    assert "2020/04/06 09:" in window.updated.text()
    assert "登録しました" in window.notice.text()


def test_what_is_wrong_stands_beside_its_item_and_marks_the_tab_and_nothing_is_saved(window, session):
    load(window)
    type_into(window, "first_name", "二郎")
    type_into(window, "birth_date", "2020/13/45")
    type_into(window, "zip", "12")
    save(window)
    assert "NXD_K_03" in error(window, "birth_date")
    assert "NXD_K_09" in error(window, "zip")
    assert window.form.editors["zip"].input.accessibleDescription() == error(window, "zip")
    assert [window.form.tabText(n).endswith("●") for n in range(3)] == [True, True, True]
    assert window.form.editors["first_name"].value() == "二郎"
    assert session.people.load(ITO).values["first_name"] == "一郎"
    type_into(window, "birth_date", "1980-1-2")
    type_into(window, "zip", "123-4567")
    save(window)
    assert session.people.load(ITO).values["birth_date"] == "1980-01-02"
    assert not any(window.form.tabText(n).endswith("●") for n in range(window.form.count()))


@pytest.mark.parametrize(("item", "typed", "shown", "value"), [
    ("birth_date", "19800102", "1980/01/02", "1980/01/02"), ("birth_date", "１９８０．１．２", "1980/01/02", "1980/01/02"),
    ("last_name_kana", "いとう", "イトウ", "イトウ"), ("last_name_kana", "ｲﾄｳ", "イトウ", "イトウ"),
    ("std_remuneration_health", "２０００００", "200,000", "200000"), ("phone_area", "０３", "03", "03"),
    ("zip", "123-4567", "123-4567", "123-4567")])
def test_inputs_are_tidied_when_left(window, qtbot, item, typed, shown, value):
    load(window)
    editor = window.form.editor(item)
    editor.input.setText(typed)
    editor.input.editingFinished.emit()
    assert editor.input.text() == shown
    assert editor.value() == value


@pytest.mark.parametrize("item", ["std_remuneration_health", "zip", "birth_date", "phone_area"])
def test_thousands_of_digits_are_refused_and_not_stumbled_over(window, item):
    load(window)
    type_into(window, item, "9" * 5000)
    window.form.editor(item).input.editingFinished.emit()
    save(window)
    assert "NXD_" in error(window, item)


def test_mail_addresses_and_names_are_typed_with_the_right_keyboard(window):
    assert window.form.editor("company_email").input.inputMethodHints() & Qt.InputMethodHint.ImhPreferLatin
    assert not window.form.editor("last_name").input.inputMethodHints() & Qt.InputMethodHint.ImhPreferLatin


def test_the_calendar_takes_a_day(window, qtbot):
    load(window, field="birth_date")
    editor = window.form.editor("birth_date")
    editor.set_value("2001-02-03")
    editor.open_calendar()
    calendar = editor.findChild(QCalendarWidget, "personnel.birth_date_calendar")
    assert calendar.selectedDate() == QDate(2001, 2, 3)
    calendar.activated.emit(QDate(2001, 2, 4))
    assert editor.value() == "2001/02/04"


def test_a_new_person_is_created_with_a_free_code_only(window, session):
    window.new.trigger()
    assert window.person.text() == "新しい個人（未登録）"
    for item, words in (("employee_code", ITO), ("last_name", "新人"), ("first_name", "花子"),
                        ("last_name_kana", "シンジン"), ("first_name_kana", "ハナコ"), ("birth_date", "1999/01/01"),
                        ("hire_date", "2020/04/01")):
        type_into(window, item, words)
    save(window)
    assert "NXD_K_13" in error(window, "employee_code")
    type_into(window, "employee_code", "0000009999")
    save(window)
    assert session.people.load("0000009999").values["last_name"] == "新人"
    assert window.form.editors["employee_code"].input.isReadOnly()


def test_retiring_asks_for_the_day_and_refuses_one_before_the_hiring(window, session):
    load(window)
    window.retire.trigger()
    dialog = window.retire_dialog
    assert dialog.day.value() == "2020/04/06"
    dialog.day.input.setText("1990/01/01")
    dialog.findChild(QPushButton, "personnel.retire_ok").click()
    settle(window.shell)
    assert "NXD_VE_05B" in dialog.error.text()
    dialog.day.input.setText("2020/03/31")
    dialog.findChild(QPushButton, "personnel.retire_ok").click()
    settle(window.shell)
    assert session.people.load(ITO).values["retire_date"] == "2020-03-31"
    assert window.form.editor("employment_status").value() == "retired"


def test_a_change_elsewhere_is_not_overwritten_and_the_input_stays(window, session):
    load(window)
    other = session.people.load(ITO)
    session.people.save(type(other)(other.values | {"position": "課長"}, other.version))
    type_into(window, "first_name", "二郎")
    save(window)
    box = window.findChild(QMessageBox, "personnel.stale")
    assert "NXD_N_04" in box.text()
    box.findChild(QPushButton, "personnel.stale.no").click()
    assert window.form.editors["first_name"].value() == "二郎"
    save(window)
    window.findChild(QPushButton, "personnel.stale.yes").click()
    settle(window.shell)
    assert window.form.editors["first_name"].value() == "一郎"
    assert window.form.editors["position"].value() == "課長"
    type_into(window, "first_name", "二郎")
    save(window)
    assert session.people.load(ITO).values["first_name"] == "二郎"


def test_unsaved_input_is_asked_about_before_another_person_opens(window):
    load(window)
    type_into(window, "first_name", "二郎")
    window.open_person("0000000131")
    window.findChild(QPushButton, "personnel.unsaved.no").click()
    assert window.form.editors["first_name"].value() == "二郎"
    window.open_person("0000000131")
    window.findChild(QPushButton, "personnel.unsaved.yes").click()
    settle(window.shell)
    assert "伊集院 優子" in window.person.text()


def test_linked_people_carry_the_manuals_hint(window, session):
    session.desk.masters.linkage.mark([ITO], "2020-04-01T10:00:00", "employee")
    load(window)
    assert window.linked.isVisible()
    assert "[e-AMANO→NX]" in window.linked.text()
    load(window, "0000000131")
    assert not window.linked.isVisible()


def test_a_my_number_is_shown_for_a_reason_only_and_hidden_again(window, session):
    session.people.set_my_number(ITO, "000000000019")
    load(window, field="my_number")
    panel = window.my_number
    assert panel.state.text() == "登録あり"
    panel.reveal.click()
    assert "理由" in panel.error.text()
    assert "0000" not in panel.number.text()
    panel.reason.setText("本人確認のため")
    panel.reveal.click()
    settle(window.shell)
    assert panel.number.text() == "0000 0000 0019"
    for _ in range(30):
        panel._clock.timeout.emit()
    assert "0000" not in panel.number.text()
    panel.reveal.click()
    settle(window.shell)
    load(window, "0000000131")
    assert "0000" not in panel.number.text()


def test_a_my_number_is_judged_kept_and_deleted(window, session):
    load(window, field="my_number")
    panel = window.my_number
    panel.entry.setText("123456789012")
    panel.save.click()
    settle(window.shell)
    assert "NXD_VE_06" in panel.error.text()
    assert "1234" not in panel.error.text()
    panel.entry.setText("0000-0000-0019")
    panel.save.click()
    settle(window.shell)
    assert session.people.reveal_my_number(ITO, "試験") == "000000000019"
    panel.delete.click()
    panel.findChild(QPushButton, "personnel.my_number_delete_question.yes").click()
    settle(window.shell)
    assert not session.people.has_my_number(ITO)
    assert panel.state.text() == "登録なし"


def test_without_the_authority_the_my_number_panel_says_why(make_program, shell, qtbot):
    window = opened(make_program().desk.login(*PRACTICE_USERS[1][:2]), shell, qtbot)
    load(window, field="my_number")
    assert "マイナンバー権限" in window.my_number.note.text()
    assert not window.my_number.reveal.isEnabled()
    assert not window.my_number.entry.isEnabled()
    window.close_unasked()


def test_a_photo_is_chosen_and_removed_and_a_wrong_file_refused(window, session, tmp_path):
    load(window, field="photo")
    good, wrong = tmp_path / "photo.png", tmp_path / "photo.txt"
    wrong.write_text("no picture", encoding="utf-8")
    image = QImage(40, 50, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    assert image.save(str(good))
    window.photo.take(wrong)
    settle(window.shell)
    assert "1MB以内" in window.photo.error.text()
    window.photo.take(good)
    settle(window.shell)
    assert session.people.photo(ITO) == good.read_bytes()
    window.photo.remove.click()
    settle(window.shell)
    assert session.people.photo(ITO) is None
