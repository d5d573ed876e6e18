"""A registration that is still being received can be ended, and then nothing can commit it any more."""

from tests.eamano.people import person
from tests.eamano.service import Registration, batch


def test_what_is_withdrawn_can_never_be_committed(api, first):
    registration = Registration(api, [batch([person(first)])])
    registration.open()
    registration.stage()
    answer = api("DELETE", registration.path)
    assert (answer.status_code, answer.json()["state"], answer.json()["replayed"]) == (200, "rejected", False)
    refused = registration.commit()
    assert (refused.status_code, refused.json()["code"]) == (409, "NXD_B_08")
    again = api("DELETE", registration.path)
    assert (again.json()["state"], again.json()["replayed"]) == ("rejected", True)
    assert api("POST", "/v1/employee/lookup", {"codes": [f"{first:010d}"]}).json()["rows"] == []


def test_what_is_committed_stays_committed(api, first):
    registration = Registration(api, [batch([person(first)])])
    assert registration.all().ok
    answer = api("DELETE", registration.path)
    assert (answer.status_code, answer.json()["state"], answer.json()["registered"]) == (200, "committed", 1)


def test_what_was_never_seen_is_said_to_be(api):
    answer = api("DELETE", "/v1/registrations/6f9619ff-8b86-4011-b42d-00c04fc964ff")
    assert answer.status_code == 404
    assert answer.json()["type"].endswith("/problems/unknown-registration")
