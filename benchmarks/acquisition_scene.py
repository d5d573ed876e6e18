"""P5 and P8, the scene: a company that was registered, of which one in a hundred has been changed at e-AMANO since.

`python -m benchmarks.acquisition_scene FOLDER PEOPLE` makes the data folder with the service's own data. Comparing
writes nothing, so that samples work on it as it is.
"""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from benchmarks.company import data_folder
from benchmarks.registration_ours import logged_in, opened, registered
from nxdesk.boot.options import Options
from nxdesk.desk.program import registration_run
from nxdesk.records.digests import row_digest
from nxdesk.records.employee import EMPLOYEE

ONE_IN = 100
STREET = "変更町一丁目１番１号"


def service_file(folder: Path) -> Path:
    """The service's database in a data folder."""
    return Options(folder).service_data / "eamano.sqlite"


def changed_at_eamano(file: Path) -> int:
    """Another street for one in a hundred, as the service's own page would write it; how many that are."""
    items = ", ".join(EMPLOYEE.linked_ids)
    with closing(sqlite3.connect(file)) as database, database:
        people = database.execute(f"SELECT id, {items} FROM employee ORDER BY employee_code").fetchall()[::ONE_IN]
        street = EMPLOYEE.linked_ids.index("address_street") + 1
        told = [(STREET, row_digest((*person[1:street], STREET, *person[street + 1:])), person[0]) for person in people]
        database.executemany("UPDATE employee SET address_street = ?, digest = ?, version = version + 1 WHERE id = ?",
                             told)
    return len(people)


def main(folder: Path, people: int) -> None:
    """Make it."""
    options = Options(data_folder(folder, people))
    with opened(options, "") as program:
        session = logged_in(program, options)
        codes = tuple(program.masters.people.codes())
        registered(registration_run(program.desk, EMPLOYEE.id, session.user.user_id, may_my_number=False), codes)
    changed_at_eamano(service_file(folder))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
