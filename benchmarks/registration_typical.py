"""P6, the peer: what one writes first. ORM objects, `requests` with `json=`, FastAPI with a pydantic model a record.

Batches of 500, each committed; the service asks which codes it has, adds an ORM object a person and an audit row a
changed item. The audit rows go in by SQLAlchemy's bulk insert: as ORM objects they alone would take five times as long,
and the comparison would be with a straw man. No journal, nothing exactly once. Its own process, as ours.
"""

import json
import socket
import sqlite3
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, create_model
from sqlalchemy import Engine, Integer, String, create_engine, event, insert, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Field

BATCH = 500
_ITEMS = EMPLOYEE.linked


class Base(DeclarativeBase):
    """Of both sides; each has its own file."""


def _columns() -> dict[str, Any]:
    return {item.id: mapped_column(Integer if item.shape.integer else String, primary_key=item.id in EMPLOYEE.key,
                                   nullable=item.id not in EMPLOYEE.key) for item in _ITEMS}


Employee: Any = type("Employee", (Base,), {"__tablename__": "employee", **_columns()})


class Linked(Base):
    """When a person was linked: the table of the masters."""

    __tablename__ = "linked_person"
    kind: Mapped[str] = mapped_column(primary_key=True)
    employee_code: Mapped[str] = mapped_column(primary_key=True)
    linked_at: Mapped[str]


class Audit(Base):
    """One changed item of one person."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str]
    actor: Mapped[str]
    employee_code: Mapped[str]
    item: Mapped[str]
    old: Mapped[str | None]
    new: Mapped[str | None]


def _model(item: Field) -> Any:
    kind = int if item.shape.integer else str
    return (kind, ...) if item.needed_link else (kind | None, None)


Record: Any = create_model("Record", **{item.id: _model(item) for item in _ITEMS})


class Batch(BaseModel):
    """What one request carries."""

    records: list[Record]


def opened(file: Path) -> Engine:
    """An engine whose commits are on disk, as ours are."""
    engine = create_engine(f"sqlite:///{file}")

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    return engine


def send_everybody(masters: Path, port: int) -> int:
    """Load the objects, post them batch by batch, and mark them."""
    import requests
    engine = opened(masters)
    sent = 0
    with Session(engine) as session:
        people = session.scalars(select(Employee).order_by(Employee.employee_code)).all()
        for start in range(0, len(people), BATCH):
            batch = people[start:start + BATCH]
            records = [{item.id: getattr(person, item.id) for item in _ITEMS} for person in batch]
            answer = requests.post(f"http://127.0.0.1:{port}/employees", json={"records": records}, timeout=300)
            answer.raise_for_status()
            sent += answer.json()["registered"]
            session.add_all([Linked(kind="employee", employee_code=person.employee_code,
                                    linked_at=datetime.now().astimezone().isoformat()) for person in batch])
        session.commit()
    engine.dispose()
    return sent


def application(file: Path) -> Any:
    """The service."""
    from fastapi import FastAPI, HTTPException
    engine = opened(file)
    Base.metadata.create_all(engine)
    sessions = sessionmaker(engine)
    app = FastAPI()

    @app.post("/employees")
    def register(batch: Batch) -> dict[str, int]:
        now = datetime.now().astimezone().isoformat()
        with sessions() as session:
            codes = [record.employee_code for record in batch.records]
            known = session.scalars(select(Employee.employee_code).where(Employee.employee_code.in_(codes))).all()
            if known:
                raise HTTPException(409, f"{len(known)} exist")
            audit: list[dict[str, str | None]] = []
            for record in batch.records:
                values = record.model_dump()
                session.add(Employee(**values))
                audit += [{"at": now, "actor": "NX", "employee_code": record.employee_code, "item": item, "old": None,
                           "new": str(value)} for item, value in values.items() if value is not None]
            session.execute(insert(Audit), audit)
            session.commit()
        return {"registered": len(batch.records)}

    return app


def serve(app: Any) -> None:
    """Serve an application until the process is ended."""
    import uvicorn
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning"))
    print("ready", listener.getsockname()[1], flush=True)
    server.run(sockets=[listener])


def main(folder: Path) -> None:
    """One sample on a copy of the masters: prints the seconds and the people counted afterwards."""
    file = folder / "service.sqlite"
    command = [sys.executable, "-m", "benchmarks.registration_typical", "serve", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None:
                raise RuntimeError("no output")
            port = int(process.stdout.readline().split()[1])
            begun = time.perf_counter()
            sent = send_everybody(folder / "nx.sqlite", port)
            seconds = time.perf_counter() - begun
        finally:
            process.terminate()
    there = sqlite3.connect(file).execute("SELECT count(*) FROM employee").fetchone()[0]
    print(json.dumps({"seconds": seconds, "sent": sent, "people": there}))


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(application(Path(sys.argv[2])))
    else:
        main(Path(sys.argv[1]))
