"""台帳: every registration with what became of it, those that nobody knows of first; 結果を確認 asks and never sends. Qt-free.

Calls block and belong in jobs; `cancel` ends what is under way from any thread, `hurry` a pause between attempts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from nxdesk.desk.outcomes import NOT_REGISTERED, REGISTERED, UNKNOWN, UNSENT, Ledger, audit_head
from nxdesk.desk.pauses import OnPause
from nxdesk.desk.people_list import Columns, Opening
from nxdesk.desk.reach import Reach
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.run_sanity import some
from nxdesk.desk.run_unresolved import amount, registration_words, short_id
from nxdesk.desk.trouble import tells_trouble
from nxdesk.link.client import Client
from nxdesk.link.failure import LinkFailure
from nxdesk.masters.journal import OPEN_STATES, PREPARED, JournalEntry
from nxdesk.masters.store import Masters
from nxdesk.records.clock import shown
from nxdesk.records.kinds import kind
from nxdesk.records.sentences import sentence
from nxdesk.wire.protocol import State
from nxdesk.wire.shapes import Outcome

COLUMNS = ("state", "opened_at", "kind", "people", "remark", "who", "service", "number", "alarm", "id")
"""The columns of the list, in order; `opened_at` is as stored (JST), `alarm` only unresolved ones have."""

UNDER_WAY = "送信中"
LISTED = 1000
"""Registrations that the list shows; every unresolved one is among them."""
_NAMED = 20


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One registration for people. `state` is one of 未送信, 未登録, 一部, 不明, 登録済, or 送信中 at this moment.

    `open` ones can be asked about.
    """

    id: str
    state: str
    opened_at: str
    kind: str
    people: int
    who: str
    service: str
    remark: str
    words: str

    @property
    def open(self) -> bool:
        """Nobody knows yet what became of it."""
        return self.state == UNKNOWN

    @property
    def number(self) -> str:
        """登録番号 as people read it."""
        return short_id(self.id)

    @property
    def cells(self) -> tuple[str, ...]:
        """The texts in the order of COLUMNS."""
        return (self.state, self.opened_at, self.kind, f"{self.people:,}", self.remark, self.who, self.service,
                self.number, self.state if self.open else "", self.id)


@dataclass(frozen=True, slots=True)
class Resolved:
    """What came of asking about one registration: the row as it stands now, and a sentence; `code` where it failed."""

    row: LedgerRow
    sentence: str
    code: str = ""
    check: str = ""


