"""共通設定 → 監査ログ: who, when, what, old and new; found by person, run and day; quick; the state of the log on top."""

import re
import time
from html import unescape
from shutil import copytree

import orjson
import pytest
from sqlalchemy import text

from nxdesk.eamano.opening import open_service
from nxdesk.eamano.store.audit import Actor, Audit, target_of
from nxdesk.eamano.store.audit_list import PAGE, AuditList, Wanted
from nxdesk.records.clock import Clock
from nxdesk.records.family import FAMILY
from tests.eamano.browser import Browser
from tests.eamano.changes import Change
from tests.eamano.service import Running

ACTOR = Actor("NX連携 天野PC", "127.0.0.1", "r")
CODE = "0000000101"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A log with a new person, a family, a change that deletes, and 230 entries of others."""
    data = tmp_path_factory.mktemp("audit") / "data"
    service = open_service(data, Clock())
    members = []

    def run(day, action, entries, items=()):
        with service.database.write() as connection:
            Audit(service.database, connection, 1).run(
                ACTOR, action, f"{day}T01:00:00Z", [(to, orjson.dumps(what).decode()) for to, what in entries],
                items=items)
    with service.database.write() as connection:
        change = Change(service, connection)
        change.add_person(CODE, last_name_kana="イトウ", first_name_kana="イチロウ")
        members += [change.add_member(CODE), change.add_member(CODE, first_name="次郎", birth_date="2010-01-01")]
        change.records.delete(FAMILY, members[1])
    run("2020-04-01", "社員登録", [(CODE, ["伊藤", "一郎", "male", "1980-04-06", 12_340, "1234"])],
        ["last_name", "first_name", "gender", "birth_date", "commute_pass_amount", "basic_pension_no_a"])
    run("2020-04-02", "家族登録", [(target_of(CODE, member), {"last_name": [None, "伊藤"], "first_name": [None, name]})
                               for member, name in zip(members, ("花子", "次郎"), strict=True)])
    run("2020-04-03", "従業員の変更", [(CODE, {"position": ["<b>課長", None], "my_number": ["あり", "あり（差し替え）"],
                                          "my_number_doc_images.number": ["あり", None]})])
    run("2020-04-03", "家族登録（再登録）", [(target_of(CODE, members[1]), {"last_name": ["伊藤", None],
                                                                 "first_name": ["次郎", None]})])
    run("2020-04-04", "社員登録", [(f"{n:010d}", ["高橋", None]) for n in range(1000, 1230)],
        ["last_name", "first_name"])
    service.database.close()
    return data


@pytest.fixture(scope="module")
def page(written, tmp_path_factory):
    running = Running(copytree(written, tmp_path_factory.mktemp("served") / "data"))
    browser = Browser(running.url)
    browser.log_in("admin")
    yield browser
    browser.session.close()
    assert running.stop() == 0


def entries(found):
    """`(code, name, relation, what, [(label, old, new)])` of every entry on the page."""
    result = []
    for part in re.findall(r'<details class="log-entry".*?</details>', found.text, re.DOTALL):
        code, who, relation, what = re.search(
            r'class="code">(.*?)<.*?class="who">(.*?)<.*?class="tag">(.*?)<.*?class="what[^>]*>(.*?)<', part).groups()
        lines = re.findall(r'<th scope="row">(.*?)</th><td[^>]*>(.*?)</td><td[^>]*>(.*?)</td>', part)
        result.append((code, who, relation, what, [tuple(map(unescape, line)) for line in lines]))
    return result


def test_the_menu_leads_there(page):
    assert '<a href="/admin/audit" aria-current="page">監査ログ</a>' in page.get("/admin/audit").text


def test_new_values_read_with_labels_codes_and_days(page):
    (entry,) = entries(page.get("/admin/audit?run=1"))
    assert entry == (CODE, "伊藤 一郎", "本人", "追加", [
        ("姓", "（空白）", "伊藤"), ("名", "（空白）", "一郎"), ("性別", "（空白）", "男"),
        ("生年月日", "（空白）", "1980/04/06"), ("定期代", "（空白）", "12,340"),
        ("基礎年金番号（課所符号）", "（空白）", "●●●●")])


def test_changes_stand_side_by_side_and_secrets_only_as_marks(page):
    found = page.get("/admin/audit?run=3")
    (entry,) = entries(found)
    assert entry[:4] == (CODE, "伊藤 一郎", "本人", "変更")
    assert [line[1:] for line in entry[4]] == [("<b>課長", "（空白）"), ("あり", "あり（差し替え）"), ("あり", "（空白）")]
    assert entry[4][2][0] == "番号確認書類"
    assert "<b>課長" not in found.text
    assert "2020/04/03 10:00:00" in found.text
    assert "NX連携 天野PC" in found.text


def test_members_are_named_even_when_they_are_gone(page):
    assert [entry[:4] for entry in entries(page.get("/admin/audit?run=2"))] == [
        (CODE, "伊藤 一郎の家族 伊藤 次郎", "家族", "追加"), (CODE, "伊藤 一郎の家族 伊藤 花子", "夫", "追加")]
    assert [entry[:4] for entry in entries(page.get("/admin/audit?run=4"))] == [
        (CODE, "伊藤 一郎の家族 伊藤 次郎", "家族", "削除")]


@pytest.mark.parametrize(("query", "many"), [
    ("", 235), ("q=101", 5), ("q=0000000101", 5), ("q=伊藤 一郎", 5), ("q=イチロウ", 5), ("q=花子", 5), ("q=高橋", 0),
    ("q=0000001000", 1), ("q=%", 0), ("q=' OR 1=1 --", 0), ("run=2", 2), ("run=99", 0), ("since=2020-04-04", 230),
    ("until=2020-04-02", 3), ("since=2020-04-02&until=2020-04-03", 4), ("q=伊藤&since=2020-04-03", 2),
    ("q=伊藤&run=2", 2), ("q=伊藤&run=5", 0)])
def test_searching(page, query, many):
    found = page.get(f"/admin/audit?{query}")
    assert found.status_code == 200
    assert f'id="audit-count">{many}件' in found.text
    assert len(entries(found)) == min(many, PAGE)


def test_pages_of_a_hundred_and_none_twice(page):
    for query in ("", "&since=2020-04-01"):
        places = [re.findall(r'class="seq">明細(\d+)<', page.get(f"/admin/audit?page={n}{query}").text)
                  for n in (1, 2, 3)]
        assert [len(place) for place in places] == [100, 100, 35]
        assert [int(seq) for place in places for seq in place] == list(range(235, 0, -1))
    assert page.get("/admin/audit?page=9999").text.count('class="log-entry"') == 35


@pytest.mark.parametrize(("query", "words"), [
    ("run=x", "処理No.は半角数字"), ("since=昨日", "日付は"), ("since=2020-04-05&until=2020-04-04", "逆に")])
def test_what_is_entered_wrongly_is_named(page, query, words):
    found = page.get(f"/admin/audit?{query}")
    assert found.status_code == 422
    assert words in found.text


def test_the_state_of_the_log_stands_on_top(written, tmp_path):
    running = Running(copytree(written, tmp_path / "data"))
    browser = Browser(running.url)
    browser.log_in("admin")
    assert 'id="audit-state">正常<' in browser.get("/admin/audit").text
    found = browser.post("/admin/audit/verify", browser.token("/admin/audit"))
    assert re.search(r"全件の検証: .*　235件　正常", found.text)
    store = open_service(running.data, Clock())
    with store.database.write() as connection:
        connection.execute(text("DROP TRIGGER audit_entries_no_update"))
        connection.execute(text("UPDATE audit_entries SET changes = '{}' WHERE seq = 230"))
    store.database.close()
    broken = browser.get("/admin/audit").text
    assert 'id="audit-state">異常<' in broken
    assert "監査ログの明細No.230が書き換えられています。（NXD_H_01）" in broken
    browser.session.close()
    running.stop()


def test_others_have_nothing_to_look_at(page, service):
    assert page.session.get(page.url + "/hr/audit", timeout=20).status_code == 404
    stranger = Browser(page.url)
    assert stranger.get("/admin/audit").url == page.url + "/admin"
    assert stranger.post("/admin/audit/verify", "0" * 64).url == page.url + "/admin"
    stranger.session.close()
    assert page.post("/admin/audit/verify", "0" * 64).status_code == 422


def test_a_hundred_thousand_entries_are_quick(tmp_path, written):
    service = open_service(copytree(written, tmp_path / "data"), Clock())
    wide = orjson.dumps({f"item{n}": [None, "値" * 6] for n in range(60)}).decode()
    for block in range(10):
        with service.database.write() as connection:
            Audit(service.database, connection, 1).run(ACTOR, "社員登録", f"2020-05-{block + 1:02d}T00:00:00Z", [
                (f"{block * 10_000 + n + 5_000:010d}", wide) for n in range(10_000)])
    took = {}
    with service.database.read() as connection:
        listed = AuditList(service.database, connection, 1)
        for name, wanted, number in (
                ("first", Wanted(), 1), ("middle", Wanted(), 500), ("person", Wanted("0000005001"), 1),
                ("name", Wanted("伊藤"), 1), ("days", Wanted(first_day="2020-05-03", last_day="2020-05-04"), 90),
                ("nobody", Wanted("山田 花子"), 1)):
            began = time.thread_time()  # What other programs take of the machine is not ours.
            listed.page(wanted, number)
            took[name] = time.thread_time() - began
        plan = connection.execute(text(
            "EXPLAIN QUERY PLAN SELECT seq FROM audit_entries WHERE tenant_id = 1 AND target >= '0' AND target < '1'"))
        assert "audit_entries_targets" in str(plan.all())
    service.database.close()
    assert max(took.values()) < 0.5, took
