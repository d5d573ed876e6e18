"""Documents among the records of a kind (年末調整 of a year, 離職証明書 of a day): what names them, and their parts in order."""

from collections.abc import Iterable, Mapping

from nxdesk.records.fields import Field, Kind, Value
from nxdesk.records.messages import Issue
from nxdesk.records.naming import RELATION, relation_name
from nxdesk.records.showing import shown_value


def document_of(kind: Kind, record: Mapping[str, Value]) -> tuple[Value, ...]:
    """What names the record's document among those of its owner; nothing for kinds whose records are one document."""
    return tuple(record.get(name) for name in kind.document)


def settled_documents(kind: Kind, records: Iterable[Mapping[str, Value]]) -> dict[tuple[Value, ...], str]:
    """Those of e-AMANO's documents that no registration changes (`Kind.settled`), with the word for their state."""
    about = kind.settled
    if about is None:
        return {}
    item = kind.by_id[about.field]
    return {document_of(kind, record): shown_value(item, record[item.id])
            for record in records if record.get(item.id) in about.values}


def settled_issue(kind: Kind, document: tuple[Value, ...], state: str) -> Issue:
    """Why a document is not registered: whole as it is, so that its records say it once."""
    names = " ".join(shown_value(kind.by_id[name], value) for name, value in zip(kind.document, document, strict=True))
    return Issue("NXD_K_17", kind.owner.id, kind.label, args={"document": names, "state": state})


def parts_of(kind: Kind) -> tuple[tuple[str, str], ...]:
    """The parts of a document in order, the head first, with their words; nothing for kinds without parts."""
    codes = kind.by_id[kind.part_item].shape.codes if kind.part_item else None
    return codes.entries if codes is not None else ()


def head_part(kind: Kind) -> str:
    """The part that a document begins with, of kinds with parts."""
    return parts_of(kind)[0][0]


def line_item(kind: Kind) -> Field | None:
    """The whole number that tells the rows of one part apart, where a kind has one."""
    naming = [name for group in kind.match for name in group if name not in kind.document and name != kind.part_item]
    found = [kind.by_id[name] for name in naming if kind.by_id[name].shape.integer]
    return found[0] if kind.part_item and len(found) == 1 else None


def stands_in(kind: Kind, item: Field, record: Mapping[str, Value]) -> bool:
    """The item has a place in the part of its document that the record is."""
    return not item.parts or not kind.part_item or record.get(kind.part_item) in item.parts


def record_name(kind: Kind, record: Mapping[str, Value], *, relation: bool = True) -> str:
    """How lists name a record: the items of `Kind.named_by`, the 続柄 in brackets behind or left out: `山田 花子（妻）`."""
    words = " ".join(filter(None, (shown_value(kind.by_id[name], record.get(name)) for name in kind.named_by
                                   if name != RELATION)))
    behind = relation_name(kind, record) if relation else ""
    return f"{words}（{behind}）" if behind else words
