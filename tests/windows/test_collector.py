"""The collector: off in every thread, in steps in the windows' own, and given back in the end."""

import gc
import weakref

from nxdesk.windows.collector import Collector


class Knot:
    def __init__(self) -> None:
        self.me = self


def test_garbage_is_left_to_the_windows_own_thread(qtbot):
    collector = Collector()
    collector.take_over()
    try:
        assert not gc.isenabled()
        gone = weakref.ref(Knot())
        assert gone() is not None
        collector.rest()
        assert gone() is None
        many = [Knot() for _ in range(20_000)]
        last = weakref.ref(many[-1])
        del many
        collector.step()
        assert last() is None
    finally:
        collector.give_back()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
