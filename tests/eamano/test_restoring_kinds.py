"""「この登録の前に戻す」 and the audit log over kinds that are registered again and again."""

from shutil import copytree

import pytest

from nxdesk.eamano.opening import open_service
from nxdesk.eamano.pages.audit_view import told
from nxdesk.eamano.refusal import Refused
from nxdesk.eamano.rules.restore_words import counted, record_words, summary
from nxdesk.eamano.rules.restoring import preview, restore
from nxdesk.eamano.store.audit import Actor, parsed_target, target_of
from nxdesk.eamano.store.audit_list import AuditList, Wanted
from nxdesk.eamano.store.editing import Records
from nxdesk.eamano.store.verifying import verify_log
from nxdesk.records.clock import Clock
from nxdesk.records.kinds import kind as kind_of
from tests.eamano.direct import look, send
from tests.eamano.kind_rows import SAMPLES, hr_code, premium, shoyo, yea
from tests.eamano.people import member, person

CODE = "0000000001"
META = ("version", "updated_at", "settled")
ACTOR = Actor("管理 太郎", "127.0.0.1", "r")


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    """A fresh data folder; hashing the practice passwords takes long."""
    folder = tmp_path_factory.mktemp("seeded") / "data"
    open_service(folder, Clock()).database.close()
    return folder


@pytest.fixture
def service(tmp_path, seeded):
    opened = open_service(copytree(seeded, tmp_path / "data"), Clock(Clock.parse("2020-04-06 09:00")))
    send(opened, "employee", [person(1)], versions=[None], relink=False)
    yield opened
    opened.database.close()


def _again(service, kind, rows):
    """What NX shows and then does."""
    shown = look(service, kind, rows)
    listed = [[gone["code"], gone["member"], gone["version"]] for gone in shown["deletions"]]
    return send(service, kind, rows, versions=[record["version"] for record in shown["records"]], deletions=listed)


def _stored(service, kind, owner=CODE):
    """The records without what never goes back."""
    with service.database.read() as connection:
        rows = Records(connection, 1).members(kind_of(kind), owner)
    return [{name: value for name, value in row.items() if name not in META} for row in rows]


def _versions(service, kind, owner=CODE):
    with service.database.read() as connection:
        return [row["version"] for row in Records(connection, 1).members(kind_of(kind), owner)]


def _log(service, **wanted):
    with service.database.read() as connection:
        listed = AuditList(service.database, connection, 1)
        _, _, runs = listed.page(Wanted(**wanted), 1)
        return [entry for _, entries in told(runs, listed.names(runs)) for entry in entries]


def _restore(service, run):
    looked = preview(service, 1, run)
    return restore(service, 1, run, ACTOR, looked.seen)


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_first_registration_is_taken_back(service, kind):
    owner = CODE if kind_of(kind).by_person else "LIFE"
    run = _again(service, kind, [SAMPLES[kind](owner)])["run"]
    looked = preview(service, 1, run)
    assert [row for row in summary(looked) if any(row[1:])] == [(kind_of(kind).label, 1, 0, 0)]
    [words] = [record_words(looked, record) for record in looked.records]
    assert words.what == "なくなる"
    assert list(counted(looked.snapshot)) == [f"{kind_of(kind).label} 追加1"]
    _restore(service, run)
    assert _stored(service, kind, owner) == []
    assert verify_log(service.database, 1).sound


def test_overwritten_values_and_deleted_rows_come_back(service):
    _again(service, "yea", [yea(CODE, address_building="練習ビル"), premium(CODE), premium(CODE, line=2)])
    before = _stored(service, "yea")
    run = _again(service, "yea", [yea(CODE), premium(CODE, amount=90_000)])["run"]
    assert len(_stored(service, "yea")) == 2
    looked = preview(service, 1, run)
    assert ("年末調整", 0, 1, 2) in summary(looked)
    titles = [record_words(looked, record).title for record in looked.records]
    assert titles[0] == "伊藤 一郎1（0000000001）の年末調整 2019 本人 1"
    again = _restore(service, run)
    assert _stored(service, "yea") == before
    assert _versions(service, "yea") == [3, 3, 2]
    assert verify_log(service.database, 1).sound
    _restore(service, again)
    assert len(_stored(service, "yea")) == 2


