"""What every test gets: no screen, a home of its own, and no mercy for what it leaves behind.

Python warnings and Qt warnings are failures by `pyproject.toml`; leftover threads are failures here.
"""

import gc
import os
import sys
import threading
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from PySide6.QtCore import QCoreApplication, QEvent

from nxdesk.link import classify
from nxdesk.link.causes import Cause, named
from tests.forge import Forge

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["NXDESK_KEYRING"] = "off"
for given in ("QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE", "QT_QPA_PLATFORMTHEME", "DATABASE_URL"):
    os.environ.pop(given, None)
# The suite starts hundreds of processes: what they import is compiled once for all of them.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Machines that run the suite are busy and differ: time is the benchmarks' matter.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

DEAREST = ("cases/test_tour.py", "house/test_lint.py", "proof/test_proof_matrix.py", "proof/test_proof_kills.py",
           "eamano/rules/test_relink_generated.py", "windows/test_ladder_window.py", "eamano/test_killed.py",
           "proof/test_proof_machine.py", "windows/test_acquire_flow.py", "windows/test_run_relink.py",
           "cli/test_register_relink.py", "cli/test_acquire_command.py", "house/test_eleventh_kind.py",
           "cli/test_eleventh_kind_command.py", "boot/test_build.py", "desk/test_many_records.py")
"""Files that take many seconds each. They come first: the worker that took one last would end long after the other."""

THREAD_PATIENCE = 5.0
"""Seconds for a thread that has been told to end."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Nothing of what is collected becomes rubbish: it is not looked through for any, neither now nor later."""
    gc.disable()
    collected = yield
    gc.freeze()
    gc.enable()
    return collected


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The dearest files first; the others stay in their order."""
    here = Path(__file__).parent
    place = {here / name: number for number, name in enumerate(DEAREST)}
    assert all(file.is_file() for file in place), "DEAREST names a file that is not there"
    items.sort(key=lambda item: place.get(item.path, len(place)))


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Data, settings and state of the program under test never land in those of the person who runs the tests."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for place in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
            patch.setenv(place, str(home / place.lower()))
        patch.setenv("NXDESK_DATA", str(home / "data"))
        yield


@pytest.fixture(scope="session", autouse=True)
def forge(own_home: None) -> Iterator[Forge | None]:
    """The program's processes do not load its libraries one by one: see `tests.forge`."""
    if sys.platform != "linux":
        yield None
        return
    made = Forge()
    made.install()
    yield made
    made.end()


@pytest.fixture(scope="module")
def plain_starts(forge: Forge | None) -> Iterator[None]:
    """For tests of starting: every process is started by Python itself."""
    if forge is None:
        yield
        return
    forge.open = False
    yield
    forge.open = True


@pytest.fixture(autouse=True)
def no_leftover_threads() -> Iterator[None]:
    """Fail the test that leaves a Python thread running."""
    before = set(threading.enumerate())
    yield
    started = [t for t in threading.enumerate() if t not in before and not isinstance(t, threading._DummyThread)]
    for thread in started:
        thread.join(THREAD_PATIENCE)
    left = [thread.name for thread in started if thread.is_alive()]
    assert not left, f"threads left running: {left}"


@pytest.fixture(autouse=True)
def rest_row_stays_empty() -> Iterator[None]:
    """Every failure of the line has a cause of its own: Z-99 is met nowhere in the suite (connection.md §6)."""
    met: list[str] = []

    def heard(name: str) -> Cause:
        met.append(name)
        return named(name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(classify, "named", heard)
        yield
    assert "unexpected" not in met, "a failure of the line without a cause (NXD_Z_99)"


@pytest.fixture(autouse=True)
def deferred_deletes_done(no_leftover_threads: None) -> Iterator[None]:
    """Qt deletes later what pytest-qt closes; let it happen inside the test it belongs to."""
    yield
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
