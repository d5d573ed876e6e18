"""The practice network's own door: whoever has no token learns and changes nothing, and nothing breaks it."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from socket import create_connection

import pytest

from nxdesk.lab.control import Control, NoNetwork, asked


@pytest.fixture
def file(network, tmp_path: Path) -> Iterator[Path]:
    control = Control(network, tmp_path / "control.json")
    yield tmp_path / "control.json"
    control.close()


def told(file: Path, line: bytes) -> bytes:
    """What the door says to this."""
    with create_connection(("127.0.0.1", json.loads(file.read_text())["port"]), 5) as door:
        door.sendall(line)
        with door.makefile("rb") as answer:
            return answer.read()


@pytest.mark.parametrize("line", [
    b'{"do":"arm","rules":["portal"]}\n', b'{"token":"","do":"arm","rules":["portal"]}\n',
    '{"token":"鍵","do":"arm","rules":["portal"]}\n'.encode(), b'{"token":7,"do":"arm","rules":["portal"]}\n', b"[]\n"])
def test_without_the_token_nothing_happens(network, file: Path, line: bytes) -> None:
    assert json.loads(told(file, line)) == {"error": "鍵が違います。"}
    assert network.ruler.armed() == []


@pytest.mark.parametrize("line", [b"\n", b"\xff\xfe\n", b"[" * 60_000 + b"\n", b'{"token":"\\ud800","do":"arm"}\n',
                                  b"GET / HTTP/1.1\r\n"])
def test_what_is_no_request_gets_no_answer(network, file: Path, line: bytes, capfd) -> None:
    assert told(file, line) == b""
    assert asked(file, "arm", ["portal"])["armed"] == [
        {"rule": "portal@anyx1", "words": "公衆Wi-Fiの画面（すべて、1回目から1回）"}]
    assert capfd.readouterr().err == ""


def test_only_the_owner_can_read_the_token(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_no_network_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NoNetwork):
        asked(tmp_path / "control.json", "status")
