"""What the lists of records in 人事マスター保守 show of a kind: columns chosen here, or what the declaration gives."""

from collections.abc import Callable
from typing import NamedTuple

from nxdesk.desk.record_editing import Record
from nxdesk.records.clock import shown
from nxdesk.records.documents import line_item, stands_in
from nxdesk.records.fields import Field, Kind, Value
from nxdesk.records.showing import shown_value
from nxdesk.windows.grid.columns import GridColumn
from nxdesk.windows.texts import text

Cell = Callable[[Record], str]
_BEHIND = "\x1f"
"""Between the text by which a cell is sorted and the one that is shown."""
_SHIFT = 10 ** 12
_MOST = 7
_SUMMARISED = 5
_DIGITS = 4


class RecordColumn(NamedTuple):
    """A column of a list, and what stands in it for a record."""

    column: GridColumn
    cell: Cell


def shown_cell(stored: str) -> str:
    """What is shown of a cell: what stands behind the text by which it is sorted."""
    return stored.rpartition(_BEHIND)[2]


def sortable(item: Field, value: Value) -> str:
    """A value as a cell: amounts and numbers are sorted by size, days and months by time, the rest as it reads."""
    words = shown_value(item, value)
    if isinstance(value, int) and item.shape.codes is None:
        return f"{value + _SHIFT:013d}{_BEHIND}{words}"
    return f"{value or ''}{_BEHIND}{words}" if item.shape.kind in ("date", "month") else words


def columns_of(kind: Kind, *, numbers_shown: bool) -> tuple[RecordColumn, ...]:
    """The columns of a kind's list; the first is the running number."""
    number = kind.by_id[kind.key[1]]
    first = RecordColumn(GridColumn("seq", number.label, 9, _number), lambda record: str(record.seq).zfill(_DIGITS))
    own = _FAMILY if kind.id == "family" else tuple(_item(item, title) for item, title in _chosen(kind))
    if kind.part_item:
        own += (RecordColumn(GridColumn("summary", text("records.column_summary"), 60), _summary),)
    if "my_number" in kind.by_id:
        own += (RecordColumn(GridColumn("number", text("records.column_number"), 9),
                             lambda record: _number_state(record, numbers_shown)),)
    if kind.id != "family":
        own += (RecordColumn(GridColumn("updated", text("records.column_updated"), 20, shown_cell),
                             lambda record: f"{record.updated_at}{_BEHIND}{shown(record.updated_at)}"),)
    return (first, *own)


def _number(digits: str) -> str:
    """Numbers are kept with leading zeros, so that they can be sorted."""
    return digits.lstrip("0")


def _number_state(record: Record, numbers_shown: bool) -> str:
    if not numbers_shown:
        return text("records.my_number_unknown")
    return text("personnel.my_number_stored" if record.has_my_number else "personnel.my_number_none")


def _name(record: Record) -> str:
    return " ".join(str(part) for part in (record.values["last_name"], record.values["first_name"]) if part)


def _kana(record: Record) -> str:
    return " ".join(str(part) for part in (record.values["last_name_kana"], record.values["first_name_kana"]) if part)


def _of(item: str) -> Cell:
    """The cell of an item as it reads, found in the record's own kind."""
    return lambda record: sortable(record.kind.by_id[item], record.values.get(item))


_FAMILY = (
    RecordColumn(GridColumn("name", text("records.column_name"), 13), _name),
    RecordColumn(GridColumn("kana", text("records.column_kana"), 16), _kana),
    RecordColumn(GridColumn("relationship", "続柄", 16), _of("relationship_code")),
    RecordColumn(GridColumn("birth_date", "生年月日", 12, shown_cell), _of("birth_date")),
    RecordColumn(GridColumn("living", "同居・別居", 11), _of("living_together")),
    RecordColumn(GridColumn("dependent", "健康保険被扶養者", 17), _of("hi_dependent")),
)

