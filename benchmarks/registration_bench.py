"""P6: registering everybody of a generated company, beside the floor and beside what one writes first.

Every sample is a process of its own on a fresh copy of the same masters, with a service process of its own that starts
empty. Ours, floor and peer alternate within a round, and ratios are those of rounds.
"""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.company import data_folder, environment
from benchmarks.measuring import Comparison, Sample, at_least_as_fast, at_most, rounds

JUDGED = 10_000
SMALL = 1_000
LARGE = 100_000
FLOOR_GOAL, PEER_GOAL = 2.5, 10.0
TENFOLD = 11
_FLOOR = "floor: sqlite3, raw socket, executemany"
_PEER = "typical: ORM, json=, pydantic, row an item"


@dataclass(frozen=True, slots=True)
class Bench:
    """The samples on one company in `folder`; each runs in a copy that is thrown away."""

    folder: Path
    people: int
    read_and_sent: list[float] = field(default_factory=list)
    """What of our samples was reading the people and sending them, without check and comparison."""

    def sample(self, way: str) -> float:
        """Seconds of one registration; raises when not everybody stands in the service afterwards."""
        copy = self.folder.with_name("sample")
        shutil.copytree(self.folder, copy)
        try:
            run = subprocess.run([sys.executable, "-m", f"benchmarks.registration_{way}", str(copy)],
                                 capture_output=True, text=True, check=False, timeout=600,
                                 env=environment(self.folder.parent))
            if run.returncode:
                raise RuntimeError(f"{way} failed\n{run.stderr}")
        finally:
            shutil.rmtree(copy)
        told = json.loads(run.stdout.splitlines()[-1])
        if {told["sent"], told["people"], told.get("audit", self.people)} != {self.people}:
            raise RuntimeError(f"{way}: not everybody was registered: {told}")
        if "read and send" in told:
            self.read_and_sent.append(told["read and send"])
        return float(told["seconds"])

    def samples(self, *ways: str) -> dict[str, Sample]:
        """The samples by way."""
        return {way: partial(self.sample, way) for way in ways}


def measure(folder: Path, *, large: bool = True) -> list[Comparison]:
    """10,000 people judged; 1,000 and 100,000 reported."""
    tenth = Bench(data_folder(folder / "people-10000", JUDGED), JUDGED)
    found = _compared(tenth, 7, judged=True)
    found += _compared(Bench(data_folder(folder / "people-1000", SMALL), SMALL), 5, judged=False)
    if large:
        bench = Bench(data_folder(folder / "people-100000", LARGE), LARGE)
        taken = rounds(1, bench.samples("floor", "ours"))
        found.append(at_most("P6", f"registration, {LARGE:,} people", taken["ours"], _FLOOR, taken["floor"], None))
        less = rounds(3, tenth.samples("ours"))
        found.append(at_most("P11", f"registration, {LARGE:,} people", taken["ours"], f"{JUDGED:,} people",
                             less["ours"], TENFOLD))
    return found


def _compared(bench: Bench, count: int, *, judged: bool) -> list[Comparison]:
    taken = rounds(count, bench.samples("floor", "ours"))
    alone = list(bench.read_and_sent)
    slow = rounds(max(1, count // 3), bench.samples("ours", "typical"))
    what = f"registration, {bench.people:,} people"
    return [
        at_most("P6", what, taken["ours"], _FLOOR, taken["floor"], FLOOR_GOAL if judged else None),
        at_most("P6", f"reading and sending alone, {bench.people:,} people", alone, _FLOOR, taken["floor"], None),
        at_least_as_fast("P6", what, slow["ours"], _PEER, slow["typical"], PEER_GOAL if judged else None)]
