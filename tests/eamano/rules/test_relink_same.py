"""Who is registered again by digests: who stays as he is, and what is refused when a client only says so."""

from typing import Any

import pytest

from nxdesk.eamano.opening import open_service
from nxdesk.eamano.rules.restoring import preview, restore
from nxdesk.eamano.store.audit import Actor
from nxdesk.records.clock import Clock
from nxdesk.wire.protocol import SAME_LIMIT
from tests.eamano.household import CHILD, WIFE
from tests.eamano.people import child, member, my_number, person, png
from tests.eamano.relinked import Nx, problem
from tests.eamano.rules.test_relink_refused import LOGS
from tests.eamano.service import Registration

STAMP = "2020-04-03T00:00:00Z"
"""Of an edit at e-AMANO."""


@pytest.fixture
def two(home, first):
    """Somebody beside the household, who never changes."""
    Nx(home.nx.api, relink=False).register([person(first + 1)])
    return [person(home.number), person(first + 1)]


def _refused(home, registration: Registration) -> tuple[int, str, list[tuple[str, str]]]:
    """The refusal of the commit, after which every table is as it was but for what the registration is kept in."""
    before = home.inside.dump()
    answer = registration.all()
    after = home.inside.dump()
    assert {name for name in before if before[name] != after[name]} <= set(LOGS)
    assert registration.outcome().json()["state"] == "rejected"
    return *problem(answer), [(error["pointer"], error["person"]) for error in answer.json().get("errors", ())]


def _edit(home, **values: Any) -> None:
    home.inside.edit("employee", home.inside.employee(home.code), STAMP, **values)


def test_who_stays_is_registered_again_and_nothing_is_written_of_him(home, two):
    staying = home.nx.staying(two)
    before = home.inside.dump()
    outcome = home.nx.send_same(*staying.values()).all().json()
    after = home.inside.dump()
    assert (outcome["registered"], outcome["relinked"], outcome["deleted"], outcome["people"]) == (0, 2, 0, 2)
    assert home.inside.audit(outcome["run"]) == {}
    assert {name for name in before if before[name] != after[name]} == {*LOGS, "audit_heads", "audit_runs"} - {
        "staged_photos"}


def test_a_family_stays_as_a_whole_or_not_at_all(home):
    assert home.families.staying(home.rows)[home.code]["versions"] == [1, 1]
    assert home.families.staying(home.rows[::-1])[home.code]["versions"] == [1, 1]
    for rows in ([member(home.number)], [*home.rows, child(home.number, first_name="次郎")],
                 [member(home.number), child(home.number, occupation_code="5")], [home.rows[0]] * 2):
        assert home.families.staying(rows) == {}
    assert home.families.staying([], [home.code]) == {}


def test_whoever_has_no_family_on_either_side_has_nothing_that_could_change(home, two):
    assert home.families.staying([], [str(two[1][0])]) == {
        two[1][0]: {"people": [two[1][0]], "digests": [""], "versions": []}}


def test_whatever_happens_at_e_amano_ends_it_until_the_next_registration(home, two):
    for values in ({"position": "顧問"}, {"phone_area": "03"}, {}):
        _edit(home, **values)
        assert list(home.nx.staying(two)) == [two[1][0]]
        home.again()
        assert len(home.nx.staying(two)) == 2


def test_who_changed_since_the_look_keeps_everybody_back(home, two):
    staying = home.nx.staying(two)
    _edit(home, phone_area="03")
    assert _refused(home, home.nx.send_same(*staying.values())) == (
        409, "stale-version", [("/batches/1/same/0", home.code)])


def test_who_changed_keeps_those_with_rows_back_too(home, two):
    [_, other] = two
    staying = home.nx.staying([two[0]])
    shown = home.nx.look([person(home.number + 1, zip=None)])
    _edit(home)
    refused = home.nx.send_same(staying[home.code], rows=[person(home.number + 1, zip=None)], shown=shown)
    assert _refused(home, refused) == (409, "stale-version", [("/batches/2/same/0", home.code)])
    assert other[0] not in home.nx.staying([person(home.number + 1, zip=None)])


@pytest.mark.parametrize("lie", [{"digests": ["0" * 16]}, {"versions": [2]}, {"people": ["0000009999"]}],
                         ids=["digest", "version", "person"])
def test_a_client_that_makes_something_up_changes_nothing(home, lie):
    staying = home.nx.staying([person(home.number)])[home.code] | lie
    assert _refused(home, home.nx.send_same(staying))[:2] == (409, "stale-version")


def test_a_word_that_was_never_said_is_not_taken_from_the_client(home):
    staying = home.nx.staying([person(home.number)])[home.code]
    home.inside.put("employee", home.code, phone_area="03")
    assert home.nx.staying([person(home.number)]) == {}
    assert _refused(home, home.nx.send_same(staying))[:2] == (409, "stale-version")


def test_a_member_who_came_since_the_look_does_not_go_unseen(home):
    staying = home.families.staying(home.rows)[home.code]
    home.family_again([*home.rows, child(home.number, first_name="次郎", birth_date="2015-05-05")])
    assert _refused(home, home.families.send_same(staying)) == (
        409, "unlisted-deletion", [("/batches/1/same/0", home.code)])


def test_a_member_who_went_since_the_look(home):
    staying = home.families.staying(home.rows)[home.code]
    home.family_again([member(home.number)])
    assert _refused(home, home.families.send_same(staying))[:2] == (409, "stale-version")


