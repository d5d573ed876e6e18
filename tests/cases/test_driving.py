"""The driver on small real widgets: it does what a person could, and says what a person could not."""

import pytest
from PySide6.QtCore import QDate, Qt, QTimer, QUrl, qWarning
from PySide6.QtGui import QAction, QDesktopServices, QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QMessageBox,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nxdesk.cases.driver import CaseFailed
from nxdesk.windows.driving.driver import QtDriver

PATIENCE = 0.3


@pytest.fixture
def driver(qapp):
    driver = QtDriver(qapp, PATIENCE)
    yield driver
    driver.close()


def named(widget, name):
    widget.setObjectName(name)
    return widget


@pytest.fixture
def window(qtbot):
    window = named(QMainWindow(), "sample.window")
    window.setWindowTitle("見本")
    centre = QWidget()
    QVBoxLayout(centre)
    window.setCentralWidget(centre)
    qtbot.addWidget(window)
    return window


def add(window, widget, name):
    window.centralWidget().layout().addWidget(named(widget, name))
    return widget


def test_click_presses_the_button_once(driver, window):
    pressed = []
    add(window, QPushButton("登録(&S)"), "sample.register").clicked.connect(lambda: pressed.append(1))
    window.show()
    driver.click("sample.register")
    assert pressed == [1]
    assert driver.text("sample.register") == "登録(S)"


def test_two_quick_clicks_are_no_double_click(driver, window):
    rows = add(window, QListWidget(), "sample.list")
    rows.addItems(["1行目", "2行目"])
    opened = []
    rows.doubleClicked.connect(lambda index: opened.append(index.data()))
    window.show()
    driver.choose("sample.list", "2行目")
    driver.choose("sample.list", "2行目")
    assert (rows.currentRow(), opened) == (1, [])
    driver.open("sample.list", "1行目")
    assert opened == ["1行目"]


@pytest.mark.parametrize("state", ["missing", "hidden", "disabled"])
def test_what_cannot_be_pressed_is_said(driver, window, state):
    if state != "missing":
        button = add(window, QPushButton("登録"), "sample.register")
        button.setEnabled(state != "disabled")
        button.setVisible(state != "hidden")
    window.show()
    with pytest.raises(CaseFailed, match=r"sample\.register.*見本"):
        driver.click("sample.register")


def test_waits_until_it_can_be_pressed(driver, window):
    button = add(window, QPushButton("登録"), "sample.register")
    button.setEnabled(False)
    window.show()
    QTimer.singleShot(20, button, lambda: button.setEnabled(True))
    driver.click("sample.register")
    assert button.isEnabled()


def test_dialog_in_front_has_to_be_answered_first(driver, window, qtbot):
    add(window, QPushButton("登録"), "sample.register")
    window.show()
    box = named(QMessageBox(window), "sample.message")
    box.setText("正常に終了しました。")
    named(box.addButton("OK", QMessageBox.ButtonRole.AcceptRole), "sample.message.ok")
    box.open()
    driver.appears("sample.message")
    with pytest.raises(CaseFailed, match=r"使えるようになりません"):
        driver.click("sample.register")
    assert driver.text("sample.message") == "正常に終了しました。"
    driver.click("sample.message.ok")
    driver.goes("sample.message")
    driver.click("sample.register")


@pytest.mark.parametrize("words", ["taro@renshu.example", "伊藤 一郎", "100%_&"])
def test_typing_replaces_what_was_there(driver, window, words):
    entry = add(window, QLineEdit("前の値"), "sample.entry")
    typed = []
    entry.textEdited.connect(typed.append)
    window.show()
    driver.type("sample.entry", words)
    assert entry.text() == driver.text("sample.entry") == words
    assert typed[-1] == words


def test_day_is_typed_part_by_part(driver, window):
    day = add(window, QDateEdit(QDate(2020, 4, 6)), "sample.day")
    day.setDisplayFormat("yyyy/MM/dd")
    window.show()
    for words in ("2000/01/01", "2021/12/31"):
        driver.type("sample.day", words)
        assert day.text() == driver.text("sample.day") == words


