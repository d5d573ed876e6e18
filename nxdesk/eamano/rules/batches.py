"""Reads and judges a batch: its build first (columns at a time, so that right ones cost little), then its records."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from nxdesk.eamano.rules.bodies import invalid, members
from nxdesk.records.checks import blocks, link_checker, my_number_issue
from nxdesk.records.digests import canonical_rows
from nxdesk.records.fields import Kind, Value
from nxdesk.records.messages import Issue
from nxdesk.wire.protocol import BATCH_LIMIT
from nxdesk.wire.shapes import RecordError

_NEEDED = frozenset({"fields", "rows", "versions"})
_NUMBERS = frozenset({"my_numbers"})
_VERSION_MOST = 2**53


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """A batch that is built as it should be; `rows` in `kind.linked` order, items not named are None.

    `named` tells which items were named, in the order of the wire; `canonical` is what digests are made of; `numbers`
    holds code → My Number or None.
    """

    kind: Kind
    named: tuple[str, ...]
    rows: list[tuple[Value, ...]]
    canonical: list[str]
    versions: list[int | None]
    numbers: dict[str, str | None]

    @property
    def codes(self) -> list[str]:
        """The people, in order."""
        place = self.kind.linked_ids.index(self.kind.key[0])
        return [str(row[place]) for row in self.rows]


def read_batch(kind: Kind, found: object, *, with_my_number: bool, pointer: str = "") -> ReadBatch:
    """The batch in `found`; raises Refused for one that is not built as the protocol says."""
    batch = members(found, pointer, _NEEDED | (_NUMBERS if with_my_number else frozenset()))
    named = _fields(kind, batch["fields"], pointer)
    columns = _columns(kind, named, batch["rows"], pointer)
    rows = list(map(tuple, cast("list[list[Value]]", batch["rows"])))
    versions = batch["versions"]
    if not isinstance(versions, list) or len(versions) != len(rows):
        raise invalid(f"{pointer}/versions", "行と同じ数の配列です。")
    for place, version in enumerate(versions):
        if version is not None and (type(version) is not int or not 1 <= version <= _VERSION_MOST):
            raise invalid(f"{pointer}/versions/{place}", "1以上の整数かnullです。")
    if named != kind.linked_ids:
        blank = (None,) * len(rows)
        columns = [columns[named.index(name)] if name in named else blank for name in kind.linked_ids]
        rows = list(zip(*columns, strict=True))
    read = ReadBatch(kind, named, rows, canonical_rows(columns), versions, {})
    if with_my_number:
        read.numbers.update(_numbers(batch["my_numbers"], set(read.codes), pointer))
    return read


def _fields(kind: Kind, found: object, pointer: str) -> tuple[str, ...]:
    if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
        raise invalid(f"{pointer}/fields", "項目名の配列です。")
    if len(set(found)) != len(found) or not set(kind.key) <= set(found) <= set(kind.linked_ids):
        raise invalid(f"{pointer}/fields", "項目名が重複しているか、知らない項目名か、個人コードがありません。")
    return tuple(found)


def _columns(kind: Kind, named: Sequence[str], found: object, pointer: str) -> list[tuple[Value, ...]]:
    """The rows by item; raises Refused where they are not built right."""
    if not isinstance(found, list) or not 1 <= len(found) <= BATCH_LIMIT:
        raise invalid(f"{pointer}/rows", f"1から{BATCH_LIMIT}行までの配列です。")
    for place, row in enumerate(found):
        if type(row) is not list or len(row) != len(named):
            raise invalid(f"{pointer}/rows/{place}", "項目名と同じ数の配列です。")
    columns = list(zip(*found, strict=True))
    for place, (name, column) in enumerate(zip(named, columns, strict=True)):
        whole = kind.by_id[name].shape.integer
        if not set(map(type, column)) <= (_INTEGERS if whole else _TEXTS) or "" in column:
            raise invalid(_first_misfit(column, _INTEGERS if whole else _TEXTS, place, pointer),
                          "整数かnullです。" if whole else "空でない文字列かnullです。")
    return columns


_TEXTS: set[type[object]] = {str, type(None)}
_INTEGERS: set[type[object]] = {int, type(None)}


def _first_misfit(column: Sequence[object], allowed: set[type[object]], place: int, pointer: str) -> str:
    row = next(n for n, value in enumerate(column) if type(value) not in allowed or value == "")
    return f"{pointer}/rows/{row}/{place}"


def _numbers(found: object, people: set[str], pointer: str) -> dict[str, str | None]:
    if not isinstance(found, list):
        raise invalid(f"{pointer}/my_numbers", "配列です。")
    numbers: dict[str, str | None] = {}
    for place, pair in enumerate(found):
        match pair:
            case [str(code), str() | None as number] if code in people and code not in numbers:
                numbers[code] = number
            case _:
                raise invalid(f"{pointer}/my_numbers/{place}", "この束の個人コードと個人番号の組です。")
    return numbers


def findings(batch: ReadBatch, today: str, pointer: str = "") -> dict[int, list[RecordError]]:
    """Row number → everything that keeps the record from being registered. Warnings do not."""
    checker, codes = link_checker(batch.kind), batch.codes
    wrong: dict[int, list[RecordError]] = {}
    for place in checker.suspects(batch.rows, batch.canonical, today, warnings=False):
        wrong[place] = [_error(batch, place, codes[place], issue, pointer)
                        for issue in checker.row_issues(batch.rows[place], today) if blocks([issue])]
    if len(set(codes)) < len(codes):
        key = batch.kind.by_id[batch.kind.key[0]]
        for place, code in enumerate(codes):
            if code in codes[:place]:
                wrong.setdefault(place, []).append(
                    _error(batch, place, code, Issue("NXD_K_13", key.id, key.label), pointer))
    place_of = {code: place for place, code in enumerate(codes)}
    for place, (code, number) in enumerate(batch.numbers.items()):
        if number is not None and (issue := my_number_issue(batch.kind, number)):
            wrong.setdefault(place_of[code], []).append(RecordError(
                pointer=f"{pointer}/my_numbers/{place}/1", person=code, code=issue.code, detail=issue.words))
    return dict(sorted(wrong.items()))


def _error(batch: ReadBatch, place: int, code: str, issue: Issue, pointer: str) -> RecordError:
    column = f"/{batch.named.index(issue.field)}" if issue.field in batch.named else ""
    return RecordError(pointer=f"{pointer}/rows/{place}{column}", person=shown_code(code), code=issue.code,
                       detail=issue.words)


def shown_code(code: str) -> str:
    """A code that may be echoed: one that is no code is not (it could be anything)."""
    return code if len(code) == 10 and code.isascii() and code.isdigit() else ""
