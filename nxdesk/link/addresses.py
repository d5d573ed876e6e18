"""Reading the addresses and IDs that people type: service URL, proxy, お客様ID, 認証用ID (connection.md §1).

Everything typed is either normalised, with a notice where it changed in a way worth saying, or refused with the part
that is wrong. User names and passwords are never normalised. It must not resolve names or open connections.
"""

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, unquote

from nxdesk.link.causes import Cause, named
from nxdesk.vault.secret import Secret

_NO_PASSWORD = Secret("")
_PORTS = range(1, 65536)
_HOST_LIMIT = 253
_URL_LIMIT = 2048
_ID_LIMIT = 128
_PLAIN_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\ufeff]")
_SPACE = re.compile(r"[\s\\]")
_LOGIN = re.compile(r"[^/?#:]*:(?!\d{1,5}(?:[/?#]|$))[^@]*@")
"""A user name and a password that holds / ? or #: no part of it is to be shown."""
_LOGIN_PREFIX = re.compile(r"\s*(?:[^:：/／@＠\s]+[:：])?[/／]{2}")


class BadAddress(ValueError):
    """What was typed cannot be used: the cause, and the part that is wrong."""

    def __init__(self, cause: Cause, part: str = "", variant: str = "", **args: str) -> None:
        self.cause = cause
        self.part = _CONTROL.sub("␤", part)
        self._variant = variant
        self._args = {"part": self.part} | args
        super().__init__(f"{cause.code} {variant}")

    @property
    def code(self) -> str:
        """The code of the cause."""
        return self.cause.code

    @property
    def sentence(self) -> str:
        """What is wrong, for a person."""
        return self.cause.words(self._args, self._variant)

    @property
    def check(self) -> str:
        """What the person should check."""
        return self.cause.to_check(self._args)


@dataclass(frozen=True, slots=True)
class ParsedUrl:
    """A service URL in its normal form, without a slash at the end; notices are sentences."""

    url: str
    host: str
    port: int
    tls: bool
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedProxy:
    """A proxy: host in ASCII, port, whether the way to it is TLS, and a login taken out of the address."""

    host: str
    port: int
    tls: bool = False
    user: str = ""
    password: Secret = _NO_PASSWORD
    notices: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """The normal form for the screen: `proxy1:8080`, with `https://` before it only for TLS to the proxy."""
        return f"{'https://' if self.tls else ''}{_bracketed(self.host)}:{self.port}"

    @property
    def url(self) -> str:
        """The form that libraries understand without guessing."""
        return f"{'https' if self.tls else 'http'}://{_bracketed(self.host)}:{self.port}"

    def with_login(self, user: str, password: Secret) -> "ParsedProxy":
        """The same proxy with a login."""
        return ParsedProxy(self.host, self.port, self.tls, user, password, self.notices)


@dataclass(frozen=True, slots=True)
class ParsedId:
    """An ID in its normal form; notices never repeat it."""

    value: str
    notices: tuple[str, ...] = ()


def parse_service_url(text: str) -> ParsedUrl:
    """Read 接続先URL; raises BadAddress (I-01 to I-03)."""
    clean = unicodedata.normalize("NFKC", text).strip()
    if not clean:
        raise BadAddress(named("url-malformed"), variant="empty")
    if (wrong := _SPACE.search(clean) or _CONTROL.search(clean)) or len(clean) > _URL_LIMIT:
        raise BadAddress(named("url-malformed"), "空白・改行" if wrong else clean[:40])
    scheme, rest = _url_scheme(clean)
    authority, slash, path = rest.partition("/")
    if "@" in authority or _LOGIN.match(rest):
        raise BadAddress(named("url-malformed"), variant="userinfo")
    for mark in "?#":
        if mark in rest:
            raise BadAddress(named("url-malformed"), mark + rest.partition(mark)[2][:20], "query")
    host_text, port_text = _split_authority(authority, named("url-malformed"))
    host = _host(host_text, named("url-malformed"))
    port = _port(port_text, named("url-malformed")) or (443 if scheme == "https" else 80)
    if scheme == "http" and not is_loopback(host):
        raise BadAddress(named("url-scheme"), "http://", "plain")
    url = f"{scheme}://{_bracketed(host)}{'' if port == (443 if scheme == 'https' else 80) else f':{port}'}" + _path(
        slash + path)
    return ParsedUrl(url, host, port, scheme == "https", _url_notices(text, url, scheme))


