"""Brings a long list into a grid: the first page with the window, the rest in pieces behind it."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from nxdesk.desk.people_list import Columns, Opening
from nxdesk.windows.grid.model import GridModel
from nxdesk.windows.jobs import Jobs

Answer = TypeVar("Answer")


class Pieces(Protocol):
    """A list that hands out pieces; calls block."""

    def open(self) -> Opening:
        """The number of records and the first of them, from the beginning."""

    def more(self) -> Columns:
        """The next piece; columns without entries when there is nothing left."""


class PeopleLoader(QObject):
    """Loads once, or anew; `advanced` after each piece, `loaded` when everybody is there."""

    advanced = Signal()
    loaded = Signal()
    failed = Signal(object)

    def __init__(self, people: Pieces, model: GridModel, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._people = people
        self._model = model
        self._jobs = jobs
        self.busy = False

    def begin(self) -> None:
        """Load from the beginning, showing people as they come."""
        self.busy = True
        self._run(self._people.open, self._opened)

    def reload(self) -> None:
        """Load everybody again and put them in place of the present ones in one go."""
        if not self.busy:
            self.busy = True
            self._run(self._everybody, self._replaced)

    def _run(self, function: Callable[[], Answer], on_done: Callable[[Answer], None]) -> None:
        self._jobs.run(self, function, on_done=on_done, on_failed=self._break)

    def _opened(self, opening: Opening) -> None:
        self._model.restart(opening.total)
        self._model.arrive(opening.columns)
        self.advanced.emit()
        self._more()

    def _more(self) -> None:
        if self._model.table.complete:
            self._end()
        else:
            self._run(self._people.more, self._arrived)

    def _arrived(self, columns: Columns) -> None:
        if not columns[0]:
            self._end()
            return
        self._model.arrive(columns)
        self.advanced.emit()
        self._more()

    def _end(self) -> None:
        self._model.finish()
        self.busy = False
        self.loaded.emit()

    def _everybody(self) -> Columns:
        columns: list[list[str]] = [list(column) for column in self._people.open().columns]
        while (piece := self._people.more())[0]:
            for column, more in zip(columns, piece, strict=True):
                column.extend(more)
        return columns

    def _replaced(self, columns: Columns) -> None:
        self._model.replace(columns)
        self.busy = False
        self.loaded.emit()

    def _break(self, error: Exception) -> None:
        self.busy = False
        self.failed.emit(error)
