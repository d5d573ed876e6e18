"""What documents and `nxdesk kinds` say of kinds and their items, all of it read from the declarations."""

from typing import NamedTuple

from nxdesk.records.codes import CodeList
from nxdesk.records.documents import parts_of
from nxdesk.records.fields import Field, GroupRule, Holder, Kind, Rule, Severity, Treatment
from nxdesk.records.kinds import KINDS
from nxdesk.records.kinds import kind as kind_of
from nxdesk.records.messages import CATALOGUE

_HOLDERS = {Holder.BOTH: "両方", Holder.NX: "NX", Holder.EAMANO: "e-AMANO"}
_TREATMENTS = {
    Treatment.KEY: "照合に使う", Treatment.OVERWRITE: "上書き", Treatment.CLEAR: "消去", Treatment.KEEP: "維持",
    Treatment.DISABILITY: "障害者の規則", Treatment.PHOTO: "NXにあれば上書き、なければ維持", Treatment.MY_NUMBER: "個人番号の規則"}
_SHAPES = {"text": "文字", "kana": "カナ", "date": "日付", "month": "年月", "code": "コード", "digits": "数字", "yen": "金額",
           "picture": "画像", "my_number": "個人番号"}
META = (("version", "版", "変更のたびに1つ増える番号。別の操作との衝突を見つける"), ("created_at", "作成日時", "e-AMANOで作られた日時"),
        ("updated_at", "更新日時", "一覧のNX更新日・e-AMANO更新日"), ("updated_by", "更新者", "最後に変更した利用者"))
"""Id, label and purpose of what stands beside every record, of every kind."""


class ItemFacts(NamedTuple):
    """What is said of one item, in words; `checks` are codes, those that only warn with 注意 behind."""

    id: str
    label: str
    tab: str
    parts: tuple[str, ...]
    holder: str
    required: str
    values: str
    codes: str
    checks: tuple[str, ...]
    registered: str
    acquired: str
    source: str


def items_of(kind: Kind) -> list[ItemFacts]:
    """The facts of a kind's items in their order."""
    words = dict(parts_of(kind))
    return [ItemFacts(
        item.id, item.label, item.tab, tuple(words[part] for part in words if part in item.parts),
        _HOLDERS[item.holder], _required(item), _values(item), item.shape.codes.id if item.shape.codes else "",
        _checks(kind, item), _registered(kind, item), _acquired(kind, item), _source(item)) for item in kind.fields]


def _required(item: Field) -> str:
    needed = [word for word, asked in (("NX", item.needed_nx), ("e-AMANO", item.needed_link)) if asked]
    return "・".join(needed)


def _values(item: Field) -> str:
    shape = item.shape
    if shape.codes is not None:
        return "コード"
    hint = f"（{shape.hint}）" if shape.hint else ""
    return f"{_SHAPES[shape.kind]}{hint}"


def _checks(kind: Kind, item: Field) -> tuple[str, ...]:
    """Codes of the shape, of a blank, and of the rules that speak of the item, each once."""
    found = [item.shape.message]
    if (item.needed_nx or item.needed_link) and not item.parts:
        found.append(item.missing)
    rules: list[Rule | GroupRule] = [*kind.rules, *kind.group_rules]
    found += [rule.code if rule.severity is Severity.ERROR else f"{rule.code}（注意）" for rule in rules
              if rule.field == item.id]
    return tuple(dict.fromkeys(found))


def _registered(kind: Kind, item: Field) -> str:
    """What a registration over an existing record does to e-AMANO's value."""
    if not kind.register_number or not item.in_eamano:
        return "－"
    if item.treatment is Treatment.FIXED:
        word = f"「{item.fixed}」にする" if item.shape.codes is None else f"「{item.shape.codes.label(item.fixed)}」にする"
    elif item.holder is Holder.EAMANO and item.treatment is Treatment.OVERWRITE:
        word = "維持"
    else:
        word = _TREATMENTS[item.treatment]
    only = "（配偶者のみ）" if item.only is not None else ""
    return f"{word}{only} {item.rule}".rstrip()


def _acquired(kind: Kind, item: Field) -> str:
    """What an acquisition does to NX's value."""
    if not kind.acquire_number or not item.in_nx:
        return "－"
    if item.holder is Holder.NX or item.shape.apart:
        return "維持"
    if item.treatment is Treatment.KEY:
        return "照合に使う"
    return "上書き" if item.linked else "e-AMANOにあれば上書き"


def _source(item: Field) -> str:
    return item.source if not item.rule or item.rule in item.source else f"{item.source} {item.rule}"


def code_lists() -> list[CodeList]:
    """Every code list that an item uses, by id."""
    found = {item.shape.codes.id: item.shape.codes for kind in KINDS for item in kind.fields if item.shape.codes}
    return [found[name] for name in sorted(found)]


class KindFacts(NamedTuple):
    """What is said of a kind: its ways, what comes first, and by what records are told apart."""

    kind: Kind
    register: str
    acquire: str
    key: str
    document: str
    order: str


def kinds_told() -> list[KindFacts]:
    """The facts of all kinds in their order."""
    return [KindFacts(kind, _way(kind.register_number, kind.register_label),
                      _way(kind.acquire_number, kind.acquire_label), _key(kind),
                      "・".join(kind.by_id[name].label for name in kind.document), _order(kind))
            for kind in KINDS]


def _way(number: int | None, label: str) -> str:
    return f"{number}.{label}" if number else "－"


def _key(kind: Kind) -> str:
    """By what a record is the same on both sides, towards e-AMANO and back where the two differ."""
    if not kind.match:
        return kind.owner.label
    there = _names(kind, kind.match)
    back = _names(kind, kind.match_back) if kind.acquire_number and kind.match_back != kind.match else ""
    return f"{kind.owner.label} + {there}" + (f"（取得では {back}）" if back else "")


def _names(kind: Kind, match: tuple[tuple[str, ...], ...]) -> str:
    return " + ".join("・".join(kind.by_id[name].label for name in group) for group in match)


def _order(kind: Kind) -> str:
    """What comes first, in words."""
    found = []
    for way, before in (("登録", kind.register_after if kind.register_number else ()),
                        ("取得", kind.acquire_after if kind.acquire_number else ())):
        if before:
            found.append(f"{way}は{'、'.join(kind_of(one).label for one in before)}のあと")
    if kind.advised:
        found.append(f"登録は{'、'.join(kind_of(one).label for one in kind.advised)}のあとを勧める")
    return "。".join(found)


def sentence_of(code: str) -> str:
    """The sentence of a check, its holes in words."""
    return CATALOGUE[code].replace("{label}", "（項目名）").replace("{hint}", "（書き方）")
