"""P5, the peer: what one writes first. Pages of 500 whole people by FastAPI and pydantic, ORM on both sides.

The client loads everybody, asks page after page with `requests`, and compares each item with `getattr`.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from benchmarks.acquisition_scene import service_file
from benchmarks.company import masters_file
from benchmarks.registration_typical import Employee, Record, opened, serve
from nxdesk.records.employee import EMPLOYEE

PAGE = 500
_ITEMS = EMPLOYEE.linked_ids


def compare(masters: Path, port: int) -> int:
    """How many people differ in some item."""
    import requests
    engine = opened(masters)
    with Session(engine) as session:
        people = {person.employee_code: person for person in session.scalars(select(Employee))}
        differing, page = 0, 0
        while True:
            answer = requests.get(f"http://127.0.0.1:{port}/employees", params={"page": page}, timeout=300)
            answer.raise_for_status()
            records = answer.json()
            if not records:
                break
            for record in records:
                person = people[record["employee_code"]]
                changes = [(item, getattr(person, item), record[item]) for item in _ITEMS
                           if getattr(person, item) != record[item]]
                differing += bool(changes)
            page += 1
    engine.dispose()
    return differing


def application(file: Path) -> Any:
    """The service."""
    from fastapi import FastAPI
    sessions = sessionmaker(opened(file))
    app = FastAPI()

    @app.get("/employees")
    def page(page: int) -> list[Record]:
        with sessions() as session:
            found = session.scalars(select(Employee).order_by(Employee.employee_code).offset(page * PAGE).limit(PAGE))
            return [Record.model_validate(person, from_attributes=True) for person in found]

    return app


def main(folder: Path) -> None:
    """One sample: prints the seconds and how many people differ."""
    command = [sys.executable, "-m", "benchmarks.acquisition_typical", "serve", str(service_file(folder))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None:
                raise RuntimeError("no output")
            port = int(process.stdout.readline().split()[1])
            begun = time.perf_counter()
            found = compare(masters_file(folder), port)
            seconds = time.perf_counter() - begun
        finally:
            process.terminate()
    print(json.dumps({"seconds": seconds, "differing": found}))


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(application(Path(sys.argv[2])))
    else:
        main(Path(sys.argv[1]))
