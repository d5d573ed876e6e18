"""A registration from its opening to its commit. Every step may be repeated with the same content, and only with it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from nxdesk.eamano.refusal import Refused
from nxdesk.eamano.rules import bodies
from nxdesk.eamano.rules.prepared import Prepared, PreparedBatches
from nxdesk.eamano.rules.preparing import Question, judged, long_way, right_rows
from nxdesk.eamano.rules.remembered import Received, Remembered
from nxdesk.eamano.rules.same_batches import read_same
from nxdesk.eamano.store.database import Database
from nxdesk.eamano.store.images import POSSIBLE
from nxdesk.eamano.store.registrations import Registration, Registrations, Staging
from nxdesk.records.clock import Clock
from nxdesk.records.kinds import kind as kind_of
from nxdesk.records.versions import RELINK_SINCE, SERVICE_MENUS_SINCE, NxVersion
from nxdesk.vault.seal import Sealer
from nxdesk.wire.digests import body_digest
from nxdesk.wire.problems import (
    CLIENT_TOO_OLD,
    IDEMPOTENCY_MISMATCH,
    INVALID_REQUEST,
    MY_NUMBER_PERMISSION,
    UNKNOWN_REGISTRATION,
)
from nxdesk.wire.protocol import State
from nxdesk.wire.shapes import Manifest, Outcome

PHOTO_LIMIT = 1_048_576
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_NO_NUMBERS = "この認証用IDでは個人番号を連携できないか、暗号化されていない通信路です。"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the tenant, the ID's 連絡先, where from, and whether My Numbers may come this way,
    and the version of NX that asks.
    """

    tenant_id: int
    contact: str
    address: str
    request_id: str
    my_number_allowed: bool
    nx_version: NxVersion = SERVICE_MENUS_SINCE


@dataclass(frozen=True, slots=True)
class Service:
    """What the rules work with."""

    database: Database
    sealer: Sealer
    clock: Clock
    prepared: PreparedBatches
    registration_over: Callable[[], None]
    """Told after every registration that is over."""
    judge: Callable[[Question], Prepared | None] = lambda _: None
    """Judges a batch elsewhere, or answers None."""
    remembered: Remembered = field(default_factory=Remembered)

    @property
    def takes_images(self) -> bool:
        """New people are written from images (`store.images`)."""
        return POSSIBLE and self.database.is_sqlite

    def forget(self, tenant_id: int, registration_id: str) -> None:
        """The registration is over: nothing of it is needed any more."""
        self.prepared.forget(tenant_id, registration_id)
        self.remembered.forget(tenant_id, registration_id)


@dataclass(frozen=True, slots=True)
class Step:
    """The answer of a step: the outcome as it now is, and whether the step was new."""

    outcome: Outcome
    new: bool


def staging_context(caller: Caller, registration_id: str) -> str:
    """What the key of a registration's staged bodies is bound to."""
    return f"{caller.tenant_id}\x1f{registration_id}\x1fstaging"


def open_registration(service: Service, caller: Caller, registration_id: str, body: bytes) -> Step:
    """Begin to receive."""
    manifest = bodies.manifest(body)
    allow_numbers(caller, manifest)
    allow_relink(caller, relink=manifest["relink"])
    with service.database.write() as connection:
        registrations = Registrations(connection, caller.tenant_id)
        known = registrations.get(registration_id)
        if known is None:
            key = service.sealer.new_person_key(staging_context(caller, registration_id))
            registrations.open(registration_id, manifest, caller.contact, service.clock.utc_stamp(), key)
            known = known_registration(connection, caller, registration_id)
            return Step(known.outcome(replayed=False), new=True)
    if known.manifest != manifest:
        raise Refused(IDEMPOTENCY_MISMATCH)
    return Step(known.outcome(replayed=True), new=False)


def allow_numbers(caller: Caller, manifest: Manifest) -> None:
    """Whoever hands numbers over or has them written needs the authority, not only who began; raises Refused."""
    if manifest["with_my_number"] and not caller.my_number_allowed:
        raise Refused(MY_NUMBER_PERMISSION, _NO_NUMBERS)


def allow_relink(caller: Caller, *, relink: bool) -> None:
    """再登録 came with a later version of NX (manual (7)); raises Refused."""
    if relink and caller.nx_version < RELINK_SINCE:
        raise Refused(CLIENT_TOO_OLD, f"再登録には、TimePro-NX {RELINK_SINCE} 以上が必要です。",
                      min_version=str(RELINK_SINCE))


