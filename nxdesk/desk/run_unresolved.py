"""People whose earlier registration has an unknown outcome: they are not sent again without a reason.

The reason is kept in the journal beside the registration that was made in spite of it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from nxdesk.desk.refusal import Refusal
from nxdesk.desk.run_sanity import some
from nxdesk.desk.run_state import RunResult
from nxdesk.masters.journal import UNSENT, Fact, Journal, JournalEntry
from nxdesk.records.clock import shown
from nxdesk.records.kinds import kind
from nxdesk.records.sentences import sentence
from nxdesk.vault.redaction import redact

UNRESOLVED = "NXD_N_30"
SHORTEST_REASON, LONGEST_REASON = 5, 200
_SHORT_ID = 8


def short_id(registration_id: str) -> str:
    """登録番号 as people read and type it; the journal takes any beginning of an id that fits one registration."""
    return registration_id[:_SHORT_ID]


def amount(entry: JournalEntry) -> str:
    """How many people a registration was for; the codes of kinds without people count as one."""
    return f"{entry.people:,}名" if kind(entry.kind).by_person else "全件"


def registration_words(entry: JournalEntry) -> str:
    """One registration in a sentence: 「2020/04/06 09:00の社員登録（12名、登録番号 1a2b3c4d）」."""
    when = shown(datetime.fromisoformat(entry.opened_at).isoformat(timespec="minutes"))
    return f"{when}の{kind(entry.kind).register_label}（{amount(entry)}、登録番号 {short_id(entry.id)}）"


def good_reason(reason: str) -> str:
    """A reason as it is kept: in one line, without My Numbers; raises Refusal for one too short to be one."""
    words = redact(" ".join(reason.split()))[:LONGEST_REASON]
    if len(words) < SHORTEST_REASON:
        raise Refusal.of("NXD_N_31", "reason", least=SHORTEST_REASON)
    return words


class Unresolved:
    """What of the journal stands against sending these people, and the reason given against it."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._reason = ""

    def despite(self, reason: str) -> None:
        """Send them all the same from now on. Raises Refusal for a reason that is none."""
        self._reason = good_reason(reason)

    def against(self, codes: Sequence[str]) -> RunResult | None:
        """Why these people are not sent, or nothing."""
        if self._reason:
            return None
        found = self._found(codes)
        if not found:
            return None
        first, *others = found
        entry = self._journal.get(first)
        words = registration_words(entry) if entry is not None else short_id(first)
        people = sorted({code for named in found.values() for code in named})
        return RunResult(UNSENT, "", code=UNRESOLVED, check=sentence("NXD_N_36"), sentence=sentence(
            UNRESOLVED, registration=words + (f" など{len(found)}件" if others else ""), people=some(people)))

    def facts(self, codes: Sequence[str]) -> Mapping[str, Fact]:
        """What the journal keeps of a registration that goes against unresolved ones; nothing of any other."""
        found = self._found(codes) if self._reason else {}
        return {"despite": "、".join(map(short_id, found)), "despite_reason": self._reason} if found else {}

    def _found(self, codes: Sequence[str]) -> dict[str, list[str]]:
        """The unresolved registrations of any of these people, each with them."""
        found: dict[str, list[str]] = {}
        if self._journal.unresolved():
            for code, registration_id in self._journal.unresolved_codes(codes).items():
                found.setdefault(registration_id, []).append(code)
        return found
