"""The browser on small real pages: it works what is in sight, and says what is not."""

import pytest

from nxdesk.cases import browser
from nxdesk.cases.browser import Browser, BrowserMissing
from nxdesk.cases.driver import CaseFailed, one_row

PAGE = """<!DOCTYPE html><html lang="ja"><meta charset="utf-8"><title>見本</title><body style="margin:0">
<h1 id="head">NX連携設定</h1>
<button id="add" style="position:absolute;right:0;top:0" onclick="document.getElementById('head').innerText='押した'">
  承認用IDの追加</button>
<input id="contact" value="前の値"><a href="other.html">従業員一覧</a><p id="hidden" hidden>見えない文</p>
<table id="ids"><thead><tr><th>連絡先</th><th>認証用ID</th></tr></thead>
<tbody><tr><td>天野PC</td><td><code>ABC</code><button>コピー</button></td></tr></tbody></table>
<select id="abroad"><option value="0">無</option><option value="1">有</option></select>
<input id="agreed" type="checkbox"><input id="card" type="file">
<section><dl class="items"><div><dt>海外在住</dt><dd>有<a href="#">画像を表示</a></dd></div>
<div><dt>学年</dt><dd>0</dd></div></dl></section>
<details><summary><span>明細1</span><span>変更</span></summary>
<table><tbody><tr><th>学年</th><td>3</td><td>0</td></tr></tbody></table></details>
<section style="margin-top:2000px"><button id="below">追加</button><h2>家族</h2></section>
<p style="position:fixed;top:0;left:0;margin:0;height:60px;width:50%">上に残る</p><p style="height:2000px"></p>
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    (folder / "other.html").write_text("<meta charset='utf-8'><title>次</title><p id='there'>着いた</p>", encoding="utf-8")
    page = folder / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    return page.as_uri()


@pytest.fixture(scope="module")
def pages():
    with Browser(patience=1) as browser:
        yield browser


@pytest.fixture(autouse=True)
def at_the_page(pages, address):
    pages.open(address)


def test_page_is_read(pages):
    assert pages.text("head") == "NX連携設定"
    assert pages.text("contact") == "前の値"
    assert "見えない文" not in pages.words()
    assert pages.columns("ids") == ("連絡先", "認証用ID")
    assert pages.rows("ids") == (("天野PC", "ABC"),)
    left, top = pages.place("add")
    assert left > 0.8
    assert top < 0.1


def test_controls_are_worked(pages):
    pages.click("add")
    assert pages.text("head") == "押した"
    pages.type("contact", "天野PC、NX連携設定")
    assert pages.text("contact") == "天野PC、NX連携設定"
    pages.follow("従業員一覧")
    pages.appears("there")


def test_forms_are_filled_in(pages, tmp_path):
    (tmp_path / "card.png").write_bytes(b"picture")
    pages.choose("abroad", "有")
    assert pages.text("abroad") == "1"
    pages.tick("agreed")
    pages.tick("agreed")
    assert pages._driver.execute_script("return document.getElementById('agreed').checked")
    pages.attach("card", tmp_path / "card.png")
    assert pages.text("card").endswith("card.png")
    with pytest.raises(CaseFailed, match="「abroad」に「不明」がありません"):
        pages.choose("abroad", "不明")


def test_labelled_values_and_folded_parts_are_read(pages):
    assert pages.details() == (("海外在住", "有"), ("学年", "0"))
    assert pages.unfold() == ((("明細1", "変更"), (("学年", "3", "0"),)),)
    assert "明細1" in pages.words()


def test_what_is_covered_comes_into_view_before_it_is_pressed(pages):
    pages.show("家族")
    pages.click("below")
    assert 0.2 < pages.place("below")[1] < 0.8
    with pytest.raises(CaseFailed, match="「扶養」がページに現れません"):
        pages.show("扶養")


@pytest.mark.parametrize("work", [
    lambda pages: pages.click("nothing"), lambda pages: pages.text("hidden"), lambda pages: pages.follow("社員一覧"),
    lambda pages: pages.type("nothing", "x"), lambda pages: pages.rows("nothing")])
def test_what_is_not_in_sight_is_said(pages, work):
    with pytest.raises(CaseFailed, match="見本"):
        work(pages)


def test_address_without_a_service_is_said(pages):
    for address in ("http://127.0.0.1:1/", "http://[::1]:9/", "file:///nowhere.html"):
        with pytest.raises(CaseFailed, match="開けません"):
            pages.open(address)


def test_picture(pages, tmp_path):
    pages.picture(tmp_path / "page.png")
    assert (tmp_path / "page.png").read_bytes().startswith(b"\x89PNG")


def test_missing_browser_says_what_to_install(monkeypatch):
    monkeypatch.setattr(browser, "_PLACES", ())
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BrowserMissing, match="chromium-driver"):
        Browser()


def test_row_is_found_by_a_cell():
    assert one_row([("a", "b"), ("c", "d")], "d") == ("c", "d")
    with pytest.raises(CaseFailed):
        one_row([("a", "b")], "d")
