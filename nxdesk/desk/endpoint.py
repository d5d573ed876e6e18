"""From what the settings window holds to what the link needs."""

from pathlib import Path

from nxdesk.link.addresses import ParsedProxy, parse_proxy
from nxdesk.link.client import Endpoint
from nxdesk.masters.settings import StoredSettings
from nxdesk.records.versions import NxVersion


def endpoint_of(settings: StoredSettings, version: NxVersion) -> Endpoint:
    """The endpoint that these (normalised) settings describe; raises BadAddress for a proxy that cannot be read."""
    return Endpoint(url=settings.url, customer_id=settings.customer_id, auth_id=settings.auth_id,
                    timeout=settings.timeout, retries=settings.retries, proxy=_proxy(settings),
                    nx_version=str(version), ca_file=Path(settings.ca_file) if settings.ca_use else None)


def _proxy(settings: StoredSettings) -> ParsedProxy | None:
    if not settings.proxy_use:
        return None
    parsed = parse_proxy(settings.proxy_address)
    return parsed.with_login(settings.proxy_user, settings.proxy_password) if settings.proxy_auth else parsed
