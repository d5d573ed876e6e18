"""P6R: re-registering everybody and all families of a company that has changed since, beside floor and peer.

Every sample is a process of its own on a fresh copy of the same scene (`relink_scene`), with a service process of its
own. Ours, floor and peer alternate within a round, ratios are those of rounds, and afterwards all three must hold the
same linked values as NX. By itself, and with any number of people: `python -m benchmarks.relink_bench 1000 3`.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.company import environment
from benchmarks.measuring import Comparison, at_least_as_fast, at_most, rounds, table

JUDGED, ROUNDS = 10_000, 5
SMALL = 1_000
WAYS = ("floor", "ours", "typical")
FLOOR_GOAL, PEER_GOAL = 2.5, 10.0
"""Those of P6."""

_FLOOR = "floor: sqlite3, raw socket, executemany"
_PEER = "typical: ORM, json=, pydantic, row an item"
_WORTH_TELLING = 0.001
"""Seconds of a step that gets a row of its own."""


def _started(module: str, *arguments: str, folder: Path) -> str:
    run = subprocess.run([sys.executable, "-m", f"benchmarks.{module}", *arguments], capture_output=True, text=True,
                         check=False, timeout=1200, env=environment(folder))
    if run.returncode:
        raise RuntimeError(f"{module} failed\n{run.stderr}")
    return run.stdout.splitlines()[-1]


@dataclass(slots=True)
class Bench:
    """The samples on one scene; each runs in a copy that is thrown away."""

    folder: Path
    people: int
    values: str = ""
    told: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {way: [] for way in WAYS})

    def prepare(self) -> "Bench":
        """Make the scene."""
        self.values = _started("relink_scene", str(self.folder), str(self.people), folder=self.folder.parent)
        return self

    def sample(self, way: str) -> float:
        """Seconds of one re-registration; raises when not exactly what NX has stands in the service afterwards."""
        copy = self.folder.with_name("sample")
        shutil.copytree(self.folder, copy)
        try:
            told = json.loads(_started(f"relink_{way}", str(copy), folder=self.folder.parent))
        finally:
            shutil.rmtree(copy)
        if told["values"] != self.values:
            raise RuntimeError(f"{way}: other values than NX's: {told}")
        self.told[way].append(told)
        if len({one["sent"] for of in self.told.values() for one in of}) != 1:
            raise RuntimeError(f"{way}: not as many records as the others: {told}")
        if len({one["shown"] for of in self.told.values() for one in of if "shown" in one}) > 1:
            raise RuntimeError(f"{way}: not as many changes shown as by the other: {told}")
        return float(told["seconds"])

    def taken(self, way: str, what: str) -> list[float]:
        """A figure of all samples of a way, round by round."""
        return [float(told[what]) for told in self.told[way]]

    def steps(self) -> dict[str, list[float]]:
        """The seconds of each step of ours."""
        names = self.told["ours"][0]["steps"]
        return {name: [told["steps"][name] for told in self.told["ours"]] for name in names}


def compared(bench: Bench, count: int, *, judged: bool) -> list[Comparison]:
    """Beside floor and peer by the clock and by processor time, and the steps of ours beside the whole floor."""
    taken = rounds(count, {way: partial(bench.sample, way) for way in WAYS})
    what = f"re-registration, {bench.people:,} people with families"
    floor_goal, peer_goal = (FLOOR_GOAL, PEER_GOAL) if judged else (None, None)
    found = [at_most("P6R", what, taken["ours"], _FLOOR, taken["floor"], floor_goal),
             at_least_as_fast("P6R", what, taken["ours"], _PEER, taken["typical"], peer_goal)]
    worked = {way: bench.taken(way, "processor") for way in WAYS}
    if min(worked["floor"]):
        found += [at_most("P6R", f"… processor time, {bench.people:,}", worked["ours"], _FLOOR, worked["floor"], None),
                  at_least_as_fast("P6R", f"… processor time, {bench.people:,}", worked["ours"], _PEER,
                                   worked["typical"], None)]
    found += [at_most("P6R", f"… of it {name}, {bench.people:,}", seconds, _FLOOR, taken["floor"], None)
              for name, seconds in bench.steps().items() if statistics.median(seconds) > _WORTH_TELLING]
    return found


def measure(folder: Path, *, small: bool = True) -> list[Comparison]:
    """10,000 people judged; 1,000 reported."""
    found = compared(Bench(folder / "people-10000", JUDGED).prepare(), ROUNDS, judged=True)
    if small:
        found += compared(Bench(folder / "people-1000", SMALL).prepare(), ROUNDS, judged=False)
    return found


def main(people: int, count: int) -> None:
    """Figures alone."""
    os.environ["NXDESK_KEYRING"] = "off"
    with tempfile.TemporaryDirectory(prefix="nxdesk-bench-") as folder:
        bench = Bench(Path(folder) / "scene", people).prepare()
        print(table(compared(bench, count, judged=False)))
        print(json.dumps({way: [{name: value for name, value in told.items() if name != "values"} for told in of]
                          for way, of in bench.told.items()}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
