"""What e-AMANO refuses of a re-registration, whatever the client says: then nobody and nothing has changed."""

from typing import Any

import pytest

from nxdesk.eamano.opening import open_service
from nxdesk.eamano.store.auth_ids import AuthIds
from nxdesk.eamano.store.tenants import create_tenant
from nxdesk.records.clock import Clock
from tests.eamano.household import CHILD, WIFE
from tests.eamano.people import FAMILY_FIELDS, child, member, my_number, person
from tests.eamano.relinked import Nx, problem
from tests.eamano.service import Api, Registration, batch, new_id

LOGS = ("registrations", "staged_batches", "staged_photos")


def _untouched(home, registration) -> tuple[int, str, list[dict[str, Any]]]:
    """The refusal of the commit, after which every table is as it was but for what the registration is kept in."""
    before = home.inside.dump()
    answer = registration.all()
    after = home.inside.dump()
    assert {name for name in before if before[name] != after[name]} <= set(LOGS)
    assert registration.outcome().json()["state"] == "rejected"
    return *problem(answer), answer.json()["errors"]


def test_deletions_that_were_not_listed(home):
    shown = home.families.look([member(home.number)])
    [gone] = shown.deletions
    unlisted = home.families.send([member(home.number)], shown, deletions=[])
    status, name, errors = _untouched(home, unlisted)
    assert (status, name) == (409, "unlisted-deletion")
    assert errors == [{"pointer": "/batches/1/people/0", "person": home.code, "code": "NXD_B_09",
                       "detail": "一覧にないデータがe-AMANOにあります。確認していないデータは削除しません。"}]
    assert gone["member"] == home.id(CHILD)


def test_a_member_added_after_the_look_is_not_deleted(home):
    shown = home.families.look(home.rows)
    home.family_again([*home.rows, child(home.number, first_name="次郎", birth_date="2015-05-05")])
    assert _untouched(home, home.families.send(home.rows, shown))[:2] == (409, "unlisted-deletion")


def test_a_listed_deletion_that_is_not_as_it_was_shown(home):
    shown = home.families.look([member(home.number)])
    home.family_again([member(home.number), child(home.number, occupation_code="5")])
    status, name, errors = _untouched(home, home.families.send([member(home.number)], shown))
    assert (status, name) == (409, "stale-version")
    assert [error["pointer"] for error in errors] == ["/batches/1/deletions/0"]


def test_a_listed_deletion_of_somebody_who_stays(home):
    wife = home.inside.relative(home.code, WIFE)
    listed = [[home.code, wife["id"], wife["version"]]]
    refused = home.families.send(home.rows, home.families.look(home.rows), deletions=listed)
    assert _untouched(home, refused)[:2] == (409, "stale-version")


def test_somebody_elses_member_is_not_deleted(home, first):
    other = first + 50
    Nx(home.nx.api, relink=False).register([person(other)])
    Nx(home.nx.api, "family", relink=False).register([member(other)])
    theirs = home.inside.relative(f"{other:010d}", WIFE)
    shown = home.families.look(home.rows)
    as_mine = home.families.send(home.rows, shown, deletions=[[home.code, theirs["id"], theirs["version"]]])
    assert _untouched(home, as_mine)[:2] == (409, "stale-version")
    as_theirs = home.families.send(home.rows, shown, deletions=[[f"{other:010d}", theirs["id"], theirs["version"]]])
    as_theirs.open()
    assert problem(as_theirs.stage()[0]) == (422, "invalid-request")


@pytest.mark.parametrize("version", [None, 2, 9])
def test_a_person_who_is_not_as_compared(home, version):
    status, name, errors = _untouched(home, home.nx.send([person(home.number, zip=None)], versions=[version]))
    assert (status, name, errors[0]["pointer"]) == (409, "stale-version", "/batches/1/rows/0")


def test_a_person_who_came_meanwhile_or_went(home, first):
    shown = home.nx.look([person(first + 1)])
    Nx(home.nx.api, relink=False).register([person(first + 1)])
    assert _untouched(home, home.nx.send([person(first + 1)], shown))[:2] == (409, "stale-version")
    assert _untouched(home, home.nx.send([person(first + 2)], versions=[1]))[:2] == (409, "stale-version")


