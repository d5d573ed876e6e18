"""P7, ours: one run played through the real windows, and the longest turn of the windows on the way.

`python -m benchmarks.run_freeze_played FOLDER WAY` (register, acquire) on a data folder; prints its figures.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget

from benchmarks.freeze_bench import Watch
from benchmarks.registration_ours import logged_in, opened
from nxdesk.boot.options import Options
from nxdesk.resources import manual
from nxdesk.windows.collector import Collector
from nxdesk.windows.jobs import Jobs
from nxdesk.windows.nx.list_window import ListWindow
from nxdesk.windows.nx.service_menu import ServiceMenuWindow
from nxdesk.windows.shell import Aids, RelinkNews, Shell
from nxdesk.windows.theme import STYLE_ARGUMENTS, Theme
from nxdesk.windows.window_state import WindowState

_PATIENCE = 300


class Player:
    """Presses what is on the screen, as soon as it is there."""

    def __init__(self, app: QApplication) -> None:
        self._app = app

    def there(self, name: str, kind: type[QWidget]) -> QWidget | None:
        """The widget with this name that can be seen."""
        return next((widget for window in self._app.topLevelWidgets() if window.isVisible()
                     for widget in (window, *window.findChildren(kind, name))
                     if widget.objectName() == name and isinstance(widget, kind) and widget.isVisible()), None)

    def wait(self, found: Callable[[], object]) -> None:
        """Let the windows work until it is found; raises RuntimeError."""
        end = time.perf_counter() + _PATIENCE
        while not found():
            self._app.processEvents()
            if time.perf_counter() > end:
                raise RuntimeError("nothing more happens")

    def press(self, name: str) -> None:
        """A button."""
        self.wait(lambda: (button := self.there(name, QPushButton)) is not None and button.isEnabled())
        button = self.there(name, QPushButton)
        assert isinstance(button, QPushButton)
        button.click()

    def agree(self, name: str) -> None:
        """What a box asks."""
        self.wait(lambda: self.there(name, QMessageBox))
        box = self.there(name, QMessageBox)
        assert isinstance(box, QMessageBox)
        (box.defaultButton() or box.buttons()[0]).click()


def played(app: QApplication, folder: Path, way: str) -> dict[str, float]:
    """Longest turn as processor time and as felt, in seconds, from 実行 to the result."""
    options, player = Options(folder), Player(app)
    with opened(options, "") as program:
        session = logged_in(program, options)
        state, collector, watch = WindowState(None), Collector(app), Watch()
        shell = Shell(Theme(app), Jobs(), state, Aids(state), manual, lambda _: None, RelinkNews())
        menu = ServiceMenuWindow(session, shell, None)
        menu.show()
        collector.take_over()
        player.press(f"service.{way}")
        player.press(f"service.{way}_employee")
        player.wait(lambda: not shell.jobs.busy)
        assert menu.flow is not None
        assert menu.flow.selection is not None
        menu.flow.selection.model.set_checked(tuple(program.masters.people.codes()))
        watch.begin()
        player.press("person_selection.execute")
        player.agree("run.confirm")
        player.wait(lambda: player.there("list.window", ListWindow))
        player.press("list.ok")
        player.wait(lambda: player.there("run.result", QMessageBox))
        felt, worked = watch.end()
        collector.give_back()
        shell.jobs.close()
    return {"felt": felt, "worked": worked}


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    qInstallMessageHandler(lambda *_: None)
    print(json.dumps(played(QApplication([sys.argv[0], *STYLE_ARGUMENTS]), Path(sys.argv[1]), sys.argv[2])))
