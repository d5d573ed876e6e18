"""A registration as NX does it: dry run, then everything with the versions and deletions that the dry run showed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import requests

from nxdesk.records.fields import Value
from nxdesk.records.kinds import kind as kind_of
from nxdesk.wire.digests import body_digest
from tests.eamano.people import FIELDS
from tests.eamano.service import Api, Registration, batch

Rows = Sequence[list[Value]]


@dataclass
class Shown:
    """What the dry run said."""

    records: list[dict[str, Any]]
    deletions: list[dict[str, Any]]

    def effects(self, place: int = 0) -> dict[str, list[Any]]:
        """Item → [effect, old, new, rule] of one row."""
        return {effect[0]: effect[1:] for effect in self.records[place]["effects"]}

    @property
    def listed(self) -> list[list[Any]]:
        return [[gone["code"], gone["member"], gone["version"]] for gone in self.deletions]


@dataclass
class Nx:
    """NX with its switches; `numbers` (None: 個人番号の連携 is off) stand beside the rows."""

    api: Api
    kind: str = "employee"
    relink: bool = True

    def look(self, rows: Rows, *, people: Sequence[str] = (), numbers: Sequence[str | None] | None = None,
             photos: Mapping[str, bytes] | None = None, full: bool = False) -> Shown:
        asked: dict[str, Any] = {"kind": self.kind, "as_of": "2020-04-01", "relink": self.relink, "full": full,
                                 "with_my_number": numbers is not None, "batch": self._batch(rows, people)}
        if numbers is not None:
            asked["numbers"] = [number is not None for number in numbers]
        if self.kind == "employee":
            asked["photos"] = [body_digest(photos[str(row[0])]) if photos and str(row[0]) in photos else None
                               for row in rows]
        answer = self.api("POST", "/v1/registrations/check", asked)
        assert answer.ok, answer.json()["type"]
        return Shown(**answer.json())

    def send(self, rows: Rows, shown: Shown | None = None, *, people: Sequence[str] = (),
             numbers: Sequence[str | None] | None = None, photos: Mapping[str, bytes] | None = None,
             **parts: Any) -> Registration:
        """The registration, ready; `parts` replace those of the batch."""
        made = self._batch(rows, people)
        if shown is not None:
            made["versions"] = [record["version"] for record in shown.records]
            if kind_of(self.kind).many:
                made["deletions"] = shown.listed
        if numbers is not None:
            made["my_numbers"] = list(numbers)
        return Registration(self.api, [made | parts], photos=dict(photos or {}), kind=self.kind, relink=self.relink,
                            with_my_number=numbers is not None)

    def register(self, rows: Rows, **parts: Any) -> tuple[Shown, dict[str, Any]]:
        """Look, then do exactly that."""
        shown = self.look(rows, **parts)
        answer = self.send(rows, shown, **parts).all()
        assert answer.ok, answer.text
        return shown, answer.json()

    def _batch(self, rows: Rows, people: Sequence[str]) -> dict[str, Any]:
        if self.kind == "employee":
            return batch(rows, fields=FIELDS)
        whose = dict.fromkeys([*people, *(str(row[0]) for row in rows)])
        return batch(rows, fields=kind_of(self.kind).linked_ids) | {"people": list(whose)}


def problem(answer: requests.Response) -> tuple[int, str]:
    """Status and name of a refusal."""
    return answer.status_code, answer.json()["type"].rpartition("/")[2]
