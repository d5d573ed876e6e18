"""条理チェック of kinds with several records a person: each record for itself, and a person's together (V-F01 to F08).

All records of a person are registered together, for what NX does not name is deleted: one error keeps the person back.
Of codes without people (人事コード) nothing is deleted, and an error keeps back the code alone.
"""

from collections.abc import Iterator, Mapping, Sequence

from nxdesk.desk.run_checks import Checked, Person
from nxdesk.desk.run_people import Chosen, RecordNames, record_names
from nxdesk.desk.run_state import ListRow
from nxdesk.records.checks import blocks, group_issues, link_checker, my_number_issue, unused_dependents
from nxdesk.records.clock import shown
from nxdesk.records.fields import Kind, Value
from nxdesk.records.messages import Issue

_FLAG = "hi_dependent"
Row = Sequence[Value]


def check_groups(chosen: Chosen, today: str, numbers: Mapping[tuple[str, int], str]) -> Checked:
    """Judge everybody; `numbers` holds the My Numbers that are to go along, by (code, member).

    In the answer `clean` are the records of people free of errors, `with_errors` counts people or codes.
    """
    sent: list[Row] = [record.row for record in chosen.records]
    names: RecordNames = {}
    blocked: set[tuple[str, int]] = set()
    rows: list[ListRow] = []
    warnings: dict[str, set[str]] = {}
    for record, issue in _issues(chosen, sent, today, numbers):
        if blocks((issue,)):
            names = names or record_names(chosen)
            blocked.add((record.code, 0 if chosen.kind.by_person else record.member))
            rows.append(_error_row(chosen, record, issue, " ".join(filter(None, names[record.code, record.member]))))
        else:
            warnings.setdefault(issue.sentence, set()).add(record.code)
    clean = chosen.records if not blocked else tuple(
        record for record in chosen.records
        if (record.code, 0 if chosen.kind.by_person else record.member) not in blocked)
    unit = "名" if chosen.kind.by_person else "件"
    notes = tuple(f"{sentence} {len(codes)}{unit}" for sentence, codes in warnings.items())
    if _FLAG in chosen.kind.linked_ids and (unused := unused_dependents(chosen.kind, sent)):
        notes += (unused.sentence,)
    return Checked(clean, tuple(rows), len(blocked), notes)


def _issues(chosen: Chosen, sent: Sequence[Row], today: str,
            numbers: Mapping[tuple[str, int], str]) -> Iterator[tuple[Person, Issue]]:
    """Every record at fault with its issues, in order; `sent` are the records' values."""
    own = _own_issues(chosen.kind, sent, today)
    start = 0
    for code, records in chosen.by_person():
        together = group_issues(chosen.kind, sent[start:start + len(records)], chosen.parent(code))
        # Nearly always there is nothing to look for.
        for place, record in enumerate(records if own or together or numbers else ()):
            found = own.get(start + place, []) + [issue for at, issue in together if at == place]
            number = numbers.get((code, record.member))
            if number and (wrong := my_number_issue(chosen.kind, number)):
                found = [*found, wrong]
            yield from ((record, issue) for issue in found)
        start += len(records)


def _own_issues(kind: Kind, sent: Sequence[Row], today: str) -> dict[int, list[Issue]]:
    """Place of a record → what is wrong with it alone."""
    checker = link_checker(kind)
    suspects = checker.suspects_of(sent, today, warnings=True)
    return {place: checker.row_issues(sent[place], today) for place in suspects}


def _error_row(chosen: Chosen, record: Person, issue: Issue, name: str) -> ListRow:
    """The item's label in 項目名; in NXデータ the member, then the message with its code."""
    head = chosen.head(record)
    return ListRow(head.code, head.name, issue.label, f"{name}: {issue.sentence}" if name else issue.sentence,
                   shown(record.updated_at), is_error=True, field=issue.field, member=record.member, of=head.of)

