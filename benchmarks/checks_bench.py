"""P4: every item of every record checked (条理チェック), beside pydantic v2, jsonschema-rs and a floor, on the same rows.

All of them look at the same 10,000 people, one in a hundred of whom has two items wrong, and name every misfit. The
peers check shapes and requirements alone, by the same patterns; what needs several items or the day (the
rules of a kind) only ours judges. The floor sees of every value whether it is there, and judges nothing.
By itself: `python -m benchmarks.checks_bench`.
"""

import gc
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import jsonschema_rs
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError, create_model

from benchmarks.measuring import Comparison, at_least_as_fast, at_most, rounds, table
from nxdesk.masters.generate import generate
from nxdesk.records import fields
from nxdesk.records.checks import link_checker
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Value

PEOPLE, ROUNDS = 10_000, 7
TODAY = "2026-04-06"
ONE_IN = 100
_MISFITS: dict[str, Value] = {"zip": "12-3456", "birth_date": "1980-02-30"}
Row = tuple[Value, ...]
Found = list[tuple[int, str]]
"""Place of a record, and the id of an item that is wrong in it."""


def company(people: int) -> list[Row]:
    """Generated people as they travel, one in a hundred with two misfits."""
    names = [item.id for item in EMPLOYEE.nx_columns]
    places = [names.index(item) for item in EMPLOYEE.linked_ids]
    found = []
    for number, person in enumerate(generate(people, 1)):
        row = [person[place] for place in places]
        if number % ONE_IN == 0:
            for item, value in _MISFITS.items():
                row[EMPLOYEE.linked_ids.index(item)] = value
        found.append(tuple(row))
    return found


def ours(rows: Sequence[Row]) -> Found:
    """As the run checks people: the suspects first, then everything that is wrong with each of them."""
    checker = link_checker(EMPLOYEE)
    suspects = checker.suspects_of(rows, TODAY, warnings=True)
    return [(place, issue.field) for place in suspects for issue in checker.row_issues(rows[place], TODAY)]


def _pydantic() -> Callable[[Sequence[Row]], Found]:
    items: dict[str, Any] = {}
    for item in EMPLOYEE.linked:
        items[item.id] = (_annotated(item), ...) if item.needed_link else (_annotated(item) | None, None)
    # Its quicker engine of patterns cannot look ahead, so that it would judge less.
    adapter = TypeAdapter(create_model("Person", __config__=ConfigDict(regex_engine="python-re"), **items))
    names = EMPLOYEE.linked_ids

    def judged(rows: Sequence[Row]) -> Found:
        found: Found = []
        for place, row in enumerate(rows):
            try:
                adapter.validate_python(dict(zip(names, row, strict=True)), strict=True)
            except ValidationError as misfits:
                found += [(place, str(error["loc"][0])) for error in misfits.errors(include_url=False)]
        return found
    return judged


def _annotated(item: fields.Field) -> Any:
    shape = item.shape
    if shape.codes is not None and shape.integer:
        allowed = frozenset(int(code) for code, _ in shape.codes.entries)
        return Annotated[int, AfterValidator(lambda value: _one_of(value, allowed))]
    if shape.integer:
        return Annotated[int, Field(ge=0, le=10**shape.max_length - 1)]
    return Annotated[str, StringConstraints(min_length=1, max_length=shape.max_length,
                                            pattern=f"^(?:{shape.pattern})$")]


def _one_of(value: int, allowed: frozenset[int]) -> int:
    if value not in allowed:
        raise ValueError
    return value


def _jsonschema() -> Callable[[Sequence[Row]], Found]:
    schemas = []
    for item in EMPLOYEE.linked:
        shape = item.shape
        if shape.codes is not None:
            one: dict[str, Any] = {"enum": [int(code) if shape.integer else code for code, _ in shape.codes.entries]}
        elif shape.integer:
            one = {"type": "integer", "minimum": 0, "maximum": 10**shape.max_length - 1}
        else:
            one = {"type": "string", "minLength": 1, "maxLength": shape.max_length}
            # The end of a joined record never comes in a value of its own.
            one["pattern"] = f"^(?:{shape.pattern})$".replace(r"(?:\x1f|\Z)", "$")
        if not item.needed_link:
            one = {"enum": [*one["enum"], None]} if "enum" in one else one | {"type": [one["type"], "null"]}
        schemas.append(one)
    validator = jsonschema_rs.validator_for({"type": "array", "prefixItems": schemas, "minItems": len(schemas)})
    names = EMPLOYEE.linked_ids

    def judged(rows: Sequence[Row]) -> Found:
        found: Found = []
        for place, row in enumerate(rows):
            record = list(row)
            if not validator.is_valid(record):
                found += [(place, names[int(error.instance_path[0])]) for error in validator.iter_errors(record)]
        return found
    return judged


def _floor(rows: Sequence[Row]) -> Found:
    for row in rows:
        for value in row:
            there = value is not None  # noqa: F841
    return []


def _timed(work: Callable[[Sequence[Row]], Found], rows: list[Row], wanted: frozenset[tuple[int, str]]
           ) -> Callable[[], float]:
    if wanted:
        missed = wanted - set(work(rows))
        if missed:
            raise RuntimeError(f"{len(missed)} misfits were not found, such as {min(missed)}")

    def sample() -> float:
        gc.collect()
        begun = time.perf_counter()
        work(rows)
        return time.perf_counter() - begun
    return sample


def measure(_folder: Path) -> list[Comparison]:
    """Every judge on the same rows; raises RuntimeError where one misses what was put in."""
    rows = company(PEOPLE)
    wanted = frozenset((place, item) for place in range(0, PEOPLE, ONE_IN) for item in _MISFITS)
    taken = rounds(ROUNDS, {
        "ours": _timed(ours, rows, wanted), "pydantic": _timed(_pydantic(), rows, wanted),
        "jsonschema-rs": _timed(_jsonschema(), rows, wanted), "floor": _timed(_floor, rows, frozenset())})
    what = f"check {PEOPLE:,} people, all items"
    return [at_least_as_fast("P4", what, taken["ours"], "pydantic v2", taken["pydantic"], 1.5),
            at_least_as_fast("P4", what, taken["ours"], "jsonschema-rs", taken["jsonschema-rs"], 1.2),
            at_most("P4", what, taken["ours"], "every value touched once", taken["floor"], 7),
            at_most("P11", f"check {10 * PEOPLE:,} people", _more(rows), f"{PEOPLE:,} people", taken["ours"], 11)]


def _more(rows: list[Row]) -> list[float]:
    """Ten times the people, nobody of whom is there twice."""
    place = EMPLOYEE.linked_ids.index(EMPLOYEE.key[0])
    many = [(*row[:place], f"{turn:02d}{row[place]}"[:10], *row[place + 1:]) for turn in range(10) for row in rows]
    return rounds(ROUNDS, {"ours": _timed(ours, many, frozenset())})["ours"]


if __name__ == "__main__":
    print(table(measure(Path())))
