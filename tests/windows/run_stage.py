"""A run played through its windows: buttons by name, waiting for what comes, clients that fail in chosen ways."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import shiboken6
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from nxdesk.boot.build import Program
from nxdesk.boot.options import Options
from nxdesk.desk.practice import PRACTICE_USERS
from nxdesk.desk.program import Session
from nxdesk.desk.service_settings import Draft
from nxdesk.eamano.administration import Issued, issue_practice_id
from nxdesk.link.causes import OutcomeWord, named
from nxdesk.link.client import Client, Endpoint, Prepared, RemoteRecord
from nxdesk.link.failure import Diagnosis, LinkFailure
from nxdesk.masters.settings import StoredSettings
from nxdesk.vault.secret import Secret
from nxdesk.windows.console.losses_dialog import LossesDialog
from nxdesk.windows.nx.acquire_flow import AcquireFlow
from nxdesk.windows.nx.list_window import ListWindow
from nxdesk.windows.nx.person_selection import PersonSelectionWindow
from nxdesk.windows.nx.run_flow import RunFlow
from nxdesk.windows.nx.service_menu import ServiceMenuWindow
from nxdesk.windows.shell import Shell
from nxdesk.wire.shapes import Outcome

MANUALS_THREE = ("0000000101", "0000000131", "0000000212")
COMPLETE = ("0000000102", "0000000103", "0000000104")
Found = TypeVar("Found", bound=QWidget)


def issued_by(program: Program) -> Issued:
    """A new 認証用ID of a program's e-AMANO."""
    file = program.masters.database.file
    assert file is not None
    return issue_practice_id(Options(file.parent).service_data, "試験", program.desk.clock)


def connected(program: Program) -> Session:
    """The administrator's session with registered connection settings; the program serves."""
    session = program.desk.login(*PRACTICE_USERS[0][:2])
    issued = issued_by(program)
    draft = Draft(url=program.service.url, customer_id=issued.customer_id, auth_id=issued.auth_id)
    session.service_settings.check(draft)
    session.service_settings.register(draft)
    return session


def seemingly_connected(program: Program, client: type[Client]) -> Session:
    """The administrator's session with settings as if a check had passed, and a client that needs no service."""
    program.masters.settings.save(StoredSettings(
        url="http://127.0.0.1:9/", customer_id="C", auth_id=Secret("x" * 32), timeout=30, retries=0, proxy_use=False,
        proxy_address="", proxy_auth=False, proxy_user="", proxy_password=Secret(""), relink=False,
        checked_fingerprint="passed", checked_at="2020-04-06T09:00:00"))
    program.desk.connect = client
    return program.desk.login(*PRACTICE_USERS[0][:2])


def visible(kind: type[Found], name: str) -> Found | None:
    """The widget with this name that can be seen now."""
    for window in QApplication.topLevelWidgets():
        for widget in (window, *window.findChildren(kind, name)):
            if isinstance(widget, kind) and widget.objectName() == name and widget.isVisible():
                return widget
    return None


