"""`nxdesk data import`, `data export` and `masters check`, as people and as programs read them."""

import csv
from pathlib import Path

import pytest

from nxdesk.boot.build import build
from nxdesk.boot.options import Options
from nxdesk.records.clock import Clock
from tests.cli.in_process import Nxdesk
from tests.desk.exchange_stage import HEAD, PERSON, number_of, person


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Nxdesk:
    folder = tmp_path_factory.mktemp("data_command") / "data"
    build(Options(folder, Clock(Clock.parse("2020-04-06 09:00"))), serve=False).close()
    return Nxdesk(folder)


def file_of(folder: Path, *rows) -> str:
    file = folder / "社員.csv"
    with file.open("w", encoding="cp932", newline="") as opened:
        csv.writer(opened).writerows(rows)
    return str(file)


def test_export_and_import_are_an_identity(company, tmp_path):
    file = tmp_path / "家族.xlsx"
    assert company("data", "export", "family", str(file), "--json").facts["records"] == 496
    told = company("data", "import", "family", str(file), "--clear-blanks", "--json").facts
    assert (told["ok"], told["unchanged"], told["written"]) == (True, 496, False)
    text = tmp_path / "a.csv"
    done = company("data", "export", "employee", str(text), "--items", "姓", "--codes", "0000000101,0000000102",
                   "--as-codes", "--encoding", "cp932", "--delimiter", "tab")
    assert "社員2件を出力しました。" in done.out
    assert text.read_text("cp932").splitlines()[:2] == ["個人コード\t姓", "0000000101\t伊藤"]


def test_an_import_is_looked_at_first_and_then_done(company, tmp_path):
    file = file_of(tmp_path, ("No", *HEAD[1:], "マイナンバー"), [*person(901, 個人コード="901"), number_of(98765432100)],
                   [*person(902), ""])
    refused = company("data", "import", "employee", file)
    assert (refused.status, "個人コードの列を指定してください" in refused.err) == (1, True)
    looked = company("data", "import", "employee", file, "--map", "No=個人コード", "--dry-run")
    assert looked.status == 0
    assert "新規 2件" in looked.out
    assert "先頭の0が消えていた1件に0を補います。（例: 901 → 0000000901）" in looked.out
    assert number_of(98765432100) not in looked.out
    told = company("data", "import", "employee", file, "--json").facts
    assert (told["written"], told["added"], told["columns"]["No"], told["my_numbers"]) == (True, 2, "employee_code", 1)
    again = company("data", "import", "employee", file, "--new-only", "--no-padding", "--delimiter", "comma",
                    "--encoding", "cp932", "--json").facts
    assert (again["ok"], again["errors"][0]["code"]) == (False, "NXD_K_04")


def test_faults_are_named_and_written_down(company, tmp_path):
    file = file_of(tmp_path, HEAD, person(903), person(904, 生年月日="2020/02/30"))
    target = tmp_path / "直す.csv"
    refused = company("data", "import", "employee", file, "--errors", str(target))
    assert refused.status == 1
    assert "3行目 生年月日: 生年月日に存在しない日付が入力されています。(NXD_K_03)" in refused.err
    assert "何も登録されていません。(NXD_Q_40)" in refused.err
    assert "取込エラーの項目" in target.read_text("cp932")
    facts = company("data", "import", "employee", file, "--json").facts
    assert facts["errors"] == [{"row": 3, "column": "生年月日", "item": "生年月日", "code": "NXD_K_03",
                                "sentence": "生年月日に存在しない日付が入力されています。"}]


def test_numbers_need_an_administrator(company, tmp_path, monkeypatch):
    file = file_of(tmp_path, (*HEAD, "個人番号"), [*PERSON, number_of(98765432100)])
    assert company("data", "import", "employee", file, "--real-numbers").status == 2
    target = tmp_path / "a.csv"
    assert company("data", "export", "employee", str(target), "--my-numbers").status == 2
    monkeypatch.setenv("NXDESK_PASSWORD", "renshu-1")
    done = company("data", "export", "employee", str(target), "--my-numbers", "--user", "admin")
    assert done.status == 0, done.err
    assert "個人番号" in target.read_text("utf-8-sig").splitlines()[0]
    done = company("data", "import", "employee", file, "--real-numbers", "--user", "admin", "--dry-run")
    assert "個人番号1件を、ファイルのとおりに取り込みます。" in done.out


def test_unknown_sheets_columns_and_items_are_refused(company, tmp_path):
    file = file_of(tmp_path, HEAD, PERSON)
    assert "NXD_Q_23" in company("data", "import", "employee", file, "--map", "ない=姓").err
    assert "NXD_Q_24" in company("data", "import", "employee", file, "--map", "姓=ない").err
    book = tmp_path / "a.xlsx"
    company("data", "export", "employee", str(book), "--items", "姓")
    assert "NXD_Q_10" in company("data", "import", "employee", str(book), "--sheet", "ない").err


def test_the_check_counts_and_names(company):
    told = company("masters", "check", "--limit", "1")
    assert told.status == 1
    assert "★社員 会社メールアドレス: " in told.out
    assert "    0000000101 伊藤 一郎" in told.out
    facts = company("masters", "check", "--json", "--limit", "0").facts
    first = facts["problems"][0]
    assert (facts["ok"], first["item"], first["starred"], first["records"]) == (False, "company_email", True, [])
