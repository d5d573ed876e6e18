"""The pinned PySide6 gives back every reference to None that it takes.

6.12.0 on CPython 3.11 loses one on nearly every call that returns nothing; after a few thousand the interpreter aborts.
"""

import sys
from collections.abc import Callable

import PySide6
import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLabel, QLineEdit, QTableView, QWidget

CALLS = 2_000


def test_pinned_version():
    assert PySide6.__version__ == "6.11.2"


@pytest.mark.parametrize(("kind", "call"), [
    (QObject, lambda it: it.setObjectName("name")),
    (QTimer, lambda it: it.stop()),
    (QLabel, lambda it: it.setText("text")),
    (QLineEdit, lambda it: it.setReadOnly(True)),
    (QTableView, lambda it: it.setShowGrid(False)),
    (QWidget, lambda it: it.setEnabled(False)),
], ids=lambda value: getattr(value, "__name__", ""))
def test_void_calls_take_no_reference(qapp: object, kind: Callable[[], QObject], call: Callable[[QObject], None]):
    it = kind()
    call(it)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        call(it)
    # The count breathes with whatever else the interpreter does; a theft or a leak is one a call.
    assert abs(sys.getrefcount(None) - before) < CALLS // 4
