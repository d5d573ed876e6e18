"""接続の階段: one connection check, told rung by rung, so that the hop at fault has a name (connection.md §2).

It climbs by a real attempt on the way that registrations take, never by another one: what it finds is what they would
meet. Only a refused certificate is looked at a second time, without sending anything, to say whose it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from nxdesk.link.causes import harmless
from nxdesk.link.clocks import clock_remarks
from nxdesk.link.exchange import Exchange, Phase, StopReason, Watchdog
from nxdesk.link.failure import LinkFailure
from nxdesk.link.lane import Call, Endpoint, Lane
from nxdesk.link.looking import named_by_certificate
from nxdesk.link.retry import Patience
from nxdesk.link.traffic import Deaf, Listener
from nxdesk.wire import protocol


class Rung(Enum):
    """The rungs from the bottom up, in words."""

    DNS = "名前解決"
    TCP = "TCP接続"
    PROXY = "プロキシ"
    TLS = "暗号化通信(TLS)"
    SERVICE = "サービスの応答"
    AUTHENTICATION = "認証"
    AUTHORITY = "権限"
    VERSION = "版と時計"


class Standing(Enum):
    """How it stands with a rung."""

    REACHED = "OK"
    NOTICE = "注意"
    FAILED = "NG"
    STOPPED = "中止"
    SKIPPED = "対象外"
    UNKNOWN = "未確認"


_ENDS = (Standing.FAILED, Standing.STOPPED)
_NETWORK, _SERVICE, _ADMINISTRATOR = "社内の情報システム・ネットワーク担当", "e-AMANOのサポート窓口", "e-AMANOの管理者"
ASK: Mapping[Rung, str] = {
    Rung.DNS: _NETWORK, Rung.TCP: _NETWORK, Rung.PROXY: _NETWORK, Rung.TLS: _NETWORK, Rung.SERVICE: _SERVICE,
    Rung.AUTHENTICATION: _ADMINISTRATOR, Rung.AUTHORITY: _ADMINISTRATOR,
    Rung.VERSION: "カスタマーサポートダイヤル（保守番号をご準備ください）"}
"""Whom to ask about each rung."""

_ASK_ABOUT = {"NXD_T_03": _SERVICE, "NXD_X_03": _NETWORK, "NXD_X_06": _NETWORK, "NXD_R_02": _NETWORK,
              "NXD_R_04": _NETWORK}
"""Causes that others than the rung's own can do something about: what answers in the service's place is not its own."""

_RUNG_OF_CAUSE = {"D": Rung.DNS, "C": Rung.TCP, "T": Rung.TLS, "A_03": Rung.AUTHORITY, "A": Rung.AUTHENTICATION,
                  "V": Rung.VERSION, "P_01": Rung.TCP, "P_02": Rung.TCP, "P": Rung.PROXY, "I_07": Rung.TLS}


@dataclass(frozen=True, slots=True)
class Step:
    """One rung as it was found: seconds it took (None where nothing was measured), what is known of it, and for a
    failed one the cause with what to check and whom to ask.
    """

    rung: Rung
    standing: Standing
    seconds: float | None = None
    known: str = ""
    code: str = ""
    sentence: str = ""
    check: str = ""
    ask: str = ""

    @property
    def time(self) -> str:
        """How long it took, in words; blank where nothing was measured."""
        if self.seconds is None:
            return ""
        return f"{self.seconds * 1000:.{0 if self.seconds >= 0.01 else 1}f}ミリ秒"


@dataclass(frozen=True, slots=True)
class Climb:
    """All rungs, from the bottom up."""

    steps: tuple[Step, ...]

    @property
    def failed(self) -> Step | None:
        """The rung at which the climb ended: the one at fault, or where it was stopped."""
        return next((step for step in self.steps if step.standing in _ENDS), None)

    @property
    def text(self) -> str:
        """To be mailed as it is: no ID, no password, no user name is in it."""
        lines = ["接続の階段"]
        for number, step in enumerate(self.steps, start=1):
            found = filter(None, (step.standing.value, step.time, step.known))
            lines.append(f"{number}. {step.rung.value}: {' '.join(found)}")
            lines += [f"   {part}" for part in (
                f"{step.sentence}({step.code})" if step.sentence else "",
                f"確認すること: {step.check}" if step.check else "",
                f"問い合わせ先: {step.ask}" if step.ask else "") if part]
        return "\n".join(lines)


class Ladder:
    """Climbs once. `cancel` ends it from any thread."""

    def __init__(self, endpoint: Endpoint, listener: Listener | None = None) -> None:
        self._endpoint = endpoint
        self._watchdog = Watchdog()
        self._patience = Patience(0, listener or Deaf())
        self._lane = Lane(endpoint, self._watchdog, self._patience, listener or Deaf())

    def cancel(self) -> None:
        """中止."""
        self._patience.cancel()
        self._watchdog.stop_all(StopReason.CANCEL)

    @property
    def under_way(self) -> Rung:
        """The rung that is being climbed now; from any thread."""
        return _rung_of(self._lane)

    def climb(self) -> Climb:
        """One attempt, each rung at most once."""
        answer: Any = None
        failure: LinkFailure | None = None
        date = ""
        try:
            answered = self._lane.attempt(Call("GET", protocol.CONNECTION))
            answer, date = answered.body, answered.date
        except LinkFailure as failed:
            failure = named_by_certificate(failed, self._endpoint, self._lane.route, self._watchdog, self._patience)
        finally:
            self._lane.close()
            self._watchdog.close()
        return Climb(tuple(_Judge(self._lane, failure, answer if isinstance(answer, dict) else {}, date).steps()))


def _rung_of(lane: Lane) -> Rung:
    """The rung that the attempt of a lane has come to."""
    exchange, route = lane.exchange, lane.route
    if exchange.phase <= Phase.RESOLVE_CONNECT:
        return Rung.DNS if exchange.resolved is None else Rung.TCP
    if exchange.phase is Phase.CONNECTED and route.target.tls:
        return Rung.TLS if route.proxy is None else Rung.PROXY
    return Rung.TLS if exchange.phase is Phase.TUNNEL_OK else Rung.SERVICE


class _Judge:
    """From the course of one attempt to rungs."""

    def __init__(self, lane: Lane, failure: LinkFailure | None, answer: Mapping[str, Any], date: str) -> None:
        self._exchange: Exchange = lane.exchange
        self._under_way = _rung_of(lane)
        self._tls = lane.route.target.tls
        self._proxy = lane.route.proxy
        self._failure = failure
        self._answer = answer
        self._date = date
        self._failed = self._rung_at_fault()

    def _rung_at_fault(self) -> Rung | None:
        if self._failure is None:
            return None
        cause = self._failure.code.removeprefix("NXD_")
        if cause == "C_04":
            return self._under_way
        return _RUNG_OF_CAUSE.get(cause, _RUNG_OF_CAUSE.get(cause.partition("_")[0], Rung.SERVICE))

    def steps(self) -> list[Step]:
        """Every rung in order; those above the failed one are unknown."""
        found: list[Step] = []
        for rung in Rung:
            if self._failure is not None and rung is self._failed:
                found.append(self._failed_step(rung, self._failure))
            elif any(step.standing in _ENDS for step in found) or not self._was_reached(rung):
                found.append(Step(rung, Standing.UNKNOWN))
            else:
                found.append(self._step(rung))
        return found

    def _was_reached(self, rung: Rung) -> bool:
        """A file that cannot be read ends a climb on a high rung before the lowest was touched."""
        if self._failure is None or rung not in (Rung.DNS, Rung.TCP, Rung.PROXY):
            return True
        return self._exchange.resolved is not None if rung is Rung.DNS else self._exchange.phase >= Phase.CONNECTED

    def _failed_step(self, rung: Rung, failure: LinkFailure) -> Step:
        known = " / ".join(harmless(f"{name}: {value}") for name, value in self._exchange.passers_by)
        stopped = failure.cause.name.startswith("cancelled")
        return Step(rung, Standing.STOPPED if stopped else Standing.FAILED, self._seconds(rung), known, failure.code,
                    failure.sentence, failure.check, "" if stopped else _ASK_ABOUT.get(failure.code, ASK[rung]))

    def _step(self, rung: Rung) -> Step:
        if (rung is Rung.PROXY and self._proxy is None) or (rung is Rung.TLS and not self._tls):
            return Step(rung, Standing.SKIPPED, known="使用しない" if rung is Rung.PROXY else "このPCの中だけの通信")
        standing, known = self._known(rung)
        if rung in (Rung.AUTHENTICATION, Rung.AUTHORITY, Rung.VERSION) and self._failure is not None:
            return Step(rung, Standing.UNKNOWN)
        return Step(rung, standing, self._seconds(rung), known)

    def _seconds(self, rung: Rung) -> float | None:
        """How long the rung took, between the marks that enclose it."""
        marks = dict(self._exchange.marks)
        resolved = self._exchange.resolved
        if rung is Rung.DNS:
            return resolved if resolved is not None else self._until_now(marks, Phase.START)
        first, last = _MARKS.get(rung, (None, None))
        if first is None or last is None:
            return None
        begun = resolved if rung is Rung.TCP and resolved is not None else self._last_before(marks, last)
        if begun is None or last not in marks:
            return self._until_now(marks, first) if rung is self._failed else None
        return max(0.0, marks[last] - begun)

    def _last_before(self, marks: Mapping[Phase, float], phase: Phase) -> float | None:
        return max((seconds for reached, seconds in marks.items() if reached < phase), default=None)

    def _until_now(self, marks: Mapping[Phase, float], since: Phase) -> float | None:
        begun = marks.get(since, max(marks.values(), default=None))
        return None if begun is None else max(0.0, self._exchange.ended - begun)

    def _known(self, rung: Rung) -> tuple[Standing, str]:
        """How it stands with a rung that was reached, and what is known of it."""
        if rung is Rung.VERSION:
            remarks = clock_remarks(self._date)
            return (Standing.NOTICE if remarks else Standing.REACHED), "".join(remarks)
        known = {
            Rung.DNS: "、".join(self._exchange.addresses), Rung.PROXY: self._proxy.address if self._proxy else "",
            Rung.SERVICE: f"{self._answer.get('service', '')} {self._answer.get('version', '')}".strip(),
            Rung.AUTHORITY: "個人番号の連携: " + ("可" if self._answer.get("my_number_allowed") else "不可")}
        return Standing.REACHED, harmless(known.get(rung, ""))


_MARKS: Mapping[Rung, tuple[Phase, Phase]] = {
    Rung.TCP: (Phase.RESOLVE_CONNECT, Phase.CONNECTED), Rung.PROXY: (Phase.CONNECTED, Phase.TUNNEL_OK),
    Rung.TLS: (Phase.CONNECTED, Phase.TLS_OK), Rung.SERVICE: (Phase.SENDING, Phase.DONE)}
