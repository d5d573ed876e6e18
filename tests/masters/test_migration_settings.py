"""Settings that were registered before there was a choice of certificates trust the system's store, as they did."""

from pathlib import Path

import pytest

from nxdesk.masters.database import Database
from nxdesk.masters.migrations import steps
from nxdesk.masters.store import open_masters, sqlite_url
from nxdesk.records.clock import Clock
from nxdesk.vault.seal import Sealer

BEFORE = 3
STAMP = "2019-05-01T10:00:00"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_registered_pass_stays(kind: str, file: Path, sealer: Sealer, clock: Clock, request: pytest.FixtureRequest,
                                 monkeypatch: pytest.MonkeyPatch) -> None:
    url = sqlite_url(file) if kind == "sqlite" else request.getfixturevalue("postgres_of_its_own")
    database = Database(url)
    with monkeypatch.context() as patch:
        patch.setattr(steps, "STEPS", steps.STEPS[:BEFORE])
        patch.setattr(steps, "LATEST", BEFORE)
        steps.migrate(database, None, STAMP)
    names = ("id", "url", "customer_id", "auth_id", "timeout", "retries", "proxy_use", "proxy_address", "proxy_auth",
             "proxy_user", "proxy_password", "relink", "checked_fingerprint", "checked_at")
    sealed = [sealer.seal(b"x", f"nx/service_settings/{name}") for name in ("auth_id", "proxy_user", "proxy_password")]
    mark = "%s" if database.url.get_backend_name() == "postgresql" else "?"
    with database.writing() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO service_settings ({', '.join(names)}) VALUES ({', '.join([mark] * len(names))})",
            (1, "https://e.example.jp", "C", sealed[0], 60, 3, 0, "", 0, sealed[1], sealed[2], 0, "passed", STAMP))
    database.close()
    masters = open_masters(url, sealer, clock)
    stored = masters.settings.load()
    assert stored is not None
    assert (stored.ca_use, stored.ca_file, stored.checked_fingerprint) == (False, "", "passed")
    masters.close()
