"""P7 through whole runs: the longest turn of the windows while 社員登録 and 社員取得 are played to their result.

The real windows, the real service process, everybody chosen (`run_freeze_played`).
"""

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.company import data_folder, environment
from benchmarks.measuring import Comparison, at_most

LIMITS = {10_000: 0.05, 100_000: 0.1}
_WORDS = {"register": "社員登録", "acquire": "社員取得"}


def measure(folder: Path, *, quick: bool = False) -> list[Comparison]:
    """10,000 people in P5 and P6, and without `quick` 100,000."""
    found: list[Comparison] = []
    for people, limit in LIMITS.items():
        if quick and people > min(LIMITS):
            continue
        for way, make in (("register", data_folder), ("acquire", _scene)):
            place = folder / f"windows-{way}-{people}"
            make(place, people)
            told = json.loads(_run(folder, "run_freeze_played", str(place), way).splitlines()[-1])
            what = f"longest turn, {_WORDS[way]}, {people:,} people"
            found.append(at_most("P7", what, [told["worked"]], "a freeze, processor time", [limit], 1.0))
            found.append(at_most("P7", what, [told["felt"]], "a freeze, as felt here", [limit], None))
    return found


def _scene(place: Path, people: int) -> None:
    _run(place.parent, "acquisition_scene", str(place), str(people))


def _run(folder: Path, module: str, *arguments: str) -> str:
    run = subprocess.run([sys.executable, "-m", f"benchmarks.{module}", *arguments], capture_output=True, text=True,
                         check=False, timeout=1200, env=environment(folder, QT_QPA_PLATFORM="offscreen"))
    if run.returncode:
        raise RuntimeError(f"{module} failed\n{run.stderr}")
    return run.stdout
