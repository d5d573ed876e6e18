"""What NX reads for an acquisition: records and digests of any kind, finished ones unless the others are asked for."""

import pytest

from nxdesk.eamano.administration import issue_practice_id
from nxdesk.eamano.opening import open_service
from nxdesk.eamano.store.tenants import create_tenant
from nxdesk.records.clock import Clock
from nxdesk.records.kinds import KINDS
from nxdesk.records.kinds import kind as kind_of
from tests.eamano.inside import STAMP, Inside
from tests.eamano.kind_rows import hr_code, premium, shoyo, yea
from tests.eamano.people import person
from tests.eamano.relinked import Nx, problem
from tests.eamano.service import Api, Registration, batch

LATER = "2020-05-01T00:00:00Z"


@pytest.fixture
def inside(service):
    """The service's own database."""
    made = Inside(service.data)
    yield made
    made.close()


@pytest.fixture
def whose(api, first):
    """Two people who are registered as 社員."""
    assert Registration(api, [batch([person(first), person(first + 1)])]).all().ok
    return [f"{first:010d}", f"{first + 1:010d}"]


@pytest.fixture
def stranger(service, first):
    """An NX of another customer."""
    customer = f"STRANGER{first}"
    opened = open_service(service.data, Clock())
    with opened.database.write() as connection:
        create_tenant(connection, customer, "よその会社", (), STAMP)
    opened.database.close()
    with Api(service.url, issue_practice_id(service.data, "よそ", Clock(), customer_id=customer).auth_id,
             customer) as other:
        yield other


def _filed(inside, owner, status, acquired_on, **values):
    return inside.add("shaho_acq", employee_code=owner, acquired_on=acquired_on, status=status, **values)


def _digests(api, kind, codes, **more):
    answer = api("POST", f"/v1/{kind}/lookup", {"codes": codes, **more})
    assert answer.ok, answer.text
    return answer.json()["rows"]


def _records(api, kind, codes, query=""):
    answer = api("GET", f"/v1/{kind}?codes={','.join(codes)}{query}")
    assert answer.ok, answer.text
    page = answer.json()
    return [dict(zip(page["fields"], row, strict=True)) for row in page["rows"]]


def test_only_finished_records_are_read_unless_the_others_are_asked_for(api, inside, whose):
    statuses = ["draft", "filed", "reviewing", "done", "returned"]
    ids = [_filed(inside, whose[0], status, f"2019-0{place}-01") for place, status in enumerate(statuses, 1)]
    for query, found in (("", statuses[1:4]), ("&unfinished=false", statuses[1:4]), ("&unfinished=true", statuses)):
        assert [record["status"] for record in _records(api, "shaho_acq", whose, query)] == found
    assert [row[4] for row in _digests(api, "shaho_acq", whose)] == ids[1:4]
    assert [row[4] for row in _digests(api, "shaho_acq", whose, unfinished=True)] == ids
    listed = api("GET", "/v1/shaho_acq/digests").json()["rows"]
    assert [row[4] for row in listed if row[0] == whose[0]] == ids[1:4]
    listed = api("GET", "/v1/shaho_acq/digests?unfinished=true").json()["rows"]
    assert [row[4] for row in listed if row[0] == whose[0]] == ids


def test_records_tell_what_nx_compares(api, inside, whose):
    member = _filed(inside, whose[0], "done", "2019-04-01", pay_total=200_000)
    page = api("GET", f"/v1/shaho_acq?codes={whose[0]}").json()
    items = [item.id for item in kind_of("shaho_acq").eamano_columns]
    assert page["fields"] == [*items, "member", "version", "digest", "updated_at"]
    [record] = _records(api, "shaho_acq", whose)
    told = [record[name] for name in ("pay_total", "member", "version", "updated_at")]
    assert told == [200_000, member, 1, STAMP]
    assert _digests(api, "shaho_acq", whose) == [[whose[0], 1, record["digest"], STAMP, member]]


