"""What the data folder keeps: an address that is one, and nothing that others may read."""

import json
import os
import stat
from pathlib import Path

import pytest

from nxdesk.boot.build import build
from nxdesk.boot.folders import write_private
from nxdesk.boot.options import Options
from nxdesk.boot.service import EmbeddedService
from nxdesk.records.clock import Clock


@pytest.mark.parametrize("kept", [
    "", "[]", "7", "{}", '{"port": []}', '{"port": null}', '{"port": "18000"}', '{"port": true}', '{"port": 18000.0}',
    '{"port": 0}', '{"port": -1}', '{"port": 65536}', "[" * 100_000], ids=lambda text: text[:20])
def test_an_address_that_is_none_is_chosen_anew_and_kept(tmp_path: Path, kept: str) -> None:
    file = tmp_path / "address.json"
    file.write_text(kept, encoding="utf-8")
    port = EmbeddedService(tmp_path, Clock()).port
    assert 18000 <= port < 28000
    assert json.loads(file.read_text(encoding="utf-8")) == {"port": port}


def test_a_kept_address_stays(tmp_path: Path) -> None:
    EmbeddedService(tmp_path, Clock()).keep(65535)
    assert EmbeddedService(tmp_path, Clock()).url == "http://127.0.0.1:65535"


def mode(place: Path) -> int:
    return stat.S_IMODE(place.stat().st_mode)


def test_only_the_owner_may_read_the_data_folder(tmp_path: Path) -> None:
    previous = os.umask(0)
    try:
        build(Options(tmp_path / "new" / "data")).close()
        (tmp_path / "new" / "data" / "old.json").touch(mode=0o666)
        write_private(tmp_path / "new" / "data" / "old.json", "{}")
    finally:
        os.umask(previous)
    places = [tmp_path / "new", *(tmp_path / "new").rglob("*")]
    made = {place.name for place in places}
    assert {"nxdesk.lock", "nxdesk.pid", "service.pid", "address.json", "service.log"} <= made
    top = [place for place in places if place.parent.name != "backups"]
    assert not [(place.name, oct(mode(place))) for place in top if mode(place) != (0o700 if place.is_dir() else 0o600)]


def test_a_folder_that_was_there_stays_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    build(Options(tmp_path), serve=False).close()
    assert mode(tmp_path) == 0o755
