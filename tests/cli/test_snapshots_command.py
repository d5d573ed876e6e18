"""`nxdesk eamano snapshots|restore|purge`: what they say before they do it, and what they end with."""

from pathlib import Path
from shutil import copytree

import pytest

from nxdesk.eamano.opening import open_service
from nxdesk.records.clock import Clock
from tests.cli.in_process import Nxdesk
from tests.eamano.changes import changed, dump
from tests.eamano.people import my_number

CODE = "0000000101"
META = ("version", "updated_at")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A family, and a registration that took the wife and her number away; to be copied."""
    data = tmp_path_factory.mktemp("written") / "data"
    service = open_service(data / "eamano", Clock())
    members: list[int] = []

    def company(change) -> None:
        change.add_person(CODE, position="課長")
        members.append(change.add_member(CODE))
        change.number((CODE, members[0]), 1)

    def relink(change) -> None:
        change.delete("my_numbers", employee_code=CODE, member=members[0])
        change.delete("family", id=members[0])
        change.change("employee", {"position": "部長"}, employee_code=CODE)
    changed(service, company)
    changed(service, relink, "家族登録（再登録）")
    service.database.close()
    return data


@pytest.fixture
def nxdesk(written: Path, tmp_path: Path) -> Nxdesk:
    return Nxdesk(copytree(written, tmp_path / "data"))


def state(nxdesk: Nxdesk) -> dict:
    service = open_service(nxdesk.data / "eamano", Clock())
    found = dump(service, without=META)
    service.database.close()
    return found


def test_the_list(nxdesk: Nxdesk) -> None:
    answer = nxdesk("eamano", "snapshots")
    assert answer.status == 0
    assert "No.2" in answer.out
    assert "家族登録（再登録）　従業員 変更・削除1、家族 変更・削除1、個人番号 変更・削除1　期限 " in answer.out
    listed = nxdesk("eamano", "snapshots", "--json").facts["snapshots"]
    assert [(found["run"], found["usable"], found["back_to"]) for found in listed] == [(2, True, None), (1, True, None)]
    assert listed[0]["counts"]["family"] == {"added": 0, "changed": 1}
    assert "お客様ID「NOBODY」はありません。" in nxdesk("eamano", "snapshots", "--customer-id", "NOBODY").err


def test_going_back_says_first_what_it_will_do(nxdesk: Nxdesk) -> None:
    before = state(nxdesk)
    declined = nxdesk("eamano", "restore", "2", stdin="n\n")
    assert declined.status == 1
    for words in ("処理No.2（家族登録（再登録）、", "実際のe-AMANOには、この機能はありません", "家族: なくなる0　戻ってくる1　変わる0",
                  "個人番号: なくなる0　戻ってくる1　変わる0", "役職: 部長 → 課長",
                  f"伊藤 一郎（{CODE}）の家族 伊藤 花子（夫）: 戻ってくる（個人番号も戻ってくる）"):
        assert words in declined.out
    assert my_number(1) not in declined.out
    assert state(nxdesk) == before
    done = nxdesk("eamano", "restore", "2", stdin="y\n")
    assert done.status == 0
    assert "処理No.2の前の状態に戻しました（処理No.3）。" in done.out
    assert len(state(nxdesk)["family"]) == 1
    assert nxdesk("audit", "verify").status == 0


def test_going_back_for_programs(nxdesk: Nxdesk) -> None:
    asked = nxdesk("eamano", "restore", "2", "--json")
    assert asked.status == 1
    assert asked.facts["preview"]["家族"] == {"vanish": 0, "return": 1, "change": 0}
    done = nxdesk("eamano", "restore", "2", "--json", "--yes")
    assert (done.status, done.facts["run"], done.facts["undone"]) == (0, 3, [2])
    refused = nxdesk("eamano", "restore", "99", "--json", "--yes")
    assert (refused.status, refused.facts["code"]) == (1, "NXD_U_01")


def test_purging(nxdesk: Nxdesk) -> None:
    assert nxdesk("eamano", "purge").status == 2
    assert nxdesk("eamano", "purge", "2", "--all").status == 2
    assert nxdesk("eamano", "purge", "2", stdin="n\n").status == 1
    assert nxdesk("eamano", "purge", "2", "--yes").out == "スナップショット1件を消去しました。\n"
    refused = nxdesk("eamano", "restore", "1", "--yes")
    assert refused.status == 1
    assert "(NXD_U_03)" in refused.err
    assert nxdesk("eamano", "purge", "--all", "--yes", "--json").facts["purged"] == 1
    assert nxdesk("eamano", "purge", "--all", "--yes").status == 1
    assert nxdesk("eamano", "snapshots").out.count("消去済") == 2
