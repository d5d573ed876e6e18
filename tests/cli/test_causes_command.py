"""`nxdesk causes`: every declared cause, for people, programs and the documents."""

import json
import re
from pathlib import Path

from click.testing import CliRunner

from nxdesk.cli.commands import cli
from nxdesk.link.causes import CAUSES, Retry

PAGE = Path(__file__).parents[2] / "docs" / "causes.md"


def said(*options: str) -> str:
    done = CliRunner().invoke(cli, ["causes", *options])
    assert done.exit_code == 0, done.output
    return done.output


def test_json_has_every_cause_with_all_its_words_in_order() -> None:
    rows = json.loads(said("--json"))["causes"]
    assert [row["code"] for row in rows] == list(CAUSES)
    for row in rows:
        cause = CAUSES[row["code"]]
        assert (row["name"], row["sentence"], row["check"]) == (cause.name, cause.sentence, cause.check)
        assert row["variants"] == dict(cause.variants)
        assert row["outcome"]
        assert Retry[row["retry"].upper()] is cause.retry
    outcomes = {row["code"]: row["outcome"] for row in rows}
    assert outcomes["NXD_I_04"] == "未送信"
    assert outcomes["NXD_X_01"] == "送信前なら未送信、送信後は不明"
    assert outcomes["NXD_B_05"] == "一部"


def test_people_read_every_cause_without_signs_of_templates() -> None:
    words = said()
    assert [line.split()[0] for line in words.splitlines() if line.startswith("NXD_")] == list(CAUSES)
    assert not re.search(r"[⟨⟩]|\{[a-z_]+\}", words)
    assert "NXD_T_03 接続先の証明書の期限が切れています ({期限})。" in words
    assert words.count("確認すること: ") == words.count("再試行: ") == len(CAUSES)


def test_the_page_of_the_documents_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == said("--markdown"), "nxdesk causes --markdown > docs/causes.md"
