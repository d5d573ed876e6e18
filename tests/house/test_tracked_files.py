"""Nothing in the repository belongs to one machine, one network or one person."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOP_LEVEL = {".ci", ".gitignore", "CHANGELOG.md", "LICENSE", "Makefile", "README.md", "benchmarks", "docs", "nxdesk",
             "nxdesk.spec", "pyproject.toml", "requirements", "resources", "tests"}
# Spelt in pieces, so that this file does not find itself.
REGISTRIES = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "deb.debian" + ".org",
              "--index" + "-url", "--extra-index" + "-url", "--find" + "-links", "--trusted" + "-host")
MACHINE_PATH = re.compile(r"(?<![\w.}<-])/(?:root|work|home/[a-z]+|Users/[a-z]+)/" + r"\w")
LOCK_LINE = re.compile(r"(#.*|\S+==\S+( ; [^\\]+)?( \\)?|    --hash=sha256:[0-9a-f]{64}( \\)?|    # .*|)")


def tracked() -> list[str]:
    listed = subprocess.run(["git", "-c", "safe.directory=*", "ls-files", "-z"],
                            cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


def test_no_registry_host():
    assert not [(name, host) for name in tracked() for host in REGISTRIES if host in text(name)]


def test_no_path_of_one_machine():
    assert not [(name, found.group()) for name in tracked() for found in MACHINE_PATH.finditer(text(name))]


def test_locks_hold_versions_and_hashes_only():
    locks = [name for name in tracked() if name.startswith("requirements/") and name.endswith(".txt")]
    assert locks
    strange = [(name, line) for name in locks for line in text(name).splitlines() if not LOCK_LINE.fullmatch(line)]
    assert not strange


def test_top_level_is_the_agreed_one():
    assert {name.split("/")[0] for name in tracked()} <= TOP_LEVEL
