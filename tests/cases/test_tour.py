"""The tour as a process of its own: as the manual has it, and against a manual that says something else."""

import base64
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from nxdesk.cases.chapter_7_before import NUMBERS
from nxdesk.cases.tour import STEPS
from nxdesk.masters.generate import my_number_for
from nxdesk.masters.generate_families import MOST_MEMBERS, member_number_for
from nxdesk.masters.practice import PRACTICE_SEED
from nxdesk.resources import manual
from tests.cases.leaks import holds, leaked

LIMIT = 540
"""Seconds; the tour itself takes some hundred."""

pytestmark = pytest.mark.usefixtures("plain_starts")

ELSEWHERE = {
    "承認用IDの追加": "認証用IDの追加", "「登録実行」": "「登録する」", "「認証用ID管理」": "「承認用ID管理」",
    "オプション(O)": "設定(O)", "ユーザー名:": "利用者名:", "接続確認が必要です。": "接続確認は不要です。", "登録 接続確認": "接続確認 登録",
    "正常に終了しました。": "正常に完了しました。", "(範囲0~9回)": "(範囲0~2回)",
    "「1：データ取得」": "「1：データ受取」", "個人番号の連携にチェック": "マイナンバーの連携にチェック",
    "入れずに「実行」": "入れずに「開始」",
    "2019/02/04 19:53:31": "2019/02/04 19:53:32", "新規データ\t\t2020/04/06 09:03:57": "新規\t\t2020/04/06 09:03:57",
    "1900/01/01": "1900/01/02", "e-AMANO更新日\t運用": "e-AMANO更新日時\t運用", "表起動": "表の起動",
    "「2：データ登録」から「家族登録」": "「2：データ登録」から「扶養家族登録」", "必ず社員登録→": "必ず従業員登録→",
    "保持有無]=無を有へ": "保持有無]=有を無へ",
    "[再登録設定]欄": "[再連携設定]欄", "Web明細・雇用契約書のみ": "Web給与・雇用契約書のみ", "再登録データ\te-AMANO": "再連携データ\te-AMANO",
    "[共通設定]-": "[共通の設定]-", "元には戻せません": "元へは返せません", "[海外在住= <b>無</b> ]": "[海外在住= <b>空白</b> ]",
    "・提出拒否の情報": "・提出を拒む情報", "<b>・家族生年月日</b>": "<b>・家族の生年月日</b>",
    "社員情報と家族情報の適用開始日": "社員情報と家族情報の適用の開始日",
    "4\t社会保険資格取得届\t\t○": "4\t社会保険資格取得届\t○\t○", "10\t賞与支払届登録": "10\t賞与の支払届登録",
    "社員取得→家族取得→年末調整取得の順": "社員取得→年末調整取得→家族取得の順",
    "5\t\t電話番号（市内局番）": "5\t\t電話番号（市内番号）", "[7:その他]で登録": "[6:船員]で登録", "17\t\t学年\t[0]": "17\t\t学年\t[1]",
}
"""Words of the manual and what the other edition has instead; the steps find their way all the same."""

DIFFERENT = {
    "nx-settings": {"ボタン"}, "contact": {"ボタン"}, "auth-id": {"欄"},
    "settings": {"メニューバー", "項目（上から順に）", "ボタン", "注意"},
    "settings-typed": {"リトライ回数（変更不要）"}, "connection-check": {"ダイアログ"}, "settings-registered": {"ダイアログ"},
    "service": {"ボタン"}, "people": {"マイナンバーのチェック"}, "execute": {"ボタン"},
    "errors": {"列", "行", "ボタン"}, "comparison": {"列", "行", "ボタン"}, "table": {"ボタン", "1行目", "2行目から"},
    "registered": {"ダイアログ"},
    "families-too-early": {"NXデータ"}, "families": {"処理", "画面の題名"}, "families-comparison": {"ダイアログ", "列"},
    "families-registered": {"ダイアログ"}, "hired-registered": {"ダイアログ"}, "held-no": {"雇用保険被保険者番号保持有無"},
    "last-year-person": {"④の項目"}, "last-year-numbers": {"個人番号と下記情報"},
    "relink-setting": {"欄", "注意（対象のお客様）"}, "relink-on": {"ダイアログ"},
    "relink-people": {"ダイアログ（個人番号の連携なし）"}, "relink-numbers-kept": {"お客様の警告", "③-9の項目"},
    "relink-days": {"参照日 2000/01/01 の項目名", "参照日 2021/01/01 の項目名"},
    "relink-confirm": {"ダイアログ（③-7）", "ダイアログ（③-8）"}, "relink-comparison": {"行（個人コード、項目名）"},
    "relink-cleared": {"④の項目", "③-3", "③-7"}, "relink-specified": {"③-11"}, "relink-losses-only": {"④の項目"},
    "relink-registered": {"ダイアログ", "誤って登録した場合"}, "relink-asked": {"ダイアログ"},
    "relink-families": {"ダイアログ（③-7）", "ダイアログ（③-8）"},
    "relink-families-comparison": {"同一人物の判断", "行（個人コード、項目名、NXデータ、e-AMANOデータ）"},
    "relink-families-cleared": {"④の項目", "③-11"}, "relink-families-registered": {"ダイアログ"},
    "after-person": {"④の項目", "海外在住", "適用の開始日"}, "after-numbers": {"③-7", "③-8"},
    "after-families": {"④の項目", "適用の開始日"}, "audit": {"左側メニュー", "変更前と変更後（④）"},
    "snapshots": {"注意"}, "way-back-preview": {"注意"},
    "table-register": {"種別", "表のNo"}, "table-people": {"ダイアログ"}, "shoyo-errors": {"ダイアログ", "画面の題名"},
    **{f"{kind}-registered": {"ダイアログ"} for kind in ("hr_code", "yea", "rishoku", "santei", "geppen", "shoyo")},
    **{f"{kind}-acquired": {"ダイアログ"} for kind in ("employee", "family", "yea", "shaho_acq", "shaho_loss")},
}
PEOPLE = ("0000000101", "0000000102", "0000000131", "0000000190", "0000000212", "0000000213")
"""Whom the tour registers of those who have a My Number in NX."""


