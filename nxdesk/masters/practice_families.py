"""The families of the manual's three people in the practice company, made by hand; all others are generated."""

from nxdesk.masters.generate_families import COLUMNS
from nxdesk.records.fields import Value

_PLAIN: dict[str, Value] = dict.fromkeys(COLUMNS) | {
    "living_together": "live_in", "hi_dependent": 0, "tax_dependent": "not", "estimated_income": 0,
    "disability_class": 0}


def _member(names: str, kana: str, relation: str, born: str, occupation: str, **more: Value) -> dict[str, Value]:
    last, first = names.split()
    last_kana, first_kana = kana.split()
    return _PLAIN | {"last_name": last, "first_name": first, "last_name_kana": last_kana, "first_name_kana": first_kana,
                     "relationship_code": relation, "birth_date": born, "occupation_code": occupation} | more


_FAMILIES: dict[str, tuple[dict[str, Value], ...]] = {
    "0000000101": (
        _member("伊藤 花子", "イトウ ハナコ", "02", "1974-08-20", "2", gender="female", hi_dependent=1,
                tax_dependent="spouse", estimated_income=450_000),
        _member("伊藤 健太", "イトウ ケンタ", "11", "2003-07-03", "5", gender="male", hi_dependent=1,
                tax_dependent="relative"),
        _member("伊藤 美咲", "イトウ ミサキ", "11", "2009-12-11", "4", gender="female", hi_dependent=1,
                tax_dependent="under16")),
    "0000000131": (
        _member("伊集院 健", "イジュウイン ケン", "01", "1983-04-17", "6", gender="male", estimated_income=3_200_000),
        _member("伊集院 陽菜", "イジュウイン ヒナ", "11", "2014-06-25", "4", gender="female", hi_dependent=1,
                tax_dependent="under16")),
    "0000000212": (
        _member("葛西 和子", "カサイ カズコ", "22", "1951-02-14", "3", gender="female", hi_dependent=1,
                tax_dependent="relative", estimated_income=120_000, living_together="resident", zip="380-0823",
                prefecture="長野県", address_city="長野市", address_street="南千歳2－8－15",
                address_kana="ナガノケンナガノシミナミチトセ"),),
}
_UNMARKED = "0000000149"
"""The last of this person's family has no 続柄, which e-AMANO requires: to rehearse what the manual's ★ list is for."""


def practice_family(code: str, generated: list[tuple[Value, ...]]) -> list[tuple[Value, ...]]:
    """The family of one of the practice company, rows as `family_of` gives them."""
    if code in _FAMILIES:
        return [tuple((member | {"employee_code": code, "family_seq": seq}).values())
                for seq, member in enumerate(_FAMILIES[code], start=1)]
    if code == _UNMARKED:
        place = COLUMNS.index("relationship_code")
        *others, last = generated
        return [*others, (*last[:place], None, *last[place + 1:])]
    return generated