def test_what_nx_compared_before_going_back_is_out_of_date(service):
    _again(service, "shoyo", [shoyo(CODE)])
    run = _again(service, "shoyo", [shoyo(CODE, amount=500_000)])["run"]
    seen = look(service, "shoyo", [shoyo(CODE, amount=600_000)])["records"][0]["version"]
    _restore(service, run)
    with pytest.raises(Refused) as refused:
        send(service, "shoyo", [shoyo(CODE, amount=600_000)], versions=[seen])
    assert refused.value.problem.name == "stale-version"


def test_versions_of_what_was_taken_away_go_on(service):
    """A record that comes again under the same key begins above the one that went."""
    run = _again(service, "shoyo", [shoyo(CODE)])["run"]
    _again(service, "shoyo", [shoyo(CODE, amount=500_000)])
    _restore(service, run)
    _again(service, "shoyo", [shoyo(CODE)])
    assert _versions(service, "shoyo") == [3]


def test_going_back_before_everything_takes_all_kinds_along(service):
    first = _again(service, "yea", [yea(CODE)])["run"]
    _again(service, "shoyo", [shoyo(CODE)])
    _again(service, "hr_code", [hr_code("LIFE")])
    _restore(service, first)
    assert [_stored(service, kind, owner) for kind, owner in (("yea", CODE), ("shoyo", CODE), ("hr_code", "LIFE"))
            ] == [[], [], []]


def test_entries_tell_whose_record_and_which(service):
    _again(service, "yea", [yea(CODE), premium(CODE)])
    _again(service, "yea", [yea(CODE)])
    _again(service, "hr_code", [hr_code("LIFE", code="0007")])
    _again(service, "hr_code", [hr_code("LIFE", code="0007", name="新しい生命")])
    entries = _log(service)
    assert [(entry.code, entry.name, entry.relation, entry.what) for entry in entries[:5]] == [
        ("LIFE", "0007 新しい生命", "人事コード(生保・損保コード)", "変更"),
        ("LIFE", "0007 新しい生命", "人事コード(生保・損保コード)", "追加"),
        (CODE, "伊藤 一郎1　2019 保険料 1 練習生命", "年末調整", "削除"),
        (CODE, "伊藤 一郎1　2019 保険料 1 練習生命", "年末調整", "追加"),
        (CODE, "伊藤 一郎1　2019 本人 1", "年末調整", "追加")]
    assert [(line.label, line.old, line.new) for line in entries[0].lines] == [("名称", "練習生命", "新しい生命")]


def test_entries_are_found_by_person_and_by_class(service):
    send(service, "employee", [person(2)], versions=[None], relink=False)
    send(service, "family", [member(1)], versions=[None], relink=False)
    _again(service, "shoyo", [shoyo(CODE)])
    _again(service, "hr_code", [hr_code("NONLIFE")])
    assert [entry.relation for entry in _log(service, person="1")] == ["賞与支払届", "妻", "本人"]
    assert [entry.relation for entry in _log(service, person="一郎1")] == ["賞与支払届", "妻", "本人"]
    assert [entry.code for entry in _log(service, person="NONLIFE")] == ["NONLIFE"]


@pytest.mark.parametrize(("owner", "row", "kind", "text"), [
    (CODE, 0, "employee", CODE), (CODE, 7, "family", f"{CODE}/家族 7"), (CODE, 12, "yea", f"{CODE}/yea#12"),
    ("LIFE", 3, "hr_code", "LIFE/hr_code#3")])
def test_targets_are_read_as_they_were_written(owner, row, kind, text):
    assert target_of(owner, row, kind) == text
    assert parsed_target(text) == (owner, row, kind)
