"""Who is calling: protocol and NX version, お客様ID and 認証用ID. Wrong ID and wrong customer are told apart by nobody."""

from fastapi import Request

from nxdesk.eamano.loopback import is_loopback
from nxdesk.eamano.refusal import Refused
from nxdesk.eamano.rules.registering import Caller, Service
from nxdesk.eamano.store.auth_ids import auth_id_of
from nxdesk.eamano.throttle import FailureThrottle
from nxdesk.records.versions import SERVICE_MENUS_SINCE, NxVersion
from nxdesk.wire.problems import (
    AUTH_ID_EXPIRED,
    AUTH_ID_REVOKED,
    AUTHENTICATION,
    CLIENT_TOO_OLD,
    TOO_MANY_FAILURES,
    UNSUPPORTED_API_VERSION,
)
from nxdesk.wire.protocol import (
    HEADER_AUTH_ID,
    HEADER_CUSTOMER,
    HEADER_NX_VERSION,
    HEADER_PROTOCOL,
    PROTOCOL_VERSION,
)


class Callers:
    """Finds out who sends a request; raises Refused. FastAPI calls it in a worker thread."""

    def __init__(self, service: Service, throttle: FailureThrottle) -> None:
        self._service = service
        self._throttle = throttle

    def __call__(self, request: Request) -> Caller:
        """The caller of this request."""
        version = _checked_version(request)
        address = request.client.host if request.client else ""
        if wait := self._throttle.wait_seconds(address):
            raise Refused(TOO_MANY_FAILURES, retry_after=wait)
        service = self._service
        with service.database.read() as connection:
            found = auth_id_of(connection, request.headers.get(HEADER_CUSTOMER, ""),
                               request.headers.get(HEADER_AUTH_ID, ""))
        if found is None:
            self._throttle.failed(address)
            raise Refused(AUTHENTICATION)
        if found.revoked_at is not None:
            raise Refused(AUTH_ID_REVOKED)
        if found.expired(service.clock.today()):
            raise Refused(AUTH_ID_EXPIRED)
        private = request.url.scheme == "https" or is_loopback(address)
        return Caller(found.tenant_id, found.contact, address, request.state.request_id, found.my_number and private,
                      version)


def _checked_version(request: Request) -> NxVersion:
    """The version of NX that asks; raises Refused."""
    if request.headers.get(HEADER_PROTOCOL) != PROTOCOL_VERSION:
        raise Refused(UNSUPPORTED_API_VERSION, f"このサービスの通信手順の版は{PROTOCOL_VERSION}です。")
    try:
        version = NxVersion.parse(request.headers.get(HEADER_NX_VERSION, ""))
    except ValueError:
        version = None
    if version is None or version < SERVICE_MENUS_SINCE:
        raise Refused(CLIENT_TOO_OLD, f"TimePro-NX {SERVICE_MENUS_SINCE} 以上に更新してください。",
                      min_version=str(SERVICE_MENUS_SINCE))
    return version
