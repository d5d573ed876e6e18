"""`nxdesk causes`: every way in which the connection can fail, as declared, for people, programs and the documents."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from nxdesk.link.causes import Cause

_PHASE_DECIDES = "送信前なら未送信、送信後は不明"
_OUTCOME_OF_NOTHING = "（登録の結果に関係しません）"
_GROUPS = {
    "I": "入力値", "D": "名前解決", "C": "接続", "P": "プロキシ", "T": "暗号化通信(TLS)", "X": "やりとりの途中",
    "R": "応答", "A": "認証と権限", "V": "版と時計", "B": "データ", "S": "サービスの状態", "Z": "その他"}
_HOLES = {
    "part": "該当部分", "item": "項目", "limit": "上限", "host": "接続先", "port": "ポート", "n": "秒数", "proxy": "プロキシ",
    "schemes": "認証方式", "reason": "理由", "issuer": "発行者", "begins": "開始日", "until": "期限", "san": "証明書の名前",
    "server": "装置の名前", "location": "移動先のURL", "v": "使用中の版", "min": "必要な版", "sv": "接続先の版",
    "cv": "プログラムの版", "d": "時間", "ok": "人数", "ng": "人数", "t": "時間", "id": "番号", "code": "コード"}
_SAID_IF_UNKNOWN = {
    "{to_do}": "結果が不明なら「結果を確認」を押す。それ以外はネットワークの状態を確認する。",
    "⟨{ask}⟩": "（結果が不明なら）登録されたかどうか確認が必要です。"}
_NO_REGISTRATION = ("NXD_V_03",)


@click.command("causes")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力する")
@click.option("--markdown", is_flag=True, help="docs/causes.mdの内容を出力する")
def causes_command(*, as_json: bool, markdown: bool) -> None:
    """接続の原因コードの一覧（文言、確認すること、登録の結果、再試行）を表示します。"""
    rows = list(_rows())
    if as_json:
        click.echo(json.dumps({"ok": True, "causes": rows}, ensure_ascii=False))
    elif markdown:
        click.echo(_page(rows), nl=False)
    else:
        click.echo("\n".join(_words(row) for row in rows))


def _rows() -> Iterator[dict[str, Any]]:
    """In the order of the specification (connection.md §6). Holes of templates stand in {}, optional parts in ⟨⟩."""
    from nxdesk.link.causes import CAUSES

    for code, cause in CAUSES.items():
        yield {"code": code, "name": cause.name, "group": _GROUPS[code.split("_")[1]], "sentence": cause.sentence,
               "variants": dict(cause.variants), "check": cause.check, "outcome": _outcome(cause),
               "retry": cause.retry.name.lower(), "retry_words": _retry_words()[cause.retry.name]}


def _outcome(cause: "Cause") -> str:
    if cause.code in _NO_REGISTRATION:
        return _OUTCOME_OF_NOTHING
    return cause.outcome.value if cause.outcome else _PHASE_DECIDES


def _retry_words() -> Mapping[str, str]:
    return {"NEVER": "しない", "NOTHING_SENT": "する（何も送っていないため）", "ASK_FIRST": "する（登録は、先に結果を確認してから）",
            "AS_TOLD": "する（サービスに言われた時間だけ待ってから）", "ASK_THEN_STOP": "しない（登録は、結果を確認してから止まる）"}


def _words(row: Mapping[str, Any]) -> str:
    lines = [f"{row['code']} {_readable(row['sentence'])}",
             *(f"    または: {_readable(variant)}" for variant in row["variants"].values()),
             f"    確認すること: {_readable(row['check'])}", f"    登録の結果: {row['outcome']}　再試行: {row['retry_words']}"]
    return "\n".join(lines)


def _readable(template: str) -> str:
    """What is filled in later, by its Japanese name in {}; whether it is always known is of no interest to readers."""
    for part, words in _SAID_IF_UNKNOWN.items():
        template = template.replace(part, words)
    return re.sub(r"\{(\w+)\}", lambda hole: f"{{{_HOLES[hole[1]]}}}", template.replace("⟨", "").replace("⟩", ""))


def _page(rows: list[dict[str, Any]]) -> str:
    lines = ["# 接続の原因コード", "",
             "`nxdesk causes --markdown`で作られる一覧です。`{ }`の部分には、そのときの値が入ります。", ""]
    group = ""
    for row in rows:
        if row["group"] != group:
            group = row["group"]
            lines += [*([""] if lines[-1] else []), f"## {group}", "",
                      "| コード | 画面の文言 | 確認すること | 登録の結果 | 自動の再試行 |",
                      "|---|---|---|---|---|"]
        sentences = "<br>".join(_readable(words) for words in (row["sentence"], *row["variants"].values()))
        cells = (row["code"], sentences, _readable(row["check"]), row["outcome"], row["retry_words"])
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"