@pytest.mark.parametrize("versions", [[None, 1], [2, 1], [1, 7]])
def test_a_member_who_is_not_as_compared(home, versions):
    refused = home.families.send(home.rows, home.families.look(home.rows), versions=versions)
    assert _untouched(home, refused)[:2] == (409, "stale-version")


def test_a_number_that_changed_meanwhile_changes_the_version(home):
    shown = home.nx.look([person(home.number)])
    home.again(numbers=[my_number(home.number)])
    assert _untouched(home, home.nx.send([person(home.number)], shown))[:2] == (409, "stale-version")


def test_families_before_their_person(home, first):
    rows = [member(first + 1)]
    shown = Nx(home.nx.api, "family", relink=False).look(rows)
    assert [(error["code"], error["detail"]) for error in shown.records[0]["errors"]] == [
        ("NXD_VF_03", "先に社員登録を行ってください。e-AMANOにこの個人が登録されていません。")]
    for relink in (False, True):
        status, name, errors = _untouched(home, Nx(home.nx.api, "family", relink).send(rows))
        assert (status, name, errors[0]["person"]) == (422, "employee-missing", f"{first + 1:010d}")


def test_without_the_switch_whoever_has_family_is_left_out_as_a_whole(home):
    plain = Nx(home.nx.api, "family", relink=False)
    rows = [*home.rows, child(home.number, first_name="次郎", birth_date="2015-05-05")]
    assert [record["verdict"] for record in plain.look(rows).records] == ["left_out"] * 3
    status, name, errors = _untouched(home, plain.send(rows))
    assert (status, name) == (409, "already-registered")
    assert [error["pointer"] for error in errors] == ["/batches/1/people/0"]


def test_an_older_nx_cannot_register_again(home):
    with Api(home.nx.api.url, home.nx.api.session.headers["X-EAmano-Auth-Id"]) as old:
        old.session.headers["X-NX-Version"] = "1.2.5.9"
        refused = Nx(old).send([person(home.number)]).open()
        assert problem(refused) == (426, "client-too-old")
        assert refused.json()["min_version"] == "1.2.6.0"
        asked = {"kind": "employee", "as_of": "2020-04-01", "relink": True, "with_my_number": False,
                 "batch": {"fields": [], "rows": [], "versions": []}}
        assert problem(old("POST", "/v1/registrations/check", asked)) == (426, "client-too-old")
        assert Nx(old, relink=False).look([person(home.number)]).records[0]["verdict"] == "left_out"


def test_numbers_of_members_need_the_authority(home, service):
    with Api(service.url, new_id(service.data, my_number=False)) as without:
        nx = Nx(without, "family")
        assert problem(nx.send(home.rows, numbers=[my_number(1), None]).open()) == (403, "mynumber-permission")
        open_one = home.families.send(home.rows, home.families.look(home.rows), numbers=[my_number(1), None])
        assert open_one.open().ok
        open_one.api = without
        assert problem(open_one.stage()[0]) == (403, "mynumber-permission")


def test_a_commit_needs_the_authority_too(home, service):
    again = home.families.send(home.rows, home.families.look(home.rows), numbers=[my_number(1), None])
    assert all(done.ok for done in (again.open(), *again.stage()))
    before, allowed = home.inside.dump(), again.api
    with Api(service.url, new_id(service.data, my_number=False)) as again.api:
        assert problem(again.commit()) == (403, "mynumber-permission")
    again.api = allowed
    allowed.session.headers["X-NX-Version"] = "1.2.5.9"
    assert problem(again.commit()) == (426, "client-too-old")
    allowed.session.headers["X-NX-Version"] = "1.2.6.0"
    assert {k: v for k, v in home.inside.dump().items() if k != "auth_ids"} == {
        k: v for k, v in before.items() if k != "auth_ids"}
    # Nothing was decided by it, and what is decided is told to everybody.
    assert again.outcome().json()["state"] == "receiving"
    assert again.commit().ok
    with Api(service.url, new_id(service.data, my_number=False)) as again.api:
        assert again.commit().json()["replayed"]


