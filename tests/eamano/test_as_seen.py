"""A commit reads nobody again where all is as it was when the registration was judged, everybody where it is not."""

from contextlib import suppress
from uuid import uuid4

import orjson
import pytest

from nxdesk.eamano.opening import open_service
from nxdesk.eamano.refusal import Refused
from nxdesk.eamano.rules import checking, committing, registering, relinking, same
from nxdesk.eamano.rules.editing import Draft, Editor, Saved, save
from nxdesk.eamano.store.audit import Actor
from nxdesk.eamano.store.bulk import BulkRecords
from nxdesk.records.clock import Clock
from nxdesk.records.digests import row_digest
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.kinds import kind as kind_of
from nxdesk.wire.digests import body_digest, manifest_digest
from tests.eamano.direct import CALLER, send
from tests.eamano.people import FIELDS, child, member, person
from tests.eamano.service import batch

ONE, TWO, THREE = (str(person(number)[0]) for number in (1, 2, 3))
DAY = "2020-04-01"


@pytest.fixture
def service(tmp_path):
    """Three people, each with a family."""
    opened = open_service(tmp_path, Clock(Clock.parse("2020-04-06 09:00")))
    send(opened, "employee", [person(number) for number in (1, 2, 3)], versions=[None] * 3, relink=False)
    send(opened, "family", [member(number) for number in (1, 2, 3)], versions=[None] * 3, relink=False)
    yield opened
    opened.database.close()


@pytest.fixture
def anew(monkeypatch):
    """A word for each commit that had to read everything again."""
    found, work = [], relinking.Relinking._anew

    def counted(relink, everything):
        found.append("anew")
        return work(relink, everything)
    monkeypatch.setattr(relinking.Relinking, "_anew", counted)
    return found


class Nx:
    """What NX has of these people, as it registers it: by digests whoever stays, by rows all others."""

    def __init__(self, service, kind, rows):
        self.service, self.kind, self.rows = service, kind, {}
        for row in rows:
            self.rows.setdefault(str(row[0]), []).append(row)
        self.staying, self.shown = [], None

    def _digests(self, code):
        named = FIELDS if self.kind == "employee" else kind_of(self.kind).linked_ids
        return "".join(row_digest([dict(zip(named, row, strict=True)).get(item) for item in kind_of(
            self.kind).linked_ids]) for row in self.rows[code])

    def ask(self):
        """Who stays."""
        codes = list(self.rows)
        answer = same.same(self.service, CALLER, orjson.dumps({
            "kind": self.kind, "as_of": DAY, "people": codes, "digests": [*map(self._digests, codes)]}))
        left = iter(answer["versions"])
        self.staying = [(codes[place], self._digests(codes[place]), [next(left) for _ in self.rows[codes[place]]])
                        for place in answer["places"]]
        return self

    def look(self):
        """What becomes of the others."""
        self.shown = checking.check(self.service, CALLER, orjson.dumps({
            "kind": self.kind, "as_of": DAY, "relink": True, "with_my_number": False, "batch": self._batch()}))
        return self

    def _batch(self):
        stay = {code for code, _, _ in self.staying}
        codes = [code for code in self.rows if code not in stay]
        rows = [row for code in codes for row in self.rows[code]]
        if self.kind == "employee":
            return batch(rows)
        return batch(rows, fields=kind_of(self.kind).linked_ids) | {"people": codes}

    def register(self):
        """Everybody; answers the outcome of the commit."""
        stays = {"people": [code for code, _, _ in self.staying], "digests": [said for _, said, _ in self.staying],
                 "versions": [version for _, _, versions in self.staying for version in versions]}
        parts = [orjson.dumps({"same": stays})] if self.staying else []
        deletions = []
        if self.shown:
            deletions = [[gone["code"], gone["member"], gone["version"]] for gone in self.shown["deletions"]]
            made = self._batch() | {"versions": [record["version"] for record in self.shown["records"]]}
            parts.append(orjson.dumps(made | ({} if self.kind == "employee" else {"deletions": deletions})))
        which = str(uuid4())
        registering.open_registration(self.service, CALLER, which, orjson.dumps({
            "kind": self.kind, "as_of": DAY, "people": len(self.rows), "rows": sum(map(len, self.rows.values())),
            "batches": len(parts), "photos": 0, "deletions": len(deletions), "relink": True, "with_my_number": False,
            "digest": manifest_digest([body_digest(part) for part in parts])}))
        for number, part in enumerate(parts, 1):
            registering.stage_batch(self.service, CALLER, which, number, part)
        return committing.commit(self.service, CALLER, which)


