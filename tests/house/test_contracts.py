"""Imports go down only, and every library stays in its rooms."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = sorted(path for path in (ROOT / "nxdesk").iterdir() if path.is_dir() and path.name[0] != "_")

LIBRARIES = {
    "cli": {"click", "selenium", "jinja2"},
    "windows": {"PySide6"},
    "cases": {"jinja2"},
    "boot": {"platformdirs", "filelock"},
    "desk": {"xlsxwriter", "python_calamine"},
    "masters": {"sqlalchemy", "alembic", "jaconv", "xlsxwriter", "python_calamine"},
    "link": {"requests", "urllib3", "truststore", "orjson"},
    "eamano": {"fastapi", "starlette", "uvicorn", "sqlalchemy", "alembic", "jinja2", "orjson", "python_multipart"},
    "lab": {"cryptography"},
    "vault": {"cryptography", "keyring", "argon2"},
    "wire": set(),
    "records": set(),
}


def imported(path: Path) -> set[str]:
    """The top-level packages that a file imports anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_contracts_of_the_floors_hold():
    run = subprocess.run(
        [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"],
        cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_room_uses_its_own_libraries_only(room: Path):
    foreign = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in room.rglob("*.py")
        for name in imported(path) - set(sys.stdlib_module_names) - {"nxdesk"} - LIBRARIES[room.name]
    }
    assert not foreign


def test_only_the_key_store_knows_the_keyring():
    knowing = {str(path.relative_to(ROOT)) for path in (ROOT / "nxdesk").rglob("*.py") if "keyring" in imported(path)}
    assert knowing <= {"nxdesk/vault/keys.py"}


def test_rooms_of_the_ground_floor_are_light():
    for module in ("nxdesk.resources", "nxdesk.records.kinds", "nxdesk.wire.problems"):
        run = subprocess.run(
            [sys.executable, "-c", f"import sys, {module}; print(*sys.modules)"],
            cwd=ROOT, capture_output=True, text=True, check=True)
        heavy = {"sqlalchemy", "requests", "fastapi", "cryptography", "PySide6", "click"} & set(run.stdout.split())
        assert not heavy, (module, heavy)
