"""P1: from starting the process to the first paint of the login window, beside an empty PySide6 window."""

import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from benchmarks.company import data_folder, environment
from benchmarks.measuring import Comparison, Sample, at_most, rounds

ROUNDS = 11
GOAL = 1.3
WINDOWS = {"empty": "EmptyWindow", "nxdesk": "LoginWindow"}


class HeavyImport(Exception):
    """Something was imported before the first paint that has to wait."""


def first_paint(surroundings: dict[str, str], *arguments: str) -> float:
    """Seconds from just before the process is started to the moment after the paint event."""
    begun = time.monotonic_ns()
    run = subprocess.run([sys.executable, "-m", "benchmarks.startup_windows", *arguments], stdin=subprocess.DEVNULL,
                         capture_output=True, text=True, check=False, env=surroundings, timeout=120)
    if run.returncode:
        raise RuntimeError(f"{arguments[0]}: no window was painted\n{run.stderr}")
    moment, window, *heavy = run.stdout.splitlines()[-1].split()
    if heavy:
        raise HeavyImport(f"imported before the first paint: {' '.join(heavy)}")
    if window != WINDOWS[arguments[0]]:
        raise RuntimeError(f"{window} was painted first")
    return (int(moment) - begun) / 1e9


def measure(folder: Path, people: tuple[int, ...] = (300, 10_000)) -> list[Comparison]:
    """The login window with every number of people, alternating with the empty window."""
    surroundings = environment(folder, QT_QPA_PLATFORM="offscreen")
    samples: dict[str, Sample] = {"empty": partial(first_paint, surroundings, "empty")}
    for number in people:
        data = data_folder(folder / f"startup-{number}", number)
        samples[str(number)] = partial(first_paint, surroundings, "nxdesk", "--data", str(data))
    for sample in samples.values():
        sample()  # Byte-compiles and fills the system's cache.
    taken = rounds(ROUNDS, samples)
    return [at_most("P1", f"login window painted, {number:,} people", taken[str(number)], "empty PySide6 window",
                    taken["empty"], GOAL) for number in people]
