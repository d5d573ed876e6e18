"""家族登録: a double click on an error row opens the person, the tab 家族, the member and the item at fault."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nxdesk.windows.nx.list_window import ListWindow
from nxdesk.windows.nx.main import MainWindow
from nxdesk.windows.nx.personnel import PersonnelWindow
from nxdesk.windows.nx.service_menu import ServiceMenuWindow
from nxdesk.windows.openers import Openers
from tests.windows.conftest import settle
from tests.windows.family_stage import family_of
from tests.windows.run_stage import LonelyClient, Player, seemingly_connected

ITO = "0000000101"


def without_birth_date(session):
    """A member of 伊藤 that NX keeps and e-AMANO would refuse, and why."""
    draft = session.families.new(ITO)
    given = {"first_name": "月子", "first_name_kana": "ツキコ", "relationship_code": "11"}
    member, issues = session.families.save(replace(draft, values=draft.values | given))
    assert issues == []
    return member


def double_click(window: ListWindow, row: int) -> None:
    where = window.view.visualRect(window.model.index(row, 2)).center()
    QTest.mouseClick(window.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    QTest.mouseDClick(window.view.viewport(), Qt.MouseButton.LeftButton, pos=where)


def test_a_row_at_fault_leads_to_the_item_and_what_is_corrected_there_is_saved(make_program, shell, qtbot):
    session = seemingly_connected(make_program(), LonelyClient)
    member = without_birth_date(session)
    main = MainWindow(session, shell, Openers(session, shell).make)
    main.show()
    player = Player(qtbot, shell, session)
    player.menu.close_unasked()
    menu = main.open_entry("service")
    assert isinstance(menu, ServiceMenuWindow)
    player.menu = menu
    player.begin("family")
    player.choose([ITO])
    player.press("run.confirm.yes")
    window = player.listed()
    place = next(row for row in range(window.model.rowCount()) if window.row_at(row).field == "birth_date")
    assert "月子" in window.row_at(place).nx_data + window.row_at(place).name
    double_click(window, place)
    settle(shell)
    person = main.open_entry("personnel")
    assert isinstance(person, PersonnelWindow)
    editor = family_of(person).editor
    assert person.form.tabText(person.form.currentIndex()) == "家族"
    assert editor.seq == member.seq
    assert editor.focusWidget().objectName() == "family.birth_date"
    editor.form.editor("birth_date").input.setText("2012/03/04")
    editor.register.click()
    settle(shell)
    assert session.families.load(ITO, member.seq).values["birth_date"] == "2012-03-04"
    editor.close()
    player.close()
    main._close_all()
    main.deleteLater()
