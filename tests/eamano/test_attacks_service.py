"""The service under attack: authority borrowed from others, foreign host names, bursts of passwords, readable files."""

import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from nxdesk.eamano import practice
from nxdesk.eamano.administration import issue_practice_id
from nxdesk.eamano.opening import open_service
from nxdesk.eamano.rules.bodies import is_day
from nxdesk.eamano.store.tenants import create_tenant
from nxdesk.eamano.throttle import FailureThrottle
from nxdesk.records.clock import Clock
from nxdesk.wire.protocol import HEADER_REQUEST_ID
from tests.eamano.people import my_number, person
from tests.eamano.service import WAIT, Api, Registration, Running, batch, new_id


@pytest.fixture
def without_authority(service: Running) -> Iterator[Api]:
    """The same customer, with an ID that may not hand over My Numbers."""
    with Api(service.url, new_id(service.data, my_number=False)) as opened:
        yield opened


def test_numbers_need_the_authority_at_every_step(api: Api, without_authority: Api, first: int) -> None:
    made = Registration(api, [batch([person(first)], my_numbers=[my_number(first)])],
                        with_my_number=True)
    assert made.open().status_code == 201
    staged = without_authority("PUT", f"{made.path}/batches/1", made.bodies[0])
    assert staged.status_code == 403
    assert staged.json()["type"].endswith("/mynumber-permission")
    assert my_number(first) not in staged.text
    assert made.all().json()["registered"] == 1


@pytest.mark.parametrize("day", [
    "20２０-01-01", "2020-02-31", "2020-00-10", "2020-13-01", "1899-01-01", "2020-1-1", "20200101", "2020-01-01\n",
    "2020-W01-1", ""])
def test_days_that_no_calendar_has_are_refused(api: Api, first: int, day: str) -> None:
    assert not is_day(day)
    assert Registration(api, [batch([person(first)])], as_of=day).open().status_code == 422


@pytest.mark.parametrize("host", [
    "evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil", "169.254.0.1", "[::1", "a@b@c",
    "%31", "evil\u00e9"])
@pytest.mark.parametrize("path", ["/", "/admin", "/hr", "/v1/connection", "/assets/copy.js", "/nothing"])
def test_other_host_names_are_not_served(api: Api, host: str, path: str) -> None:
    answer = api("GET", path, headers={"Host": host.encode("latin-1")}, allow_redirects=False)
    assert answer.status_code in (400, 404)
    assert answer.headers[HEADER_REQUEST_ID]
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1", "LOCALHOST", "[::1]:80", "127.8.9.1"])
def test_names_of_this_machine_are_served(api: Api, host: str) -> None:
    assert api("GET", "/v1/connection", headers={"Host": host}).ok


def test_a_burst_of_passwords_counts_every_one(start: Callable[..., Running]) -> None:
    running = start("failures_a_minute=5")
    page = requests.get(f"{running.url}/hr", timeout=WAIT)
    found = re.search(r'name="form_token" value="(\w+)"', page.text)
    assert found is not None
    account = next(one for one in practice.ACCOUNTS if one.screen == practice.HR)

    def guess(password: str) -> int:
        return requests.post(f"{running.url}/hr", cookies=page.cookies, timeout=3 * WAIT, allow_redirects=False, data={
            "form_token": found[1], "user": account.login, "password": password}).status_code
    assert [guess(account.password) for _ in range(7)] == [303] * 7
    with ThreadPoolExecutor(12) as pool:
        assert Counter(pool.map(guess, map(str, range(12)))) == {403: 5, 429: 7}
    assert guess(account.password) == 429


def test_throttle_forgets_what_succeeded_and_what_is_old() -> None:
    now = [0.0]
    throttle = FailureThrottle(2, lambda: now[0])
    for _ in range(5):
        assert throttle.attempt("a") is None
        throttle.succeeded("a")
    throttle.succeeded("never tried")
    assert throttle.attempt("a") is None
    assert throttle.attempt("a") is None
    assert throttle.attempt("a") == throttle.wait_seconds("a") == 60
    assert throttle.attempt("b") is None
    now[0] = 61.0
    assert throttle.attempt("a") is None


def test_only_the_owner_may_read_what_is_kept(api: Api, service: Running, first: int) -> None:
    if os.name == "posix":
        assert Registration(api, [batch([person(first)])]).all().ok
        kept = [path for path in service.data.iterdir() if path.name.startswith("eamano.")]
        assert len(kept) > 2
        assert [path.name for path in kept if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_another_customer_sees_and_touches_nothing(api: Api, service: Running, first: int) -> None:
    opened = open_service(service.data, Clock())
    customer = f"AM9{first:05d}"
    with opened.database.write() as connection:
        create_tenant(connection, customer, "他社", (), opened.clock.utc_stamp())
    opened.database.close()
    auth_id = issue_practice_id(service.data, "他社", Clock(), customer_id=customer).auth_id
    made = Registration(api, [batch([person(first)])])
    made.open()
    made.stage()
    with Api(service.url, auth_id, customer) as other:
        for method, path in (("GET", made.path), ("PUT", f"{made.path}/commit")):
            assert other(method, path).json()["type"].endswith("/unknown-registration")
        assert other("PUT", f"{made.path}/batches/1", made.bodies[0]).status_code == 404
        assert made.commit().json()["registered"] == 1
        assert other("GET", "/v1/employee").json()["rows"] == []
        assert other("GET", "/v1/employee/digests").json()["rows"] == []
        assert other("POST", "/v1/employee/lookup", {"codes": [f"{first:010d}"]}).json()["rows"] == []
    with Api(service.url, auth_id) as mixed:
        assert mixed("GET", "/v1/connection").status_code == 401


def test_commits_at_once_register_everybody_once(service: Running, auth_id: str, api: Api, first: int) -> None:
    made = [Registration(api, [batch([person(first)])]) for _ in range(3)]
    for one in made:
        one.open()
        one.stage()

    def commit(path: str) -> tuple[int, bool]:
        with Api(service.url, auth_id) as own:
            answer = own("PUT", f"{path}/commit")
            return answer.status_code, answer.json().get("replayed", False)
    with ThreadPoolExecutor(6) as pool:
        answers = Counter(pool.map(commit, [one.path for one in made] * 2))
    assert answers == {(200, False): 1, (200, True): 1, (409, False): 4}
