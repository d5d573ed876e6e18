"""Imports go down only, and every library stays in its rooms."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = sorted(path for path in (ROOT / "nxdesk").iterdir() if path.is_dir() and path.name[0] != "_")

LIBRARIES = {
    "cli": {"click"},
    "windows": {"PySide6", "shiboken6"},
    "cases": {"jinja2", "selenium", "python_calamine"},
    "boot": {"filelock"},
    "desk": {"xlsxwriter", "python_calamine"},
    "masters": {"sqlalchemy", "alembic", "xlsxwriter", "python_calamine"},
    "link": {"requests", "urllib3", "truststore", "orjson", "idna"},
    "eamano": {"fastapi", "starlette", "uvicorn", "sqlalchemy", "alembic", "jinja2", "orjson", "python_multipart",
               "h11"},
    "lab": {"cryptography"},
    "vault": {"cryptography", "keyring", "argon2"},
    "wire": set(),
    "records": set(),
}

GROUND = {"records", "resources", "__version__"}
KNOWS = {
    "cli": {"windows", "cases", "boot", "desk", "masters", "link", "eamano", "lab", "vault", "wire"} | GROUND,
    "windows": {"cases", "desk"} | GROUND,
    "cases": {"boot", "desk", "lab", "masters", "eamano"} | GROUND,
    "boot": {"desk", "masters", "link", "lab", "vault", "wire"} | GROUND,
    "desk": {"masters", "link", "wire", "vault"} | GROUND,
    "masters": {"vault"} | GROUND,
    "link": {"vault", "wire"} | GROUND,
    "eamano": {"vault", "wire"} | GROUND,
    "lab": {"wire"},
    "vault": {"records"},
    "wire": {"records"},
    "records": set(),
}


def imported(path: Path) -> set[str]:
    """The modules that a file imports anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def libraries(path: Path) -> set[str]:
    """The packages from outside that a file imports."""
    return {name.partition(".")[0] for name in imported(path)} - set(sys.stdlib_module_names) - {"nxdesk"}


def rooms(path: Path) -> set[str]:
    """The rooms that a file imports from, its own left out."""
    own = path.relative_to(ROOT / "nxdesk").parts[0]
    return {name.split(".")[1] for name in imported(path) if name.startswith("nxdesk.")} - {own}


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
        for name in libraries(path) - LIBRARIES[room.name]
    }
    assert not foreign


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_room_knows_its_neighbours_only(room: Path):
    foreign = {
        f"{path.relative_to(ROOT)}: {name}" for path in room.rglob("*.py") for name in rooms(path) - KNOWS[room.name]
    }
    assert not foreign


def test_every_library_is_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    given = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    declared = {re.split(r"[^\w.-]", one)[0].lower() for one in given} | {"shiboken6"}
    suppliers = packages_distributions()
    used = set().union(*(libraries(path) for path in (ROOT / "nxdesk").rglob("*.py")))
    assert not {name for name in used if not {dist.lower().replace("_", "-") for dist in suppliers[name]} & declared}


def test_only_the_key_store_knows_the_keyring():
    knowing = {str(path.relative_to(ROOT)) for path in (ROOT / "nxdesk").rglob("*.py") if "keyring" in libraries(path)}
    assert knowing <= {"nxdesk/vault/keys.py"}


def test_rooms_of_the_ground_floor_are_light():
    for module in ("nxdesk.resources", "nxdesk.records.kinds", "nxdesk.wire.problems"):
        run = subprocess.run(
            [sys.executable, "-c", f"import sys, {module}; print(*sys.modules)"],
            cwd=ROOT, capture_output=True, text=True, check=True)
        heavy = {"sqlalchemy", "requests", "fastapi", "cryptography", "PySide6", "click"} & set(run.stdout.split())
        assert not heavy, (module, heavy)
