"""The catalogue: labels as the manual has them, every object name with its words, nothing named twice."""

import re
from pathlib import Path

import pytest

from nxdesk.resources import manual
from nxdesk.windows.passages import PASSAGES, passage
from nxdesk.windows.texts import TEXTS, plain, text

WINDOWS = Path(__file__).parents[2] / "nxdesk" / "windows"


@pytest.mark.parametrize("key", [
    "service_settings.url", "service_settings.group_auth", "service_settings.customer_id", "service_settings.auth_id",
    "service_settings.group_connection", "service_settings.timeout", "service_settings.timeout_range",
    "service_settings.retries", "service_settings.retries_range", "service_settings.group_proxy",
    "service_settings.proxy", "service_settings.proxy_off", "service_settings.proxy_use",
    "service_settings.proxy_address", "service_settings.proxy_hint", "service_settings.proxy_auth",
    "service_settings.group_credentials", "service_settings.proxy_user", "service_settings.basic",
    "service_settings.done", "service_settings.need_check", "service_settings.register", "service_settings.check",
    "service_settings.title", "service_settings.relink", "service_settings.group_relink", "menu_settings.title",
    "menu_settings.group", "menu_settings.register"])
def test_labels_stand_in_the_manual(key):
    assert text(key) in manual()


def test_menu_titles_are_those_of_the_manual():
    line = next(line for line in manual().splitlines() if line.startswith("ファイル("))
    titles = [text(f"menubar.{menu}").replace("&", "") for menu in ("file", "edit", "view", "option", "help")]
    assert line.split() == titles


def test_every_window_passage_is_found_in_the_manual():
    for window in PASSAGES:
        words = passage(manual(), window)
        assert words
        assert "**" not in words
        assert "<b>" not in words


def test_every_text_that_is_asked_for_is_in_the_catalogue():
    asked = set()
    for source in WINDOWS.rglob("*.py"):
        asked |= set(re.findall(r'\btext\("([a-z_]+\.[a-z_0-9]+)"', source.read_text(encoding="utf-8")))
    assert asked <= TEXTS.keys()
    assert len(asked) > 100


@pytest.mark.parametrize(("words", "spoken"), [
    ("登録(&S)", "登録"), ("お客様ID:", "お客様ID"), ("OK", "OK"), ("1：データ取得", "1：データ取得")])
def test_plain_words(words, spoken):
    assert plain(words) == spoken
