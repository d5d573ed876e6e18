"""The catalogue: labels as the manual has them, every object name with its words, nothing named twice."""

import ast
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
    "service_settings.done", "service_settings.need_check",
    "service_settings.title", "service_settings.relink", "service_settings.group_relink", "menu_settings.title",
    "menu_settings.group", "menubar.register", "menubar.check", "service.acquire", "service.acquire_direction",
    "service.register", "service.register_direction", "service.register_once", "list.open_table"])
def test_labels_stand_in_the_manual(key):
    assert text(key).split("(&")[0] in manual()


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


def test_every_text_of_the_catalogue_is_used():
    """A key stands in the code as it is, or is put together there of parts that stand there."""
    trees = [ast.parse(source.read_text(encoding="utf-8")) for source in WINDOWS.parent.rglob("*.py")
             if not source.stem.startswith("texts")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    words = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    made = [shape for node in nodes if isinstance(node, ast.JoinedStr) and (shape := made_of(node))]

    def stands(part: str) -> bool:
        return part in words or part.isdigit() or any(
            (found := re.fullmatch(shape, part)) and all(map(stands, found.groups())) for shape in made)

    assert [key for key in TEXTS if not stands(key)] == []


def made_of(node: ast.JoinedStr) -> str:
    """An f-string as an expression; nothing for one that has too few words of its own to tell anything."""
    fixed = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    if not re.fullmatch("[a-z_.]{4,}", fixed):
        return ""
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else "([a-z_0-9]+)"
                   for part in node.values)


@pytest.mark.parametrize(("words", "spoken"), [
    ("登録(&S)", "登録"), ("お客様ID:", "お客様ID"), ("OK", "OK"), ("1：データ取得", "1：データ取得")])
def test_plain_words(words, spoken):
    assert plain(words) == spoken
