"""A file of a hundred thousand people looked at in a process of its own, which tells what it found and what it took.

`python -m tests.desk.exchange_big FOLDER ROWS`: every hundredth row has a day that does not exist.
"""

import json
import sys
from pathlib import Path

from nxdesk.records.employee import EMPLOYEE
from tests.desk.exchange_stage import DEFAULT, HEAD, person, staged

EVERY = 100
BROKEN = "2020/02/30"


def _most_megabytes() -> float:
    """Of this program alone: what getrusage tells begins with what the process was that started it."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def main(folder: Path, rows: int) -> None:
    """Write the file, look at it, and print what was found."""
    stage = staged(folder)
    file = folder / "大きい.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        opened.write(",".join(HEAD) + ",会社メールアドレス,郵便番号,市区町村,番地,役職\r\n")
        for number in range(1, rows + 1):
            born = f"19{60 + number % 40}/{1 + number % 12:02d}/{1 + number % 28:02d}" if number % EVERY else BROKEN
            cells = [*person(number, 生年月日=born, 入社年月日=f"2019/04/{1 + number % 30:02d}"),
                     f"someone{number}@example.co.jp", f"{100 + number % 900}-{number % 10_000:04d}", "千代田区",
                     f"霞が関{number}", "主任"]
            opened.write(",".join(cells) + "\r\n")
    opened_file = stage.imports.open(file, EMPLOYEE)
    preview = stage.imports.preview(opened_file, opened_file.columns, DEFAULT)
    found = [(fault.row, fault.column, fault.code) for fault in preview.faults]
    expected = [(number + 1, "生年月日", "NXD_K_03") for number in range(EVERY, rows + 1, EVERY)]
    print(json.dumps({"rows": preview.rows, "faults": len(found), "right": found == expected,
                      "written": stage.masters.people.count(),
                      "megabytes": _most_megabytes()}))
    stage.masters.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
