"""Questions before a record goes or gets another state, the same for every kind; the rules write the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from nxdesk.eamano.pages.form_page import CONFLICT, OUTDATED, UNFIT, Crumbs, editor_of
from nxdesk.eamano.pages.forms import version_of
from nxdesk.eamano.pages.screens import Pages, Visit, go
from nxdesk.eamano.rules.declaring import delete_row
from nxdesk.eamano.rules.editing import Outdated, Wrong
from nxdesk.eamano.rules.states import FLOWS, move, state_of, step_to
from nxdesk.records.fields import Kind
from nxdesk.records.messages import Issue

_WRONG = "誤りがあるため、状態を変更できません。次の点を直してください。"
_NO_STEP = "ほかの操作で状態が変わったため、この操作はできません。最新の内容を確認してください。"


@dataclass(frozen=True, slots=True)
class Subject:
    """The record that is asked about, with its surroundings.

    `at` is its own address, `path` the page that shows it, `after` where one is when it is gone.
    """

    kind: Kind
    record: Mapping[str, Any]
    title: str
    here: str
    crumbs: Crumbs
    at: str
    path: str
    after: str
    also: str = ""


def ask_step(pages: Pages, visit: Visit, subject: Subject, after: str, message: str = "",
             issues: Sequence[tuple[str, Issue]] = (), status: int = 200) -> Response:
    """What the step does, and whether to take it."""
    kind, step = subject.kind, step_to(subject.kind, subject.record, after)
    if step is None:
        message, status = message or _NO_STEP, CONFLICT
    codes = dict(FLOWS[kind.id].codes)
    return pages.page(
        "record_step.html", status, visit=visit, here=subject.here, subject=subject, step=step, wanted=after,
        message=message, crumbs=[*subject.crumbs, ("", step.label if step else "状態の変更")],
        before=codes[state_of(kind, subject.record)],
        after=codes.get(after, ""), issues=[(where, issue.sentence) for where, issue in issues])


async def take_step(pages: Pages, visit: Visit, request: Request, subject: Subject, after: str) -> Response:
    """Take it, or say why not."""
    fields = await pages.form(request, visit.form_token)
    kind, record = subject.kind, subject.record

    def answer() -> Response:
        outcome = move(pages.service, editor_of(visit, request), kind, record[kind.key[0]], record["id"],
                       version=version_of(fields), after=after)
        if isinstance(outcome, Wrong):
            return ask_step(pages, visit, subject, after, _WRONG, outcome.issues, UNFIT)
        if outcome is None or isinstance(outcome, Outdated):
            return ask_step(pages, visit, subject, after, _NO_STEP if outcome is None else OUTDATED, (), CONFLICT)
        return go(f"{subject.path}?done=moved")
    return await pages.work(answer)


def ask_deletion(pages: Pages, visit: Visit, subject: Subject, message: str = "") -> Response:
    """Name what would go."""
    return pages.page("record_delete.html", CONFLICT if message else 200, visit=visit, here=subject.here,
                      subject=subject, crumbs=[*subject.crumbs, ("", "削除")], message=message)


async def take_away(pages: Pages, visit: Visit, request: Request, subject: Subject, *, head: int) -> Response:
    """Delete it, unless it is another one than was shown; `head` is the record whose state counts."""
    fields = await pages.form(request, visit.form_token)
    kind, record = subject.kind, subject.record

    def answer() -> Response:
        outcome = delete_row(pages.service, editor_of(visit, request), kind, record[kind.key[0]], head, record["id"],
                             version_of(fields))
        if isinstance(outcome, Outdated):
            return ask_deletion(pages, visit, subject, OUTDATED)
        if isinstance(outcome, Wrong):
            return ask_deletion(pages, visit, subject, " ".join(issue.sentence for _, issue in outcome.issues))
        if outcome is None:
            raise HTTPException(404)
        return go(subject.after)
    return await pages.work(answer)
