"""Where the time goes: profiles of this process, or of the service started through here, all threads together.

`python -m benchmarks.profiling FILE eamano serve …` runs that command of the program and writes its profile to FILE.
"""

import cProfile
import pstats
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def profiled(file: str) -> Iterator[None]:
    """Profile what runs inside, in every thread begun meanwhile; without a file nothing happens."""
    if not file:
        yield
        return
    profiles: list[cProfile.Profile] = []

    def begin(_frame: FrameType, _event: str, _argument: object) -> None:
        sys.setprofile(None)
        profile = cProfile.Profile()
        profiles.append(profile)
        profile.enable()

    threading.setprofile(begin)
    own = cProfile.Profile()
    own.enable()
    try:
        yield
    finally:
        own.disable()
        threading.setprofile(None)
        stats = pstats.Stats(own)
        for profile in profiles:
            stats.add(profile)
        stats.dump_stats(file)


def show(file: str, order: str, lines: int) -> None:
    """Print the dearest functions of a profile."""
    pstats.Stats(file).sort_stats(order).print_stats(lines)


if __name__ == "__main__":
    if sys.argv[1] == "show":
        show(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        from nxdesk.cli.commands import cli
        target = sys.argv.pop(1)
        with profiled(target):
            cli(prog_name="nxdesk", standalone_mode=False)