def _url_scheme(clean: str) -> tuple[str, str]:
    found = _SCHEME.match(clean)
    if found is None:
        raise BadAddress(named("url-without-scheme"), clean[:40])
    scheme = found[1].lower()
    if scheme not in ("https", "http"):
        raise BadAddress(named("url-scheme"), found[0])
    return scheme, clean[found.end():]


def _path(path: str) -> str:
    parts = [part for part in path.split("/") if part]
    for part in parts:
        if unquote(part) in (".", ".."):
            raise BadAddress(named("url-malformed"), part)
    return "".join("/" + quote(part, safe="%:@!$&'()*+,;=~-._") for part in parts)


def _url_notices(typed: str, url: str, scheme: str) -> tuple[str, ...]:
    notices = []
    if url != typed.strip(" \u3000"):
        notices.append(f"接続先URLを「{url}」に整えました。")
    if scheme == "http":
        notices.append("http:// はこのPCの中だけで使う接続です。通信は暗号化されません。")
    return tuple(notices)


def parse_proxy(text: str) -> ParsedProxy:
    """Read the proxy's address; raises BadAddress (I-04, I-05)."""
    login, typed = _taken_login(text)
    clean = unicodedata.normalize("NFKC", typed).strip()
    notices = []
    if clean != typed.strip(" \u3000\t\r\n"):
        notices.append("全角文字を半角に直しました。")
    bad = named("proxy-malformed")
    if not clean:
        raise BadAddress(bad, variant="no_host" if login else "empty")
    if re.search("[,;、]", clean):
        raise BadAddress(bad, clean, "many")
    _refuse_pac(clean)
    tls, rest, repaired = _proxy_scheme(clean)
    if repaired:
        notices.append("アドレスの先頭を http:// に直しました。" if not tls else "アドレスの先頭を https:// に直しました。")
    authority, slash, path = rest.partition("/")
    if path.strip("/"):
        raise BadAddress(bad, slash + path, "path")
    host_text, port_text = _split_authority(authority, bad)
    host = _host(host_text, bad)
    port = _port(port_text, bad)
    if port is None:
        port = 443 if tls else 80
        notices.append(f"ポート番号が省略されたため {port} を使います。")
    user, password = login or ("", "")
    if login:
        notices.append("アドレスの中のユーザー名とパスワードを、プロキシ認証の欄に移しました。")
    return ParsedProxy(host, port, tls, user, Secret(password), tuple(notices))


def _taken_login(text: str) -> tuple[tuple[str, str] | None, str]:
    """The login before the last @, as typed, and the address without it. In a full URL it is percent-encoded."""
    place = max(text.rfind("@"), text.rfind("＠"))
    if place < 0:
        return None, text
    prefix = _LOGIN_PREFIX.match(text[:place])
    start = prefix.end() if prefix else 0
    user, _, password = text[start:place].partition(":")
    if prefix:
        return (unquote(user), unquote(password)), prefix[0] + text[place + 1:]
    return (user.lstrip(" \u3000"), password), text[place + 1:]


def _refuse_pac(clean: str) -> None:
    lowered = clean.lower()
    if lowered in ("direct", "wpad") or re.search(r"\.(pac|dat)(\?|#|$)", lowered) or re.match(r"proxy\s", lowered):
        raise BadAddress(named("proxy-kind"), clean, "pac")


