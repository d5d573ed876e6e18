"""Opens one window and ends the process when it has been painted, telling the moment and what had been imported.

Started as a process by `startup_bench`: `empty`, or `nxdesk` with the arguments of the command. Both are watched in
the same way: when the event loop begins, the window's paint event is wrapped, and the first turn of the loop after it
is the moment. Nothing is imported for it that would not be imported anyway, and in no other order.
"""

import os
import sys
import time
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

HEAVY = ("sqlalchemy", "requests", "urllib3", "xlsxwriter", "python_calamine", "fastapi", "uvicorn", "cryptography",
         "argon2", "jinja2")


class WidgetsHook:
    """Puts the watch into Qt's widgets when whoever needs them first imports them."""

    def find_spec(self, name: str, path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        """The usual place, with a loader that goes on to `_watch`."""
        if name != "PySide6.QtWidgets":
            return None
        found: Any = PathFinder.find_spec(name, path)
        found.loader = _Loader(found.loader)
        usual: ModuleSpec = found
        return usual


class _Loader:
    def __init__(self, plain: Any) -> None:
        self._plain = plain

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        created: ModuleType | None = self._plain.create_module(spec)
        return created

    def exec_module(self, module: ModuleType) -> None:
        self._plain.exec_module(module)
        _watch(module.QApplication)


def _watch(application: Any) -> None:
    """Let `exec` of this class look for the first paint."""
    plain = application.exec

    def watched(*_: object) -> int:
        for window in application.topLevelWidgets():
            _watch_window(type(window))
        return int(plain())

    application.exec = watched


def _watch_window(kind: Any) -> None:
    from PySide6.QtCore import QTimer
    plain = kind.paintEvent

    def paint(window: Any, event: Any) -> None:
        QTimer.singleShot(0, lambda: _end(kind.__name__))
        plain(window, event)

    kind.paintEvent = paint


def _end(window: str) -> None:
    moment = time.monotonic_ns()
    heavy = [name for name in HEAVY if name in sys.modules]
    print(moment, window, *heavy, flush=True)
    os._exit(0)


def _empty() -> None:
    from PySide6.QtWidgets import QApplication, QWidget

    class EmptyWindow(QWidget):
        pass

    application = QApplication(sys.argv[:1])
    window = EmptyWindow()
    window.resize(420, 320)
    window.show()
    application.exec()


def _program() -> None:
    from nxdesk.cli.main import main
    main()


if __name__ == "__main__":
    kind = sys.argv.pop(1)
    sys.meta_path.insert(0, WidgetsHook())
    _empty() if kind == "empty" else _program()
