"""Texts from outside, made fit for windows and terminals."""

import pytest

from nxdesk.link.causes import harmless, harmless_all


@pytest.mark.parametrize("texts", [[], ["原 花子", ""], ["原\n花子", "太郎"], ["あ" * 300, "い" * 301], ["\u202e逆", "a\x7f"]])
def test_many_become_what_each_becomes(texts: list[str]) -> None:
    assert list(harmless_all(texts)) == list(map(harmless, texts))
