"""Changes of documents that go through states: as long as they are open, and looked at in the transaction that writes.

Of 年末調整 also which insurers there are: those of the 人事コード that NX has registered.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nxdesk.eamano.rules.editing import Draft, Edit, Editor, Outcome, Saved, Wrong, noun
from nxdesk.eamano.rules.registering import Service
from nxdesk.eamano.rules.states import FLOWS, closed, state_item
from nxdesk.eamano.store.editing import Records, Row
from nxdesk.records.documents import document_of, head_part, line_item
from nxdesk.records.fields import Kind, Value
from nxdesk.records.hr_code import HR_CODE
from nxdesk.records.messages import Issue
from nxdesk.records.year_end_checks import unknown_insurers
from nxdesk.records.year_end_codes import CLASS_OF_TYPE, CODE_CLASS

INSURER, COMPANY = "insurer_code", "company_name"


def change(service: Service, editor: Editor, kind: Kind, owner: str, head: int,
           do: Callable[[Edit, Row], Outcome], action: str) -> Outcome:
    """Do something to a document, or to a record that is one itself, unless its state forbids it."""
    with service.database.write() as connection:
        edit = Edit(service, editor, connection, owner, f"{noun(kind)}の{action}")
        found = edit.found(kind, head)
        if found is None:
            return None
        if issue := closed(kind, found):
            return Wrong([("", issue)])
        outcome = do(edit, found)
        if not isinstance(outcome, Wrong):
            edit.finish()
        return outcome


def save_row(service: Service, editor: Editor, kind: Kind, owner: str, head: int, member: int,
             draft: Draft) -> Outcome:
    """Change the head (`member` is `head`) or a row of a document."""
    def do(edit: Edit, found: Row) -> Outcome:
        row = edit.found(kind, member)
        if row is None or document_of(kind, row) != document_of(kind, found):
            return None
        named, issues = _with_insurer(service, editor, draft, row)
        return Wrong(issues) if issues else edit.save(kind, member, named)
    return change(service, editor, kind, owner, head, do, "変更")


def add_row(service: Service, editor: Editor, kind: Kind, owner: str, head: int, part: str, draft: Draft) -> Outcome:
    """A new row of a part, behind those that are there."""
    def do(edit: Edit, found: Row) -> Outcome:
        own = {**{item: found[item] for item in kind.document}, kind.part_item: part}
        line = line_item(kind)
        if line is not None:
            own[line.id] = _next_line(edit.rows(kind), kind, found, part, line.id)
        named, issues = _with_insurer(service, editor, draft, own)
        if issues:
            return Wrong(issues)
        return edit.add(kind, Draft(None, {**named.values, **own}))
    return change(service, editor, kind, owner, head, do, "追加")


def delete_row(service: Service, editor: Editor, kind: Kind, owner: str, head: int, member: int,
               version: int | None) -> Outcome:
    """Take a row away; with the head the whole document goes."""
    def do(edit: Edit, found: Row) -> Outcome:
        row = edit.found(kind, member)
        if row is None or document_of(kind, row) != document_of(kind, found):
            return None
        outcome = edit.delete(kind, member, version)
        if member == head and isinstance(outcome, Saved):
            for other in edit.rows(kind):
                if document_of(kind, other) == document_of(kind, found):
                    edit.delete(kind, other["id"], other["version"])
        return outcome
    return change(service, editor, kind, owner, head, do, "削除")


def begin(service: Service, editor: Editor, kind: Kind, owner: str, draft: Draft) -> Outcome:
    """A new document by its head."""
    own: dict[str, Value] = {kind.part_item: head_part(kind), state_item(kind): FLOWS[kind.id].first}
    line = line_item(kind)
    if line is not None:
        own[line.id] = 1
    with service.database.write() as connection:
        edit = Edit(service, editor, connection, owner, f"{noun(kind)}の追加")
        values = {**draft.values, **own}
        known = [row for row in edit.rows(kind) if document_of(kind, row) == document_of(kind, values)]
        if known:
            item = kind.by_id[kind.document[0]]
            return Wrong([(item.id, Issue("NXD_K_13", item.id, item.label))])
        outcome = edit.add(kind, Draft(None, values))
        edit.finish()
        return outcome


def _next_line(rows: Sequence[Row], kind: Kind, head: Row, part: str, line: str) -> int:
    return 1 + max((row[line] or 0 for row in rows if row[kind.part_item] == part
                    and document_of(kind, row) == document_of(kind, head)), default=0)


def insurers_of(service: Service, tenant_id: int) -> dict[tuple[str, str], str]:
    """The insurers that NX has registered and that are in use."""
    with service.database.read() as connection:
        records = Records(connection, tenant_id)
        return {(code_class, row["code"]): row["name"] or "" for code_class, _ in CODE_CLASS.entries
                for row in records.members(HR_CODE, code_class) if row["active"] != 0}


def _with_insurer(service: Service, editor: Editor, draft: Draft,
                  row: Mapping[str, Any]) -> tuple[Draft, list[tuple[str, Issue]]]:
    """The draft with the name of the chosen insurer, where none was written; and that it is a known one."""
    code = draft.values.get(INSURER)
    if code is None or code == row.get(INSURER):
        return draft, []
    known = insurers_of(service, editor.tenant_id)
    record = {**row, **draft.values}
    issues = [(issue.field, issue) for _, issue in unknown_insurers([record], known)]
    if draft.values.get(COMPANY) is not None:
        return draft, issues
    name = known.get((CLASS_OF_TYPE.get(str(record.get("type")), ""), str(code)))
    return Draft(draft.version, {**draft.values, COMPANY: name or None}), issues
