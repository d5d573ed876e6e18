"""A request that the service does not fulfil: which problem, in which words, about whom."""

from collections.abc import Sequence

from nxdesk.wire.problems import ProblemType
from nxdesk.wire.shapes import RecordError


class Refused(Exception):
    """Carries one of the declared problems to the outermost door."""

    def __init__(self, problem: ProblemType, detail: str = "", *, errors: Sequence[RecordError] = (),
                 min_version: str | None = None, retry_after: int | None = None) -> None:
        super().__init__(problem.name)
        self.problem = problem
        self.detail = detail or problem.help
        self.errors = list(errors)
        self.min_version = min_version
        self.retry_after = retry_after
