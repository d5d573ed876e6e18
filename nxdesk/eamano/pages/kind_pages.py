"""The kinds of data that have pages beside 従業員 and 家族: what their lists show, what their forms hold, where they are."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path
from starlette.exceptions import HTTPException

from nxdesk.eamano.pages.record_view import text_of
from nxdesk.eamano.rules.states import ARRIVAL, FLOWS, state_item, state_of
from nxdesk.records.documents import line_item, parts_of, stands_in
from nxdesk.records.fields import Field, Kind
from nxdesk.records.kinds import KINDS

RecordId = Annotated[int, Path(ge=1, le=2**53)]
KindId = Annotated[str, Path(pattern=r"^[a-z_0-9]{1,40}$")]
FILINGS = tuple(kind for kind in KINDS if kind.many and kind.upsert)
MADE = tuple(kind for kind in FILINGS if kind.id in FLOWS and not kind.register_number)
"""Filings that are made here and that NX acquires."""
DECLARED = tuple(kind for kind in FILINGS if kind.id in FLOWS and kind.register_number)
"""What NX fills in before and acquires afterwards: 年末調整."""
RECEIVED = tuple(kind for kind in FILINGS if kind.id not in FLOWS)
"""What NX has registered, to be read here."""
_COLUMNS = {
    "shaho_acq": ("acquired_on", "pay_total", "status", "arrival_no"),
    "shaho_loss": ("lost_on", "loss_cause", "left_on", "status", "arrival_no"),
    "rishoku": ("separated_on", "reason_code", "certificate_requested", "weekly_hours"),
    "hr_code": ("code_class", "code", "name", "short_name", "kana", "active"),
    "santei": ("applied_ym", "total_4", "total_5", "total_6", "average"),
    "geppen": ("revised_ym", "grand_total", "average", "raise_kind"),
    "shoyo": ("paid_on", "amount_currency", "amount_in_kind", "total")}
_OTHERS = 4
"""So many columns has the list of a kind that nobody has chosen columns for."""


def kind_among(kinds: tuple[Kind, ...], kind_id: str) -> Kind:
    """One of these kinds; raises HTTPException where it is none of them."""
    found = next((kind for kind in kinds if kind.id == kind_id), None)
    if found is None:
        raise HTTPException(404)
    return found


def list_path(kind: Kind) -> str:
    """The address of the kind's list."""
    return f"/hr/{'declarations' if kind in DECLARED else 'filings'}/{kind.id}"


def columns_of(kind: Kind) -> list[Field]:
    """What a list of the kind shows, apart from whose it is."""
    known = [kind.by_id[item] for item in _COLUMNS.get(kind.id, ()) if item in kind.by_id]
    return known or [item for item in kind.eamano_columns if item.id != kind.key[0] and not item.sensitive][:_OTHERS]


def cell(kind: Kind, item: Field, row: Mapping[str, Any]) -> str:
    """A value in a list; a state that a record does not tell is the first one."""
    if kind.id in FLOWS and item.id == state_item(kind):
        return dict(FLOWS[kind.id].codes)[state_of(kind, row)]
    return text_of(item, row[item.id])


def form_items(kind: Kind, record: Mapping[str, Any]) -> list[str]:
    """The items of a form: those of the record's part that people write, neither names of documents nor states."""
    fixed = {kind.key[0], kind.part_item, ARRIVAL, state_item(kind) if kind.id in FLOWS else ""}
    line = line_item(kind)
    if parts_of(kind):
        fixed |= {*kind.document, line.id if line is not None else ""}
    return [item.id for item in kind.eamano_columns if item.id not in fixed and stands_in(kind, item, record)]