def test_pictures_of_documents_are_judged_with_rows(home):
    staying = home.families.staying(home.rows)[home.code]
    home.inside.attach(home.code, home.id(WIFE), "disability_cert_image")
    assert home.families.staying(home.rows) == {}
    assert _refused(home, home.families.send_same(staying))[:2] == (409, "stale-version")


def test_numbers_and_photos_of_e_amano_stay(home):
    home.again(numbers=[my_number(home.number)], photo=png(8))
    home.family_again(numbers=[my_number(home.number + 1), None])
    for nx, rows in ((home.nx, [person(home.number)]), (home.families, home.rows)):
        assert nx.send_same(nx.staying(rows)[home.code]).all().json()["relinked"] == len(rows)
    assert home.inside.number(home.code) == my_number(home.number)
    assert home.inside.number(home.code, home.id(WIFE)) == my_number(home.number + 1)
    assert home.inside.photo(home.code) == png(8)


def test_a_number_that_came_since_the_look(home):
    staying = home.nx.staying([person(home.number)])[home.code]
    home.again(numbers=[my_number(home.number)])
    assert _refused(home, home.nx.send_same(staying))[:2] == (409, "stale-version")


def test_it_is_taken_back_like_any_other(home, service):
    beside = open_service(service.data, Clock())
    try:
        staying = home.nx.staying([person(home.number)])[home.code]
        _, outcome = home.again(zip=None)
        assert home.nx.staying([person(home.number)]) == {}
        restore(beside, 1, outcome["run"], Actor("人事", "127.0.0.1", "r"), preview(beside, 1, outcome["run"]).seen)
    finally:
        beside.database.close()
    # All is as it was, with a version that nobody has seen.
    assert home.nx.staying([person(home.number)]) == {}
    assert _refused(home, home.nx.send_same(staying))[:2] == (409, "stale-version")
    home.again()
    assert home.nx.send_same(home.nx.staying([person(home.number)])[home.code]).all().ok


def test_a_repeat_is_harmless_and_other_content_is_refused(home, two):
    staying = home.nx.staying(two)
    registration = home.nx.send_same(*staying.values())
    first, again = registration.all().json(), registration.all().json()
    assert again == first | {"replayed": True}
    registration.bodies[0] = home.nx.send_same(staying[home.code]).bodies[0]
    assert problem(registration.stage()[0]) == (422, "idempotency-mismatch")


@pytest.mark.parametrize(("given", "pointer"), [
    ({"digests": ["0" * 15]}, "/same/digests/0"), ({"digests": ["0" * 32]}, "/same/digests/0"),
    ({"digests": ["G" * 16]}, "/same/digests/0"), ({"digests": [7]}, "/same/digests/0"),
    ({"digests": []}, "/same/digests"), ({"versions": []}, "/same/versions"), ({"versions": [0]}, "/same/versions/0"),
    ({"versions": [True]}, "/same/versions/0"), ({"people": []}, "/same/people"), ({"people": ["x"]}, "/same/people/0"),
    ({"people": [f"{n:010d}" for n in range(SAME_LIMIT + 1)]}, "/same/people"), ({"more": 1}, "/same"),
    ({"people": ["0000000001"] * 2, "digests": ["0" * 16] * 2, "versions": [1, 1]}, "/same/people")])
def test_what_is_not_built_as_the_protocol_says(home, given, pointer):
    batch = {"people": [home.code], "digests": ["0" * 16], "versions": [1]} | given
    registration = home.nx.send_same({"people": [home.code], "digests": ["0" * 16], "versions": [1]})
    registration.open()
    answer = home.nx.api("PUT", f"{registration.path}/batches/1", {"same": batch})
    assert (problem(answer), answer.json()["errors"][0]["pointer"]) == ((422, "invalid-request"), pointer)


@pytest.mark.parametrize("manifest", [{"relink": False}, {"with_my_number": True}])
def test_it_is_only_for_who_registers_again_without_numbers(home, manifest):
    registration = home.nx.send_same(home.nx.staying([person(home.number)])[home.code])
    registration.manifest |= manifest
    registration.open()
    assert problem(registration.stage()[0]) == (422, "invalid-request")


def test_no_photo_goes_along_with_who_stays(home):
    registration = home.nx.send_same(home.nx.staying([person(home.number)])[home.code])
    registration.photos, registration.manifest["photos"] = {home.code: png(8)}, 1
    assert _refused(home, registration)[:2] == (422, "invalid-records")


@pytest.mark.parametrize("change", [{"kind": "year_end"}, {"as_of": "2020"}, {"people": []}, {"digests": []}])
def test_a_question_that_is_none(home, change):
    asked = {"kind": "employee", "as_of": "2020-04-01", "people": [home.code], "digests": ["0" * 16]} | change
    assert problem(home.nx.api("POST", "/v1/registrations/same", asked)) == (422, "invalid-request")


def test_an_older_nx_does_not_ask(home):
    home.nx.api.session.headers["X-NX-Version"] = "1.2.5.9"
    asked = {"kind": "employee", "as_of": "2020-04-01", "people": [home.code], "digests": ["0" * 16]}
    assert problem(home.nx.api("POST", "/v1/registrations/same", asked)) == (426, "client-too-old")
    home.nx.api.session.headers["X-NX-Version"] = "1.2.6.0"


def test_the_child_is_told_from_the_wife_by_nothing_but_the_digests(home):
    staying = home.families.staying(home.rows)[home.code]
    assert staying["digests"][0] == "".join(home.inside.relative(home.code, who)["digest"] for who in (WIFE, CHILD))
