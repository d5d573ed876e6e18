"""P6, ours: the desk's own registration run, choose → confirm → check → compare → accept → send, as windows lead it.

The service is the real one, started as the program starts it; the settings are checked and registered as a user does.
As in the windows (`windows.collector`), garbage is not collected while the run's jobs work.
Audit, staging, digests, exactly-once journal, checks on both sides: nothing is switched off.
"""

import argparse
import gc
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.profiling import profiled
from nxdesk.boot.build import Program, build
from nxdesk.boot.options import Options
from nxdesk.boot.service import EmbeddedService
from nxdesk.desk import registration
from nxdesk.desk.program import Session, registration_run
from nxdesk.desk.registration import RegistrationRun
from nxdesk.desk.run_state import Selection, Step
from nxdesk.desk.service_settings import Draft
from nxdesk.masters.practice_users import PRACTICE_USERS


@contextmanager
def opened(options: Options, profile: str) -> Iterator[Program]:
    """The program as a user has it before him; with a profile the service is started through `profiling`."""
    program = build(options, practice=False, serve=not profile)
    try:
        if profile:
            with _profiled_service(options, f"{profile}.service"):
                yield program
        else:
            yield program
    finally:
        program.close()


@contextmanager
def _profiled_service(options: Options, file: str) -> Iterator[None]:
    port = EmbeddedService(options.service_data, options.clock).port
    command = [sys.executable, "-m", "benchmarks.profiling", file, "eamano", "serve", "--data",
               str(options.service_data), "--port", str(port), "--stop-with-stdin"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        if process.stdout is None or process.stdin is None or not process.stdout.readline().startswith(b"ready"):
            raise RuntimeError("the service did not start")
        yield
        process.stdin.close()
        process.wait()


def logged_in(program: Program, options: Options) -> Session:
    """Logged in, with settings that were checked and registered as in the window."""
    from nxdesk.eamano.administration import issue_practice_id
    user_id, password, *_ = PRACTICE_USERS[0]
    session = program.desk.login(user_id, password)
    issued = issue_practice_id(options.service_data, "bench", options.clock)
    draft = Draft(url=program.desk.service_url or "", customer_id=issued.customer_id, auth_id=issued.auth_id)
    session.service_settings.check(draft)
    session.service_settings.register(draft)
    return session


@contextmanager
def reading_timed(seconds: list[float]) -> Iterator[None]:
    """Adds how long the people took to be read, which is a part of the check."""
    read = registration.read_chosen

    def timed(*given: Any) -> Any:
        begun = time.perf_counter()
        found = read(*given)
        seconds.append(time.perf_counter() - begun)
        return found
    registration.read_chosen = timed
    try:
        yield
    finally:
        registration.read_chosen = read


def registered(run: RegistrationRun, codes: tuple[str, ...]) -> dict[str, float]:
    """Seconds of each step; raises when the run does not end as it should."""
    seconds: dict[str, float] = {}

    def timed(name: str, step: Callable[[], object]) -> None:
        begun = time.perf_counter()
        step()
        seconds[name] = time.perf_counter() - begun

    timed("choose", lambda: run.choose(Selection(codes, run.state.selection.as_of)))
    timed("confirm", run.confirm)
    timed("check", run.check)
    timed("compare", run.compare)
    timed("accept", run.accept)
    timed("send", lambda: run.send(lambda done, everybody: None))
    result = run.state.result
    if run.state.step is not Step.RESULT or result is None or result.registered != run.state.sendable:
        raise RuntimeError(f"the run ended in {run.state.step.name}: {result}")
    return seconds


def counted(file: Path) -> dict[str, int]:
    """What stands in the service's database afterwards."""
    database = sqlite3.connect(file)
    return {name: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for name, table in (("people", "employee"), ("audit", "audit_entries"))}


def main(folder: Path, profile: str) -> None:
    """One sample on a copy of the data folder: prints the seconds, those of each step, and what stands there."""
    os.environ["NXDESK_KEYRING"] = "off"
    options = Options(folder)
    with opened(options, profile) as program:
        session = logged_in(program, options)
        run = registration_run(program.desk, "employee", session.user.user_id, may_my_number=False)
        codes = tuple(program.masters.people.codes())
        gc.disable()
        gc.freeze()
        read: list[float] = []
        with profiled(f"{profile}.client" if profile else ""), reading_timed(read):
            steps = registered(run, codes)
    there = counted(options.service_data / "eamano.sqlite")
    print(json.dumps({"seconds": sum(steps.values()), "sent": len(codes), **there, "steps": steps,
                      "read and send": sum(read) + steps["send"]}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--profile", default="")
    given = parser.parse_args()
    main(given.folder, given.profile)
