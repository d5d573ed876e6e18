"""The tree TimePro-NX → 設定 → システム設定 …, as the main menu and 表示メニュー設定 show it."""

from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from nxdesk.desk.menus import ROOT

ENTRY = int(Qt.ItemDataRole.UserRole)
"""The role under which an item holds its entry's id; branches have none."""


class Entry(Protocol):
    """What stands in the tree."""

    @property
    def id(self) -> str:
        """The entry's id."""

    @property
    def label(self) -> str:
        """Its words."""

    @property
    def path(self) -> tuple[str, ...]:
        """The branches above it, below TimePro-NX."""


def build_tree(tree: QTreeWidget, entries: Iterable[Entry], *, leaves: bool = True) -> QTreeWidgetItem:
    """Fill the tree and return its root; without `leaves` only the branches stand there."""
    tree.setHeaderHidden(True)
    tree.setUniformRowHeights(True)
    tree.setRootIsDecorated(True)
    tree.setExpandsOnDoubleClick(False)
    root = QTreeWidgetItem(tree, [ROOT])
    branches: dict[tuple[str, ...], QTreeWidgetItem] = {(): root}
    for entry in entries:
        for depth in range(1, len(entry.path) + 1):
            path = entry.path[:depth]
            if path not in branches:
                branches[path] = QTreeWidgetItem(branches[path[:-1]], [path[-1]])
        if leaves:
            item = QTreeWidgetItem(branches[entry.path], [entry.label])
            item.setData(0, ENTRY, entry.id)
    tree.expandAll()
    return root


def path_of(item: QTreeWidgetItem) -> tuple[str, ...]:
    """The words of the branches from the root down to this item."""
    names: list[str] = []
    step: QTreeWidgetItem | None = item
    while step is not None:
        names.insert(0, step.text(0))
        step = step.parent()
    return tuple(names)