def takes_the_long_way(manifest: Manifest) -> bool:
    """Records may be there already, or there are several a person: no way for the many first-time people."""
    return manifest["relink"] or long_way(kind_of(manifest["kind"]))


def known_registration(connection: Connection, caller: Caller, registration_id: str) -> Registration:
    """The registration; raises Refused where the tenant has none like it."""
    known = Registrations(connection, caller.tenant_id).get(registration_id)
    if known is None:
        raise Refused(UNKNOWN_REGISTRATION)
    return known


def outcome(service: Service, caller: Caller, registration_id: str) -> Outcome:
    """What became of it."""
    with service.database.read() as connection:
        return known_registration(connection, caller, registration_id).outcome(replayed=False)


def stage_batch(service: Service, caller: Caller, registration_id: str, number: int, body: bytes) -> Step:
    """Receive a batch: read, judged and prepared here, so that the commit has little left to do."""
    digest = body_digest(body)
    with service.database.read() as connection:
        known = known_registration(connection, caller, registration_id)
        staged = Staging(connection, caller.tenant_id, registration_id).batch_digest(number)
    if replay := _replay(known, staged, digest):
        return replay
    allow_numbers(caller, known.manifest)
    if number > known.manifest["batches"]:
        raise bodies.invalid("", "束の番号が登録の内容より大きいです。")
    question = _question(service, known.manifest, body)
    # What goes the long way depends on what is there at the commit.
    received = _received(service, caller, known.manifest, question) if takes_the_long_way(known.manifest) else None
    prepared = None if received else service.judge(question) or judged(question)
    records = received.batch.many if received else len(prepared.codes) if prepared else 0
    with service.database.write() as connection:
        known = known_registration(connection, caller, registration_id)
        staging = Staging(connection, caller.tenant_id, registration_id)
        if replay := _replay(known, staging.batch_digest(number), digest):
            return replay
        staging.add_batch(number, digest, records, body, staging_sealer(service, caller, known))
    key = (caller.tenant_id, registration_id, number, digest)
    if received is not None:
        service.remembered.receive(key, received)
    elif prepared is not None:
        service.prepared.keep(key, prepared)
    return Step(known.outcome(replayed=False), new=True)


def _received(service: Service, caller: Caller, manifest: Manifest, question: Question) -> Received:
    """A batch that goes the long way; raises Refused for one that is wrong."""
    found = bodies.loaded(question.body)
    same = read_same(manifest, kind_of(manifest["kind"]), found)
    if same is not None:
        return Received(same)
    known = None if question.with_my_number else service.remembered.received(
        caller.tenant_id, question.kind, question.today, found)
    return known or Received(right_rows(question, found))


def _question(service: Service, manifest: Manifest, body: bytes) -> Question:
    return Question(manifest["kind"], manifest["with_my_number"], service.clock.today(), service.takes_images, body)


def stage_photo(service: Service, caller: Caller, registration_id: str, code: str, image: bytes) -> Step:
    """Receive a photo."""
    if len(image) > PHOTO_LIMIT or not image.startswith(_PICTURES):
        raise Refused(INVALID_REQUEST, "顔写真は1MB以内のJPEGかPNGです。")
    digest = body_digest(image)
    with service.database.write() as connection:
        known = known_registration(connection, caller, registration_id)
        staging = Staging(connection, caller.tenant_id, registration_id)
        if replay := _replay(known, staging.photo_digest(code), digest):
            return replay
        if len(staging.photo_codes()) >= known.manifest["photos"]:
            raise bodies.invalid("", "顔写真が登録の内容より多いです。")
        staging.add_photo(code, digest, image, staging_sealer(service, caller, known))
    return Step(known.outcome(replayed=False), new=True)


def staging_sealer(service: Service, caller: Caller, known: Registration) -> Sealer:
    """Seals and opens what is staged under the registration while it is receiving."""
    return service.sealer.person(known.staging_key or b"", staging_context(caller, known.id))


def _replay(known: Registration, staged: str | None, digest: str) -> Step | None:
    """The answer to a repeat; raises Refused for other content, and for anything new once the registration is over."""
    if staged == digest:
        return Step(known.outcome(replayed=True), new=False)
    if staged is not None or known.state is not State.RECEIVING:
        raise Refused(IDEMPOTENCY_MISMATCH)
    return None
