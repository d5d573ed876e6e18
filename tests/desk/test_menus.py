"""Menus: what is shown depends on authority, on 表示メニュー設定 and on the NX version (manual (3))."""

from dataclasses import dataclass

import pytest

from nxdesk.desk.menus import MENU, blocked_reason, choices, shown
from nxdesk.records.versions import NxVersion


@dataclass(frozen=True)
class Someone:
    system_admin: bool
    my_number: bool = False


ADMIN, CLERK = Someone(system_admin=True), Someone(system_admin=False)
NOW = NxVersion.parse("1.2.6.0")
EVERYTHING = frozenset({"service_settings", "service", "personnel"})


def ids(user: Someone, switched_on: frozenset[str], version: NxVersion = NOW) -> list[str]:
    return [entry.id for entry in shown(user, switched_on, version)]


def test_the_service_menus_are_hidden_until_they_are_switched_on() -> None:
    assert ids(ADMIN, frozenset({"personnel"})) == ["menu_settings", "personnel"]
    assert ids(ADMIN, EVERYTHING) == ["menu_settings", "service_settings", "service", "personnel"]


def test_settings_need_the_authority() -> None:
    assert ids(CLERK, EVERYTHING) == ["service", "personnel"]


@pytest.mark.parametrize(("version", "allowed"), [
    ("1.1.3", False), ("1.1.3.99", False), ("1.1.4.0", True), ("1.1.4", True), ("1.1.10.0", True), ("1.2.6.0", True)])
def test_below_1_1_4_0_the_service_menus_cannot_be_switched_on(version: str, allowed: bool) -> None:
    given = NxVersion.parse(version)
    rows = {row.id: row for row in choices(EVERYTHING, given)}
    assert rows["service"].allowed is rows["service_settings"].allowed is allowed
    assert rows["service"].shown is allowed
    assert ("service" in ids(ADMIN, EVERYTHING, given)) is allowed
    assert ("カスタマーサポートダイヤル" in blocked_reason(given)) is not allowed


def test_labels_and_places_are_the_manuals() -> None:
    by_id = {entry.id: entry for entry in MENU}
    assert by_id["menu_settings"].label == "表示メニュー設定"
    assert (by_id["service_settings"].label, by_id["service_settings"].path) == (
        "社会保険届出サービス設定", ("設定", "システム設定"))
    assert (by_id["service"].label, by_id["service"].path) == ("社会保険届出サービス", ("設定", "システム設定"))


@pytest.mark.parametrize("wrong", ["", "1.x", "1.2.3.4.5", "１.２", "-1", "1..2"])
def test_a_version_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError):
        NxVersion.parse(wrong)
