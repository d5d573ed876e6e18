"""Every fault of the practice network, declared once: in a customer's words, where it strikes, and what it does.

`leads_to` is the cause of connection.md §6 that the program then has to name; blank where it only takes longer.
"""

from dataclasses import dataclass
from enum import Enum


class Place(Enum):
    """Who plays the fault."""

    GATE = "ゲート"
    PROXY = "練習用プロキシ"


class Point(Enum):
    """When it strikes: as somebody connects, before the request is there or reaches the service, or after it acted."""

    CONNECT = "接続のとき"
    SENDING = "送信の途中"
    REQUEST = "サービスに届く前"
    ANSWER = "サービスが処理したあと"


class Action(Enum):
    """What happens then."""

    RESET = "切断"
    SILENT = "無応答"
    REPLY = "別の応答"
    GARBAGE = "HTTPでない応答"
    TRUNCATE = "応答の途中で切断"
    HANG_UP = "応答のあとで切断"
    DELAY = "待たせる"
    SLOW = "少しずつ返す"
    CERTIFICATE = "証明書"
    CHALLENGE = "認証要求"
    INSPECT = "TLS検査"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that the network gives in the service's place; with `problem` it is one of the service's own."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `seconds` of a delay, `rate` in bytes a second, `certificate` by its name in `certificates`."""

    id: str
    words: str
    place: Place
    point: Point
    action: Action
    leads_to: str
    reply: Reply | None = None
    seconds: float = 0
    rate: int = 0
    certificate: str = ""


_HTML = (("Content-Type", "text/html; charset=utf-8"),)
_GATE, _PROXY = Place.GATE, Place.PROXY
_CONNECT, _SENDING, _REQUEST, _ANSWER = Point.CONNECT, Point.SENDING, Point.REQUEST, Point.ANSWER
_BAD_GATEWAY = Reply(502, "Bad Gateway", (*_HTML, ("Server", "office-gateway")), "<h1>502 Bad Gateway</h1>")
_PORTAL = Reply(200, "OK", _HTML, "<title>Wi-Fi ログイン</title><h1>ご利用には同意が必要です</h1>")
_MOVED = Reply(302, "Found", (("Location", "https://login.office.example/"),))
_FORBIDDEN = Reply(403, "Forbidden", (*_HTML, ("Server", "practice-proxy")), "<h1>このサイトへの接続は許可されていません</h1>")
_UNREACHED = Reply(503, "Service Unavailable", (*_HTML, ("X-Squid-Error", "ERR_CONNECT_FAIL 111")), "<h1>503</h1>")


def _own(status: int, reason: str, problem: str, *headers: tuple[str, str]) -> Reply:
    return Reply(status, reason, headers, problem=problem)