_PAID = ("old_std_health", "old_std_pension", "grand_total", "average", "raise_kind")
_CHOSEN: dict[str, tuple[str, ...]] = {
    "santei": ("applied_ym", *_PAID),
    "geppen": ("revised_ym", *_PAID),
    "shoyo": ("paid_on", "amount_currency", "amount_in_kind", "total", "over70"),
    "shaho_acq": ("acquired_on", "status", "acquisition_kind", "insured_no", "pay_total", "has_dependents"),
    "shaho_loss": ("lost_on", "status", "loss_cause", "left_on", "insured_no"),
    "hr_code": ("code", "name", "short_name", "kana", "sort_order", "active", "industry_code"),
}
"""The items that stand in the list, where others are wanted than those that follow from the declaration."""
_TITLES = {"old_std_health": "従前（健保）", "old_std_pension": "従前（厚年）"}
"""Shorter than the labels, which stand in the editor."""
_SAID: dict[tuple[str, str], str] = {
    ("rishoku", "header"): "{name}　離職理由 {reason_code}",
    ("rishoku", "insured"): "{period_from}～{period_to}　基礎日数 {period_base_days}",
    ("rishoku", "wage"): "{wage_from}～{wage_to}　基礎日数 {wage_base_days}　A {amount_a}　B {amount_b}　計 {total}　{note}",
    ("yea", "header"): "{last_name} {first_name}　年調対象 {target_kind}　税区分 {payer_type}　給与収入見込額 {expected_salary_total}",
    ("yea", "dependent"): "{dependent_last_name} {dependent_first_name}（{relationship}）　{dependent_birth_date}　"
                          "{social_insurance_and_tax_dependent}　所得 {income}",
    ("yea", "insurance"): "{category}　{company_name}　{new_or_old}　{amount}",
    ("yea", "prior_job"): "{prior_company_name}　{prior_retire_date}　給与収入 {prior_income}",
    ("yea", "housing_loan"): "{residence_start_date}　{loan_category}　年末残高 {remaining_balance_at_yearend}",
}
"""What a row of a document says in its list; rows of other parts are summed up item by item."""
_BLANK = "－"


def _chosen(kind: Kind) -> list[tuple[Field, str]]:
    """What names a record first; then, of kinds without parts, what has to be given, as far as there is room."""
    naming = [name for group in kind.match for name in group]
    wanted = [*_CHOSEN.get(kind.id, ()), *naming]
    if not kind.part_item and kind.id not in _CHOSEN:
        wanted += [*kind.named_by, *(item.id for item in kind.nx_columns if item.needed_nx or item.needed_link)]
    if kind.part_item:
        line = line_item(kind)
        wanted = [*kind.document, kind.part_item, *([line.id] if line else [])]
    items = {item.id: item for item in kind.nx_columns}
    named = [items[name] for name in dict.fromkeys(wanted) if name in items and name not in kind.key]
    return [(item, _TITLES.get(item.id, item.label)) for item in named if not item.sensitive][:_MOST]


def _item(item: Field, title: str) -> RecordColumn:
    wide = max(2 * len(title) + 2, min(2 * len(_longest(item)), 24), 8)
    return RecordColumn(GridColumn(item.id, title, wide, shown_cell),
                        lambda record: sortable(item, record.values.get(item.id)))


def _longest(item: Field) -> str:
    """About as long as what is shown of the item."""
    codes = item.shape.codes
    if codes is not None:
        return max((label for _, label in codes.entries), key=len, default="")
    return "0" * (item.shape.max_length * 2 // 3)


def _summary(record: Record) -> str:
    """What a row of a document says, as far as there is room."""
    kind = record.kind
    words = {item.id: shown_value(item, record.values.get(item.id)) or _BLANK for item in kind.nx_columns}
    said = _SAID.get((kind.id, record.part))
    if said is not None:
        return said.format_map(words).removesuffix(f"　{_BLANK}")
    line = line_item(kind)
    left_out = {*kind.key, *kind.document, kind.part_item, *([line.id] if line else [])}
    items = [item for item in kind.nx_columns if item.id not in left_out and not item.sensitive
             and stands_in(kind, item, record.values) and record.values.get(item.id) not in (None, 0)]
    return "　".join(f"{item.label} {words[item.id]}" for item in items[:_SUMMARISED])
