"""The process: ready, stopped with its parent or by a signal, and in a sentence when it cannot start."""

import signal
import socket
import subprocess
import sys
from contextlib import closing

import pytest

from nxdesk.eamano.housekeeping import clear_leftovers
from nxdesk.eamano.opening import open_service
from nxdesk.eamano.process import PORT_TAKEN, REFUSED
from nxdesk.records.clock import Clock
from tests.eamano.people import person
from tests.eamano.service import ROOT, WAIT, Api, Registration, Running, batch, new_id

pytestmark = pytest.mark.usefixtures("plain_starts")


def _failing(data, port: int = 0) -> subprocess.CompletedProcess:
    call = f"from pathlib import Path; from nxdesk.eamano.process import serve; serve(Path({str(data)!r}), port={port})"
    return subprocess.run([sys.executable, "-c", call], cwd=ROOT, capture_output=True, text=True, timeout=60,
                          check=False)


def test_a_taken_port_is_said_in_a_sentence(tmp_path):
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        done = _failing(tmp_path / "data", other.getsockname()[1])
    assert done.returncode == PORT_TAKEN
    assert "ほかのプログラムが使っていないか" in done.stderr
    assert "Traceback" not in done.stderr


def test_data_that_cannot_be_opened_is_said_in_a_sentence(tmp_path):
    (tmp_path / "eamano.sqlite").write_bytes(b"no database" * 100)
    done = _failing(tmp_path)
    assert done.returncode == REFUSED
    assert "データベースを開けません" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_ends_in_good_order_and_keeps_its_data(start, first):
    running: Running = start()
    auth_id = new_id(running.data)
    with Api(running.url, auth_id) as api:
        assert Registration(api, [batch([person(first)])]).all().ok
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(WAIT) == 0
    running.stop()
    again = start()
    with Api(again.url, auth_id) as api:
        found = api("POST", "/v1/employee/lookup", {"codes": [f"{first:010d}"]}).json()["rows"]
        assert [row[0] for row in found] == [f"{first:010d}"]
    assert again.stop() == 0
    assert again.log.read_text() == ""


def test_bodies_left_by_an_earlier_run_are_cleared_away(start, first):
    running: Running = start()
    with Api(running.url, new_id(running.data)) as api:
        assert Registration(api, [batch([person(first)])]).all().ok
    running.kill()
    store = open_service(running.data, Clock())
    clear_leftovers(store.database)
    with store.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT sealed, digest FROM staged_batches").all()
    store.database.close()
    assert [(row[0], len(row[1])) for row in rows] == [(None, 64)]
