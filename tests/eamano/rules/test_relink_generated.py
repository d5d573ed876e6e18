"""Shown = applied for 1,000 people and their families made up by chance: what the dry run told is all that happens.

Afterwards the same once more, with digests in place of the rows of those who stay as they are.
What the tables should hold afterwards is made from the effects that were shown and from what was sent, and held against
whole tables as they then are.
"""

from copy import copy
from random import Random
from typing import Any

import pytest

from nxdesk.eamano.store.tables import METADATA
from nxdesk.records.digests import row_digest
from nxdesk.records.kinds import kind as kind_of
from nxdesk.records.settled import settled_mark, settles
from nxdesk.wire.digests import body_digest
from tests.eamano.generated import Chance, Round
from tests.eamano.inside import Inside
from tests.eamano.relinked import Nx, Shown
from tests.eamano.service import Api, new_id

ROUNDS, PEOPLE = 20, 50
OWN = {"registrations", "staged_batches", "staged_photos", "audit_runs", "audit_entries", "audit_heads", "undo_runs",
       "undo_parts", "my_number_log"}
"""Tables in which a registration itself is kept."""
HIDDEN = "●"

Table = dict[Any, dict[str, Any]]


class Tables:
    """All tables but `OWN`, those of people by what tells their rows apart."""

    def __init__(self, inside: Inside) -> None:
        columns = {table.name: [column.name for column in table.columns] for table in METADATA.sorted_tables}
        named = {name: [dict(zip(columns[name], row, strict=True)) for row in rows]
                 for name, rows in inside.dump().items()}
        self.settled = {
            (name, row["id"]): (row.pop("settled"), row["version"], tuple(row[item] for item in items))
            for name in ("employee", "family") for items in [[item.id for item in kind_of(name).eamano_columns]]
            for row in named[name]}
        self.employee: Table = {row["employee_code"]: row for row in named.pop("employee")}
        self.family: Table = {row["id"]: row for row in named.pop("family")}
        self.photos: Table = {row["employee_code"]: row for row in named.pop("photos")}
        self.numbers: Table = {(row["employee_code"], row["member"]): row for row in named.pop("my_numbers")}
        self.pictures: Table = {(row["employee_code"], row["member"], row["item"]): row
                                for row in named.pop("attachments")}
        self.floors = {(row["name"], row["key"]): row["version"] for row in named.pop("version_floors")}
        self.rest = {name: rows for name, rows in named.items() if name not in OWN}

    def copy(self) -> "Tables":
        """Tables whose rows may be changed without those of these; what stands in a row is never changed itself."""
        made = copy(self)
        made.employee, made.family, made.photos, made.numbers, made.pictures = (
            {key: dict(row) for key, row in table.items()}
            for table in (self.employee, self.family, self.photos, self.numbers, self.pictures))
        made.floors = dict(self.floors)
        return made


