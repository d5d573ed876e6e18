"""The end of a run that succeeded: the manual's dialog, nxdesk's way back, and the re-registration switch."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QMessageBox, QPushButton, QSizePolicy, QWidget

from nxdesk.desk import run_texts
from nxdesk.desk.pauses import OnPause
from nxdesk.desk.program import Session
from nxdesk.desk.run_sanity import Sanity
from nxdesk.records.fields import Kind
from nxdesk.windows import message, theme
from nxdesk.windows.aid_strip import AidStrip, aid_label
from nxdesk.windows.console.pause_line import PauseLine
from nxdesk.windows.names import set_name
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import plain, text

WAY_BACK = "/admin/practice/snapshots"
"""「この登録の前に戻す」: 管理者画面 → 練習の道具 → スナップショット."""


class RunEnding(QObject):
    """Says how it ended and what comes next; `finished` when all is answered.

    `sanity` looks whether e-AMANO has what was sent, and tells of its pauses, which `hurry` ends.

    After a re-registration the switch is looked after: following 社員 the user is asked, following 家族 it has been
    switched off.
    """

    finished = Signal()

    def __init__(self, session: Session, shell: Shell, kind: Kind, *, relink: bool, parent: QObject,
                 sanity: Callable[[OnPause], Sanity], hurry: Callable[[], None]) -> None:
        super().__init__(parent)
        self._session = session
        self._shell = shell
        self._kind = kind
        self._relink = relink
        self._sanity = sanity
        self._hurry = hurry
        self._over: QWidget | None = None

    @staticmethod
    def open_url(url: QUrl) -> bool:
        """Hand an address to the system's browser."""
        return QDesktopServices.openUrl(url)

    def show(self, over: QWidget, words: str) -> None:
        """Open the result dialog over a window."""
        self._over = over
        box = message.information(over, self._kind.register_label, words, name="run.result", on_closed=self._look_after)
        self._compare(box, self._way_back(box) if self._relink else None)

    def _compare(self, box: QMessageBox, strip: AidStrip | None) -> None:
        """照合 goes on behind the dialog, and is told in it when it has come out; the outcome does not wait for it."""
        pause = PauseLine("run.sanity")
        pause.hurried.connect(self._hurry)
        below: list[QWidget] = [pause] if strip is None else [pause, strip]

        def tell(words: str) -> None:
            pause.show_pause(None)
            box.setInformativeText(words)
            layout = box.layout()  # Made anew by the box with each text, so that what stands below is put in again.
            if isinstance(layout, QGridLayout):
                for part in below:
                    layout.addWidget(part, layout.rowCount(), 0, 1, layout.columnCount())
        tell(text("run.sanity_asking"))
        self._shell.jobs.run(box, self._sanity, lane="network", on_failed=lambda _: tell(""),
                             on_progress=pause.show_pause,
                             on_done=lambda found: tell(found.sentence.replace("<", "＜")))

    def _way_back(self, box: QMessageBox) -> AidStrip:
        strip = AidStrip(self._shell.aids, "run.aid")
        strip.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        words = aid_label("run.way_back", text("run.way_back"))
        words.setMinimumWidth(theme.width_of(box, 38))
        strip.content.addWidget(words, 0, 0)
        address = self._session.desk.service_url
        if address:
            button = set_name(QPushButton(text("run.open_way_back")), "run.open_way_back",
                              plain(text("run.open_way_back")))
            button.setAutoDefault(False)
            button.clicked.connect(lambda: self.open_url(QUrl(f"{address.rstrip('/')}{WAY_BACK}")))
            strip.content.addWidget(button, 1, 0)
        return strip

    def _look_after(self) -> None:
        if not self._relink:
            self.finished.emit()
            return
        self._shell.jobs.run(self, lambda: self._session.relink.after_run(self._kind), on_done=self._switch,
                             on_failed=self._failed)

    def _switch(self, what: str) -> None:
        if self._over is None or not what:
            self.finished.emit()
        elif what == "ask" and not self._session.user.system_admin:
            message.warning(self._over, text("relink.title"), text("relink.ask_admin"), name="relink.ask_admin",
                            on_closed=self.finished.emit)
        elif what == "ask":
            message.question(self._over, text("relink.title"), text("relink.ask_off"), name="relink.ask_off",
                             on_yes=self._off, on_no=self.finished.emit, yes=text("relink.ask_off_yes"),
                             no=text("relink.ask_off_no"))
        else:
            self._shell.relink.changed.emit()
            message.information(self._over, text("relink.title"), run_texts.SWITCHED_OFF,
                                name="relink.switched_off", on_closed=self.finished.emit)

    def _off(self) -> None:
        self._shell.jobs.run(self, self._session.relink.switch_off, on_done=lambda _: self._switched_off(),
                             on_failed=self._failed)

    def _switched_off(self) -> None:
        self._shell.relink.changed.emit()
        self.finished.emit()

    def _failed(self, error: Exception) -> None:
        if self._over is not None:
            message.refusal(self._over, text("relink.title"), error, name="relink.refused")
        self.finished.emit()
