"""What a dry run has read and decided is taken up by the registration of the same rows, as long as it holds."""

import pytest

from nxdesk.eamano.opening import open_service
from nxdesk.eamano.refusal import Refused
from nxdesk.eamano.rules import making, registering, relinking, remembered
from nxdesk.eamano.rules.editing import Draft, Editor, Saved, save
from nxdesk.eamano.rules.latest import Latest
from nxdesk.eamano.store.audit import Actor
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from tests.eamano.direct import look, send
from tests.eamano.people import child, member, my_number, person

CODE = str(person(1)[0])
PNG = b"\x89PNG\r\n\x1a\n photo"


@pytest.fixture
def clock():
    return Clock(Clock.parse("2020-04-06 09:00"))


def _opened(folder, clock):
    """Somebody with a child is there."""
    opened = open_service(folder, clock)
    send(opened, "employee", [person(1), person(2)], versions=[None, None], relink=False)
    send(opened, "family", [member(1), child(1)], versions=[None, None], relink=False)
    return opened


@pytest.fixture
def service(tmp_path, clock):
    opened = _opened(tmp_path / "data", clock)
    yield opened
    opened.database.close()


def _counted(done, name, work):
    def counted(*args, **more):
        done.append(name)
        return work(*args, **more)
    return counted


@pytest.fixture
def done(monkeypatch):
    """What is done again from now on."""
    done = []
    for module, name in ((registering, "right_rows"), (relinking, "read_batch"), (relinking, "meet"),
                         (relinking, "decide")):
        monkeypatch.setattr(module, name, _counted(done, name, getattr(module, name)))
    return done


def _versions(shown):
    return [record["version"] for record in shown["records"]]


@pytest.mark.parametrize(("kind", "rows"), [
    ("employee", [person(1, zip=None), person(3)]), ("family", [member(1, occupation_code="5"), child(1)])],
    ids=["people", "family"])
def test_the_same_rows_are_judged_once(service, done, kind, rows):
    shown = look(service, kind, rows)
    outcome = send(service, kind, rows, versions=_versions(shown))
    assert (outcome["state"], done) == ("committed", [])
    assert [record["effects"] for record in look(service, kind, rows)["records"]] == [[], []]


def _make_all(service, steps=99):
    """So many steps, or until there is nothing to do."""
    while service.remembered.unmade and steps:
        service.remembered.make_some()
        steps -= 1


def _there(service):
    with service.database.read() as connection:
        return [connection.exec_driver_sql(query).all() for query in (
            "SELECT * FROM employee ORDER BY id", "SELECT * FROM family ORDER BY id",
            "SELECT run, target, changes FROM audit_entries ORDER BY seq")]


def test_what_is_made_ahead_is_what_a_commit_makes(tmp_path, clock, monkeypatch):
    with clock.held(Clock.parse("2020-04-06 09:00")):
        service, other = (_opened(tmp_path / name, clock) for name in ("one", "other"))
        for kind, rows in (("employee", [person(1, zip=None, disability_class=1), person(2), person(3)]),
                           ("family", [member(1, occupation_code="5"), child(1, first_name="次郎")])):
            for one in (service, other):
                shown = look(one, kind, rows)
                if one is service:
                    _make_all(one)
                    monkeypatch.setattr(making, "canonical_rows", None)
                send(one, kind, rows, versions=_versions(shown),
                     deletions=[[gone["code"], gone["member"], gone["version"]] for gone in shown["deletions"]])
                monkeypatch.undo()
    assert _there(service) == _there(other)
    for one in (service, other):
        one.database.close()


def test_what_is_made_ahead_is_made_in_small_steps(service, monkeypatch):
    monkeypatch.setattr(remembered, "_AT_A_TIME", 1)
    _make_all(service)
    look(service, "employee", [person(1, zip=None), person(2, zip=None), person(3)])
    look(service, "family", [member(1, occupation_code="5")])
    kept, steps = service.remembered._judged.values(), []
    while service.remembered.unmade:
        steps.append([(sum(change.made is not None for change in judged.decided.changes), len(judged.decided.lost))
                      for judged in kept])
        service.remembered.make_some()
    # The family has a child beside the member.
    assert steps == [[(0, 0), (0, 0)], [(1, 0), (0, 0)], [(1, 1), (0, 0)], [(1, 1), (1, 0)], [(1, 1), (2, 0)],
                     [(1, 1), (3, 0)]]


