"""The manual read as data: its chapters, names, pictures and lists, and what happens when a place is gone."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nxdesk.cases.manual import Manual, ManualChanged
from nxdesk.cases.tour import STEPS, beginning
from nxdesk.records.clock import JST
from nxdesk.resources import manual

TEXT = manual()
CODES = ("0000000101", "0000000131", "0000000212")
NAMES = ("伊藤 一郎", "伊集院 優子", "葛西 賢治")


@pytest.fixture(scope="module")
def read() -> Manual:
    return Manual(TEXT)


def test_chapters_are_told_from_numbered_lines(read):
    assert list(read.chapters) == [0, 1, 2, 3, 4, 5, 6, 7]
    assert read.chapter(2).title == "【e-AMANO】連携接続設定"
    assert read.chapter(4).title == "TimePro-NXの従業員マスタをe-AMANOに連携"
    assert read.chapter(5).title == "連携データ確認"


def test_error_list(read):
    table = read.error_list
    assert table.title == "社員登録"
    assert table.sentence.startswith("e-AMANOへ登録できる個人、")
    assert table.sentence.endswith("キャンセルボタンを選択してください。")
    assert (table.column("個人コード"), table.column("氏名(漢字)")) == (CODES, NAMES)
    assert set(table.column("NXデータ")) == {"会社メールアドレスの形式が不正です。(MXGEGV_W_00034)"}
    assert table.column("NX更新日") == ("2019/02/04 19:53:31", "2018/10/11 16:50:06", "2018/10/11 16:50:06")
    assert (table.numbers, table.buttons) == (("1", "2", "3"), ("表起動", "OK", "キャンセル"))


def test_columns_cut_by_the_edge_of_the_picture_are_not_expected(read):
    assert read.error_list.columns[-1] == "e-AI"
    assert read.pictured_columns == ("個人コード", "氏名(漢字)", "項目名", "NXデータ", "NX更新日")


def test_comparison_list(read):
    table = read.comparison_list
    assert table.columns == ("個人コード", "氏名(漢字)", "項目名", "NXデータ", "NX更新日", "e-AMANOデータ", "e-AMANO更新日", "運用開始日")
    assert table.rows == (
        (CODES[0], NAMES[0], "新規データ", "", "2020/04/06 09:00:53", "", "", "2018/04/01"),
        (CODES[1], NAMES[1], "新規データ", "", "2020/04/06 09:03:22", "", "", "1900/01/01"),
        (CODES[2], NAMES[2], "新規データ", "", "2020/04/06 09:03:57", "", "", "2018/04/01"))


def test_settings_window_label_by_label(read):
    assert read.settings_items[:8] == (
        "接続先URL:", "認証情報設定", "お客様ID:", "認証用ID:", "接続情報設定", "タイムアウト:", "秒", "(範囲30~300秒)")
    assert "ポート番号を指定する場合は(:)で区切ってください。例) proxy1:8080" in read.settings_items
    assert read.settings_items[-1] == "基本認証"
    assert not any(item.startswith("←") for item in read.settings_items)
    menus, buttons, remark = read.settings_toolbar
    assert menus == ("ファイル(F)", "編集(E)", "表示(V)", "オプション(O)", "ヘルプ(H)")
    assert (buttons, remark) == (("登録", "接続確認"), "登録する前に接続確認が必要です。")


def test_dialog_of_a_passed_check(read):
    dialog = read.connection_dialog
    assert (dialog.title, dialog.sentence, dialog.buttons) == ("社会保険届出サービス設定", "正常に終了しました。", ("OK",))


def test_names_parts_and_passages(read):
    assert read.chapter(3).names("の2つを表示する") == ("社会保険届出サービス設定", "社会保険届出サービス")
    assert read.chapter(2).part(r"例\) *(\S+)") == ("天野PC、NX連携設定",)
    passage = read.chapter(4).passage("連携対象データに何らかの不備がある場合", "表起動")
    assert passage.splitlines()[-1] == "表起動 OK キャンセル"
    assert "" not in passage.splitlines()


def test_marks_of_typesetting_are_no_words(read):
    assert not any(mark in line for chapter in read.chapters.values() for line in chapter.lines
                   for mark in ("**", "<b>", "</b>", "##"))


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_every_step_of_the_tour_has_its_passage(read, step):
    chapter, first, last = step.passage
    assert first in read.chapter(chapter).passage(first, last)


def test_steps_have_names_of_their_own():
    assert len({step.id for step in STEPS}) == len(STEPS)


def test_tour_begins_after_all_that_the_pictures_show(read):
    begin = beginning(read)
    assert begin.tzinfo == JST
    assert begin.strftime("%Y/%m/%d %H:%M:%S") > max(read.comparison_list.column("NX更新日"))


@pytest.mark.parametrize(("words", "others", "look"), [
    ("項目名", "名称", lambda read: read.comparison_list),
    ("\t個人コード\t氏名(漢字)", "\t番号\t名前", lambda read: read.comparison_list.column("個人コード")),
    ("NXデータ\tNX更新日\te-AI", "NX\t更新日\te-AI", lambda read: read.pictured_columns),
    ("新規データ", "", lambda read: read.chapter(4).passage("新規データ")),
    ("e-AMANOとの接続に成功すると", "", lambda read: read.connection_dialog),
    ("e-AMANOとの接続に成功すると", "", lambda read: read.settings_items),
    ("社会保険届出サービス設定 X", "", lambda read: read.connection_dialog),
    ("ファイル(F) 編集(E) 表示(V)", "", lambda read: read.settings_toolbar),
    ("の2つを表示する", "", lambda read: read.chapter(3).names("の2つを表示する")),
    ("## (5) ", "", lambda read: read.chapter(5)),
    ("例) 天野", "", lambda read: read.chapter(2).part(r"例\) *(天野\S+)")),
])
def test_missing_place_is_said(words, others, look):
    assert words in TEXT
    with pytest.raises(ManualChanged):
        look(Manual(TEXT.replace(words, others)))


@given(st.integers(0, len(TEXT)))
def test_manual_cut_anywhere_is_read_or_refused_in_words(end):
    read = Manual(TEXT[:end])
    for look in ("error_list", "comparison_list", "pictured_columns", "settings_items", "settings_toolbar",
                 "connection_dialog"):
        with contextlib.suppress(ManualChanged):
            getattr(read, look)


def test_unknown_column_is_said(read):
    with pytest.raises(ManualChanged):
        read.comparison_list.column("備考")


@given(st.text())
def test_any_text_can_be_read(words):
    assert 0 in Manual(words).chapters
