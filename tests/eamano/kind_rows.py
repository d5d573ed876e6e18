"""Right rows of every kind that NX registers again and again, as NX sends them: whose and made up by number."""

from collections.abc import Callable

from nxdesk.records.fields import Value
from nxdesk.records.kinds import kind as kind_of

Row = list[Value]
_OFFICE: dict[str, Value] = {"office_pref": "東京都", "office_area": "01", "office_symbol": "アイウ"}
_WHO: dict[str, Value] = {"insured_no": "12", "name_kana": "イトウ　イチロウ", "name_kanji": "伊藤　一郎",
                          "birth_date": "1980-04-12"}
_OLD: dict[str, Value] = {"old_std_health": 300_000, "old_std_pension": 300_000, "old_since": "2018-09"}


def row(kind_id: str, owner: str, **values: Value) -> Row:
    """A row in the order of the wire: what is not given is blank, what follows from the rest is filled in."""
    kind = kind_of(kind_id)
    assert values.keys() <= kind.by_id.keys()
    record: dict[str, Value] = {kind.key[0]: owner, **values}
    if kind.fill is not None:
        record |= kind.fill(record)
    return [record.get(item) for item in kind.linked_ids]


def at(kind_id: str, item: str) -> int:
    """The place of an item in such a row."""
    return kind_of(kind_id).linked_ids.index(item)


def _pay(ends: tuple[str, ...], amount: int) -> dict[str, Value]:
    return {f"{item}_{end}": value for end in ends
            for item, value in (("days", 31 if end == "m1" else 30), ("currency", amount), ("in_kind", 0))}


def shoyo(owner: str, *, paid_on: str = "2019-12-10", amount: int = 400_000, **changes: Value) -> Row:
    """賞与支払届."""
    return row("shoyo", owner, **_OFFICE, **_WHO, paid_on=paid_on, amount_currency=amount, amount_in_kind=0, **changes)


def santei(owner: str, *, applied_ym: str = "2019-09", amount: int = 310_000, **changes: Value) -> Row:
    """報酬月額算定基礎届."""
    return row("santei", owner, **_OFFICE, **_WHO, **_OLD, **_pay(("4", "5", "6"), amount), applied_ym=applied_ym,
               **changes)


def geppen(owner: str, *, revised_ym: str = "2019-09", amount: int = 400_000, **changes: Value) -> Row:
    """報酬月額変更届."""
    return row("geppen", owner, **_OFFICE, **_WHO, **_OLD, **_pay(("m3", "m2", "m1"), amount), revised_ym=revised_ym,
               raise_month=6, raise_kind="1", **changes)


def hr_code(owner: str, *, code: str = "0001", name: str = "練習生命", **changes: Value) -> Row:
    """人事コード."""
    return row("hr_code", owner, code=code, name=name, active=1, **changes)


def yea(owner: str, *, year: int = 2019, **changes: Value) -> Row:
    """年末調整: the head of a document."""
    head: dict[str, Value] = {
        "target_kind": "1", "last_name": "伊藤", "first_name": "一郎", "last_name_kana": "イトウ",
        "first_name_kana": "イチロウ", "zip": "123-4567", "prefecture": "東京都", "address_city": "千代田区",
        "payer_type": "kou"}
    return row("yea", owner, year=year, row_kind="header", line=1, **head | changes)


def premium(owner: str, *, line: int = 1, year: int = 2019, amount: int = 80_000, **changes: Value) -> Row:
    """年末調整: a premium."""
    own: dict[str, Value] = {"type": "life_care_pension", "category": "life", "new_or_old": "new",
                             "company_name": "練習生命"}
    return row("yea", owner, year=year, row_kind="insurance", line=line, amount=amount, **own | changes)


def leaving(owner: str, *, separated_on: str = "2019-10-20", **changes: Value) -> Row:
    """離職証明書: the head of a document."""
    head: dict[str, Value] = {
        "ei_insured_no": "1234-567890-1", "ei_office_no": "1301-123456-7", "name": "伊藤　一郎", "name_kana": "イトウ　イチロウ",
        "office_name": "練習商事株式会社", "office_address": "東京都千代田区1-1", "office_phone": "03-1234-5678",
        "address": "東京都千代田区2-2", "phone": "03-8765-4321", "ei_acquired_on": "2019-08-21", "weekly_hours": "40:00",
        "certificate_requested": "1", "reason_code": "5", "reason_text": "転職のため"}
    return row("rishoku", owner, separated_on=separated_on, row_kind="header", line=1, **head | changes)


def insured(owner: str, *, line: int = 1, separated_on: str = "2019-10-20", **changes: Value) -> Row:
    """離職証明書: a period of ⑧ with its days."""
    periods = {1: ("2019-09-21", "2019-10-20"), 2: ("2019-08-21", "2019-09-20")}
    first, last = periods[line]
    own: dict[str, Value] = {"period_from": first, "period_to": last, "period_base_days": 22}
    return row("rishoku", owner, separated_on=separated_on, row_kind="insured", line=line, **own | changes)


Maker = Callable[..., Row]
SAMPLES: dict[str, Maker] = {"yea": yea, "rishoku": leaving, "hr_code": hr_code, "santei": santei, "geppen": geppen,
                             "shoyo": shoyo}
"""A row that stands by itself, of every kind."""
WRONG: dict[str, tuple[str, Value, str]] = {
    "yea": ("target_kind", None, "NXD_K_14"), "rishoku": ("reason_text", None, "NXD_VR_06"),
    "hr_code": ("name", None, "NXD_VC_03"), "santei": ("grand_total", 1, "NXD_VT_03"),
    "geppen": ("average", 1, "NXD_VG_06B"), "shoyo": ("total", 399_000, "NXD_VS_02")}
"""What e-AMANO refuses: item, value and code of the finding."""
