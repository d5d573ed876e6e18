"""Whose record a page is about: a person's or a family member's, with all that the page says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Path

from nxdesk.eamano.pages.record_view import full_name
from nxdesk.eamano.pages.screens import Visit
from nxdesk.eamano.rules.registering import Service
from nxdesk.eamano.store.attachments import Attachments
from nxdesk.eamano.store.editing import PERSON, Records
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Kind

Code = Annotated[str, Path(pattern=r"^[0-9]{10}$")]
MemberId = Annotated[int, Path(ge=1, le=2**53)]
DONE = {"saved": "変更を登録しました。", "same": "変更された項目はありません。", "added": "家族を追加しました。",
        "person-added": "従業員を追加しました。「入社手続きに招待」から、本人に入力を依頼できます。", "deleted": "家族を削除しました。",
        "dependent-add": "扶養追加手続きを登録しました。健康保険被扶養者は「有」になりました。",
        "dependent-remove": "扶養削除手続きを登録しました。健康保険被扶養者は「無」になりました。"}


def kind_of_member(member: int) -> Kind:
    """The person's kind or the family's."""
    return EMPLOYEE if member == PERSON else FAMILY


@dataclass(frozen=True, slots=True)
class Place:
    """A record in its surroundings. `numbers` are the members that have a My Number, 0 for the person."""

    code: str
    member: int
    person: Mapping[str, Any]
    record: Mapping[str, Any]
    family: Sequence[Mapping[str, Any]]
    held: frozenset[str]
    numbers: frozenset[int]
    has_photo: bool

    @property
    def kind(self) -> Kind:
        """The record's kind."""
        return kind_of_member(self.member)

    @property
    def path(self) -> str:
        """The address of the record's page."""
        person = f"/hr/employees/{self.code}"
        return person if self.member == PERSON else f"{person}/family/{self.member}"

    @property
    def person_path(self) -> str:
        """The address of the person's page."""
        return f"/hr/employees/{self.code}"

    @property
    def name(self) -> str:
        """姓 名 of the record."""
        return full_name(self.record)

    @property
    def person_name(self) -> str:
        """姓 名 of the person."""
        return full_name(self.person)

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """The way to the record's page: addresses and words."""
        way = [("", "従業員管理"), ("/hr/employees", "従業員一覧"), (self.person_path, f"{self.code} {self.person_name}")]
        return way if self.member == PERSON else [*way, (self.path, f"家族 {self.name}")]

    @property
    def numbered(self) -> bool:
        """There is a My Number."""
        return self.member in self.numbers


def read_place(service: Service, visit: Visit, code: str, member: int) -> Place | None:
    """The record of a person (member 0) or of a family member; None where the tenant has none like it."""
    tenant = visit.tenant.id
    with service.database.read() as connection:
        records = Records(connection, tenant)
        person = records.person(EMPLOYEE, code)
        if person is None:
            return None
        family = records.members(FAMILY, code)
        record = person if member == PERSON else next((row for row in family if row["id"] == member), None)
        if record is None:
            return None
        pictures = Attachments(connection, tenant, service.sealer)
        return Place(code, member, person, record, family, pictures.held((code, member)), records.numbered(code),
                     records.has_photo(code))
