"""P6, the floor: what has to be done at least, with nothing around it.

The 48 linked items are read from the same masters with plain sqlite3, sent over one raw socket as JSON arrays by
orjson, written by `executemany` in one transaction of another process, and the codes are marked as linked on this side.
No checks, no comparison, no audit, no journal, no authentication, no HTTP.
"""

import json
import socket
import sqlite3
import struct
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import orjson

from nxdesk.records.employee import EMPLOYEE

BATCH = 500
_IDS = EMPLOYEE.linked_ids
_LENGTH = struct.Struct("!I")


def opened(file: Path) -> sqlite3.Connection:
    """Set up as the program's own databases are: a write-ahead log, and commits that are on disk."""
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def send_everybody(masters: Path, port: int) -> int:
    """Read, send, wait for the word that all is on disk there, and mark everybody here."""
    database = opened(masters)
    found = database.execute(f"SELECT {', '.join(_IDS)} FROM employee ORDER BY employee_code")
    codes: list[str] = []
    with socket.create_connection(("127.0.0.1", port)) as line:
        while rows := found.fetchmany(BATCH):
            body = orjson.dumps(rows)
            line.sendall(_LENGTH.pack(len(body)) + body)
            codes += [row[0] for row in rows]
        line.sendall(_LENGTH.pack(0))
        line.recv(1)
    database.execute("BEGIN IMMEDIATE")
    database.executemany("INSERT INTO linked_person (kind, employee_code, linked_at) VALUES ('employee', ?, ?)",
                         [(code, "2020-04-06T09:00:00") for code in codes])
    database.execute("COMMIT")
    database.close()
    return len(codes)


def serve(file: Path) -> None:
    """Take one registration and end."""
    database = opened(file)
    database.execute(f"CREATE TABLE employee ({', '.join(_IDS)}, PRIMARY KEY (employee_code))")
    insert = f"INSERT INTO employee VALUES ({', '.join('?' * len(_IDS))})"
    with socket.create_server(("127.0.0.1", 0)) as door:
        print("ready", door.getsockname()[1], flush=True)
        line, _ = door.accept()
    with line:
        database.execute("BEGIN IMMEDIATE")
        while rows := received(line):
            database.executemany(insert, rows)
        database.execute("COMMIT")
        line.sendall(b"k")
    database.close()


def received(line: socket.socket) -> Sequence[Sequence[str | int | None]]:
    """The rows of one frame; none at the end."""
    length: int = _LENGTH.unpack(_exactly(line, _LENGTH.size))[0]
    rows: list[list[str | int | None]] = orjson.loads(_exactly(line, length)) if length else []
    return rows


def _exactly(line: socket.socket, count: int) -> bytearray:
    had = bytearray(count)
    view, place = memoryview(had), 0
    while place < count:
        place += line.recv_into(view[place:])
    return had


def main(folder: Path) -> None:
    """One sample on a copy of the masters: prints the seconds and the people counted afterwards."""
    service = folder / "service.sqlite"
    command = [sys.executable, "-m", "benchmarks.registration_floor", "serve", str(service)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None:
            raise RuntimeError("no output")
        port = int(process.stdout.readline().split()[1])
        begun = time.perf_counter()
        sent = send_everybody(folder / "nx.sqlite", port)
        seconds = time.perf_counter() - begun
    there = opened(service).execute("SELECT count(*) FROM employee").fetchone()[0]
    print(json.dumps({"seconds": seconds, "sent": sent, "people": there}))


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(Path(sys.argv[2]))
    else:
        main(Path(sys.argv[1]))
