"""The stage: the whole program with its real windows, worked by a driver instead of a person."""

from collections.abc import Callable
from typing import TypeVar

from nxdesk.windows.app import Course, Start, application
from nxdesk.windows.crash import CrashGuard
from nxdesk.windows.driving.driver import QtDriver

Played = TypeVar("Played")


def on_stage(what: Start, play: Callable[[QtDriver], Played]) -> Played:
    """Start the program, let `play` work it as soon as the desk behind the login window stands, and end the program.

    Raises CaseFailed when the program does not start.
    """
    app = application()
    driver = QtDriver(app)
    course = Course(app, what)
    guard = CrashGuard()
    guard.install()
    stands: list[bool] = []
    course.ready.connect(lambda: stands.append(True))
    try:
        course.begin()
        driver.holds(lambda: bool(stands), "プログラムを開始できません。")
        return play(driver)
    finally:
        course.end()
        driver.close()
        guard.remove()
