"""P5, the floor: what a comparison has to do at least, with nothing around it.

Codes and digests of both sides read by plain sqlite3, those of the service sent over one raw socket as JSON by orjson,
compared in a dictionary; then the items of those that differ are sent and compared. No versions, no authentication, no
HTTP, no names, nothing to show.
"""

import json
import socket
import sqlite3
import struct
import subprocess
import sys
import time
from pathlib import Path

import orjson

from benchmarks.acquisition_scene import service_file
from benchmarks.company import masters_file
from benchmarks.registration_floor import received
from nxdesk.records.employee import EMPLOYEE

_IDS = ", ".join(EMPLOYEE.linked_ids)
_LENGTH = struct.Struct("!I")
_BATCH = 10_000
_AT_ONCE = 500


def _send(line: socket.socket, what: object) -> None:
    body = orjson.dumps(what)
    line.sendall(_LENGTH.pack(len(body)) + body)


def _records(database: sqlite3.Connection, codes: list[str]) -> dict[str, tuple[str | int | None, ...]]:
    holes = ", ".join("?" * len(codes))
    return {row[0]: row for row in database.execute(
        f"SELECT {_IDS} FROM employee WHERE employee_code IN ({holes})", codes)}


def compare(masters: Path, port: int) -> int:
    """How many people differ in some item."""
    database = sqlite3.connect(masters)
    with socket.create_connection(("127.0.0.1", port)) as line:
        here = dict(database.execute("SELECT employee_code, digest FROM employee"))
        differing: list[str] = []
        while rows := received(line):
            differing += [str(code) for code, digest in rows if here.get(code) != digest]
        found = 0
        for start in range(0, len(differing), _AT_ONCE):
            codes = differing[start:start + _AT_ONCE]
            _send(line, codes)
            mine = _records(database, codes)
            for row in received(line):
                pairs = enumerate(zip(mine[str(row[0])], row, strict=True))
                found += bool([place for place, (old, new) in pairs if old != new])
        line.sendall(_LENGTH.pack(0))
    database.close()
    return found


def serve(file: Path) -> None:
    """Answer one comparison and end."""
    database = sqlite3.connect(file)
    with socket.create_server(("127.0.0.1", 0)) as door:
        print("ready", door.getsockname()[1], flush=True)
        line, _ = door.accept()
    with line:
        told = database.execute("SELECT employee_code, digest FROM employee ORDER BY employee_code")
        while rows := told.fetchmany(_BATCH):
            _send(line, rows)
        line.sendall(_LENGTH.pack(0))
        while codes := received(line):
            _send(line, list(_records(database, [str(code) for code in codes]).values()))


def main(folder: Path) -> None:
    """One sample: prints the seconds and how many people differ."""
    command = [sys.executable, "-m", "benchmarks.acquisition_floor", "serve", str(service_file(folder))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None:
            raise RuntimeError("no output")
        port = int(process.stdout.readline().split()[1])
        begun = time.perf_counter()
        found = compare(masters_file(folder), port)
        seconds = time.perf_counter() - begun
    print(json.dumps({"seconds": seconds, "differing": found}))


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(Path(sys.argv[2]))
    else:
        main(Path(sys.argv[1]))
