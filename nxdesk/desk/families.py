"""The families in 人事マスター保守: one member's draft at a time, nothing saved by halves, nothing removed unseen."""

from dataclasses import dataclass

from nxdesk.desk.refusal import Refusal
from nxdesk.desk.trouble import tells_trouble
from nxdesk.masters.failures import MembersFull, StaleRecord
from nxdesk.masters.store import Masters
from nxdesk.records.checks import blocks, my_number_issue, nx_checker
from nxdesk.records.clock import Clock
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Value
from nxdesk.records.messages import Issue
from nxdesk.records.showing import shown_value
from nxdesk.records.typed import canonical, canonical_number

_START: dict[str, Value] = {"gender": "unselected", "living_together": "live_in", "hi_dependent": 0,
                            "tax_dependent": "not", "disability_class": 0}


@dataclass(frozen=True, slots=True)
class Member:
    """A family member as shown or edited: `values` of every item NX keeps, `version` 0 for a new one."""

    code: str
    values: dict[str, Value]
    version: int = 0
    updated_at: str = ""
    has_my_number: bool = False

    @property
    def seq(self) -> int:
        """家族番号; 0 for a new one."""
        return int(self.values.get("family_seq") or 0)

    @property
    def name(self) -> str:
        """`姓 名` with a half-width space."""
        return " ".join(str(part) for part in (self.values["last_name"], self.values["first_name"]) if part)

    @property
    def relationship(self) -> str:
        """続柄 in words, nothing where it is not given."""
        return shown_value(FAMILY.by_id["relationship_code"], self.values["relationship_code"])


@dataclass(frozen=True, slots=True)
class Removal:
    """What is asked before a member is removed: who goes, from whose family, and whether a My Number goes too.

    `linked_at` is the last linkage of the family, empty for never: the member may then stand in e-AMANO.
    """

    member: Member
    person: str
    linked_at: str


@tells_trouble
class FamilyDesk:
    """The families of the masters as one user edits them."""

    def __init__(self, masters: Masters, clock: Clock, user_id: str, *, my_number: bool) -> None:
        self._masters = masters
        self._clock = clock
        self._user = user_id
        self._may_my_number = my_number

    @property
    def blank(self) -> Member:
        """A draft of nobody's family."""
        return Member("", dict.fromkeys((item.id for item in FAMILY.nx_columns), None) | _START)

    def new(self, code: str) -> Member:
        """A draft of a new member, of the person's own family name; raises Refusal when there is no such person."""
        person = self._masters.people.get(code)
        if person is None:
            raise _nobody(code)
        given = {name: person[name] for name in ("employee_code", "last_name", "last_name_kana")}
        return Member(code, self.blank.values | given)

    def members(self, code: str) -> list[Member]:
        """A person's family in 家族番号 order."""
        numbered = self._masters.my_numbers.having([code], FAMILY)
        return [self._member(record, (code, int(record["family_seq"] or 0)) in numbered)
                for record in self._masters.families.of(code)]

    def linked_at(self, code: str) -> str:
        """When the person's family was last linked, empty for never."""
        return self._masters.linkage.last_linked([code], FAMILY.id).get(code, "")

    def load(self, code: str, seq: int) -> Member:
        """A member's present record; raises Refusal when there is none any more."""
        record = self._masters.families.get(code, seq)
        if record is None:
            raise Refusal.of("NXD_N_04")
        return self._member(record, self._masters.my_numbers.has(code, seq))

    def check(self, draft: Member) -> list[Issue]:
        """Everything wrong with a draft, alone and beside the rest of the family, with warnings."""
        return self._judge(draft.code, self._typed(draft), draft.seq)

    def save(self, draft: Member) -> tuple[Member, list[Issue]]:
        """Save when nothing is wrong. Returns the saved member and no issues, or the same draft and its issues.

        Raises Refusal when somebody else has changed or removed the member meanwhile; the draft stays with the caller.
        """
        values = self._typed(draft)
        if wrong := [issue for issue in self._judge(draft.code, values, draft.seq) if blocks((issue,))]:
            return draft, wrong
        families, seq = self._masters.families, draft.seq
        try:
            if draft.version:
                families.save(draft.code, seq, values, draft.version, self._user)
            else:
                seq = families.add(draft.code, values, self._user)
        except MembersFull as full:
            item = FAMILY.by_id["family_seq"]
            return draft, [Issue(full.code, item.id, item.label)]
        except StaleRecord:
            raise (Refusal.of("NXD_N_04") if draft.version else _nobody(draft.code)) from None
        return self.load(draft.code, seq), []

    def removal(self, code: str, seq: int) -> Removal:
        """What to ask before removing a member; raises Refusal when there is none any more."""
        member = self.load(code, seq)
        parent = self._masters.people.parents([code]).get(code)
        return Removal(member, parent.name if parent else "", self.linked_at(code))

    def remove(self, member: Member) -> None:
        """Remove the member as it was read, with its My Number, for good; raises Refusal when it has changed since."""
        try:
            self._masters.families.remove(member.code, member.seq, member.version, self._user)
        except StaleRecord:
            raise Refusal.of("NXD_N_04") from None

    def reveal_my_number(self, code: str, seq: int, purpose: str) -> str:
        """The number, with who looked, when and why written down first; raises Refusal without the authority."""
        self._need_my_number_authority()
        if not purpose.strip():
            raise Refusal.of("NXD_N_05", "my_number")
        secret = self._masters.my_numbers.get(code, by=self._user, purpose=purpose.strip(), member=seq)
        return secret.reveal() if secret else ""

    def set_my_number(self, code: str, seq: int, number: str) -> list[Issue]:
        """Keep a number, or with an empty one forget it for good. Returns what is wrong with it."""
        self._need_my_number_authority()
        folded = canonical_number(number)
        if folded and (wrong := my_number_issue(FAMILY, folded)):
            return [wrong]
        self.load(code, seq)
        self._masters.my_numbers.set(code, folded or None, by=self._user, member=seq)
        return []

    def _need_my_number_authority(self) -> None:
        if not self._may_my_number:
            raise Refusal.of("NXD_N_09", "my_number")

    @staticmethod
    def _member(record: dict[str, Value], has_my_number: bool) -> Member:
        values = {item.id: record[item.id] for item in FAMILY.nx_columns}
        return Member(str(record["employee_code"]), values, int(record["version"] or 0), str(record["updated_at"]),
                      has_my_number)

    @staticmethod
    def _typed(draft: Member) -> dict[str, Value]:
        return {item.id: canonical(item, draft.values.get(item.id)) for item in FAMILY.nx_columns} | {
            "employee_code": draft.code}

    def _judge(self, code: str, values: dict[str, Value], seq: int) -> list[Issue]:
        """The draft stands behind the others, so that what two of them have in common is told of the draft."""
        checker, names = nx_checker(FAMILY), [item.id for item in FAMILY.nx_columns]
        # A new member gets its 家族番号 only when it is saved.
        row = [(values | {"family_seq": seq or 1})[name] for name in names]
        others = [[record[name] for name in names] for record in self._masters.families.of(code)
                  if record["family_seq"] != seq]
        parent = self._masters.people.parents([code]).get(code)
        together = checker.group_issues([*others, row], parent._asdict() if parent else None)
        return checker.row_issues(row, self._clock.today()) + [
            issue for place, issue in together if place == len(others)]


def _nobody(code: str) -> Refusal:
    return Refusal.of("NXD_N_03", "employee_code", code=code, others="")
