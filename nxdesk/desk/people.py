"""人事マスター保守: find, create, edit and retire a person, one draft at a time, nothing saved by halves."""

from dataclasses import dataclass

from nxdesk.desk.refusal import Refusal
from nxdesk.desk.trouble import tells_trouble
from nxdesk.masters.failures import DuplicateCode, StaleRecord
from nxdesk.masters.store import Masters
from nxdesk.records.checks import blocks, my_number_issue, nx_checker
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Field, Value
from nxdesk.records.messages import Issue
from nxdesk.records.typed import canonical, canonical_number

_OF_ONE_PERSON = frozenset(("employee_code", "company_email", "private_email", "mobile_phone", "hi_insured_no",
                            "ep_insured_no", "ei_insured_no"))


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A person being edited: `version` 0 is a new one, `linked_at` the last linkage or empty."""

    values: dict[str, Value]
    version: int = 0
    updated_at: str = ""
    linked_at: str = ""


@tells_trouble
class PeopleDesk:
    """The masters as one user edits them."""

    def __init__(self, masters: Masters, clock: Clock, user_id: str, *, my_number: bool) -> None:
        self._masters = masters
        self._clock = clock
        self._user = user_id
        self._may_my_number = my_number

    def new(self) -> PersonDraft:
        """An empty draft."""
        blank: dict[str, Value] = {item.id: None for item in EMPLOYEE.nx_columns}
        return PersonDraft(blank | {"employment_status": "employed", "gender": "unselected"})

    def copied(self, code: str) -> PersonDraft:
        """A draft of a new person with what somebody's record holds, but for what belongs to one person alone.

        My Number and photo stay with that person. Raises Refusal when there is none.
        """
        values = self.load(code).values
        return PersonDraft({name: None if _of_one_person(EMPLOYEE.by_id[name]) else value
                            for name, value in values.items()})

    def load(self, code: str) -> PersonDraft:
        """The person's present record; raises Refusal when there is none."""
        record = self._masters.people.get(code)
        if record is None:
            raise Refusal.of("NXD_N_03", "employee_code", code=code, others="")
        values = {item.id: record[item.id] for item in EMPLOYEE.nx_columns}
        linked = self._masters.linkage.last_linked([code]).get(code, "")
        return PersonDraft(values, int(record["version"] or 0), str(record["updated_at"] or ""), linked)

    def save(self, draft: PersonDraft) -> tuple[PersonDraft, list[Issue]]:
        """Save when nothing is wrong. Returns the saved draft and no issues, or the same draft and its issues.

        Raises Refusal when somebody else has changed the person meanwhile; the draft stays with the caller.
        """
        values = {item.id: canonical(item, draft.values.get(item.id)) for item in EMPLOYEE.nx_columns}
        row = [values[item.id] for item in EMPLOYEE.nx_columns]
        issues = nx_checker(EMPLOYEE).row_issues(row, self._clock.today())
        if blocks(issues):
            return draft, [issue for issue in issues if blocks((issue,))]
        code = str(values["employee_code"])
        try:
            if draft.version:
                self._masters.people.save(code, values, draft.version, self._user)
            else:
                self._masters.people.create(values, self._user)
        except DuplicateCode:
            item = EMPLOYEE.by_id["employee_code"]
            return draft, [Issue("NXD_K_13", item.id, item.label)]
        except StaleRecord:
            raise Refusal.of("NXD_N_04") from None
        return self.load(code), []

    def retire(self, code: str, retire_date: str) -> PersonDraft:
        """Set the day of leaving and 在籍区分 退職; raises Refusal where the day cannot be."""
        draft = self.load(code)
        saved, issues = self.save(PersonDraft(
            draft.values | {"retire_date": retire_date, "employment_status": "retired"}, draft.version))
        if issues:
            raise Refusal(issues[0].code, issues[0].words, issues[0].field)
        return saved

    def has_my_number(self, code: str) -> bool:
        """A number is kept for this person (the number itself is not looked at)."""
        return self._masters.my_numbers.has(code)

    def reveal_my_number(self, code: str, purpose: str) -> str:
        """The number, with who looked, when and why written down first; raises Refusal without the authority."""
        self._need_my_number_authority()
        if not purpose.strip():
            raise Refusal.of("NXD_N_05", "my_number")
        secret = self._masters.my_numbers.get(code, by=self._user, purpose=purpose.strip())
        return secret.reveal() if secret else ""

    def set_my_number(self, code: str, number: str) -> list[Issue]:
        """Keep a number, or with an empty one forget it for good. Returns what is wrong with it."""
        self._need_my_number_authority()
        folded = canonical_number(number)
        if folded and (wrong := my_number_issue(EMPLOYEE, folded)):
            return [wrong]
        self._masters.my_numbers.set(code, folded or None, by=self._user)
        return []

    def _need_my_number_authority(self) -> None:
        if not self._may_my_number:
            raise Refusal.of("NXD_N_09", "my_number")

    def photo(self, code: str) -> bytes | None:
        """The photo as stored."""
        return self._masters.photos.get(code)

    def set_photo(self, code: str, picture: bytes | None) -> list[Issue]:
        """Keep a JPEG or PNG of at most 1 MiB, or remove the photo. Returns what is wrong with it."""
        item = EMPLOYEE.by_id["photo"]
        if picture is not None and (len(picture) > item.shape.max_length or not _is_picture(picture)):
            return [Issue(item.shape.message, item.id, item.label, args={"hint": item.shape.hint})]
        self._masters.photos.set(code, picture, by=self._user)
        return []


def _of_one_person(item: Field) -> bool:
    """Code, mail addresses and numbers, which a second person would not have."""
    return item.sensitive or item.id in _OF_ONE_PERSON


def _is_picture(data: bytes) -> bool:
    return data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
