"""The program built and taken down: one at a time per folder, the service with it, its address kept."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from nxdesk.boot.build import build
from nxdesk.boot.options import Options
from nxdesk.boot.refusal import CannotStart
from nxdesk.boot.service import EmbeddedService
from nxdesk.eamano.administration import issue_practice_id
from nxdesk.link.client import Client, Endpoint
from nxdesk.records.clock import Clock
from nxdesk.vault.secret import Secret

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("plain_starts")


def test_a_second_program_on_the_same_folder_says_what_is_the_matter(tmp_path: Path) -> None:
    options = Options(tmp_path / "data")
    first = build(options, serve=False)
    try:
        with pytest.raises(CannotStart) as refused:
            build(options, serve=False)
        assert refused.value.code == "NXD_N_12"
        assert str(os.getpid()) in refused.value.sentence
        assert "使用中" in refused.value.sentence
    finally:
        first.close()
    build(options, serve=False).close()


def test_the_address_stays_the_same_from_start_to_start(tmp_path: Path) -> None:
    options = Options(tmp_path / "data")
    addresses = set()
    for _ in range(2):
        program = build(options)
        addresses.add(program.service.url)
        assert answers(program.service.port)
        program.close()
        assert not answers(program.service.port)
    assert len(addresses) == 1


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_port_that_somebody_else_took_is_named(tmp_path: Path) -> None:
    options = Options(tmp_path / "data")
    port = EmbeddedService(options.service_data, options.clock).port
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with pytest.raises(CannotStart, match=str(port)):
            build(options)
    build(options).close()


def test_newer_masters_are_refused_and_stay_as_they_are(tmp_path: Path) -> None:
    options = Options(tmp_path / "data")
    build(options, serve=False).close()
    file = options.data / "nx.sqlite"
    with sqlite3.connect(file) as database:
        database.execute("UPDATE masters_schema SET version = 999")
    database.close()
    with pytest.raises(CannotStart, match="新しい版"):
        build(options, serve=False)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(CannotStart, match=r"データフォルダー.*（フォルダーではありません）"):
        build(Options(blocked / "data"), serve=False)
    with pytest.raises(CannotStart, match="（フォルダーではありません）"):
        assert EmbeddedService(blocked / "data", Clock()).url


def test_the_practice_clock_is_the_services_clock_too(tmp_path: Path) -> None:
    options = Options(tmp_path / "data", Clock(Clock.parse("2020-04-06 09:00:00")))
    program = build(options)
    issued = issue_practice_id(options.service_data, "試験", options.clock)
    endpoint = Endpoint(program.service.url, issued.customer_id, Secret(issued.auth_id), 30, 0, None, "1.2.6.0")
    with Client(endpoint) as client:
        answer = client.check_connection()
    program.close()
    assert answer["time"].startswith("2020-04-06T00:0")


def test_the_service_ends_when_its_program_is_killed(tmp_path: Path) -> None:
    code = ("import sys, pathlib; from nxdesk.boot.build import build; from nxdesk.boot.options import Options\n"
            f"p = build(Options(pathlib.Path({str(tmp_path / 'data')!r})))\n"
            "print(p.service.port, p.service.process_id, flush=True); sys.stdin.read()")
    program = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                               cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert program.stdout is not None
    port = int(program.stdout.readline().split()[0])
    assert answers(port)
    os.kill(program.pid, signal.SIGKILL)
    program.communicate(timeout=30)
    pause = threading.Event()
    assert any(not answers(port) or pause.wait(0.05) for _ in range(400))