class Expected:
    """The tables as they should be after a round, made from what was there, what was sent and what was shown."""

    def __init__(self, before: Tables, after: Tables, sent: Round, shown: Shown, stamp: str) -> None:
        self.tables = before.copy()
        self.numbers: dict[tuple[str, int], str | None] = {}
        self.audit: dict[str, dict[str, list[Any]]] = {}
        self._after, self._sent, self._kind, self._stamp = after, sent, kind_of(sent.kind), stamp
        for gone in shown.deletions:
            self._delete(gone)
        for place, record in enumerate(shown.records):
            effects = {effect[0]: effect[1:] for effect in record["effects"]}
            if record["verdict"] == "relink":
                self._rewrite(place, record, effects)
            else:
                assert record["verdict"] == "new"
                self._add(place, record, effects)

    def _table(self, tables: Tables) -> Table:
        return tables.employee if self._kind.id == "employee" else tables.family

    def _rewrite(self, place: int, record: dict[str, Any], effects: dict[str, list[Any]]) -> None:
        if not effects:
            return
        row = self._table(self.tables)[record["member"] or record["code"]]
        for item, (_, old, new, _) in effects.items():
            if item in row:
                assert row[item] == old
                row[item] = new
        row |= {"version": row["version"] + 1, "updated_at": self._stamp,
                "digest": row_digest([row[item] for item in self._kind.linked_ids])}
        self._parts(place, record["code"], record["member"] or 0, effects)
        target = f"{record['code']}/家族 {record['member']}" if record["member"] else record["code"]
        self._tell(target, {item: effect for item, effect in effects.items() if item != "photo" or effect[1] is None})

    def _add(self, place: int, record: dict[str, Any], effects: dict[str, list[Any]]) -> None:
        values = dict(zip(self._kind.linked_ids, self._sent.rows[place], strict=True))
        row = {item.id: values.get(item.id) for item in self._kind.eamano_columns}
        row |= {item: new for item, (_, _, new, _) in effects.items() if item in row}
        found = self._found(row)
        row |= {"version": 1, "created_at": self._stamp, "updated_at": self._stamp, "tenant_id": 1, "id": found["id"],
                "digest": row_digest([row[item] for item in self._kind.linked_ids])}
        if self._kind.many:
            row["match_key"] = f"{row['last_name']}{row['first_name']}\x1f{row['birth_date'].replace('-', 'ー')}"
        member = found["id"] if self._kind.many else 0
        row["version"] += self.tables.floors.get((self._kind.id, _floor(row)), 0)
        self._table(self.tables)[member or record["code"]] = row
        self._parts(place, record["code"], member, effects)
        items = {item.id for item in self._kind.eamano_columns} | {"photo", "my_number"}
        self._tell(f"{record['code']}/家族 {member}" if member else record["code"],
                   {item: ["", None, value, ""] for item, value in (row | {
                       item: effect[2] for item, effect in effects.items()}).items()
                    if item in items and value is not None})

    def _found(self, row: dict[str, Any]) -> dict[str, Any]:
        """The new row as it is, for its id."""
        [found] = [there for there in self._table(self._after).values()
                   if there["employee_code"] == row["employee_code"] and (not self._kind.many or all(
                       there[item] == row[item] for item in ("first_name", "birth_date")))]
        return found

    def _parts(self, place: int, code: str, member: int, effects: dict[str, list[Any]]) -> None:
        if "photo" in effects:
            image = self._sent.photos[code]
            self.tables.photos[code] = {"tenant_id": 1, "employee_code": code, "image": image,
                                        "digest": body_digest(image), "updated_at": self._stamp}
        if "my_number" in effects:
            self.numbers[code, member] = self._sent.numbers[place] if self._sent.numbers else None
        for key in [key for key in self.tables.pictures if key[:2] == (code, member)]:
            if key[2].partition(".")[0] in effects:
                del self.tables.pictures[key]

    def _delete(self, gone: dict[str, Any]) -> None:
        row = self.tables.family.pop(gone["member"])
        owner = (gone["code"], gone["member"])
        floor = ("family", _floor(row))
        self.tables.floors[floor] = max(row["version"], self.tables.floors.get(floor, 0))
        assert (row["employee_code"], row["version"], gone["my_number"]) == (
            gone["code"], gone["version"], owner in self.tables.numbers)
        assert {effect[0]: effect[2] for effect in gone["effects"] if effect[0] in row} == {
            item.id: row[item.id] for item in self._kind.eamano_columns if row[item.id] is not None}
        if gone["my_number"]:
            self.numbers[owner] = None
        for key in [key for key in self.tables.pictures if key[:2] == owner]:
            assert key[2].partition(".")[0] in {effect[0] for effect in gone["effects"]}
            del self.tables.pictures[key]
        self._tell(f"{gone['code']}/家族 {gone['member']}", {effect[0]: effect[1:] for effect in gone["effects"]})

    def _tell(self, target: str, effects: dict[str, list[Any]]) -> None:
        told = {item: [self._masked(item, value) for value in effect[1:3]] for item, effect in effects.items()}
        if told:
            self.audit[target] = told

    def _masked(self, item_id: str, value: Any) -> Any:
        item = self._kind.by_id[item_id]
        return HIDDEN if item.sensitive and value is not None and not item.shape.apart else value


def _floor(row: dict[str, Any]) -> str:
    """Where the last version of somebody who goes is kept."""
    return f"{row['employee_code']}\x1f{row['match_key']}" if "match_key" in row else str(row["employee_code"])


