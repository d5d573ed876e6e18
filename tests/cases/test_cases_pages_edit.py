"""Changing a person and a family in a real browser, with the keyboard alone where a form is filled in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from nxdesk.cases.browser import Browser
from tests.eamano.chromium import focus, opened, pages, press
from tests.eamano.people import my_number, person, png
from tests.eamano.service import Api, Registration, Running, batch, new_id
from tests.eamano.store_look import record

__all__ = ["opened", "pages"]
CODE = "0000000101"
PAGE = f"/hr/employees/{CODE}"


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[Running]:
    service = Running(tmp_path_factory.mktemp("edited") / "data")
    with Api(service.url, new_id(service.data)) as api:
        assert Registration(api, [batch([person(101, first_name="一郎"), person(102)])]).all().ok
    yield service
    assert service.stop() == 0


def focus_on(pages: Browser, ident: str) -> None:
    pages.appears(ident)
    pages._driver.execute_script("document.getElementById(arguments[0]).focus()", ident)


def test_a_person_is_changed_with_the_keyboard_alone(pages, running):
    pages.open(running.url + PAGE)
    focus_on(pages, "hr-edit")
    press(pages, Keys.ENTER)
    pages.appears("edit-last_name_kana")
    focus_on(pages, "edit-last_name_kana")
    press(pages, Keys.END, Keys.BACKSPACE * 10, "伊藤", Keys.TAB)
    assert focus(pages) == "edit-first_name_kana"
    press(pages, Keys.ENTER)
    pages.appears("hr-error")
    assert focus(pages) == "hr-error"
    assert pages.text("edit-last_name_kana-error") == "姓カナは全角カタカナで入力してください。(NXD_VE_03)"
    press(pages, Keys.TAB, Keys.ENTER)
    focus_on(pages, "edit-last_name_kana")
    press(pages, Keys.END, Keys.BACKSPACE * 10, "イトウ")
    focus_on(pages, "edit-gender")
    press(pages, "女", Keys.TAB, Keys.TAB, Keys.ENTER)
    assert pages.text("hr-message") == "変更を登録しました。"
    assert record(running.data, CODE)["gender"] == "female"
    assert record(running.data, CODE)["version"] == 2


def test_a_member_comes_changes_and_goes(pages, running, tmp_path: Path):
    picture = tmp_path / "card.png"
    picture.write_bytes(png(30))
    pages.open(running.url + PAGE)
    pages.click("hr-family-add")
    for item, words in (("last_name", "伊藤"), ("first_name", "花子"), ("last_name_kana", "いとう"),
                        ("first_name_kana", "はなこ"), ("birth_date", "1985年2月3日")):
        pages.type(f"edit-{item}", words)
    focus_on(pages, "edit-relationship_code")
    press(pages, "妻", Keys.ENTER)
    pages.click("hr-save")
    assert pages.text("hr-message") == "家族を追加しました。"
    pages.click("hr-number")
    number = my_number(7)
    pages.type("edit-my_number", number)
    pages._on("edit-my_number_doc_images.number", lambda entry: entry.send_keys(str(picture)) or True)
    assert number not in pages.words()
    pages.click("hr-save")
    assert pages.text("hr-message") == "変更を登録しました。"
    assert "登録あり" in pages.words()
    assert number not in pages._driver.page_source
    pages.follow(f"{CODE} 伊藤 一郎")
    (row,) = pages.rows("hr-family")
    assert row[:5] == ("伊藤 花子\nイトウ ハナコ", "妻", "1985/02/03", "—", "登録あり")
    pages.click("hr-member-delete-1")
    assert pages.text("hr-goes-along") == "個人番号と書類の画像（1件）も削除されます。"
    pages.click("hr-delete-now")
    assert pages.text("hr-message") == "家族を削除しました。"
    assert "家族は登録されていません。" in pages.words()


@pytest.mark.parametrize("page", ["", "/edit", "/number", "/family/new"])
def test_nothing_is_wider_than_the_window_at_150_percent(pages, running, page):
    pages._driver.set_window_size(870, 600)
    pages.open(running.url + PAGE + page)
    wide, window = pages._driver.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    cut = pages._driver.execute_script(
        "return [...document.querySelectorAll('main *')].filter(e => e.scrollWidth > e.clientWidth + 1 && "
        "getComputedStyle(e).overflowX !== 'visible' && e.clientWidth > 1).map(e => e.id || e.tagName)")
    pages._driver.set_window_size(1300, 900)
    assert wide <= window
    assert cut == []
