"""How official files write things: eras, and the pension office's own prefecture codes (not those of JIS).

Sources: records.md §0.4 (NPS p.137) and §0.5 (NPS 参考資料3 p.342).
"""

import re
import unicodedata
from typing import NamedTuple


class Era(NamedTuple):
    """An era: its code in the files, its name, the ISO day it began, and its first year."""

    code: int
    name: str
    since: str
    first_year: int


ERAS = (Era(1, "明治", "1868-01-25", 1868), Era(3, "大正", "1912-07-30", 1912), Era(5, "昭和", "1926-12-25", 1926),
        Era(7, "平成", "1989-01-08", 1989), Era(9, "令和", "2019-05-01", 2019))


def era_of(day: str) -> Era:
    """The era of an ISO day. Raises LookupError for a day before 明治."""
    for era in reversed(ERAS):
        if era.since <= day:
            return era
    raise LookupError(day)


def era_date(day: str) -> tuple[int, str]:
    """Era code and `YYMMDD` of an ISO day, as the files hold it."""
    era = era_of(day)
    return era.code, f"{int(day[:4]) - era.first_year + 1:02d}{day[5:7]}{day[8:10]}"


def from_era(code: int, digits: str) -> str:
    """The ISO day of an era code and `YYMMDD`. Raises LookupError for an unknown code."""
    for era in ERAS:
        if era.code == code:
            return f"{era.first_year + int(digits[:2]) - 1:04d}-{digits[2:4]}-{digits[4:6]}"
    raise LookupError(str(code))


PENSION_PREFECTURES: dict[str, str] = {
    "北海道": "01", "青森県": "02", "岩手県": "03", "宮城県": "04", "秋田県": "05", "山形県": "06", "福島県": "07", "茨城県": "08",
    "栃木県": "09", "群馬県": "10", "埼玉県": "11", "千葉県": "12", "東京都": "21", "神奈川県": "31", "新潟県": "32", "富山県": "33",
    "石川県": "34", "福井県": "35", "山梨県": "36", "長野県": "37", "岐阜県": "38", "静岡県": "39", "大阪府": "41", "兵庫県": "42",
    "愛知県": "51", "三重県": "52", "滋賀県": "53", "京都府": "54", "奈良県": "55", "和歌山県": "56", "鳥取県": "57", "島根県": "58",
    "岡山県": "59", "広島県": "60", "山口県": "61", "徳島県": "71", "香川県": "72", "愛媛県": "73", "高知県": "74", "福岡県": "75",
    "佐賀県": "76", "長崎県": "77", "熊本県": "78", "大分県": "79", "宮崎県": "80", "鹿児島県": "81", "沖縄県": "82"}
"""The stored name of a prefecture → the pension office's code."""

_OFFICE = re.compile(r"([0-9]{2})-([0-9]{2})-([0-9A-Zァ-ヴー]{1,4})")


class OfficeSign(NamedTuple):
    """事業所整理記号: the prefecture's name, 郡市区符号, 事業所記号."""

    prefecture: str
    area: str
    symbol: str


def office_sign(text: str) -> OfficeSign | None:
    """The three parts of a 事業所整理記号 written as `21-01-ケイト`, in any width; None for any other text."""
    found = _OFFICE.fullmatch(unicodedata.normalize("NFKC", text))
    names = [name for name, code in PENSION_PREFECTURES.items() if found is not None and code == found[1]]
    return OfficeSign(names[0], found[2], found[3]) if found is not None and names else None
