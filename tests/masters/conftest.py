"""Masters on a new file, and on a real PostgreSQL."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from nxdesk.masters.store import Masters, open_masters, sqlite_url
from nxdesk.records.clock import Clock
from nxdesk.vault.seal import Sealer
from tests.masters.people_rows import KEY
from tests.masters.postgres_cluster import Cluster


class StandingClock(Clock):
    """Shows the moment it was set to, however long a test takes."""

    def set(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        return self._moment


@pytest.fixture
def clock() -> Clock:
    return StandingClock(Clock.parse("2020-04-06 09:00:53"))


@pytest.fixture
def sealer() -> Sealer:
    return Sealer(KEY)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "masters.sqlite"


@pytest.fixture
def masters(file: Path, sealer: Sealer, clock: Clock) -> Iterator[Masters]:
    opened = open_masters(sqlite_url(file), sealer, clock)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    cluster = Cluster()
    yield cluster
    cluster.stop()


@pytest.fixture
def postgres_of_its_own(postgres: Cluster) -> str:
    """The URL of an empty database."""
    return postgres.new_database()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_masters(request: pytest.FixtureRequest, tmp_path: Path, sealer: Sealer, clock: Clock) -> Iterator[Masters]:
    """The same on both kinds of database."""
    url = (sqlite_url(tmp_path / "any.sqlite") if request.param == "sqlite"
           else request.getfixturevalue("postgres").new_database())
    opened = open_masters(url, sealer, clock)
    yield opened
    opened.close()
