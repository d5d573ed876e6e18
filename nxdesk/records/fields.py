"""The vocabulary in which a kind of data is declared: shapes, fields, treatments, kinds.

A field is declared once (see `employee`). Form row, list column, SQL column, wire name, check, comparison, effect on
re-registration, help and redaction are all read from that one declaration.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property
from typing import Literal, NamedTuple

from nxdesk.records.codes import CodeList

ShapeName = Literal["text", "kana", "date", "month", "code", "digits", "yen", "picture", "my_number"]
Value = str | int | None
"""A stored value: canonical text (ISO dates), a whole number, or None for blank. An empty string never is a value."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a value is built. `pattern` is a regular expression for the whole canonical text of one given value."""

    kind: ShapeName
    pattern: str
    max_length: int
    message: str
    hint: str = ""
    integer: bool = False
    codes: CodeList | None = None
    ascii_only: bool = False
    spellings: tuple[tuple[str, str], ...] = ()
    """Other ways to write it that are understood: expression for the whole text, and what it becomes."""
    least: int = 0
    most: int = 9_999_999
    """Of whole numbers without codes: the bounds, which the pattern keeps as well."""
    usual: str = ""
    """A quicker expression for most of what the pattern takes, and for nothing else."""

    @property
    def apart(self) -> bool:
        """Kept in a table and a message part of its own: pictures (size) and My Numbers (secrecy)."""
        return self.kind in ("picture", "my_number")


class Treatment(Enum):
    """What a NX→e-AMANO registration over an existing person does to e-AMANO's value (manual ③, ④)."""

    KEY = auto()
    OVERWRITE = auto()
    CLEAR = auto()
    FIXED = auto()
    KEEP = auto()
    DISABILITY = auto()
    PHOTO = auto()
    MY_NUMBER = auto()


class Holder(Enum):
    """Which master has the item at all."""

    BOTH = auto()
    NX = auto()
    EAMANO = auto()


@dataclass(frozen=True, slots=True)
class Condition:
    """Another item of the same record, as NX sends it, has one of these values."""

    field: str
    values: frozenset[Value]


@dataclass(frozen=True, slots=True)
class Field:
    """One item of a kind.

    `id` is SQL column, wire name and object name at once. `needed_nx`: NX does not save without it. `needed_link`:
    e-AMANO refuses without it. `rule` is the manual's row for the treatment ("④-3"), `source` where the item is from.
    """

    id: str
    label: str
    shape: Shape
    tab: str
    treatment: Treatment = Treatment.OVERWRITE
    holder: Holder = Holder.BOTH
    needed_nx: bool = False
    needed_link: bool = False
    fixed: Value = None
    rule: str = ""
    missing: str = "NXD_K_01"
    sensitive: bool = False
    source: str = "MAN"
    only: "Condition | None" = None
    """Where it does not hold, the treatment is KEEP (manual ④-13 to 15: 配偶者のみ)."""
    parts: frozenset[str] = frozenset()
    """Of kinds with a `part_item`: in which parts of a document the item stands; in all of them where none is named.

    Elsewhere it is blank, and `needed_nx` and `needed_link` count where it stands (`records.parts`).
    """
    initial: Value = None
    """What e-AMANO sets for an item of its own when the record is new there."""

    @property
    def in_nx(self) -> bool:
        """The NX master has this item."""
        return self.holder is not Holder.EAMANO

    @property
    def in_eamano(self) -> bool:
        """e-AMANO has this item."""
        return self.holder is not Holder.NX

    @property
    def linked(self) -> bool:
        """NX sends this item to e-AMANO in the record itself (pictures and My Numbers travel apart)."""
        return (self.holder is Holder.BOTH and not self.shape.apart
                and self.treatment in (Treatment.KEY, Treatment.OVERWRITE, Treatment.DISABILITY))


