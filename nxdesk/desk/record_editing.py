"""The records of a kind with several an owner (家族, 賞与支払届 …) in 人事マスター保守: one draft at a time, nothing saved by
halves, nothing removed unseen. The owner is a person, or the コード種別 of kinds without people.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from nxdesk.desk.refusal import Refusal
from nxdesk.desk.trouble import tells_trouble
from nxdesk.masters.failures import MembersFull, StaleRecord
from nxdesk.masters.store import Masters
from nxdesk.records.checks import blocks, my_number_issue, nx_checker
from nxdesk.records.clock import Clock
from nxdesk.records.codes import NO_YES
from nxdesk.records.documents import document_of, head_part, line_item, record_name, stands_in
from nxdesk.records.fields import Field, Kind, Value
from nxdesk.records.hr_code import HR_CODE, codes_in_use, renamed_in_use
from nxdesk.records.messages import Issue
from nxdesk.records.typed import canonical, canonical_number
from nxdesk.records.year_end import YEAR_END

_NUMBER = "my_number"
_START: dict[str, dict[str, Value]] = {
    "family": {"gender": "unselected", "living_together": "live_in", "tax_dependent": "not", "disability_class": 0},
    "hr_code": {"active": 1}}
"""What a new record begins with, beside 無 of the flags that are never blank."""
_FROM_PERSON: dict[str, tuple[str, ...]] = {"family": ("last_name", "last_name_kana")}
"""What a new record takes from the person as it stands there, beside `Kind.prefills`."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record as shown or edited: `values` of every item NX keeps, `version` 0 for a new one."""

    kind: Kind = field(repr=False)
    owner: str
    values: dict[str, Value]
    version: int = 0
    updated_at: str = ""
    has_my_number: bool = False

    @property
    def seq(self) -> int:
        """NX's running number among the owner's records (家族番号); 0 for a new one."""
        return int(self.values.get(self.kind.key[1]) or 0)

    @property
    def name(self) -> str:
        """As lists name it: `山田 花子（妻）`."""
        return record_name(self.kind, self.values)

    @property
    def plain_name(self) -> str:
        """The name without the 続柄: `山田 花子`."""
        return record_name(self.kind, self.values, relation=False)

    @property
    def part(self) -> str:
        """The part of its document, nothing for kinds without parts."""
        return str(self.values.get(self.kind.part_item) or "") if self.kind.part_item else ""

    @property
    def document(self) -> tuple[Value, ...]:
        """What names its document among the owner's records."""
        return document_of(self.kind, self.values)

    @property
    def is_head(self) -> bool:
        """It is the head of a document of parts."""
        return bool(self.kind.part_item) and self.part == head_part(self.kind)


@dataclass(frozen=True, slots=True)
class Removal:
    """What is asked before a record is removed: whose it is, and what goes with it.

    `below` are the rows of the document whose head it is. `linked_at` is the last linkage of the owner's records, empty
    for never: the record may then stand in e-AMANO.
    """

    record: Record
    owner: str
    linked_at: str
    below: tuple[Record, ...] = ()
    in_use: int = 0
    """How many records of other kinds name it; it then is switched off, not removed."""


