"""通信の記録: the newest on top, failures in red and in words, a bar of phases, and the export."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox
from shiboken6 import isValid

from nxdesk.desk.traffic import Record
from nxdesk.link.traffic import Attempt
from nxdesk.windows.nx.traffic import TrafficWindow
from tests.windows.conftest import settle
from tests.windows.run_stage import visible

FINE = Attempt("GET", "/v1/connection", 1, 1, datetime(2026, 4, 1, tzinfo=UTC),
               (("START", 0.0), ("RESOLVE_CONNECT", 0.001), ("CONNECTED", 0.011), ("SENDING", 0.012), ("SENT", 0.013),
                ("HEADERS", 0.05), ("DONE", 0.06)), 0, 200, "req-1", "", "", (), 0.06)
FAILED = Attempt("PUT", "/v1/registrations/check", 1, 4, datetime(2026, 4, 1, 1, tzinfo=UTC),
                 (("START", 0.0), ("RESOLVE_CONNECT", 0.001)), 0, None, "", "NXD_C_01", "", (), 10.0, "応答しません。")


@pytest.fixture
def window(session, shell):
    for what in (FINE, FAILED):
        session.desk.traffic.keep(Record("https://e.example", what.began, what))
    made = TrafficWindow(session, shell)
    made.show()
    settle(shell)
    yield made
    if isValid(made):
        made.close_unasked()


def test_the_newest_is_on_top_and_told_in_words(window):
    assert (window.stored("what", 0), window.stored("what", 1)) == ("比較（変更内容の確認）", "接続確認")
    assert (window.model.alarms(0), window.model.alarms(1)) == (True, False)
    assert "応答しません。(NXD_C_01)" in window.words.text()
    assert window.phases.legend() == "接続 9,999ミリ秒"
    window.view.go_to(1)
    assert "問い合わせ番号: req-1" in window.words.text()
    assert window.phases.accessibleDescription() == "接続 10ミリ秒　送信 1ミリ秒　応答待ち 37ミリ秒　受信 10ミリ秒"
    assert window.phases.accessibleName() == "段階ごとの時間"


def test_new_ones_are_read_with_f5(window, session, shell, qtbot):
    session.desk.traffic.keep(Record("https://e.example", FINE.began, FINE))
    qtbot.keyClick(window, Qt.Key.Key_F5)
    settle(shell)
    assert window.model.rowCount() == 3
    assert window.listed.text() == "3件"


def test_the_export_asks_for_a_file_and_says_what_it_wrote(window, shell, qtbot, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "out"), ""))
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(shell)
    box = visible(QMessageBox, "traffic.exported")
    assert box is not None
    assert box.text().startswith("2件の通信を書き出しました。")
    box.close()
    assert len(json.loads((tmp_path / "out.har").read_text(encoding="utf-8"))["log"]["entries"]) == 2
    window.write(tmp_path / "nowhere" / "out.har")
    settle(shell)
    refused = visible(QMessageBox, "traffic.refused")
    assert refused is not None
    assert "書き込めません" in refused.text()
    refused.close()
