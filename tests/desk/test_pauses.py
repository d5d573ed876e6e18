"""The pauses of a step and of 接続確認 reach whoever watches, 今すぐ and 中止 reach the client in use."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from nxdesk.desk.pauses import Pause, pause_line, pause_reason
from nxdesk.desk.program import Session
from nxdesk.desk.reach import Reach
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.service_settings import Draft
from nxdesk.link.client import Client, Endpoint
from nxdesk.link.failure import LinkFailure
from nxdesk.vault.secret import Secret
from tests.link.servers import Server, problem

AT_ONCE = 5
"""Seconds: far from the thirty that the service asks for, also on a machine that has much else to do."""


@pytest.fixture
def busy() -> Iterator[Server]:
    with Server(lambda request: problem("busy", 503, "30")) as server:
        yield server


def test_the_line_counts_up_to_the_whole_second_and_never_below_nothing() -> None:
    pause = Pause(2, 4, time.monotonic() + 2.5, "NXD_S_02", "混み合っています。")
    assert pause_line(pause) == "2回目 / 全4回: 3秒後に再試行"
    assert pause_line(replace(pause, ends=time.monotonic() - 1)) == "2回目 / 全4回: 0秒後に再試行"
    assert pause_reason(pause) == "混み合っています。(NXD_S_02)"


def test_reach_tells_the_pauses_of_its_steps_and_hurries_the_client_in_use(busy: Server) -> None:
    reach = Reach(lambda: Client(Endpoint(url=busy.url, customer_id="C", auth_id=Secret("a"), timeout=30, retries=2,
                                          proxy=None, nx_version="1.2.6.0")))
    lines: list[str] = []

    def watch(pause: Pause | None) -> None:
        lines.append(pause_line(pause) if pause else "")
        reach.hurry()
    reach.hurry()  # Nothing is in use: nothing happens.
    reach.watch(watch)
    began = time.monotonic()
    with pytest.raises(LinkFailure) as caught, reach.client() as client:
        client.anything("employee")
    assert caught.value.code == "NXD_S_02"
    assert time.monotonic() - began < AT_ONCE
    assert lines == ["2回目 / 全3回: 30秒後に再試行", "", "3回目 / 全3回: 30秒後に再試行", ""]


def test_the_connection_check_tells_its_pauses_and_can_be_hurried_and_stopped(
        session: Session, right_draft: Draft, busy: Server) -> None:
    settings, draft = session.service_settings, replace(right_draft, url=busy.url, retries="3")
    deeds = iter((settings.hurry, settings.cancel))
    lines: list[str] = []

    def watch(pause: Pause | None) -> None:
        if pause is not None:
            lines.append(pause_line(pause))
            next(deeds)()
    began = time.monotonic()
    with pytest.raises(Refusal) as caught:
        settings.check(draft, watch)
    assert time.monotonic() - began < AT_ONCE
    assert lines == ["2回目 / 全4回: 30秒後に再試行", "3回目 / 全4回: 30秒後に再試行"]
    assert caught.value.code == "NXD_C_04"
