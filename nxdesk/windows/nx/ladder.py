"""接続の階段: how far a connection comes with the values of the settings window, rung by rung. nxdesk's own window."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from nxdesk.desk.ladder import Climb, Ladder, Standing
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.service_settings import Draft, ServiceSettingsDesk
from nxdesk.windows import theme
from nxdesk.windows.aid_strip import aid_label
from nxdesk.windows.names import set_name
from nxdesk.windows.nx.ladder_rungs import LadderRungs
from nxdesk.windows.nx_window import NxWindow
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

_LOOK_AGAIN = 100
"""Milliseconds between two looks at how far a climb has come."""
_FACTS = ("cause", "check", "ask")


class LadderWindow(NxWindow):
    """Climbs once for every `climb` and every もう一度; it registers nothing."""

    def __init__(self, settings: ServiceSettingsDesk, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__("ladder", shell, parent)
        self._settings = settings
        self._draft = Draft()
        self._ladder: Ladder | None = None
        self._climb: Climb | None = None
        self._watch = QTimer(self)
        self._watch.setInterval(_LOOK_AGAIN)
        self._watch.timeout.connect(self._look)
        self._fill_centre()
        self.deed("again_key", self.buttons["again"].click, "F5")
        self.deed("copy_key", self.buttons["copy"].click, "Ctrl+C")
        self.guide(text("ladder.guide"))
        self.remember(58, 48)

    def _fill_centre(self) -> None:
        self.target = set_name(aid_label("ladder.target"), "ladder.target")
        self.rungs = LadderRungs()
        self.headline = set_name(aid_label("ladder.headline"), "ladder.headline")
        bold = self.headline.font()
        bold.setBold(True)
        self.headline.setFont(bold)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.target, self.rungs, self.headline, self._facts()):
            layout.addWidget(widget)
        layout.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(content)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        centre = QWidget()
        outer = QVBoxLayout(centre)
        outer.setContentsMargins(8, 6, 8, 6)
        outer.addWidget(_mark())
        outer.addWidget(scroll, 1)
        outer.addLayout(self._foot())
        self.setCentralWidget(centre)

    def _facts(self) -> QWidget:
        """Cause, what to check and whom to ask, of the rung at which it ended."""
        self.facts: dict[str, tuple[QLabel, QLabel]] = {}
        panel = QWidget()
        panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        grid = QGridLayout(panel)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(1, 1)
        for row, item in enumerate(_FACTS):
            head = QLabel(text(f"ladder.{item}"))
            words = set_name(aid_label(f"ladder.{item}"), f"ladder.{item}", text(f"ladder.{item}"))
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(head, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(words, row, 1)
            self.facts[item] = head, words
        theme.ink(self.facts["cause"][1], theme.ERROR)
        return panel

    def _foot(self) -> QHBoxLayout:
        self.progress = set_name(QProgressBar(), "ladder.progress", text("ladder.title"))
        self.progress.setRange(0, 0)
        self.buttons = {item: set_name(QPushButton(text(f"ladder.{item}")), f"ladder.{item}")
                        for item in ("again", "stop", "copy", "close")}
        for item, deed in (("again", self._begin), ("stop", self._stop), ("copy", self._copy), ("close", self.close)):
            self.buttons[item].clicked.connect(lambda _=False, deed=deed: deed())
            self.buttons[item].setAutoDefault(True)
        row = QHBoxLayout()
        row.addWidget(self.progress, 1)
        row.addStretch()
        for button in self.buttons.values():
            row.addWidget(button)
        return row

    def climb(self, draft: Draft) -> None:
        """Climb with these (normalised) values; a climb under way is left to end."""
        if self._ladder is None:
            self._draft = draft
            self._begin()

    def _begin(self) -> None:
        if self._ladder is not None:
            return
        draft = self._draft
        try:
            self._ladder = self._settings.ladder(draft)
        except Refusal as refusal:
            self.refused(refusal)
            return
        self._climb = None
        proxy = draft.proxy_address if draft.proxy_use else text("ladder.no_proxy")
        trust = text("ladder.trust_file" if draft.ca_use else "ladder.trust_system")
        self.target.setText(text("ladder.target", url=draft.url, proxy=proxy, trust=trust))
        self._tell_facts("", "", "")
        self._busy(True)
        self._look()
        self._watch.start()
        self.shell.jobs.run(self, self._ladder.climb, on_done=self._climbed, on_failed=self._broken, lane="network")

    def _busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        for item, button in self.buttons.items():
            if item != "close":
                button.setEnabled(busy == (item == "stop"))
        (self.buttons["stop"] if busy else self.rungs).setFocus()

    def _look(self) -> None:
        """Where the climb under way stands."""
        if self._ladder is not None and self.buttons["stop"].isEnabled():
            rung = self._ladder.under_way
            words = text("ladder.climbing", rung=rung.value)
            if words != self.headline.text():
                self.rungs.show_way(rung)
                self.headline.setText(words)

    def _stop(self) -> None:
        if self._ladder is not None:
            self.buttons["stop"].setEnabled(False)
            self.headline.setText(text("ladder.stopping"))
            self._ladder.cancel()

    def _climbed(self, climb: Climb) -> None:
        self._over()
        self._climb = climb
        self.rungs.show_climb(climb)
        self.buttons["copy"].setEnabled(True)
        failed = climb.failed
        if failed is None:
            noticed = any(step.standing is Standing.NOTICE for step in climb.steps)
            self.headline.setText(text("ladder.noticed" if noticed else "ladder.reached"))
            return
        said = "ladder.stopped" if failed.standing is Standing.STOPPED else "ladder.failed"
        self.headline.setText(text(said, rung=failed.rung.value))
        self._tell_facts(f"{failed.sentence}({failed.code})", failed.check, failed.ask)

    def _broken(self, error: Exception) -> None:
        """A fault of the program: the rungs say nothing."""
        self._over()
        self.rungs.show_way(None)
        self.headline.setText("")
        raise error

    def _over(self) -> None:
        self._ladder = None
        self._watch.stop()
        self._busy(False)
        self.buttons["copy"].setEnabled(False)

    def _tell_facts(self, *sentences: str) -> None:
        for item, words in zip(_FACTS, sentences, strict=True):
            for label in self.facts[item]:
                label.setVisible(bool(words))
            self.facts[item][1].setText(words)

    def _copy(self) -> None:
        if self._climb is not None:
            QGuiApplication.clipboard().setText(self._climb.text)
            self.statusBar().showMessage(text("ladder.copied"), 8000)

    def may_close(self) -> bool:
        """End a climb under way."""
        self._watch.stop()
        if self._ladder is not None:
            self._ladder.cancel()
        return True


def _mark() -> QFrame:
    """Says whose window this is; unlike the strips in NX's windows it cannot be hidden."""
    frame = set_name(QFrame(), "ladder.mark", text("aid.tag"))
    frame.setStyleSheet(theme.aid_style("ladder.mark"))
    frame.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    row = QHBoxLayout(frame)
    row.setContentsMargins(8, 4, 8, 4)
    row.addWidget(QLabel(text("aid.tag")))
    row.addWidget(aid_label("ladder.aid", text("ladder.aid")), 1)
    return frame
