"""The service by itself: the port it is given is the address from then on, for whoever asks."""

import json
import socket

import pytest

from tests.cli.command import Command, serve, stop

pytestmark = pytest.mark.usefixtures("plain_starts")


def kept(nxdesk: Command) -> int:
    return int(json.loads((nxdesk.data / "eamano" / "address.json").read_text(encoding="utf-8"))["port"])


def test_the_port_it_is_bound_to_is_kept(nxdesk: Command) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = serve(nxdesk, "--port", str(port))
    try:
        assert nxdesk("eamano", "issue-id", "--contact", "試験", "--json").facts["url"] == f"http://127.0.0.1:{port}"
    finally:
        stop(process)
    process = serve(nxdesk, "--port", "0")
    try:
        with socket.socket() as client:
            assert client.connect_ex(("127.0.0.1", kept(nxdesk))) == 0
        assert kept(nxdesk) != port
    finally:
        stop(process)


def test_a_port_that_cannot_be_bound_is_not_kept(nxdesk: Command) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = nxdesk("eamano", "serve", "--port", str(taken.getsockname()[1]))
    assert refused.status == 3
    assert "始められません" in refused.err
    assert not (nxdesk.data / "eamano" / "address.json").exists()


def test_a_folder_that_cannot_be_made_is_told(nxdesk: Command) -> None:
    nxdesk.data.mkdir()
    (nxdesk.data / "eamano").touch()
    for arguments in (("serve",), ("issue-id", "--contact", "試験")):
        refused = nxdesk("eamano", *arguments)
        assert (refused.status, refused.out) == (1, "")
        assert "書き込めません" in refused.err
