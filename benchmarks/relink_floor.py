"""P6R, the floor: what a re-registration has to do at least, with nothing around it.

Kind by kind the linked items are read from the masters with plain sqlite3 and sent once over one raw socket as JSON
arrays by orjson. Another process reads its rows, compares them as tuples, and answers what would be another afterwards:
record, item, old and new value, and who is new. Then this side says go, and what was received is applied in one
transaction: updates, inserts, and deletions of members who are gone. Last the people are marked as linked here.
No checks, no audit, no way back, no journal, no exactly once, no authentication, no HTTP.
"""

import json
import socket
import sqlite3
import struct
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import orjson

from benchmarks.company import masters_file
from benchmarks.measuring import processor_seconds
from benchmarks.registration_floor import BATCH, opened, received
from benchmarks.relink_values import FLOOR, KINDS, Rows, fingerprint
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Kind, Value

_KEYS = {EMPLOYEE.id: ("employee_code",), FAMILY.id: ("employee_code", "last_name", "first_name", "birth_date")}
_LENGTH = struct.Struct("!I")


def prepare(file: Path, before: Mapping[str, Rows]) -> None:
    """The database as it stood after the first registration."""
    database = opened(file)
    for kind in KINDS:
        database.execute(f"CREATE TABLE {kind.id} (id INTEGER PRIMARY KEY, {', '.join(kind.linked_ids)})")
        database.execute(f"CREATE INDEX {kind.id}_people ON {kind.id} (employee_code)")
        database.execute("BEGIN IMMEDIATE")
        database.executemany(_insert(kind), before[kind.id])
        database.execute("COMMIT")
    database.close()


def _insert(kind: Kind) -> str:
    names = kind.linked_ids
    return f"INSERT INTO {kind.id} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"


def send_everybody(masters: Path, port: int) -> tuple[int, int]:
    """Read, send, look at what would change, let it be done, and mark everybody here.

    Answers how many records were sent, and how many items were shown.
    """
    database = opened(masters)
    sent = shown = 0
    with socket.create_connection(("127.0.0.1", port)) as line:
        for kind in KINDS:
            found = database.execute(f"SELECT {', '.join(kind.linked_ids)} FROM {kind.id} ORDER BY employee_code")
            while rows := found.fetchmany(BATCH):
                body = orjson.dumps(rows)
                line.sendall(_LENGTH.pack(len(body)) + body)
                sent += len(rows)
            line.sendall(_LENGTH.pack(0))
            shown += len(received(line))
            line.sendall(b"g")
            line.recv(1)
    database.execute("BEGIN IMMEDIATE")
    database.execute("UPDATE linked_person SET linked_at = '2020-04-06T09:00:00' WHERE kind IN ('employee', 'family')")
    database.execute("COMMIT")
    database.close()
    return sent, shown


def serve(file: Path) -> None:
    """Take one re-registration and end."""
    database = opened(file)
    with socket.create_server(("127.0.0.1", 0)) as door:
        print("ready", door.getsockname()[1], flush=True)
        line, _ = door.accept()
    with line:
        for kind in KINDS:
            _take(database, kind, line)
    database.close()


def _take(database: sqlite3.Connection, kind: Kind, line: socket.socket) -> None:
    """Compare what comes, say what would change, and do it when told to."""
    names = kind.linked_ids
    places = [names.index(name) for name in _KEYS[kind.id]]
    known = {tuple(row[1 + place] for place in places): row
             for row in database.execute(f"SELECT id, {', '.join(names)} FROM {kind.id}")}
    changed: list[tuple[Value, ...]] = []
    new: list[tuple[Value, ...]] = []
    told: list[tuple[object, ...]] = []
    while rows := received(line):
        for row in map(tuple, rows):
            key = tuple(row[place] for place in places)
            old = known.pop(key, None)
            if old is None:
                new.append(row)
                told.append((key,))
            elif old[1:] != row:
                changed.append((*row, old[0]))
                told += [(key, name, was, becomes) for name, was, becomes in zip(names, old[1:], row, strict=True)
                         if was != becomes]
    for key, row in known.items():
        told += [(key, name, was, None) for name, was in zip(names, row[1:], strict=True) if was is not None]
    body = orjson.dumps(told)
    line.sendall(_LENGTH.pack(len(body)) + body)
    line.recv(1)
    database.execute("BEGIN IMMEDIATE")
    database.executemany(f"UPDATE {kind.id} SET {', '.join(f'{name} = ?' for name in names)} WHERE id = ?", changed)
    database.executemany(_insert(kind), new)
    database.executemany(f"DELETE FROM {kind.id} WHERE id = ?", [(row[0],) for row in known.values()])
    database.execute("COMMIT")
    line.sendall(b"k")


def main(folder: Path) -> None:
    """One sample on a copy of the scene: prints the seconds and what is there afterwards."""
    service = folder / FLOOR
    command = [sys.executable, "-m", "benchmarks.relink_floor", "serve", str(service)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None:
            raise RuntimeError("no output")
        port = int(process.stdout.readline().split()[1])
        begun, worked = time.perf_counter(), processor_seconds()
        sent, shown = send_everybody(masters_file(folder), port)
        told = {"seconds": time.perf_counter() - begun, "processor": processor_seconds() - worked}
    print(json.dumps({**told, "sent": sent, "shown": shown, "values": fingerprint(service, "employee", "family")}))


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(Path(sys.argv[2]))
    else:
        main(Path(sys.argv[1]))
