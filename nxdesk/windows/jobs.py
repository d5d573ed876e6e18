"""Work that leaves the GUI thread: one lane for the database, several for the network.

A job's answer comes back in the GUI thread; a closed or deleted window hears nothing of it. Part of the start-up: the
namespace `Qt`, whose enumerations cost 40 ms, and the thread pools are not imported before the first job.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import shiboken6
from PySide6.QtCore import QDeadlineTimer, QEventLoop, QObject, QTimer, Signal, Slot

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

Lane = Literal["database", "network"]
NETWORK_THREADS = 4
Report = Callable[..., None]


class Job:
    """One piece of work under way. `forget` keeps its answer from being delivered; the work itself runs on."""

    def __init__(self, owner: QObject, on_done: Callable[[Any], None] | None,
                 on_failed: Callable[[Exception], None] | None, on_progress: Callable[..., None] | None) -> None:
        self.owner = owner
        self.on_done = on_done
        self.on_failed = on_failed
        self.on_progress = on_progress
        self.finished = False
        self.forgotten = False
        self.future: Future[Any] | None = None

    @property
    def hears(self) -> bool:
        """Its owner is still there to be told."""
        return not self.forgotten and shiboken6.isValid(self.owner)

    def forget(self) -> None:
        """Deliver nothing more; a job that has not begun is dropped."""
        self.forgotten = True
        if self.future is not None:
            self.future.cancel()


class Jobs(QObject):
    """Runs functions in the background and owns the signals that carry their answers."""

    _answered = Signal(object)
    _progressed = Signal(object, object)
    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes: dict[Lane, ThreadPoolExecutor] = {}
        self._running: set[Job] = set()
        self._closed = False
        self._answered.connect(self._deliver)
        self._progressed.connect(self._deliver_progress)

    def run(self, owner: QObject, function: Callable[..., Any], *,
            on_done: Callable[[Any], None] | None = None, on_failed: Callable[[Exception], None] | None = None,
            on_progress: Callable[..., None] | None = None, lane: Lane = "database") -> Job:
        """Call `function` in the background for `owner`.

        With `on_progress` the function gets one argument, `report(*facts)`, which calls `on_progress(*facts)` in the
        GUI thread. An exception goes to `on_failed`; without it, or when it raises again, it is a fault of the program.
        """
        job = Job(owner, on_done, on_failed, on_progress)
        if self._closed:
            job.forgotten = True
            return job
        self._running.add(job)
        call = partial(function, self._reporter(job)) if on_progress else function
        job.future = self._lane(lane).submit(self._work, job, call)
        job.future.add_done_callback(lambda future: self._answer(job) if future.cancelled() else None)
        return job

    def forget(self, owner: QObject) -> None:
        """Deliver nothing more to this owner: its window was closed."""
        for job in [job for job in self._running if job.owner is owner]:
            job.forget()

    @property
    def busy(self) -> bool:
        """Some job has not answered yet."""
        return bool(self._running)

    def settle(self, milliseconds: int = 30_000) -> bool:
        """Wait until nothing runs, handling events meanwhile; False when that took too long."""
        patience = QDeadlineTimer(milliseconds)
        while self.busy and not patience.hasExpired():
            loop = QEventLoop()
            self.idle.connect(loop.quit)
            QTimer.singleShot(patience.remainingTime(), loop, loop.quit)
            loop.exec()
        return not self.busy

    def close(self) -> None:
        """Drop what has not begun, wait for what runs, and deliver nothing more."""
        self._closed = True
        for job in list(self._running):
            job.forget()
        for pool in self._lanes.values():
            pool.shutdown(wait=True, cancel_futures=True)
        self._running.clear()

    def _lane(self, lane: Lane) -> "ThreadPoolExecutor":
        if lane not in self._lanes:
            from concurrent.futures import ThreadPoolExecutor
            self._lanes[lane] = ThreadPoolExecutor(1 if lane == "database" else NETWORK_THREADS, f"nxdesk-{lane}")
        return self._lanes[lane]

    def _work(self, job: Job, call: Callable[[], Any]) -> Any:
        """In the worker thread, so that the answer stands in the queue behind the progress that was reported."""
        try:
            return call()
        finally:
            self._answer(job)

    def _answer(self, job: Job) -> None:
        if not self._closed:
            self._answered.emit(job)

    def _reporter(self, job: Job) -> Report:
        def report(*facts: object) -> None:
            if not self._closed:
                self._progressed.emit(job, facts)
        return report

    @Slot(object, object)
    def _deliver_progress(self, job: Job, facts: tuple[object, ...]) -> None:
        if job.hears and not job.finished and job.on_progress:
            job.on_progress(*facts)

    @Slot(object)
    def _deliver(self, job: Job) -> None:
        self._running.discard(job)
        job.finished = True
        try:
            self._tell(job)
        finally:
            if not self._running:
                self.idle.emit()

    @staticmethod
    def _tell(job: Job) -> None:
        if job.future is None or job.future.cancelled() or not job.hears:
            return
        error = job.future.exception()
        if error is None:
            if job.on_done:
                job.on_done(job.future.result())
        elif job.on_failed is not None and isinstance(error, Exception):
            job.on_failed(error)
        else:
            raise error
