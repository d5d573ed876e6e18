"""What text official files can hold (records.md §0.2): their characters, and how much room they take.

NX keeps full-width katakana; files hold half-width ones, in which a voiced sound takes two places.
"""

import unicodedata

_ONE_BYTE = range(0x20, 0x7F)
_HALF_KANA = range(0xFF61, 0xFFA0)


def half_width_length(kana: str) -> int:
    """How many half-width characters full-width kana become."""
    return len(unicodedata.normalize("NFD", unicodedata.normalize("NFKC", kana)))


def byte_length(text: str) -> int:
    """How many bytes a text takes in the files' encoding."""
    return sum(1 if ord(sign) in _ONE_BYTE or ord(sign) in _HALF_KANA else 2 for sign in text)


def fits_files(text: str) -> bool:
    """Only characters of JIS X 0208 (not 髙, ①, ㈱), and no comma. Python's codec is that strict."""
    try:
        text.encode("shift_jis")
    except UnicodeEncodeError:
        return False
    return "," not in text