class Severity(Enum):
    """Whether a finding keeps the record from being sent."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """A check that needs more than one item, or the day: `broken(today, *values)` with the values of `reads` tells.

    `today` is an ISO date; `field`, one of `reads`, is the item beside which the finding is shown. An item that the
    checked rows do not have is None.
    """

    code: str
    field: str
    reads: tuple[str, ...]
    broken: Callable[..., bool]
    severity: Severity = Severity.ERROR
    source: str = ""
    link_only: bool = False
    """Asked of what travels; NX saves a record without it."""
    columns: Callable[..., Iterable[bool]] | None = None
    """The same for whole columns at once, `columns(today, *columns)`, where C can do it (`records.orders`)."""


@dataclass(frozen=True, slots=True)
class GroupRule:
    """A check over all records of one person: `broken(rows, parent)` yields the places of the records at fault.

    Each row holds the values of `reads`; `parent` those of `parent_reads` of the person in the parent kind, None where
    they are not known. The finding stands beside `field` of the record.
    """

    code: str
    field: str
    reads: tuple[str, ...]
    broken: Callable[[Sequence[tuple[Value, ...]], tuple[Value, ...] | None], Iterable[int]]
    parent_reads: tuple[str, ...] = ()
    severity: Severity = Severity.ERROR
    source: str = ""
    link_only: bool = False
    least: int = 1
    """So many records it takes; of fewer `broken` yields nothing."""
    whose: Callable[..., Iterable[str]] | None = None
    """Of everybody's records at once the owners in whom it may be broken, and hardly anybody else:
    `whose(owners, *columns, parents)` with the columns of `reads`; `parents` are the values of `parent_reads` by owner.
    """


Match = tuple[tuple[str, ...], ...]
"""By what two records of one person are the same: groups of items; those of a group are joined before comparing."""


@dataclass(frozen=True, slots=True)
class Take:
    """An item that NX's record of the person takes over from an acquired record (records.md §3, §4).

    `value(*values)` of the items in `reads`, then of the person's own in `parent_reads`, gives what `field` of the
    parent kind becomes: None leaves it as it is, an empty string blanks it. `ask`: where the person has another value
    already, the user decides.
    """

    field: str
    reads: tuple[str, ...]
    value: Callable[..., Value]
    ask: bool = False
    parent_reads: tuple[str, ...] = ()
    source: str = ""

    def of(self, record: Mapping[str, Value], person: Mapping[str, Value]) -> Value:
        """What `value` gives for an acquired record and NX's record of the person."""
        return self.value(*map(record.get, self.reads), *map(person.get, self.parent_reads))


@dataclass(frozen=True, slots=True)
class Prefill:
    """An item of a new record that the person's own record already tells: `value(*values)` of its items in `reads`."""

    field: str
    reads: tuple[str, ...]
    value: Callable[..., Value]


