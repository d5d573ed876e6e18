"""An eleventh kind of data, 研修受講, added by nothing but its declaration in a process of its own.

The tests' own process does not know it, so its rows are made here.
"""

import os
import subprocess
import sys
from pathlib import Path

from nxdesk.records.fields import Value

ROOT = Path(__file__).parents[2]
KIND, LABEL = "training", "研修受講"
DECLARATION = """
import nxdesk.records.kinds as kinds
from nxdesk.records import shapes as s
from nxdesk.records.codes import CodeList
from nxdesk.records.fields import Condition, Field, Holder, Kind, Treatment

TRAINING = Kind(
    id="training", number=11, label="研修受講", register_number=9, acquire_number=6, key=("employee_code", "seq"),
    fields=(
        Field("employee_code", "個人コード", s.digits(10, 10), "研修", Treatment.KEY, needed_nx=True, needed_link=True,
              missing="NXD_VE_02"),
        Field("seq", "番号", s.running(), "研修", Treatment.KEEP, Holder.NX, needed_nx=True),
        Field("held_on", "受講年月日", s.date(), "研修", Treatment.KEY, needed_nx=True, needed_link=True),
        Field("title", "研修名", s.name(40), "研修", needed_nx=True, needed_link=True),
        Field("points", "点数", s.whole(0, 100), "研修"),
        Field("status", "状態", s.code(CodeList("training_status", (("planned", "予定"), ("done", "修了")))), "研修",
              Treatment.KEEP, Holder.EAMANO)),
    match=(("held_on",),), match_back=(("held_on",),), parent="employee", upsert=True, document=("held_on",),
    finished=Condition("status", frozenset({"done"})), register_after=("employee",), acquire_after=("employee",),
    named_by=("held_on", "title"), tab="研修")
kinds.KINDS = (*kinds.KINDS, TRAINING)
"""


def run(code: str, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """A Python process to which the eleventh kind belongs from the start."""
    return subprocess.run([sys.executable, "-c", DECLARATION + code, *arguments], cwd=ROOT, env=dict(os.environ),
                          capture_output=True, text=True, timeout=120, check=True, input=stdin)


def training(owner: str, held_on: str = "2020-04-01", title: str = "個人情報保護", points: Value = None) -> list[Value]:
    """A row in the order of the wire."""
    return [owner, held_on, title, points]


def as_batch(rows: list[list[Value]], versions: list[int | None] | None = None) -> dict[str, object]:
    """The rows of one person as they travel."""
    return {"fields": ["employee_code", "held_on", "title", "points"], "rows": rows,
            "versions": versions or [None] * len(rows), "people": list(dict.fromkeys(str(row[0]) for row in rows)),
            "deletions": []}
