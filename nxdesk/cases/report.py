"""The report of a played case: one HTML page with the manual's passage, comparisons and picture of each step."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from nxdesk.cases.manual import Manual
from nxdesk.cases.player import Outcome, StepResult
from nxdesk.records.clock import JST

_TEMPLATES = Path(__file__).parent / "templates"
PAGE = "index.html"


@dataclass(frozen=True, slots=True)
class Report:
    """A written report; `failed` names the steps that did not come out as the manual says."""

    path: Path
    results: tuple[StepResult, ...]

    @property
    def failed(self) -> tuple[StepResult, ...]:
        """Steps with a difference, broken off or not played."""
        return tuple(result for result in self.results if result.outcome is not Outcome.PASSED)


def write_report(folder: Path, title: str, facts: Sequence[tuple[str, str]], manual: Manual,
                 results: Sequence[StepResult]) -> Report:
    """Write the page beside the pictures; `facts` are lines for its head."""
    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined,
                              trim_blocks=True, lstrip_blocks=True)
    chapters = [(number, manual.chapter(number).title, list(steps))
                for number, steps in groupby(results, key=lambda result: result.chapter)]
    path = folder / PAGE
    path.write_text(environment.get_template("report.html.j2").render(
        title=title, facts=facts, chapters=chapters, results=results, Outcome=Outcome,
        passed=sum(result.outcome is Outcome.PASSED for result in results),
        checks=sum(len(result.checks) for result in results), seconds=sum(result.seconds for result in results),
        made=datetime.now(JST).strftime("%Y/%m/%d %H:%M")), encoding="utf-8")
    _write_data(folder, results)
    return Report(path, tuple(results))


def _write_data(folder: Path, results: Sequence[StepResult]) -> None:
    """The same results for programs, in `report.json`."""
    data = [asdict(result) | {"outcome": result.outcome.name.lower()} for result in results]
    (folder / "report.json").write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
