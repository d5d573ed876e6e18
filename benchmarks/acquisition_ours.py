"""P5 and P8, ours: the desk's own 社員取得 up to its comparison list, over HTTP from the real service process.

Everything that the windows show is there afterwards: list, impact item by item, what is to be written. As in the
windows (`windows.collector`), garbage is not collected while the run's jobs work.
"""

import gc
import json
import resource
import sys
import time
from pathlib import Path

from benchmarks.registration_ours import logged_in, opened
from nxdesk.boot.options import Options
from nxdesk.desk.run_state import Selection, Step


def resident_megabytes() -> float:
    """Of this process now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1_048_576


def begin_most() -> None:
    """Let `most_megabytes` begin anew: a login takes more for a moment than anything after it."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def most_megabytes() -> float:
    """At most, of this program alone: what getrusage tells begins with what the process was that started it."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def main(folder: Path) -> None:
    """One sample: prints the seconds, how many people differ, and the memory taken at most above the idle program."""
    options = Options(folder)
    with opened(options, "") as program:
        session = logged_in(program, options)
        codes = tuple(program.masters.people.codes())
        run = session.acquisition("employee")
        run.choose(Selection(codes, run.state.selection.as_of))
        run.confirm()
        gc.collect()
        gc.disable()
        gc.freeze()
        begin_most()
        idle = resident_megabytes()
        begun = time.perf_counter()
        state = run.compare()
        seconds = time.perf_counter() - begun
        peak = most_megabytes()
    if state.step is not Step.COMPARISON:
        raise RuntimeError(f"the comparison ended in {state.step.name}: {state.result}")
    print(json.dumps({"seconds": seconds, "differing": len(state.rows), "megabytes": max(0.0, peak - idle)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
