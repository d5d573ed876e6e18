"""人事コード of practice and generated companies: insurers with invented names."""

from nxdesk.masters.generate_records import Record
from nxdesk.records.year_end_codes import LIFE, NONLIFE

_LIFE = (
    ("0101", "つばさ相互生命保険相互会社", "つばさ相互", "ツバサソウゴセイメイホケン"),
    ("0102", "しらかば生命保険株式会社", "しらかば生命", "シラカバセイメイホケン"),
    ("0103", "北斗星生命保険株式会社", "北斗星生命", "ホクトセイセイメイホケン"),
    ("0104", "みなと共生生命保険株式会社", "みなと共生", "ミナトキョウセイセイメイホケン"),
    ("0105", "やまびこ生命保険株式会社", "やまびこ生命", "ヤマビコセイメイホケン"),
    ("0106", "あおぞら年金生命保険株式会社", "あおぞら年金", "アオゾラネンキンセイメイホケン"),
    ("0107", "こもれび少額生命保険株式会社", "こもれび生命", "コモレビショウガクセイメイホケン"))
_NONLIFE = (
    ("0201", "つばさ火災海上保険株式会社", "つばさ火災", "ツバサカサイカイジョウホケン"),
    ("0202", "しらかば損害保険株式会社", "しらかば損保", "シラカバソンガイホケン"),
    ("0203", "北斗星火災保険株式会社", "北斗星火災", "ホクトセイカサイホケン"),
    ("0204", "みなと海上火災保険株式会社", "みなと海上", "ミナトカイジョウカサイホケン"),
    ("0205", "やまびこ地震保険株式会社", "やまびこ地震", "ヤマビコジシンホケン"),
    ("0206", "こもれび損害保険株式会社", "こもれび損保", "コモレビソンガイホケン"))
INACTIVE = frozenset({"0107", "0206"})
"""Codes that no new declaration is to use; what used them before still reads their names."""

NAMES = {LIFE: tuple((code, name) for code, name, _, _ in _LIFE if code not in INACTIVE),
         NONLIFE: tuple((code, name) for code, name, _, _ in _NONLIFE if code not in INACTIVE)}
"""Code and name of the insurers in use, by コード種別."""


def insurers() -> list[Record]:
    """Every code as a record."""
    return [{"code_class": kind, "seq": place, "code": code, "name": name, "short_name": short, "kana": kana,
             "sort_order": place * 10, "active": int(code not in INACTIVE), "industry_code": f"{kind[0]}{code}"}
            for kind, known in ((LIFE, _LIFE), (NONLIFE, _NONLIFE))
            for place, (code, name, short, kana) in enumerate(known, start=1)]