def test_a_wrong_number_of_a_member_is_found_and_never_told(home):
    wrong = home.families.send(home.rows, numbers=[None, "123456789012"])
    wrong.open()
    refused = wrong.stage()[0]
    assert [(error["pointer"], error["code"]) for error in refused.json()["errors"]] == [("/my_numbers/1", "NXD_VE_06")]
    assert "123456789012" not in refused.text


def test_another_tenants_people_are_out_of_reach(home, service):
    store = open_service(service.data, Clock())
    with store.database.write() as connection:
        customer = f"AM{home.number:06d}"
        tenant = create_tenant(connection, customer, "別会社", ["年末調整"], "2020-01-01T00:00:00Z")
        auth_id = AuthIds(connection, tenant.id, store.sealer).issue(
            "試験", "2020-01-01T00:00:00Z", my_number=True, expires_on=None).reveal()
    store.database.close()
    wife = home.inside.relative(home.code, WIFE)
    with Api(service.url, auth_id, customer) as theirs:
        assert Nx(theirs).look([person(home.number)]).records[0]["verdict"] == "new"
        assert problem(Nx(theirs).send([person(home.number)], versions=[1]).all()) == (409, "stale-version")
        assert problem(Nx(theirs, "family").send(home.rows).all()) == (422, "employee-missing")
        Nx(theirs).register([person(home.number)])
        shown = Nx(theirs, "family").look(home.rows)
        assert [record["verdict"] for record in shown.records] == ["new", "new"]
        listed = [[home.code, wife["id"], wife["version"]]]
        assert problem(Nx(theirs, "family").send(home.rows, shown, deletions=listed).all()) == (409, "stale-version")
        assert theirs("GET", f"/v1/family?codes={home.code}").json()["rows"] == []
    assert home.inside.relative(home.code, WIFE) == wife


@pytest.mark.parametrize(("rows", "code"), [
    ([{}, {"last_name": "伊　藤", "relationship_code": "11"}], "NXD_VF_04"), ([{}, {"first_name": "別"}], "NXD_VF_05"),
    ([{"birth_date": None}], "NXD_VF_01"), ([{"relationship_code": None}], "NXD_VF_02")])
def test_families_that_cannot_be_told_apart_or_lack_what_is_needed(home, rows, code):
    registration = home.families.send([member(home.number, **changes) for changes in rows])
    registration.open()
    assert {error["code"] for error in registration.stage()[0].json()["errors"]} == {code}


@pytest.mark.parametrize("broken", [
    {"people": []}, {"people": ["0000000000"]}, {"people": ["x"]}, {"deletions": [["0000000000", 1, 1]]},
    {"deletions": "x"}, {"deletions": [[None, 1, 1]]}, {"versions": [1]}])
def test_batches_that_are_not_built_right(home, broken):
    sent = batch(home.rows, fields=FAMILY_FIELDS) | {"people": [home.code]} | broken
    registration = Registration(home.nx.api, [sent], kind="family", relink=True, people=1)
    assert registration.open().ok
    assert problem(registration.stage()[0]) == (422, "invalid-request")


@pytest.mark.parametrize(("kind", "manifest"), [
    ("employee", {"rows": 2}), ("employee", {"deletions": 1}), ("family", {"photos": 1}), ("family", {"people": 0}),
    ("family", {"deletions": 1, "relink": False})])
def test_manifests_whose_numbers_do_not_fit(home, kind, manifest):
    registration = Nx(home.nx.api, kind).send([person(home.number)] if kind == "employee" else home.rows)
    registration.manifest |= manifest
    assert problem(registration.open()) == (422, "invalid-request")


@pytest.mark.parametrize("manifest", [{"people": 2, "batches": 1}, {"rows": 3}, {"deletions": 1}])
def test_batches_that_are_not_what_was_announced(home, manifest):
    registration = home.families.send(home.rows, home.families.look(home.rows))
    registration.manifest |= manifest
    assert registration.open().ok
    assert all(done.ok for done in registration.stage())
    assert problem(registration.commit()) == (422, "invalid-records")
