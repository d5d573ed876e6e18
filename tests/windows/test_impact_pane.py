"""The impact pane: counts, names in red, old and new with the rule, filter, views, folding, keyboard."""

from collections.abc import Callable, Iterator, Sequence
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from nxdesk.desk.impact import Impact, ImpactItem, ImpactRecord
from nxdesk.desk.program import Session
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.run_state import ListRow
from nxdesk.records.clock import Clock
from nxdesk.records.effects import Effect
from nxdesk.windows import theme
from nxdesk.windows.console.impact_pane import ImpactPane
from nxdesk.windows.console.impact_rows import impact_rows
from nxdesk.windows.console.relink_banner import RelinkBanner
from nxdesk.windows.grid.view import GridView
from nxdesk.windows.nx.list_window import ListWindow, columns_of
from nxdesk.windows.shell import Shell
from tests.windows.impacts import family, harmless, impact_of, many, overtaken, record
from tests.windows.test_look_and_keys import cut
from tests.windows.test_mnemonics import letters_of, twice

Show = Callable[..., ImpactPane]
_RED = QColor(theme.ERROR)


@pytest.fixture
def show(qtbot: QtBot, shell: Shell) -> Iterator[Show]:
    windows: list[QWidget] = []

    def shown(impact: Impact | None = None, details: Any = None, width: int = 1250) -> ImpactPane:
        impact = impact or family()
        window = QWidget()
        windows.append(window)
        pane = ImpactPane(shell, impact, impact_rows(impact), details)
        QVBoxLayout(window).addWidget(pane)
        window.resize(width, 520)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return pane

    yield shown
    assert shell.jobs.settle()
    for window in windows:
        window.close()
        window.deleteLater()


def row_of(view: GridView, row: int) -> tuple[str, ...]:
    found = view.grid.table.cells(row)
    assert found is not None
    return found


def red(view: GridView, row: int) -> bool:
    ink = view.grid.data(view.grid.index(row, 0), Qt.ItemDataRole.ForegroundRole)
    return isinstance(ink, QBrush) and ink.color() == _RED


def test_records_at_left_have_counts_and_those_that_go_are_red(show: Show):
    pane = show()
    assert [row_of(pane.records, row)[:5] for row in range(5)] == [
        ("0000000101", "伊藤 一郎", "伊藤 太郎", "子", "再登録データ"), ("0000000101", "伊藤 一郎", "工藤 花子", "妻", "新規データ"),
        ("0000000101", "伊藤 一郎", "伊藤 次郎", "子", "再登録データ"), ("0000000101", "伊藤 一郎", "伊藤 花子", "妻", "削除"),
        ("0000000131", "伊藤 一郎", "伊集院 実", "父", "削除")]
    assert [row_of(pane.records, row)[5:] for row in (0, 3, 4)] == [
        ("", "", "", "1", "1", "1", ""), ("削除", "改姓の可能性", "", "", "", "", "3"), ("削除", "NXに家族なし", "", "", "", "", "3")]
    assert [red(pane.records, row) for row in range(5)] == [False, False, False, True, True]


def test_the_head_counts_and_names_what_goes(show: Show):
    pane = show()
    assert pane.summary.text() == "2名 / 新規 1件 / 再登録 2件"
    for words in ("家族 2名を削除", "個人番号 2件を削除", "伊藤 一郎（0000000101）の家族 伊藤 花子（妻）を削除（個人番号も削除）"):
        assert words in pane.dangers.text()
    assert "nxdeskの補助" in pane.findChild(QLabel, "impact.title").text()
    assert "消えるものはありません" in show(harmless()).dangers.text()


def test_items_at_right_show_old_new_and_the_rule(show: Show):
    pane = show()
    assert [row_of(pane.items, row) for row in range(3)] == [
        ("家族姓カナ", "上書き", "イトウ", "イトー", "③-6"), ("職業（その他）", "消去", "翻訳", "", "④-16"),
        ("学年", "固定値", "3", "0", "④-17")]
    assert [red(pane.items, row) for row in range(3)] == [False, True, True]
    pane.records.go_to(1)
    assert "NXのデータのまま登録されます" in pane.record.text()


