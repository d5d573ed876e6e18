"""A registration step by step: done, repeated, refused; all or nothing, and never anybody twice."""

from uuid import uuid4

import pytest

from nxdesk.records.digests import row_digest
from tests.eamano.people import FIELDS, person, png
from tests.eamano.service import Api, Registration, batch


def _people(first: int, many: int = 3) -> list[list]:
    return [person(first + n) for n in range(many)]


def test_people_are_registered_with_the_digest_that_nx_has(api, first):
    rows = _people(first, 1200)
    registration = Registration(api, [batch(rows[:500]), batch(rows[500:1000]), batch(rows[1000:])])
    assert registration.open().status_code == 201
    assert registration.outcome().json()["state"] == "receiving"
    assert [done.status_code for done in registration.stage()] == [201, 201, 201]
    answer = registration.commit()
    outcome = answer.json()
    assert answer.status_code == 200
    assert (outcome["state"], outcome["registered"], outcome["replayed"]) == ("committed", 1200, False)
    found = api("POST", "/v1/employee/lookup", {"codes": [row[0] for row in rows] + ["9999999999"]}).json()["rows"]
    assert {code: digest for code, _, digest, _ in found} == {row[0]: row_digest(row) for row in rows}


def test_every_step_can_be_repeated(api, first):
    registration = Registration(api, [batch(_people(first))], photos={f"{first:010d}": png()})
    assert registration.all().ok
    for done in (registration.open(), *registration.stage(), registration.commit()):
        assert done.status_code == 200
        assert done.json()["replayed"] is True
        assert done.json()["state"] == "committed"
    assert registration.outcome().json()["registered"] == 3


def test_the_same_number_with_other_content_is_refused(api, first):
    registration = Registration(api, [batch(_people(first))])
    registration.open()
    registration.stage()
    other = Registration(api, [batch(_people(first + 10))], id=registration.id)
    for refused in (other.open(), other.stage()[0]):
        assert refused.status_code == 422
        assert refused.json()["type"].endswith("/problems/idempotency-mismatch")
    assert registration.commit().ok


def test_nothing_new_is_taken_after_the_commit(api, first):
    registration = Registration(api, [batch(_people(first))])
    assert registration.all().ok
    late = api("PUT", f"{registration.path}/photos/{first:010d}", png())
    assert late.json()["type"].endswith("/problems/idempotency-mismatch")


def test_a_commit_before_everything_has_come_is_refused_and_may_follow(api, first):
    registration = Registration(api, [batch(_people(first)), batch(_people(first + 10))])
    registration.open()
    api("PUT", f"{registration.path}/batches/2", registration.bodies[1])
    early = registration.commit()
    assert (early.status_code, early.json()["type"].rpartition("/")[2]) == (409, "not-complete")
    registration.stage()
    assert registration.commit().json()["registered"] == 6


def test_a_registration_that_was_never_seen(api):
    for done in (api("GET", f"/v1/registrations/{uuid4()}"), api("PUT", f"/v1/registrations/{uuid4()}/commit"),
                 api("PUT", f"/v1/registrations/{uuid4()}/batches/1", batch(_people(1)))):
        assert (done.status_code, done.json()["type"].rpartition("/")[2]) == (404, "unknown-registration")


def test_people_who_are_there_refuse_everybody_for_good(api, first):
    assert Registration(api, [batch(_people(first, 2))]).all().ok
    registration = Registration(api, [batch(_people(first + 1, 3))])
    refused = registration.all()
    assert refused.status_code == 409
    problem = refused.json()
    assert problem["type"].endswith("/problems/already-registered")
    assert [error["person"] for error in problem["errors"]] == [f"{first + 1:010d}"]
    assert problem["errors"][0]["pointer"] == "/batches/1/rows/0"
    codes = [f"{first + n:010d}" for n in range(6)]
    assert len(api("POST", "/v1/employee/lookup", {"codes": codes}).json()["rows"]) == 2
    again = registration.commit().json()
    assert (again["type"], again["errors"]) == (problem["type"], problem["errors"])
    outcome = registration.outcome().json()
    assert (outcome["state"], outcome["problem"]["code"]) == ("rejected", "NXD_B_02")


@pytest.mark.parametrize(("relink", "version", "name"), [
    (True, None, "stale-version"), (True, 2, "stale-version"), (False, 1, "already-registered")])
def test_compared_versions_are_held_against_what_is_there(api, first, relink, version, name):
    assert Registration(api, [batch(_people(first, 1))]).all().ok
    refused = Registration(api, [batch(_people(first, 1), versions=[version])], relink=relink).all()
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, name)


def test_a_version_of_somebody_who_is_gone_is_stale(api, first):
    refused = Registration(api, [batch(_people(first, 1), versions=[4])]).all()
    assert refused.json()["type"].endswith("/problems/stale-version")


def test_the_same_person_twice_is_refused(api, first):
    twice = Registration(api, [batch([person(first), person(first)])])
    twice.open()
    refused = twice.stage()[0].json()
    assert [(error["pointer"], error["code"]) for error in refused["errors"]] == [("/rows/1/0", "NXD_K_13")]
    apart = Registration(api, [batch([person(first)]), batch([person(first)])])
    assert apart.all().json()["type"].endswith("/problems/invalid-records")
    assert apart.outcome().json()["state"] == "rejected"


