"""One registration from opening to commit, so that it happens once or not at all and its outcome is known or 不明.

Staging is harmless to repeat; only the commit has an effect. A commit whose answer is missing is never repeated before
the service has been asked what became of it (connection.md §5).
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import orjson

from nxdesk.link.answers import Answer, as_problem, diagnose_problem, problem_name
from nxdesk.link.batches import Prepared
from nxdesk.link.causes import OutcomeWord, Retry, named
from nxdesk.link.exchange import Phase
from nxdesk.link.failure import Diagnosis, LinkFailure
from nxdesk.link.lane import Call, Lane
from nxdesk.link.retry import Patience, may_repeat
from nxdesk.wire import protocol
from nxdesk.wire.problems import NOT_COMPLETE, UNKNOWN_REGISTRATION
from nxdesk.wire.shapes import Outcome

SENDING, SENT = "送信中", "送信済"
"""States for the journal, in its words."""
_LANES = 3
"""Two judges of the service have a batch each while the third is on its way."""
_PICTURE_TYPES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_REJECTIONS = ("invalid-records", "already-registered", "stale-version", "employee-missing", "unlisted-deletion",
               "settled-document", "withdrawn")


class _NeverSeen(Exception):
    """The service does not hold what was staged: it has to be sent from the beginning."""


def tried(lane: Lane, call: Call, patience: Patience, give_up: Callable[[], bool] = lambda: False) -> Answer:
    """Send a call whose repetition is harmless, as often as the settings allow."""
    attempt = 1
    while True:
        try:
            return lane.attempt(call, attempt, patience.attempts)
        except LinkFailure as failure:
            if attempt >= patience.attempts or not may_repeat(failure) or give_up():
                raise
            last = failure
        patience.pause(attempt, last)
        if give_up():
            raise last
        attempt += 1


def ask(registration_id: str) -> Call:
    """The question what became of a registration."""
    return Call("GET", protocol.REGISTRATION.format(id=registration_id))


def withdraw(registration_id: str) -> Call:
    """The question what became of a registration, which ends it when it is still being received."""
    return Call("DELETE", protocol.REGISTRATION.format(id=registration_id))


def never_seen(failure: LinkFailure) -> bool:
    """The service itself says that it does not know the registration."""
    return failure.problem is not None and problem_name(failure.problem) == UNKNOWN_REGISTRATION.name


class Registering:
    """Sends one prepared registration.

    `resumed`: it was sent before, so a commit of then may still be under way.
    """

    def __init__(self, prepared: Prepared, open_lane: Callable[[], Lane], patience: Patience, nx_version: str, *,
                 on_progress: Callable[[int, int], None], on_state: Callable[[str], None],
                 resumed: bool = False) -> None:
        self._prepared = prepared
        self._lanes = [open_lane() for _ in range(min(_LANES, max(1, len(prepared.batches))))]
        self._patience = patience
        self._nx_version = nx_version
        self._on_progress = on_progress
        self._on_state = on_state
        self._commit_out = resumed
        self._halted = False
        self._staged = 0
        self._lock = threading.Lock()
        self._asking = ask(prepared.id)

    def run(self) -> Outcome:
        """The service's outcome; raises LinkFailure with what became of the registration as a whole."""
        self._on_state(SENDING)
        try:
            return self._completed()
        except LinkFailure as failure:
            failed = failure
        finally:
            for lane in self._lanes:
                lane.close()
        raise self._seen_as_a_whole(failed)

    def _completed(self) -> Outcome:
        for _ in range(self._patience.attempts):
            opened = self._known(self._open())
            if opened is not None:
                return opened
            try:
                self._stage()
                return self._commit()
            except _NeverSeen:
                self._commit_out = False
        raise LinkFailure(Diagnosis(named("unknown-registration")), outcome=OutcomeWord.NOT_REGISTERED,
                          phase=Phase.DONE, registration=True)

    def _call(self, method: str, path: str, body: bytes | None, content_type: str = "application/json") -> Call:
        return Call(method, path, body, content_type, registration=True)

    def _open(self) -> Answer:
        call = self._call("PUT", protocol.REGISTRATION.format(id=self._prepared.id),
                          orjson.dumps(self._prepared.manifest))
        return tried(self._lanes[0], call, self._patience)

    def _stage(self) -> None:
        """Send batches and photos, some at a time."""
        self._staged, self._halted = 0, False
        calls = iter(list(self._staging_calls()))
        if len(self._lanes) == 1:
            self._work(self._lanes[0], calls)
            return
        with ThreadPoolExecutor(len(self._lanes), "nxdesk-lane") as pool:
            jobs = [pool.submit(self._work, lane, calls) for lane in self._lanes]
        failures = [error for job in jobs if (error := job.exception())]
        if failures:
            raise min(failures, key=lambda error: isinstance(error, LinkFailure) and "cancelled" in error.cause.name)

    def _staging_calls(self) -> Iterator[tuple[int, Call]]:
        for number, (size, body) in enumerate(zip(self._prepared.sizes, self._prepared.batches, strict=True), start=1):
            yield size, self._call("PUT", protocol.BATCH.format(id=self._prepared.id, number=number), body)
        for code, picture in self._prepared.photos.items():
            kind = next((k for start, k in _PICTURE_TYPES.items() if picture.startswith(start)),
                        "application/octet-stream")
            yield 0, self._call("PUT", protocol.PHOTO.format(id=self._prepared.id, code=code), picture, kind)

    def _work(self, lane: Lane, calls: Iterator[tuple[int, Call]]) -> None:
        try:
            while not self._halted:
                with self._lock:
                    size, call = next(calls, (0, None))
                if call is None:
                    return
                tried(lane, call, self._patience, lambda: self._halted)
                with self._lock:
                    self._staged += size
                    self._on_progress(self._staged, self._prepared.manifest["people"])
        except BaseException:
            self._halted = True
            self._patience.hurry()
            raise

    def _commit(self) -> Outcome:
        """Commit; after a missing answer ask first, and send again only what the service says it still waits for."""
        attempt = 1
        while True:
            try:
                return self._commit_once(attempt)
            except LinkFailure as error:
                failure = error
            if not may_repeat(failure):
                return self._last_word(failure)
            self._commit_out = self._commit_out or failure.outcome is OutcomeWord.UNKNOWN
            if attempt >= self._patience.attempts:
                raise failure
            self._patience.pause(attempt, failure)
            attempt += 1

    def _commit_once(self, attempt: int) -> Outcome:
        if self._commit_out and (outcome := self._asked(attempt)) is not None:
            return outcome
        call = Call("PUT", protocol.COMMIT.format(id=self._prepared.id), None, registration=True,
                    on_sent=lambda: self._on_state(SENT))
        # On a kept connection that was hung up unnoticed it would be 不明 for nothing (connection.md §4).
        self._lanes[0].close()
        try:
            answer = self._lanes[0].attempt(call, attempt, self._patience.attempts)
        except LinkFailure as failure:
            if failure.problem is not None and problem_name(failure.problem) == NOT_COMPLETE.name:
                raise _NeverSeen from None
            raise
        outcome = self._known(answer)
        if outcome is None:
            raise self._lanes[0].unreadable(call, answer.request_id)
        return outcome

    def _last_word(self, failure: LinkFailure) -> Outcome:
        """No repetition mends this; where the service may know more, it is asked once."""
        alone = not self._commit_out
        self._commit_out = self._commit_out or failure.outcome is OutcomeWord.UNKNOWN
        if failure.cause.retry is not Retry.ASK_THEN_STOP or failure.outcome is not OutcomeWord.UNKNOWN:
            raise failure
        try:
            outcome = self._asked(1)
        except _NeverSeen:
            self._commit_out = False
            raise failure from None
        except LinkFailure as answer:
            raise (answer if _rejection(answer) else failure) from None
        if outcome is not None:
            return outcome
        if failure.problem is not None and alone:  # It answered the only commit itself, and did not commit.
            self._commit_out = False
        raise failure

    def _asked(self, attempt: int) -> Outcome | None:
        """The outcome, None while the service waits for a commit; raises _NeverSeen, and the reason of a rejection."""
        try:
            return self._known(self._lanes[0].attempt(self._asking, attempt, self._patience.attempts))
        except LinkFailure as failure:
            if never_seen(failure):
                raise _NeverSeen from None
            raise

    def _known(self, answer: Answer) -> Outcome | None:
        """A committed outcome, None for one still receiving; raises the reason of a rejected or broken one."""
        outcome = read_outcome(answer, self._prepared.id)
        manifest = self._prepared.manifest
        if outcome is None or (outcome["digest"], outcome["people"]) != (manifest["digest"], manifest["people"]):
            raise self._lanes[0].unreadable(self._call("GET", "", None), answer.request_id)
        if outcome["state"] == protocol.State.RECEIVING:
            return None
        if outcome["state"] == protocol.State.REJECTED:
            raise self._rejected(outcome, answer.request_id)
        done = outcome["registered"] + outcome["relinked"] + outcome["deleted"]
        wanted = manifest["rows"] + manifest["deletions"]
        if done < wanted or outcome["deleted"] != manifest["deletions"]:
            raise LinkFailure(Diagnosis(named("partial"), {"ok": done, "ng": max(0, wanted - done)}),
                              outcome=OutcomeWord.PARTIAL, request_id=answer.request_id, phase=Phase.DONE,
                              registration=True)
        return outcome

    def _rejected(self, outcome: Outcome, request_id: str) -> LinkFailure:
        problem = as_problem(outcome.get("problem"))
        diagnosis = (diagnose_problem(problem, None, self._nx_version) if problem
                     else Diagnosis(named("invalid-records")))
        return LinkFailure(diagnosis, outcome=OutcomeWord.NOT_REGISTERED, request_id=request_id, problem=problem,
                           phase=Phase.DONE, registration=True)

    def _seen_as_a_whole(self, failure: LinkFailure) -> LinkFailure:
        if _rejection(failure):
            word = OutcomeWord.NOT_REGISTERED
        elif failure.outcome is OutcomeWord.PARTIAL:
            word = OutcomeWord.PARTIAL
        elif self._commit_out:
            word = OutcomeWord.UNKNOWN
        elif any(lane.sent_anything for lane in self._lanes):
            word = OutcomeWord.NOT_REGISTERED
        else:
            word = OutcomeWord.NOT_SENT
        return failure.became(word)


def read_outcome(answer: Answer, registration_id: str) -> Outcome | None:
    """The outcome in an answer, if it is one of this registration and complete."""
    body = answer.body
    needed = {"id": str, "state": str, "people": int, "registered": int, "relinked": int, "deleted": int,
              "digest": str}
    if not isinstance(body, dict) or not all(isinstance(body.get(name), kind) for name, kind in needed.items()):
        return None
    if not (body["registered"] >= 0 and body["relinked"] >= 0):
        return None
    return cast(Outcome, body) if body["id"] == registration_id and body["state"] in list(protocol.State) else None


def _rejection(failure: LinkFailure) -> bool:
    """The service has refused the registration for good, whatever else is under way."""
    return failure.cause.name in _REJECTIONS