@tells_trouble
class LedgerDesk:
    """The ledger of a session. `connect` opens a client for the registered settings and raises Refusal without any."""

    def __init__(self, masters: Masters, connect: Callable[[], Client]) -> None:
        self._masters = masters
        self._journal = masters.journal
        self._ledger = Ledger(masters.journal)
        self._reach = Reach(connect)

    def rows(self, limit: int = LISTED) -> tuple[LedgerRow, ...]:
        """Unresolved registrations first, oldest on top; then the others, newest on top."""
        unresolved = self._journal.unresolved()
        known = {entry.id for entry in unresolved}
        others = [entry for entry in self._journal.history(limit) if entry.id not in known]
        return self._rows([*unresolved, *others])

    def unresolved(self) -> tuple[LedgerRow, ...]:
        """Those of which nobody knows what became, oldest first, without what is being sent now."""
        return tuple(row for row in self._rows(self._journal.unresolved()) if row.open)

    def open(self) -> Opening:
        """The whole list as columns."""
        rows = self.rows()
        return Opening(len(rows), list(zip(*(row.cells for row in rows), strict=True)) or [()] * len(COLUMNS))

    def more(self) -> Columns:
        """Nothing: `open` has it all."""
        return [()] * len(COLUMNS)

    def find(self, number: str) -> str:
        """The id of the registration whose number begins so; raises Refusal for none and for several."""
        wanted = number.strip().lower()
        found = [row.id for row in self.rows() if wanted and row.id.startswith(wanted)]
        if not found:
            raise Refusal.of("NXD_N_32", "id", id=number)
        if len(found) > 1:
            raise Refusal.of("NXD_N_33", "id", id=number, count=len(found))
        return found[0]

    def details(self, registration_id: str) -> tuple[tuple[str, str], ...]:
        """Everything known of one registration, as labels and texts: no personal data but the codes."""
        entry = self._entry(registration_id)
        (row,) = self._rows([entry])
        codes, facts = self._journal.codes(registration_id), entry.facts
        counts = "、".join(f"{label} {facts[name]}件" for name, label in (
            ("registered", "新規"), ("relinked", "再登録"), ("deleted", "削除")) if facts.get(name))
        reason = f"{facts['despite_reason']}（結果が不明の登録: {facts['despite']}）" if facts.get("despite") else ""
        lines = (("登録番号", entry.id), ("状態", row.state), ("登録", row.kind), ("開始", shown(entry.opened_at)),
                 ("最後の変化", shown(entry.changed_at)), ("操作者", row.who), ("接続先", row.service),
                 ("人数", amount(entry)), ("個人コード", some(codes, _NAMED)), ("結果", counts),
                 ("照合", str(facts.get("sanity") or "")), ("不明のまま続けた理由", reason),
                 ("内容の要約値", entry.request_digest), ("監査ログの先頭", audit_head(facts)))
        return tuple((label, words) for label, words in lines if words)

    def resolve(self, registration_id: str) -> Resolved:
        """結果を確認: ask e-AMANO what became of one registration. It never sends anybody's data.

        One that is settled already is only told. Raises Refusal where it cannot be asked; it then stays as it was.
        """
        entry = self._entry(registration_id)
        if entry.state not in OPEN_STATES:
            return self._told(entry)
        if self._journal.under_way(entry.id):
            raise Refusal.of("NXD_N_35")
        self._reach.allow()
        try:
            with self._reach.client() as client:
                self._ask(client, entry)
        except LinkFailure as failure:
            raise Refusal(failure.code, f"まだ確認できません。{failure.sentence}", check=failure.check) from None
        return self._told(self._entry(registration_id))

    def resolve_all(self) -> tuple[Resolved, ...]:
        """結果を確認 of every unresolved registration, one after the other.

        Those sent elsewhere are told as such. Where the service does not answer, the rest is not asked: raises Refusal
        when nothing is known by then.
        """
        found: list[Resolved] = []
        for row in self.unresolved():
            try:
                found.append(self.resolve(row.id))
            except Refusal as refused:
                elsewhere = refused.code == "NXD_N_34"
                if not (elsewhere or any(not one.row.open for one in found)):
                    raise
                found.append(Resolved(row, refused.sentence, refused.code, refused.check))
                if not elsewhere:
                    break
        return tuple(found)

    def cancel(self) -> None:
        """中止: end the asking."""
        self._reach.cancel()

    def watch(self, on_pause: OnPause) -> None:
        """Tell this of the pauses between attempts, in the asking that begins from now on."""
        self._reach.watch(on_pause)

    def hurry(self) -> None:
        """今すぐ, from any thread: ends the present pause."""
        self._reach.hurry()

    def _ask(self, client: Client, entry: JournalEntry) -> None:
        if entry.fingerprint == client.fingerprint:
            self._ledger.ask(client, entry.id)
            return
        # Another address may lead to the same service: its ids are one of a kind, so what it knows to be committed is.
        found: Outcome | None = client.outcome(entry.id)
        if found is None or found["state"] != State.COMMITTED or found["digest"] != entry.request_digest:
            raise Refusal.of("NXD_N_34", service=entry.facts.get("service") or "不明")
        self._ledger.close(entry.id, REGISTERED, found)

    def _entry(self, registration_id: str) -> JournalEntry:
        entry = self._journal.get(registration_id)
        if entry is None:
            raise Refusal.of("NXD_N_32", "id", id=short_id(registration_id))
        return entry

    def _told(self, entry: JournalEntry) -> Resolved:
        (row,) = self._rows([entry])
        said = {REGISTERED: "登録されていたことを確認しました。", NOT_REGISTERED: sentence("NXD_N_16")}
        return Resolved(row, said.get(row.state, f"結果は「{row.state}」です。"))

    def _rows(self, entries: Sequence[JournalEntry]) -> tuple[LedgerRow, ...]:
        users = {user.user_id: f"{user.name}（{user.user_id}）" for user in self._masters.users.list()}
        return tuple(self._row(entry, users) for entry in entries)

    def _row(self, entry: JournalEntry, users: Mapping[str, str]) -> LedgerRow:
        facts = entry.facts
        command, _, name = entry.opened_by.partition("cli:")
        who = users.get(entry.opened_by, entry.opened_by) if command or not name else f"コマンド（{name}）"
        remark = "　".join(filter(None, (str(facts.get("sanity") or ""),
                                        f"理由: {facts['despite_reason']}" if facts.get("despite_reason") else "")))
        return LedgerRow(entry.id, self._state(entry), entry.opened_at, kind(entry.kind).register_label, entry.people,
                         who, str(facts.get("service") or ""), remark, registration_words(entry))

    def _state(self, entry: JournalEntry) -> str:
        """The word for people: what was begun and never answered is 不明, what never began is 未送信."""
        if self._journal.under_way(entry.id):
            return UNDER_WAY
        if entry.state == PREPARED:
            return UNSENT
        return UNKNOWN if entry.state in OPEN_STATES else entry.state


def unresolved_words(rows: Sequence[LedgerRow]) -> str:
    """What the bar says: 「前回の登録 (12名) の結果が不明です」."""
    if len(rows) == 1:
        return f"前回の登録 ({rows[0].people:,}名) の結果が不明です"
    return f"これまでの登録 {len(rows)}件 (延べ{sum(row.people for row in rows):,}名) の結果が不明です"


def resolved_words(found: Sequence[Resolved]) -> str:
    """What is said after asking, a registration a line."""
    return "\n".join(f"{one.row.words}\n　→ 【{one.row.state}】{one.sentence}{f'({one.code})' if one.code else ''}"
                     for one in found) or "結果が不明の登録はありません。"
