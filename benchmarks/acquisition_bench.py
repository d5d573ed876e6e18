"""P5, P8 and P11 of the comparison e-AMANO→NX: 100,000 people, one in a hundred of them different.

Every sample is a process of its own with a service process of its own. Ours, floor and peer alternate within a round.
"""

import json
import statistics
import subprocess
import sys
from functools import partial
from pathlib import Path

from benchmarks.acquisition_scene import ONE_IN
from benchmarks.company import environment
from benchmarks.measuring import Comparison, Sample, at_least_as_fast, at_most, rounds

JUDGED, SMALL = 100_000, 10_000
FLOOR_GOAL, PEER_GOAL = 1.8, 12.0
MEGABYTES, TENFOLD = 60, 11
_FLOOR = "floor: sqlite3 and a raw socket, digests first"
_PEER = "typical: ORM, pages of 500, getattr"


class Bench:
    """The samples on one company in `folder`."""

    def __init__(self, folder: Path, people: int) -> None:
        self._folder, self._people = folder, people
        self._environment = environment(folder.parent)
        self.megabytes: list[float] = []
        self._run("scene", str(people))

    def _run(self, way: str, *more: str) -> str:
        run = subprocess.run([sys.executable, "-m", f"benchmarks.acquisition_{way}", str(self._folder), *more],
                             capture_output=True, text=True, check=False, timeout=1200, env=self._environment)
        if run.returncode:
            raise RuntimeError(f"{way} failed\n{run.stderr}")
        return run.stdout

    def sample(self, way: str) -> float:
        """Seconds of one comparison; raises when it does not find just those who differ."""
        told = json.loads(self._run(way).splitlines()[-1])
        if told["differing"] != self._people // ONE_IN:
            raise RuntimeError(f"{way}: {told}")
        if "megabytes" in told:
            self.megabytes.append(told["megabytes"])
        return float(told["seconds"])

    def samples(self, *ways: str) -> dict[str, Sample]:
        """The samples by way."""
        return {way: partial(self.sample, way) for way in ways}


def measure(folder: Path, *, quick: bool = False) -> list[Comparison]:
    """100,000 people judged, 10,000 beside them for P11."""
    large, small = Bench(folder / "acquire-100000", JUDGED), Bench(folder / "acquire-10000", SMALL)
    taken = rounds(3 if quick else 5, large.samples("floor", "ours"))
    slow = rounds(1, large.samples("ours", "typical"))
    less = rounds(3 if quick else 5, small.samples("ours"))
    what = f"compare {JUDGED:,} people over HTTP"
    memory = statistics.median(large.megabytes)
    return [
        at_most("P5", what, taken["ours"], _FLOOR, taken["floor"], FLOOR_GOAL),
        at_least_as_fast("P5", what, slow["ours"], _PEER, slow["typical"], PEER_GOAL),
        Comparison("P8", f"memory above idle, {what}", memory, "goal", MEGABYTES, memory / MEGABYTES, 1.0, unit="MB"),
        at_most("P11", what, taken["ours"], f"{SMALL:,} people", less["ours"], TENFOLD)]
