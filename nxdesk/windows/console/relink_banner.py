"""The banner while 社員/家族情報の再登録 is switched on: says so in every window of the linkage, and switches it off."""

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from nxdesk.desk.program import Session
from nxdesk.desk.refusal import Refusal
from nxdesk.records.clock import shown
from nxdesk.windows import message, theme
from nxdesk.windows.aid_strip import AidStrip, aid_label
from nxdesk.windows.names import set_name
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import plain, text


class RelinkBanner(QWidget):
    """Stands at the top of a window, and is only there while the switch is on. `key` is the window's prefix."""

    def __init__(self, session: Session, shell: Shell, key: str) -> None:
        super().__init__()
        self._relink = session.relink
        self._shell = shell
        self._key = key
        strip = AidStrip(shell.aids, f"{key}.relink")
        self.words: QLabel = set_name(aid_label(f"{key}.relink_words"), f"{key}.relink_words", text("relink.banner"))
        self.words.setStyleSheet(f"color: {theme.ERROR};")
        self.off = set_name(QPushButton(text("relink.off")), f"{key}.relink_off", plain(text("relink.off")))
        self.off.setVisible(session.user.system_admin)
        self.off.clicked.connect(self._switch_off)
        strip.content.addWidget(self.words, 0, 0)
        strip.content.addWidget(self.off, 0, 1)
        strip.content.setColumnStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(strip)
        self.hide()
        shell.relink.changed.connect(self._ask)
        self._ask()

    def _ask(self) -> None:
        self._shell.jobs.run(self, lambda: self._relink.since or ("?" if self._relink.on else ""),
                             on_done=self._show, on_failed=self._unread)

    def _show(self, since: str) -> None:
        """`since` is the day, empty while the switch is off."""
        day = text("relink.since", day=shown(since)) if since[:1].isdigit() else ""
        self.words.setText(f"{text('relink.banner')}{day}")
        self.setVisible(bool(since))

    def _unread(self, error: Exception) -> None:
        """Settings that cannot be read are told by what is done with them, not by every window that opens."""
        if not isinstance(error, Refusal):
            raise error
        self.hide()

    def _switch_off(self) -> None:
        self.off.setEnabled(False)
        self._shell.jobs.run(self, self._relink.switch_off, on_done=lambda _: self._switched(), on_failed=self._failed)

    def _switched(self) -> None:
        self.off.setEnabled(True)
        self._shell.relink.changed.emit()

    def _failed(self, error: Exception) -> None:
        self.off.setEnabled(True)
        message.refusal(self.window(), text("relink.title"), error, name=f"{self._key}.relink_refused")
