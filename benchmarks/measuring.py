"""Rounds, ratios and the table. A ratio is the median of the ratios of rounds: a busy moment hits both sides of one."""

import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Sample = Callable[[], float]
"""Does the work once and answers the seconds (or whatever is measured)."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing measured against one other. `limit` None: reported, not judged.

    `faster`: the goal is "at least `limit` times as fast as", otherwise "at most `limit` times as long as".
    """

    goal: str
    what: str
    measured: float
    against: str
    reference: float
    ratio: float
    limit: float | None = None
    faster: bool = False
    unit: str = "s"

    @property
    def met(self) -> bool:
        """The goal is reached, or there is none."""
        if self.limit is None:
            return True
        return self.ratio >= self.limit if self.faster else self.ratio <= self.limit

    def cells(self) -> tuple[str, ...]:
        """The row of the table."""
        goal = "" if self.limit is None else f"{'≥' if self.faster else '≤'} {self.limit:g} ×"
        verdict = "" if self.limit is None else ("yes" if self.met else "NO")
        return (self.goal, self.what, _quantity(self.measured, self.unit), self.against,
                _quantity(self.reference, self.unit), f"{self.ratio:.2f} ×", goal, verdict)


HEADINGS = ("", "what", "measured", "against", "there", "ratio", "goal", "met")


def rounds(count: int, samples: Mapping[str, Sample]) -> dict[str, list[float]]:
    """Every sample once a round; the order turns from round to round, so that nobody always comes first."""
    taken: dict[str, list[float]] = {name: [] for name in samples}
    names = list(samples)
    for turn in range(count):
        for place in range(len(names)):
            name = names[(place + turn) % len(names)]
            taken[name].append(samples[name]())
    return taken


_STILL = 0.015
"""Seconds; processor time is told in steps of 10 ms."""


def processor_seconds() -> float:
    """Taken so far by this process and by those that it started, in steps of 10 ms; Linux alone tells, elsewhere 0.

    Other programs lengthen it little: where the machine is busy it says more than the clock.
    """
    taken: dict[int, tuple[int, int]] = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = file.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        taken[int(file.parent.name)] = int(told[1]), int(told[11]) + int(told[12])
    mine = {os.getpid()}
    while more := {number for number, (parent, _) in taken.items() if parent in mine} - mine:
        mine |= more
    return sum(ticks for number, (_, ticks) in taken.items() if number in mine) / 100


def quiet(seconds: float = 0.3, most: float = 15.0) -> None:
    """Wait until what was started has nothing left to prepare: it takes no more processor time than looking does."""
    end = time.monotonic() + most
    before = processor_seconds() - time.process_time()
    while time.monotonic() < end:
        time.sleep(seconds)
        now = processor_seconds() - time.process_time()
        if now - before < _STILL:
            return
        before = now


def ratio_of(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Median of the rounds' ratios; where one side was taken less often, its median stands in for its rounds."""
    if len(ours) == len(theirs):
        return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    return statistics.median(ours) / statistics.median(theirs)


def at_most(goal: str, what: str, ours: Sequence[float], against: str, theirs: Sequence[float],
            limit: float | None, unit: str = "s") -> Comparison:
    """Ours beside a floor: how many times as long."""
    return Comparison(goal, what, statistics.median(ours), against, statistics.median(theirs), ratio_of(ours, theirs),
                      limit, unit=unit)


def at_least_as_fast(goal: str, what: str, ours: Sequence[float], against: str, theirs: Sequence[float],
                     limit: float | None, unit: str = "s") -> Comparison:
    """Ours beside a peer: how many times as fast."""
    return Comparison(goal, what, statistics.median(ours), against, statistics.median(theirs), ratio_of(theirs, ours),
                      limit, faster=True, unit=unit)


def table(comparisons: Sequence[Comparison]) -> str:
    """The comparisons as aligned text."""
    rows = [HEADINGS, *(comparison.cells() for comparison in comparisons)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
                     for row in rows)


def _quantity(value: float, unit: str) -> str:
    if unit == "s":
        return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"
