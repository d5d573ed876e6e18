"""The service's own rounds: they wait until nobody asks for anything, but not for ever."""

import time

import pytest

from nxdesk.eamano import housekeeping
from nxdesk.eamano.housekeeping import Housekeeper
from nxdesk.eamano.opening import open_service
from nxdesk.records.clock import Clock


@pytest.fixture
def service(tmp_path):
    """One that nobody uses yet."""
    opened = open_service(tmp_path, Clock())
    yield opened
    opened.database.close()


@pytest.mark.parametrize(("quiet", "patience", "used"), [(0.3, 60.0, False), (0.3, 60.0, True), (60.0, 0.3, True)])
def test_the_audit_logs_are_looked_at_once_the_service_is_left_alone(service, monkeypatch, quiet, patience, used):
    looks, begun, last = [], time.monotonic(), service.database.used_at
    monkeypatch.setattr(housekeeping, "_QUIET_SECONDS", quiet)
    monkeypatch.setattr(housekeeping, "_PATIENCE_SECONDS", patience)
    monkeypatch.setattr(housekeeping, "warn_of_tampering", lambda _: looks.append(time.monotonic()))
    housekeeper = Housekeeper()
    housekeeper.start(service.database, service.sealer, service.clock)
    while used and time.monotonic() < begun + 0.6:
        last = time.monotonic()
        with service.database.read():
            time.sleep(0.02)
    while not looks and time.monotonic() < begun + 30:
        time.sleep(0.02)
    housekeeper.stop()
    [looked] = looks
    assert looked >= (begun + patience if patience < quiet else last + quiet)


def test_it_ends_while_it_waits(service):
    housekeeper = Housekeeper()
    housekeeper.start(service.database, service.sealer, service.clock)
    begun = time.monotonic()
    housekeeper.stop()
    assert time.monotonic() - begun < 2
