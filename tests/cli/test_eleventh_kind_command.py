"""A kind that joins the program by its declaration has its commands: it is registered, read back and acquired."""

import json
from pathlib import Path

import pytest

from nxdesk.eamano.practice import CUSTOMER_ID
from tests.eamano.service import Running, new_id
from tests.house.eleventh_kind import DECLARATION, KIND, run

CODE = "0000000110"
_COMMAND = """
import sys
from nxdesk.cli.commands import cli
cli(args=sys.argv[1:], prog_name="nxdesk")
"""
_SAVED = """
import json, sys
from pathlib import Path
from nxdesk.boot.build import build
from nxdesk.boot.options import Options
from nxdesk.records.clock import Clock
from nxdesk.records.kinds import kind
from nxdesk.records.versions import DEFAULT_VERSION
program = build(Options(Path(sys.argv[1]), Clock(), DEFAULT_VERSION), serve=False)
members = program.masters.members(kind("training"))
for record in members.of(sys.argv[2]):
    members.remove(sys.argv[2], record["seq"], record["version"], "test")
members.add(sys.argv[2], json.loads(sys.argv[3]), "test")
program.close()
"""
TRAINING = {"held_on": "2025-04-01", "title": "個人情報保護", "points": 80}


@pytest.fixture(scope="module")
def nxdesk(tmp_path_factory: pytest.TempPathFactory):
    """The command with the eleventh kind, connected to a service that knows it too."""
    place = tmp_path_factory.mktemp("eleventh_commands")
    auth_id = new_id(place / "eamano")
    running = Running(place / "eamano", before=DECLARATION)

    def call(*arguments: str):
        done = run(_COMMAND, "--data", str(place / "nx"), *arguments, stdin=auth_id + "\n")
        return json.loads(done.stdout) if "--json" in arguments else done.stdout
    call("connect", "set", "--url", running.url, "--customer-id", CUSTOMER_ID, "--auth-id", "-", "--json")
    yield call, place / "nx"
    assert running.stop() == 0


def saved(data: Path, **changes: object) -> None:
    run(_SAVED, str(data), CODE, json.dumps(TRAINING | changes))


def test_it_is_registered_and_acquired(nxdesk) -> None:
    call, data = nxdesk
    assert call("register", "employee", "--codes", CODE, "--json")["outcome"] == "登録済"
    saved(data)
    first = call("register", KIND, "--codes", CODE, "--json")
    assert (first["outcome"], first["registered"], first["sanity"]["ok"]) == ("登録済", 1, True)
    saved(data, points=10)
    done = call("acquire", KIND, "--codes", CODE, "--unfinished", "--accept-losses", "--json")
    assert (done["outcome"], done["new"], done["changed"]) == ("取得済", 0, 1)
