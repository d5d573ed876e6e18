"""Faults at each step of a registration: what the service did is what the client believes, and never twice."""

import pytest

from nxdesk.link.causes import OutcomeWord
from nxdesk.link.failure import LinkFailure
from tests.link.conftest import UUID, people
from tests.link.servers import Cut, Hang, Reset, answer, problem

COMMIT = "PUT .*/commit$"
NOT_REGISTERED, UNKNOWN = OutcomeWord.NOT_REGISTERED, OutcomeWord.UNKNOWN


def lose_answer(how: type[Exception] = Cut):
    """The service acts, and its answer is lost."""
    def fault(proceed):
        proceed()
        raise how
    return fault


def lose_request(how: type[Exception] = Cut):
    """The service dies before it acts."""
    def fault(proceed):
        raise how
    return fault


def instead(reply: bytes):
    return lambda proceed: reply


def failing(client, prepared=None, **keywords) -> LinkFailure:
    with pytest.raises(LinkFailure) as caught:
        client.register(prepared or people(3), **keywords)
    return caught.value


@pytest.mark.parametrize("how", [Cut, Reset])
def test_lost_answer_to_the_commit_is_asked_for_and_not_sent_again(service, registry, connect, how):
    registry.arm(COMMIT, lose_answer(how))
    client, listener = connect(service.url)
    assert client.register(people(3))["state"] == "committed"
    assert (len(service.paths("PUT", "/commit")), len(service.paths("GET", UUID))) == (1, 1)
    assert listener.waits[0].cause == "NXD_X_02"


def test_without_retries_a_lost_answer_is_unknown_until_asked(service, registry, connect):
    registry.arm(COMMIT, lose_answer())
    client, _ = connect(service.url, retries=0)
    failure = failing(client)
    assert (failure.code, failure.outcome, failure.attempts) == ("NXD_X_02", UNKNOWN, 1)
    assert "登録されたかどうか確認が必要です。" in failure.sentence
    assert "結果を確認" in failure.check
    assert len(service.paths("GET", UUID)) == 0
    found = client.outcome(UUID)
    assert found is not None
    assert found["state"] == "committed"
    assert registry.applied == [UUID]


def test_commit_that_never_arrived_is_sent_again_after_asking(service, registry, connect):
    registry.arm(COMMIT, lose_request())
    client, _ = connect(service.url)
    client.register(people(3))
    assert registry.applied == [UUID]
    assert [r.method for r in service.received][-3:] == ["PUT", "GET", "PUT"]


def test_no_answer_in_time_is_unknown(service, registry, connect):
    registry.arm(COMMIT, lose_answer(Hang))
    client, _ = connect(service.url, timeout=1, retries=0)
    failure = failing(client)
    assert (failure.code, failure.outcome) == ("NXD_X_01", UNKNOWN)
    assert failure.sentence.startswith("1秒以内に応答がありませんでした。")


def test_when_asking_fails_too_it_stays_unknown(service, registry, connect):
    registry.arm(COMMIT, lose_answer())
    registry.arm(f"GET .*{UUID}", *[lose_request()] * 9)
    client, _ = connect(service.url, retries=2)
    assert failing(client).outcome is UNKNOWN
    assert len(service.paths("PUT", "/commit")) == 1
    assert len(service.paths("GET", UUID)) == 2


def test_staging_is_repeated_without_asking(service, registry, connect):
    registry.arm("PUT .*/batches/1$", lose_answer(), lose_request(Reset))
    client, _ = connect(service.url)
    assert client.register(people(3))["registered"] == 3
    assert len(service.paths("PUT", "/batches/1")) == 3
    assert registry.applied == [UUID]


def test_retries_zero_is_one_attempt(service, registry, connect):
    registry.arm("PUT .*/batches/1$", lose_request())
    client, listener = connect(service.url, retries=0)
    failure = failing(client)
    assert (failure.outcome, listener.waits) == (NOT_REGISTERED, [])
    assert len(service.paths("PUT", "/batches/1")) == 1


def test_retries_nine_is_ten_attempts(service, registry, connect):
    registry.arm("PUT .*/batches/1$", *[lose_request()] * 20)
    client, _ = connect(service.url, retries=9)
    assert failing(client).attempts == 10
    assert len(service.paths("PUT", "/batches/1")) == 10


def test_service_that_lost_what_was_staged_gets_it_again(service, registry, connect):
    def forget(proceed):
        registry.states.clear()
        registry.batches.clear()
        raise Cut
    registry.arm(COMMIT, forget)
    client, _ = connect(service.url)
    client.register(people(3))
    assert registry.applied == [UUID]
    assert len(service.paths("PUT", "/batches/1")) == 2


def test_incomplete_staging_is_completed(service, registry, connect):
    def lose_a_batch(proceed):
        registry.batches.clear()
        return proceed()
    registry.arm(COMMIT, lose_a_batch)
    client, _ = connect(service.url)
    assert client.register(people(3))["registered"] == 3


