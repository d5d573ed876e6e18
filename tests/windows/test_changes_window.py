"""変更履歴: items old and new, by whom and how; filters; and the way to the record."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from shiboken6 import isValid

from nxdesk.windows.nx.changes import ChangesWindow
from nxdesk.windows.nx.main import MainWindow
from nxdesk.windows.nx.personnel import PersonnelWindow
from nxdesk.windows.openers import Openers
from tests.windows.conftest import settle

ITO, SASAKI = "0000000101", "0000000103"


def edit(session, code, **values):
    draft = session.people.load(code)
    assert session.people.save(replace(draft, values=draft.values | values))[1] == []


@pytest.fixture
def window(session, shell, qtbot):
    edit(session, ITO, position="課長", company_email="ito@example.co.jp")
    member = session.families.records(ITO)[0]
    session.families.save(replace(member, values=member.values | {"estimated_income": 123_456}))
    edit(session, SASAKI, basic_pension_no_a="1234", basic_pension_no_b="567890")
    made = ChangesWindow(session, shell)
    made.show()
    settle(shell)
    yield made
    if isValid(made):
        made.close_unasked()


def cells(window, *columns):
    table = window.model.table
    places = [table.place(column) for column in columns]
    return [tuple(table.cell(row, place) for place in places) for row in range(len(table.shown))]


def test_each_item_stands_with_its_old_and_its_new_value(window):
    assert ("0000000101", "社員", "役職", "一般", "課長") in cells(window, "code", "kind", "item", "old", "new")
    assert any(kind == "家族" and item == "所得見積額" for kind, item in cells(window, "kind", "item"))
    assert {by for (by,) in cells(window, "by")} == {"天野 太郎（admin）"}
    assert {source for (source,) in cells(window, "source")} == {"保守"}


def test_sensitive_items_only_say_that_they_changed(window):
    hidden = [row for row in cells(window, "item", "old", "new") if row[0].startswith("基礎年金番号")]
    assert hidden
    assert {(old, new) for _, old, new in hidden} == {("", "変更あり")}


def test_the_list_is_narrowed_by_person_kind_and_operation(window, qtbot):
    window.show_person(SASAKI)
    assert {code for (code,) in cells(window, "code")} == {SASAKI}
    window.filter.reset()
    window.filter.choices["kind"].setCurrentText("家族")
    assert {kind for (kind,) in cells(window, "kind")} == {"家族"}
    window.filter.choices["kind"].setCurrentIndex(0)
    window.filter.days[0].text.setText("2020/04/07")
    window.filter._at_once()
    assert cells(window, "code") == []


def test_a_change_leads_to_its_record_and_item(session, shell, qtbot):
    edit(session, ITO, position="部長")
    main = MainWindow(session, shell, Openers(session, shell).make)
    main.show()
    window = main.open_entry("changes")
    assert isinstance(window, ChangesWindow)
    settle(shell)
    window.view.go_to(next(row for row, (item,) in enumerate(cells(window, "item")) if item == "役職"))
    window.view.setFocus()
    qtbot.keyClick(window.view, Qt.Key.Key_Return)
    settle(shell)
    person = main.open_entry("personnel")
    assert isinstance(person, PersonnelWindow)
    assert "伊藤 一郎" in person.person.text()
    qtbot.waitUntil(lambda: not person.form._waiting)
    assert person.focusWidget().objectName() == "personnel.position"
    person.history.trigger()
    settle(shell)
    assert window.filter.person.text() == ITO
    main._close_all()
    main.deleteLater()
