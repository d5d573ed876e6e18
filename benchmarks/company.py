"""Data folders with a generated company, made once a run of the benchmarks and copied where they are written to."""

import os
from pathlib import Path

SEED = 1


def environment(folder: Path, **more: str) -> dict[str, str]:
    """For the processes that are measured: as after an installation, with byte code, which is kept in `folder`."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder / "bytecode"), "NXDESK_KEYRING": "off", **more}


def data_folder(folder: Path, people: int) -> Path:
    """A data folder with masters of so many generated people."""
    os.environ["NXDESK_KEYRING"] = "off"
    from nxdesk.boot.options import Options
    from nxdesk.masters.practice import seed_company
    from nxdesk.masters.store import open_masters
    from nxdesk.vault.keys import profile_key
    from nxdesk.vault.seal import Sealer

    folder.mkdir(parents=True)
    options = Options(folder)
    masters = open_masters(options.masters_address, Sealer(profile_key(folder, "nx").key), options.clock)
    seed_company(masters, people, SEED)
    masters.close()
    return folder


def masters_file(folder: Path) -> Path:
    """The SQLite file of the masters in a data folder."""
    return folder / "nx.sqlite"
