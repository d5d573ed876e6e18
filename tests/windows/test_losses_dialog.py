"""The confirmation of losses: nothing goes by itself, everything is named."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from nxdesk.desk.impact import Impact
from nxdesk.windows.console.impact_rows import impact_rows
from nxdesk.windows.console.losses_dialog import LossesDialog
from nxdesk.windows.shell import Shell
from tests.windows.impacts import NUMBER_GONE, family, gone, impact_of, many, overtaken, record
from tests.windows.test_look_and_keys import cut
from tests.windows.test_mnemonics import letters_of, twice

Ask = Callable[..., LossesDialog]


@pytest.fixture
def ask(qtbot: QtBot, shell: Shell) -> Ask:
    below = QWidget()
    qtbot.addWidget(below)
    below.show()

    def asked(impact: Impact | None = None) -> LossesDialog:
        impact = impact or family()
        dialog = LossesDialog(shell, "家族登録", impact, impact_rows(impact), below)
        with qtbot.waitExposed(dialog):
            dialog.open()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    return asked


def few() -> Impact:
    """One of many records loses its number: nothing to type."""
    others = [record(f"{number:010d}", "", "伊藤 一郎", "再登録データ", [], kind_id="employee") for number in range(20)]
    return impact_of([*others, record("0000000999", "", "葛西 賢治", "再登録データ", [NUMBER_GONE], kind_id="employee")])


def test_what_goes_is_named(ask: Ask):
    dialog = ask()
    named = [dialog.names.grid.table.cell(row, 0) for row in range(dialog.names.grid.rowCount())]
    assert named == ["伊藤 一郎（0000000101）の家族 伊藤 花子（妻）を削除（個人番号も削除）",
                     "伊藤 一郎（0000000131）の家族 伊集院 実（父）を削除（個人番号も削除）",
                     "伊藤 一郎（0000000101）の家族 伊藤 太郎（子）の項目 2件を消去"]
    assert [dialog.names.grid.alarms(row) for row in range(3)] == [True, True, False]
    sentence = dialog.findChild(QLabel, "losses.sentence").text()
    assert "家族の削除: 2件" in sentence
    assert "個人番号の削除: 2件" in sentence


def test_enter_and_escape_cancel(ask: Ask, qtbot: QtBot):
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        dialog = ask(few())
        assert dialog.ok.isEnabled()
        with qtbot.waitSignal(dialog.rejected), qtbot.assertNotEmitted(dialog.agreed):
            QTest.keyClick(dialog, key)


def test_near_matches_and_emptied_families_want_a_tick_each_and_the_word(ask: Ask, qtbot: QtBot):
    dialog = ask()
    assert set(dialog.ticks) == {"near", "emptied"}
    assert "工藤 花子" in dialog.findChild(QLabel, "losses.near_words").text()
    assert "0000000131" in dialog.findChild(QLabel, "losses.emptied_words").text()
    dialog.typed.setText("削除2")
    assert not dialog.ok.isEnabled()
    dialog.ticks["near"].click()
    assert not dialog.ok.isEnabled()
    dialog.ticks["emptied"].click()
    assert dialog.ok.isEnabled()
    for wrong in ("", "削除", "削除3", "2"):
        dialog.typed.setText(wrong)
        assert not dialog.ok.isEnabled()
        assert dialog.ok.accessibleDescription()
    dialog.typed.setText(" 削除 ２")
    with qtbot.waitSignal(dialog.agreed) as agreed:
        dialog.ok.click()
    assert agreed.args == ["削除 ２", ("near", "emptied")]
    assert dialog.isVisible()


def test_newer_data_is_named_and_wants_a_tick(ask: Ask):
    dialog = ask(overtaken())
    assert [dialog.names.grid.table.cell(row, 0) for row in range(dialog.names.grid.rowCount())] == [
        "伊藤 一郎（0000000101）のデータを上書き（e-AMANO側が新しい）",
        "伊藤 一郎（0000000102）の項目 1件を消去（e-AMANO側が新しい）"]
    assert dialog.ticks["newer"].text().startswith("e-AMANO側が新しい2名も上書きする")
    assert not dialog.ok.isEnabled()
    dialog.ticks["newer"].click()
    assert dialog.ok.isEnabled()


def test_enter_in_the_field_leads_to_ok_and_cancels_nothing(ask: Ask, qtbot: QtBot):
    dialog = ask(impact_of([gone("0000000101", "e4", "伊藤 花子", "妻")]))
    dialog.typed.setFocus()
    with qtbot.assertNotEmitted(dialog.rejected), qtbot.assertNotEmitted(dialog.agreed):
        QTest.keyClick(dialog.typed, Qt.Key.Key_Return)
        dialog.typed.setText("削除1")
        QTest.keyClick(dialog.typed, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.ok
    with qtbot.waitSignal(dialog.agreed):
        QTest.keyClick(dialog.ok, Qt.Key.Key_Return)


def test_without_need_nothing_is_typed_or_ticked(ask: Ask):
    dialog = ask(few())
    assert not dialog.typed.isVisible()
    assert dialog.ticks == {}
    assert dialog.ok.isEnabled()
    assert dialog.cancel.isDefault()
    assert dialog.focusWidget() is dialog.cancel


def test_what_the_desk_says_stands_beside_the_field(ask: Ask):
    dialog = ask()
    dialog.refuse("確認のため「削除2」と入力してください。(NXD_N_21)")
    assert dialog.problem.isVisible()
    assert dialog.typed.accessibleDescription()
    dialog.typed.setText("削除2")
    assert not dialog.problem.isVisible()


@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("impact", [family(), few(), many(400), overtaken()],
                         ids=["family", "few", "many", "overtaken"])
def test_no_text_is_cut_and_no_letter_means_two_things(ask: Ask, shell: Shell, qtbot: QtBot, scale: int,
                                                       impact: Impact):
    shell.theme.set_scale(scale)
    dialog = ask(impact)
    words: list[QLabel | QAbstractButton] = [*dialog.findChildren(QLabel), *dialog.findChildren(QAbstractButton)]
    qtbot.waitUntil(lambda: [widget.text() for widget in words if cut(widget)] == [])
    assert twice(letters_of(dialog)) == []
    dialog.resize(dialog.minimumSizeHint().width(), 10)
    QApplication.processEvents()
    assert [widget.text() for widget in words if cut(widget)] == []


def test_everything_has_a_name_that_is_read_aloud(ask: Ask):
    dialog = ask()
    for widget in (dialog.ok, dialog.cancel, dialog.typed, dialog.names, *dialog.ticks.values()):
        assert widget.objectName().startswith("losses.")
        assert widget.accessibleName()
        assert "&" not in widget.accessibleName()