def test_a_commit_takes_up_what_was_made_so_far(tmp_path, clock, monkeypatch):
    monkeypatch.setattr(remembered, "_AT_A_TIME", 1)
    with clock.held(Clock.parse("2020-04-06 09:00")):
        service, other = (_opened(tmp_path / name, clock) for name in ("one", "other"))
        rows = [person(1, zip=None), person(2, zip=None), person(3)]
        for one in (service, other):
            _make_all(one)
            shown = look(one, "employee", rows)
            if one is service:
                _make_all(one, 1)
            send(one, "employee", rows, versions=_versions(shown))
    assert _there(service) == _there(other)
    for one in (service, other):
        one.database.close()


def test_other_rows_are_judged_by_themselves(service, done):
    shown = look(service, "employee", [person(1, zip=None)])
    send(service, "employee", [person(1, zip="530-0001")], versions=_versions(shown))
    assert done == ["right_rows", "meet", "decide"]
    assert look(service, "employee", [person(1, zip="530-0001")])["records"][0]["effects"] == []


def test_rows_that_were_wrong_are_wrong_again(service):
    wrong = [person(1, birth_date="2020-04-07")]
    assert look(service, "employee", wrong)["records"][0]["verdict"] == "error"
    with pytest.raises(Refused, match="invalid-records"):
        send(service, "employee", wrong, versions=[1])


def test_the_next_day_is_another_one(service, clock, done):
    shown = look(service, "employee", [person(1, zip=None)])
    clock.set(Clock.parse("2020-04-07 09:00"))
    send(service, "employee", [person(1, zip=None)], versions=_versions(shown))
    assert done == ["right_rows", "meet", "decide"]


def test_what_was_edited_since_is_met_anew_and_refused(service, done):
    shown = look(service, "employee", [person(1, zip=None), person(2, zip=None)])
    editor = Editor(1, Actor("人事 花子", "127.0.0.1", "r"))
    assert isinstance(save(service, editor, EMPLOYEE, CODE, 0, Draft(1, {"position": "顧問"})), Saved)
    with pytest.raises(Refused, match="stale-version"):
        send(service, "employee", [person(1, zip=None), person(2, zip=None)], versions=_versions(shown))
    assert done == ["meet"]


def test_photos_are_decided_with_the_photos_that_came(service, done):
    shown = look(service, "employee", [person(1, zip=None)])
    send(service, "employee", [person(1, zip=None)], versions=_versions(shown), photos={CODE: PNG})
    assert done == ["decide"]


def test_my_numbers_are_never_remembered(service, done):
    shown = look(service, "employee", [person(1, zip=None)])
    send(service, "employee", [person(1, zip=None)], versions=_versions(shown), numbers=[my_number(1)])
    assert done == ["right_rows", "read_batch", "meet", "decide"]


def test_what_is_over_is_forgotten(service, done):
    rows = [person(1, zip=None)]
    for version in (1, 2):
        look(service, "employee", [person(2, zip=None)])
        send(service, "employee", rows, versions=[version])
    send(service, "employee", [person(2, zip=None)], versions=[1])
    assert done == ["right_rows", "meet", "decide"] * 3


def test_the_memory_has_a_bound():
    small: Latest[int, str] = Latest(3)
    for key in range(9):
        small.keep(key, "", 0)
    assert len(small.values()) == 3
    latest: Latest[int, str] = Latest(10)
    for number in range(4):
        latest.keep(number, f"{number}", 4)
    assert [latest.get(number) for number in range(4)] == [None, None, "2", "3"]
    assert (latest.take(2), latest.take(2)) == ("2", None)
    latest.keep(5, "5", 99)
    assert (latest.get(3), latest.get(5)) == (None, "5")
    latest.forget(lambda key: key == 5)
    assert latest.get(5) is None


def test_what_is_told_of_those_who_go_is_made_ahead(service, monkeypatch):
    _make_all(service)
    shown = look(service, "family", [member(1)])
    _make_all(service)
    (judged,) = service.remembered._judged.values()
    (told,) = judged.decided.lost
    assert f'"first_name":["{child(1)[2]}",null]' in told
    monkeypatch.setattr(relinking, "lost_with", None)
    (gone,) = shown["deletions"]
    send(service, "family", [member(1)], versions=_versions(shown),
         deletions=[[gone["code"], gone["member"], gone["version"]]])
    with service.database.read() as connection:
        assert connection.exec_driver_sql(
            "SELECT target, changes FROM audit_entries ORDER BY seq DESC LIMIT 1").one() == (
                f"{CODE}/家族 {gone['member']}", told)
