"""条理チェック of kinds with several records a person: each record for itself, and a person's together (V-F01 to F08).

All records of a person are registered together, for what NX does not name is deleted: one error keeps the person back.
Of codes without people (人事コード) nothing is deleted, and an error keeps back the code alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from nxdesk.desk.run_checks import Checked, Person
from nxdesk.desk.run_people import Chosen, record_namer
from nxdesk.desk.run_state import ListRow
from nxdesk.records.checks import (
    DEPENDENT,
    blocks,
    link_checker,
    my_number_issue,
    told_checker,
    told_ids,
    unused_dependents,
)
from nxdesk.records.clock import shown
from nxdesk.records.fields import Kind, Value
from nxdesk.records.messages import Issue

Row = Sequence[Value]


def check_groups(chosen: Chosen, today: str, numbers: Mapping[tuple[str, int], str]) -> Checked:
    """Judge everybody; `numbers` holds the My Numbers that are to go along, by (code, member).

    In the answer `clean` are the records of people free of errors, `with_errors` counts people or codes.
    """
    columns = dict(zip(told_ids(chosen.kind), zip(*[record.told for record in chosen.records], strict=True),
                       strict=bool(chosen.records)))
    name = record_namer(chosen.kind)
    blocked: set[tuple[str, int]] = set()
    rows: list[ListRow] = []
    warnings: dict[str, set[str]] = {}
    for record, issue in _issues(chosen, list(columns.values()), today, numbers):
        if blocks((issue,)):
            blocked.add((record.code, 0 if chosen.kind.by_person else record.member))
            rows.append(_error_row(chosen, record, issue, " ".join(filter(None, name(record)))))
        else:
            warnings.setdefault(issue.sentence, set()).add(record.code)
    clean = chosen.records if not blocked else tuple(
        record for record in chosen.records
        if (record.code, 0 if chosen.kind.by_person else record.member) not in blocked)
    unit = "名" if chosen.kind.by_person else "件"
    notes = tuple(f"{sentence} {len(codes)}{unit}" for sentence, codes in warnings.items())
    if unused := unused_dependents(chosen.kind, columns.get(DEPENDENT, ())):
        notes += (unused.sentence,)
    return Checked(clean, tuple(rows), len(blocked), notes)


def _issues(chosen: Chosen, columns: Sequence[Sequence[Value]], today: str,
            numbers: Mapping[tuple[str, int], str]) -> Iterator[tuple[Person, Issue]]:
    """Every record at fault with its issues, in order; `columns` are what is told of the records."""
    records, together = chosen.records, told_checker(chosen.kind)
    own = _own_issues(chosen.kind, records, today)
    codes = [record.code for record in records]
    # Nearly always there is nothing to look for.
    whose = together.group_suspects(codes, columns, chosen.parents_told) if records else set()
    whose.update([codes[place] for place in own], [code for code, _ in numbers])
    looked_at = [place for place, code in enumerate(codes) if code in whose] if whose else []
    for code, places in groupby(looked_at, codes.__getitem__):
        first, *others = places
        theirs = records[first:first + 1 + len(others)]
        found = together.group_issues([record.told for record in theirs], chosen.parent(code))
        for place, record in enumerate(theirs):
            issues = own.get(first + place, []) + [issue for at, issue in found if at == place]
            number = numbers.get((code, record.member))
            if number and (wrong := my_number_issue(chosen.kind, number)):
                issues = [*issues, wrong]
            yield from ((record, issue) for issue in issues)


def _own_issues(kind: Kind, records: Sequence[Person], today: str) -> dict[int, list[Issue]]:
    """Place of a record → what is wrong with it alone; who bears the mark of right ones is not looked at."""
    checker = link_checker(kind)
    right = {mark for mark in {record.right for record in records} if checker.marked_right(mark, today)}
    sent = {place: record.row for place, record in enumerate(records) if record.right not in right}
    places, rows = list(sent), list(sent.values())
    return {places[at]: checker.row_issues(rows[at], today)
            for at in checker.suspects_of(rows, today, warnings=True)}


def _error_row(chosen: Chosen, record: Person, issue: Issue, name: str) -> ListRow:
    """The item's label in 項目名; in NXデータ the member, then the message with its code."""
    head = chosen.head(record)
    return ListRow(head.code, head.name, issue.label, f"{name}: {issue.sentence}" if name else issue.sentence,
                   shown(record.updated_at), is_error=True, field=issue.field, member=record.member, of=head.of)

