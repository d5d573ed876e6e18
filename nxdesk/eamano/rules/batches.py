"""Reads and judges a batch: its build first (columns at a time, so that right ones cost little), then its records."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from nxdesk.eamano.rules.bodies import invalid, is_owner, members, owners
from nxdesk.records.checks import blocks, link_checker, my_number_issue
from nxdesk.records.digests import canonical_rows
from nxdesk.records.fields import Kind, Match, Severity, Value
from nxdesk.records.matching import match_keys
from nxdesk.records.messages import Issue
from nxdesk.wire.protocol import BATCH_LIMIT
from nxdesk.wire.shapes import RecordError

_NEEDED = frozenset({"fields", "rows", "versions"})
_NUMBERS = frozenset({"my_numbers"})
_PEOPLE = frozenset({"people"})
_DELETIONS = frozenset({"deletions"})
_VERSION_MOST = 2**53
Deletion = tuple[str, int, int]
"""Whose, member and version of a record that goes."""


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """A batch that is built as it should be; `rows` in `kind.linked` order, items not named are None.

    `columns` are the same by item. `named` tells which items were named, in the order of the wire; `types` are those
    that occur in each column, where somebody has looked; `keys` are by what the rows are told apart within their
    owner's; `numbers` stand beside the rows, None where no My Numbers travel. `people` are those whom the batch states
    as a whole.
    """

    kind: Kind
    named: tuple[str, ...]
    rows: list[tuple[Value, ...]]
    columns: list[tuple[Value, ...]]
    types: list[set[type[object]]] | None
    versions: list[int | None]
    people: list[str]
    keys: list[str]
    numbers: list[str | None] | None = field(default=None, repr=False)
    deletions: list[Deletion] = field(default_factory=list)

    @property
    def codes(self) -> list[str]:
        """Whose the rows are, in order."""
        return codes_of(self.kind, self.rows)

    @property
    def canonical(self) -> list[str]:
        """What digests are made of."""
        return canonical_rows(self.columns, self.types)

    @property
    def many(self) -> int:
        """How many records there are."""
        return len(self.rows)

    @property
    def everything_named(self) -> bool:
        """No item is left as it is because it was not sent."""
        return len(self.named) == len(self.kind.linked)


def codes_of(kind: Kind, rows: Sequence[Sequence[Value]]) -> list[str]:
    """Whose the records are, in rows of `kind.linked` order."""
    place = kind.linked_ids.index(kind.key[0])
    return [str(row[place]) for row in rows]


def read_batch(kind: Kind, found: object, *, with_my_number: bool, pointer: str = "") -> ReadBatch:
    """The batch in `found`; raises Refused for one that is not built as the protocol says."""
    batch = members(found, pointer, _NEEDED | (_NUMBERS if with_my_number else frozenset())
                    | (_PEOPLE if kind.many else frozenset()), _DELETIONS if kind.many else frozenset())
    named = _fields(kind, batch["fields"], pointer)
    columns, types = _columns(kind, named, batch["rows"], pointer)
    rows = list(map(tuple, cast("list[list[Value]]", batch["rows"])))
    versions = _versions(batch["versions"], len(rows), pointer)
    if named != kind.linked_ids:
        blank = (None,) * len(rows)
        columns = [columns[named.index(name)] if name in named else blank for name in kind.linked_ids]
        rows = list(zip(*columns, strict=True))
        types = None
    numbers = _numbers(batch["my_numbers"], len(rows), pointer) if with_my_number else None
    codes = codes_of(kind, rows)
    people = _people(kind, batch["people"], codes, pointer) if kind.many else codes
    keys = _keys(kind.match, kind.linked_ids, rows) if kind.many else codes
    return ReadBatch(kind, named, rows, columns, types, versions, people, keys, numbers,
                     _deletions(kind, batch.get("deletions", []), set(people), pointer))


def restated(batch: ReadBatch, found: object) -> ReadBatch:
    """The batch of `found`, which has the same fields, rows and people as `batch`, no My Numbers, and versions and
    deletions of its own; raises Refused as `read_batch` does.
    """
    many, people = len(batch.rows), set(batch.people)
    told = members(found, "", _NEEDED | (_PEOPLE if batch.kind.many else frozenset()),
                   _DELETIONS if batch.kind.many else frozenset())
    return replace(batch, versions=_versions(told["versions"], many, ""),
                   deletions=_deletions(batch.kind, told.get("deletions", []), people, ""))


def _fields(kind: Kind, found: object, pointer: str) -> tuple[str, ...]:
    if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
        raise invalid(f"{pointer}/fields", "項目名の配列です。")
    needed = {kind.key[0], *(item for group in kind.match for item in group)}
    if len(set(found)) != len(found) or not needed <= set(found) <= set(kind.linked_ids):
        raise invalid(f"{pointer}/fields", "項目名が重複しているか、知らない項目名か、個人を見分ける項目がありません。")
    return tuple(found)


def _columns(kind: Kind, named: Sequence[str], found: object,
             pointer: str) -> tuple[list[tuple[Value, ...]], list[set[type[object]]] | None]:
    """The rows by item, and the types in each; raises Refused where they are not built right."""
    least = 0 if kind.many else 1
    if not isinstance(found, list) or not least <= len(found) <= BATCH_LIMIT:
        raise invalid(f"{pointer}/rows", f"{least}から{BATCH_LIMIT}行までの配列です。")
    for place, row in enumerate(found):
        if type(row) is not list or len(row) != len(named):
            raise invalid(f"{pointer}/rows/{place}", "項目名と同じ数の配列です。")
    columns: list[tuple[Value, ...]] = list(zip(*found, strict=True)) if found else [()] * len(named)
    types: list[set[type[object]]] = [set(map(type, column)) for column in columns]
    for place, (name, column) in enumerate(zip(named, columns, strict=True)):
        whole = kind.by_id[name].shape.integer
        if not whole and types[place] == _ONLY_TEXT and all(column):
            continue
        if not types[place] <= (_INTEGERS if whole else _TEXTS) or "" in column:
            raise invalid(_first_misfit(column, _INTEGERS if whole else _TEXTS, place, pointer),
                          "整数かnullです。" if whole else "空でない文字列かnullです。")
    return columns, types


_ONLY_TEXT: set[type[object]] = {str}
_TEXTS: set[type[object]] = {str, type(None)}
_INTEGERS: set[type[object]] = {int, type(None)}


def _first_misfit(column: Sequence[object], allowed: set[type[object]], place: int, pointer: str) -> str:
    row = next(n for n, value in enumerate(column) if type(value) not in allowed or value == "")
    return f"{pointer}/rows/{row}/{place}"


def _is_version(value: object) -> bool:
    return type(value) is int and 1 <= value <= _VERSION_MOST


def _versions(found: object, many: int, pointer: str) -> list[int | None]:
    if not isinstance(found, list) or len(found) != many:
        raise invalid(f"{pointer}/versions", "行と同じ数の配列です。")
    for place, version in enumerate(found):
        if version is not None and not _is_version(version):
            raise invalid(f"{pointer}/versions/{place}", "1以上の整数かnullです。")
    return found


def _numbers(found: object, many: int, pointer: str) -> list[str | None]:
    if not isinstance(found, list) or len(found) != many:
        raise invalid(f"{pointer}/my_numbers", "行と同じ数の配列です。")
    for place, number in enumerate(found):
        if number is not None and not isinstance(number, str):
            raise invalid(f"{pointer}/my_numbers/{place}", "文字列かnullです。")
    return found


def _people(kind: Kind, found: object, codes: Sequence[str], pointer: str) -> list[str]:
    """Everybody whom the batch states; raises Refused where somebody with a row is not among them."""
    label = kind.owner.label
    if not isinstance(found, list) or not 1 <= len(found) <= BATCH_LIMIT:
        raise invalid(f"{pointer}/people", f"1から{BATCH_LIMIT}件までの{label}の配列です。")
    owners(kind, found, f"{pointer}/people")
    listed = set(found)
    if len(listed) != len(found):
        raise invalid(f"{pointer}/people", f"同じ{label}が二度含まれています。")
    if not listed.issuperset(codes):
        place = next(place for place, code in enumerate(codes) if code not in listed)
        raise invalid(f"{pointer}/rows/{place}", f"この束のpeopleにない{label}です。")
    return found


def _deletions(kind: Kind, found: object, people: set[str], pointer: str) -> list[Deletion]:
    if not isinstance(found, list):
        raise invalid(f"{pointer}/deletions", "配列です。")
    listed: dict[tuple[str, int], Deletion] = {}
    for place, entry in enumerate(found):
        match entry:
            case [str(code), member, version] if (code in people and _is_version(member) and _is_version(version)
                                                  and (code, member) not in listed):
                listed[code, member] = (code, member, version)
            case _:
                raise invalid(f"{pointer}/deletions/{place}", f"この束のpeopleの{kind.owner.label}、データの番号、版の組です。")
    return list(listed.values())


def findings(batch: ReadBatch, today: str, pointer: str = "") -> dict[int, list[RecordError]]:
    """Row number → everything that keeps the record from being registered. Warnings do not."""
    checker, codes = link_checker(batch.kind), batch.codes
    wrong: dict[int, list[RecordError]] = {}
    for place in checker.suspects(batch.columns, today, warnings=False):
        wrong[place] = [_error(batch, place, codes[place], issue, pointer)
                        for issue in checker.row_issues(batch.rows[place], today) if blocks([issue])]
    if batch.kind.many:
        for place, issue in _among_one_persons(batch, codes):
            wrong.setdefault(place, []).append(_error(batch, place, codes[place], issue, pointer))
        # Rules of the kind may have said it in their own words.
        for place, issue in _alike(batch, codes):
            wrong.setdefault(place, [_error(batch, place, codes[place], issue, pointer)])
    elif len(set(codes)) < len(codes):
        key = batch.kind.by_id[batch.kind.key[0]]
        for place, code in enumerate(codes):
            if code in codes[:place]:
                wrong.setdefault(place, []).append(
                    _error(batch, place, code, Issue("NXD_K_13", key.id, key.label), pointer))
    for place, number in enumerate(batch.numbers or ()):
        if number is not None and (unfit := my_number_issue(batch.kind, number)):
            wrong.setdefault(place, []).append(RecordError(
                pointer=f"{pointer}/my_numbers/{place}", person=_shown(batch.kind, codes[place]), code=unfit.code,
                detail=unfit.words))
    return dict(sorted(wrong.items()))


def _among_one_persons(batch: ReadBatch, codes: Sequence[str]) -> Iterator[tuple[int, Issue]]:
    """What is wrong with the records of one person beside each other (V-F04, V-F05)."""
    places_of: dict[str, list[int]] = {}
    for place, code in enumerate(codes):
        places_of.setdefault(code, []).append(place)
    for rule in batch.kind.group_rules:
        if rule.severity is not Severity.ERROR:
            continue
        reads = [batch.kind.linked_ids.index(item) for item in rule.reads]
        item = batch.kind.by_id[rule.field]
        for places in places_of.values():
            if len(places) > 1 or batch.kind.part_item:  # A single row may be a document without its head.
                rows = [tuple(batch.rows[place][read] for read in reads) for place in places]
                for found in rule.broken(rows, None):
                    yield places[found], Issue(rule.code, item.id, item.label, rule.severity)


def _error(batch: ReadBatch, place: int, code: str, issue: Issue, pointer: str) -> RecordError:
    column = f"/{batch.named.index(issue.field)}" if issue.field in batch.named else ""
    return RecordError(pointer=f"{pointer}/rows/{place}{column}", person=_shown(batch.kind, code), code=issue.code,
                       detail=issue.words)


def _shown(kind: Kind, code: str) -> str:
    """A code that may be echoed: one that is no code is not (it could be anything)."""
    return code if is_owner(kind, code) else ""


def _alike(batch: ReadBatch, codes: Sequence[str]) -> Iterator[tuple[int, Issue]]:
    """Every record after the first that is told apart from it by nothing."""
    owners = list(zip(codes, batch.keys, strict=True))
    if len(set(owners)) == len(owners):
        return
    item = batch.kind.by_id[batch.kind.match[-1][-1]]
    seen: set[tuple[str, str]] = set()
    for place, one in enumerate(owners):
        if one in seen:
            yield place, Issue("NXD_K_16", item.id, item.label)
        seen.add(one)


def documents_of(kind: Kind, ids: Sequence[str], rows: Sequence[Sequence[Value]]) -> list[str]:
    """By what the documents are told apart that the rows, with values in the order of `ids`, belong to."""
    return _keys(tuple((item,) for item in kind.document), ids, rows)


def _keys(match: Match, ids: Sequence[str], rows: Sequence[Sequence[Value]]) -> list[str]:
    if not match:
        return [""] * len(rows)
    places = [ids.index(item) for group in match for item in group]
    return match_keys(match, [[row[place] for row in rows] for place in places])