def _words_are_true(after: Tables, people: set[str]) -> None:
    """Of these people's records those have the word, and only those, that would stay as they are."""
    stays_as_it_is = {name: settles(kind_of(name)) for name in ("employee", "family")}
    for (name, _), (word, version, values) in after.settled.items():
        stays = stays_as_it_is[name](values)
        if values[0] in people:
            assert (word == settled_mark(kind_of(name), version)) is stays
        assert stays or word != settled_mark(kind_of(name), version)


def _by_digest(there: Nx, chance: Chance, sent: Round, inside: Inside) -> int:
    """NX sends the same once more, after something came to be at e-AMANO: who stays is told by digests, as by rows.

    Answers how many stayed.
    """
    people = [str(row[0]) for row in sent.rows] if sent.kind == "employee" else sent.people
    chance.again(sent.kind, people)
    before = Tables(inside)
    shown, staying = there.look(sent.rows, people=people), there.staying(sent.rows, people)
    touched = {record["code"] for record in shown.records if record["effects"] or record["verdict"] != "relink"}
    touched |= {gone["code"] for gone in shown.deletions}
    assert touched.isdisjoint(staying)
    unsaid = {values[0] for (name, _), (word, _, values) in before.settled.items() if name == sent.kind and not word}
    pictured = {code for code, _, _ in before.pictures}
    table = before.employee if sent.kind == "employee" else before.family
    # What ③-10 leaves as it is may differ from what NX sends.
    here = {(str(row[0]), there.digest(row)) for row in sent.rows}
    differ = {code for code, _ in here ^ {(row["employee_code"], row["digest"]) for row in table.values()}}
    assert staying.keys() == {*people} - touched - unsaid - pictured - differ
    others = [place for place, row in enumerate(sent.rows) if row[0] not in staying]
    told = Shown([shown.records[place] for place in others], shown.deletions)
    answer = there.send_same(*staying.values(), rows=[sent.rows[place] for place in others], shown=told,
                             whose=[code for code in people if code not in staying]).all()
    assert answer.ok, answer.text
    outcome, after = answer.json(), Tables(inside)
    plain = Round(sent.kind, sent.rows, sent.people)
    _compare(Expected(before, after, plain, shown, outcome["committed_at"]), before, after, inside, outcome["run"])
    assert outcome["registered"] + outcome["relinked"] == len(sent.rows)
    _words_are_true(after, set(people))
    return len(staying)


def _compare(expected: Expected, before: Tables, after: Tables, inside: Inside, run: int) -> None:
    assert after.employee == expected.tables.employee
    assert after.family == expected.tables.family
    assert after.photos == expected.tables.photos
    assert after.pictures == expected.tables.pictures
    assert after.floors == expected.tables.floors
    assert after.rest == before.rest
    for owner in before.numbers.keys() | after.numbers.keys():
        if owner in expected.numbers:
            assert inside.number(*owner) == expected.numbers[owner]
        else:
            assert after.numbers[owner] == before.numbers[owner]
    assert inside.audit(run) == expected.audit


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_shown_is_what_happens_and_nothing_else(start, seed):
    running = start()
    inside = Inside(running.data)
    with Api(running.url, new_id(running.data)) as api:
        nx, families = Nx(api), Nx(api, "family")
        chance = Chance(Random(seed), nx, families, inside)
        rules: set[str] = set()
        stayed = 0
        for turn in range(ROUNDS // 2):
            first = 1 + turn * PEOPLE
            for there, make in ((nx, chance.employees), (families, chance.families)):
                sent = make(first, PEOPLE)
                before = Tables(inside)
                shown, outcome = there.register(sent.rows, **sent.parts())
                after = Tables(inside)
                expected = Expected(before, after, sent, shown, outcome["committed_at"])
                _compare(expected, before, after, inside, outcome["run"])
                rules |= {effect[4] for told in (*shown.records, *shown.deletions) for effect in told["effects"]}
                verdicts = [record["verdict"] for record in shown.records]
                assert (outcome["registered"], outcome["relinked"], outcome["deleted"]) == (
                    verdicts.count("new"), verdicts.count("relink"), len(shown.deletions))
                _words_are_true(after, {str(row[0]) for row in sent.rows})
                stayed += _by_digest(there, chance, sent, inside)
    inside.close()
    assert stayed > ROUNDS * PEOPLE // 10
    assert rules == {"③-2", "③-3", "③-5", "③-6", "③-7", "③-8", "③-10", *(f"④-{n}" for n in range(1, 22))}
