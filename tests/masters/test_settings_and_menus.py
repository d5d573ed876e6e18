"""Menu display, connection settings and preferences. On SQLite and PostgreSQL."""

from dataclasses import replace

from nxdesk.masters.settings import StoredSettings
from nxdesk.masters.store import Masters
from nxdesk.vault.secret import Secret

SETTINGS = StoredSettings(
    url="http://127.0.0.1:8080/", customer_id="C0001", auth_id=Secret("ID-山川-1"), timeout=30, retries=9, proxy_use=True,
    proxy_address="proxy1:8080", proxy_auth=True, proxy_user="天野", proxy_password=Secret("秘密9"), relink=True,
    checked_fingerprint="f", checked_at="2020-04-06T09:00:53", ca_use=True, ca_file="/etc/会社/ca.pem")


def test_nothing_is_preset(any_masters: Masters) -> None:
    assert any_masters.settings.load() is None
    assert any_masters.menus.shown() == frozenset()
    assert any_masters.preferences.get("font", "9") == "9"


def test_settings_come_back_as_saved(any_masters: Masters) -> None:
    any_masters.settings.save(SETTINGS)
    assert any_masters.settings.load() == SETTINGS
    changed = replace(SETTINGS, proxy_use=False, proxy_user="", relink=False, auth_id=Secret(""), ca_use=False)
    any_masters.settings.save(changed)
    assert any_masters.settings.load() == changed


def test_settings_do_not_show_their_secrets() -> None:
    shown = repr(SETTINGS)
    assert not any(secret in shown for secret in ("山川", "秘密", "天野"))


def test_menus_are_exactly_those_saved(any_masters: Masters) -> None:
    any_masters.menus.save({"service", "personnel"})
    any_masters.menus.save({"personnel", "service_settings"})
    assert any_masters.menus.shown() == {"personnel", "service_settings"}
    any_masters.menus.save(set())
    assert any_masters.menus.shown() == frozenset()


def test_preferences_are_remembered(any_masters: Masters) -> None:
    any_masters.preferences.set("font", "12")
    any_masters.preferences.set("font", "14")
    assert any_masters.preferences.get("font") == "14"
    assert any_masters.preferences.get("other") == ""