def test_a_document_is_finished_with_its_head(api, inside, whose):
    nx = Nx(api, "yea", relink=False)
    nx.register([yea(whose[0]), premium(whose[0]), yea(whose[0], year=2018), premium(whose[0], year=2018)])
    assert _records(api, "yea", whose) == []
    assert _digests(api, "yea", whose) == []
    [head] = [row for row in inside.rows("yea")
              if (row["employee_code"], row["year"], row["row_kind"]) == (whose[0], 2019, "header")]
    inside.edit("yea", head, LATER, status="fixed")
    parts = [(record["year"], record["row_kind"]) for record in _records(api, "yea", whose)]
    assert parts == [(2019, "header"), (2019, "insurance")]
    assert len(_digests(api, "yea", whose)) == 2
    assert len(_digests(api, "yea", whose, unfinished=True)) == 4
    assert len([row for row in api("GET", "/v1/yea/digests").json()["rows"] if row[0] == whose[0]]) == 2


def test_since_finds_all_of_a_document_that_changed(api, inside, whose):
    Nx(api, "yea", relink=False).register([yea(whose[0]), premium(whose[0]), yea(whose[0], year=2018)])
    rows = [row for row in inside.rows("yea") if row["employee_code"] == whose[0]]
    for row in rows:
        inside.change("yea", row["id"], updated_at=STAMP)
    inside.edit("yea", rows[0], LATER, status="fixed")
    found = _records(api, "yea", whose, f"&unfinished=true&since={LATER}")
    assert [(record["year"], record["row_kind"]) for record in found] == [(2019, "header"), (2019, "insurance")]


def test_pages_never_part_an_owner(api, inside, whose):
    for owner in whose:
        for month in (1, 2, 3):
            _filed(inside, owner, "done", f"2019-0{month}-01")
    path = f"/v1/shaho_acq?codes={','.join(whose)}&limit=2"
    first = api("GET", path).json()
    assert ([row[0] for row in first["rows"]], first["next"]) == ([whose[0]] * 3, whose[0])
    second = api("GET", f"{path}&cursor={first['next']}").json()
    assert ([row[0] for row in second["rows"]], second["next"]) == ([whose[1]] * 3, whose[1])
    assert api("GET", f"{path}&cursor={second['next']}").json()["rows"] == []


def test_people_are_listed_as_lines_that_say_what_the_rows_do(api, whose):
    told = [":".join(map(str, row[:3])) for row in _digests(api, "employee", whose)]
    before = f"{int(whose[0]) - 1:010d}"
    path = f"/v1/employee/digest-lines?cursor={before}"
    assert api("GET", f"{path}&limit=1").json() == {"lines": told[0], "next": whose[0]}
    assert api("GET", f"{path}&limit=2").json()["lines"] == " ".join(told)
    assert api("GET", path).json()["lines"].split()[:2] == told
    everything = api("GET", "/v1/employee/digests").json()["rows"]
    assert api("GET", "/v1/employee/digest-lines").json() == {
        "lines": " ".join(":".join(map(str, row[:3])) for row in everything), "next": None}
    assert api("GET", f"/v1/employee/digest-lines?limit={len(everything)}").json()["next"] is None
    assert api("GET", "/v1/employee/digest-lines?cursor=9999999999").json() == {"lines": "", "next": None}


@pytest.mark.parametrize("kind", [kind.id for kind in KINDS if kind.many])
def test_records_of_which_a_person_has_several_have_no_lines(api, kind):
    assert problem(api("GET", f"/v1/{kind}/digest-lines")) == (404, "not-found")


@pytest.mark.parametrize("query", ["limit=0", "limit=20001", "cursor=1", "cursor=LIFE"])
def test_pages_of_lines_that_cannot_be_are_refused(api, query):
    assert problem(api("GET", f"/v1/employee/digest-lines?{query}")) == (422, "invalid-request")


@pytest.mark.parametrize("kind", [kind.id for kind in KINDS if kind.upsert and kind.acquire_number is None])
def test_what_nx_never_acquires_is_compared_by_digests_alone(api, kind):
    assert problem(api("GET", f"/v1/{kind}")) == (404, "not-found")
    assert api("GET", f"/v1/{kind}/digests").ok


