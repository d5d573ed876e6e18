"""Where the files beside the program lie: in a checkout, in an installed wheel, in a frozen build.

The standard library only, and nothing at import time: the first window is painted before anything here is asked for.
"""

from functools import cache
from pathlib import Path


@cache
def resources() -> Path:
    """The folder of the files that come with the program; raises FileNotFoundError when the installation is broken."""
    package = Path(__file__).resolve().parent
    for folder in (package / "_resources", package.parent / "resources"):
        if (folder / "manual.txt").is_file():
            return folder
    raise FileNotFoundError(f"resources beside {package}")


def resource(name: str) -> Path:
    """The path of one file, such as `manual.txt` or `icon.svg`."""
    return resources() / name


def manual() -> str:
    """The text of the user manual's chapter."""
    return resource("manual.txt").read_text(encoding="utf-8")
