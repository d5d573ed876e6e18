"""人事コード(生保・損保コード) (kind 7): NX's tables of insurers, which e-AMANO lets people choose from (records.md §7).

A kind without people: its records belong to a コード種別, LIFE or NONLIFE.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from nxdesk.records import shapes as s
from nxdesk.records import year_end_codes as y
from nxdesk.records.fields import Field, GroupRule, Holder, Kind, Severity, Treatment, Value
from nxdesk.records.matching import normalised
from nxdesk.records.messages import Issue

KEEP, KEY = Treatment.KEEP, Treatment.KEY
CODE = s.pattern("[0-9A-Za-z]{1,10}", 10, "NXD_VC_02", "例) 0001")
_TAB = "人事コード"
FIELDS = (
    Field("code_class", "コード種別", s.code(y.CODE_CLASS), _TAB, KEY, needed_nx=True, needed_link=True),
    Field("seq", "番号", s.running(), _TAB, KEEP, Holder.NX, needed_nx=True, source="K"),
    Field("code", "コード", CODE, _TAB, KEY, needed_nx=True, needed_link=True, source="K"),
    Field("name", "名称", s.name(40), _TAB, needed_nx=True, needed_link=True, missing="NXD_VC_03",
          source="K, FRE company_name"),
    Field("short_name", "略称", s.text(10), _TAB, source="K"),
    Field("kana", "カナ", s.kana(40), _TAB, source="K"),
    Field("sort_order", "表示順", s.running(), _TAB, source="K"),
    Field("active", "使用区分", s.code(y.ACTIVE), _TAB, needed_nx=True, needed_link=True, source="K"),
    Field("industry_code", "業界コード", s.pattern("[0-9A-Za-z]{1,10}", 10, "NXD_VC_02", "半角英数字10桁以内"), _TAB,
          source="LINC, 損保標準"),
)

Rows = Sequence[tuple[Value, ...]]


def _same_code(rows: Rows, parent: tuple[Value, ...] | None) -> Iterator[int]:
    """Every record after the first with the same code (V-C01)."""
    seen: set[str] = set()
    for place, (code,) in enumerate(rows):
        key = normalised(str(code))
        if code is not None and key in seen:
            yield place
        seen.add(key)


def _shorter(rows: Rows, parent: tuple[Value, ...] | None) -> list[int]:
    """Codes of digits that are shorter than others of their class: probably their zeros were lost on the way."""
    lengths = {place: len(str(code)) for place, (code,) in enumerate(rows) if str(code or "").isdecimal()}
    longest = max(lengths.values(), default=0)
    return [place for place, length in lengths.items() if length < longest]


HR_CODE = Kind(
    id="hr_code", number=7, label="人事コード(生保・損保コード)", register_number=5, acquire_number=None,
    key=("code_class", "seq"), fields=FIELDS, by_person=False, match=(("code",),), match_back=(("code",),), upsert=True,
    document=("code",), named_by=("code", "name"),
    group_rules=(GroupRule("NXD_VC_01", "code", ("code",), _same_code, source="V-C01"),
                 GroupRule("NXD_VC_02B", "code", ("code",), _shorter, severity=Severity.WARNING, source="V-C02")),
    source="K, FRE")


def codes_in_use(rows: Iterable[Mapping[str, Value]]) -> set[tuple[str, str]]:
    """コード種別 and コード of every insurer that rows of 年末調整 name."""
    return {(kind, str(row["insurer_code"])) for row in rows
            if row.get("insurer_code") is not None and (kind := y.CLASS_OF_TYPE.get(str(row.get("type"))))}


def renamed_in_use(before: Mapping[str, Value], after: Mapping[str, Value], used: set[tuple[str, str]]) -> Issue | None:
    """A code that past 年末調整 use gets another name (V-C04): their rows would then show the new one."""
    mine = (str(before["code_class"]), str(before["code"]))
    if mine not in used or before["name"] == after["name"]:
        return None
    item = HR_CODE.by_id["name"]
    return Issue("NXD_VC_04", item.id, item.label, Severity.WARNING)
