"""The files beside the program are found from a checkout and from an installed wheel (the frozen one tests itself)."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from nxdesk.resources import manual, resources

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without the network."""
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
                   cwd=ROOT, capture_output=True, check=True)
    return next(out.glob("*.whl"))


def test_checkout_has_the_manual():
    assert resources() == ROOT / "resources"
    assert "NX連携設定" in manual()


def test_wheel_holds_every_file_that_is_no_code(wheel: Path):
    held = set(zipfile.ZipFile(wheel).namelist())
    beside = {f"nxdesk/_resources/{path.relative_to(ROOT / 'resources')}"
              for path in (ROOT / "resources").rglob("*") if path.is_file()}
    inside = {str(path.relative_to(ROOT)) for path in (ROOT / "nxdesk").rglob("*")
              if path.is_file() and path.suffix != ".pyc"}
    assert beside | inside <= held


def test_installed_wheel_finds_the_manual(wheel: Path, tmp_path: Path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    run = subprocess.run(
        [sys.executable, "-I", "-c", "import sys; sys.path.insert(0, sys.argv[1]);"
         "import nxdesk.resources as r; print(r.__file__); print(r.resources()); print(len(r.manual()))",
         str(tmp_path / "site")],
        cwd=tmp_path, capture_output=True, text=True, check=True)
    where, folder, length = run.stdout.split()
    assert Path(where).is_relative_to(tmp_path)
    assert Path(folder) == tmp_path / "site/nxdesk/_resources"
    assert int(length) == len(manual())
