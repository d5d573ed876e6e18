"""Garbage is collected in the windows' own thread, in small steps, and never by a job.

Python's automatic collection stops every thread for as long as it lasts (over 200 ms with 10,000 people loaded), and in
a job's thread it could free Qt's objects where they must not be freed.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_PAUSE_MS = 1000
_YOUNG, _MIDDLE = 5_000, 20
"""Allocations, and collections of the young, after which the next generation is looked at."""


class Collector(QObject):
    """Takes over from the automatic collection until `give_back`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.step)

    def take_over(self) -> None:
        """Whatever stands now stays for the program's life and is not looked at again."""
        gc.disable()
        gc.freeze()
        self._timer.start()

    def step(self) -> None:
        """Collect the young when they are many, and now and then the middle ones."""
        young, middle, _ = gc.get_count()
        if middle > _MIDDLE:
            gc.collect(1)
        elif young > _YOUNG:
            gc.collect(0)

    def rest(self) -> None:
        """Collect everything: for moments at which nobody works, such as after ログアウト."""
        gc.collect()

    def give_back(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
