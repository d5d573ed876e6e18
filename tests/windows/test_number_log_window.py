"""マイナンバー操作記録: every access with person and member, filters, 表起動, never a number, quick with many."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListWidget, QMessageBox, QPushButton
from python_calamine import CalamineWorkbook
from shiboken6 import isValid
from sqlalchemy import delete

from nxdesk.desk.practice import PRACTICE_USERS
from nxdesk.masters.tables import MY_NUMBER_LOG
from nxdesk.windows.nx.main import MainWindow
from nxdesk.windows.nx.number_log import NumberLogWindow
from nxdesk.windows.nx.personnel import PersonnelWindow
from nxdesk.windows.openers import Openers
from tests.windows.conftest import settle

ITO, IJUIN = "0000000101", "0000000131"
NUMBER = "000000000019"
COLUMNS = ("at", "by", "employee_code", "family_seq", "action", "purpose")


@pytest.fixture
def log(session):
    """The log of accesses, empty at first; `log(rows)` writes into it what the masters would."""
    database = session.desk.masters.database
    with database.writing() as connection:
        connection.execute(delete(MY_NUMBER_LOG))

    def write(rows):
        with database.writing() as connection:
            database.insert_rows(connection, MY_NUMBER_LOG, COLUMNS, rows)
    return write


@pytest.fixture
def few(log):
    """Four accesses."""
    log([("2020-04-01T09:00:00", "admin", ITO, 0, "登録", "登録"),
         ("2020-04-02T10:00:00", "hr", IJUIN, 0, "閲覧", "本人確認"),
         ("2020-04-03T23:59:59", "hr", ITO, 0, "閲覧", "年末調整"),
         ("2020-04-04T08:00:00", "admin", IJUIN, 97, "削除", "家族の削除")])


def opened(session, shell):
    window = NumberLogWindow(session, shell)
    window.show()
    settle(shell)
    return window


@pytest.fixture
def window(session, shell, few):
    made = opened(session, shell)
    yield made
    if isValid(made):
        made.close_unasked()


def cells(window):
    model = window.model
    return [tuple(model.index(row, column).data() for column in range(model.columnCount()))
            for row in range(model.rowCount())]


def leave(main):
    main._close_all()
    main.deleteLater()


def codes(window):
    return [(row[0][:10], row[2]) for row in cells(window)]


def test_the_newest_access_stands_on_top_with_person_and_member_in_words(window):
    assert cells(window) == [
        ("2020/04/04 08:00:00", "天野 太郎（admin）", IJUIN, "伊集院 優子", "家族番号97（削除済み）", "削除", "家族の削除"),
        ("2020/04/03 23:59:59", operator(window, "hr"), ITO, "伊藤 一郎", "", "閲覧", "年末調整"),
        ("2020/04/02 10:00:00", operator(window, "hr"), IJUIN, "伊集院 優子", "", "閲覧", "本人確認"),
        ("2020/04/01 09:00:00", "天野 太郎（admin）", ITO, "伊藤 一郎", "", "登録", "登録")]
    assert window.model.titles == ["日時", "操作者", "個人コード", "氏名", "家族", "操作", "目的"]
    assert window.listed.text() == "表示 4件 / 全4件"
    assert "nxdeskの補助" in window.findChild(QLabel, "number_log.aid").text()


def operator(window, user_id):
    box = window.filter.choices["operator"]
    return next(box.itemText(place) for place in range(box.count()) if user_id in box.itemText(place))


def test_what_people_do_to_a_members_number_is_there_without_the_number(session, shell, log):
    draft = session.families.new(ITO)
    given = {"first_name": "月子", "first_name_kana": "ツキコ", "relationship_code": "11"}
    member, issues = session.families.save(replace(draft, values=draft.values | given))
    assert issues == []
    session.families.set_my_number(ITO, member.seq, NUMBER)
    session.families.reveal_my_number(ITO, member.seq, f"確認 {NUMBER}")
    session.people.set_my_number(ITO, "")
    window = opened(session, shell)
    listed = cells(window)
    assert [(row[4], row[5]) for row in listed] == [
        ("", "削除"), ("伊藤 月子（子(実子・養子)）", "閲覧"), ("伊藤 月子（子(実子・養子)）", "登録")]
    assert NUMBER not in str(listed)
    window.close_unasked()


def test_filters_by_person_operator_and_period(window, qtbot):
    window.filter.person.setText("いとう いちろう")
    qtbot.keyClick(window.filter.person, Qt.Key.Key_Return)
    assert codes(window) == []
    assert "条件に合う" in window.empty.text()
    window.filter.person.setText("伊藤")
    qtbot.waitUntil(lambda: len(cells(window)) == 2)
    window.filter.choices["operator"].setCurrentText(operator(window, "hr"))
    assert codes(window) == [("2020/04/03", ITO)]
    window.filter.clear.click()
    assert len(cells(window)) == 4
    first, last = window.filter.days
    first.input.setText("20200402")
    last.input.setText("2020/4/3")
    qtbot.waitUntil(lambda: codes(window) == [("2020/04/03", ITO), ("2020/04/02", IJUIN)])
    assert window.listed.text() == "表示 2件 / 全4件"
    window.show_person(ITO)
    assert codes(window) == [("2020/04/03", ITO), ("2020/04/01", ITO)]


def test_a_day_that_cannot_be_is_told_and_left_out(window):
    first, last = window.filter.days
    first.input.setText("2020/02/30")
    last.input.setText("2020/04/02")
    window.filter._at_once()
    assert "YYYY/MM/DD" in window.filter.problem.text()
    assert first.input.accessibleDescription()
    assert not last.input.accessibleDescription()
    assert codes(window) == [("2020/04/02", IJUIN), ("2020/04/01", ITO)]
    first.input.setText("2020/04/02")
    window.filter._at_once()
    assert window.filter.problem.isHidden()
    assert codes(window) == [("2020/04/02", IJUIN)]


def test_reading_again_shows_what_came_since(window, log, qtbot):
    log([("2020-04-05T08:00:00", "admin", ITO, 0, "閲覧", "照合")])
    qtbot.keyClick(window, Qt.Key.Key_F5)
    settle(window.shell)
    assert [row[6] for row in cells(window)][:2] == ["照合", "家族の削除"]


def test_the_list_opens_as_a_spreadsheet_as_filtered(window):
    opened_files = []

    def keep(url):
        opened_files.append(url.toLocalFile())
        return True

    window.launcher._open_url = keep
    window.filter.show_person(ITO)
    window.findChild(QPushButton, "number_log.open_table").click()
    settle(window.shell)
    rows = CalamineWorkbook.from_path(opened_files[0]).get_sheet_by_index(0).to_python()
    assert rows[0] == ["日時", "操作者", "個人コード", "氏名", "家族", "操作", "目的"]
    assert [row[2] for row in rows[1:]] == [ITO, ITO]
    assert window.buttons["open_table"].isEnabled()


def test_nothing_logged_is_said(session, shell, log):
    window = opened(session, shell)
    assert "操作の記録はありません" in window.empty.text()
    assert not window.buttons["open_table"].isEnabled()
    window.close_unasked()


def test_without_the_authority_nothing_leads_to_the_log_and_the_desk_refuses_it(make_program, shell, qtbot):
    session = make_program().desk.login(*PRACTICE_USERS[1][:2])
    main = MainWindow(session, shell, Openers(session, shell).make)
    assert main.findChild(QPushButton, "main.number_log") is None
    assert main.open_entry("number_log") is None
    person = main.open_entry("personnel")
    settle(shell)
    qtbot.waitUntil(lambda: not person.form._waiting)
    assert person.findChild(QPushButton, "personnel.number_log") is None
    window = opened(session, shell)
    assert "NXD_N_09" in window.findChild(QMessageBox, "number_log.refused").text()
    window.close_unasked()
    leave(main)


def test_the_log_opens_from_the_main_window_and_for_a_person(session, shell, qtbot, few):
    main = MainWindow(session, shell, Openers(session, shell).make)
    main.show()
    main.findChild(QPushButton, "main.number_log").click()
    settle(shell)
    window = main.findChild(NumberLogWindow)
    assert len(cells(window)) == 4
    person = main.open_entry("personnel")
    assert isinstance(person, PersonnelWindow)
    settle(shell)
    person.open_person(IJUIN, "my_number")
    settle(shell)
    person.findChild(QPushButton, "personnel.number_log").click()
    settle(shell)
    assert codes(window) == [("2020/04/04", IJUIN), ("2020/04/02", IJUIN)]
    assert main.findChildren(NumberLogWindow) == [window]
    entries = main.findChild(QListWidget, "main.entries")
    assert "マイナンバー操作記録" not in [entries.item(place).text() for place in range(entries.count())]
    leave(main)


def test_a_hundred_thousand_accesses_come_in_pieces_and_the_first_at_once(session, shell, log, qtbot):
    begin = datetime(2019, 1, 1, tzinfo=UTC)
    log([((begin + timedelta(minutes=count)).strftime("%Y-%m-%dT%H:%M:%S"), "admin",
          ITO if count % 1000 == 0 else IJUIN, 0, "閲覧", "本人確認") for count in range(100_000)])
    window = NumberLogWindow(session, shell)
    window.show()
    started = time.monotonic()
    qtbot.waitUntil(lambda: window.model.table.loaded > 0)
    assert time.monotonic() - started < 1
    assert window.model.table.total == 100_000
    settle(shell)
    assert window.model.rowCount() == 100_000
    assert window.model.index(0, 0).data() == "2019/03/11 10:39:00"
    window.show_person(ITO)
    assert window.listed.text() == "表示 100件 / 全100,000件"
    window.close_unasked()
