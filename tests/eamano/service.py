"""The real service as a process on a free port, and a client that speaks the protocol with plain requests."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import uuid4

import orjson
import requests

from nxdesk.eamano import practice
from nxdesk.eamano.administration import issue_practice_id
from nxdesk.records.clock import Clock
from nxdesk.records.fields import Value
from nxdesk.wire.digests import body_digest, manifest_digest
from nxdesk.wire.protocol import HEADER_AUTH_ID, HEADER_CUSTOMER, HEADER_NX_VERSION, HEADER_PROTOCOL
from tests.eamano.people import FIELDS
from tests.forge import FORGED

ROOT = Path(__file__).parents[2]
WAIT = 20


class Running:
    """A started service. `before` is what its process says first."""

    def __init__(self, data: Path, limits: str = "", port: int = 0, judge: Sequence[str] = (),
                 before: str = "") -> None:
        self.data = data
        self.log = data.parent / f"{data.name}.log"
        call = (f"{FORGED}{before}\nimport sys; from pathlib import Path; from nxdesk.eamano.process import serve; "
                f"from nxdesk.eamano.settings import Limits; "
                f"sys.exit(serve(Path({str(data)!r}), port={port}, stop_with_stdin=True, "
                f"judge_command={list(judge)!r}, limits=Limits({limits})))")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([sys.executable, "-c", call], cwd=ROOT, stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, stderr=log, env=dict(os.environ))
        assert self.process.stdout is not None
        said = self.process.stdout.readline().decode().split()
        assert said[:1] == ["ready"], self.log.read_text()
        self.url = said[1]

    def stop(self) -> int:
        """In good order: close its standard input."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        return self.process.wait(WAIT)

    def kill(self) -> None:
        """kill -9."""
        self.process.send_signal(signal.SIGKILL)
        self.stop()


class Api:
    """Requests of one NX."""

    def __init__(self, url: str, auth_id: str, customer: str = practice.CUSTOMER_ID) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update({HEADER_CUSTOMER: customer, HEADER_AUTH_ID: auth_id, HEADER_NX_VERSION: "1.2.6.0",
                                     HEADER_PROTOCOL: "1"})

    def __enter__(self) -> "Api":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.session.close()

    def __call__(self, method: str, path: str, body: object = None, **more: Any) -> requests.Response:
        data = body if isinstance(body, bytes) or body is None else orjson.dumps(body)
        return self.session.request(method, self.url + path, data=data, timeout=WAIT, **more)


class Registration:
    """A registration that can be sent step by step, and any step again."""

    def __init__(self, api: Api, batches: Sequence[dict[str, Any]], *, photos: dict[str, bytes] | None = None,
                 id: str = "", **manifest: object) -> None:
        self.api = api
        self.id = id or str(uuid4())
        self.path = f"/v1/registrations/{self.id}"
        self.bodies = [orjson.dumps(batch) for batch in batches]
        self.photos = photos or {}
        self.manifest = {
            "kind": "employee", "as_of": "2020-04-01",
            "people": sum(len(_stated(batch)["people"] if "people" in _stated(batch) else batch["rows"])
                          for batch in batches),
            "rows": sum(len(_stated(batch)["versions"]) for batch in batches), "batches": len(batches),
            "photos": len(self.photos),
            "deletions": sum(len(batch.get("deletions", ())) for batch in batches), "relink": False,
            "with_my_number": False,
            "digest": manifest_digest(map(body_digest, self.bodies)), **manifest}

    def open(self) -> requests.Response:
        return self.api("PUT", self.path, self.manifest)

    def stage(self) -> list[requests.Response]:
        return ([self.api("PUT", f"{self.path}/batches/{n}", body) for n, body in enumerate(self.bodies, 1)]
                + [self.api("PUT", f"{self.path}/photos/{code}", image) for code, image in self.photos.items()])

    def commit(self) -> requests.Response:
        return self.api("PUT", f"{self.path}/commit")

    def outcome(self) -> requests.Response:
        return self.api("GET", self.path)

    def all(self) -> requests.Response:
        """Every step, each as it should be."""
        for done in (self.open(), *self.stage()):
            assert done.ok, done.text
        return self.commit()


def _stated(batch: dict[str, Any]) -> dict[str, Any]:
    """What a batch says of its people, with rows or by digests."""
    found: dict[str, Any] = batch.get("same", batch)
    return found


def batch(rows: Sequence[list[Value]], *, versions: Sequence[int | None] | None = None,
          my_numbers: Sequence[str | None] | None = None, fields: Sequence[str] = FIELDS) -> dict[str, Any]:
    """A batch as it travels."""
    made: dict[str, Any] = {"fields": list(fields), "rows": list(rows),
                            "versions": list(versions) if versions else [None] * len(rows)}
    return made if my_numbers is None else made | {"my_numbers": list(my_numbers)}


def new_id(data: Path, contact: str = "試験", **more: Any) -> str:
    """A 認証用ID issued beside the running service."""
    return issue_practice_id(data, contact, Clock(), **more).auth_id
