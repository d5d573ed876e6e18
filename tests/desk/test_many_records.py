"""More records of one owner than a request holds: they go in several, each document whole in one."""

from collections import Counter
from typing import Any

import orjson

from nxdesk.boot.build import Program
from nxdesk.desk.documents import EVERY_DOCUMENT
from nxdesk.desk.program import Session
from nxdesk.desk.run_state import Step
from nxdesk.link.batches import Deletion, document_key, prepare
from nxdesk.records.kinds import kind
from nxdesk.wire.protocol import BATCH_LIMIT
from tests.desk.eamano_side import EamanoSide
from tests.desk.runs import sent
from tests.desk.test_upsert_run import at_eamano, run_of
from tests.records.test_year_end import HEADER, LIFE

CLASSES = ("LIFE", "NONLIFE")
MANY = 600
YEARS = range(2011, 2018)
LINES = 80


def test_hundreds_of_codes_of_either_class(connected: Session, program: Program, eamano: EamanoSide) -> None:
    codes = program.masters.members(kind("hr_code"))
    for owner in codes.owners():
        for record in codes.of(owner):
            codes.remove(owner, int(record["seq"] or 0), int(record["version"] or 0), "test")
    for owner in CLASSES:
        for number in range(MANY):
            codes.add(owner, {"code": f"{number:04d}", "name": f"練習{number}", "active": 1}, "test")
    assert everything(connected, "新規データ") == (2 * MANY, 0)
    assert Counter(row["code_class"] for row in eamano.rows("hr_code")) == dict.fromkeys(CLASSES, MANY)
    last = codes.of("LIFE")[-1]
    codes.save("LIFE", int(last["seq"] or 0), {item.id: last[item.id] for item in kind("hr_code").nx_columns}
               | {"name": "変えた名前"}, int(last["version"] or 0), "test")
    assert everything(connected, "更新データ") == (2 * MANY, 2 * MANY)
    assert eamano.one("hr_code", code_class="LIFE", code=f"{MANY - 1:04d}")["name"] == "変えた名前"


def everything(session: Session, label: str) -> tuple[int, int]:
    """Register the whole table; how many codes are there then, and how many of them were there before."""
    run = session.run("hr_code")
    run.confirm()
    run.check()
    seen: list[tuple[int, int]] = []
    run.compare(lambda done, people: seen.append((done, people)))
    assert seen[-1] == (2, 2)
    assert run.state.labels == {label: 2 * MANY}
    result = sent(run)
    assert run.sanity().ok
    return result.registered, result.relinked


def test_a_person_with_many_years(connected: Session, program: Program, eamano: EamanoSide) -> None:
    code = "0000000110"
    at_eamano(connected, code)
    rows = program.masters.members(kind("yea"))
    for record in rows.of(code):
        rows.remove(code, int(record["seq"] or 0), int(record["version"] or 0), "test")
    for year in YEARS:
        rows.add(code, HEADER | {"year": year}, "test")
        for line in range(1, LINES + 1):
            rows.add(code, LIFE | {"year": year, "line": line}, "test")
    assert len(YEARS) * (LINES + 1) > BATCH_LIMIT
    run = run_of(connected, "yea", code, documents=EVERY_DOCUMENT)
    assert run.state.labels == {"新規データ": len(YEARS) * (LINES + 1)}
    assert sent(run).registered == len(YEARS) * (LINES + 1)
    for record in rows.of(code):
        if record["line"] == LINES and record["year"] in (YEARS[0], YEARS[-1]):
            rows.remove(code, int(record["seq"] or 0), int(record["version"] or 0), "test")
    run = run_of(connected, "yea", code, documents=EVERY_DOCUMENT)
    assert (run.state.step, run.impact.deleted, run.state.with_errors) == (Step.COMPARISON, 2, 0)
    assert (done := sent(run)).outcome == "登録済"
    assert done.deleted == 2
    assert Counter(row["year"] for row in eamano.rows("yea", employee_code=code)) == {
        year: LINES + (year not in (YEARS[0], YEARS[-1])) for year in YEARS}


def test_documents_are_whole_and_people_count_once() -> None:
    year_end = kind("yea")
    rows: list[list[Any]] = [[{"employee_code": code, "year": year, "row_kind": "insurance", "line": line}.get(name)
                              for name in year_end.linked_ids]
                             for code, years in (("0000000001", 1), ("0000000002", 8), ("0000000003", 1))
                             for year in range(2010, 2010 + years) for line in range(1, 91)]
    gone = Deletion("0000000002", 7, 1, document_key(year_end, {"year": 2017}))
    prepared = prepare("x", year_end, rows=rows, versions=[None] * len(rows), as_of="2026-04-01",
                       people=["0000000001", "0000000002", "0000000003"], deletions=[gone])
    batches = [orjson.loads(body) for body in prepared.batches]
    assert (sum(prepared.sizes), prepared.manifest["people"], prepared.manifest["rows"]) == (3, 3, len(rows))
    place = year_end.linked_ids.index("year")
    documents = [{(row[0], row[place]) for row in batch["rows"]} for batch in batches]
    assert sum(map(len, documents)) == len(set().union(*documents)) == 10
    assert all(len(batch["rows"]) <= BATCH_LIMIT for batch in batches)
    assert all(set(batch["people"]) == {row[0] for row in batch["rows"]} for batch in batches)
    (holding,) = [batch for batch in batches if batch["deletions"]]
    assert holding["deletions"] == [["0000000002", 7, 1]]
    assert 2017 in {row[place] for row in holding["rows"]}
