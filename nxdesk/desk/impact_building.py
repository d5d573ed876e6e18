"""Builds `Impact` from the answers of a dry run, record by record."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from nxdesk.desk.impact import EFFECTS, Impact, ImpactRecord, RawEffect
from nxdesk.desk.run_checks import Person
from nxdesk.desk.run_people import Chosen, record_namer
from nxdesk.link.causes import harmless
from nxdesk.link.dry_runs import CheckedGone, CheckedRow
from nxdesk.records.clock import Clock
from nxdesk.records.effects import Effect
from nxdesk.records.labels import DELETED_DATA, NEW_DATA
from nxdesk.records.naming import naming, relation_name
from nxdesk.wire.protocol import Verdict

_PLACE: dict[str | int | None, int] = {effect.value: place for place, effect in enumerate(EFFECTS)}
_LOSING = frozenset({Effect.CLEAR.value, Effect.FIXED.value, Effect.DELETE.value})
_REPLACED = Effect.OVERWRITE.value
_NEVER = datetime.min.replace(tzinfo=UTC)
_NUMBER = "my_number"
AGAIN = (Verdict.RELINK, Verdict.UPDATE)
"""e-AMANO has the record, and it is overwritten."""



class ImpactBuilder:
    """Collects the records of one registration in the order of its list."""

    def __init__(self, chosen: Chosen) -> None:
        self._chosen = chosen
        self._kind = chosen.kind
        self._name = record_namer(chosen.kind)
        self._named = chosen.kind.named_by or chosen.kind.key
        self._gone_name = naming(chosen.kind, self._named, relation=False)
        self._records: list[ImpactRecord] = []
        self._changed: list[ImpactRecord] = []
        self._relinked = 0
        self._unchanged = 0
        self._newer = 0
        self._numbers_deleted = 0
        self._numbers_replaced = 0

    def know(self, chosen: Chosen) -> None:
        """The same people with what was not known of them before, such as their owners."""
        self._chosen = chosen

    def add(self, record: Person, checked: CheckedRow, label: str, *, near: bool = False) -> ImpactRecord:
        """A record that will be written."""
        name, relation = self._name(record)
        built = self._built(record.code, str(record.member) if record.member else "", name, relation, label,
                            checked.effects, near=near, newer=_is_newer(record, checked))
        if checked.verdict in AGAIN:
            self._relinked += 1
            self._unchanged += not [effect for effect in checked.effects if effect[2] != effect[3]]
        self._newer += built.newer
        self._keep(built)
        return built

    def stay(self, records: Sequence[ImpactRecord]) -> None:
        """Records in which nothing is written."""
        self._relinked += len(records)
        self._unchanged += len(records)
        self._records += records

    def add_gone(self, gone: CheckedGone) -> ImpactRecord:
        """A record of e-AMANO's that will be deleted."""
        old = {str(effect[0]): effect[2] for effect in gone.effects}
        name = self._gone_name(tuple(map(old.get, self._named)))
        relation = relation_name(self._kind, old)
        built = self._built(gone.code, f"e{gone.member}", harmless(name) or gone.name, relation, DELETED_DATA,
                            gone.effects,
                            near=gone.near is not None, deleted=True, number=gone.my_number)
        self._keep(built)
        return built

    def built(self) -> Impact:
        """The whole."""
        records, changed = tuple(self._records), self._changed
        going = dict.fromkeys(record.code for record in changed if record.deleted)
        deleted = sum(record.deleted for record in changed)
        staying = {record.code for record in records if not record.deleted}
        written = len(records) - deleted
        return Impact(
            records=records, written=written, new=written - self._relinked, relinked=self._relinked, deleted=deleted,
            numbers_deleted=self._numbers_deleted, numbers_replaced=self._numbers_replaced,
            losses=sum(record.loses for record in changed), losing=sum(record.loses > 0 for record in changed),
            people=len(staying.union(going)), emptied=tuple(code for code in going if code not in staying),
            unchanged=self._unchanged, newer=self._newer)

    def _keep(self, record: ImpactRecord) -> None:
        self._records.append(record)
        self._changed.append(record)
        self._numbers_deleted += record.number_lost

    def _built(self, code: str, member_key: str, name: str, relation: str, label: str, effects: Sequence[RawEffect], *,
               near: bool, deleted: bool = False, number: bool = False, newer: bool = False) -> ImpactRecord:
        tally, places = [0] * len(EFFECTS), _PLACE
        loses = 0
        for item, effect, old, new, _rule in effects:
            tally[places[effect]] += 1
            if effect in _LOSING and old is not None and old != new:
                loses += 1
                number = number or item == _NUMBER
            elif item == _NUMBER and effect == _REPLACED:
                self._numbers_replaced += 1
        # By place: names of arguments would take as long as all the rest.
        return ImpactRecord(self._kind, code, member_key, self._chosen.person_name(code) or name, name, relation,
                            label or NEW_DATA, loses, number, deleted, near, tuple(tally), tuple(effects), newer)


def _is_newer(record: Person, checked: CheckedRow) -> bool:
    """What e-AMANO has was written after NX's record, and something of it would be another afterwards.

    A My Number counts for nothing here: it replaces another one each time, for nobody compares the two.
    """
    if checked.verdict not in AGAIN or moment(checked.updated_at) <= moment(record.updated_at):
        return False
    return bool([effect for effect in checked.effects if effect[0] != _NUMBER and effect[2] != effect[3]])


@lru_cache(maxsize=4096)
def moment(stamp: str) -> datetime:
    """A stamp of either side; the earliest there is where there is none."""
    try:
        return Clock.parse(stamp)
    except ValueError:
        return _NEVER
