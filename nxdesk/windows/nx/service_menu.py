"""社会保険届出サービス: the two directions, and the kinds of data that go each way (manual (4))."""

from collections.abc import Sequence

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGroupBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from nxdesk.desk.program import Session
from nxdesk.desk.refusal import Refusal
from nxdesk.records.fields import Kind
from nxdesk.records.kinds import acquirable, registrable
from nxdesk.windows import message, theme
from nxdesk.windows.console.relink_banner import RelinkBanner
from nxdesk.windows.menubar import MenuBar, MenuPlan
from nxdesk.windows.names import set_name
from nxdesk.windows.nx.acquire_flow import AcquireFlow
from nxdesk.windows.nx.direction import ACQUIRE, REGISTER, Direction
from nxdesk.windows.nx.list_window import OpenRecord
from nxdesk.windows.nx.run_flow import RunFlow
from nxdesk.windows.nx_window import NxWindow
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text


class ServiceMenuWindow(NxWindow):
    """Two big buttons; each opens its list of kinds beside it. One run at a time belongs to the window."""

    def __init__(self, session: Session, shell: Shell, parent: QWidget | None = None,
                 open_record: OpenRecord | None = None) -> None:
        super().__init__("service", shell, parent)
        self._session = session
        self._open_record = open_record
        self.flow: RunFlow | AcquireFlow | None = None
        self.kind_buttons: list[QPushButton] = []
        self.bar = MenuBar(self, shell, MenuPlan("service"), menus=("file", "view", "help"))
        self._fill_centre()
        self.guide(text("service.guide"))
        self.remember(54, 37)
        self.register.setFocus()

    def _fill_centre(self) -> None:
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(RelinkBanner(self._session, self.shell, "service"))
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(self._directions())
        row.addWidget(self._kinds_box(), 1)
        layout.addLayout(row, 1)
        self.setCentralWidget(centre)

    def _directions(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        self.acquire = self._direction(column, "acquire", "1")
        column.addSpacing(12)
        self.register = self._direction(column, "register", "2")
        once = QLabel(text("service.register_once"))
        theme.ink(once, theme.HINT)
        column.addWidget(once)
        column.addStretch(1)
        self.acquire.clicked.connect(lambda: self._show_kinds(
            [(f"service.acquire_{kind.id}", f"{kind.acquire_number}.{kind.acquire_label}", kind)
             for kind in acquirable()], ACQUIRE))
        self.register.clicked.connect(lambda: self._show_kinds(
            [(f"service.register_{kind.id}", f"{kind.register_number}.{kind.register_label}", kind)
             for kind in registrable()], REGISTER))
        return column

    def _direction(self, column: QVBoxLayout, entry: str, key: str) -> QPushButton:
        button = set_name(QPushButton(text(f"service.{entry}")), f"service.{entry}")
        button.setMinimumSize(theme.width_of(self, 18), theme.width_of(self, 4))
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.setAutoDefault(True)
        for keys in (key, f"Alt+{key}"):
            QShortcut(QKeySequence(keys), self, button.click)
        direction = QLabel(text(f"service.{entry}_direction"))
        theme.ink(direction, theme.HINT)
        column.addWidget(button)
        column.addWidget(direction)
        return button

    def _kinds_box(self) -> QGroupBox:
        self.kinds = set_name(QGroupBox(text("service.kinds")), "service.kinds")
        self._kinds_layout = QVBoxLayout(self.kinds)
        self._hint = QLabel(text("service.choose"))
        theme.ink(self._hint, theme.HINT)
        self._kinds_layout.addWidget(self._hint)
        self._kinds_layout.addStretch(1)
        return self.kinds

    def _show_kinds(self, kinds: Sequence[tuple[str, str, Kind]], direction: Direction) -> None:
        for button in self.kind_buttons:
            self._kinds_layout.removeWidget(button)
            button.deleteLater()
        self._hint.hide()
        self.kind_buttons = [self._kind_button(place, *entry, direction) for place, entry in enumerate(kinds)]
        if self.kind_buttons:
            self.kind_buttons[0].setFocus()

    def _kind_button(self, place: int, name: str, words: str, kind: Kind, direction: Direction) -> QPushButton:
        button = set_name(QPushButton(words), name, words)
        button.setStyleSheet("text-align: left; padding: 5px 12px;")
        button.setAutoDefault(True)
        button.clicked.connect(lambda: self.start(kind, direction))
        self._kinds_layout.insertWidget(place, button)
        button.show()
        return button

    def start(self, kind: Kind, direction: Direction = REGISTER) -> None:
        """Begin a run of a kind, or bring the one that is open to the front."""
        if self.flow is not None:
            self.flow.to_front()
            return
        try:
            lead = AcquireFlow if direction is ACQUIRE else RunFlow
            self.flow = lead(self._session, self.shell, kind, self, self._open_record)
        except Refusal as refused:
            message.refusal(self, direction.label(kind), refused, name="run.refused")
            return
        self.flow.finished.connect(self._ended)
        self.flow.begin()

    def _ended(self) -> None:
        self.flow = None
        self.raise_()
        self.activateWindow()

    def may_close(self) -> bool:
        """Asks while something is being sent; otherwise takes the run's windows along."""
        if self.flow is None:
            return True
        if self.flow.sending:
            sending = isinstance(self.flow, RunFlow)
            message.question(self, text("service.title"), text("service.sending" if sending else "service.writing"),
                             name="service.sending", on_yes=self._leave)
            return False
        self.flow.abandon()
        return True

    def _leave(self) -> None:
        if self.flow is not None:
            self.flow.abandon()
        self.close_unasked()