def test_findings_name_place_person_and_code_but_never_the_value(api, first):
    rows = [person(first), person(first + 1, company_email="bad mail 伊藤", hire_date=None),
            person(first + 2, retire_date="2001-01-01"), person(first + 3, last_name="a\x1fb")]
    registration = Registration(api, [batch(rows)])
    registration.open()
    refused = registration.stage()[0]
    assert refused.status_code == 422
    found = {(error["pointer"], error["person"], error["code"]) for error in refused.json()["errors"]}
    place = {name: FIELDS.index(name) for name in ("company_email", "hire_date", "retire_date", "last_name")}
    assert found == {
        (f"/rows/1/{place['company_email']}", rows[1][0], "MXGEGV_W_00034"),
        (f"/rows/1/{place['hire_date']}", rows[1][0], "NXD_VE_05"),
        (f"/rows/2/{place['retire_date']}", rows[2][0], "NXD_VE_05B"),
        (f"/rows/3/{place['last_name']}", rows[3][0], "NXD_K_02")}
    assert "bad mail" not in refused.text
    assert "2001-01-01" not in refused.text


def test_a_name_that_e_filing_refuses_is_only_a_warning(api, first):
    assert Registration(api, [batch([person(first, last_name="髙橋")])]).all().ok


@pytest.mark.parametrize("broken", [
    {"rows": []}, {"rows": [[1]]}, {"rows": "x"}, {"fields": ["employee_code", "employee_code"]},
    {"fields": ["nobody"]},
    {"versions": []}, {"versions": [0]}, {"versions": ["1"]}, {"extra": 1}, {"my_numbers": []},
    {"rows": [person(1, last_name=5)]}, {"rows": [person(1, has_spouse=True)]}, {"rows": [person(1, position="")]},
    {"rows": [[1.0] * len(FIELDS)]}, {"rows": [person(1)] * 501, "versions": [None] * 501}])
def test_a_batch_that_is_built_wrongly_is_refused(api, first, broken):
    registration = Registration(api, [batch([person(first)])])
    registration.open()
    refused = api("PUT", f"{registration.path}/batches/1", batch([person(first)]) | broken)
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (422, "invalid-request")


def test_items_that_are_not_named_are_blank_for_a_new_person(api, first):
    names = ["employee_code", "last_name", "first_name", "last_name_kana", "first_name_kana", "birth_date",
             "company_email", "hire_date"]
    row = dict(zip(FIELDS, person(first), strict=True))
    assert Registration(api, [batch([[row[name] for name in names]], fields=names)]).all().ok
    page = api("GET", f"/v1/employee?codes={first:010d}").json()
    record = dict(zip(page["fields"], page["rows"][0], strict=True))
    assert (record["last_name"], record["zip"], record["ei_employment_type"], record["version"]) == ("伊藤", None, "7", 1)
    names.remove("company_email")
    refused = Registration(api, [batch([[row[name] for name in names]], fields=names)])
    refused.open()
    assert refused.stage()[0].json()["errors"][0] == {
        "pointer": "/rows/0", "person": f"{first:010d}", "code": "MXGEGV_W_00034",
        "detail": "会社メールアドレスの形式が不正です。"}


def test_the_dry_run_judges_like_the_write_and_writes_nothing(api, first):
    assert Registration(api, [batch([person(first)])]).all().ok
    rows = [person(first), person(first + 1), person(first + 2, company_email=None),
            person(first + 3, disability_class=2)]
    answer = api("POST", "/v1/registrations/check", {
        "kind": "employee", "as_of": "2020-04-01", "relink": False, "with_my_number": False, "batch": batch(rows)})
    assert answer.status_code == 200
    left_out, new, wrong, disabled = answer.json()["records"]
    assert [r["verdict"] for r in (left_out, new, wrong, disabled)] == ["left_out", "new", "error", "new"]
    assert (left_out["version"], new["version"]) == (1, None)
    assert wrong["errors"][0]["pointer"] == f"/batch/rows/2/{FIELDS.index('company_email')}"
    assert ["ei_employment_type", "固定値", None, "7", "④-7"] in new["effects"]
    assert ["disability_cert_type", "固定値", None, "9", "③-10"] in disabled["effects"]
    assert not {effect[0] for effect in new["effects"]} & {"last_name", "employee_code"}
    assert len(api("POST", "/v1/employee/lookup", {"codes": [row[0] for row in rows]}).json()["rows"]) == 1


def test_reading_in_pages(api: Api, first):
    rows = _people(first, 25)
    assert Registration(api, [batch(rows)]).all().ok
    codes = ",".join(str(row[0]) for row in rows)
    got, cursor = [], ""
    while cursor is not None:
        page = api("GET", f"/v1/employee?codes={codes}&limit=10" + (f"&cursor={cursor}" if cursor else "")).json()
        got += [row[page["fields"].index("employee_code")] for row in page["rows"]]
        cursor = page["next"]
    assert got == [row[0] for row in rows]
    page = api("GET", f"/v1/employee/digests?limit=5&cursor={first - 1:010d}").json()
    assert [row[0] for row in page["rows"]] == got[:5]
    assert page["next"] == got[4]
    assert api("GET", f"/v1/employee?codes={codes}&since=2099-01-01T00:00:00Z").json()["rows"] == []
    assert len(api("GET", f"/v1/employee?codes={codes}&as_of=2000-01-01").json()["rows"]) == 25


def test_photos(api, first):
    code = f"{first:010d}"
    registration = Registration(api, [batch([person(first)])], photos={code: png()})
    registration.open()
    assert api("PUT", f"{registration.path}/photos/{code}", b"GIF89a").status_code == 422
    assert all(done.ok for done in registration.stage())
    other = api("PUT", f"{registration.path}/photos/{code}", png(9))
    assert other.json()["type"].endswith("/problems/idempotency-mismatch")
    assert registration.commit().ok
    stranger = Registration(api, [batch([person(first + 1)])], photos={f"{first + 2:010d}": png()})
    assert stranger.all().json()["type"].endswith("/problems/invalid-records")
