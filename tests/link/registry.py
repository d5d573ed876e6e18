"""A small service that keeps the promises of the wire, with faults that can be armed in front of each step."""

import re
import threading
from collections.abc import Callable
from hashlib import sha256

import orjson

from nxdesk.wire import protocol
from tests.link.servers import Request, answer, problem

Proceed = Callable[[], bytes]
Fault = Callable[[Proceed], bytes]


def checked(code: str) -> dict:
    """What a dry run says of a new person."""
    return {"code": code, "verdict": "new", "version": None, "updated_at": None, "member": None, "name": "",
            "effects": [["ei_no_held", "新規", None, 0, ""]], "errors": []}


class Registry:
    """Registrations in memory: manifest, batches, state. `applied` counts the effect of each commit."""

    def __init__(self) -> None:
        self.manifests: dict[str, dict] = {}
        self.batches: dict[str, dict[int, bytes]] = {}
        self.photos: dict[str, dict[str, bytes]] = {}
        self.states: dict[str, str] = {}
        self.problems: dict[str, dict] = {}
        self.applied: list[str] = []
        self.rows: dict[str, list] = {}
        self.page_size = 10_000
        self.date = ""
        self._faults: list[tuple[str, list[Fault]]] = []
        self._lock = threading.Lock()

    def arm(self, step: str, *faults: Fault) -> None:
        """The next requests `METHOD path` matching this expression meet these faults, one each."""
        self._faults.append((step, list(faults)))

    def __call__(self, request: Request) -> bytes:
        fault = self._armed(f"{request.method} {request.path}")
        return fault(lambda: self._normal(request)) if fault else self._normal(request)

    def _armed(self, step: str) -> Fault | None:
        with self._lock:
            for pattern, faults in self._faults:
                if faults and re.search(pattern, step):
                    return faults.pop(0)
        return None

    def _normal(self, request: Request) -> bytes:
        with self._lock:
            path = request.path.partition("?")[0]
            if path == protocol.CONNECTION:
                return self._connection()
            if path == protocol.CHECK:
                return answer(200, {"records": [checked(row[0]) for row in orjson.loads(request.body)["batch"]["rows"]],
                                    "deletions": []})
            if path.endswith("/lookup"):
                codes = orjson.loads(request.body)["codes"]
                return answer(200, {"rows": [self.rows[c] for c in codes if c in self.rows], "next": None})
            if path.endswith("/digests"):
                return self._page(request)
            if found := re.fullmatch(r"/v1/registrations/([^/]+)(?:/(batches|photos|commit)(?:/(\w+))?)?", path):
                return self._registration(request, found[1], found[2], found[3])
        return problem("not-found", 404)

    def _connection(self) -> bytes:
        body = {"service": "e-AMANO", "version": "1", "protocol": "1", "time": "2026-04-06T00:00:00Z",
                "customer_name": "株式会社天野", "my_number_allowed": True, "services": [], "limits": {}}
        return answer(200, body, headers={"Date": self.date} if self.date else None)

    def _page(self, request: Request) -> bytes:
        cursor = re.search(r"cursor=(\w+)", request.path)
        start = int(cursor[1]) if cursor else 0
        rows = list(self.rows.values())[start:start + self.page_size]
        more = start + self.page_size < len(self.rows)
        return answer(200, {"rows": rows, "next": str(start + self.page_size) if more else None})

    def _registration(self, request: Request, uuid: str, step: str | None, name: str | None) -> bytes:
        if step is None and request.method == "PUT":
            self.manifests.setdefault(uuid, orjson.loads(request.body))
            self.states.setdefault(uuid, "receiving")
        if uuid not in self.states:
            return problem("unknown-registration", 404)
        if step == "batches":
            self.batches.setdefault(uuid, {})[int(name or 0)] = request.body
        elif step == "photos":
            self.photos.setdefault(uuid, {})[name or ""] = request.body
        elif step == "commit" and self.states[uuid] == "receiving":
            return self._commit(uuid)
        return answer(200, self.outcome(uuid))

    def _commit(self, uuid: str) -> bytes:
        staged = self.batches.get(uuid, {})
        if len(staged) != self.manifests[uuid]["batches"]:
            return problem("not-complete", 409)
        text = "".join(sha256(staged[n]).hexdigest() for n in sorted(staged))
        assert sha256(text.encode()).hexdigest() == self.manifests[uuid]["digest"]
        if uuid in self.problems:
            self.states[uuid] = "rejected"
            return problem("stale-version", 409, **self.problems[uuid])
        self.states[uuid] = "committed"
        self.applied.append(uuid)
        return answer(200, self.outcome(uuid))

    def outcome(self, uuid: str) -> dict:
        manifest = self.manifests[uuid]
        done = manifest["people"] if self.states[uuid] == "committed" else 0
        found = {"id": uuid, "state": self.states[uuid], "kind": manifest["kind"], "people": manifest["people"],
                 "digest": manifest["digest"], "registered": done, "relinked": 0, "deleted": 0, "audit_head": None,
                 "committed_at": None, "run": 1, "replayed": False}
        if self.states[uuid] == "rejected":
            found["problem"] = {"type": "https://x/problems/stale-version", "status": 409, "title": "x",
                                "errors": [{"pointer": "", "person": "0000000101", "code": "NXD_B_03", "detail": "x"}]}
        return found
