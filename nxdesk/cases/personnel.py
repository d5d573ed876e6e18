"""人事マスター保守 as the chapters use it: open people, change items, members of the family and the My Number."""

from collections.abc import Iterable
from typing import NamedTuple

from nxdesk.cases.session import open_entry
from nxdesk.cases.steps import Scene

_SAVED = "登録しました"


class Entry(NamedTuple):
    """An item on a tab and what is entered there, from the list that drops down where `chosen`."""

    tab: str
    item: str
    value: str
    chosen: bool = False


def open_personnel(scene: Scene) -> None:
    """人事 → 人事マスター保守."""
    if not scene.windows.visible("personnel.window"):
        open_entry(scene, "人事", "人事マスター保守", "personnel.window")


def open_person(scene: Scene, code: str) -> None:
    """Find somebody and wait until the record stands in the form."""
    windows = scene.windows
    open_personnel(scene)
    windows.type("personnel.search", code)
    windows.lists_only("personnel.hits", code)
    windows.choose("personnel.hits", code)
    windows.shows("personnel.person", code)


def enter(scene: Scene, entries: Iterable[Entry]) -> None:
    """Enter items of the person who is open."""
    tab = ""
    for entry in entries:
        if entry.tab != tab:
            tab = entry.tab
            scene.windows.choose("personnel.tabs", tab)
        fill = scene.windows.choose if entry.chosen else scene.windows.type
        fill(f"personnel.{entry.item}", entry.value)


def save(scene: Scene) -> None:
    """登録, and wait until it is done."""
    scene.windows.click("personnel.register_button")
    scene.windows.shows("personnel.notice", _SAVED)


def create(scene: Scene, entries: Iterable[Entry]) -> None:
    """新規, items, 登録."""
    scene.windows.click("personnel.new_button")
    enter(scene, entries)
    save(scene)


def change(scene: Scene, code: str, entries: Iterable[Entry]) -> None:
    """Open somebody, change items, 登録."""
    open_person(scene, code)
    enter(scene, entries)
    save(scene)


def drop_number(scene: Scene) -> None:
    """Destroy the My Number of the person who is open."""
    windows = scene.windows
    windows.choose("personnel.tabs", "個人番号")
    windows.click("personnel.my_number_delete")
    windows.click("personnel.my_number_delete_question.yes")
    windows.shows("personnel.my_number_state", "登録なし")


def change_member(scene: Scene, name: str, item: str, value: str) -> None:
    """Change one item of a member of the family of the person who is open."""
    windows = scene.windows
    windows.choose("personnel.tabs", "家族")
    windows.open("personnel.family_list", name)
    windows.appears("family.window")
    windows.type(f"family.{item}", value)
    windows.click("family.register")
    windows.shows("family.notice", _SAVED)
    windows.press("family.window", "Escape")
    windows.goes("family.window")


def remove_member(scene: Scene, name: str) -> str:
    """Delete a member of the family of the person who is open; what is asked."""
    windows = scene.windows
    windows.choose("personnel.tabs", "家族")
    windows.choose("personnel.family_list", name)
    windows.click("personnel.family_delete")
    windows.appears("personnel.family_delete_question")
    asked = windows.text("personnel.family_delete_question")
    windows.click("personnel.family_delete_question.yes")
    windows.shows("personnel.family_note", "削除しました")
    return asked
