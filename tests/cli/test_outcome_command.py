"""`nxdesk outcome`: a lost answer is asked after, nothing is sent twice, and 照合 says what is there."""

import sqlite3

from tests.cli.command import Command, serve
from tests.cli.in_process import Nxdesk
from tests.cli.test_lab_command import closing_process, running

CODE, OTHER = "0000000110", "0000000111"


def through(nxdesk: Nxdesk, url: str) -> None:
    """Register connection settings that lead there."""
    issued = nxdesk("eamano", "issue-id", "--contact", "試験", "--json").facts
    done = nxdesk("connect", "set", "--url", url, "--customer-id", issued["customer_id"], "--auth-id", "-",
                  "--retries", "0", "--json", stdin=issued["auth_id"] + "\n")
    assert done.status == 0, done.out


def test_commit_then_a_lost_answer_then_the_question(connected: Command) -> None:
    nxdesk = Nxdesk(connected.data)
    with closing_process(serve(connected)), running(connected, "--arm", "cut-after@commit") as doors:
        through(nxdesk, doors["gate"])
        lost = nxdesk("register", "employee", "--codes", CODE, "--json")
        assert (lost.status, lost.facts["outcome"]) == (3, "不明")
        (open_one,) = nxdesk("outcome", "list", "--json").facts["registrations"]
        assert (open_one["state"], open_one["people"], open_one["service"]) == ("不明", 1, doors["gate"])
        assert "不明\t" in nxdesk("outcome", "list").out
        asked = nxdesk("outcome", "resolve", open_one["number"])
        assert asked.status == 0
        assert "【登録済】登録されていたことを確認しました。" in asked.out
        listed = nxdesk("outcome", "list", "--json").facts
        assert (listed["registrations"][0]["state"], listed["unresolved"]) == ("登録済", 0)
        counts = nxdesk("lab", "status", "--json").facts["counts"]
        assert (counts["commit"], counts["open"], counts["batch"], counts["withdraw"]) == (1, 1, 1, 1)
        assert nxdesk("outcome", "resolve", "--all").out == "結果が不明の登録はありません。\n"


def test_people_of_an_unknown_registration_need_a_reason_where_it_cannot_be_asked(connected: Command) -> None:
    nxdesk = Nxdesk(connected.data)
    with closing_process(serve(connected)), running(connected, "--arm", "cut-before@commit") as doors:
        through(nxdesk, doors["gate"])
        assert nxdesk("register", "employee", "--codes", CODE, "--json").status == 3
        (unknown,) = nxdesk("outcome", "list", "--json").facts["registrations"]
        through(nxdesk, doors["gate"].replace("127.0.0.1", "localhost"))
        refused = nxdesk("register", "employee", "--codes", f"{CODE},{OTHER}", "--json")
        assert (refused.status, refused.facts["code"], refused.facts["outcome"]) == (1, "NXD_N_30", "未送信")
        assert CODE in refused.facts["sentence"]
        assert OTHER not in refused.facts["sentence"]
        assert unknown["number"] in refused.facts["sentence"]
        elsewhere = nxdesk("outcome", "resolve", "--all", "--json")
        assert (elsewhere.status, elsewhere.facts["registrations"][0]["code"]) == (3, "NXD_N_34")
        short = nxdesk("register", "employee", "--codes", CODE, "--despite-unknown", "急ぎ")
        assert (short.status, "5文字以上" in short.err) == (1, True)
        assert nxdesk("register", "employee", "--codes", OTHER, "--json").facts["sanity"]["sentence"] == "照合OK 1/1"
        done = nxdesk("register", "employee", "--codes", CODE, "--despite-unknown", "サポートに確認済み", "--json")
        assert (done.status, done.facts["outcome"]) == (0, "登録済"), done.out
        kept = nxdesk("outcome", "list", "--json").facts["registrations"]
        assert "理由: サポートに確認済み" in next(row for row in kept if row["id"] == done.facts["registration"])["remark"]


def test_another_address_of_the_same_service_tells_what_was_registered(connected: Command) -> None:
    nxdesk = Nxdesk(connected.data)
    with closing_process(serve(connected)), running(connected, "--arm", "cut-after@commit") as doors:
        through(nxdesk, doors["gate"])
        assert nxdesk("register", "employee", "--codes", CODE, "--json").status == 3
        through(nxdesk, doors["gate"].replace("127.0.0.1", "localhost"))
        assert nxdesk("outcome", "resolve", "--all", "--json").facts["registrations"][0]["state"] == "登録済"


def test_the_check_after_success_is_told_and_changes_nothing(connected: Command) -> None:
    done = connected("register", "employee", "--codes", f"{CODE},{OTHER}")
    assert (done.status, done.out.endswith("照合OK 2/2\n")) == (0, True)
    (kept,) = connected("outcome", "list", "--json").facts["registrations"]
    assert (kept["state"], kept["remark"]) == ("登録済", "照合OK 2/2")


def test_what_cannot_be_asked_stays_as_it_is(connected: Command) -> None:
    assert connected("outcome", "resolve").status == 2
    unknown = connected("outcome", "resolve", "12345678")
    assert (unknown.status, "台帳にありません" in unknown.err) == (1, True)
    assert connected("register", "employee", "--codes", CODE).status == 0
    with sqlite3.connect(connected.data / "nx.sqlite") as masters:
        masters.execute("UPDATE registration SET state = '送信済'")
        masters.execute("UPDATE service_settings SET url = 'http://127.0.0.1:9/'")
    lost = connected("outcome", "resolve", "--all", "--json")
    assert lost.status in (3, 4), lost.out


def test_traffic_is_told_and_exported_while_nothing_else_runs(connected: Command) -> None:
    assert connected("register", "employee", "--codes", CODE).status == 0
    told = connected("traffic", "--last", "4")
    assert "登録の確定 [1/4] PUT /v1/registrations/" in told.out
    har = connected.data.parent / "out.har"
    done = connected("traffic", "--har", str(har), "--json")
    assert (done.status, done.facts["entries"] > 5) == (0, True)
    assert CODE not in har.read_text(encoding="utf-8") + told.out
    refused = connected("traffic", "--har", str(connected.data / "nowhere" / "out.har"))
    assert (refused.status, "書き込めません" in refused.err) == (1, True)
