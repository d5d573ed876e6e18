"""P6R, the scene: a company that was registered, 社員 and 家族, and has changed in NX since.

`python -m benchmarks.relink_scene FOLDER PEOPLE` makes the data folder with the service's own data, and beside them the
databases of floor and peer as they stood after the same first registration. Samples work on copies of the folder.
"""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks import relink_floor, relink_typical
from benchmarks.company import data_folder, masters_file
from benchmarks.registration_ours import logged_in, opened, registered
from benchmarks.relink_values import FLOOR, KINDS, TYPICAL, fingerprint, rows_of
from nxdesk.boot.options import Options
from nxdesk.desk.program import registration_run
from nxdesk.masters.store import Masters
from nxdesk.records.fields import Value

_BY = "bench"
_CHANGED, _WIDE = 5, 20
"""Every how many-th person changes with all members; has a member who is new in NX, or one whom only e-AMANO has."""

_CHILD: dict[str, Value] = {
    "last_name": "新", "first_name": "生児", "last_name_kana": "シン", "first_name_kana": "セイジ",
    "birth_date": "2020-03-30", "relationship_code": "11", "gender": "female", "living_together": "live_in",
    "occupation_code": "1", "hi_dependent": 1, "tax_dependent": "under16", "estimated_income": 0, "disability_class": 0}


def service_file(folder: Path) -> Path:
    """The service's database in a data folder."""
    return Options(folder).service_data / "eamano.sqlite"


def first_time(folder: Path) -> None:
    """Register everybody, and all families."""
    options = Options(folder)
    with opened(options, "") as program:
        session = logged_in(program, options)
        codes = tuple(program.masters.people.codes())
        for kind in KINDS:
            registered(registration_run(program.desk, kind.id, session.user.user_id, may_my_number=False), codes)


def changed(masters: Masters) -> None:
    """What offices do in a year: people and members change, some members come, some go."""
    families: dict[str, list[dict[str, Any]]] = {}
    for code, seq, version, income in _members(masters):
        families.setdefault(code, []).append({"seq": seq, "version": version, "income": income})
    for place, (code, version) in enumerate(list(_people(masters))):
        members = families.get(code, [])
        if place % _CHANGED == 0:
            masters.people.save(code, {"address_street": f"新町{place + 1}－1", "address_building": None}, version, _BY)
            for one in members:
                masters.families.save(code, one["seq"], {"estimated_income": int(one["income"] or 0) + 10_000,
                                                         "first_name_kana": "カワル"}, one["version"], _BY)
        if place % _WIDE == 1:
            masters.families.add(code, _CHILD, _BY)
        if place % _WIDE == 2 and members:
            masters.families.remove(code, members[-1]["seq"], members[-1]["version"], _BY)


def _people(masters: Masters) -> Iterator[tuple[str, int]]:
    for code, version in masters.people.some(("employee_code", "version")):
        yield str(code), int(version or 0)


def _members(masters: Masters) -> Iterator[tuple[str, int, int, Value]]:
    for code, seq, version, income in masters.families.some(
            ("employee_code", "family_seq", "version", "estimated_income")):
        yield str(code), int(seq or 0), int(version or 0), income


def only_at_eamano(file: Path) -> None:
    """Every hundredth member has something that NX does not have, and which a re-registration clears (④-16)."""
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE family SET occupation_other = '翻訳', version = version + 1 WHERE id % 100 = 0")


def make(folder: Path, people: int) -> None:
    """The whole scene."""
    from nxdesk.masters.store import open_masters
    from nxdesk.vault.keys import profile_key
    from nxdesk.vault.seal import Sealer
    data_folder(folder, people)
    first_time(folder)
    before = {kind.id: rows_of(service_file(folder), kind) for kind in KINDS}
    relink_floor.prepare(folder / FLOOR, before)
    relink_typical.prepare(folder / TYPICAL, before)
    only_at_eamano(service_file(folder))
    options = Options(folder)
    masters = open_masters(options.masters_address, Sealer(profile_key(folder, "nx").key), options.clock)
    try:
        changed(masters)
    finally:
        masters.close()
    print(fingerprint(masters_file(folder), *(kind.id for kind in KINDS)))


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