_AT_THE_GATE = (
    Fault("reset", "つないだとたんに切れる", _GATE, _CONNECT, Action.RESET, "X-02"),
    Fault("cut-in-request", "送信の途中で切れる", _GATE, _SENDING, Action.RESET, "X-02"),
    Fault("silent", "つながるが何も返らない", _GATE, _REQUEST, Action.SILENT, "X-01"),
    Fault("no-answer", "登録後に応答が返らない", _GATE, _ANSWER, Action.SILENT, "X-01"),
    Fault("cut-before", "登録前に切断", _GATE, _REQUEST, Action.RESET, "X-02"),
    Fault("cut-after", "登録後に切断", _GATE, _ANSWER, Action.RESET, "X-02"),
    Fault("cut-in-answer", "応答の途中で切れる", _GATE, _ANSWER, Action.TRUNCATE, "X-04"),
    Fault("hang-up", "応答のあとで黙って切られる", _GATE, _ANSWER, Action.HANG_UP, ""),
    Fault("late", "応答が遅い（20秒）", _GATE, _ANSWER, Action.DELAY, "", seconds=20),
    Fault("slow", "遅い回線（毎秒200バイト）", _GATE, _ANSWER, Action.SLOW, "", rate=200),
    Fault("busy", "混み合っている（503とRetry-After）", _GATE, _REQUEST, Action.REPLY, "S-02",
          _own(503, "Service Unavailable", "busy", ("Retry-After", "2"))),
    Fault("too-many", "失敗が続いて受け付けない（429とRetry-After）", _GATE, _REQUEST, Action.REPLY, "S-02",
          _own(429, "Too Many Requests", "too-many-failures", ("Retry-After", "2"))),
    Fault("too-old", "古い版の拒否", _GATE, _REQUEST, Action.REPLY, "V-01",
          _own(426, "Upgrade Required", "client-too-old")),
    Fault("other-api", "サービスの版が合わない", _GATE, _REQUEST, Action.REPLY, "V-02",
          _own(400, "Bad Request", "unsupported-api-version")),
    Fault("service-error", "サービスの不具合（500）", _GATE, _REQUEST, Action.REPLY, "S-03",
          _own(500, "Internal Server Error", "internal")),
    Fault("gateway", "途中の装置が502を返す（登録前）", _GATE, _REQUEST, Action.REPLY, "X-06", _BAD_GATEWAY),
    Fault("gateway-after", "途中の装置が502を返す（登録後）", _GATE, _ANSWER, Action.REPLY, "X-06", _BAD_GATEWAY),
    Fault("portal", "公衆Wi-Fiの画面", _GATE, _REQUEST, Action.REPLY, "R-02", _PORTAL),
    Fault("moved", "別のURLへ移動", _GATE, _REQUEST, Action.REPLY, "R-04", _MOVED),
    Fault("garbage", "別のサービスが応答する", _GATE, _REQUEST, Action.GARBAGE, "R-01"),
    Fault("expired", "期限切れ証明書", _GATE, _CONNECT, Action.CERTIFICATE, "T-03", certificate="expired"),
    Fault("not-yet", "まだ有効でない証明書", _GATE, _CONNECT, Action.CERTIFICATE, "T-04", certificate="not-yet"),
    Fault("wrong-name", "名前違いの証明書", _GATE, _CONNECT, Action.CERTIFICATE, "T-05", certificate="wrong-name"),
    Fault("self-signed", "自己署名の証明書", _GATE, _CONNECT, Action.CERTIFICATE, "T-02", certificate="self-signed"),
)

_AT_THE_PROXY = (
    Fault("proxy-407", "プロキシ認証（407、基本認証）", _PROXY, _CONNECT, Action.CHALLENGE, "P-03",
          Reply(407, "Proxy Authentication Required", (("Proxy-Authenticate", 'Basic realm="office"'),))),
    Fault("proxy-ntlm", "NTLMだけのプロキシ", _PROXY, _CONNECT, Action.REPLY, "P-04",
          Reply(407, "Proxy Authentication Required", (("Proxy-Authenticate", "Negotiate"),
                                                       ("Proxy-Authenticate", "NTLM")))),
    Fault("proxy-401", "401を返すプロキシ", _PROXY, _CONNECT, Action.REPLY, "P-03",
          Reply(401, "Unauthorized", (("WWW-Authenticate", 'Basic realm="office"'),))),
    Fault("proxy-forbids", "接続先禁止", _PROXY, _CONNECT, Action.REPLY, "P-05", _FORBIDDEN),
    Fault("proxy-login", "プロキシのログイン画面", _PROXY, _CONNECT, Action.REPLY, "P-08", _MOVED),
    Fault("proxy-unreached", "プロキシから接続先に届かない", _PROXY, _CONNECT, Action.REPLY, "P-06", _UNREACHED),
    Fault("proxy-silent", "プロキシが応答しない", _PROXY, _CONNECT, Action.SILENT, "P-10"),
    Fault("proxy-cuts", "プロキシが切断する", _PROXY, _CONNECT, Action.RESET, "P-11"),
    Fault("inspection", "TLS検査", _PROXY, _CONNECT, Action.INSPECT, "T-01", certificate="inspection"),
)

FAULTS: dict[str, Fault] = {fault.id: fault for fault in (*_AT_THE_GATE, *_AT_THE_PROXY)}
"""All faults by id, in the order in which lists show them."""
