"""ログイン: the first window. Light, because it is painted before the desk behind it has been built."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from nxdesk.windows import theme
from nxdesk.windows.aid_strip import AidStrip
from nxdesk.windows.names import set_name
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

PracticeUser = tuple[str, str, str, bool, bool]
"""User ID, password, name, システム管理者権限, マイナンバー権限."""

_COLUMNS = ("column_user", "column_password", "column_name", "column_authority")


class LoginWindow(QWidget):
    """Asks for user ID and password.

    `submitted` carries them; the course answers with `refuse`, or hides the window. `left` ends the program.
    """

    submitted = Signal(str, str)
    painted = Signal()
    left = Signal()

    def __init__(self, shell: Shell, practice_users: Sequence[PracticeUser] = ()) -> None:
        super().__init__()
        self._shell = shell
        self.was_painted = False
        self.setWindowTitle(text("login.title"))
        set_name(self, "login.window", text("login.title"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._banner())
        layout.addLayout(self._form())
        layout.addStretch(1)
        if practice_users:
            layout.addWidget(self._practice(practice_users))
        self._settle()
        shell.state.remember(self, "login")
        shell.theme.changed.connect(self._settle)
        self.user_id.setFocus()

    def _settle(self, _scale: int = 0) -> None:
        """As wide as the practice users need, as high as everything needs."""
        self.message.setMinimumHeight(self.fontMetrics().lineSpacing() * 2 + 6)
        hint = self.sizeHint()
        self.setMinimumSize(self.minimumSizeHint())
        self.resize(max(hint.width(), theme.width_of(self, 40)), hint.height())

    def _banner(self) -> QLabel:
        banner = QLabel(text("login.product"))
        font = banner.font()
        # Large, not bold: another face of a Japanese font takes up to 9 ms to load.
        font.setPointSizeF(font.pointSizeF() * 1.9)
        banner.setFont(font)
        banner.setContentsMargins(18, 12, 18, 12)
        theme.ground(banner, "#1f4e79")
        theme.ink(banner, "#ffffff")
        return banner

    def _form(self) -> QGridLayout:
        self.user_id = set_name(QLineEdit(), "login.user_id")
        self.user_id.setMinimumWidth(theme.width_of(self, 20))
        self.password = set_name(QLineEdit(), "login.password")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        grid = QGridLayout()
        grid.setContentsMargins(24, 18, 24, 14)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        for row, item in enumerate((self.user_id, self.password)):
            label = QLabel(text(item.objectName()))
            label.setBuddy(item)
            grid.addWidget(label, row, 0)
            grid.addWidget(item, row, 1)
            item.returnPressed.connect(self._submit)
            item.textEdited.connect(lambda _: self._say(""))
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._message_line(), 2, 1)
        grid.addLayout(self._buttons(), 3, 0, 1, 2)
        return grid

    def _message_line(self) -> QWidget:
        self.message = set_name(QLabel(), "login.message")
        self.message.setWordWrap(True)
        self.message.setMinimumHeight(self.fontMetrics().lineSpacing() * 2 + 6)
        return self.message

    def _buttons(self) -> QHBoxLayout:
        self.progress = set_name(QProgressBar(), "login.progress")
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setVisible(False)
        self.login = set_name(QPushButton(text("login.login")), "login.login")
        self.login.clicked.connect(self._submit)
        self.cancel = set_name(QPushButton(text("login.cancel")), "login.cancel")
        self.cancel.clicked.connect(self.close)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.progress, 1)
        row.addStretch(1)
        for button in (self.login, self.cancel):
            button.setMinimumWidth(theme.width_of(self, 8))
            button.setAutoDefault(True)
            row.addWidget(button)
        return row

    def complete(self) -> None:
        """What can wait for the first paint: the namespace `Qt` alone takes 40 ms to import."""
        from PySide6.QtCore import Qt
        self.cancel.setShortcut("Esc")
        self.user_id.setInputMethodHints(Qt.InputMethodHint.ImhLatinOnly)
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)

    def _practice(self, users: Sequence[PracticeUser]) -> AidStrip:
        """A row per user. Plain labels and buttons: a table view would be a tenth of the start-up."""
        strip = AidStrip(self._shell.aids, "login.practice")
        hint = set_name(QLabel(text("login.practice_hint")), "login.practice_hint")
        strip.content.addWidget(hint, 0, 0, 1, len(_COLUMNS))
        for column, key in enumerate(_COLUMNS):
            strip.content.addWidget(QLabel(text(f"login.{key}")), 1, column)
        for row, user in enumerate(users, start=2):
            button = set_name(QPushButton(user[0]), f"login.practice_{user[0]}", f"{user[0]} {user[2]}")
            button.clicked.connect(lambda _=False, chosen=user: self._take(chosen))
            strip.content.addWidget(button, row, 0)
            for column, words in enumerate((user[1], user[2], _authorities(user)), start=1):
                strip.content.addWidget(QLabel(words), row, column)
        strip.content.setColumnStretch(len(_COLUMNS) - 1, 1)
        return strip

    def _take(self, user: PracticeUser) -> None:
        self.user_id.setText(user[0])
        self.password.setText(user[1])
        self._say("")
        self.login.setFocus()

    def _submit(self) -> None:
        if not self.user_id.text().strip():
            self.refuse(text("login.need_user_id"), "user_id")
        elif not self.password.text():
            self.refuse(text("login.need_password"), "password")
        else:
            self.submitted.emit(self.user_id.text(), self.password.text())

    def wait(self, sentence: str) -> None:
        """Show that the login is under way."""
        self._say(sentence, theme.HINT)
        self._busy(True)

    def refuse(self, sentence: str, field: str = "") -> None:
        """Say why there is no login, beside the fields, and let the user correct it."""
        self._busy(False)
        self._say(sentence)
        if field in ("", "password"):
            self.password.clear()
        item = self.user_id if field == "user_id" else self.password
        item.setAccessibleDescription(sentence)
        item.setFocus()

    def welcome(self) -> None:
        """Stand ready for the next login: user ID kept, password empty."""
        self._busy(False)
        self._say("")
        self.password.clear()
        self.show()
        (self.password if self.user_id.text() else self.user_id).setFocus()

    def _busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        for item in (self.login, self.user_id, self.password):
            item.setEnabled(not busy)

    def _say(self, sentence: str, colour: str = theme.ERROR) -> None:
        theme.ink(self.message, colour)
        self.message.setText(sentence)
        for item in (self.user_id, self.password):
            item.setAccessibleDescription("")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the window stands on the screen: heavy work begins only then."""
        super().paintEvent(event)
        if not self.was_painted:
            self.was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the login window leaves the program."""
        super().closeEvent(event)
        self.left.emit()


def _authorities(user: PracticeUser) -> str:
    held = [text(key) for key, has in (("login.system_admin", user[3]), ("login.my_number", user[4])) if has]
    return "・".join(held) or text("login.no_authority")
