"""社会保険届出サービス設定: a draft as typed, its judgement, the connection check, and 登録 only after a passed one."""

import hashlib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from nxdesk.desk.ca_files import CaFiles, clean_path
from nxdesk.desk.endpoint import endpoint_of
from nxdesk.desk.refusal import FieldIssue, Refusal
from nxdesk.desk.relink import RelinkSwitch
from nxdesk.desk.trouble import tells_trouble
from nxdesk.link.addresses import (
    BadAddress,
    ParsedProxy,
    parse_auth_id,
    parse_customer_id,
    parse_proxy,
    parse_service_url,
)
from nxdesk.link.causes import named
from nxdesk.link.client import Client, Endpoint
from nxdesk.link.failure import LinkFailure
from nxdesk.link.ladder import Ladder
from nxdesk.link.retry import OnPause, longest_wait
from nxdesk.link.traffic import Listener
from nxdesk.masters.settings import ServiceSettings, StoredSettings
from nxdesk.records.clock import Clock
from nxdesk.records.sentences import sentence
from nxdesk.records.versions import RELINK_SINCE, NxVersion
from nxdesk.vault.secret import Secret

TIMEOUT_RANGE = (30, 300)
RETRIES_RANGE = (0, 9)
DEFAULT_TIMEOUT, DEFAULT_RETRIES = 60, 3


@dataclass(frozen=True, slots=True)
class Draft:
    """The window's values exactly as they stand there."""

    url: str = ""
    customer_id: str = ""
    auth_id: str = ""
    timeout: str = str(DEFAULT_TIMEOUT)
    retries: str = str(DEFAULT_RETRIES)
    proxy_use: bool = False
    proxy_address: str = ""
    proxy_auth: bool = False
    proxy_user: str = ""
    proxy_password: str = ""
    relink: bool = False
    ca_use: bool = False
    ca_file: str = ""

    def __repr__(self) -> str:
        return f"Draft(url={self.url!r}, …)"


@dataclass(frozen=True, slots=True)
class Judged:
    """What is wrong, what was read differently from how it was typed, the normalised draft, the longest wait, and whose
    certificates are in the company's CA file.
    """

    issues: tuple[FieldIssue, ...]
    notices: tuple[FieldIssue, ...]
    normalised: Draft
    longest_wait: str
    ca_found: str = ""


@dataclass(frozen=True, slots=True)
class CheckPassed:
    """A passed connection check: who answered, remarks such as a clock that is off, and the tenant's ご利用サービス."""

    customer_name: str
    service: str
    my_number_allowed: bool
    remarks: tuple[str, ...]
    services: tuple[str, ...] = ()


class _Judge:
    """Collects issues and notices while one draft is read."""

    def __init__(self) -> None:
        self.issues: list[FieldIssue] = []
        self.notices: list[FieldIssue] = []

    def refuse(self, field: str, code: str, **words: object) -> None:
        self.issues.append(FieldIssue(field, code, sentence(code, **words)))

    def read(self, field: str, text: str, reader: Callable[[str], tuple[str, tuple[str, ...]]]) -> str:
        """An address or ID by the link's own reader: its normal form, or what was typed with an issue beside it."""
        try:
            value, notices = reader(text)
        except BadAddress as error:
            self.issues.append(FieldIssue(field, error.code, error.sentence, error.check))
            return text
        self.notices.extend(FieldIssue(field, "NXD_F_10", notice) for notice in notices)
        return value

    def number(self, field: str, label: str, text: str, bounds: tuple[int, int], unit: str) -> int:
        folded = unicodedata.normalize("NFKC", text).strip()
        low, high = bounds
        if folded.isascii() and folded.isdigit() and len(folded) <= len(str(high)) + 2 and low <= int(folded) <= high:
            return int(folded)
        self.refuse(field, "NXD_F_02", label=label, low=low, high=high, unit=unit)
        return low


