"""requests set up so that nothing but the shown settings decides: no environment, no redirects, no hidden retries."""

import ssl
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests
import truststore
from requests.adapters import HTTPAdapter
from urllib3 import PoolManager

from nxdesk.link.addresses import ParsedProxy
from nxdesk.link.connections import Line, phased_pools


class LinkAdapter(HTTPAdapter):
    """Connections of one way that report their phases to `line`, trusting what `context` trusts."""

    def __init__(self, line: Line, context: ssl.SSLContext | None, proxy: ParsedProxy | None) -> None:
        self._pools = phased_pools(line)
        self._context = context
        self._proxy = proxy
        self._pool: Any = None
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

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """The pool of the one way that there is, looked for once."""
        if self._pool is None:
            self._pool = super().get_connection_with_tls_context(*args, **kwargs)
        return self._pool

    def close(self) -> None:
        """Close the connections; the next request opens new ones."""
        self._pool = None
        super().close()

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


class Sending:
    """What the requests of one operation leave through: kept connections, the same headers each time, no cookies.

    A `requests.Session` would merge settings that nobody has into every request, which costs more than sending it.
    """

    def __init__(self, line: Line, context: ssl.SSLContext | None, proxy: ParsedProxy | None,
                 headers: Mapping[str, str]) -> None:
        self._adapter = LinkAdapter(line, context, proxy)
        self._proxies = {"http": proxy.url, "https": proxy.url} if proxy else {}
        self._common = requests.PreparedRequest()
        self._common.prepare_headers(headers)

    def send(self, method: str, url: str, body: bytes | None, content_type: str,
             timeout: tuple[float, float]) -> requests.Response:
        """Send once; the answer's head is there and its body is still to be read. `timeout`: seconds, connect and read.

        Raises what requests raises.
        """
        request = requests.PreparedRequest()
        request.prepare_method(method)
        request.prepare_url(url, None)
        request.headers = self._common.headers.copy()
        if body is not None:
            request.headers["Content-Type"] = content_type
        request.body = body or None
        request.prepare_content_length(request.body)
        return self._adapter.send(request, stream=True, timeout=timeout, proxies=self._proxies)

    def close(self) -> None:
        """Close the connections; the next request opens new ones."""
        self._adapter.close()
