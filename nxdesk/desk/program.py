"""The desk itself: what `boot` builds once, and the session of the user who logged in."""

from collections.abc import Callable
from functools import partial

from nxdesk.desk.acquisition import AcquisitionRun
from nxdesk.desk.acquisitions import AcquisitionsDesk
from nxdesk.desk.changes_list import ChangesList
from nxdesk.desk.endpoint import endpoint_of
from nxdesk.desk.ledger import LedgerDesk
from nxdesk.desk.menus import MenuChoice, MenuEntry, blocked_reason, choices, shown
from nxdesk.desk.number_log import NumberLogDesk
from nxdesk.desk.people import PeopleDesk
from nxdesk.desk.people_list import PeopleListDesk
from nxdesk.desk.people_search import PeopleSearch
from nxdesk.desk.record_editing import RecordDesk
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.registration import RegistrationRun
from nxdesk.desk.relink import RelinkSwitch
from nxdesk.desk.service_settings import ServiceSettingsDesk
from nxdesk.desk.traffic import Recorder, TrafficDesk
from nxdesk.desk.trouble import tells_trouble
from nxdesk.link.client import Client, Endpoint
from nxdesk.masters.store import Masters
from nxdesk.masters.users import User, UserRefused
from nxdesk.records.clock import Clock
from nxdesk.records.fields import Kind
from nxdesk.records.kinds import kind
from nxdesk.records.versions import RELINK_SINCE, NxVersion


@tells_trouble
class Desk:
    """Everything a session works with. `service_url` is the address of the embedded e-AMANO, where there is one."""

    def __init__(self, masters: Masters, clock: Clock, version: NxVersion, service_url: str | None = None,
                 connect: Callable[[Endpoint], Client] | None = None, traffic: Recorder | None = None) -> None:
        self.masters = masters
        self.clock = clock
        self.nx_version = version
        self.service_url = service_url
        self.traffic = traffic or Recorder()
        self.connect = connect or self.traffic.client

    def login(self, user_id: str, password: str) -> "Session":
        """Open a session; raises Refusal for a wrong user or password and for a locked user."""
        if not user_id.strip():
            raise Refusal.of("NXD_L_03", "user_id")
        if not password:
            raise Refusal.of("NXD_L_04", "password")
        try:
            user = self.masters.users.verify(user_id.strip(), password, self.clock.now())
        except UserRefused as refused:
            raise Refusal(refused.code, refused.sentence, "password") from None
        return Session(self, user)


class Session:
    """One user at the desk, from login to logout. The menus shown are those of the moment of login (manual (3))."""

    def __init__(self, desk: Desk, user: User) -> None:
        self.desk = desk
        self.user = user
        self.menus: tuple[MenuEntry, ...] = shown(user, desk.masters.menus.shown(), desk.nx_version)
        self.menu_settings = MenuSettings(desk)
        self.relink = RelinkSwitch(desk.masters, desk.clock, desk.nx_version)
        self.service_settings = ServiceSettingsDesk(desk.masters.settings, desk.nx_version, desk.clock, desk.connect,
                                                    self.relink, desk.traffic.listener)
        self.search = PeopleSearch(desk.masters)
        self.people = PeopleDesk(desk.masters, desk.clock, user.user_id, my_number=user.my_number)
        self.families = self.records("family")

    def records(self, kind_id: str) -> RecordDesk:
        """The records of a kind with several an owner, as this user edits them."""
        return RecordDesk(self.desk.masters, kind(kind_id), self.desk.clock, self.user.user_id,
                          my_number=self.user.my_number)

    def changes(self, owner: str | None = None) -> ChangesList:
        """変更履歴: everybody's, or what concerns one owner, read from the beginning."""
        return ChangesList(self.desk.masters, owner)

    def ledger(self) -> LedgerDesk:
        """台帳: the registrations and what became of them."""
        return ledger_of(self.desk)

    def traffic(self) -> TrafficDesk:
        """通信の記録: every attempt to reach the service."""
        return TrafficDesk(self.desk.traffic)

    def people_list(self, kind: Kind) -> PeopleListDesk:
        """A list of people to choose from, read from its beginning."""
        return PeopleListDesk(self.desk.masters, kind)

    def number_log(self, person: str | None = None) -> NumberLogDesk:
        """The accesses to My Numbers, everybody's or one person's, read from the beginning."""
        return NumberLogDesk(self.desk.masters, my_number=self.user.my_number, person=person)

    def acquisition(self, kind_id: str) -> AcquisitionRun:
        """A new acquisition run of a kind."""
        return acquisition_run(self.desk, kind_id, self.user.user_id)

    def acquisitions(self) -> AcquisitionsDesk:
        """The acquisitions there were, and 取得前に戻す."""
        return AcquisitionsDesk(self.desk.masters, self.user.user_id)

    def run(self, kind_id: str) -> RegistrationRun:
        """A new registration run of a kind, with 再登録 as it is switched now."""
        return registration_run(self.desk, kind_id, self.user.user_id, may_my_number=self.user.my_number,
                                relink=self.relink.on, still_on=lambda: self.relink.on)


@tells_trouble
class MenuSettings:
    """表示メニュー設定: what is switched on takes effect at the next login."""

    def __init__(self, desk: Desk) -> None:
        self._menus = desk.masters.menus
        self._version = desk.nx_version

    @property
    def blocked_reason(self) -> str:
        """Why the service menus cannot be switched on in this version, or nothing."""
        return blocked_reason(self._version)

    def rows(self) -> tuple[MenuChoice, ...]:
        """The menus that can be switched, as they are now."""
        return choices(self._menus.shown(), self._version)

    def save(self, switched_on: set[str]) -> None:
        """Switch exactly these on; menus that this version does not have stay as they are."""
        allowed = {row.id for row in self.rows() if row.allowed}
        self._menus.save((switched_on & allowed) | (self._menus.shown() - allowed))


def registration_run(desk: Desk, kind_id: str, user_id: str, *, may_my_number: bool,
                     relink: bool = False, still_on: Callable[[], bool] = lambda: True,
                     asks_early: bool = True) -> RegistrationRun:
    """A run for the windows' user or the command line's. Raises Refusal for 再登録 where this NX version lacks it.

    `still_on`: the switch, for runs that are bound to it. `asks_early`: as for `RegistrationRun`.
    """
    if relink and desk.nx_version < RELINK_SINCE:
        raise Refusal.of("NXD_F_06", "relink")
    return RegistrationRun(kind(kind_id), desk.masters, desk.clock, user_id, partial(_connected, desk),
                           may_my_number=may_my_number, relink=relink, still_on=still_on,
                           asks_early=asks_early)


def acquisition_run(desk: Desk, kind_id: str, user_id: str) -> AcquisitionRun:
    """An acquisition for the windows' user or the command line's."""
    return AcquisitionRun(kind(kind_id), desk.masters, desk.clock, user_id, partial(_connected, desk))


def ledger_of(desk: Desk) -> LedgerDesk:
    """The ledger for the windows or the command line."""
    return LedgerDesk(desk.masters, partial(_connected, desk))


def _connected(desk: Desk) -> Client:
    """A client for the registered settings; raises Refusal where none have passed a check."""
    settings = desk.masters.settings.load()
    if settings is None or not settings.checked_fingerprint:
        raise Refusal.of("NXD_N_07")
    return desk.connect(endpoint_of(settings, desk.nx_version))
