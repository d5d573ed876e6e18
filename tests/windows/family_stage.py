"""The tab 家族 on a stage of its own: two people who have no family in the practice company, and how it is worked."""

from dataclasses import replace

from PySide6.QtWidgets import QLabel, QPushButton
from shiboken6 import isValid

from nxdesk.windows.nx.personnel import PersonnelWindow
from tests.windows.conftest import settle

YAMADA, KAWAGUCHI = "0000009101", "0000009102"
NUMBER = "000000000019"
GIVEN = {"last_name": "山田", "last_name_kana": "ヤマダ", "hi_dependent": 1}
WIFE = {"first_name": "花子", "first_name_kana": "ハナコ", "birth_date": "1985-05-05", "relationship_code": "02"}
SON = {"first_name": "太郎", "first_name_kana": "タロウ", "birth_date": "2010-01-31", "relationship_code": "11"}


def add(session, values, code=YAMADA):
    draft = session.families.new(code)
    saved, issues = session.families.save(replace(draft, values=draft.values | GIVEN | values))
    assert issues == []
    return saved


def hire(session):
    """Two people without family."""
    for code, last, first in ((YAMADA, "山田", "一郎"), (KAWAGUCHI, "川口", "優子")):
        draft = session.people.new()
        given = {"employee_code": code, "last_name": last, "first_name": first, "last_name_kana": "ヤマダ",
                 "first_name_kana": "イチロウ", "birth_date": "1980-01-02", "hire_date": "2010-04-01"}
        assert session.people.save(replace(draft, values=draft.values | given))[1] == []


def first_names(session, code=YAMADA):
    return [member.values["first_name"] for member in session.families.records(code)]


def family_of(window):
    """The tab 家族 of 人事マスター保守."""
    return window.records.tabs["family"]


def opened(session, shell, qtbot):
    window = PersonnelWindow(session, shell)
    with qtbot.waitSignal(window.form.built):
        window.show()
    settle(shell)
    return window


def cells(window):
    model = family_of(window).list.model
    return [tuple(model.index(row, column).data() for column in range(model.columnCount()))
            for row in range(model.rowCount())]


def editor_of(window, qtbot):
    settle(window.shell)
    editor = family_of(window).editor
    qtbot.waitUntil(lambda: not editor.form._waiting)
    return editor


def changing(window, qtbot, seq, item=""):
    window.open_person(YAMADA, item, seq)
    return editor_of(window, qtbot)


def type_into(editor, **typed):
    for item, words in typed.items():
        editor.form.editor(item).input.setText(words)


def register(editor, window):
    editor.register.click()
    settle(window.shell)


def error(editor, item):
    label = editor.findChild(QLabel, f"family.{item}_error")
    return "" if label.isHidden() else label.text()


def answer(window, name, which):
    window.findChild(QPushButton, f"{name}.{which}").click()
    settle(window.shell)


def settled(session):
    """Both people, and for 山田 a wife, who is returned, and a son."""
    hire(session)
    made = add(session, WIFE)
    add(session, SON)
    return made


def family_tab(session, shell, qtbot):
    """人事マスター保守 with 山田's family."""
    made = opened(session, shell, qtbot)
    made.open_person(YAMADA)
    settle(shell)
    made.form.go_to_tab("家族")
    return made


def leave(window):
    """Close without being asked."""
    if isValid(window):
        for tab in window.records.tabs.values():
            if tab.editor is not None:
                tab.editor._dirty = False
                tab.editor.close()
        settle(window.shell)
        window.close_unasked()
