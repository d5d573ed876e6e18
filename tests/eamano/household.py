"""A person with a family at a running e-AMANO, and what NX sends of them again."""

from dataclasses import dataclass
from typing import Any

from nxdesk.records.fields import Value
from tests.eamano.inside import Inside
from tests.eamano.people import child, member, person
from tests.eamano.relinked import Nx, Shown

WIFE, CHILD = "花子", "太郎"


@dataclass
class Household:
    """Person `number` with wife and child, registered for the first time."""

    number: int
    nx: Nx
    families: Nx
    inside: Inside

    @property
    def code(self) -> str:
        return f"{self.number:010d}"

    @property
    def rows(self) -> list[list[Value]]:
        return [member(self.number), child(self.number)]

    def id(self, first_name: str) -> int:
        found: int = self.inside.relative(self.code, first_name)["id"]
        return found

    def again(self, *, numbers: list[str | None] | None = None, photo: bytes | None = None,
              **changes: Value) -> tuple[Shown, dict[str, Any]]:
        """The person once more."""
        return self.nx.register([person(self.number, **changes)], numbers=numbers,
                                photos={self.code: photo} if photo else None)

    def family_again(self, rows: list[list[Value]] | None = None,
                     numbers: list[str | None] | None = None) -> tuple[Shown, dict[str, Any]]:
        """The family once more, as it is or as given."""
        return self.families.register(self.rows if rows is None else rows, people=[self.code], numbers=numbers)

    def entry(self, outcome: dict[str, Any], first_name: str = "") -> dict[str, list[Any]]:
        """What the audit log says of the person or of a member, by what was there before the run."""
        target = f"{self.code}/家族 {self.id(first_name)}" if first_name else self.code
        return self.inside.audit(outcome["run"]).get(target, {})

    def person_becomes(self, item: str, before: Value, after: Value, effect: str, rule: str) -> None:
        """e-AMANO's value before and after NX sends the person again: shown, applied, audited."""
        self.inside.put("employee", self.code, 0, **{item: before})
        shown, outcome = self.again()
        assert shown.effects()[item] == [effect, before, after, rule]
        assert self.inside.employee(self.code)[item] == after
        assert self.entry(outcome)[item] == [before, after]

    def member_becomes(self, who: str, item: str, before: Value, after: Value, effect: str, rule: str,
                       told: list[Value] | None = None) -> None:
        """As `person_becomes`, of a member; `told` is what the audit log says instead of the values."""
        self.inside.put("family", self.code, self.id(who), **{item: before})
        shown, outcome = self.family_again()
        assert shown.effects((WIFE, CHILD).index(who))[item] == [effect, before, after, rule]
        assert self.inside.relative(self.code, who)[item] == after
        assert self.entry(outcome, who)[item] == (told or [before, after])

    def member_keeps(self, who: str, item: str, value: Value) -> None:
        """NX sending the member again leaves e-AMANO's value."""
        self.inside.put("family", self.code, self.id(who), **{item: value})
        shown, outcome = self.family_again()
        assert item not in shown.effects((WIFE, CHILD).index(who))
        assert self.inside.relative(self.code, who)[item] == value
        assert item not in self.entry(outcome, who)
