"""Folders and small files of the data folder: nobody but their owner may read them (where the system knows owners)."""

import os
from pathlib import Path
from typing import BinaryIO

_FOLDER_MODE = 0o700
FILE_MODE = 0o600


def private_folder(folder: Path) -> None:
    """Make the folder, and those above it that are missing; a folder that exists stays as it is. Raises OSError."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir(mode=_FOLDER_MODE, exist_ok=True)
    folder.mkdir(exist_ok=True)


def write_private(file: Path, text: str) -> None:
    """Write a small file; one that others could read is closed to them first. Raises OSError."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT, FILE_MODE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        if os.name == "posix":
            os.fchmod(descriptor, FILE_MODE)
        opened.truncate()
        opened.write(text)


def appended_private(file: Path) -> BinaryIO:
    """A record that grows, opened at its end. Raises OSError."""
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, FILE_MODE), "ab")