def test_the_filter_leaves_what_is_lost(show: Show, qtbot: QtBot):
    pane = show()
    QTest.keyClick(pane.window(), Qt.Key.Key_K, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(pane.losses_only.isChecked)
    assert [row_of(pane.records, row)[2] for row in range(pane.records.grid.rowCount())] == [
        "伊藤 太郎", "伊藤 花子", "伊集院 実"]
    assert [row_of(pane.items, row)[0] for row in range(pane.items.grid.rowCount())] == ["職業（その他）", "学年"]
    pane.losses_only.click()
    assert pane.records.grid.rowCount() == 5


def test_details_are_fetched_for_the_record_that_is_looked_at(show: Show, shell: Shell, qtbot: QtBot):
    asked: list[str] = []

    def details(record: ImpactRecord) -> Sequence[ImpactItem]:
        asked.append(record.member_key)
        kept = ImpactItem(record.code, record.member_key, record.name, "gender", "性別", Effect.KEEP, "男", "男", "③-6",
                          False)
        return (*record.items, kept)

    pane = show(details=details)
    pane.detailed.click()
    qtbot.waitUntil(lambda: row_of(pane.items, pane.items.grid.rowCount() - 1) == ("性別", "維持", "男", "男", "③-6"))
    pane.records.go_to(2)
    qtbot.waitUntil(lambda: pane.items.grid.rowCount() == 2)
    pane.records.go_to(0)
    assert pane.items.grid.rowCount() == 4
    assert asked == ["1", "3"]
    assert shell.state.value("impact_detailed") == "detailed"
    pane.simple.click()
    assert pane.items.grid.rowCount() == 3


def test_details_that_cannot_be_asked_for_are_said_beside_the_record(show: Show, qtbot: QtBot):
    def details(record: ImpactRecord) -> Sequence[ImpactItem]:
        raise Refusal.of("NXD_N_07")

    pane = show(details=details)
    pane.detailed.click()
    qtbot.waitUntil(lambda: "NXD_N_07" in pane.record.text())
    assert pane.items.grid.rowCount() == 3


def test_a_late_refusal_is_not_said_beside_another_record(show: Show, shell: Shell, qtbot: QtBot):
    asked, go_on = Event(), Event()

    def details(record: ImpactRecord) -> Sequence[ImpactItem]:
        if record.member_key != "1":
            return record.items
        asked.set()
        assert go_on.wait(20)
        raise Refusal.of("NXD_N_07")

    pane = show(details=details)
    pane.detailed.click()
    qtbot.waitUntil(asked.is_set)
    pane.records.go_to(2)
    go_on.set()
    assert shell.jobs.settle()
    assert "NXD_N_07" not in pane.record.text()


def test_folding_is_remembered_and_hiding_the_aids_hides_it(show: Show, shell: Shell, qtbot: QtBot):
    pane = show()
    QTest.keyClick(pane.window(), Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: pane.folded)
    assert pane.dangers.isVisible()
    assert not pane.records.isVisible()
    assert show().folded
    pane.fold.click()
    assert not show().folded
    shell.aids.show(False)
    assert not pane.isVisible()
    shell.aids.show(True)
    assert pane.isVisible()


def test_enter_leads_from_the_records_to_the_items_and_on(show: Show, qtbot: QtBot):
    pane = show()
    pane.records.setFocus()
    QTest.keyClick(pane.records, Qt.Key.Key_Return)
    assert pane.items.hasFocus()
    with qtbot.waitSignal(pane.left):
        QTest.keyClick(pane.items, Qt.Key.Key_Return)


def test_counts_are_sorted_as_numbers_and_the_record_stays(show: Show):
    pane = show()
    pane.records.go_to(4)
    place = [column.id for column in pane.records.grid.table.columns].index("delete")
    pane.records.horizontalHeader().setSortIndicator(place, Qt.SortOrder.DescendingOrder)
    assert [row_of(pane.records, row)[place] for row in range(3)] == ["3", "3", ""]
    current = pane.current()
    assert current is not None
    assert current.name == "伊集院 実"


def test_of_people_nothing_is_said_about_members(show: Show):
    from tests.windows.impacts import NUMBER_GONE, impact_of, record
    pane = show(impact_of([record("0000000101", "", "伊藤 一郎", "再登録データ", [NUMBER_GONE], kind_id="employee")]))
    hidden = [column.id for place, column in enumerate(pane.records.grid.table.columns)
              if pane.records.isColumnHidden(place)]
    assert hidden == ["member", "relation", "note"]
    assert "伊藤 一郎（0000000101）の個人番号を削除" in pane.dangers.text()


def test_columns_and_counts_are_those_of_the_kind_also_after_another_kind_was_shown(show: Show):
    def hidden(pane: ImpactPane) -> list[bool]:
        table = pane.records.grid.table
        return [pane.records.isColumnHidden(table.place(column)) for column in ("code", "number")]
    written = [("name", "新規", None, "練習生命", "")]
    assert hidden(show()) == [False, False]
    codes = show(impact_of([record("LIFE", "1", "0101 練習生命", "新規データ", written, kind_id="hr_code")]))
    assert hidden(codes) == [True, True]
    assert codes.summary.text() == "新規 1件 / 更新 0件"
    filed = show(impact_of([record("0000000101", "1", "2019/12/10", "新規データ", [], kind_id="shoyo")]))
    assert hidden(filed) == [False, True]
    assert filed.summary.text() == "1名 / 新規 1件 / 更新 0件"
    assert hidden(show()) == [False, False]


def test_what_is_newer_at_e_amano_is_noted_and_counted(show: Show):
    pane = show(overtaken())
    note = pane.records.grid.table.place("note")
    assert not pane.records.isColumnHidden(note)
    assert [row_of(pane.records, row)[note] for row in range(3)] == ["e-AMANO側が新しい", "e-AMANO側が新しい", ""]
    assert "e-AMANO側が新しいもの: 2件" in pane.dangers.text()
    assert pane.summary.text() == "3名 / 新規 0件 / 再登録 3件（うち変更なし 1件）"


@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("impact", [family(), overtaken()], ids=["family", "overtaken"])
def test_no_text_of_the_pane_is_cut(show: Show, shell: Shell, qtbot: QtBot, scale: int, impact: Impact):
    shell.theme.set_scale(scale)
    pane = show(impact, width=1250 * scale // 100)
    pane.record.setText("")
    words: list[QLabel | QAbstractButton] = [*pane.findChildren(QLabel), *pane.findChildren(QAbstractButton)]
    qtbot.waitUntil(lambda: [widget.text() for widget in words if cut(widget)] == [])
    for view in (pane.records, pane.items):
        for column in range(view.grid.columnCount()):
            assert view.isColumnHidden(column) or view.columnWidth(column) >= view._title_width(column)


def test_it_stands_below_the_list_and_follows_it(session: Session, shell: Shell, qtbot: QtBot):
    impact = family()
    rows = [ListRow(found.code, found.person, found.label, found.name, "") for found in impact.records]
    window = ListWindow(shell, "家族登録", rows, columns_of(rows), Clock())
    window.show_impact(ImpactPane(shell, impact, impact_rows(impact)))
    window.explain(())
    window.add_banner(RelinkBanner(session, shell, "list"))
    assert twice(letters_of(window)) == []
    with qtbot.waitExposed(window):
        window.show()
    assert window.impact is not None
    window.view.go_to(4)
    current = window.impact.current()
    assert current is not None
    assert current.code == "0000000131"
    window.impact.records.setFocus()
    window.impact.records.selectAll()
    window._grid().copy()
    assert QApplication.clipboard().text().splitlines()[4].startswith("0000000131\t伊藤 一郎\t伊集院 実\t父\t削除")
    window.impact.items.entered_row.emit(0)
    assert window.focusWidget() is window.findChild(QPushButton, "list.ok")
    window.close_unasked()


def test_ten_thousand_people_are_opened_by_what_is_seen(show: Show):
    """No item of a record that nobody looks at is made."""
    impact = many()
    pane = show(impact)
    assert pane.records.grid.rowCount() == 15_000
    pane.go_to_person("0000009999")
    current = pane.current()
    assert current is not None
    assert current.code == "0000009999"
    assert pane.items.grid.rowCount() == 2
    pane.losses_only.click()
    pane.records.horizontalHeader().setSortIndicator(0, Qt.SortOrder.DescendingOrder)
    assert row_of(pane.records, 0)[0] == "0000009999"
