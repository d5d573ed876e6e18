"""What a judge hands in while the commit goes on already, or never: the same is written all the same."""

from concurrent.futures import Future
from dataclasses import replace
from itertools import count
from threading import Timer

import orjson
import pytest

from nxdesk.eamano.opening import open_service
from nxdesk.eamano.rules import committing, registering
from nxdesk.eamano.rules.preparing import judged
from nxdesk.eamano.store.audit import Audit
from nxdesk.eamano.store.images import POSSIBLE
from nxdesk.records.clock import Clock
from nxdesk.wire.digests import body_digest, manifest_digest
from tests.eamano.direct import CALLER
from tests.eamano.people import person
from tests.eamano.service import batch

BATCHES = 6
WHICH = "00000000-0000-4000-8000-000000000001"
TABLES = {"employee": "id", "audit_entries": "seq", "audit_runs": "run", "audit_heads": "run",
          "registrations": "id"}


def at_once(prepared, number):
    """Everything comes with the verdict."""
    return prepared


def in_turn(prepared, number):
    """The first comes last, long after the commit has begun."""
    coming = Future()
    Timer((BATCHES - number) * 0.05, coming.set_result, [prepared.coming.result()]).start()
    return replace(prepared, coming=coming)


def never_again(prepared, number):
    """The judge is gone with every second one."""
    if number % 2:
        return prepared
    coming = Future()
    coming.set_result(None)
    return replace(prepared, coming=coming)


def silent(prepared, number):
    """It stands still after the second one."""
    return prepared if number < 2 else replace(prepared, coming=Future())


def _registered(folder, clock, coming):
    """All rows of a registration whose batches were handed in like this."""
    numbers = count()

    def judge(question):
        return coming(judged(question), next(numbers))
    service = open_service(folder, clock, judge=judge)
    bodies = [orjson.dumps(batch([person(start * 50 + n, disability_class=n % 3, last_name='],["髙')
                                  for n in range(50)])) for start in range(BATCHES)]
    manifest = {"kind": "employee", "as_of": "2020-04-01", "people": BATCHES * 50, "rows": BATCHES * 50,
                "batches": BATCHES, "photos": 0, "deletions": 0, "relink": False, "with_my_number": False,
                "digest": manifest_digest(map(body_digest, bodies))}
    registering.open_registration(service, CALLER, WHICH, orjson.dumps(manifest))
    for number, body in enumerate(bodies, start=1):
        registering.stage_batch(service, CALLER, WHICH, number, body)
    assert committing.commit(service, CALLER, WHICH)["registered"] == BATCHES * 50
    with service.database.read() as connection:
        assert Audit(service.database, connection, 1).broken() is None
        found = [connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY {order}").all()
                 for table, order in TABLES.items()]
    service.database.close()
    return found


@pytest.mark.parametrize("possible", [POSSIBLE, False], ids=["images", "rows"])
@pytest.mark.parametrize("coming", [in_turn, never_again, silent])
def test_the_same_is_written_whenever_it_comes(tmp_path, monkeypatch, coming, possible):
    monkeypatch.setattr(registering, "POSSIBLE", possible)
    monkeypatch.setattr(committing, "_PATIENCE_SECONDS", 0.1 if coming is silent else 20)
    clock = Clock(Clock.parse("2020-04-06 09:00"))
    with clock.held(Clock.parse("2020-04-06 09:00")):
        assert _registered(tmp_path / "late", clock, coming) == _registered(tmp_path / "there", clock, at_once)
