"""The main job by command: a company made, connected, registered, and registered again with nobody left."""

import sqlite3

from tests.cli.command import Command


def people_in_service(nxdesk: Command) -> int:
    """How many people e-AMANO's own database holds; it fails when anybody is there twice."""
    file = next((nxdesk.data / "eamano").glob("*.sqlite"))
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        total, different = database.execute("SELECT count(*), count(DISTINCT employee_code) FROM employee").fetchone()
    database.close()
    assert total == different
    return int(total)


def test_the_practice_company_is_refused_for_its_three_missing_addresses(connected: Command) -> None:
    refused = connected("register", "employee", "--codes", "0000000101,0000000131,0000000212")
    assert refused.status == 1
    lines = [line.split("\t") for line in refused.out.strip().splitlines()]
    assert lines[0] == ["個人コード", "氏名(漢字)", "項目名", "NXデータ", "NX更新日", "e-AMANOデータ", "e-AMANO更新日", "運用開始日"]
    sentence = "会社メールアドレスの形式が不正です。(MXGEGV_W_00034)"
    assert [line[:5] for line in lines[1:]] == [
        ["0000000101", "伊藤 一郎", "会社メールアドレス", sentence, "2019/02/04 19:53:31"],
        ["0000000131", "伊集院 優子", "会社メールアドレス", sentence, "2018/10/11 16:50:06"],
        ["0000000212", "葛西 賢治", "会社メールアドレス", sentence, "2018/10/11 16:50:06"]]
    assert people_in_service(connected) == 0
    rest = connected("register", "employee", "--all", "--skip-errors", "--json")
    assert (rest.status, rest.facts["outcome"], rest.facts["rows"]) == (0, "登録済", [])
    assert [row["個人コード"] for row in rest.facts["errors"]] == ["0000000101", "0000000131", "0000000212"]
    assert rest.facts["registered"] == rest.facts["chosen"] - 3 == people_in_service(connected)


def test_ten_thousand_people_are_registered_once(connected: Command) -> None:
    assert connected("masters", "generate", "--people", "10000", "--seed", "7", "--replace").status == 0
    first = connected("register", "employee", "--all", "--json")
    assert (first.status, first.facts["outcome"], first.facts["registered"]) == (0, "登録済", 10_000)
    again = connected("register", "employee", "--all", "--json")
    assert (again.status, again.facts["step"], again.facts["registered"]) == (0, "nobody_left", 0)
    assert "すべてe-AMANO側にデータが存在する" in again.facts["sentence"]
    assert people_in_service(connected) == 10_000


def test_a_dry_run_lists_and_sends_nobody(connected: Command) -> None:
    dry = connected("register", "employee", "--codes", "0000000102,0000000103", "--dry-run", "--json")
    assert dry.status == 0
    assert dry.facts["sendable"] == 2
    assert {row["項目名"] for row in dry.facts["rows"]} == {"新規データ"}
    assert people_in_service(connected) == 0


def test_generating_over_people_needs_the_word_for_it(connected: Command) -> None:
    refused = connected("masters", "generate", "--people", "4")
    assert refused.status == 1
    assert "--replace" in refused.err
    assert connected("masters", "generate", "--people", "4", "--replace", "--json").facts["people"] == 4
