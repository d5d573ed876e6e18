"""The processes that judge batches: they say what the service itself would, are never needed, and end with it."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from io import BytesIO
from pathlib import Path
from queue import SimpleQueue
from shutil import copytree
from threading import Event

import orjson
import pytest

from nxdesk.eamano import judge as eamano_judge
from nxdesk.eamano import judge_process
from nxdesk.eamano.judge import Judge, Judges, _Asked
from nxdesk.eamano.judge_process import Delivery, Numbered, Verdict
from nxdesk.eamano.refusal import Refused
from nxdesk.eamano.rules.batches import read_batch
from nxdesk.eamano.rules.prepared import Prepared, columns_of
from nxdesk.eamano.rules.preparing import Question, judged
from nxdesk.eamano.rules.telling import told_rows
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Value
from tests.eamano.people import my_number, person
from tests.eamano.service import Api, Registration, Running, batch, new_id

COMMAND = (sys.executable, "-m", "nxdesk", "eamano", "judge")
PATIENCE = 20
MANY = 150
"""People enough for the judge to be asked."""


def question(*rows: list[Value], image: bool = True, **more: object) -> Question:
    given = {"fields": list(EMPLOYEE.linked_ids), "rows": rows, "versions": [None] * len(rows)}
    return Question("employee", with_my_number=False, today="2020-04-06", image=image, body=orjson.dumps(given | more))


@pytest.fixture(scope="module")
def judge() -> Iterator[Judges]:
    made = Judges(COMMAND, 2)
    made.start()
    assert until(lambda: all(one.ready for one in made.each))
    yield made
    made.stop()


def until(done) -> bool:
    """It comes true in time."""
    ends = time.monotonic() + PATIENCE
    while not (found := done()) and time.monotonic() < ends:
        time.sleep(0.02)
    return bool(found)


def people_of(image: bytes) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(image)
        return database.execute(f"SELECT {', '.join(columns_of(EMPLOYEE))} FROM people ORDER BY rowid").fetchall()


def test_it_prepares_as_the_service_itself(judge):
    asked = question(*(person(n, disability_class=n % 3, last_name='],["髙' if n % 7 == 0 else "伊藤")
                       for n in range(MANY)))
    there, here = judge.ask(asked), judged(question(*orjson.loads(asked.body)["rows"], image=False))
    assert (there.codes, there.versions) == (here.codes, here.versions)
    made, wanted = (prepared.coming.result(PATIENCE) for prepared in (there, here))
    assert (made.changes, people_of(made.image or b"")) == (wanted.changes, wanted.rows)
    assert [told.decode() for told in wanted.changes] == told_rows(EMPLOYEE, [row[:-1] for row in wanted.rows])


@pytest.mark.parametrize("wrong", [
    {"gender": "男"}, {"birth_date": "2999-01-01"}, {"last_name": None}, {"employee_code": "0000000001"}])
def test_what_is_wrong_is_left_to_the_service(judge, wrong):
    asked = question(*map(person, range(MANY)), person(7_000, **wrong))
    assert judge.ask(asked) is None
    with pytest.raises(Refused):
        judged(asked)


def test_bodies_that_cannot_be_read_do_not_end_it(judge):
    for body in (b"[" * 60_000, b"\xff" * 60_000, b"{}" * 30_000, orjson.dumps({"rows": ["x" * 60_000]})):
        assert judge.ask(Question("employee", with_my_number=False, today="2020-04-06", image=True, body=body)) is None
    assert judge.ask(question(*map(person, range(MANY)))) is not None


def answers_of(*asked: Question) -> list[tuple[type, int]]:
    """What a process answers to questions that all wait already; the service is gone behind them."""
    waiting: SimpleQueue[Numbered | None] = SimpleQueue()
    for number, one in enumerate(asked, 1):
        waiting.put(Numbered(number, one))
    waiting.put(None)
    told = BytesIO()
    judge_process._work(waiting, told)
    told.seek(0)
    found = []
    with suppress(EOFError):
        while True:
            answer = judge_process.receive(told)
            assert isinstance(answer, Verdict | Delivery)
            found.append((type(answer), answer.number))
    return found


def test_verdicts_come_first_and_little_is_owed() -> None:
    right, wrong = question(person(1)), question(person(2, gender="男"))
    answers = answers_of(right, right, wrong, right, right, right, right)
    assert answers == [(Verdict, 1), (Verdict, 2), (Verdict, 3), (Verdict, 4), (Verdict, 5), (Verdict, 6),
                       (Delivery, 1), (Verdict, 7), (Delivery, 2)]


LEAVES = """
import sys
from nxdesk.eamano.judge_process import Verdict, receive, send
send(sys.stdout.buffer, None)
receive(sys.stdin.buffer)
send(sys.stdout.buffer, Verdict(1, ["1"], [None]))
"""


def test_what_was_promised_by_one_that_is_gone_never_comes() -> None:
    leaving = Judges((sys.executable, "-c", LEAVES), 1)
    leaving.start()
    assert until(lambda: leaving.each[0].ready)
    prepared = leaving.ask(question(*map(person, range(MANY))))
    assert (prepared.codes, prepared.coming.result(PATIENCE)) == (["1"], None)
    assert leaving.ask(question(*map(person, range(MANY)))) is None
    leaving.stop()


def test_after_a_question_that_could_not_be_sent_nobody_gets_the_answer_of_another(
        monkeypatch: pytest.MonkeyPatch) -> None:
    judges = Judges(COMMAND, 1)
    judges.start()
    assert until(lambda: judges.each[0].ready)

    def fails(*_: object) -> None:
        raise MemoryError
    with monkeypatch.context() as without_memory:
        without_memory.setattr(eamano_judge, "send", fails)
        with pytest.raises(MemoryError):
            judges.ask(question(*map(person, range(MANY))))
    assert judges.ask(question(*map(person, range(MANY)))) is None
    judges.stop()


STRANGE = """
import sys
from nxdesk.eamano.judge_process import _LENGTH, receive, send
send(sys.stdout.buffer, None)
receive(sys.stdin.buffer)
sys.stdout.buffer.write(_LENGTH.pack(5) + b"cnone")
sys.stdout.buffer.flush()
sys.stdin.buffer.read()
"""


def test_nobody_waits_for_one_whose_words_make_no_sense() -> None:
    strange = Judges((sys.executable, "-c", STRANGE), 1)
    strange.start()
    assert until(lambda: strange.each[0].ready)
    assert strange.ask(question(*map(person, range(MANY)))) is None
    assert not strange.each[0].ready
    strange.stop()


def test_whoever_owes_less_is_asked_among_those_without_a_question() -> None:
    judges, asked = Judges((), 2), question(*map(person, range(MANY)))
    one, other = Counted(), Counted()
    judges.each = [one, other]
    one._asked = {1: _Asked()}
    other.may_answer.set()
    assert judges.ask(asked) is not None
    assert (one.asked, other.asked) == (0, 1)


def test_many_ask_at_once_and_get_everything(judge):
    asked = [question(*map(person, range(start, start + MANY))) for start in range(0, 40 * MANY, MANY)]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(judge.ask, asked))
    for number, prepared in enumerate(answers):
        assert prepared.codes[0] == f"{number * MANY:010d}"
        assert len(prepared.coming.result(PATIENCE).changes) == MANY
    assert [one.owing for one in judge.each] == [0, 0]


def test_little_is_not_worth_the_way(judge):
    assert judge.ask(question(person(1))) is None


class Counted(Judge):
    """Counts what it is asked, and answers when it may."""

    def __init__(self) -> None:
        super().__init__(())
        self.asked = 0
        self.may_answer = Event()
        self._ready.set()

    def ask(self, question: Question) -> Prepared | None:
        self.asked += 1
        assert self.may_answer.wait(PATIENCE)
        return judged(question)


def test_whoever_has_the_least_to_do_is_asked():
    judges, asked = Judges((), 3), question(*map(person, range(MANY)))
    one, other, cold = Counted(), Counted(), Judge(())
    judges.each = [one, other, cold]
    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(judges.ask, asked) for _ in range(4)]
        assert until(lambda: one.asked + other.asked == 4)
        assert (one.asked, other.asked, cold.ready) == (2, 2, False)
        other.may_answer.set()
        assert until(lambda: sum(answer.done() for answer in answers) == 2)
        assert judges.ask(asked) is not None
        assert (one.asked, other.asked) == (2, 3)
        one.may_answer.set()
    assert all(answer.result() is not None for answer in answers)


def test_a_stopped_service_starts_no_more():
    judges = Judges(COMMAND, 2)
    judges.start()
    judges.stop()
    judges.start()
    assert not any(one.running for one in judges.each)


def test_without_it_the_service_judges(tmp_path):
    nobody = Judges([str(tmp_path / "there is no such program")], 2)
    nobody.start()
    assert nobody.ask(question(*map(person, range(MANY)))) is None
    nobody.stop()
    short = Judges([sys.executable, "-c", "pass"], 2)
    short.start()
    assert short.ask(question(*map(person, range(MANY)))) is None
    short.stop()


@pytest.fixture
def running(founded: Path, tmp_path: Path) -> Iterator[Running]:
    started = Running(copytree(founded, tmp_path / "data"), judge=COMMAND)
    yield started
    if started.process.poll() is None:
        assert started.stop() == 0


def children(process: int) -> list[int]:
    found: list[int] = []
    for thread in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):  # It may have ended.
            found += map(int, thread.read_text().split())
    return found


def is_judge(process: int) -> bool:
    told = Path(f"/proc/{process}/cmdline")
    return told.exists() and b"judge" in told.read_bytes()


def until_warm(running: Running) -> list[int]:
    """The judges of a service, once all have been started."""
    most = min(2, os.cpu_count() or 1)
    assert until(lambda: sum(map(is_judge, children(running.process.pid))) == most)
    return children(running.process.pid)


@pytest.mark.parametrize("ending", ["kill", "stop"])
def test_it_ends_with_the_service_however_that_ends(running, ending):
    judges = until_warm(running)
    running.kill() if ending == "kill" else running.stop()
    assert until(lambda: not any(map(is_judge, judges)))


@pytest.mark.parametrize("left", [0, 1])
def test_registrations_go_on_when_it_is_killed(running, left):
    judges = until_warm(running)
    with Api(running.url, new_id(running.data)) as api:
        batches = [batch(list(map(person, range(start, start + MANY)))) for start in range(0, 900, MANY)]
        sent = Registration(api, batches)
        assert sent.open().ok
        for number, body in enumerate(sent.bodies, start=1):
            if number == 3:
                for judge in judges[left:]:
                    os.kill(judge, signal.SIGKILL)
            assert api("PUT", f"{sent.path}/batches/{number}", body).status_code == 201
        assert sent.commit().json()["registered"] == 900
        listed = api("GET", "/v1/employee/digests").json()["rows"]
    with closing(sqlite3.connect(running.data / "eamano.sqlite")) as database:
        rows = database.execute("SELECT count(*), count(DISTINCT digest), min(version), min(tenant_id) FROM employee")
        entries = database.execute("SELECT count(*), count(DISTINCT target) FROM audit_entries")
        assert (len(listed), rows.fetchone(), entries.fetchone()) == (900, (900, 900, 1, 1), (900, 900))


def test_it_loads_no_library_that_it_does_not_need() -> None:
    loaded = subprocess.run([sys.executable, "-c", "import nxdesk.eamano.judge_process, sys; print(*sys.modules)"],
                            capture_output=True, text=True, check=True).stdout.split()
    assert "nxdesk.eamano.store.images" in loaded
    assert not {"sqlalchemy", "fastapi", "requests", "asyncio"} & set(loaded)


def test_no_my_number_is_printed_with_what_carries_it() -> None:
    asked = Question("employee", with_my_number=True, today="2020-04-06", image=False,
                     body=orjson.dumps(batch([person(1)], my_numbers=[my_number(1)])))
    read = read_batch(EMPLOYEE, orjson.loads(asked.body), with_my_number=True)
    assert read.numbers == [my_number(1)]
    assert my_number(1) not in f"{asked!r}{read!r}"
