"""Forms made from the declarations: an entry per item, filled from the record or from what was typed."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from nxdesk.eamano.pages.record_view import label_of, text_of
from nxdesk.eamano.pages.uploads import Upload
from nxdesk.eamano.rules.editing import NUMBER, Draft
from nxdesk.eamano.store.attachments import SLOTS, items_of
from nxdesk.records.fields import Field, Kind, Value
from nxdesk.records.messages import Issue
from nxdesk.records.typed import canonical, canonical_number
from nxdesk.vault.secret import Secret

Widget = Literal["text", "choice", "picture", "number"]
SEEN, REMOVE = "seen_version", "remove."
"""Names in the forms: the version that was shown; ticked, a picture or a My Number goes."""
NUMBER_TAB = "個人番号"
_LATIN = frozenset({"date", "digits", "yen"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One item in a form. `now`: what somebody else has made of it meanwhile; `held`: a picture or number is there."""

    name: str
    label: str
    widget: Widget
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    needed: bool = False
    digits: bool = False
    held: bool = False
    error: str = ""
    now: str | None = None


Tabs = list[tuple[str, list[Entry]]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A part of the record that is edited on a page of its own."""

    id: str
    title: str
    has: Callable[[Field], bool]

    def fields(self, kind: Kind) -> list[Field]:
        """The items on it, in form order; the person's code is never changed."""
        return [item for item in kind.fields if item.in_eamano and item.id != kind.key[0] and self.has(item)]


SHEETS = {sheet.id: sheet for sheet in (
    Sheet("edit", "編集", lambda item: item.tab != NUMBER_TAB),
    Sheet("number", "個人番号・書類", lambda item: item.tab == NUMBER_TAB))}


def draft_of(sheet: Sheet, kind: Kind, sent: Upload) -> Draft:
    """What the form wants; items that it does not name are left alone."""
    pictures: dict[str, bytes | None] = {}
    values: dict[str, Value] = {}
    for item in sheet.fields(kind):
        if item.shape.kind == "picture":
            for name in items_of(item.id):
                if name in sent.files:
                    pictures[name] = sent.files[name]
                elif REMOVE + name in sent.texts:
                    pictures[name] = None
        elif not item.shape.apart and item.id in sent.texts:
            values[item.id] = canonical(item, sent.texts[item.id])
    number = canonical_number(sent.texts.get(NUMBER, ""))
    numbers = any(item.id == NUMBER for item in sheet.fields(kind))
    return Draft(version_of(sent.texts), values, pictures, Secret(number) if number and numbers else None,
                 drop_number=numbers and REMOVE + NUMBER in sent.texts)


def version_of(texts: Mapping[str, str]) -> int | None:
    """The version that the form was filled from; nothing that somebody made up can be one."""
    given = texts.get(SEEN, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 15 else None


def entries(sheet: Sheet, kind: Kind, record: Mapping[str, Any], held: Collection[str], *, numbered: bool) -> Tabs:
    """The form for a record as it stands."""
    def made(item: Field) -> Iterable[Entry]:
        if item.shape.kind == "picture":
            return [Entry(name, label, "picture", hint=item.shape.hint, held=name in held)
                    for name, label in _pictures(item)]
        if item.shape.kind == "my_number":
            return [Entry(item.id, label_of(item), "number", hint=item.shape.hint, held=numbered)]
        return [_entry(item, record.get(item.id))]
    return _tabbed(sheet, kind, made)


def _pictures(item: Field) -> list[tuple[str, str]]:
    slots = SLOTS.get(item.id)
    return [(f"{item.id}.{slot}", f"{name}の画像") for slot, name in slots] if slots else [(item.id, item.label)]


def _tabbed(sheet: Sheet, kind: Kind, made: Callable[[Field], Iterable[Entry]]) -> Tabs:
    tabs: dict[str, list[Entry]] = {}
    for item in sheet.fields(kind):
        tabs.setdefault(item.tab, []).extend(made(item))
    return list(tabs.items())


def _entry(item: Field, value: Value) -> Entry:
    label, shape = label_of(item), item.shape
    if shape.codes is not None:
        text = "" if value is None else str(value)
        choices = tuple(shape.codes.entries)
        if text and text not in dict(choices):
            choices += ((text, text),)
        return Entry(item.id, label, "choice", text, choices, needed=item.needed_link)
    text = "" if value is None else f"{value:,}" if shape.kind == "yen" else str(value)
    return Entry(item.id, label, "text", text.replace("-", "/") if shape.kind == "date" else text,
                 hint=_hint(item), needed=item.needed_link, digits=shape.kind in _LATIN)


def _hint(item: Field) -> str:
    if item.shape.kind == "date":
        return "例) 2020/04/06"
    return "" if item.shape.kind == "text" and not item.shape.ascii_only else item.shape.hint


def with_typed(tabs: Tabs, sent: Upload) -> Tabs:
    """The form with what was typed in it; My Numbers and pictures have to be given again."""
    def again(entry: Entry) -> Entry:
        if entry.widget in ("picture", "number") or entry.name not in sent.texts:
            return entry
        typed = sent.texts[entry.name]
        known = entry.widget != "choice" or typed in ("", *dict(entry.choices))
        return replace(entry, value=typed, choices=entry.choices if known else (*entry.choices, (typed, typed)))
    return [(tab, [again(entry) for entry in some]) for tab, some in tabs]


def with_errors(tabs: Tabs, issues: Sequence[tuple[str, Issue]]) -> Tabs:
    """The form with the sentences beside the items."""
    said: dict[str, str] = {}
    for name, issue in issues:
        said[name] = f"{said[name]} {issue.sentence}" if name in said else issue.sentence
    return [(tab, [replace(entry, error=said.get(entry.name, "")) for entry in some]) for tab, some in tabs]


def wrong(tabs: Tabs) -> list[Entry]:
    """The entries with something wrong."""
    return [entry for _, some in tabs for entry in some if entry.error]


def in_order(tabs: Tabs, title: str, names: Sequence[str]) -> Tabs:
    """These entries alone, in this order, under one title."""
    known = {entry.name: entry for _, some in tabs for entry in some}
    return [(title, [known[name] for name in names if name in known])]


def with_hint(tabs: Tabs, name: str, hint: str) -> Tabs:
    """The form with a hint of its own beside one entry."""
    return [(tab, [replace(entry, hint=hint) if entry.name == name else entry for entry in some])
            for tab, some in tabs]


def sheet_of(title: str, items: Collection[str]) -> Sheet:
    """A sheet with these items."""
    return Sheet("edit", title, lambda item: item.id in items)


def with_present(tabs: Tabs, kind: Kind, record: Mapping[str, Any], wanted: Mapping[str, Value]) -> Tabs:
    """The form with what the record holds now, wherever that is not what was typed."""
    def told(entry: Entry) -> Entry:
        if entry.name not in wanted or wanted[entry.name] == record[entry.name]:
            return entry
        return replace(entry, now=text_of(kind.by_id[entry.name], record[entry.name]) or "（なし）")
    return [(tab, [told(entry) for entry in some]) for tab, some in tabs]