class LeftOut(NamedTuple):
    """Items of an official form that are no items of the record: their numbers, their label, and why not."""

    items: str
    label: str
    why: str


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of data (manual (1)): what it is called, in which directions it goes, and its fields in form order.

    `key` is that of NX's own table; of a kind by person its first item is the 個人コード. A kind with `match` has several
    records a person, told apart on the other side by `match` (NX→e-AMANO) and `match_back` (e-AMANO→NX); with `parent`
    the person must be there in that kind first. `relink_rule` is the manual's row by which a record is overwritten.

    A kind with `upsert` is registered as often as one likes: a record that is there is overwritten, without 再登録. What
    NX does not have goes only out of documents that NX sends: `document` are the items that name a document among a
    person's records, none where all records of a person are one (家族). `part_item` tells the parts of a document apart.

    `finished` holds of e-AMANO's records that are acquired unless the user asks for the others too, `closed` of records
    of NX that no acquisition changes, `settled` of e-AMANO's that no registration changes; what holds of the head of a
    document holds of all of it. `takes` is what the person's own record gets from an acquired one.
    `register_after` and `acquire_after` name the kinds that come first in that direction, `advised` those that had
    better be registered before. `named_by` are the items by which lists name a record.

    `fill` computes the items that follow from others, `derive` the rows of a document that follow from its head,
    `results` items of the head from all records of the document. `prefills` is what a new record gets from the person's
    own, `left_out` what stands on the official form alone. `tab` is where the records stand in 人事マスター保守; the
    kind's label where none is named.

    There is one object per kind: kinds are told apart by identity, because hashing all fields would take 0.1 ms.
    """

    id: str
    number: int
    label: str
    register_number: int | None
    acquire_number: int | None
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...] = field(default=())
    by_person: bool = True
    match: Match = ()
    match_back: Match = ()
    parent: str | None = None
    relink_rule: str = ""
    group_rules: tuple[GroupRule, ...] = field(default=())
    upsert: bool = False
    document: tuple[str, ...] = ()
    part_item: str = ""
    finished: Condition | None = None
    closed: Condition | None = None
    settled: Condition | None = None
    takes: tuple[Take, ...] = ()
    register_after: tuple[str, ...] = ()
    acquire_after: tuple[str, ...] = ()
    advised: tuple[str, ...] = ()
    named_by: tuple[str, ...] = ()
    fill: Callable[[Mapping[str, Value]], dict[str, Value]] | None = None
    derive: Callable[[Mapping[str, Value]], Sequence[Mapping[str, Value]]] | None = None
    results: Callable[[Sequence[Mapping[str, Value]]], dict[str, Value]] | None = None
    tab: str = ""
    prefills: tuple[Prefill, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    source: str = ""

    @property
    def owner(self) -> Field:
        """The item that says whose a record is: the 個人コード, or the コード種別 of kinds without people."""
        return self.by_id[self.key[0]]

    @cached_property
    def many(self) -> bool:
        """A person has several records of this kind."""
        return bool(self.match)

    @property
    def place(self) -> str:
        """The tab of 人事マスター保守 where the records of a kind with several a person stand."""
        return self.tab or self.label

    @property
    def register_label(self) -> str:
        """The run's name towards e-AMANO and the title of its list windows, such as 社員登録."""
        return f"{self.label}登録"

    @property
    def acquire_label(self) -> str:
        """The run's name towards NX, such as 社員取得."""
        return f"{self.label}取得"

    @cached_property
    def by_id(self) -> dict[str, Field]:
        """The fields by id."""
        return {f.id: f for f in self.fields}

    @cached_property
    def nx_columns(self) -> tuple[Field, ...]:
        """The columns of NX's own table, in order."""
        return tuple(f for f in self.fields if f.in_nx and not f.shape.apart)

    @cached_property
    def eamano_columns(self) -> tuple[Field, ...]:
        """The columns of e-AMANO's own table, in order."""
        return tuple(f for f in self.fields if f.in_eamano and not f.shape.apart)

    @cached_property
    def linked(self) -> tuple[Field, ...]:
        """What one row on the wire holds, in order. The order and the ids are part of the protocol."""
        return tuple(f for f in self.fields if f.linked)

    @cached_property
    def linked_ids(self) -> tuple[str, ...]:
        """The ids of `linked`."""
        return tuple(f.id for f in self.linked)

    @cached_property
    def acquired(self) -> tuple[Field, ...]:
        """What an acquisition can bring to NX: every item that both masters have in the record itself."""
        return tuple(f for f in self.fields if f.holder is Holder.BOTH and not f.shape.apart)

    def prefilled(self, person: Mapping[str, Value]) -> dict[str, Value]:
        """What the person's own record tells of a new record of this kind; unknown items are left out."""
        known = {one.field: one.value(*map(person.get, one.reads)) for one in self.prefills}
        return {item: value for item, value in known.items() if value is not None}

    @cached_property
    def tabs(self) -> tuple[str, ...]:
        """The tabs of the editor, in order of first use."""
        return tuple(dict.fromkeys(f.tab for f in self.fields if f.in_nx))
