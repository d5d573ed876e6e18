"""The menu of TimePro-NX: what there is, who sees it, and from which version on.

Light on purpose: the main window reads it before anything else is loaded.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol

from nxdesk.records.sentences import sentence
from nxdesk.records.versions import SERVICE_MENUS_SINCE, NxVersion

ROOT = "TimePro-NX"


class Authorities(Protocol):
    """What of a user decides about menus."""

    @property
    def system_admin(self) -> bool:
        """システム管理者権限."""

    @property
    def my_number(self) -> bool:
        """マイナンバー権限."""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One entry: where it stands below TimePro-NX, and what decides whether it is shown.

    `switchable` entries are shown only when 表示メニュー設定 has them switched on.
    """

    id: str
    label: str
    path: tuple[str, ...]
    system_admin: bool = False
    switchable: bool = False
    since: NxVersion | None = None


MENU: tuple[MenuEntry, ...] = (
    MenuEntry("menu_settings", "表示メニュー設定", ("設定",), system_admin=True),
    MenuEntry("service_settings", "社会保険届出サービス設定", ("設定", "システム設定"), system_admin=True, switchable=True,
              since=SERVICE_MENUS_SINCE),
    MenuEntry("service", "社会保険届出サービス", ("設定", "システム設定"), switchable=True, since=SERVICE_MENUS_SINCE),
    MenuEntry("personnel", "人事マスター保守", ("人事",), switchable=True),
    MenuEntry("hr_codes", "人事コード保守", ("人事",), switchable=True),
)


def shown(user: Authorities, switched_on: AbstractSet[str], version: NxVersion) -> tuple[MenuEntry, ...]:
    """The entries this user sees, in order."""
    return tuple(entry for entry in MENU
                 if (user.system_admin or not entry.system_admin)
                 and (entry.id in switched_on or not entry.switchable)
                 and (entry.since is None or version >= entry.since))


@dataclass(frozen=True, slots=True)
class MenuChoice:
    """A row of 表示メニュー設定: `allowed` is false when the NX version does not have the menu."""

    id: str
    label: str
    path: tuple[str, ...]
    shown: bool
    allowed: bool


def choices(switched_on: AbstractSet[str], version: NxVersion) -> tuple[MenuChoice, ...]:
    """The rows of 表示メニュー設定."""
    rows = []
    for entry in MENU:
        if entry.switchable:
            allowed = entry.since is None or version >= entry.since
            rows.append(MenuChoice(entry.id, entry.label, entry.path, entry.id in switched_on and allowed, allowed))
    return tuple(rows)


def blocked_reason(version: NxVersion) -> str:
    """Why the service menus cannot be switched on, or nothing (manual (3))."""
    if version >= SERVICE_MENUS_SINCE:
        return ""
    return f"{sentence('NXD_N_01', since=SERVICE_MENUS_SINCE, version=version)}(NXD_N_01)"


NUMBER_LOG, LEDGER, TRAFFIC = "number_log", "ledger", "traffic"
CHANGES, ACQUISITIONS = "changes", "acquisitions"
COMPLETENESS, DATA_IMPORT, DATA_EXPORT = "completeness", "data_import", "data_export"
OWN_WINDOWS = (COMPLETENESS, DATA_IMPORT, DATA_EXPORT, LEDGER, ACQUISITIONS, TRAFFIC, CHANGES, NUMBER_LOG)
"""nxdesk's own windows, in the order in which they are offered."""


def own_windows(user: Authorities) -> frozenset[str]:
    """nxdesk's own windows that this user may open. They stand beside NX's menu, not in it."""
    return frozenset(OWN_WINDOWS if user.my_number else set(OWN_WINDOWS) - {NUMBER_LOG})