def _proxy_scheme(clean: str) -> tuple[bool, str, bool]:
    """TLS to the proxy?, what follows the scheme, and whether the scheme had to be repaired."""
    if clean.startswith("//"):
        return False, clean[2:], False
    if re.match(r"socks[0-9a-z]*:", clean, re.IGNORECASE) and not re.fullmatch(r"socks[0-9a-z]*:\d+/?", clean):
        raise BadAddress(named("proxy-kind"), clean, "socks")
    if found := re.match(r"(https?):(/*)", clean, re.IGNORECASE):
        rest = clean[found.end():]
        if found[2] or not re.fullmatch(r"\d+/?", rest):
            return found[1].lower() == "https", rest, found[2] != "//"
    if found := _SCHEME.match(clean):
        raise BadAddress(named("proxy-malformed"), found[0], "scheme")
    return False, clean, False


def parse_customer_id(text: str) -> ParsedId:
    """Read お客様ID; raises BadAddress (I-06)."""
    return _parse_id(text, "お客様ID")


def parse_auth_id(text: str) -> ParsedId:
    """Read 認証用ID; raises BadAddress (I-06). Neither notices nor errors repeat it."""
    return _parse_id(text, "認証用ID")


def _parse_id(text: str, item: str) -> ParsedId:
    value = re.sub(r"[\s\u200b\ufeff]", "", unicodedata.normalize("NFKC", text))
    if not value:
        raise BadAddress(named("characters"), variant="empty", item=item)
    if not all("!" <= mark <= "~" for mark in value):
        raise BadAddress(named("characters"), item=item)
    if len(value) > _ID_LIMIT:
        raise BadAddress(named("characters"), variant="long", item=item, limit=str(_ID_LIMIT))
    changed = value != text.strip(" \u3000\t\r\n")
    return ParsedId(value, (f"{item}の空白や全角文字を直しました。",) if changed else ())


def is_loopback(host: str) -> bool:
    """The host is this machine, by its name or address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _split_authority(authority: str, bad: Cause) -> tuple[str, str | None]:
    """Host and port as typed; None where there is no colon."""
    if authority.startswith("["):
        inner, bracket, after = authority[1:].partition("]")
        if not bracket or (after and not after.startswith(":")):
            raise BadAddress(bad, authority, "brackets" if bad.name == "proxy-malformed" else "")
        return f"[{inner}]", after[1:] if after else None
    if authority.count(":") > 1:
        raise BadAddress(bad, authority, "brackets" if bad.name == "proxy-malformed" else "")
    host, colon, port = authority.partition(":")
    return host, port if colon else None


def _port(text: str | None, bad: Cause) -> int | None:
    if text is None:
        return None
    if not text:
        raise BadAddress(bad, ":", "no_port" if bad.name == "proxy-malformed" else "port")
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) in _PORTS):
        raise BadAddress(bad, text[:20], "port")
    return int(text)


def _host(text: str, bad: Cause) -> str:
    """The host in ASCII, without brackets or a dot at the end."""
    if not text:
        raise BadAddress(bad, "", "no_host")
    variant = "host" if bad.name == "proxy-malformed" else ""
    if text.startswith("["):
        try:
            return str(ipaddress.IPv6Address(text[1:-1]))
        except ValueError:
            raise BadAddress(bad, text, variant) from None
    name = text.removesuffix(".").lower()
    if not name.isascii():
        import idna  # Its tables are large, and hardly any host needs them.
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except idna.IDNAError:
            raise BadAddress(bad, text, variant) from None
    labels = name.split(".")
    if len(name) > _HOST_LIMIT or not all(_PLAIN_LABEL.fullmatch(label) for label in labels):
        wrong = next((label for label in labels if label and not _PLAIN_LABEL.fullmatch(label)), text)
        raise BadAddress(bad, wrong[:70], variant)
    if labels[-1].isdigit():
        try:
            return str(ipaddress.IPv4Address(name))
        except ValueError:
            raise BadAddress(bad, text, variant) from None
    return name


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