def test_entry_of_a_combo_box_is_reached_by_keys(driver, window):
    combo = add(window, QComboBox(), "sample.combo")
    combo.addItems(["", "なし", "一般(障害者)"])
    window.show()
    driver.choose("sample.combo", "一般(障害者)")
    assert combo.currentText() == "一般(障害者)"
    driver.choose("sample.combo", "なし")
    assert combo.currentText() == "なし"
    with pytest.raises(CaseFailed, match=r"「sample\.combo」に「特別」がありません"):
        driver.choose("sample.combo", "特別")


def test_read_only_input_takes_nothing(driver, window):
    entry = add(window, QLineEdit("前の値"), "sample.entry")
    entry.setReadOnly(True)
    window.show()
    driver.type("sample.entry", "abc")
    assert entry.text() == "前の値"


def test_passwords_are_not_read(driver, window):
    entry = add(window, QLineEdit("himitsu"), "sample.password")
    entry.setEchoMode(QLineEdit.EchoMode.Password)
    window.show()
    assert driver.text("sample.password") == "••••"
    assert all("himitsu" not in seen.text for seen in driver.structure())


def test_checks_of_boxes_tables_and_lists(driver, window):
    box = add(window, QCheckBox("個人番号の連携"), "sample.box")
    table = add(window, QTableWidget(2, 2), "sample.table")
    table.setHorizontalHeaderLabels(["表示", "メニュー"])
    for row, words in enumerate(("設定", "サービス")):
        check = QTableWidgetItem()
        check.setCheckState(Qt.CheckState.Unchecked)
        table.setItem(row, 0, check)
        table.setItem(row, 1, QTableWidgetItem(words))
    listed = add(window, QListWidget(), "sample.list")
    item = QListWidgetItem("列", listed)
    item.setCheckState(Qt.CheckState.Unchecked)
    window.resize(500, 500)
    window.show()
    for _ in range(2):
        driver.tick("sample.box")
        driver.tick("sample.table", "サービス")
        driver.tick("sample.list", "列")
        assert driver.is_ticked("sample.box")
        assert box.isChecked()
        assert driver.ticked("sample.table") == (("サービス",),)
        assert driver.ticked("sample.list") == (("列",),)
    assert driver.rows("sample.table") == (("設定",), ("サービス",))
    assert driver.columns("sample.table") == ("表示", "メニュー")
    assert driver.numbers("sample.table") == ("1", "2")


def test_row_that_has_just_come_is_ticked_where_it_will_stand(driver, window):
    table = add(window, QTableWidget(0, 1), "sample.table")
    window.show()
    driver.ready("sample.table")
    table.setRowCount(200)
    for number in range(200):
        item = QTableWidgetItem(str(number))
        item.setCheckState(Qt.CheckState.Unchecked)
        table.setItem(number, 0, item)
    driver.tick("sample.table", "199")
    driver.tick("sample.table", "3")
    assert driver.ticked("sample.table") == (("3",), ("199",))
    assert driver.complaints() == ()


def test_tree_is_read_as_paths(driver, window):
    tree = add(window, QTreeWidget(), "sample.tree")
    tree.setHeaderHidden(True)
    leaf = QTreeWidgetItem(QTreeWidgetItem(QTreeWidgetItem(tree, ["TimePro-NX"]), ["設定"]), ["システム設定"])
    tree.expandAll()
    window.show()
    assert driver.rows("sample.tree")[-1] == ("TimePro-NX", "設定", "システム設定")
    driver.choose("sample.tree", "システム設定")
    assert tree.currentItem() is leaf


