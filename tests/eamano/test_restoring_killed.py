"""kill -9 in the middle of going back: all of it or nothing, with a sound log, and never an alarm."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from nxdesk.eamano.opening import open_service
from nxdesk.eamano.store.audit import Audit
from nxdesk.eamano.store.verifying import verify_log
from nxdesk.records.clock import Clock
from tests.eamano.changes import changed, dump
from tests.eamano.service import ROOT

KILLS = 12
PEOPLE = 400
LOOSE = ("id", "version", "updated_at")
_NURSERY = """
import os, sys
from pathlib import Path
from nxdesk.eamano.opening import open_service
from nxdesk.eamano.rules.restoring import preview, restore
from nxdesk.eamano.store.audit import Actor
from nxdesk.records.clock import Clock
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        service = open_service(Path(sys.argv[1]), Clock())
        run = int(line)
        seen = preview(service, 1, run).seen
        print(os.getpid(), flush=True)
        restore(service, 1, run, Actor("試験", "", "r"), seen)
        os._exit(0)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""


@pytest.fixture
def nursery(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", _NURSERY, str(tmp_path / "data")], cwd=ROOT, text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ))
    yield process
    for pipe in (process.stdin, process.stdout):
        pipe.close()
    process.wait(20)


def test_all_or_nothing(nursery, tmp_path):
    service = open_service(tmp_path / "data", Clock())
    database = service.database
    codes = [f"{n:010d}" for n in range(1, PEOPLE + 1)]

    def company(change):
        for code in codes:
            change.add_person(code)
            change.add_member(code)
            change.photo(code)
    changed(service, company)

    def gone(change):
        for code in codes[:PEOPLE // 2]:
            change.delete("photos", employee_code=code)
            change.delete("family", employee_code=code)
            change.change("employee", {"position": "部長"}, employee_code=code)
    with_all = dump(service, without=LOOSE)
    target = changed(service, gone)
    states = (dump(service, without=LOOSE), with_all)
    chance, ended = random.Random(5), []
    for _ in range(KILLS):
        head = _head(database)
        nursery.stdin.write(f"{target}\n")
        nursery.stdin.flush()
        child = int(nursery.stdout.readline())
        time.sleep(chance.uniform(0, 0.5))
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        assert nursery.stdout.readline() == "gone\n"
        done = _head(database) != head
        ended.append(done)
        if done:
            # Going back to before the restore is the next thing to be killed.
            target = int(_head(database).partition(":")[0])
            states = (states[1], states[0])
        assert dump(service, without=LOOSE) == states[0]
        assert verify_log(database, 1).findings == ()
    assert True in ended
    assert False in ended
    database.close()


def _head(database):
    with database.read() as connection:
        return Audit(database, connection, 1).head_text()