def tour(folder: Path, *options: str, python: tuple[str, ...] = (),
         temp: Path | None = None) -> tuple[subprocess.CompletedProcess[str], dict[str, dict]]:
    """The finished process, and the steps of its report by id."""
    environment = {name: value for name, value in os.environ.items() if name not in ("QT_QPA_PLATFORM", "DISPLAY")}
    if temp is not None:
        temp.mkdir()
        environment["TMPDIR"] = str(temp)
    run = subprocess.run(
        [sys.executable, *python, "-m", "nxdesk", "tour", "--out", str(folder), *options], capture_output=True,
        text=True, check=False, timeout=LIMIT, env=environment, encoding="utf-8")
    report = folder / "report.json"
    steps = json.loads(report.read_text(encoding="utf-8")) if report.is_file() else []
    return run, {step["id"]: step for step in steps}


def my_numbers() -> frozenset[str]:
    """Every My Number that the tour uses: NX's of those it registers and their families, and those it enters."""
    members = {member_number_for(code, seq, PRACTICE_SEED) for code in PEOPLE for seq in range(1, MOST_MEMBERS + 1)}
    return frozenset({*NUMBERS.values(), *members, *(my_number_for(code, PRACTICE_SEED) for code in PEOPLE)})


def test_the_search_finds_a_number_however_it_is_written():
    numbers = my_numbers()
    assert len(numbers) == len(NUMBERS) + len(PEOPLE) * (1 + MOST_MEMBERS)
    number = NUMBERS["wife"]
    four = [number[place:place + 4] for place in (0, 4, 8)]
    wide = number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for words in (number, " ".join(four), "-".join(four), "\u3000".join(four), wide, f"99{number}7", f"x{number}"):
        assert holds(words.encode(), numbers)
    assert holds(number.encode("utf-16-le"), numbers)
    assert holds(b"\x00" + number.encode("utf-16-le"), numbers)
    assert holds(base64.b64encode(number.encode()), numbers)
    assert not holds(b"000000000101 2020/04/06 09:06:33 0000000101", numbers)


@pytest.mark.timeout(LIMIT + 10)
def test_every_step_comes_out_as_the_manual_says_and_no_my_number_can_be_read_afterwards(tmp_path):
    # The browser keeps a socket in there, whose path may only be short; afterwards it is searched with the rest.
    with tempfile.TemporaryDirectory(prefix="nx") as short:
        run, steps = tour(tmp_path / "tour", "--keep", str(tmp_path / "data"), python=("-X", "dev"),
                          temp=Path(short) / "t")
        (Path(short) / "t").rename(tmp_path / "temp")
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stderr == ""
    assert [step.id for step in STEPS] == list(steps)
    assert {step["outcome"] for step in steps.values()} == {"passed"}
    for step in steps.values():
        assert (tmp_path / "tour" / step["picture"]).stat().st_size > 5_000
    page = (tmp_path / "tour" / "index.html").read_text(encoding="utf-8")
    assert page.count("<article") == len(STEPS)
    assert f"{len(STEPS)}手順のうち{len(STEPS)}手順が説明書どおりでした。" in page
    (tmp_path / "said.txt").write_text(run.stdout + run.stderr, encoding="utf-8")
    kinds = {path.suffix for path in tmp_path.rglob("*") if path.is_file()}
    assert {".sqlite", ".log", ".jsonl", ".json", ".html", ".png", ".xlsx", ".txt"} <= kinds
    assert leaked(tmp_path, my_numbers()) == set()


@pytest.mark.timeout(LIMIT + 10)
def test_what_differs_from_the_manual_fails_its_step_alone(tmp_path):
    words = manual()
    for there, elsewhere in ELSEWHERE.items():
        assert there in words
        words = words.replace(there, elsewhere)
    (tmp_path / "manual.txt").write_text(words, encoding="utf-8")
    run, steps = tour(tmp_path / "tour", "--manual", str(tmp_path / "manual.txt"))
    assert run.returncode == 1, run.stdout + run.stderr
    found = {name: {check["what"] for check in step["checks"] if not check["passed"]} for name, step in steps.items()}
    assert {name: wrong for name, wrong in found.items() if wrong} == DIFFERENT
    assert {step["outcome"] for step in steps.values()} == {"passed", "failed"}
    assert not any(step["failure"] for step in steps.values())


def test_missing_browser_is_said_before_anything_starts(tmp_path):
    environment = os.environ | {"PATH": "/nowhere"}
    code = ("import nxdesk.cases.browser as b; b._PLACES = (); from nxdesk.cli.commands import cli;"
            f"cli(['tour', '--out', {str(tmp_path / 'tour')!r}])")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60,
                         env=environment, encoding="utf-8")
    assert (run.returncode, run.stdout) == (1, "")
    assert "chromium-driver" in run.stderr
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "tour").exists()


def test_manual_without_the_lists_is_refused_in_words(tmp_path):
    (tmp_path / "manual.txt").write_text("(1) なにもない説明書", encoding="utf-8")
    run, steps = tour(tmp_path / "tour", "--manual", str(tmp_path / "manual.txt"))
    assert (run.returncode, run.stdout, steps) == (1, "", {})
    assert "説明書にこの箇所が見つかりません" in run.stderr
    assert "Traceback" not in run.stderr
