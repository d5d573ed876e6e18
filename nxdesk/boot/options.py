"""What a start of the program is told; light, because it is read before the first window."""

import os
import sys
from pathlib import Path

from nxdesk.records.clock import Clock
from nxdesk.records.versions import DEFAULT_VERSION, NxVersion


def default_data_folder() -> Path:
    """Where the user's data lives: $NXDESK_DATA, or the system's place for application data."""
    if given := os.environ.get("NXDESK_DATA"):
        return Path(given)
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(home / "AppData" / "Local"))) / "nxdesk"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "nxdesk"
    return Path(os.environ.get("XDG_DATA_HOME", str(home / ".local" / "share"))) / "nxdesk"


class Options:
    """Data folder, practice clock, NX version, and the masters' address where it is not the data folder's file."""

    def __init__(self, data: Path, clock: Clock | None = None, nx_version: NxVersion = DEFAULT_VERSION,
                 masters_url: str | None = None) -> None:
        self.data = data
        self.clock = clock or Clock()
        self.nx_version = nx_version
        self.masters_url = masters_url

    @property
    def masters_address(self) -> str:
        """The SQLAlchemy URL of the NX masters."""
        return self.masters_url or f"sqlite:///{self.data / 'nx.sqlite'}"

    @property
    def service_data(self) -> Path:
        """The folder of the embedded e-AMANO."""
        return self.data / "eamano"
