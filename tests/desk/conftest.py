"""A desk as `boot` builds it: real masters, a real e-AMANO process, connected by real settings."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nxdesk.boot.build import Program, build
from nxdesk.boot.options import Options
from nxdesk.desk.program import Session
from nxdesk.desk.service_settings import Draft
from nxdesk.eamano.administration import issue_practice_id
from nxdesk.records.clock import Clock
from nxdesk.records.versions import NxVersion
from tests.desk.eamano_side import ByHand, EamanoSide
from tests.prepared import give_up_address, quicken_logins


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the practice company and its e-AMANO stand; to be copied."""
    options = Options(tmp_path_factory.mktemp("founded") / "data", Clock())
    build(options).close()
    quicken_logins(options.data)
    give_up_address(options)
    return options.data


@pytest.fixture(scope="module")
def options(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Options:
    data = tmp_path_factory.mktemp("desk") / "data"
    shutil.copytree(founded, data)
    return Options(data, Clock(), NxVersion.parse("1.2.6.0"))


@pytest.fixture(scope="module")
def program(options: Options) -> Iterator[Program]:
    """The practice company with its service; one for the tests of a module."""
    built = build(options)
    yield built
    built.close()


@pytest.fixture
def session(program: Program) -> Session:
    """The administrator with both authorities, logged in."""
    return program.desk.login("admin", "renshu-1")


@pytest.fixture(scope="module")
def right_draft(program: Program, options: Options) -> Draft:
    """Settings that pass the connection check."""
    issued = issue_practice_id(options.service_data, "天野PC、NX連携設定", options.clock)
    return Draft(url=program.service.url, customer_id=issued.customer_id, auth_id=issued.auth_id)


@pytest.fixture
def connected(session: Session, right_draft: Draft) -> Session:
    """A session whose settings have been checked and registered."""
    session.service_settings.check(right_draft)
    session.service_settings.register(right_draft)
    return session


@pytest.fixture
def relinking(connected: Session, right_draft: Draft) -> Iterator[Session]:
    """A connected session with 再登録 switched on."""
    connected.service_settings.register(replace(right_draft, relink=True))
    yield connected
    connected.relink.switch_off()


@pytest.fixture
def eamano(program: Program, options: Options) -> EamanoSide:
    """e-AMANO's own data."""
    return EamanoSide(options)


@pytest.fixture
def by_hand(program: Program, options: Options) -> ByHand:
    """Somebody at e-AMANO who edits its records."""
    return ByHand(options.service_data, options.clock)
