"""Fixtures of the tests of the windows: the practice company behind real windows, in a folder of the test's own."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from nxdesk.boot.build import Program, build
from nxdesk.boot.options import Options
from nxdesk.desk.practice import PRACTICE_USERS
from nxdesk.desk.program import Session
from nxdesk.records.clock import Clock
from nxdesk.records.versions import NxVersion
from nxdesk.windows.app import Course, Start
from nxdesk.windows.shell import Shell
from tests.prepared import give_up_address, quicken_logins

ALL_MENUS = {"personnel", "hr_codes", "service_settings", "service"}
MakeProgram = Callable[..., Program]
MakeCourse = Callable[..., Course]


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the practice company, to be copied."""
    folder = tmp_path_factory.mktemp("seeded") / "data"
    build(Options(folder, Clock(Clock.parse("2020-04-06 09:00"))), serve=False).close()
    quicken_logins(folder)
    return folder


@pytest.fixture(scope="session")
def served(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same after its service has run once: e-AMANO's tables and practice tenant stand."""
    folder = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(seeded, folder)
    options = Options(folder, Clock(Clock.parse("2020-04-06 09:00")))
    build(options).close()
    quicken_logins(folder)
    give_up_address(options)
    return folder


@pytest.fixture(scope="session")
def elsewhere(served: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Another company's program, for tests that want a service to reach and no trace of theirs in its data."""
    folder = tmp_path_factory.mktemp("elsewhere") / "data"
    shutil.copytree(served, folder)
    built = build(Options(folder, Clock(Clock.parse("2020-04-06 09:00"))))
    yield built
    built.close()


@pytest.fixture
def make_program(request: pytest.FixtureRequest, seeded: Path, tmp_path: Path) -> Iterator[MakeProgram]:
    """Builds the program on a copy of the practice company; `menus` are switched on."""
    built: list[Program] = []

    def make(version: str = "1.2.6.0", menus: frozenset[str] = frozenset(ALL_MENUS), *, serve: bool = False) -> Program:
        folder = tmp_path / f"data{len(built)}"
        shutil.copytree(request.getfixturevalue("served") if serve else seeded, folder)
        options = Options(folder, Clock(Clock.parse("2020-04-06 09:00")), NxVersion.parse(version))
        built.append(build(options, serve=serve))
        built[-1].desk.masters.menus.save(set(menus))
        return built[-1]

    yield make
    for program in built:
        program.close()


@pytest.fixture
def make_course(qapp, qtbot: QtBot, tmp_path: Path) -> Iterator[MakeCourse]:
    """Starts the windows over a desk: `make_course(open_desk)`."""
    begun: list[Course] = []

    def make(open_desk: Callable[[], Any], scale: int = 100, version: str = "1.2.6.0") -> Course:
        course = Course(qapp, Start(open_desk, version, tmp_path / "windows", PRACTICE_USERS, scale))
        begun.append(course)
        course.begin()
        return course

    yield make
    for course in begun:
        course.shell.theme.set_scale(100)
        course.end()


@pytest.fixture
def shell(qtbot: QtBot, make_course: MakeCourse) -> Shell:
    """Surroundings for a window opened by itself."""
    course = make_course(lambda: None)
    with qtbot.waitSignal(course.ready):
        pass
    return course.shell


@pytest.fixture
def session(make_program: MakeProgram) -> Session:
    """The system administrator with マイナンバー権限 at the desk."""
    return make_program().desk.login(*PRACTICE_USERS[0][:2])


def settle(shell: Shell) -> None:
    """Let every job answer."""
    assert shell.jobs.settle()
