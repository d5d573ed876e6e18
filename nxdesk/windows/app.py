"""The course of the windows: login painted first, then the desk built behind it, main menu, logout, login again.

Everything that takes long to import is imported by `open_desk` or after it: the login window comes first.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from nxdesk.desk.refusal import Refusal
from nxdesk.resources import manual, resource
from nxdesk.windows.crash import CrashGuard
from nxdesk.windows.jobs import Jobs
from nxdesk.windows.nx.login import LoginWindow, PracticeUser
from nxdesk.windows.shell import Aids, RelinkNews, Shell
from nxdesk.windows.texts import text
from nxdesk.windows.theme import STYLE_ARGUMENTS, Theme
from nxdesk.windows.window_state import WindowState

if TYPE_CHECKING:
    from nxdesk.desk.program import Desk, Session
    from nxdesk.windows.collector import Collector
    from nxdesk.windows.nx.main import MainWindow


class Start(NamedTuple):
    """What a start of the windows is told.

    `open_desk` builds the desk, in the background; it raises Refusal for what a person can mend. `state_folder` is
    where the windows remember their places; `practice_users` stand on the login window; `text_size` is in per cent, 0
    as remembered.
    """

    open_desk: "Callable[[], Desk]"
    version: str
    state_folder: Path | None = None
    practice_users: Sequence[PracticeUser] = ()
    text_size: int = 0


class Course(QObject):
    """Leads from window to window. `ready` tells that the desk stands, `entered` that a session's main menu is open."""

    ready = Signal()
    entered = Signal()
    ended = Signal(int)

    def __init__(self, app: QApplication, start: Start) -> None:
        super().__init__()
        self._app = app
        self._start = start
        self._desk: Desk | None = None
        self._waiting: tuple[str, str] | None = None
        self.main: MainWindow | None = None
        self._collector: Collector | None = None
        self.shell = self._make_shell(app)
        self.login = LoginWindow(self.shell, start.practice_users)
        self.login.painted.connect(self._build)
        self.login.submitted.connect(self._submit)
        self.login.left.connect(lambda: self.ended.emit(0))

    def _make_shell(self, app: QApplication) -> Shell:
        state = WindowState(self._start.state_folder)
        size = self._start.text_size or int(state.value("text_size", "100"))
        return Shell(Theme(app, size), Jobs(), state, Aids(state), manual, self._about,
                     RelinkNews())

    def _about(self, parent: QWidget) -> None:
        from nxdesk.windows.nx.about import show_about
        show_about(parent, self._start.version, self.shell.aids)

    def begin(self) -> None:
        """Show the login window; the rest follows when it has been painted."""
        self.login.show()

    def _build(self) -> None:
        from PySide6.QtGui import QIcon
        self.login.complete()
        self._speak_japanese()
        self._app.setWindowIcon(QIcon(str(resource("icon.svg"))))
        self.shell.jobs.run(self, self._start.open_desk, on_done=self._stand, on_failed=self._cannot_start)

    def _speak_japanese(self) -> None:
        """Qt's own words (context menus, file dialogs, calendars), whatever the language of the system."""
        from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
        QLocale.setDefault(QLocale(QLocale.Language.Japanese, QLocale.Country.Japan))
        translator = QTranslator(self)
        if translator.load("qtbase_ja", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            self._app.installTranslator(translator)

    def _stand(self, desk: "Desk") -> None:
        from nxdesk.windows.collector import Collector
        hush_decoders()
        self._desk = desk
        self._collector = Collector(self)
        self._collector.take_over()
        self.ready.emit()
        if self._waiting is not None:
            self._submit(*self._waiting)

    def _cannot_start(self, error: Exception) -> None:
        if not isinstance(error, Refusal):
            raise error
        from nxdesk.windows import message
        self.login.refuse("")
        message.warning(self.login, text("login.not_ready"), f"{error.sentence}({error.code})", name="login.not_ready",
                        on_closed=lambda: self.ended.emit(1))

    def _submit(self, user_id: str, password: str) -> None:
        if self._desk is None:
            self._waiting = (user_id, password)
            self.login.wait(text("login.starting"))
            return
        self._waiting = None
        self.login.wait(text("login.checking"))
        desk = self._desk
        self.shell.jobs.run(self, lambda: desk.login(user_id, password), on_done=self._enter, on_failed=self._refused)

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, Refusal):
            self.login.refuse("")
            raise error
        self.login.refuse(f"{error.sentence}({error.code})", error.field)

    def _enter(self, session: "Session") -> None:
        from nxdesk.windows.console.relink_watch import RelinkWatch
        from nxdesk.windows.nx.main import MainWindow
        from nxdesk.windows.openers import Openers
        self.main = MainWindow(session, self.shell, Openers(session, self.shell).make)
        self.main.logged_out.connect(self._leave)
        self.main.show()
        self.login.hide()
        self.entered.emit()
        RelinkWatch(session, self.shell, self.main, self.main.tell_expired, self.main.refused)

    def _leave(self) -> None:
        if self.main is not None:
            self.main.deleteLater()
            self.main = None
        if self._collector is not None:
            self._collector.rest()
        self.login.welcome()

    def end(self) -> None:
        """Take the windows away, wait for what still runs, and write down what is remembered.

        Windows left to the end of the interpreter would be destroyed in any order, after the application.
        """
        for window in (self.main, self.login):
            if window is not None:
                window.hide()
                window.deleteLater()
        self.main = None
        if self._collector is not None:
            self._collector.give_back()
        self.shell.jobs.close()
        self.shell.state.save()
        from PySide6.QtCore import QCoreApplication, QEvent
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def hush_decoders() -> None:
    """A damaged photo is told by the window that was given it; the decoder's own words go nowhere."""
    from PySide6.QtCore import QLoggingCategory
    QLoggingCategory.setFilterRules("qt.gui.imageio*.warning=false")


def application(arguments: Sequence[str] = ()) -> QApplication:
    """The application of the windows; it does not end with the last window."""
    app = QApplication([sys.argv[0], *STYLE_ARGUMENTS, *arguments])
    app.setApplicationName("nxdesk")
    app.setApplicationDisplayName("")
    app.setQuitOnLastWindowClosed(False)
    return app


def start(what: Start, arguments: Sequence[str] = ()) -> int:
    """Run the windows until the user leaves; the exit status. The caller closes the desk that it opened."""
    app = application(arguments)
    guard = CrashGuard()
    guard.install()
    course = Course(app, what)
    course.ended.connect(app.exit)
    course.begin()
    try:
        return app.exec()
    finally:
        course.end()
        guard.remove()
