"""How official files write things: the pension office's own prefecture codes (not those of JIS).

Source: records.md §0.5 (NPS 参考資料3 p.342).
"""

import re
import unicodedata
from typing import NamedTuple

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
