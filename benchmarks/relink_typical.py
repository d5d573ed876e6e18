"""P6R, the peer: what one writes first. ORM objects, `requests` with `json=`, FastAPI with a pydantic model a record.

First everything that the service has is read, in pages of 500 pydantic models on either side, and compared item by item
with `getattr`, for a list of what would change. Then batches of 500 people, each committed: the service loads their
objects, sets every item that differs, adds what is new, deletes members who are not named, and keeps an audit row a
changed item, which go in by SQLAlchemy's bulk insert (see `registration_typical`). No journal, no way back, nothing
exactly once. Its own process, as ours.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from pydantic import BaseModel, create_model
from sqlalchemy import Integer, String, insert, inspect, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

from benchmarks.company import masters_file
from benchmarks.measuring import processor_seconds
from benchmarks.registration_typical import BATCH, Audit, Base, Employee, Linked, Record, opened, serve
from benchmarks.relink_values import TYPICAL, Rows, fingerprint
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Kind, Value

_ITEMS = FAMILY.linked
_KEY = attrgetter("employee_code", "last_name", "first_name", "birth_date")


class NxBase(DeclarativeBase):
    """Of NX's side alone."""


def _columns(*key: str) -> dict[str, Any]:
    return {item.id: mapped_column(Integer if item.shape.integer else String, primary_key=item.id in key,
                                   nullable=item.id not in key, index=item.id == "employee_code")
            for item in _ITEMS}


NxMember: Any = type("NxMember", (NxBase,), {
    "__tablename__": "family", **_columns("employee_code"), "family_seq": mapped_column(Integer, primary_key=True)})


class _Numbered:
    id: Mapped[int] = mapped_column(primary_key=True)


Member: Any = type("Member", (_Numbered, Base), {"__tablename__": "member", **_columns()})


_FIELDS: dict[str, Any] = {item.id: ((int if item.shape.integer else str) | None, None) for item in _ITEMS}
MemberRecord: Any = create_model("MemberRecord", **_FIELDS)


class People(BaseModel):
    """What a request about people carries."""

    records: list[Record]


class Families(BaseModel):
    """Everybody whose family is stated as a whole, and these members."""

    people: list[str]
    records: list[MemberRecord]


def prepare(file: Path, before: Mapping[str, Rows]) -> None:
    """The database as it stood after the first registration."""
    engine = opened(file)
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        for kind, model in ((EMPLOYEE, Employee), (FAMILY, Member)):
            connection.execute(insert(model), [dict(zip(kind.linked_ids, row, strict=True)) for row in before[kind.id]])
    engine.dispose()


def send_everybody(masters: Path, port: int) -> tuple[int, int]:
    """Load the objects, list what would change, post them batch by batch, and mark the people.

    Answers how many records were sent, and how many items were shown.
    """
    engine = opened(masters)
    sent = 0
    with Session(engine) as session:
        shown = len(changes(session, port))
        people = session.scalars(select(Employee).order_by(Employee.employee_code)).all()
        for start in range(0, len(people), BATCH):
            batch = people[start:start + BATCH]
            sent += _post(port, "employees", {"records": [_values(EMPLOYEE.linked_ids, one) for one in batch]})
            _mark(session, "employee", [one.employee_code for one in batch])
        members = session.scalars(select(NxMember).order_by(NxMember.employee_code)).all()
        of = {code: list(found) for code, found in groupby(members, attrgetter("employee_code"))}
        for start in range(0, len(people), BATCH):
            codes = [one.employee_code for one in people[start:start + BATCH]]
            records = [_values(FAMILY.linked_ids, one) for code in codes for one in of.get(code, [])]
            sent += _post(port, "families", {"people": codes, "records": records})
            _mark(session, "family", codes)
        session.commit()
    engine.dispose()
    return sent, shown


def changes(session: Session, port: int) -> list[tuple[Any, ...]]:
    """What would be another at the service: record, item, old and new value; and who is new."""
    found: list[tuple[Any, ...]] = []
    for kind, where, model, key, mine in ((EMPLOYEE, "employees", Record, attrgetter("employee_code"), Employee),
                                          (FAMILY, "families", MemberRecord, _KEY, NxMember)):
        theirs = {key(one): one for one in _pages(port, where, model)}
        for here in session.scalars(select(mine)).all():
            there = theirs.pop(key(here), None)
            if there is None:
                found.append((key(here),))
                continue
            for name in kind.linked_ids:
                old, new = getattr(there, name), getattr(here, name)
                if old != new:
                    found.append((key(here), name, old, new))
        for gone in theirs.values():
            found += [(key(gone), name, old, None) for name, old in _values(kind.linked_ids, gone).items()
                      if old is not None]
    return found


