"""A kind joins the program by its declaration alone: tables, API and its description follow."""

import json

import pytest

from tests.eamano.people import person
from tests.eamano.relinked import problem
from tests.eamano.service import Api, Registration, Running, batch, new_id
from tests.house.eleventh_kind import DECLARATION, KIND, LABEL, as_batch, run, training

CODE = "0000000001"
_NX_TABLE = """
import json, sys
from pathlib import Path
from sqlalchemy import inspect
from nxdesk.masters.store import open_masters, sqlite_url
from nxdesk.records.clock import Clock
from nxdesk.vault.seal import Sealer
masters = open_masters(sqlite_url(Path(sys.argv[1]) / "nx.sqlite"), Sealer(bytes(32)), Clock())
print(json.dumps([column["name"] for column in inspect(masters.engine).get_columns("training")]))
masters.close()
"""
_SERVICE_TABLE = """
import json, sys
from pathlib import Path
from sqlalchemy import inspect
from nxdesk.eamano.opening import open_service
from nxdesk.records.clock import Clock
service = open_service(Path(sys.argv[1]), Clock())
print(json.dumps([column["name"] for column in inspect(service.database.engine).get_columns("training")]))
service.database.close()
"""
_COMMAND = "from nxdesk.cli.main import main\nmain()\n"


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """A service to which the eleventh kind belongs; its data were begun before there was one."""
    data = tmp_path_factory.mktemp("eleventh") / "data"
    auth_id = new_id(data)
    running = Running(data, before=DECLARATION)
    with Api(running.url, auth_id) as api:
        assert Registration(api, [batch([person(1)])]).all().ok
        yield api
    assert running.stop() == 0


def _registration(api, rows, versions=None):
    return Registration(api, [as_batch(rows, versions)], kind=KIND)


def _check(api, rows):
    asked = as_batch(rows)
    del asked["deletions"]
    answer = api("POST", "/v1/registrations/check", {
        "kind": KIND, "as_of": "2020-04-01", "relink": False, "with_my_number": False, "batch": asked})
    assert answer.ok, answer.text
    return answer.json()["records"]


def test_nx_has_its_table(tmp_path):
    columns = json.loads(run(_NX_TABLE, str(tmp_path)).stdout)
    assert {"employee_code", "seq", "held_on", "title", "points"} <= set(columns)
    assert "status" not in columns


def test_the_service_has_its_table(tmp_path):
    columns = json.loads(run(_SERVICE_TABLE, str(tmp_path)).stdout)
    assert {"tenant_id", "employee_code", "held_on", "title", "points", "status", "match_key", "version", "digest"
            } <= set(columns)
    assert "seq" not in columns


def test_the_api_describes_it(service):
    document = service("GET", "/v1/openapi.json").json()
    assert {f"/v1/{KIND}", f"/v1/{KIND}/digests", f"/v1/{KIND}/lookup"} <= document["paths"].keys()
    assert document["paths"][f"/v1/{KIND}"]["get"]["summary"] == f"{LABEL}を読む"
    schemas = document["components"]["schemas"]
    assert KIND in schemas["Manifest"]["properties"]["kind"]["enum"]
    assert schemas[f"{KIND}_item_points"]["title"] == "点数"


def test_it_is_registered_and_registered_again(service):
    assert [record["verdict"] for record in _check(service, [training(CODE)])] == ["new"]
    assert _registration(service, [training(CODE, points=80)]).all().json()["registered"] == 1
    [seen] = _check(service, [training(CODE, title="情報セキュリティ")])
    assert (seen["verdict"], seen["version"], seen["name"]) == ("update", 1, "2020/04/01 個人情報保護")
    assert [effect[:4] for effect in seen["effects"]] == [
        ["title", "上書き", "個人情報保護", "情報セキュリティ"], ["points", "消去", 80, None]]
    done = _registration(service, [training(CODE, title="情報セキュリティ")], [1]).all().json()
    assert (done["registered"], done["relinked"]) == (0, 1)


def test_it_is_refused_as_every_kind_is(service):
    sent = _registration(service, [training(CODE, held_on="2020-02-30", points=101)])
    assert sent.open().ok
    [refused] = sent.stage()
    assert problem(refused) == (422, "invalid-records")
    assert [error["code"] for error in refused.json()["errors"]] == ["NXD_K_03", "NXD_K_05"]
    assert problem(_registration(service, [training("0000000002")]).all()) == (422, "employee-missing")


def test_it_is_read(service):
    assert _registration(service, [training(CODE, held_on="2019-04-01")]).all().ok
    assert service("GET", f"/v1/{KIND}?codes={CODE}").json()["rows"] == []
    page = service("GET", f"/v1/{KIND}?codes={CODE}&unfinished=true").json()
    assert page["fields"] == ["employee_code", "held_on", "title", "points", "status", "member", "version", "digest",
                              "updated_at"]
    assert "2019-04-01" in [row[1] for row in page["rows"]]
    listed = service("POST", f"/v1/{KIND}/lookup", {"codes": [CODE], "unfinished": True}).json()["rows"]
    assert [row[4] for row in listed] == [row[5] for row in page["rows"]]


def test_the_command_knows_it():
    told = {kind["id"]: kind for kind in json.loads(run(_COMMAND, "kinds", "--json").stdout)["kinds"]}
    assert (told[KIND]["label"], told[KIND]["register_number"], told[KIND]["acquire_number"]) == (LABEL, 9, 6)
    items = [item["id"] for item in told[KIND]["items"]]
    assert items == ["employee_code", "seq", "held_on", "title", "points", "status"]
    assert f"{LABEL}登録" in run(_COMMAND, "register", KIND, "--help").stdout
    assert f"{LABEL}取得" in run(_COMMAND, "acquire", KIND, "--help").stdout


_WINDOWS = """
import json, os, sys
from pathlib import Path
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication
from nxdesk.boot.build import build
from nxdesk.boot.options import Options
from nxdesk.masters.practice_users import PRACTICE_USERS
from nxdesk.resources import manual
from nxdesk.windows.jobs import Jobs
from nxdesk.windows.nx.personnel import PersonnelWindow
from nxdesk.windows.nx.service_menu import ServiceMenuWindow
from nxdesk.windows.shell import Aids, RelinkNews, Shell
from nxdesk.windows.theme import Theme
from nxdesk.windows.window_state import WindowState
qInstallMessageHandler(lambda *_: None)
app, state = QApplication([]), WindowState(None)
shell = Shell(Theme(app), Jobs(), state, Aids(state), manual, lambda _: None, RelinkNews())
program = build(Options(Path(sys.argv[1])), serve=False)
session = program.desk.login(*PRACTICE_USERS[0][:2])
menu, told = ServiceMenuWindow(session, shell), {}
for way in ("register", "acquire"):
    getattr(menu, way).click()
    told[way] = [button.text() for button in menu.kind_buttons]
person = PersonnelWindow(session, shell)
told["tabs"] = [person.form.tabText(place) for place in range(person.form.count())]
shell.jobs.settle()
shell.jobs.close()
program.close()
print(json.dumps(told))
"""


def test_the_windows_know_it(tmp_path):
    told = json.loads(run(_WINDOWS, str(tmp_path / "data")).stdout.splitlines()[-1])
    assert told["register"][-1] == f"9.{LABEL}登録"
    assert told["acquire"][-1] == f"6.{LABEL}取得"
    assert told["tabs"][-2:] == ["研修", "写真"]
