"""Real proxies as processes with generated configurations: squid and tinyproxy."""

import contextlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nxdesk.link.addresses import ParsedProxy, parse_proxy
from nxdesk.vault.secret import Secret
from tests.link.servers import free_port

_PORTS = 3
"""Free ports that are tried: between being found and being taken, somebody else may have one."""
USER, PASSWORD = "proxy-user", "p@ss:w/rd#1%?"
JAPANESE_USER, JAPANESE_PASSWORD = "山田", "秘密①ﾊﾟｽ"
FORBIDDEN = "forbidden.example"

_HELPER = """
import sys
from urllib.parse import unquote
KNOWN = {known!r}
for line in sys.stdin:
    user, _, password = line.strip().partition(" ")
    print("OK" if (unquote(user), unquote(password)) in KNOWN else "ERR", flush=True)
"""
_SQUID = """
{door} 127.0.0.1:{port} {options}
{auth}
acl forbidden dstdomain {forbidden}
http_access deny forbidden
http_access {allow}
http_access deny all
cache deny all
cache_mem 8 MB
access_log stdio:{folder}/access.log
cache_log {folder}/cache.log
pid_filename {folder}/squid.pid
coredump_dir {folder}
shutdown_lifetime 0 seconds
connect_timeout 2 seconds
visible_hostname squid.test
workers 1
pinger_enable off
"""
_BASIC = """
auth_param basic program {python} {folder}/helper.py
auth_param basic children 1 startup=1
auth_param basic realm office
acl known proxy_auth REQUIRED
"""
_NTLM = """
auth_param ntlm program /usr/lib/squid/ntlm_fake_auth
auth_param ntlm children 1 startup=1
acl known proxy_auth REQUIRED
"""
_BUMP = """
sslcrtd_program /usr/lib/squid/security_file_certgen -s {folder}/certificates -M 4MB
ssl_bump bump all
tls_outgoing_options flags=DONT_VERIFY_PEER
"""
_TINYPROXY = """
Port {port}
Listen 127.0.0.1
Timeout 30
MaxClients 20
Allow 127.0.0.1
LogFile "{folder}/access.log"
LogLevel Connect
{auth}
{more}
"""
_CONNECT = re.compile(r"TCP_\w+/\d+ \d+ CONNECT|Request .*: CONNECT")
"""A CONNECT in the log of squid or of tinyproxy."""


@dataclass(frozen=True)
class Proxy:
    """A running proxy: what a person would type for it, and its log."""

    port: int
    log: Path

    def typed(self, user: str = "", password: str = "") -> ParsedProxy:
        """As typed in the settings, with a dotless name."""
        parsed = parse_proxy(f"localhost:{self.port}")
        return parsed.with_login(user, Secret(password)) if user else parsed

    def connects(self) -> int:
        """How many CONNECT requests reached it; waits for the log of at least one."""
        pause = threading.Event()
        for _ in range(200):
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines() if self.log.exists() else []
            if found := [line for line in lines if _CONNECT.search(line)]:
                return len(found)
            pause.wait(0.02)
        return 0


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """A folder that a proxy may use after it has given up the rights of root."""
    folder = Path(tempfile.mkdtemp(prefix="nxdesk-proxy-"))
    folder.chmod(0o777)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def _running(command: Callable[[int], list[str]]) -> Iterator[int]:
    """A proxy on a free port; `command` prepares and names the program for a port."""
    process, port = _started(command)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _started(command: Callable[[int], list[str]]) -> tuple[subprocess.Popen, int]:
    for _ in range(_PORTS):
        port = free_port()
        process = subprocess.Popen(command(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if _listens(process, port):
            return process, port
    raise AssertionError("the proxy ended at once")


def _listens(process: subprocess.Popen, port: int) -> bool:
    """It listens; not so where somebody else was faster to take the port."""
    pause = threading.Event()
    for _ in range(1500):
        if process.poll() is not None:
            return False
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        pause.wait(0.02)
    process.kill()
    process.wait()
    raise AssertionError("the proxy does not listen")


@contextlib.contextmanager
def squid(kind: str = "basic", authority: bytes = b"") -> Iterator[Proxy]:
    """squid with basic authentication, with NTLM alone, spoken to over TLS, or inspecting TLS."""
    with _folder() as folder:
        known = {(USER, PASSWORD), (JAPANESE_USER, JAPANESE_PASSWORD)}
        (folder / "helper.py").write_text(_HELPER.format(known=known), encoding="utf-8")
        auth = {"basic": _BASIC, "tls": _BASIC, "ntlm": _NTLM, "bump": _BUMP}.get(kind, "").format(
            python=shutil.which("python3", path="/usr/bin:/usr/local/bin") or sys.executable, folder=folder)
        options = ""
        if kind == "bump":
            (folder / "ca.pem").write_bytes(authority)
            (folder / "ca.pem").chmod(0o644)
            subprocess.run(["/usr/lib/squid/security_file_certgen", "-c", "-s", folder / "certificates", "-M", "4MB"],
                           check=True, capture_output=True)
            for path in (folder / "certificates", *(folder / "certificates").rglob("*")):
                path.chmod(0o777)
            options = f"ssl-bump tls-cert={folder}/ca.pem generate-host-certificates=on"
        if kind == "tls":
            (folder / "proxy.pem").write_bytes(authority)
            (folder / "proxy.pem").chmod(0o644)
            options = f"tls-cert={folder}/proxy.pem"
        def command(port: int) -> list[str]:
            (folder / "squid.conf").write_text(_SQUID.format(
                door="https_port" if kind == "tls" else "http_port", port=port, options=options, auth=auth,
                allow="allow known" if "known" in auth else "allow all",
                forbidden=FORBIDDEN, folder=folder), encoding="utf-8")
            return [shutil.which("squid", path="/usr/sbin:/usr/bin") or "squid", "-N", "-f", str(folder / "squid.conf")]
        with _running(command) as port:
            yield Proxy(port, folder / "access.log")


@contextlib.contextmanager
def tinyproxy(*, login: tuple[str, str] | None = ("proxy-user", "pass-1"), more: str = "") -> Iterator[Proxy]:
    """tinyproxy with basic authentication."""
    with _folder() as folder:
        auth = f"BasicAuth {login[0]} {login[1]}" if login else ""

        def command(port: int) -> list[str]:
            (folder / "tinyproxy.conf").write_text(
                _TINYPROXY.format(port=port, folder=folder, auth=auth, more=more), encoding="utf-8")
            return ["tinyproxy", "-d", "-c", str(folder / "tinyproxy.conf")]
        with _running(command) as port:
            yield Proxy(port, folder / "access.log")
