"""A registration as NX does it: dry run, then everything with the versions and deletions that the dry run showed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import requests

from nxdesk.records.digests import DIGITS, row_digest
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

    def staying(self, rows: Rows, people: Sequence[str] = ()) -> dict[str, dict[str, Any]]:
        """Who would stay just as he is, by code: what a batch by digests says of him."""
        digests = dict.fromkeys(people, "")
        for row in rows:
            digests[str(row[0])] = digests.get(str(row[0]), "") + self.digest(row)
        asked = {"kind": self.kind, "as_of": "2020-04-01", "people": list(digests), "digests": list(digests.values())}
        answer = self.api("POST", "/v1/registrations/same", asked)
        assert answer.ok, answer.text
        found, left = {}, iter(answer.json()["versions"])
        for place in answer.json()["places"]:
            code = asked["people"][place]
            found[code] = {"people": [code], "digests": [digests[code]],
                           "versions": [next(left) for _ in range(len(digests[code]) // DIGITS)]}
        assert next(left, None) is None
        return found

    def digest(self, row: list[Value]) -> str:
        """NX's digest of a row as it is sent here."""
        named = dict(zip(FIELDS if self.kind == "employee" else kind_of(self.kind).linked_ids, row, strict=True))
        return row_digest([named.get(item) for item in kind_of(self.kind).linked_ids])

    def send_same(self, *people: dict[str, Any], rows: Rows = (), shown: Shown | None = None,
                  whose: Sequence[str] = ()) -> Registration:
        """The registration, ready, of these people by digests and of the others with rows."""
        same = {name: [one for person in people for one in person[name]] for name in ("people", "digests", "versions")}
        batches: list[dict[str, Any]] = [{"same": same}] if people else []
        if rows or whose:
            batches.insert(0, orjson.loads(self.send(rows, shown, people=whose).bodies[0]))
        return Registration(self.api, batches, kind=self.kind, relink=self.relink)

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
