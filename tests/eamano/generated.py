"""People and families made up by chance: what e-AMANO has of them, and what NX sends of them later."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from nxdesk.records.fields import Field, Kind, Treatment, Value
from nxdesk.records.kinds import kind as kind_of
from tests.eamano.inside import Inside
from tests.eamano.people import member, my_number, person, png
from tests.eamano.relinked import Nx

RELATIVES = (("花子", "1982-03-03", "02"), ("太郎", "2012-07-07", "11"), ("次郎", "2015-05-05", "11"),
             ("母", "1950-01-01", "22"), ("花子", "1981-01-01", "32"))
PICTURES = ("disability_cert_image", "my_number_doc_images.number", "my_number_doc_images.identity")


def _value(rng: Random, item: Field) -> Value:
    """Something that the item could hold, or nothing."""
    if rng.random() < 0.25:
        return None
    if item.shape.codes is not None:
        code = rng.choice(item.shape.codes.entries)[0]
        return int(code) if item.shape.integer else code
    if item.shape.integer:
        return rng.randrange(10)
    if item.shape.kind == "date":
        return f"20{rng.randrange(10, 24)}-0{rng.randrange(1, 10)}-1{rng.randrange(10)}"
    return rng.choice(("アイ", "ウエ")) if item.shape.kind == "kana" else f"値{rng.randrange(4)}"


def sent(rng: Random, kind: Kind) -> dict[str, Value]:
    """Items that NX has changed, each by itself right."""
    ruled = {name for rule in kind.rules for name in rule.reads}
    changes: dict[str, Value] = {}
    for item in kind.linked:
        if item.treatment is Treatment.KEY or item.needed_link or item.id in ruled or rng.random() < 0.7:
            continue
        value = _value(rng, item)
        if value is None or re.fullmatch(item.shape.pattern, str(value)):
            changes[item.id] = value
    return changes


def had(rng: Random, kind: Kind) -> dict[str, Value]:
    """What e-AMANO has in items, those of its own among them."""
    kept = {kind.key[0], *(item for group in kind.match for item in group)}
    return {item.id: _value(rng, item) for item in kind.eamano_columns if item.id not in kept and rng.random() < 0.5}


@dataclass
class Round:
    """One run over some people: what NX sends in it."""

    kind: str
    rows: list[list[Value]] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    numbers: list[str | None] | None = None
    photos: dict[str, bytes] = field(default_factory=dict)

    def parts(self) -> dict[str, Any]:
        return {"people": self.people, "numbers": self.numbers, "photos": self.photos}


class Chance:
    """Sets e-AMANO up for people from number `first` on, and answers what NX then sends."""

    def __init__(self, rng: Random, nx: Nx, families: Nx, inside: Inside) -> None:
        self._rng = rng
        self._first_time = {"employee": Nx(nx.api, relink=False), "family": Nx(families.api, "family", relink=False)}
        self._inside = inside

    def _maybe(self, value: Any) -> Any:
        return value if self._rng.random() < 0.5 else None

    def employees(self, first: int, many: int) -> Round:
        """Most of the people are there."""
        rng, kind = self._rng, kind_of("employee")
        numbers = range(first, first + many)
        there = [number for number in numbers if rng.random() < 0.85]
        self._first_time["employee"].register(
            [person(number) for number in there], numbers=[self._maybe(my_number(number)) for number in there],
            photos={f"{number:010d}": png(8) for number in there if rng.random() < 0.4})
        self._inside.give("employee", [self._gift(kind, f"{number:010d}", 0) for number in there])
        made = Round("employee", [person(number, **sent(rng, kind)) for number in numbers])
        made.photos = {f"{number:010d}": png(rng.choice((8, 9))) for number in numbers if rng.random() < 0.4}
        made.numbers = self._maybe([self._maybe(my_number(number + 1)) for number in numbers])
        return made

    def families(self, first: int, many: int) -> Round:
        """Of people who are there; some of the family is on both sides, some on one."""
        kind = kind_of("family")
        numbers = range(first, first + many)
        there = [row for number in numbers for row in self._relatives(number, {})]
        if there:
            self._first_time["family"].register(there, numbers=[self._maybe(my_number(n)) for n in range(len(there))])
        self._inside.give("family", [
            self._gift(kind, f"{number:010d}", record["id"])
            for number in numbers for record in self._inside.records("family", f"{number:010d}")])
        made = Round("family", [row for number in numbers for row in self._relatives(number, None)],
                     [f"{number:010d}" for number in numbers])
        made.numbers = self._maybe([self._maybe(my_number(n + 5)) for n in range(len(made.rows))])
        return made

    def again(self, kind_id: str, people: Sequence[str]) -> None:
        """A third of the people's records come to have something else."""
        rng, kind = self._rng, kind_of(kind_id)
        self._inside.give(kind_id, [
            (code, record["id"] if kind.many else 0, had(rng, kind), [item for item in PICTURES if rng.random() < 0.1])
            for code in people for record in self._inside.records(kind_id, code) if rng.random() < 0.3])

    def _relatives(self, number: int, changes: dict[str, Value] | None) -> list[list[Value]]:
        rng = self._rng
        return [member(number, first_name=name, birth_date=born, **{
            "relationship_code": relation, **(sent(rng, kind_of("family")) if changes is None else changes)})
            for name, born, relation in RELATIVES if rng.random() < 0.5]

    def _gift(self, kind: Kind, code: str, member_id: int) -> tuple[str, int, dict[str, Value], list[str]]:
        return code, member_id, had(self._rng, kind), [item for item in PICTURES if self._rng.random() < 0.3]
