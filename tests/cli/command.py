"""The `nxdesk` command as people call it: a process of its own on a data folder of its own."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PERSON = "0000000111"
"""Somebody of the practice company who has a family of two."""

REST_ROW = "NXD_Z_99"
"""The cause of what has none: no command ever says it in a test."""


@dataclass
class Answer:
    """What a command printed and ended with."""

    status: int
    out: str
    err: str

    @property
    def facts(self) -> dict[str, Any]:
        """The one document of JSON it printed."""
        return json.loads(self.out)


class Command:
    """Calls nxdesk on one data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.environment = os.environ | {"NXDESK_KEYRING": "off", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}

    def line(self, *arguments: str) -> list[str]:
        """The command line."""
        return [sys.executable, "-m", "nxdesk", "--data", str(self.data), *arguments]

    def __call__(self, *arguments: str, stdin: str = "", **environment: str) -> Answer:
        """Run it to its end."""
        done = subprocess.run(self.line(*arguments), input=stdin, capture_output=True, text=True, timeout=300,
                              env=self.environment | environment, check=False)
        assert "Traceback" not in done.stderr, done.stderr
        assert REST_ROW not in done.stdout + done.stderr, done.stdout + done.stderr
        return Answer(done.returncode, done.stdout, done.stderr)

    def start(self, *arguments: str, alone: bool = False) -> subprocess.Popen[str]:
        """Start it and go on; `alone` as in a terminal of its own."""
        return subprocess.Popen(self.line(*arguments), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, env=self.environment,
                                start_new_session=alone)

    def connect(self) -> dict[str, str]:
        """Issue an ID and register the connection settings; returns the three values."""
        issued = self("eamano", "issue-id", "--contact", "天野PC、NX連携設定", "--json").facts
        done = self("connect", "set", "--url", issued["url"], "--customer-id", issued["customer_id"], "--auth-id", "-",
                    "--json", stdin=issued["auth_id"] + "\n")
        assert done.status == 0, done.out + done.err
        return issued


def serve(nxdesk: Command, *arguments: str) -> subprocess.Popen[str]:
    """Start `nxdesk eamano serve` and wait for its word."""
    process = nxdesk.start("eamano", "serve", "--stop-with-stdin", *arguments)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("ready ")
    return process


def copied(nxdesk: Command, place: Path) -> Command:
    """The command on a copy of a data folder that nobody has open: preparing one takes several commands."""
    shutil.copytree(nxdesk.data, place)
    return Command(place)


def stop(process: subprocess.Popen[str]) -> None:
    """End a started process and take its pipes."""
    if process.poll() is None:
        process.terminate()
    process.communicate(timeout=30)
