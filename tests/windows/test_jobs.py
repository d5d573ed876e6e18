"""Background jobs: answers in the GUI thread, silence for closed windows, faults not swallowed."""

import threading

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from nxdesk.windows.jobs import Jobs


@pytest.fixture
def jobs(qapp):
    made = Jobs()
    yield made
    made.close()


def test_the_answer_comes_in_the_gui_thread(jobs):
    owner, heard = QObject(), []
    jobs.run(owner, threading.current_thread,
             on_done=lambda worker: heard.append((worker, threading.current_thread())))
    assert jobs.settle()
    (worker, listener), = heard
    assert worker is not listener
    assert listener is threading.main_thread()


def test_progress_comes_in_order_and_before_the_answer(jobs):
    owner, heard = QObject(), []

    def work(report):
        for number in range(3):
            report(number, 3)
        return "done"

    jobs.run(owner, work, on_progress=lambda *facts: heard.append(facts), on_done=heard.append, lane="network")
    assert jobs.settle()
    assert heard == [(0, 3), (1, 3), (2, 3), "done"]


def test_the_database_lane_runs_one_after_the_other(jobs):
    owner, order, gate = QObject(), [], threading.Event()
    jobs.run(owner, lambda: (gate.wait(10), order.append("first")))
    jobs.run(owner, lambda: order.append("second"))
    gate.set()
    assert jobs.settle()
    assert order == ["first", "second"]


def test_network_jobs_run_side_by_side(jobs):
    owner, meeting = QObject(), threading.Barrier(2, timeout=10)
    heard = []
    for _ in range(2):
        jobs.run(owner, meeting.wait, on_done=heard.append, lane="network")
    assert jobs.settle()
    assert sorted(heard) == [0, 1]


def test_an_exception_goes_to_its_listener(jobs):
    owner, heard = QObject(), []
    jobs.run(owner, lambda: 1 / 0, on_failed=heard.append)
    assert jobs.settle()
    assert isinstance(heard[0], ZeroDivisionError)


def test_a_fault_without_listener_reaches_the_outermost_door(jobs, qtbot):
    owner = QObject()
    with qtbot.captureExceptions() as caught:
        jobs.run(owner, lambda: 1 / 0)
        assert jobs.settle()
    assert [kind for kind, *_ in caught] == [ZeroDivisionError]


def test_a_deleted_window_hears_nothing(jobs, qtbot):
    window, gate, heard = QWidget(), threading.Event(), []
    jobs.run(window, lambda: gate.wait(10), on_done=heard.append)
    window.deleteLater()
    qtbot.waitUntil(lambda: not isValid(window))
    gate.set()
    assert jobs.settle()
    assert heard == []


def test_a_forgotten_owner_hears_nothing_and_waiting_jobs_are_dropped(jobs):
    owner, gate, heard, ran = QObject(), threading.Event(), [], []
    jobs.run(owner, lambda: gate.wait(10), on_done=heard.append)
    jobs.run(owner, lambda: ran.append(1), on_done=heard.append)
    jobs.forget(owner)
    gate.set()
    assert jobs.settle()
    assert heard == []
    assert ran == []
