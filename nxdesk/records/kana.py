"""Kana: the two scripts for the same sounds."""

_HIRAGANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}


def katakana(text: str) -> str:
    """The text with its hiragana as katakana."""
    return text.translate(_HIRAGANA)
