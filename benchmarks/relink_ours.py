"""P6R, ours: the desk's own re-registration of 社員 and of 家族, as windows lead it, with its losses confirmed.

choose → confirm → check → compare (a dry run at e-AMANO of every record) → accept → accept_losses → send, over HTTP to
the real service; audit, way back, staging, digests, exactly-once journal and checks on both sides included. As in the
windows (`windows.collector`), garbage is not collected while the run's jobs work. It begins when the service, which was
started just before, has done its preparing: starting processes is not counted on any side.
"""

import argparse
import gc
import json
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from benchmarks.measuring import processor_seconds, quiet
from benchmarks.profiling import profiled
from benchmarks.registration_ours import logged_in, opened
from benchmarks.relink_scene import service_file
from benchmarks.relink_values import KINDS, fingerprint
from nxdesk.boot.options import Options
from nxdesk.desk.program import registration_run
from nxdesk.desk.registration import RegistrationRun
from nxdesk.desk.run_state import RunResult, Selection, Step


def relinked(run: RegistrationRun, codes: tuple[str, ...], seconds: dict[str, float]) -> RunResult:
    """One kind; adds the seconds of each step; raises when the run does not end as it should."""
    def timed(name: str, step: Callable[[], object]) -> None:
        begun = time.perf_counter()
        step()
        seconds[f"{run.kind.id} {name}"] = time.perf_counter() - begun

    def confirm_losses() -> None:
        if run.state.step is Step.LOSSES:
            run.accept_losses(run.impact.typed_word, [tick.id for tick in run.impact.ticks()])

    timed("choose", lambda: run.choose(Selection(codes, run.state.selection.as_of)))
    timed("confirm", run.confirm)
    timed("check", run.check)
    timed("compare", run.compare)
    timed("accept", run.accept)
    timed("losses", confirm_losses)
    timed("send", lambda: run.send(lambda done, everybody: None))
    result = run.state.result
    if run.state.step is not Step.RESULT or result is None or result.registered != run.impact.written:
        raise RuntimeError(f"the run ended in {run.state.step.name}: {result}")
    return result


def main(folder: Path, profile: str) -> None:
    """One sample on a copy of the scene: prints the seconds, those of each step, and what stands there."""
    os.environ["NXDESK_KEYRING"] = "off"
    options = Options(folder)
    steps: dict[str, float] = {}
    deleted = sent = 0
    with opened(options, profile) as program:
        session = logged_in(program, options)
        codes = tuple(program.masters.people.codes())
        gc.disable()
        gc.freeze()
        quiet()
        worked = processor_seconds()
        with profiled(f"{profile}.client" if profile else ""):
            for kind in KINDS:
                run = registration_run(program.desk, kind.id, session.user.user_id, may_my_number=False, relink=True)
                result = relinked(run, codes, steps)
                sent, deleted = sent + result.registered, deleted + result.deleted
        worked = processor_seconds() - worked
    file = service_file(folder)
    with closing(sqlite3.connect(file)) as database:
        (audited,) = database.execute(
            "SELECT count(*) FROM audit_entries WHERE run IN (SELECT run FROM audit_runs WHERE action LIKE '%再登録%')"
        ).fetchone()
    print(json.dumps({"seconds": sum(steps.values()), "processor": worked, "sent": sent, "deleted": deleted,
                      "audit": audited, "steps": steps,
                      "values": fingerprint(file, "employee", "family")}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--profile", default="")
    given = parser.parse_args()
    main(given.folder, given.profile)