def test_codes_are_listed_by_their_class(api):
    Nx(api, "hr_code", relink=False).register([hr_code("NONLIFE", code="R1"), hr_code("NONLIFE", code="R2")])
    assert len(_digests(api, "hr_code", ["NONLIFE"])) >= 2
    assert api("GET", "/v1/hr_code/digests?cursor=LIFE").json()["rows"][0][0] == "NONLIFE"
    assert api("GET", "/v1/hr_code/digests?cursor=NONLIFE").json() == {"rows": [], "next": None}


@pytest.mark.parametrize(("method", "path", "body"), [
    ("GET", "/v1/yea?codes=LIFE", None), ("GET", "/v1/yea?cursor=123", None), ("GET", "/v1/yea?unfinished=maybe", None),
    ("GET", "/v1/hr_code/digests?cursor=0000000001", None), ("POST", "/v1/yea/lookup", {"codes": ["NONLIFE"]}),
    ("POST", "/v1/hr_code/lookup", {"codes": ["0000000001"]}), ("POST", "/v1/hr_code/lookup", {"codes": ["life"]}),
    ("POST", "/v1/yea/lookup", {"codes": [], "unfinished": 1}), ("POST", "/v1/yea/lookup", {"codes": [1]})])
def test_owners_of_another_shape_are_refused(api, method, path, body):
    assert problem(api(method, path, body)) == (422, "invalid-request")


@pytest.mark.parametrize(("kind", "owner"), [("hr_code", "0000000001"), ("hr_code", "life"), ("hr_code", None),
                                             ("shoyo", "LIFE"), ("shoyo", "12345"), ("shoyo", "０００００００００１")])
def test_batches_of_other_owners_are_refused(api, kind, owner):
    made = batch([], fields=kind_of(kind).linked_ids) | {"people": [owner]}
    sent = Registration(api, [made], kind=kind)
    assert sent.open().ok
    [refused] = sent.stage()
    assert problem(refused) == (422, "invalid-request")
    assert refused.json()["errors"][0]["pointer"] == "/people/0"
    assert str(owner) not in refused.json()["detail"]


def test_another_customer_neither_reads_nor_touches_anything(api, stranger, inside, whose):
    _filed(inside, whose[0], "done", "2019-04-01")
    nx = Nx(api, "yea", relink=False)
    nx.register([yea(whose[0]), premium(whose[0])])
    theirs = Nx(stranger, "yea", relink=False)
    assert stranger("GET", "/v1/yea/digests?unfinished=true").json()["rows"] == []
    assert stranger("GET", f"/v1/shaho_acq?codes={whose[0]}").json()["rows"] == []
    assert stranger("GET", "/v1/employee/digest-lines").json() == {"lines": "", "next": None}
    assert problem(theirs.send([yea(whose[0])]).all()) == (422, "employee-missing")
    assert Registration(stranger, [batch([person(int(whose[0]))])]).all().ok
    mine = [row for row in inside.rows("yea") if row["employee_code"] == whose[0]]
    listed = [[whose[0], row["id"], row["version"]] for row in mine]
    assert problem(theirs.send([yea(whose[0])], deletions=listed).all()) == (409, "stale-version")
    shown, outcome = theirs.register([yea(whose[0], last_name="よそ")])
    assert ([record["verdict"] for record in shown.records], outcome["registered"]) == (["new"], 1)
    assert [row for row in inside.rows("yea") if row["employee_code"] == whose[0] and row["tenant_id"] == 1] == mine


def test_codes_of_two_customers_are_two_codes(api, stranger, first):
    row = hr_code("LIFE", code=f"F{first}")
    for one in (api, stranger):
        shown, outcome = Nx(one, "hr_code", relink=False).register([row])
        assert ([record["verdict"] for record in shown.records], outcome["registered"]) == (["new"], 1)


def test_an_unknown_person_has_nothing(api, first):
    code = f"{first + 50:010d}"
    assert _digests(api, "yea", [code]) == []
    assert _records(api, "yea", [code]) == []
    assert _digests(api, "shoyo", [code]) == []


def test_a_rejected_record_leaves_nothing_behind(api, inside, whose):
    sent = Nx(api, "shoyo", relink=False).send([shoyo(whose[0])], versions=[7])
    assert problem(sent.all()) == (409, "stale-version")
    assert [row for row in inside.rows("shoyo") if row["employee_code"] == whose[0]] == []
