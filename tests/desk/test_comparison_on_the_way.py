"""A comparison whose dry runs begin before all is known shows what one shows that asks about everybody in full."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import sleep
from typing import Any
from unittest.mock import patch

import orjson
from hypothesis import given
from hypothesis import strategies as st

from nxdesk.desk.run_asking import Apart
from nxdesk.desk.run_checks import Person
from nxdesk.desk.run_dry import DryCompared, compare_dry
from nxdesk.desk.run_people import Chosen
from nxdesk.desk.run_same import People, asked_about
from nxdesk.link import batches, staying
from nxdesk.link.answers import Answer
from nxdesk.link.client import Client, Endpoint
from nxdesk.link.lane import Call
from nxdesk.masters.people import Parent
from nxdesk.records.checks import told_ids
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Kind
from nxdesk.vault.secret import Secret
from nxdesk.wire import protocol
from nxdesk.wire.protocol import Verdict

AS_OF = "2026-04-06"
CHANGED, STAMP = "2026-01-02T03:04:05", "2026-02-03T04:05:06Z"
AGAIN, NEW, WRONG = Verdict.RELINK.value, Verdict.NEW.value, Verdict.ERROR.value
EFFECT = {EMPLOYEE: ["position", "上書き", "係長", "課長", "③-6"], FAMILY: ["school_year", "固定値", 3, 0, "④-17"]}
FATES = st.lists(st.tuples(st.sampled_from(["stays", AGAIN, NEW, WRONG, "unsure"]), st.integers(0, 3), st.booleans()),
                 max_size=14)


@dataclass
class _World:
    """Some people of a kind, and a service that answers about them."""

    kind: Kind
    fates: Sequence[tuple[str, int, bool]]
    dice: random.Random
    bodies: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.fate = {f"{n + 1:010d}": fate for n, fate in enumerate(self.fates)}
        records = []
        for code, (word, many, _) in self.fate.items():
            for seq in range(1, many + 1) if self.kind.many else (0,):
                records.append(self._record(code, word, seq))
        self.owners = {code: Parent("原", f"第{code[-2:]}", None, "2010-04-01", None, "2026-04-01") for code in self.fate}
        self.chosen = Chosen(self.kind, tuple(self.fate), tuple(records))
        self.apart = Apart(None, {})

    def _record(self, code: str, word: str, seq: int) -> Person:
        values = {"employee_code": code, "last_name": "原", "first_name": f"第{code[-2:]}{seq or ''}",
                  "relationship_code": "11"}
        held = orjson.dumps([values.get(item) for item in self.kind.linked_ids])
        told = tuple(map(values.get, told_ids(self.kind))) if self.kind.many else ()
        digest = "" if word == "unsure" else f"{code[-8:]}{seq:08d}"
        return Person(code, CHANGED, "2026-04-01", digest, held, member=seq, told=told)

    def answer(self, call: Call) -> Answer:
        sleep(self.dice.choice((0, 0, 0.001)))
        asked = orjson.loads(call.body or b"{}")
        if call.path == protocol.CONNECTION:
            return Answer(200, "r", dict.fromkeys(("service", "version", "protocol", "customer_name", "time"), "") | {
                "my_number_allowed": False}, "")
        if call.path == protocol.SAME:
            return Answer(200, "r", self._same(asked), "")
        self.bodies.append(bytes(call.body or b""))
        return Answer(200, "r", self._checked(asked["batch"]), "")

    def _same(self, asked: dict[str, Any]) -> dict[str, Any]:
        places = [place for place, code in enumerate(asked["people"]) if self.fate[code][0] == "stays"]
        many = sum(len(asked["digests"][place]) // 16 for place in places)
        return {"places": places, "versions": [7] * many, "updated": [0] * many, "members": list(range(many)),
                "stamps": [STAMP] if many else []}

    def _checked(self, batch: dict[str, Any]) -> dict[str, Any]:
        places = [self.kind.linked_ids.index(item) for item in ("employee_code", "first_name")]
        records = []
        for row in batch["rows"]:
            code, name = (row[place] for place in places)
            word = self.fate[code][0]
            word = AGAIN if word in ("stays", "unsure") else word
            error = {"pointer": "/batch/rows/0", "person": code, "code": "NXD_VF_03", "detail": "ない"}
            records.append({
                "code": code, "verdict": word, "version": 7 if word == AGAIN else None, "errors":
                [error] if word == WRONG else [], "updated_at": STAMP if word == AGAIN else None,
                "member": 1 if word == AGAIN and self.kind.many else None,
                "name": f"原 {name} 子(実子・養子)" if word == AGAIN and self.kind.many else "",
                "effects": [EFFECT[self.kind]] if self.fate[code][0] == AGAIN else []})
        gone = [{"code": code, "member": 9, "version": 2, "updated_at": STAMP, "name": "去", "my_number": False,
                 "near": None, "effects": []} for code in batch.get("people", ())
                if self.fate[code][2] and self.fate[code][0] not in ("stays", WRONG)]
        return {"records": records, "deletions": gone}

    def compared(self, *, by_digest: bool, early: bool = False) -> tuple[DryCompared, list[tuple[int, int]]]:
        """What comes out, and what was told on the way; `early`: who stays was asked before."""
        told: list[tuple[int, int]] = []
        client = _Client(self)
        people = self._asked_early(client) if early else None
        found = compare_dry(
            client, self.chosen, self.apart, AS_OF, relink=True, by_digest=by_digest, people=people,
            owned=iter([None, None, Chosen(self.kind, self.chosen.codes, self.chosen.records, self.owners)]),
            progress=lambda done, people: told.append((done, people)))
        client.close()
        return found, told

    def _asked_early(self, client: Client) -> People:
        ahead = client.staying_ahead(self.kind, AS_OF, lambda _: True)
        people = asked_about(self.chosen.codes, self.chosen.records, {})
        at = self.dice.randint(0, len(people))
        ahead.know(people[:at])
        ahead.know(people[at:], last=True)
        sleep(self.dice.choice((0, 0.001, 0.01)))
        assert client.want()
        client.check_connection()
        return people


class _Lane:
    def __init__(self, world: _World) -> None:
        self._world = world

    def attempt(self, call: Call, _number: int, _of: int) -> Answer:
        return self._world.answer(call)

    def close(self) -> None:
        """Nothing is open."""


class _Client(Client):
    """Asks a world."""

    def __init__(self, world: _World) -> None:
        super().__init__(Endpoint("http://127.0.0.1:1", "C", Secret("a"), 10, 0, None, "1.2.6.0"))
        self._lanes: Any = [_Lane(world), _Lane(world)]


def _told(found: DryCompared) -> dict[str, Any]:
    impact = found.impact
    assert impact is not None
    return {name: getattr(found, name) for name in (
        "versions", "deletions", "rows", "error_rows", "left_out", "with_errors", "without_records", "labels")} | {
        "sent": (found.chosen.codes, found.chosen.records), "impact": {
            name: getattr(impact, name) for name in impact.__dataclass_fields__}}


@given(st.booleans(), st.booleans(), FATES, st.integers(1, 5), st.integers(1, 5), st.integers(0, 9))
def test_the_same_comes_out(many: bool, early: bool, fates: list[tuple[str, int, bool]], piece: int, batch: int,
                            seed: int) -> None:
    world = _World(FAMILY if many else EMPLOYEE, fates, random.Random(seed))
    with patch.object(staying, "_ASKED", piece), patch.object(batches, "BATCH_LIMIT", max(batch, 3)):
        found, told = world.compared(by_digest=True, early=early)
        asked, world.bodies = world.bodies, []
        whole, _ = world.compared(by_digest=False)
    assert _told(found) == _told(whole)
    staying_people = {code for code, (word, *_) in world.fate.items() if word == "stays"}
    assert found.same.keys() == staying_people & {record.code for record in world.chosen.records}
    assert list(found.same) == [code for code in found.chosen.codes if code in found.same]
    assert told == sorted(told)
    assert not told or told[-1] == (len(fates), len(fates))
    others = world.chosen.without(frozenset(staying_people))
    world.chosen, world.bodies = others, []
    with patch.object(batches, "BATCH_LIMIT", max(batch, 3)):
        world.compared(by_digest=False)
    assert sorted(asked) == sorted(world.bodies)
