"""The log of accesses to My Numbers as columns of text: who, when, whose, what for; never a number. Qt-free."""

from collections.abc import Sequence

from nxdesk.desk.people_list import FIRST_PAGE, PIECE, Columns, Opening, searchable
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.trouble import tells_trouble
from nxdesk.masters.my_numbers import Access, Member
from nxdesk.masters.store import Masters
from nxdesk.records.family import FAMILY
from nxdesk.records.showing import shown_value

COLUMNS = ("at", "by", "code", "name", "member", "action", "purpose", "search", "id")
"""The columns of a piece, in order. `at` is as stored (JST), `by` a user's name with the ID, `member` the family member
whose number it was, empty for the person's own; `search` is for finding people and members; `id` tells the accesses
apart.
"""

_SEPARATOR = "\x1f"
_RELATION = FAMILY.by_id["relationship_code"]


@tells_trouble
class NumberLogDesk:
    """One reading of the log, newest first, from its beginning to its end. Calls block, one at a time.

    Every call raises Refusal without マイナンバー権限. `person` is a 個人コード: only that person's and the family's.
    """

    def __init__(self, masters: Masters, *, my_number: bool, person: str | None = None) -> None:
        self._masters = masters
        self._allowed = my_number
        self._person = person
        self._users: dict[str, str] = {}
        self._before: int | None = None

    def open(self) -> Opening:
        """The number of accesses and the first page, from the beginning."""
        self._need_authority()
        log = self._masters.my_numbers
        self._read_users()
        total, first = log.access_count(self._person), log.accesses(FIRST_PAGE, self._person)
        return Opening(total, self._columns(first))

    def more(self) -> Columns:
        """The next piece; columns without entries when there is nothing left."""
        self._need_authority()
        return self._columns(self._masters.my_numbers.accesses(PIECE, self._person, before=self._before))

    def _read_users(self) -> None:
        self._users = {user.user_id: f"{user.name}（{user.user_id}）" for user in self._masters.users.list()}

    def _need_authority(self) -> None:
        if not self._allowed:
            raise Refusal.of("NXD_N_09", "my_number")

    def _columns(self, accesses: Sequence[Access]) -> Columns:
        self._before = accesses[-1].id if accesses else 0
        people, members = self._names({access.employee_code for access in accesses})
        rows = [self._texts(access, people, members) for access in accesses]
        return list(zip(*rows, strict=True)) or [()] * len(COLUMNS)

    def _names(self, codes: set[str]) -> tuple[dict[str, str], dict[Member, str]]:
        """What the people and their family members are called today."""
        people = {str(code): f"{last or ''} {first or ''}".strip() for code, last, first in
                  self._masters.people.some(("employee_code", "last_name", "first_name"), codes)}
        names = ("employee_code", "family_seq", "last_name", "first_name", "relationship_code")
        members = {}
        for code, seq, last, first, relation in self._masters.families.some(names, codes):
            name, shown = f"{last or ''} {first or ''}".strip(), shown_value(_RELATION, relation)
            members[str(code), int(seq or 0)] = f"{name}（{shown}）" if shown else name
        return people, members

    def _texts(self, access: Access, people: dict[str, str], members: dict[Member, str]) -> tuple[str, ...]:
        code, seq = access.employee_code, access.family_seq
        name = people.get(code, "")
        member = members.get((code, seq), f"家族番号{seq}（削除済み）") if seq else ""
        return (access.at, self._users.get(access.by, access.by), code, name, member, access.action, access.purpose,
                searchable(f"{code}{_SEPARATOR}{name}{_SEPARATOR}{member}"), str(access.id))