@tells_trouble
class ServiceSettingsDesk:
    """The settings as one user works on them. Checks block for as long as the network takes."""

    def __init__(self, store: ServiceSettings, version: NxVersion, clock: Clock,
                 connect: Callable[[Endpoint], Client], relink: RelinkSwitch | None = None,
                 listener: Callable[[Endpoint], Listener | None] = lambda endpoint: None) -> None:
        self._store = store
        self._version = version
        self._clock = clock
        self._connect = connect
        self._relink = relink
        self._listener = listener
        self._passed = ""
        self._passed_at = ""
        self._running: Client | None = None
        self._ca_files = CaFiles()

    @property
    def relink_available(self) -> bool:
        """再登録設定 exists in this NX version (manual (7))."""
        return self._version >= RELINK_SINCE

    def defaults(self) -> Draft:
        """What the window holds before anything is registered, and after 入力を既定値に戻す."""
        return Draft()

    def load(self) -> Draft:
        """The registered settings or the defaults; without a 再登録 of another day, or one that this NX version lacks."""
        stored = self._store.load()
        if stored is None:
            return self.defaults()
        self._passed, self._passed_at = stored.checked_fingerprint, stored.checked_at
        return Draft(stored.url, stored.customer_id, stored.auth_id.reveal(), str(stored.timeout), str(stored.retries),
                     stored.proxy_use, stored.proxy_address, stored.proxy_auth, stored.proxy_user,
                     stored.proxy_password.reveal(),
                     self._relink.on if self._relink is not None else stored.relink and self.relink_available,
                     stored.ca_use, stored.ca_file)

    def judge(self, draft: Draft) -> Judged:
        """Read every field; all issues at once. It never waits: a CA file is as `read_ca_file` found it last."""
        judge = _Judge()
        url = judge.read("url", draft.url, _read_url)
        customer = judge.read("customer_id", draft.customer_id, _read_customer_id)
        auth = judge.read("auth_id", draft.auth_id, _read_auth_id)
        timeout = judge.number("timeout", "タイムアウト", draft.timeout, TIMEOUT_RANGE, "秒")
        retries = judge.number("retries", "リトライ回数", draft.retries, RETRIES_RANGE, "回")
        normalised = replace(draft, url=url, customer_id=customer, auth_id=auth)
        if draft.proxy_use:
            normalised = self._judge_proxy(normalised, judge)
        normalised = self._judge_ca(normalised, judge)
        if draft.relink and not self.relink_available:
            judge.refuse("relink", "NXD_F_06")
        numbers_right = not any(issue.field in ("timeout", "retries") for issue in judge.issues)
        if numbers_right:
            normalised = replace(normalised, timeout=str(timeout), retries=str(retries))
        wait = longest_wait(timeout, retries)
        return Judged(tuple(judge.issues), tuple(judge.notices), normalised,
                      "\n".join(filter(None, (wait.sentence, wait.told))) if numbers_right else "",
                      self._ca_files.found(normalised.ca_file) if draft.ca_use else "")

    def _judge_ca(self, draft: Draft, judge: _Judge) -> Draft:
        path = clean_path(draft.ca_file)
        if draft.ca_use and (wrong := self._ca_files.wrong(path)):
            judge.issues.append(FieldIssue("ca_file", "NXD_I_07", wrong, named("ca-file").check))
        return replace(draft, ca_file=path)

    def read_ca_file(self, draft: Draft) -> None:
        """Look into the company's CA file, where one is chosen; may take as long as a network share takes."""
        if draft.ca_use and (path := clean_path(draft.ca_file)):
            self._ca_files.read(path)

    def _judge_proxy(self, draft: Draft, judge: _Judge) -> Draft:
        logins: list[ParsedProxy] = []

        def read(text: str) -> tuple[str, tuple[str, ...]]:
            parsed = parse_proxy(text)
            logins.extend([parsed] if parsed.user else [])
            return parsed.address, parsed.notices

        draft = replace(draft, proxy_address=judge.read("proxy_address", draft.proxy_address, read))
        for login in logins:
            draft = replace(draft, proxy_auth=True, proxy_user=login.user, proxy_password=login.password.reveal())
        if draft.proxy_auth and not draft.proxy_user:
            judge.refuse("proxy_user", "NXD_F_01", label="ユーザー名")
        return draft

    def check(self, draft: Draft, on_pause: OnPause | None = None) -> CheckPassed:
        """接続確認 with these values; raises Refusal with the field and cause, remembers what passed.

        `on_pause` is told of the pauses between attempts.
        """
        self.read_ca_file(draft)
        judged = self.judge(draft)
        client = self._connect(self._endpoint(judged))
        client.watch(on_pause)
        self._running = client
        try:
            answer = client.check_connection()
        except LinkFailure as failure:
            raise Refusal(failure.code, failure.sentence, _field_of(failure.code, draft), failure.check) from None
        finally:
            self._running = None
            client.close()
        self._passed, self._passed_at = fingerprint(judged.normalised), self._clock.stamp()
        return CheckPassed(answer["customer_name"], answer["service"], answer["my_number_allowed"],
                           tuple(client.remarks), _texts(answer.get("services")))

    def ladder(self, draft: Draft) -> Ladder:
        """接続の階段 with these values, ready to be climbed once; raises Refusal for values that cannot be used."""
        endpoint = self._endpoint(self.judge(draft))
        return Ladder(endpoint, self._listener(endpoint))

    def _endpoint(self, judged: Judged) -> Endpoint:
        if judged.issues:
            first = judged.issues[0]
            raise Refusal(first.code, first.sentence, first.field, first.check)
        return endpoint_of(self._stored(judged.normalised, ""), self._version)

    def hurry(self) -> None:
        """今すぐ: end the pause of a running check."""
        if client := self._running:
            client.hurry()

    def cancel(self) -> None:
        """End a running check."""
        if client := self._running:
            client.cancel()

    def passed(self, draft: Draft) -> bool:
        """Exactly these connection values have passed a check, now or before the window was opened."""
        return bool(self._passed) and fingerprint(self.judge(draft).normalised) == self._passed

    def register(self, draft: Draft) -> Draft:
        """Save; raises Refusal unless these values have passed. Returns the values as saved."""
        judged = self.judge(draft)
        if judged.issues:
            first = judged.issues[0]
            raise Refusal(first.code, first.sentence, first.field, first.check)
        if not self.passed(draft):
            raise Refusal.of("NXD_F_05")
        self._store.save(self._stored(judged.normalised, self._passed))
        if self._relink is not None:
            self._relink.noted(on=draft.relink)
        return judged.normalised

    def _stored(self, draft: Draft, passed: str) -> StoredSettings:
        return StoredSettings(
            url=draft.url, customer_id=draft.customer_id, auth_id=Secret(draft.auth_id), timeout=int(draft.timeout),
            retries=int(draft.retries), proxy_use=draft.proxy_use, proxy_address=draft.proxy_address,
            proxy_auth=draft.proxy_auth, proxy_user=draft.proxy_user, proxy_password=Secret(draft.proxy_password),
            relink=draft.relink, checked_fingerprint=passed, checked_at=self._passed_at, ca_use=draft.ca_use,
            ca_file=draft.ca_file)