def test_refused_commit_names_people_and_is_not_repeated(service, registry, connect):
    registry.problems[UUID] = {"errors": [{"pointer": "/rows/0", "person": "0000000000", "code": "NXD_B_03",
                                           "detail": "変更されました"}]}
    client, _ = connect(service.url)
    failure = failing(client)
    assert (failure.code, failure.outcome, failure.request_id) == ("NXD_B_03", NOT_REGISTERED, "req-0001")
    assert failure.problem is not None
    assert failure.problem["errors"][0]["person"] == "0000000000"
    assert len(service.paths("PUT", "/commit")) == 1


def test_rejection_whose_answer_was_lost_is_found_by_asking(service, registry, connect):
    registry.problems[UUID] = {}
    registry.arm(COMMIT, lose_answer())
    client, _ = connect(service.url)
    failure = failing(client)
    assert (failure.code, failure.outcome) == ("NXD_B_03", NOT_REGISTERED)


@pytest.mark.parametrize(("acted", "outcome"), [(True, None), (False, NOT_REGISTERED)])
def test_service_error_is_asked_about_once_and_not_repeated(service, registry, connect, acted, outcome):
    def fault(proceed):
        if acted:
            proceed()
        return problem("internal", 500)
    registry.arm(COMMIT, fault)
    client, _ = connect(service.url)
    if acted:
        assert client.register(people(3))["registered"] == 3
    else:
        failure = failing(client)
        assert (failure.code, failure.outcome) == ("NXD_S_03", outcome)
        assert "req-0001" in failure.sentence
    assert (len(service.paths("PUT", "/commit")), len(service.paths("GET", UUID))) == (1, 1)


def test_busy_service_is_waited_for_as_told(service, registry, connect):
    registry.arm(COMMIT, instead(problem("busy", 503, retry_after="7")),
                 instead(problem("busy", 503, retry_after="900")))
    client, listener = connect(service.url)
    client.register(people(3))
    assert [wait.seconds for wait in listener.waits] == [7, 60]
    assert registry.applied == [UUID]


def test_commit_in_progress_is_asked_after(service, registry, connect):
    def fault(proceed):
        proceed()
        return problem("in-progress", 409, retry_after="50")
    registry.arm(COMMIT, fault)
    client, listener = connect(service.url)
    client.register(people(3))
    assert [wait.seconds for wait in listener.waits] == [30]
    assert len(service.paths("PUT", "/commit")) == 1


def test_broken_promise_of_the_service_is_partial(service, registry, connect):
    def fault(proceed):
        proceed()
        return answer(200, registry.outcome(UUID) | {"registered": 2})
    registry.arm(COMMIT, fault)
    client, _ = connect(service.url)
    failure = failing(client)
    assert (failure.code, failure.outcome) == ("NXD_B_05", OutcomeWord.PARTIAL)
    assert failure.sentence == "2名を登録、1名は登録できませんでした。"


@pytest.mark.parametrize("reply", [
    answer(200, b"<html>", kind="text/html", ours=False), answer(200, b"{", ours=True), answer(200, {"id": "other"}),
    answer(502, b"bad gateway", kind="text/html", ours=False)])
def test_strange_answers_to_the_commit_are_asked_about(service, registry, connect, reply):
    def fault(proceed):
        proceed()
        return reply
    registry.arm(COMMIT, fault)
    client, _ = connect(service.url)
    assert client.register(people(3))["registered"] == 3
    assert registry.applied == [UUID]


def test_refusals_of_the_opening_are_not_registered(service, registry, connect):
    registry.arm("PUT", instead(problem("authentication", 401)))
    client, _ = connect(service.url)
    failure = failing(client)
    assert (failure.code, failure.outcome) == ("NXD_A_01", NOT_REGISTERED)
    assert len(service.received) == 1


def test_failing_batch_ends_the_other_lane(service, registry, connect):
    registry.arm("PUT .*/batches/2$", instead(problem("invalid-records", 422, errors=[])))
    client, _ = connect(service.url)
    assert failing(client, people(10_000)).code == "NXD_B_01"
    assert len(service.received) < 20
    assert registry.applied == []


def test_journal_hears_of_sending_before_the_first_byte(service, connect):
    client, _ = connect(service.url)
    received = []
    client.register(people(3), on_state=lambda state: received.append((state, len(service.received))))
    assert received[0] == ("送信中", 0)
    assert received[1][0] == "送信済"


def test_resumed_registration_is_unknown_while_an_earlier_commit_may_be_under_way(service, registry, connect):
    registry.arm("PUT .*/batches/1$", *[lose_request()] * 9)
    client, _ = connect(service.url)
    assert failing(client, resumed=True).outcome is UNKNOWN