def test_actions_are_pressed_where_they_stand(driver, window):
    pressed = []
    on_bar, in_menu = QAction("接続確認", window), QAction("閉じる", window)
    for action, name in ((on_bar, "sample.check"), (in_menu, "sample.close")):
        named(action, name).triggered.connect(lambda _=False, name=name: pressed.append(name))
    window.addToolBar("道具").addAction(on_bar)
    window.menuBar().addMenu("ファイル(&F)").addMenu("その他(&O)").addAction(in_menu)
    window.show()
    driver.click("sample.check")
    driver.click("sample.close")
    assert pressed == ["sample.check", "sample.close"]


def test_keys_and_tabs(driver, window):
    pressed = []
    action = QAction("登録", window)
    action.setShortcut("F12")
    action.triggered.connect(lambda: pressed.append("F12"))
    window.addAction(action)
    tabs = add(window, QTabWidget(), "sample.tabs")
    for tab in ("基本", "連絡先(&R)"):
        tabs.addTab(QLabel(tab), tab)
    window.show()
    driver.press("sample.window", "F12")
    driver.choose("sample.tabs", "連絡先(R)")
    assert (pressed, tabs.currentIndex()) == (["F12"], 1)


def test_words_come_in_reading_order(driver, window):
    group = add(window, QGroupBox("認証情報設定"), "sample.group")
    inside = QVBoxLayout(group)
    for words in ("お客様ID:", "認証用ID:"):
        inside.addWidget(QLabel(words))
    hidden = QLabel("見えない文")
    inside.addWidget(hidden)
    hidden.hide()
    add(window, QLabel("最後"), "sample.end")
    window.menuBar().addMenu("ファイル(&F)")
    window.show()
    assert driver.words("sample.window") == ("ファイル(F)", "認証情報設定", "お客様ID:", "認証用ID:", "最後")


def test_files_are_noted_and_not_opened(driver, tmp_path):
    assert QDesktopServices.openUrl(QUrl.fromLocalFile(str(tmp_path / "表.xlsx")))
    assert driver.opened_file() == tmp_path / "表.xlsx"
    with pytest.raises(CaseFailed):
        driver.opened_file()


@pytest.mark.qt_no_exception_capture
def test_warnings_are_complaints_and_the_platform_s_own_are_not(driver):
    qWarning("This plugin does not support propagateSizeHints()")
    qWarning("QLayout: something is wrong")
    assert driver.complaints() == ("QLayout: something is wrong",)
    assert driver.complaints() == ()


def test_picture_shows_the_dialog_over_its_window(driver, window, tmp_path):
    window.resize(600, 400)
    window.show()
    box = named(QMessageBox(window), "sample.message")
    box.setText("正常に終了しました。")
    box.open()
    driver.appears("sample.message")
    driver.picture(tmp_path / "picture.png")
    picture = QImage(str(tmp_path / "picture.png"))
    assert picture.width() > 600
    assert picture.height() > 400
    box.close()


def test_no_picture_of_nothing(driver, tmp_path):
    with pytest.raises(CaseFailed):
        driver.picture(tmp_path / "picture.png")


def test_list_is_waited_for_until_one_row_is_left(driver, window):
    rows = add(window, QListWidget(), "sample.list")
    rows.addItems(["0000000101", "0000000131"])
    window.show()
    driver.lists("sample.list", "0000000131")
    with pytest.raises(CaseFailed, match="だけになりません"):
        driver.lists_only("sample.list", "0000000131")
    QTimer.singleShot(20, rows, lambda: rows.takeItem(0))
    driver.lists_only("sample.list", "0000000131")


def test_picture_is_of_the_window_that_was_worked(driver, window, qtbot, tmp_path):
    button = add(window, QPushButton("登録"), "sample.register")
    window.resize(700, 300)
    other = named(QMainWindow(), "other.window")
    other.resize(300, 700)
    qtbot.addWidget(other)
    window.show()
    other.show()
    driver.click("sample.register")
    other.activateWindow()
    driver.picture(tmp_path / "picture.png")
    assert QImage(str(tmp_path / "picture.png")).width() > 700
    assert button.isVisible()