def _texts(found: object) -> tuple[str, ...]:
    return tuple(text for text in found if isinstance(text, str)) if isinstance(found, list) else ()


def _read_url(text: str) -> tuple[str, tuple[str, ...]]:
    parsed = parse_service_url(text)
    return parsed.url, parsed.notices


def _read_customer_id(text: str) -> tuple[str, tuple[str, ...]]:
    parsed = parse_customer_id(text)
    return parsed.value, parsed.notices


def _read_auth_id(text: str) -> tuple[str, tuple[str, ...]]:
    parsed = parse_auth_id(text)
    return parsed.value, parsed.notices


def fingerprint(draft: Draft) -> str:
    """A digest of the connection values; the re-registration switch is not one of them (product.md)."""
    values = [draft.url, draft.customer_id, draft.auth_id, draft.timeout, draft.retries]
    if draft.proxy_use:
        values += [draft.proxy_address]
        values += [draft.proxy_user, draft.proxy_password] if draft.proxy_auth else []
    if draft.ca_use:
        values += ["ca_file", draft.ca_file]
    return hashlib.sha256("\x1f".join([*values, str(len(values))]).encode()).hexdigest()


_FIELD_OF_CAUSE = {"A_01": "auth_id", "A_02": "auth_id", "I_06": "auth_id", "P": "proxy_address", "P_03": "proxy_user",
                   "P_04": "proxy_auth", "I_04": "proxy_address", "I_05": "proxy_address", "D_03": "proxy_address",
                   "I_07": "ca_file", "X_01": "timeout", "V_01": ""}


def _field_of(code: str, draft: Draft) -> str:
    """The field that a failed check points at: the most particular entry for the cause, or the URL."""
    cause = code.removeprefix("NXD_")
    if cause == "P_03" and not draft.proxy_auth:
        return "proxy_auth"
    return _FIELD_OF_CAUSE.get(cause, _FIELD_OF_CAUSE.get(cause.partition("_")[0], "url"))
