"""Builds `Impact` of an acquisition: what becomes of NX's records, in the order of the comparison list."""

from collections.abc import Sequence

from nxdesk.desk.impact import EFFECTS, Impact, ImpactRecord, RawEffect
from nxdesk.desk.impact_building import moment
from nxdesk.link.causes import harmless
from nxdesk.link.client import RemoteRow
from nxdesk.records.acquiring import Record, RecordAcquisition
from nxdesk.records.effects import ItemEffect
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Kind
from nxdesk.records.labels import ARRIVING, DIFFERING
from nxdesk.records.naming import record_naming, relation_name
from nxdesk.records.showing import shown_value

_PLACE = {effect: place for place, effect in enumerate(EFFECTS)}


class AcquisitionImpact:
    """Collects the records. With `full` they also hold what stays as it is."""

    def __init__(self, kind: Kind, *, full: bool = False) -> None:
        self._kind = kind
        self._full = full
        self._name = record_naming(kind, relation=False)
        self._records: list[ImpactRecord] = []
        self._seconds: list[str] = []

    def add(self, code: str, person: str, record: RecordAcquisition, here: Record | None, there: RemoteRow,
            nx: Sequence[Record]) -> None:
        """A record that is written; `here` is NX's, `nx` are all that NX has of the person."""
        newer = here is not None and moment(str(here["updated_at"])) > moment(there.about.updated_at)
        built = self._built(self._kind, code, person, self._key(here, there), there.values, record.effects,
                            label=ARRIVING if here is None else DIFFERING, newer=newer)
        self._records.append(built)
        likes = (place for place in (record.pair.namesake, record.pair.renamed) if place is not None)
        if record.new and (like := next(likes, None)) is not None:
            there_words = f"{built.shown_name}{self._besides(there.values)}"
            self._seconds.append(f"{there_words} ⇔ NX: {self._words(nx[like])}{self._besides(nx[like])}")

    def add_takes(self, code: str, person: str, effects: Sequence[ItemEffect]) -> None:
        """What the person's own record gets from a filing."""
        if effects:
            self._records.append(self._built(EMPLOYEE, code, person, "", {}, effects, label=DIFFERING))

    def _key(self, here: Record | None, there: RemoteRow) -> str:
        if not self._kind.many:
            return ""
        return f"e{there.about.member}" if here is None else str(here[self._kind.key[1]])

    def _words(self, record: Record) -> str:
        relation = relation_name(self._kind, record)
        return self._name(record) + (f"（{relation}）" if relation else "")

    def _besides(self, record: Record) -> str:
        """What tells two records apart beside their names: カナ and 生年月日."""
        items = [self._kind.by_id[name] for group in self._kind.match_back for name in group
                 if name not in self._kind.named_by]
        words = " ".join(filter(None, (harmless(shown_value(item, record.get(item.id))) for item in items)))
        return f"　{words}" if words else ""

    def _built(self, kind: Kind, code: str, person: str, key: str, values: Record, effects: Sequence[ItemEffect], *,
               label: str, newer: bool = False) -> ImpactRecord:
        tally, raw = [0] * len(EFFECTS), list[RawEffect]()
        for effect in effects:
            if effect.changes or self._full:
                tally[_PLACE[effect.effect]] += 1
                raw.append((effect.field, effect.effect.value, effect.old, effect.new, effect.rule))
        name = harmless(self._name(values)) if values else person
        return ImpactRecord(
            kind=kind, code=code, member_key=key, person=person or name, name=name or person,
            relation=harmless(relation_name(kind, values)), label=label,
            loses=sum(effect.loses for effect in effects), number_lost=False, deleted=False, near=False,
            tally=tuple(tally), raw=tuple(raw), newer=newer)

    def built(self) -> Impact:
        """The whole."""
        records = tuple(self._records)
        new = sum(record.label == ARRIVING for record in records)
        return Impact(
            records=records, written=len(records), new=new, relinked=len(records) - new, deleted=0, numbers_deleted=0,
            numbers_replaced=0, losses=sum(record.loses for record in records),
            losing=sum(record.loses > 0 for record in records), people=len({record.code for record in records}),
            newer=sum(record.newer for record in records), toward_nx=True, seconds=tuple(self._seconds))
