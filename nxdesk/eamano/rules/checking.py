"""The dry run: the same judgement as the write, nothing written. Only what the caller cannot know travels back."""

from nxdesk.eamano.refusal import Refused
from nxdesk.eamano.rules import bodies
from nxdesk.eamano.rules.batches import findings, read_batch
from nxdesk.eamano.rules.registering import Caller, Service
from nxdesk.eamano.store.people import Known, People
from nxdesk.records.effects import Effect, effects
from nxdesk.records.fields import Kind, Value
from nxdesk.records.kinds import kind as kind_of
from nxdesk.wire.problems import MY_NUMBER_PERMISSION
from nxdesk.wire.protocol import Verdict
from nxdesk.wire.shapes import CheckAnswer, CheckedRecord, RecordError

_NEEDED = frozenset({"kind", "as_of", "relink", "with_my_number", "batch"})
_OPTIONAL = frozenset({"numbers", "photos", "full"})


def check(service: Service, caller: Caller, body: bytes) -> CheckAnswer:
    """A verdict for every row."""
    found = bodies.json_object(body, _NEEDED, _OPTIONAL)
    kind = kind_of(bodies.kind_id(found["kind"], "/kind"))
    bodies.day(found["as_of"], "/as_of")
    bodies.flag(found["relink"], "/relink")
    with_my_number = bodies.flag(found["with_my_number"], "/with_my_number")
    if with_my_number and not caller.my_number_allowed:
        raise Refused(MY_NUMBER_PERMISSION)
    batch = read_batch(kind, found["batch"], with_my_number=False, pointer="/batch")
    wrong = findings(batch, service.clock.today(), "/batch")
    with service.database.read() as connection:
        here = People(service.database, connection, caller.tenant_id, kind).known(
            [code for code in batch.codes if bodies.CODE.fullmatch(code)])
    records = []
    for place, (code, row) in enumerate(zip(batch.codes, batch.rows, strict=True)):
        sent = {name: value for name, value in zip(kind.linked_ids, row, strict=True) if name in batch.named}
        records.append(_checked(kind, code, sent, here.get(code), wrong.get(place, [])))
    return CheckAnswer(records=records, deletions=[])


def _checked(kind: Kind, code: str, sent: dict[str, Value], here: Known | None,
             errors: list[RecordError]) -> CheckedRecord:
    """People who are here are left out: to register them again is not offered."""
    verdict = Verdict.LEFT_OUT if here else Verdict.ERROR if errors else Verdict.NEW
    return CheckedRecord(
        code=code, verdict=verdict.value, version=here.version if here else None,
        updated_at=here.updated_at if here else None, member=None, name="",
        effects=_beyond_the_sent(kind, sent) if verdict is Verdict.NEW else [],
        errors=errors if verdict is Verdict.ERROR else [])


def _beyond_the_sent(kind: Kind, sent: dict[str, Value]) -> list[list[str | int | None]]:
    return [[e.field, e.effect.value, e.old, e.new, e.rule] for e in effects(kind, sent, None)
            if e.effect is not Effect.KEEP and (e.field not in sent or sent[e.field] != e.new)]
