"""`nxdesk kinds`: kinds, directions, order, keys and items, for people, programs and the documents."""

import json
import re
from pathlib import Path

from click.testing import CliRunner

from nxdesk.cli.commands import cli
from nxdesk.records.kinds import KINDS
from nxdesk.records.messages import CATALOGUE

PAGE = Path(__file__).parents[2] / "docs" / "items.md"
WAYS = [("employee", 1, 1), ("family", 2, 2), ("yea", 3, 3), ("shaho_acq", None, 4), ("shaho_loss", None, 5),
        ("rishoku", 4, None), ("hr_code", 5, None), ("santei", 6, None), ("geppen", 7, None), ("shoyo", 8, None)]
"""Id, number in the menu of 登録 and in that of 取得 (manual (1))."""


def said(*options: str) -> str:
    done = CliRunner().invoke(cli, ["kinds", *options])
    assert done.exit_code == 0, done.output
    return done.output


def test_people_read_the_ten_kinds_with_the_names_of_their_runs() -> None:
    lines = said().splitlines()
    assert lines[0].split("\t")[:5] == ["No", "種別", "NX→e-AMANO", "e-AMANO→NX", "名前"]
    assert [line.split("\t")[0] for line in lines[1:]] == [str(number) for number in range(1, 11)]
    assert lines[3].split("\t")[1:6] == [
        "年末調整", "3.年末調整登録", "3.年末調整取得", "yea",
        "登録は社員のあと。取得は社員、家族のあと。登録は人事コード(生保・損保コード)のあとを勧める"]
    assert lines[7].split("\t")[1:4] == ["人事コード(生保・損保コード)", "5.人事コード(生保・損保コード)登録", "－"]


def test_json_has_directions_order_keys_and_items() -> None:
    told = json.loads(said("--json"))
    assert told["ok"]
    assert [(one["id"], one["register_number"], one["acquire_number"]) for one in told["kinds"]] == WAYS
    kinds = {one["id"]: one for one in told["kinds"]}
    assert kinds["family"]["match"] == [["last_name", "first_name"], ["birth_date"]]
    assert kinds["yea"]["acquire_after"] == ["employee", "family"]
    assert (kinds["yea"]["document"], kinds["hr_code"]["by_person"]) == (["year"], False)
    assert {kind.id: [one["id"] for one in kinds[kind.id]["items"]] for kind in KINDS} == {
        kind.id: [item.id for item in kind.fields] for kind in KINDS}
    status = next(one for one in kinds["yea"]["items"] if one["id"] == "status")
    assert (status["holder"], status["parts"], status["linked"]) == ("eamano", ["header"], False)
    assert status["codes"]["fixed"] == "確定"
    address = next(one for one in kinds["employee"]["items"] if one["id"] == "company_email")
    assert (address["needed_nx"], address["needed_eamano"], address["checks"]) == (False, True, ["MXGEGV_W_00034"])


def test_the_page_of_the_documents_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == said("--markdown"), "nxdesk kinds --markdown > docs/items.md"


def test_every_item_stands_in_the_page_with_owner_check_and_treatment() -> None:
    page = said("--markdown")
    for kind in KINDS:
        section = page.partition(f"## {kind.number}. {kind.label} `{kind.id}`\n")[2].partition("\n## ")[0]
        rows = [re.split(r" \| ", row) for row in re.findall(r"^\| (.+) \|$", section, re.MULTILINE)]
        told = {row[1].strip("`"): row for row in rows if len(row) == 10}
        assert set(kind.by_id) <= set(told)
        assert all(row[3] in ("両方", "NX", "e-AMANO") and row[6] and row[9] for name, row in told.items()
                   if name in kind.by_id)
        assert all(any(row[7].startswith(word) for word in ("－", "照合", "上書き", "消去", "維持", "「", "NXに", "障害者", "個人番号"))
                   for name, row in told.items() if name in kind.by_id)


def test_every_check_in_the_page_has_its_sentence() -> None:
    page = said("--markdown")
    _, _, sentences = page.partition("## 確認の文")
    used = set(re.findall(r"\b(?:NXD_\w+|MXGEGV_\w+)", page.partition("## 確認の文")[0]))
    assert used <= set(CATALOGUE)
    assert used == set(re.findall(r"^\| ((?:NXD|MXGEGV)_\w+) \|", sentences, re.MULTILINE))
    assert not re.search(r"\{\w+\}", page)