class Player:
    """Plays a run through the windows of 社会保険届出サービス."""

    def __init__(self, qtbot: QtBot, shell: Shell, session: Session,
                 open_record: Callable[[str, str, int, str], None] | None = None) -> None:
        self.qtbot = qtbot
        self.shell = shell
        self.menu = ServiceMenuWindow(session, shell, None, open_record)
        self.menu.show()

    @property
    def flow(self) -> RunFlow | AcquireFlow:
        assert self.menu.flow is not None
        return self.menu.flow

    def begin(self, kind: str = "employee", direction: str = "register") -> PersonSelectionWindow:
        """2：データ登録 → 1.社員登録 (or another kind, or 1：データ取得) → 個人選択 with everybody loaded."""
        self.press(f"service.{direction}")
        self.press(f"service.{direction}_{kind}")
        assert self.shell.jobs.settle()
        return self.selection

    @property
    def selection(self) -> PersonSelectionWindow:
        assert self.flow.selection is not None
        return self.flow.selection

    def choose(self, codes: Sequence[str]) -> None:
        """Check these people and press 実行."""
        self.selection.model.set_checked(codes)
        self.press("person_selection.execute")

    def press(self, name: str) -> None:
        """Press a button when it is there."""
        self.qtbot.waitUntil(lambda: visible(QPushButton, name) is not None)
        button = visible(QPushButton, name)
        assert button is not None
        assert button.isEnabled(), name
        button.click()

    def said(self, name: str) -> str:
        """What the message box with this name says, when it is there."""
        self.qtbot.waitUntil(lambda: visible(QMessageBox, name) is not None, timeout=20_000)
        box = visible(QMessageBox, name)
        assert box is not None
        return box.text()

    def listed(self) -> ListWindow:
        """The list window, when it is there."""
        self.qtbot.waitUntil(lambda: visible(ListWindow, "list.window") is not None, timeout=20_000)
        window = self.flow.list
        assert window is not None
        return window

    def register(self, codes: Sequence[str], kind: str = "employee", *, my_number: bool = False) -> str:
        """A whole first registration; what its result says."""
        self.begin(kind)
        self.selection.my_number.setChecked(my_number)
        self.choose(codes)
        self.press("run.confirm.yes")
        self.listed()
        self.press("list.ok")
        said = self.said("run.result")
        self.press("run.result.ok")
        self.qtbot.waitUntil(lambda: self.menu.flow is None)
        return said

    def switch_on(self, session: Session) -> None:
        """Register 社員/家族情報の再登録を有効にする, as the settings window does."""
        settings = session.service_settings
        settings.register(replace(settings.load(), relink=True))
        self.shell.relink.changed.emit()
        assert self.shell.jobs.settle()

    def losses(self) -> LossesDialog:
        """The confirmation of losses, when it is there."""
        self.qtbot.waitUntil(lambda: visible(LossesDialog, "losses.window") is not None, timeout=20_000)
        dialog = visible(LossesDialog, "losses.window")
        assert dialog is not None
        return dialog

    def close(self) -> None:
        """Leave nothing open."""
        if shiboken6.isValid(self.menu):
            if self.menu.flow is not None:
                self.menu.flow.abandon()
            self.menu.close_unasked()


class LosingClient(Client):
    """Registers, and loses the answer."""

    def register(self, prepared: Prepared, on_progress: Callable[[int, int], None] = lambda done, people: None,
                 on_state: Callable[[str], None] = lambda state: None, *, resumed: bool = False) -> Outcome:
        super().register(prepared, on_progress, on_state, resumed=resumed)
        raise failure("cut-after-sending", OutcomeWord.UNKNOWN)


class LonelyClient(Client):
    """Finds nobody registered yet, without asking a service."""

    def digests(self, kind_id: str, codes: Sequence[str] | None = None,
                on_sent: Callable[[], None] | None = None) -> dict[str, RemoteRecord]:
        return {}


class RefusingClient(LonelyClient):
    """Is told that the service takes nobody."""

    def register(self, prepared: Prepared, on_progress: Callable[[int, int], None] = lambda done, people: None,
                 on_state: Callable[[str], None] = lambda state: None, *, resumed: bool = False) -> Outcome:
        raise failure("redirect", OutcomeWord.NOT_REGISTERED)


class WaitingClient(Client):
    """Waits for an answer until it is cancelled."""

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(endpoint)
        self.cancelled = threading.Event()

    def digests(self, kind_id: str, codes: Sequence[str] | None = None,
                on_sent: Callable[[], None] | None = None) -> dict[str, RemoteRecord]:
        assert self.cancelled.wait(30)
        raise failure("cancelled", None)

    def cancel(self) -> None:
        super().cancel()
        self.cancelled.set()


def failure(name: str, outcome: OutcomeWord | None) -> LinkFailure:
    """A failure of this cause."""
    return LinkFailure(Diagnosis(named(name)), outcome=outcome, registration=outcome is not None)


def lead(session: Session, url: str, **changes: Any) -> None:
    """From now on the service is reached at this address, with these other settings."""
    settings = session.service_settings
    draft = replace(settings.load(), url=url, **changes)
    settings.check(draft)
    settings.register(draft)


def lose(qtbot: QtBot, shell: Shell, session: Session) -> None:
    """A registration whose answer is lost; asked later."""
    player = Player(qtbot, shell, session)
    player.begin()
    player.choose(COMPLETE)
    player.press("run.confirm.yes")
    player.listed()
    player.press("list.ok")
    assert "【不明】" in player.said("run.unknown")
    player.press("run.unknown.no")
    qtbot.waitUntil(lambda: player.menu.flow is None)
    player.close()
