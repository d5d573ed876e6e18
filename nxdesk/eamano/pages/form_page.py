"""A page with a form about one record: filled from the record, or with what was typed and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.responses import Response

from nxdesk.eamano.pages import forms
from nxdesk.eamano.pages.forms import Tabs
from nxdesk.eamano.pages.screens import Pages, Visit
from nxdesk.eamano.rules.editing import Draft, Editor, Outdated, Wrong
from nxdesk.eamano.store.audit import Actor
from nxdesk.records.fields import Kind

CONFLICT, UNFIT = 409, 422
SAVE = "登録"
OUTDATED = ("表示したあとに、ほかの操作でこのデータが変更されました。上書きしていません。"
            "「現在の値」を確認し、最新の内容を開いて入力し直してください。")
WRONG = "入力に誤りがあります。登録していません。"
AGAIN = "個人番号と画像は、もう一度入力・選択してください。"
Crumbs = Sequence[tuple[str, str]]
"""The way to a page: addresses and words."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a form: the menu's entry, the way to it, whose it is, where it goes, and where back leads."""

    here: str
    crumbs: Crumbs
    title: str
    of: str
    action: str
    back: str
    notes: Sequence[str] = ()
    save_label: str = SAVE
    log: Sequence[Any] = ()


def form_page(pages: Pages, visit: Visit, frame: Frame, tabs: Tabs, seen: int | None, *, message: str = "",
              status: int = 200) -> Response:
    """The page; `seen` is the version that the form was filled from."""
    wrong = forms.wrong(tabs)
    return pages.page(
        "record_form.html", status, visit=visit, here=frame.here, crumbs=[*frame.crumbs, ("", frame.title)],
        title=frame.title, of=frame.of, action=frame.action, back=frame.back, notes=frame.notes,
        save_label=frame.save_label, log=frame.log, tabs=tabs, seen=seen, message=message,
        outdated=message == OUTDATED, wrong=wrong)


def refused_page(pages: Pages, visit: Visit, frame: Frame, tabs: Tabs, draft: Draft, outcome: Wrong | Outdated,
                 kind: Kind, record: Mapping[str, Any]) -> Response:
    """The form as it was typed, with what is wrong or has changed meanwhile."""
    if isinstance(outcome, Wrong) and (whole := [issue for item, issue in outcome.issues if not item]):
        # Not what was typed is wrong, but that anything was.
        return form_page(pages, visit, frame, tabs, draft.version, message=whole[0].sentence, status=CONFLICT)
    if isinstance(outcome, Wrong):
        again = AGAIN if draft.number or draft.pictures else ""
        # What stands beside none of the form's items is said above it.
        shown = {entry.name for _, some in tabs for entry in some}
        more = " ".join(issue.sentence for item, issue in outcome.issues if item not in shown)
        return form_page(pages, visit, frame, forms.with_errors(tabs, outcome.issues), draft.version,
                         message=f"{WRONG}{again}{more}", status=UNFIT)
    tabs = forms.with_present(tabs, kind, record, draft.values)
    return form_page(pages, visit, frame, tabs, draft.version, message=OUTDATED, status=CONFLICT)


def editor_of(visit: Visit, request: Request) -> Editor:
    """The one who is logged in, as the audit log names them."""
    address = request.client.host if request.client else ""
    return Editor(visit.tenant.id, Actor(visit.account.name, address, request.state.request_id))
