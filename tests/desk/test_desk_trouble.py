"""A lost database is told in words, at every door of the desk."""

from pathlib import Path

import pytest

from nxdesk.boot.build import build
from nxdesk.boot.options import Options
from nxdesk.desk.refusal import Refusal


def test_a_file_that_became_no_database_is_told_and_not_crashed_over(tmp_path: Path) -> None:
    options = Options(tmp_path / "data")
    program = build(options, serve=False)
    session = program.desk.login("admin", "renshu-1")
    program.masters.database.engine.dispose()
    for file in options.data.glob("nx.sqlite*"):
        file.unlink()
    (options.data / "nx.sqlite").write_bytes(b"no database at all" * 1000)
    for door in (lambda: session.people.load("0000000101"), lambda: program.desk.login("admin", "renshu-1"),
                 session.menu_settings.rows, session.service_settings.load):
        with pytest.raises(Refusal) as refused:
            door()
        assert refused.value.code.startswith("NXD_M_")
    program.close()
