"""Armed faults: where × what × which request or person × how often. Deterministic; every firing is told.

A rule is written `FAULT[@STEP][=PERSON][#N][xTIMES]`: `cut-after@commit` strikes the first commit, `busy@batch#2x3` the
second batch and the two after it, `silent@any=0000000101x*` every request that names this person.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from nxdesk.lab.faults import FAULTS, Fault, Place, Point
from nxdesk.wire import protocol

ANY = "any"
STEPS = {
    "connection": "接続確認", "lookup": "照会", "records": "取得", "check": "比較", "open": "登録の開始", "batch": "登録データ",
    "photo": "顔写真", "commit": "登録の確定", "outcome": "結果の確認", "withdraw": "取り下げ", "connect": "プロキシの接続",
    ANY: "すべて"}
"""The steps that a rule can name, with their words."""

_RULE = re.compile(r"(?P<fault>[a-z0-9-]+?)(?:@(?P<step>[a-z]+))?(?:=(?P<person>[0-9]{10}))?(?:#(?P<nth>[1-9][0-9]*))?"
                   r"(?:x(?P<times>[1-9][0-9]*|\*))?")
_REGISTRATION = re.compile(r"/v1/registrations/(?P<id>[0-9a-f-]{36})(?P<rest>/\w+)?")
_BY_METHOD = {"PUT": "open", "GET": "outcome", "DELETE": "withdraw"}
_BY_REST = {"/batches": "batch", "/photos": "photo", "/commit": "commit"}


class BadRule(ValueError):
    """A rule that cannot be read; `sentence` says why, for people."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Rule:
    """A fault with what it strikes: step, person named in the body, from which match on, how often (0: always)."""

    fault: Fault
    step: str = ANY
    person: str = ""
    nth: int = 1
    times: int = 1

    @property
    def words(self) -> str:
        """The rule as people read it."""
        whom = f"・個人コード{self.person}を含む" if self.person else ""
        often = "毎回" if self.times == 0 else f"{self.nth}回目から{self.times}回"
        return f"{self.fault.words}（{STEPS[self.step]}{whom}、{often}）"

    @property
    def text(self) -> str:
        """The rule as it is written."""
        person = f"={self.person}" if self.person else ""
        nth = f"#{self.nth}" if self.nth > 1 else ""
        return f"{self.fault.id}@{self.step}{person}{nth}x{self.times or '*'}"


def parse_rule(text: str) -> Rule:
    """Read a rule; raises BadRule."""
    found = _RULE.fullmatch(text.strip())
    if found is None:
        raise BadRule(f"「{text}」を読み取れません。例) cut-after@commit、busy@batch#2x3、proxy-407x*")
    if found["fault"] not in FAULTS:
        raise BadRule(f"「{found['fault']}」という障害はありません。nxdesk lab list で確認してください。")
    fault = FAULTS[found["fault"]]
    step = found["step"] or ANY
    if step not in STEPS:
        raise BadRule(f"「{step}」という段階はありません。使えるもの: {'、'.join(STEPS)}")
    if fault.point is Point.CONNECT and (found["person"] or step not in (ANY, "connect")):
        raise BadRule(f"「{fault.words}」は接続のときに起こるため、段階や個人を指定できません。")
    if fault.point is Point.SENDING and found["person"]:
        raise BadRule(f"「{fault.words}」は内容が届く前に起こるため、個人を指定できません。")
    times = 0 if found["times"] == "*" else int(found["times"] or 1)
    return Rule(fault, step, found["person"] or "", int(found["nth"] or 1), times)


def step_of(method: str, path: str) -> tuple[str, str]:
    """The step of a request, and the registration it belongs to or nothing."""
    if method == "CONNECT":
        return "connect", ""
    path = path.partition("?")[0]
    if path == protocol.CONNECTION:
        return "connection", ""
    if path in (protocol.SAME, protocol.CHECK):
        return "check", ""
    if found := _REGISTRATION.fullmatch(re.sub(r"(/(?:batches|photos))/\w+$", r"\1", path)):
        return _BY_REST.get(found["rest"] or "", _BY_METHOD.get(method, ANY)), found["id"]
    return ("lookup" if path.endswith(("/lookup", "/digests", "/digest-lines")) else "records"), ""


@dataclass(frozen=True, slots=True)
class Firing:
    """A fault that struck: which rule, at which request."""

    rule: Rule
    method: str
    path: str


class Ruler:
    """The armed rules with their counts; usable from any thread. `told` hears of every firing."""

    def __init__(self, told: Callable[[Firing], None] = lambda firing: None) -> None:
        self._rules: list[Rule] = []
        self._seen: list[int] = []
        self._told = told
        self._lock = Lock()
        self._counts: Counter[tuple[str, str]] = Counter()
        self.firings: list[Firing] = []

    def arm(self, *texts: str) -> list[Rule]:
        """Add rules; raises BadRule and adds none then."""
        rules = [parse_rule(text) for text in texts]
        with self._lock:
            self._rules += rules
            self._seen += [0] * len(rules)
        return rules

    def disarm(self) -> None:
        """Forget all rules; what was counted stays."""
        with self._lock:
            self._rules, self._seen = [], []

    def armed(self) -> list[Rule]:
        """The rules that can still strike."""
        with self._lock:
            return [rule for rule, seen in zip(self._rules, self._seen, strict=True)
                    if rule.times == 0 or seen < rule.nth + rule.times - 1]

    def fires(self, place: Place, point: Point, method: str = "", path: str = "", body: bytes = b"") -> Fault | None:
        """The fault that strikes here and now; every rule that matches is counted once."""
        step = step_of(method, path)[0] if method else ANY
        struck: Rule | None = None
        with self._lock:
            for place_in_list, rule in enumerate(self._rules):
                if (rule.fault.place is not place or rule.fault.point is not point or rule.step not in (ANY, step)
                        or (rule.person and rule.person.encode() not in body)):
                    continue
                self._seen[place_in_list] += 1
                nth = self._seen[place_in_list]
                if struck is None and nth >= rule.nth and (rule.times == 0 or nth < rule.nth + rule.times):
                    struck = rule
        if struck is None:
            return None
        firing = Firing(struck, method, path)
        self.firings.append(firing)
        self._told(firing)
        return struck.fault

    def reached(self, method: str, path: str) -> None:
        """A request was answered by the service itself."""
        step, registration = step_of(method, path)
        with self._lock:
            self._counts[registration, step] += 1

    def counts(self, registration: str = "") -> dict[str, int]:
        """How often each step of a registration reached the service; of all requests together when left out."""
        found: Counter[str] = Counter()
        with self._lock:
            for (whose, step), count in self._counts.items():
                if registration in ("", whose):
                    found[step] += count
        return dict(found)
