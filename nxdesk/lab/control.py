"""The running network's own door: rules are armed and counts are read from another process, with a token.

One JSON line in, one out. Port and token stand in a file that only the user can read.
"""

import hmac
import json
import os
import secrets
import socketserver
import threading
from contextlib import suppress
from pathlib import Path
from socket import create_connection
from typing import cast

from nxdesk.lab.network import Network
from nxdesk.lab.rules import BadRule

_LINE_LIMIT = 65536
_SECONDS = 5.0
Answer = dict[str, object]


class NoNetwork(Exception):
    """No practice network runs on this folder."""


class Control:
    """Serves the door of one network; the file is taken away when it closes."""

    def __init__(self, network: Network, file: Path) -> None:
        self._file = file
        token = secrets.token_urlsafe(32)

        class Handler(socketserver.StreamRequestHandler):
            timeout = _SECONDS

            def handle(self) -> None:
                with suppress(OSError, ValueError, RecursionError):
                    asked = json.loads(self.rfile.readline(_LINE_LIMIT))
                    self.wfile.write(json.dumps(_answered(network, token, asked)).encode() + b"\n")
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="nxdesk-lab-control",
                                        daemon=True)
        file.unlink(missing_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as kept:
            json.dump({"port": self._server.server_address[1], "token": token}, kept)
        self._thread.start()

    def close(self) -> None:
        """Stop answering."""
        self._file.unlink(missing_ok=True)
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _answered(network: Network, token: str, asked: object) -> Answer:
    match asked:
        case {"token": str(given), "do": str(wish), **rest} if hmac.compare_digest(given.encode(), token.encode()):
            return _done(network, wish, [str(rule) for rule in cast("list[object]", rest.get("rules") or [])])
    return {"error": "鍵が違います。"}


def _done(network: Network, wish: str, rules: list[str]) -> Answer:
    ruler = network.ruler
    if wish == "disarm":
        ruler.disarm()
    elif wish == "arm":
        try:
            ruler.arm(*rules)
        except BadRule as bad:
            return {"error": bad.sentence}
    return {"gate": network.gate_url, "tls": network.tls_url, "proxy": network.proxy_address,
            "ca_file": str(network.certificates.ca_file),
            "armed": [{"rule": rule.text, "words": rule.words} for rule in ruler.armed()],
            "fired": [{"rule": firing.rule.text, "method": firing.method, "path": firing.path}
                      for firing in ruler.firings],
            "counts": ruler.counts()}


def asked(file: Path, wish: str, rules: list[str] | None = None) -> Answer:
    """Ask the network that left this file; raises NoNetwork."""
    try:
        known = json.loads(file.read_text())
        with create_connection(("127.0.0.1", int(known["port"])), _SECONDS) as line:
            line.sendall(json.dumps({"token": known["token"], "do": wish, "rules": rules or []}).encode() + b"\n")
            with line.makefile("rb") as answer:
                return cast("Answer", json.loads(answer.readline()))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoNetwork from error