@tells_trouble
class RecordDesk:
    """The records of one kind as one user edits them."""

    def __init__(self, masters: Masters, kind: Kind, clock: Clock, user_id: str, *, my_number: bool) -> None:
        self.kind = kind
        self._masters = masters
        self._store = masters.members(kind)
        self._clock = clock
        self._user = user_id
        self._may_my_number = my_number

    @property
    def numbered(self) -> bool:
        """Records of this kind have a 個人番号."""
        return _NUMBER in self.kind.by_id

    @property
    def read_only(self) -> bool:
        """NX only acquires such records."""
        return self.kind.register_number is None and self.kind.acquire_number is not None

    @property
    def summed(self) -> frozenset[str]:
        """The items of a document's head that follow from all its records, and are not given by hand."""
        return frozenset(self.kind.results(())) if self.kind.results is not None else frozenset()

    @property
    def blank(self) -> Record:
        """A draft of nobody's."""
        flags = {item.id: 0 for item in self.kind.nx_columns if item.needed_nx and item.shape.codes is NO_YES}
        blank: dict[str, Value] = dict.fromkeys((item.id for item in self.kind.nx_columns), None)
        return Record(self.kind, "", blank | flags | _START.get(self.kind.id, {}))

    def new(self, owner: str, part: str = "", head: Record | None = None) -> Record:
        """A draft of a new record: of a `part` of the document whose `head` is given, or of a new document.

        Raises Refusal when there is no such person.
        """
        given = self._from_owner(owner) | {self.kind.key[0]: owner}
        if self.kind.part_item:
            given |= self._in_document(owner, part or head_part(self.kind), head)
        values = self.blank.values | given
        return Record(self.kind, owner, {item.id: values[item.id] if stands_in(self.kind, item, values) else None
                                         for item in self.kind.nx_columns})

    def copy(self, record: Record) -> Record:
        """A draft of a new record with the same values, its own number and 個人番号 left out."""
        values = record.values | {self.kind.key[1]: None}
        line = line_item(self.kind)
        if line is not None and values.get(line.id) is not None:
            values[line.id] = self._next_line(record.owner, record.document, record.part, line)
        return Record(self.kind, record.owner, values)

    def records(self, owner: str) -> list[Record]:
        """An owner's records in the order of their numbers."""
        numbered = self._masters.my_numbers.having([owner], self.kind) if self.numbered else frozenset()
        number = self.kind.key[1]
        return [self._record(row, (owner, int(row[number] or 0)) in numbered) for row in self._store.of(owner)]

    def linked_at(self, owner: str) -> str:
        """When the owner's records were last linked, empty for never."""
        return self._masters.linkage.last_linked([owner], self.kind.id).get(owner, "")

    def load(self, owner: str, seq: int) -> Record:
        """A present record; raises Refusal when there is none any more."""
        row = self._store.get(owner, seq)
        if row is None:
            raise Refusal.of("NXD_N_04")
        return self._record(row, self.numbered and self._masters.my_numbers.has(owner, seq))

    def filled(self, record: Record) -> dict[str, Value]:
        """What follows from the other items of a draft (合計, 平均額 …); blocks nothing and asks nobody."""
        if self.kind.fill is None:
            return {}
        values = self.typed(record)
        return {item: value for item, value in self.kind.fill(values).items()
                if item in values and stands_in(self.kind, self.kind.by_id[item], values)}

    def check(self, draft: Record) -> list[Issue]:
        """Everything wrong with a draft, alone and beside the owner's other records, with warnings."""
        return self._judge(draft.owner, self.typed(draft), draft.seq)

    def warnings(self, record: Record) -> list[Issue]:
        """What does not keep a record from being saved and had better be looked at."""
        return [issue for issue in self.check(record) if not blocks((issue,))]

    def save(self, draft: Record) -> tuple[Record, list[Issue]]:
        """Save when nothing is wrong. Returns the saved record and no issues, or the same draft and its issues.

        Raises Refusal when somebody else has changed or removed the record meanwhile; the draft stays with the caller.
        """
        values = self.typed(draft)
        if wrong := [issue for issue in self._judge(draft.owner, values, draft.seq) if blocks((issue,))]:
            return draft, wrong
        seq = draft.seq
        try:
            if draft.version:
                self._store.save(draft.owner, seq, values, draft.version, self._user)
            else:
                seq = self._store.add(draft.owner, values, self._user)
        except MembersFull as full:
            item = self.kind.by_id[self.kind.key[1]]
            return draft, [Issue(full.code, item.id, item.label)]
        except StaleRecord:
            raise (Refusal.of("NXD_N_04") if draft.version else _nobody(draft.owner)) from None
        saved = self.load(draft.owner, seq)
        self._sum_up(saved)
        return (self.load(draft.owner, seq) if saved.is_head else saved), []

    def derive(self, owner: str, seq: int) -> int:
        """Add the rows that follow from the head of a document and are not there yet; returns how many.

        Raises Refusal where the head does not say enough.
        """
        head = self.load(owner, seq)
        if self.kind.derive is None:
            return 0
        there = {(row.part, *_line_of(row)) for row in self.records(owner) if row.document == head.document}
        added = 0
        for given in self.kind.derive(head.values):
            draft = self.new(owner, str(given[self.kind.part_item]), head)
            draft = replace(draft, values=draft.values | dict(given))
            if (draft.part, *_line_of(draft)) not in there:
                _, issues = self.save(draft)
                if issues:
                    raise Refusal(issues[0].code, issues[0].words, issues[0].field)
                added += 1
        return added

    def removal(self, owner: str, seq: int) -> Removal:
        """What to ask before removing a record; raises Refusal when there is none any more."""
        record = self.load(owner, seq)
        person = self._masters.people.parents([owner]).get(owner) if self.kind.by_person else None
        below = [row for row in self.records(owner)
                 if record.is_head and row.document == record.document and row.seq != seq]
        classes = self.kind.owner.shape.codes
        name = person.name if person else classes.label(owner) if classes else ""
        return Removal(record, name, self.linked_at(owner), tuple(below), self._uses(record))

    def _uses(self, record: Record) -> int:
        """How many rows of 年末調整 name a code of 人事コード."""
        mine = (record.owner, str(record.values.get("code")))
        return sum(codes_in_use([row]) == {mine} for row in self._insured()) if self.kind is HR_CODE else 0

    def _insured(self) -> Iterator[dict[str, Value]]:
        names = (*YEAR_END.key, "type", "insurer_code")
        for row in self._masters.members(YEAR_END).some(names):
            yield dict(zip(names, row, strict=True))

    def switch_off(self, record: Record) -> Record:
        """使用しない: it stays, and is not offered any more; raises Refusal when it has changed meanwhile."""
        saved, issues = self.save(replace(record, values=record.values | {"active": 0}))
        if issues:
            raise Refusal(issues[0].code, issues[0].words, issues[0].field)
        return saved

    def doubts(self, draft: Record) -> list[Issue]:
        """What the user has to agree to before a draft is saved (V-C04)."""
        if self.kind is not HR_CODE or not draft.version:
            return []
        before = self.load(draft.owner, draft.seq).values
        after = self.typed(draft)
        if before["name"] == after["name"]:
            return []
        issue = renamed_in_use(before, after, codes_in_use(self._insured()))
        return [issue] if issue is not None else []

    def remove(self, record: Record, below: tuple[Record, ...] = ()) -> None:
        """Remove records as they were read, with their My Numbers, for good; raises Refusal when one has changed, and
        then removes none.
        """
        try:
            self._store.remove_all([(row.owner, row.seq, row.version) for row in (*below, record)], self._user)
        except StaleRecord:
            raise Refusal.of("NXD_N_04") from None
        self._sum_up(record)

    def reveal_my_number(self, owner: str, seq: int, purpose: str) -> str:
        """The number, with who looked, when and why written down first; raises Refusal without the authority."""
        self._need_my_number_authority()
        if not purpose.strip():
            raise Refusal.of("NXD_N_05", _NUMBER)
        secret = self._masters.my_numbers.get(owner, by=self._user, purpose=purpose.strip(), member=seq)
        return secret.reveal() if secret else ""

    def set_my_number(self, owner: str, seq: int, number: str) -> list[Issue]:
        """Keep a number, or with an empty one forget it for good. Returns what is wrong with it."""
        self._need_my_number_authority()
        folded = canonical_number(number)
        if folded and (wrong := my_number_issue(self.kind, folded)):
            return [wrong]
        self.load(owner, seq)
        self._masters.my_numbers.set(owner, folded or None, by=self._user, member=seq)
        return []

    def _need_my_number_authority(self) -> None:
        if not self._may_my_number:
            raise Refusal.of("NXD_N_09", _NUMBER)

    def _sum_up(self, record: Record) -> None:
        """Write what follows from all records of a document into its head."""
        if self.kind.results is None:
            return
        document = [one for one in self.records(record.owner) if one.document == record.document]
        for head in (one for one in document if one.is_head):
            found = self.kind.results([one.values for one in document])
            if any(head.values[item] != value for item, value in found.items()):
                self._store.save(head.owner, head.seq, found, head.version, self._user)

    # What a draft begins with

    def _from_owner(self, owner: str) -> dict[str, Value]:
        if not self.kind.by_person:
            return {}
        person = self._masters.people.get(owner)
        if person is None:
            raise _nobody(owner)
        return {name: person[name] for name in _FROM_PERSON.get(self.kind.id, ())} | self.kind.prefilled(person)

    def _in_document(self, owner: str, part: str, head: Record | None) -> dict[str, Value]:
        """The part, the document of its head, and the next line of that part."""
        given: dict[str, Value] = {self.kind.part_item: part}
        if head is not None:
            given |= dict(zip(self.kind.document, head.document, strict=True))
        line = line_item(self.kind)
        if line is not None:
            document = head.document if head is not None else (None,) * len(self.kind.document)
            given[line.id] = self._next_line(owner, document, part, line)
        return given

    def _next_line(self, owner: str, document: tuple[Value, ...], part: str, line: Field) -> int:
        taken = [int(row.values[line.id] or 0) for row in self.records(owner)
                 if row.document == document and row.part == part]
        return max(taken, default=0) + 1

    # What is judged

    def _record(self, row: Mapping[str, Value], has_my_number: bool) -> Record:
        values = {item.id: row[item.id] for item in self.kind.nx_columns}
        return Record(self.kind, str(row[self.kind.key[0]]), values, int(row["version"] or 0), str(row["updated_at"]),
                      has_my_number)

    def typed(self, draft: Record) -> dict[str, Value]:
        """The values of a draft as they would be stored."""
        return {item.id: canonical(item, draft.values.get(item.id)) for item in self.kind.nx_columns} | {
            self.kind.key[0]: draft.owner}

    def _judge(self, owner: str, values: dict[str, Value], seq: int) -> list[Issue]:
        """The draft stands behind the others, so that what two of them have in common is told of the draft."""
        checker, names = nx_checker(self.kind), [item.id for item in self.kind.nx_columns]
        number = self.kind.key[1]
        # A new record gets its number only when it is saved.
        row = [(values | {number: seq or 1})[name] for name in names]
        others = [[record[name] for name in names] for record in self._store.of(owner) if record[number] != seq]
        parent = self._masters.people.get(owner) if self.kind.by_person else None
        together = checker.group_issues([*others, row], parent)
        return checker.row_issues(row, self._clock.today()) + [
            issue for place, issue in together if place == len(others)]


def _line_of(record: Record) -> tuple[Value, ...]:
    line = line_item(record.kind)
    return (record.values[line.id],) if line is not None else ()


def _nobody(code: str) -> Refusal:
    return Refusal.of("NXD_N_03", "employee_code", code=code, others="")