def _people(service):
    return Nx(service, "employee", [person(1), person(2, zip=None), person(3)])


def _families(service):
    return Nx(service, "family", [member(1), child(2), member(3)])


@pytest.mark.parametrize(("nx", "deleted"), [(_people, 0), (_families, 1)], ids=["people", "families"])
def test_nobody_is_read_again_where_nothing_was_written(service, anew, nx, deleted):
    asked = nx(service).ask().look()
    assert [code for code, _, _ in asked.staying] == [ONE, THREE]
    outcome = asked.register()
    assert (outcome["state"], outcome["people"], outcome["deleted"], anew) == ("committed", 3, deleted, [])
    assert len(nx(service).ask().staying) == 3


def test_those_who_stay_alone_are_not_read_again(service, anew):
    outcome = Nx(service, "employee", [person(1), person(2), person(3)]).ask().register()
    assert (outcome["relinked"], anew) == (3, [])


def test_what_was_said_last_of_somebody_counts(service, anew):
    Nx(service, "employee", [person(1), person(2)]).ask()
    Nx(service, "employee", [person(3)]).ask()
    Nx(service, "employee", [person(1, zip=None)]).ask()
    asked = Nx(service, "employee", [person(2), person(3, zip=None)]).ask().look()
    asked.rows = {ONE: [person(1)], **asked.rows}
    asked.staying.insert(0, (ONE, asked._digests(ONE), [1]))
    assert (asked.register()["people"], anew) == (3, ["anew"])
    for cut in (1, 2, 3):
        everybody = [person(1), person(2), person(3, zip=None)]
        asked = Nx(service, "employee", everybody)
        asked.staying = [one for rows in (everybody[:cut], everybody[cut:]) if rows
                         for one in Nx(service, "employee", rows).ask().staying]
    assert (asked.register()["people"], anew) == (3, ["anew"])


def test_whatever_is_registered_or_edited_meanwhile_is_looked_at(service, anew):
    asked = _people(service).ask().look()
    send(service, "employee", [person(9)], versions=[None], relink=False)
    assert (asked.register()["state"], anew) == ("committed", ["anew"])
    asked = Nx(service, "employee", [person(1, zip=None), person(2, zip=None)]).ask().look()
    editor = Editor(1, Actor("人事 花子", "127.0.0.1", "r"))
    assert isinstance(save(service, editor, EMPLOYEE, TWO, 0, Draft(2, {"position": "顧問"})), Saved)
    with pytest.raises(Refused, match="stale-version"):
        asked.register()
    assert anew == ["anew"] * 2


def test_what_was_seen_before_is_not_enough_for_what_is_asked_after_it(service, anew):
    asked = _people(service).ask()
    send(service, "employee", [person(9)], versions=[None], relink=False)
    asked.look()
    assert (asked.register()["state"], anew) == ("committed", ["anew"])


AT = "tenant_id = 1 AND employee_code"
OUT_OF_SIGHT = {
    "version": f"UPDATE employee SET version = 7 WHERE {AT} = '{ONE}'",
    "digest": f"UPDATE employee SET digest = 'x' WHERE {AT} = '{ONE}'",
    "word": f"UPDATE employee SET settled = NULL WHERE {AT} = '{THREE}'",
    "version of one with rows": f"UPDATE employee SET version = 7 WHERE {AT} = '{TWO}'",
    "gone": f"DELETE FROM employee WHERE {AT} = '{TWO}'",
    "a picture": f"INSERT INTO attachments VALUES (1, '{ONE}', 0, 'disability_cert_image', x'', x'', '', '')",
    "a number": f"INSERT INTO my_numbers VALUES (1, '{TWO}', 0, x'', x'', '')",
    "a photo": f"INSERT INTO photos VALUES (1, '{TWO}', x'', 'x', '')"}


