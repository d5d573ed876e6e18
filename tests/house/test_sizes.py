"""Small pieces: a function of 50 lines, a file of 400, a window's `__init__` of 30 at most."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILE_LINES = 400
FUNCTION_LINES = 50
WINDOW_INIT_LINES = 30
LINE_LENGTH = 120


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and number of lines of every function, decorators not counted."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_files_are_short():
    long = {str(path.relative_to(ROOT)): lines for path in sources("nxdesk", "tests", "benchmarks")
            if (lines := len(path.read_text(encoding="utf-8").splitlines())) > FILE_LINES}
    assert not long


def test_lines_are_short():
    long = [f"{path.relative_to(ROOT)}:{number}" for path in sources("nxdesk", "tests", "benchmarks")
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if len(line) > LINE_LENGTH]
    assert not long


@pytest.mark.parametrize(("folder", "only", "limit"), [
    ("nxdesk", "", FUNCTION_LINES),
    ("tests", "", FUNCTION_LINES),
    ("benchmarks", "", FUNCTION_LINES),
    ("nxdesk/windows", "__init__", WINDOW_INIT_LINES),
])
def test_functions_are_short(folder: str, only: str, limit: int):
    long = [f"{path.relative_to(ROOT)}: {name} {lines}" for path in sources(folder)
            for name, lines in functions(path) if lines > limit and only in ("", name)]
    assert not long
