"""A hundred thousand rows, one in a hundred broken: each broken cell is named, nothing is written, in little memory."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS = 100_000
MOST_MEGABYTES = 300


def test_every_broken_cell_of_a_hundred_thousand_rows_is_named(tmp_path):
    run = subprocess.run([sys.executable, "-m", "tests.desk.exchange_big", str(tmp_path), str(ROWS)], cwd=ROOT,
                         capture_output=True, text=True, timeout=170, check=False,
                         env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert (told["rows"], told["faults"], told["right"], told["written"]) == (ROWS, ROWS // 100, True, 0)
    assert told["megabytes"] < MOST_MEGABYTES
