"""The 再登録 switch: on, since when, and how it goes off again by itself (manual (7)①, product.md Beyond 8).

A switch that stays on is how old data comes to overwrite new data, so it never outlives the day.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from nxdesk.desk.trouble import tells_trouble
from nxdesk.masters.settings import Preferences
from nxdesk.masters.store import Masters
from nxdesk.records.clock import Clock
from nxdesk.records.fields import Kind
from nxdesk.records.sentences import sentence
from nxdesk.records.versions import RELINK_SINCE, NxVersion

MEANT_FOR = ("年末調整", "Web明細", "雇用契約書")
"""The ご利用サービス of those for whom 再登録 is meant (manual (7))."""

_SINCE = "relink_since"
_WARNED = "relink_warned"


@tells_trouble
class RelinkSwitch:
    """社員/家族情報の再登録を有効にする, as it is registered. Every call reads or writes the stored settings."""

    def __init__(self, masters: Masters, clock: Clock, version: NxVersion) -> None:
        self._settings = masters.settings
        self._preferences = masters.preferences
        self._clock = clock
        self._version = version

    @property
    def available(self) -> bool:
        """This NX version has it."""
        return self._version >= RELINK_SINCE

    @property
    def on(self) -> bool:
        """People who are there already are overwritten. What was switched on on another day no longer is (`expire`)."""
        return self._registered_on() and self._preferences.get(_SINCE) in ("", self._clock.today())

    @property
    def over(self) -> bool:
        """It was switched on on another day and is still to be switched off (`expire`); costs next to nothing."""
        return self._preferences.get(_SINCE) not in ("", self._clock.today())

    @property
    def since(self) -> str:
        """The ISO day on which it was switched on, or nothing."""
        return self._preferences.get(_SINCE) if self.on else ""

    def _registered_on(self) -> bool:
        stored = self._settings.load() if self.available else None
        return stored is not None and stored.relink

    def noted(self, *, on: bool) -> None:
        """Remember on which day it was switched on, or that it is off; the settings themselves are registered apart."""
        since = self._preferences.get(_SINCE)
        if not on and since:
            self._preferences.set(_SINCE, "")
        elif on and since != (today := self._clock.today()):
            self._preferences.set(_SINCE, today)

    def switch_off(self) -> None:
        """Off at once, as if it had been registered so; a passed connection check stays passed."""
        stored = self._settings.load()
        if stored is not None and stored.relink:
            self._settings.save(replace(stored, relink=False))
        self.noted(on=False)

    def after_run(self, kind: Kind) -> Literal["ask", "off", ""]:
        """What follows a 再登録 that succeeded: after 社員 the user is asked whether to switch off, for 家族 comes next;
        after the last kind it has been switched off.
        """
        if not self.on:
            return ""
        if kind.parent is None:
            return "ask"
        self.switch_off()
        return "off"

    def expire(self) -> str:
        """Switch off what was switched on on another day, and say so; nothing where there is nothing to say."""
        day = self._clock.today()
        if not self._registered_on():
            return ""
        since = self._preferences.get(_SINCE)
        if not since:  # Registered by a program that did not note the day.
            self._preferences.set(_SINCE, day)
        if since in ("", day):
            return ""
        self.switch_off()
        return f"{sentence('NXD_N_24', since=since.replace('-', '/'))}(NXD_N_24)"


class TenantWarning:
    """Said once before the first 再登録 at a tenant that uses more than the services it is meant for."""

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    def sentence(self, services: Sequence[str], tenant: str = "") -> str:
        """The warning, or nothing. `tenant` tells tenants apart; one whose warning was read is not warned again."""
        others = [service for service in services if service not in MEANT_FOR]
        if not others or (tenant and tenant in self._read()):
            return ""
        return f"{sentence('NXD_N_23', services='・'.join(others))}(NXD_N_23)"

    def was_read(self, tenant: str) -> None:
        """The warning was read and the run goes on all the same."""
        known = self._read()
        if tenant not in known:
            self._preferences.set(_WARNED, " ".join([*known, tenant]))

    def _read(self) -> list[str]:
        return self._preferences.get(_WARNED).split()
