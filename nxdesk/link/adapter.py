"""requests set up so that nothing but the shown settings decides: no environment, no redirects, no hidden retries."""

import ssl
from base64 import b64encode
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any

import requests
import truststore
from requests.adapters import HTTPAdapter
from urllib3 import PoolManager

from nxdesk.link.addresses import ParsedProxy
from nxdesk.link.connections import Line, phased_pools


class LinkAdapter(HTTPAdapter):
    """Connections that report their phases to `line`, trusting what `context` trusts."""

    def __init__(self, line: Line, context: ssl.SSLContext | None, proxy: ParsedProxy | None) -> None:
        self._pools = phased_pools(line)
        self._context = context
        self._proxy = proxy
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Use pools of our own connections."""
        super().init_poolmanager(*args, ssl_context=self._context, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> PoolManager:
        """The same behind a proxy; TLS to the proxy is verified like any other."""
        manager: PoolManager = super().proxy_manager_for(
            proxy, ssl_context=self._context, proxy_ssl_context=self._context, **kwargs)
        manager.pool_classes_by_scheme = self._pools
        return manager

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Nothing to set: the context of the pools decides what is trusted, not certifi."""

    def proxy_headers(self, proxy: str) -> dict[str, str]:
        """Basic authentication in UTF-8; credentials never stand in a URL (connection.md §0-4)."""
        return proxy_authorization(self._proxy) if self._proxy is not None and proxy == self._proxy.url else {}


def proxy_authorization(proxy: ParsedProxy) -> dict[str, str]:
    """The header that logs in at the proxy, where there is a login."""
    if not proxy.user:
        return {}
    login = f"{proxy.user}:{proxy.password.reveal()}".encode()
    return {"Proxy-Authorization": "Basic " + b64encode(login).decode("ascii")}


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """Trust the system's store, and the certificates of `ca_file` besides; raises OSError for an unusable file."""
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is not None:
        context.load_verify_locations(cafile=ca_file)
    return context


def new_session(line: Line, context: ssl.SSLContext | None, proxy: ParsedProxy | None,
                headers: Mapping[str, str]) -> requests.Session:
    """A session for one operation, which sends these headers and no cookies."""
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.clear()
    session.headers.update(headers)
    adapter = LinkAdapter(line, context, proxy)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session
