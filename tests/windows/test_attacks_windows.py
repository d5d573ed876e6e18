"""What a service or a person says is shown as it is, never taken for HTML."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from nxdesk.windows import message
from nxdesk.windows.grid.columns import GridColumn
from nxdesk.windows.grid.model import GridModel
from nxdesk.windows.grid.table import Table
from nxdesk.windows.names import set_error, set_name

EVIL = "<b>正常に終了しました。</b><img src='file:///etc/hostname'><a href='https://evil.example'>OK</a>"


@pytest.mark.parametrize("show", [message.information, message.warning])
def test_message_boxes_show_tags_as_they_are(qtbot: QtBot, show: object) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    assert callable(show)
    box = show(parent, "題", EVIL, name="attack.box")
    assert box.textFormat() is Qt.TextFormat.PlainText
    assert box.text() == EVIL


def test_questions_show_tags_as_they_are(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    box = message.question(parent, "題", EVIL, name="attack.question", on_yes=None)
    assert box.textFormat() is Qt.TextFormat.PlainText


def test_labels_show_tags_as_they_are(qtbot: QtBot) -> None:
    label, item = set_name(QLabel(), "attack.label"), QWidget()
    qtbot.addWidget(label)
    qtbot.addWidget(item)
    set_error(item, label, EVIL)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == EVIL


def test_tips_of_tables_show_tags_as_they_are(qapp: object) -> None:
    table = Table([GridColumn("name", "氏名", 20)])
    table.clear(2)
    table.extend([[EVIL, "伊藤 一郎"]])
    model = GridModel(table)
    tips = [str(model.data(model.index(row, 0), Qt.ItemDataRole.ToolTipRole)) for row in range(2)]
    assert model.data(model.index(0, 0)) == EVIL
    assert "<b>" not in tips[0]
    assert "<img" not in tips[0]
    assert tips[1] == "伊藤 一郎"