def _pages(port: int, where: str, model: Any) -> Iterator[Any]:
    import requests
    start = 0
    while True:
        answer = requests.get(f"http://127.0.0.1:{port}/{where}", params={"start": start}, timeout=300)
        answer.raise_for_status()
        page = [model(**record) for record in answer.json()]
        yield from page
        if len(page) < BATCH:
            return
        start += BATCH


def _values(names: Sequence[str], one: Any) -> dict[str, Value]:
    return {name: getattr(one, name) for name in names}


def _post(port: int, where: str, body: dict[str, Any]) -> int:
    import requests
    answer = requests.post(f"http://127.0.0.1:{port}/{where}", json=body, timeout=300)
    answer.raise_for_status()
    return int(answer.json()["registered"])


def _mark(session: Session, kind: str, codes: list[str]) -> None:
    for linked in session.scalars(select(Linked).where(Linked.kind == kind, Linked.employee_code.in_(codes))):
        linked.linked_at = datetime.now().astimezone().isoformat()


class Writing:
    """One request's changes."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._now = datetime.now().astimezone().isoformat()
        self._audit: list[dict[str, str | None]] = []

    def set(self, there: Any, values: dict[str, Value]) -> None:
        """Every item that differs."""
        for name, value in values.items():
            old = getattr(there, name)
            if old != value:
                self._tell(there.employee_code, name, old, value)
                setattr(there, name, value)

    def add(self, model: Any, values: dict[str, Value]) -> None:
        """Somebody new."""
        self._session.add(model(**values))
        for name, value in values.items():
            if value is not None:
                self._tell(str(values["employee_code"]), name, None, value)

    def delete(self, names: Sequence[str], there: Any) -> None:
        """Somebody who is gone."""
        for name, old in _values(names, there).items():
            if old is not None:
                self._tell(there.employee_code, name, old, None)
        self._session.delete(there)

    def commit(self) -> None:
        """All of it."""
        if self._audit:
            self._session.execute(insert(Audit), self._audit)
        self._session.commit()

    def _tell(self, code: str, item: str, old: Value, new: Value) -> None:
        self._audit.append({"at": self._now, "actor": "NX", "employee_code": code, "item": item,
                            "old": None if old is None else str(old), "new": None if new is None else str(new)})


def _page(session: Session, kind: Kind, table: Any, model: Any, start: int) -> list[Any]:
    rows = session.scalars(select(table).order_by(*inspect(table).primary_key).offset(start).limit(BATCH)).all()
    return [model(**_values(kind.linked_ids, one)) for one in rows]


def application(file: Path) -> Any:
    """The service."""
    from fastapi import FastAPI
    sessions = sessionmaker(opened(file))
    app = FastAPI()

    @app.get("/employees")
    def read_people(start: int) -> list[Record]:
        with sessions() as session:
            return _page(session, EMPLOYEE, Employee, Record, start)

    @app.get("/families")
    def read_families(start: int) -> list[MemberRecord]:
        with sessions() as session:
            return _page(session, FAMILY, Member, MemberRecord, start)

    @app.post("/employees")
    def people(batch: People) -> dict[str, int]:
        with sessions() as session:
            writing = Writing(session)
            codes = [record.employee_code for record in batch.records]
            known = {one.employee_code: one
                     for one in session.scalars(select(Employee).where(Employee.employee_code.in_(codes)))}
            for record in batch.records:
                if (there := known.get(record.employee_code)) is not None:
                    writing.set(there, record.model_dump())
                else:
                    writing.add(Employee, record.model_dump())
            writing.commit()
        return {"registered": len(batch.records)}

    @app.post("/families")
    def families(batch: Families) -> dict[str, int]:
        with sessions() as session:
            writing = Writing(session)
            known = {_KEY(one): one
                     for one in session.scalars(select(Member).where(Member.employee_code.in_(batch.people)))}
            for record in batch.records:
                if (there := known.pop(_KEY(record), None)) is not None:
                    writing.set(there, record.model_dump())
                else:
                    writing.add(Member, record.model_dump())
            for gone in known.values():
                writing.delete(FAMILY.linked_ids, gone)
            writing.commit()
        return {"registered": len(batch.records)}

    return app


def main(folder: Path) -> None:
    """One sample on a copy of the scene: prints the seconds and what is there afterwards."""
    file = folder / TYPICAL
    command = [sys.executable, "-m", "benchmarks.relink_typical", "serve", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None:
                raise RuntimeError("no output")
            port = int(process.stdout.readline().split()[1])
            begun, worked = time.perf_counter(), processor_seconds()
            sent, shown = send_everybody(masters_file(folder), port)
            told = {"seconds": time.perf_counter() - begun, "processor": processor_seconds() - worked}
        finally:
            process.terminate()
    print(json.dumps({**told, "sent": sent, "shown": shown, "values": fingerprint(file, "employee", "member")}))


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(application(Path(sys.argv[2])))
    else:
        main(Path(sys.argv[1]))
