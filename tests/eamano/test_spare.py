"""What the service makes ahead is made while nobody is being answered, and at no other time."""

import asyncio
from threading import Event

import pytest

from nxdesk.eamano.api import spare as spare_module
from nxdesk.eamano.api.gate import Gate
from nxdesk.eamano.api.spare import Spare
from nxdesk.eamano.application import application
from nxdesk.eamano.opening import open_service
from nxdesk.eamano.rules.remembered import Remembered
from nxdesk.eamano.settings import Limits
from nxdesk.records.clock import Clock
from tests.eamano.direct import look
from tests.eamano.people import person

SOON = 10
"""Seconds, far more than anything here takes."""


class Pieces(Remembered):
    """So many pieces to make, each of which takes until `free` is set."""

    def __init__(self, many):
        super().__init__()
        self.left = many
        self.begun, self.free = Event(), Event()
        self.free.set()

    @property
    def unmade(self):
        return self.left > 0

    def make_some(self):
        self.begun.set()
        assert self.free.wait(SOON)
        self.left -= 1


async def _until(true):
    async with asyncio.timeout(SOON):
        while not true():
            await asyncio.sleep(0.001)


def _in_loop(work):
    asyncio.run(work())


def test_it_is_made_when_the_last_answer_is_out():
    async def work():
        pieces = Pieces(5)
        spare = Spare(pieces)
        spare.asked()
        spare.asked()
        spare.answered()
        assert not pieces.begun.wait(0.05)
        spare.answered()
        await _until(lambda: not pieces.left)
    _in_loop(work)


def test_who_asks_waits_for_one_step_and_the_rest_is_made_afterwards():
    async def work():
        pieces = Pieces(5)
        pieces.free.clear()
        spare = Spare(pieces)
        spare.asked()
        spare.answered()
        await _until(pieces.begun.is_set)
        spare.asked()
        pieces.free.set()
        await _until(lambda: not spare._making)
        assert pieces.left == 4
        spare.answered()
        await _until(lambda: not pieces.left)
    _in_loop(work)


def test_an_answer_that_ends_during_the_last_look_is_not_missed(monkeypatch):
    async def work():
        pieces = Pieces(2)
        spare = Spare(pieces)
        # Somebody asks during the first breath and is answered before the thread looks again.
        asked = iter([True])

        def breath(_seconds):
            if next(asked, False):
                spare.asked()
                loop.call_soon_threadsafe(spare.answered)
        loop = asyncio.get_running_loop()
        monkeypatch.setattr(spare_module, "sleep", breath)
        spare.asked()
        spare.answered()
        await _until(lambda: not pieces.left)
    _in_loop(work)


class Counting(Spare):
    """How many are being answered, as it was whenever that changed."""

    def __init__(self):
        super().__init__(Remembered())
        self.seen = [0]

    def asked(self):
        self.seen.append(self.seen[-1] + 1)

    def answered(self):
        self.seen.append(self.seen[-1] - 1)


def _answers(*parts):
    async def app(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for part in parts:
            await send(part)
    return app


async def _breaks(_scope, _receive, _send):
    raise OSError("nothing was sent")


async def _breaks_in_the_middle(_scope, _receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise OSError("something was sent")


BODY = {"type": "http.response.body", "body": b"x"}


@pytest.mark.parametrize(("app", "sent"), [
    (_answers(BODY), 2), (_answers({**BODY, "more_body": True}, BODY), 3), (_answers(), 1), (_breaks, 2),
    (_breaks_in_the_middle, 1)], ids=["whole", "in parts", "without a body", "broken", "broken in the middle"])
def test_every_request_is_counted_until_its_answer_is_out(app, sent):
    async def work():
        counting, out = Counting(), []

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            out.append((message["type"], counting.seen[-1]))
        scope = {"type": "http", "path": "/v1/connection", "method": "GET", "headers": [(b"host", b"localhost")]}
        await Gate(app, Limits(), "http://localhost", counting)(scope, receive, send)
        assert [many for _, many in out] == [1] * sent
        assert counting.seen == [0, 1, 0]
    _in_loop(work)


def test_after_a_dry_run_everything_is_made_when_nobody_asks(tmp_path):
    service = open_service(tmp_path, Clock(Clock.parse("2020-04-06 09:00")))
    app = application(service, "http://localhost", Limits())

    async def asked(path):
        out = []

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            out.append(message)
        await app({"type": "http", "path": path, "raw_path": path.encode(), "query_string": b"", "method": "GET",
                   "scheme": "http", "root_path": "", "headers": [(b"host", b"localhost")]}, receive, send)
        return out[0]["status"]

    async def work():
        look(service, "employee", [person(1), person(2)])
        (judged,) = service.remembered._judged.values()
        assert [change.made for change in judged.decided.changes] == [None, None]
        assert await asked("/v1/openapi.json") == 200
        await _until(lambda: None not in [change.made for change in judged.decided.changes])
    _in_loop(work)
    service.database.close()