@pytest.mark.parametrize("written", OUT_OF_SIGHT.values(), ids=OUT_OF_SIGHT)
def test_what_somebody_writes_past_the_log_is_seen_as_well(service, anew, written):
    asked = _people(service).ask().look()
    with service.database.write() as connection:
        connection.exec_driver_sql(written)
    with suppress(Refused):  # What is only said beside a record keeps nobody back.
        asked.register()
    assert anew == ["anew"]


@pytest.mark.parametrize("written", [
    f"DELETE FROM employee WHERE {AT} = '{TWO}'", f"DELETE FROM family WHERE {AT} = '{ONE}'",
    f"INSERT INTO attachments VALUES (1, '{ONE}', 1, 'x', x'', x'', '', '')"], ids=["person", "record", "picture"])
def test_of_families_too(service, anew, written):
    asked = _families(service).ask().look()
    with service.database.write() as connection:
        connection.exec_driver_sql(written)
    with pytest.raises(Refused):
        asked.register()
    assert anew == ["anew"]


def _said(nx, **others):
    """One who stays, with something else in place of what the service said."""
    (code, digests, versions), *rest = nx.staying
    nx.staying = [(code, others.get("digests", digests), others.get("versions", versions)), *rest]
    return nx


@pytest.mark.parametrize("others", [{"versions": [2]}, {"digests": "0" * 16}], ids=["versions", "digests"])
def test_a_client_is_not_believed_what_was_never_said(service, anew, others):
    with pytest.raises(Refused, match="stale-version"):
        _said(_people(service).ask().look(), **others).register()
    assert anew == ["anew"]


def test_nor_that_somebody_stays_who_does_not(service, anew):
    asked = _people(service).ask()
    asked.staying.insert(1, (TWO, asked._digests(TWO), [1]))
    with pytest.raises(Refused, match="stale-version"):
        asked.register()
    assert anew == ["anew"]


def test_whoever_leaves_somebody_out_is_looked_at(service, anew):
    asked = _people(service).ask().look()
    del asked.rows[THREE], asked.staying[1]
    assert (asked.register()["people"], anew) == (2, ["anew"])


def test_nobody_outside_what_was_asked_is_taken_for_seen(service, anew):
    Nx(service, "employee", [person(1), person(2)]).ask()
    asked = Nx(service, "employee", [person(3, zip=None)]).look()
    asked.rows = {ONE: [person(1)], TWO: [person(2)], **asked.rows}
    asked.staying = [(code, asked._digests(code), [1]) for code in (ONE, TWO)]
    assert (asked.register()["people"], anew) == (3, ["anew"])


def test_a_missing_parent_is_missing_at_the_commit(service, anew):
    asked = Nx(service, "family", [member(1), member(8)]).ask().look()
    assert [record["verdict"] for record in asked.shown["records"]] == ["error"]
    with pytest.raises(Refused, match="employee-missing"):
        asked.register()
    assert anew == ["anew"]


def test_many_others_between_are_not_read(service):
    with service.database.read() as connection:
        stored = BulkRecords(service.database, connection, 1, EMPLOYEE)
        assert stored.stretch([ONE, THREE]) == stored.between(ONE, THREE)
        assert stored.standing([ONE, THREE], stretch=stored.stretch([ONE, THREE])) == stored.standing([ONE, THREE])
    send(service, "employee", [person(number) for number in range(20, 40)], versions=[None] * 20, relink=False)
    with service.database.read() as connection:
        stored = BulkRecords(service.database, connection, 1, EMPLOYEE)
        assert stored.stretch([ONE, str(person(39)[0])]) is None
        assert stored.stretch([ONE, TWO]) is not None
