"""The shapes that fields are made of. Each gives the pattern of its canonical text and the message for a misfit."""

from collections.abc import Iterable

from nxdesk.records.codes import CodeList
from nxdesk.records.fields import Shape

_TEXT = r"[^\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
"""Anything but control characters and the marks that turn the direction of what follows."""

_KANA = r"[ァ-ヺー・゛゜ヽヾ\u3000 0-9０-９A-Za-zＡ-Ｚａ-ｚ\-－.．]"
_YEAR = r"(?:1[89]|20|21)\d\d"
_LEAP = r"(?:(?:1[89]|20|21)(?:0[48]|[2468][048]|[13579][26])|2000)"
_DATE = (rf"(?:{_YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)"
         rf"|02-(?:0[1-9]|1\d|2[0-8]))|{_LEAP}-02-29)")
_EMAIL_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_EMAIL = (rf"(?=[^\x1f]{{3,255}}(?:\x1f|\Z)){_EMAIL_ATOM}(?:\.{_EMAIL_ATOM})*"
          r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}")
_USUAL_EMAIL = r"[a-z0-9]{1,60}+(?:[._-][a-z0-9]{1,20}+){0,4}+@(?:[a-z0-9]{1,30}+\.){1,3}+[a-z]{2,9}+"
_USUAL_DATE = r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"


def text(longest: int) -> Shape:
    """Free text in one line."""
    return Shape("text", f"{_TEXT}{{1,{longest}}}", longest, "NXD_K_02", f"{longest}文字以内")


def name(longest: int) -> Shape:
    """A name: free text that is not made of spaces alone."""
    return Shape("text", rf"(?=[^\x1f]*\S){_TEXT}{{1,{longest}}}", longest, "NXD_K_02", f"{longest}文字以内")


def kana(longest: int) -> Shape:
    """Full-width katakana (records.md §0.2)."""
    return Shape("kana", f"(?=[^\\x1f]*[^\\s\\x1f]){_KANA}{{1,{longest}}}", longest, "NXD_VE_03",
                 f"全角カタカナ{longest}文字以内")


def email() -> Shape:
    """A mail address of at most 255 characters (the manual's own message for a misfit)."""
    return Shape("text", _EMAIL, 255, "MXGEGV_W_00034", "例) taro@example.co.jp", ascii_only=True,
                 usual=_USUAL_EMAIL)


def date() -> Shape:
    """A day that exists, as ISO text."""
    return Shape("date", _DATE, 10, "NXD_K_03", "YYYY/MM/DD", ascii_only=True, usual=_USUAL_DATE)


def year_month() -> Shape:
    """A month as `YYYY-MM`."""
    return Shape("month", rf"{_YEAR}-(?:0[1-9]|1[0-2])", 7, "NXD_K_06", "YYYY-MM", ascii_only=True,
                 spellings=((r"([0-9]{4})(?:/([0-9]{2})|年([0-9]{2})月)", r"\1-\2\3"),
                            (r"([0-9]{4})(?:[/-]([1-9])|年([1-9])月)", r"\1-0\2\3")))


def digits(least: int, most: int) -> Shape:
    """ASCII digits, leading zeros kept."""
    count = f"{most}桁" if least == most else f"{least}～{most}桁"
    return Shape("digits", f"[0-9]{{{least},{most}}}", most, "NXD_K_04", f"半角数字{count}", ascii_only=True)


def whole(least: int, most: int) -> Shape:
    """A whole number in a small range."""
    return Shape("digits", "(?:" + "|".join(map(str, range(least, most + 1))) + ")", len(str(most)), "NXD_K_05",
                 f"{least}～{most}", integer=True, ascii_only=True, least=least, most=most)


def year() -> Shape:
    """A year as a whole number."""
    return Shape("digits", "(?:19|20|21)[0-9]{2}", 4, "NXD_K_05", "1900～2199", integer=True, ascii_only=True,
                 least=1900, most=2199)


def running() -> Shape:
    """NX's own running number of a record among those of its owner: 1 to 9999."""
    return Shape("digits", "[1-9][0-9]{0,3}", 4, "NXD_K_05", "1～9999", integer=True, ascii_only=True, least=1,
                 most=9999)


def pattern(expression: str, longest: int, message: str, hint: str,
            spellings: tuple[tuple[str, str], ...] = ()) -> Shape:
    """ASCII text of a special form, and other spellings of it that are understood."""
    return Shape("text", expression, longest, message, hint, ascii_only=True, spellings=spellings)


def yen() -> Shape:
    """Whole yen, 0 to 9,999,999 (records.md §0.6)."""
    return Shape("yen", "(?:0|[1-9][0-9]{0,6})", 7, "NXD_K_05", "0～9,999,999円", integer=True, ascii_only=True)


def money(least: int, most: int) -> Shape:
    """Whole yen from `least` (0, or nines below it) to `most` (nines, or a one and nines)."""
    above, below = len(str(most)), len(str(-least)) if least else 0
    if str(most)[0] == "1":
        above -= 1
    if str(most).lstrip("1") != "9" * above or (least and str(-least) != "9" * below):
        raise ValueError(f"{least} to {most}")
    ways = ["0", f"[1-9][0-9]{{0,{above - 1}}}"]
    ways += [f"1[0-9]{{{above}}}"] if above < len(str(most)) else []
    ways += [f"-[1-9][0-9]{{0,{below - 1}}}"] if least else []
    return Shape("yen", f"(?:{'|'.join(ways)})", max(len(str(least)), len(str(most))), "NXD_K_05",
                 f"{least:,}～{most:,}円", integer=True, ascii_only=True, least=least, most=most)


def amounts(allowed: Iterable[int], message: str) -> Shape:
    """Whole yen out of a table."""
    values = sorted(allowed)
    return Shape("yen", "(?:" + "|".join(map(str, values)) + ")", 7, message, "標準報酬月額表の金額", integer=True,
                 ascii_only=True)


def code(codes: CodeList) -> Shape:
    """One code of a list."""
    return Shape("code", "(?:" + "|".join(c.replace("(", r"\(").replace(")", r"\)") for c, _ in codes.entries) + ")",
                 max(len(c) for c, _ in codes.entries), "NXD_K_07", integer=codes.numeric, codes=codes)


PICTURE = Shape("picture", "", 1_048_576, "NXD_K_08", "JPEG・PNG 1MB以内")
"""JPEG or PNG of at most 1 MiB."""

MY_NUMBER = Shape("my_number", "[0-9]{12}", 12, "NXD_VE_06", "半角数字12桁")
"""個人番号: travels, rests and is checked apart from the record."""


def is_picture(data: bytes) -> bool:
    """A JPEG or PNG of at most 1 MiB, by its first bytes."""
    return len(data) <= PICTURE.max_length and data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
