"""`python -m benchmarks [P1 P2 P3 P4 P5 P6 P6R P7 DATA] [--json FILE] [--quick]`: measures; fails on a missed goal."""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.measuring import Comparison, table

ROOT = Path(__file__).parents[1]
Measure = Callable[[Path, bool], list[Comparison]]


def _startup(folder: Path, _quick: bool) -> list[Comparison]:
    from benchmarks.startup_bench import measure
    return measure(folder)


def _checks(folder: Path, _quick: bool) -> list[Comparison]:
    from benchmarks.checks_bench import measure
    return measure(folder)


def _grid(folder: Path, _quick: bool) -> list[Comparison]:
    """In a process of its own, because Qt and its windows would stay in this one."""
    return _windows("benchmarks.grid_bench", folder)


def _windows(module: str, folder: Path) -> list[Comparison]:
    run = subprocess.run([sys.executable, "-m", module, "--json"], cwd=ROOT, stdout=subprocess.PIPE,
                         check=False, text=True, env={**os.environ, "TMPDIR": str(folder)})
    rows: list[dict[str, Any]] = json.loads(run.stdout)
    return [Comparison(**{name: value for name, value in row.items() if name != "met"}) for row in rows]


def _freezes(folder: Path, quick: bool) -> list[Comparison]:
    """In processes of their own, too."""
    from benchmarks.run_freeze_bench import measure
    return _windows("benchmarks.freeze_bench", folder) + measure(folder, quick=quick)


def _registration(folder: Path, quick: bool) -> list[Comparison]:
    from benchmarks.registration_bench import measure
    return measure(folder, large=not quick)


def _acquisition(folder: Path, quick: bool) -> list[Comparison]:
    from benchmarks.acquisition_bench import measure
    return measure(folder, quick=quick)


def _relink(folder: Path, quick: bool) -> list[Comparison]:
    from benchmarks.relink_bench import measure
    return measure(folder, small=not quick)


def _exchange(folder: Path, quick: bool) -> list[Comparison]:
    from benchmarks.exchange_bench import measure
    return measure(folder, large=not quick)


BENCHES: dict[str, tuple[str, Measure]] = {
    "P1": ("startup", _startup), "P2": ("grid", _grid), "P3": ("grid", _grid),
    "P4": ("checks", _checks), "P5": ("acquisition", _acquisition), "P6": ("registration", _registration),
    "P6R": ("re-registration", _relink), "P7": ("freezes", _freezes), "DATA": ("own files", _exchange)}
"""Goals of `performance.md` with the bench that measures them; one bench may measure several."""


def machine() -> str:
    """What the figures are from: they only compare within one run."""
    return (f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, "
            f"{platform.python_implementation()} {platform.python_version()}")


def measured(goals: Sequence[str], *, quick: bool) -> list[Comparison]:
    """The comparisons of these goals, in a folder that is removed afterwards."""
    found: list[Comparison] = []
    for name, bench in dict(BENCHES[goal] for goal in goals).items():
        with tempfile.TemporaryDirectory(prefix="nxdesk-bench-") as folder:
            print(f"{name} …", file=sys.stderr, flush=True)
            found += bench(Path(folder), quick)
    return found


def main() -> int:
    """Exit status 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("goals", nargs="*", metavar="goal", help=f"which of {', '.join(BENCHES)} (all)")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--quick", action="store_true", help="leave out what is not judged and takes long")
    given = parser.parse_args()
    if unknown := set(given.goals) - BENCHES.keys():
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    os.environ["NXDESK_KEYRING"] = "off"
    found = measured(given.goals or list(BENCHES), quick=given.quick)
    print(machine())
    print(table(found))
    if given.json:
        rows = [{**asdict(comparison), "met": comparison.met} for comparison in found]
        given.json.write_text(json.dumps({"machine": machine(), "comparisons": rows}, indent=1), encoding="utf-8")
    return 0 if all(comparison.met for comparison in found) else 1


if __name__ == "__main__":
    sys.exit(main())
