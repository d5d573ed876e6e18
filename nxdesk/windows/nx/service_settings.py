"""社会保険届出サービス設定: connection settings, checked before they are registered (manual (3))."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from nxdesk.desk.program import Session
from nxdesk.desk.refusal import FieldIssue, Refusal
from nxdesk.desk.service_settings import CheckPassed, Draft, Judged
from nxdesk.windows import message, theme
from nxdesk.windows.aid_strip import AidStrip, aid_label
from nxdesk.windows.console.pause_line import PauseLine
from nxdesk.windows.menubar import MenuBar, MenuPlan
from nxdesk.windows.names import set_name
from nxdesk.windows.nx.ladder import LadderWindow
from nxdesk.windows.nx.service_settings_ca import CaChoice
from nxdesk.windows.nx.service_settings_form import ServiceSettingsForm
from nxdesk.windows.nx.service_settings_words import ca_words, readings
from nxdesk.windows.nx_window import NxWindow
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import plain, text


class ServiceSettingsWindow(NxWindow):
    """The form with its tool bar, and nxdesk's strip with how the values are read."""

    def __init__(self, session: Session, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__("service_settings", shell, parent)
        self._settings = session.service_settings
        self._relink = session.relink
        self._saved: Draft | None = None
        self._refusal = ""
        self._touched: set[str] = set()
        self._fill_toolbar()
        self._fill_centre()
        self.guide(text("service_settings.guide"))
        self.remember(52, 75)
        shell.theme.changed.connect(self.form.refit)
        shell.relink.changed.connect(self._relink_changed)
        self.form.setEnabled(False)
        self._allow(register=False, check=False)
        shell.jobs.run(self, self._settings.load, on_done=self._loaded, on_failed=self._not_loaded)

    def _fill_toolbar(self) -> None:
        bar = QToolBar()
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.register = self.deed("register", self._register, "F12", text("menubar.register"))
        self.check = self.deed("check", self._check, "F9", text("menubar.check"))
        self.ladder = self.deed("ladder", self._open_ladder, "F8", text("service_settings.ladder"))
        for action in (self.register, self.check):
            bar.addAction(action)
            button = bar.widgetForAction(action)
            set_name(button, f"{action.objectName()}_button", action.iconText())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.addToolBar(bar)
        self.bar = MenuBar(self, self.shell, MenuPlan(
            "service_settings", file=[self.register, self.check], defaults=self._defaults))

    def _fill_centre(self) -> None:
        self.form = ServiceSettingsForm(relink_available=self._settings.relink_available)
        self.form.edited.connect(self._edited)
        scroll = QScrollArea()
        scroll.setWidget(self.form)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area = scroll
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addWidget(self._notice())
        layout.addWidget(scroll, 1)
        layout.addWidget(self._aids())
        self.setCentralWidget(centre)

    def _notice(self) -> QWidget:
        self.need_check = set_name(QLabel(text("service_settings.need_check")), "service_settings.need_check")
        self.need_check.setMinimumHeight(self.need_check.sizeHint().height() + 6)
        self.problem = set_name(QLabel(), "service_settings.problem")
        self.problem.setWordWrap(True)
        self.problem.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.problem.hide()
        for label in (self.need_check, self.problem):
            theme.ink(label, theme.ERROR)
        self.progress = set_name(QProgressBar(), "service_settings.progress", text("service_settings.checking"))
        self.progress.setRange(0, 0)
        self.progress.setFormat(text("service_settings.checking"))
        self.stop = set_name(QPushButton(text("service_settings.stop")), "service_settings.stop")
        self.stop.clicked.connect(self._stop)
        self.offer = self._ladder_button("ladder_offer")
        self.offer.setText(plain(self.offer.text()))
        self.offer.hide()
        self.shell.aids.changed.connect(self.offer.hide)
        self.pause = PauseLine("service_settings")
        self.pause.hurried.connect(self._settings.hurry)
        for item in (self.progress, self.stop):
            item.hide()
        notice = QWidget()
        notice.setMinimumHeight(self.stop.sizeHint().height())
        row = QHBoxLayout()
        row.addWidget(self.need_check)
        row.addWidget(self.progress, 1)
        row.addWidget(self.stop)
        row.addStretch()
        row.addWidget(self.offer)
        lines = QVBoxLayout(notice)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addLayout(row)
        lines.addWidget(self.pause)
        lines.addWidget(self.problem)
        return notice

    def _ladder_button(self, item: str) -> QPushButton:
        """Opens nxdesk's own window, and looks so."""
        words = text("service_settings.ladder")
        button = set_name(QPushButton(words), f"service_settings.{item}", plain(words))
        button.setToolTip(text("service_settings.ladder_hint"))
        button.setAutoDefault(True)
        theme.aid_button(button)
        button.clicked.connect(lambda _: self.ladder.trigger())
        return button

    def _aids(self) -> AidStrip:
        strip = AidStrip(self.shell.aids, "service_settings.aids")
        self.aid_lines: dict[str, QLabel] = {}
        self.aid_heads: dict[str, QLabel] = {}
        for row, key in enumerate(("aid_notices", "aid_wait", "aid_check")):
            words = text(f"service_settings.{key}")
            head = QLabel(words)
            strip.content.addWidget(head, row, 0, Qt.AlignmentFlag.AlignTop)
            line = set_name(aid_label(f"service_settings.{key}"), f"service_settings.{key}", words)
            line.setAlignment(Qt.AlignmentFlag.AlignTop)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse
                                         | Qt.TextInteractionFlag.TextSelectableByKeyboard)
            strip.content.addWidget(line, row, 1, 1, 1 if row == 0 else 2)
            self.aid_lines[key] = line
            self.aid_heads[key] = head
        strip.content.setColumnStretch(1, 1)
        for key in self.aid_lines:
            self.aid_lines[key].hide()
            self.aid_heads[key].hide()
        self.ca = CaChoice()
        self.ca.edited.connect(lambda: self._edited("ca_file"))
        self.ca.settled.connect(self._read_ca_file)
        self.ladder_button = self._ladder_button("ladder_button")
        head = QLabel(text("service_settings.aid_ca"))
        head.setContentsMargins(0, 2, 0, 0)  # Its words stand as high as those of the choice.
        strip.content.addWidget(head, 3, 0, Qt.AlignmentFlag.AlignTop)
        strip.content.addWidget(self.ca, 3, 1, 1, 2)
        strip.content.addWidget(self.ladder_button, 0, 2, Qt.AlignmentFlag.AlignTop)
        return strip

    def _tell(self, key: str, words: str) -> None:
        self.aid_lines[key].setText(words)
        for label in (self.aid_lines[key], self.aid_heads[key]):
            label.setVisible(bool(words))

    def _allow(self, *, register: bool, check: bool) -> None:
        self.register.setEnabled(register)
        for action in (self.check, self.ladder):
            action.setEnabled(check)
        for button in (self.offer, self.ladder_button):
            button.setEnabled(check)
        self.ca.setEnabled(check)

    def _not_loaded(self, error: Exception) -> None:
        """What was registered cannot be read: it can be entered and registered anew."""
        self._loaded(self._settings.defaults())
        self._told(error)

    def _loaded(self, draft: Draft) -> None:
        self._show_draft(draft)
        self.form.setEnabled(True)
        self._allow(register=False, check=True)
        self._saved = draft
        self._touched.clear()
        self._judge()
        self._read_ca_file()
        self.form.inputs["url"].setFocus()

    def _draft(self) -> Draft:
        """The values exactly as they stand here."""
        return replace(self.form.draft(), ca_use=self.ca.use, ca_file=self.ca.path.text())

    def _show_draft(self, draft: Draft) -> None:
        self.form.set_draft(draft)
        self.ca.set_values(use=draft.ca_use, path=draft.ca_file)

    def _read_ca_file(self) -> None:
        """Away from this thread: the file may be on a share that answers late."""
        draft = self._draft()
        if draft.ca_use:
            self.shell.jobs.run(self, lambda: self._settings.read_ca_file(draft), on_done=lambda _: self._judge(),
                                on_failed=self._told, lane="network")

    def _edited(self, item: str) -> None:
        if self._saved is None:
            return
        self._touched.add(item)
        self._refusal = ""
        self._judge()

    def _judge(self) -> None:
        """Errors of the fields that were touched, what is read differently, and whether 登録 may be pressed."""
        draft = self._draft()
        judged = self._settings.judge(draft)
        self._show_issues([issue for issue in judged.issues
                           if issue.field in self._touched or not self.form.shows(issue.field)])
        notices = [notice.sentence for notice in judged.notices]
        notices += readings(draft, judged.normalised)
        self._tell("aid_notices", "\n".join(notices) or text("service_settings.aid_none"))
        self._tell("aid_wait", judged.longest_wait)
        self.ca.show_found(ca_words(judged))
        passed = not judged.issues and self._settings.passed(draft)
        self.register.setEnabled(passed)
        self.need_check.setVisible(not passed)

    def _show_issues(self, issues: list[FieldIssue]) -> None:
        """Beside the fields; what concerns none that can be seen stands at the window's own line."""
        self.form.clear_errors()
        self.ca.show_error("")
        homeless = [self._refusal] if self._refusal else []
        for issue in reversed(issues):
            sentence = f"{issue.sentence}({issue.code})"
            if not self._show_error(issue.field, sentence):
                homeless.append(sentence)
        self.problem.setText("\n".join(homeless))
        self.problem.setVisible(bool(homeless))

    def _shows(self, item: str) -> bool:
        """A sentence beside this field can be read."""
        return self.ca.isVisibleTo(self) if item == "ca_file" else self.form.shows(item)

    def _show_error(self, item: str, sentence: str) -> bool:
        if item != "ca_file":
            return self.form.show_error(item, sentence)
        if self._shows(item):
            self.ca.show_error(sentence)
        return self._shows(item)

    def _usable(self) -> Judged | None:
        """The values as they are read; None, with the first wrong field to be corrected, when they cannot be used."""
        judged = self._settings.judge(self._draft())
        if not judged.issues:
            return judged
        self._touched.update(issue.field for issue in judged.issues)
        self._judge()
        self._focus(judged.issues[0].field)
        return None

    def _open_ladder(self) -> None:
        """接続の階段 with the values now shown."""
        judged = self._usable()
        if judged is None:
            return
        window = self.findChild(LadderWindow) or LadderWindow(self._settings, self.shell, self)
        window.show()
        window.raise_()
        window.activateWindow()
        window.climb(judged.normalised)

    def _check(self) -> None:
        judged = self._usable()
        if judged is None:
            return
        notices = self.aid_lines["aid_notices"].text()
        self._show_draft(judged.normalised)
        self._tell("aid_notices", notices)
        self._busy(True)
        draft = judged.normalised
        self.shell.jobs.run(self, lambda report: self._settings.check(draft, report), on_done=self._passed,
                            on_failed=self._check_failed, on_progress=self.pause.show_pause, lane="network")

    def _busy(self, busy: bool) -> None:
        self.form.setEnabled(not busy)
        self._allow(register=self.register.isEnabled(), check=not busy)
        self.progress.setVisible(busy)
        self.stop.setVisible(busy)
        self.stop.setEnabled(True)
        self.stop.setText(text("service_settings.stop"))
        if busy:
            self.register.setEnabled(False)
            self._refusal = ""
            self.problem.hide()
            self.offer.hide()
            self._tell("aid_check", "")
            self.stop.setFocus()

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.stop.setText(text("service_settings.stopping"))
        self.pause.show_pause(None)
        self._settings.cancel()

    def _passed(self, passed: CheckPassed) -> None:
        self._busy(False)
        notices = self.aid_lines["aid_notices"].text()
        self._judge()
        self._tell("aid_notices", notices)
        self._tell("aid_check", "\n".join(passed.remarks))
        self._done()

    def _done(self) -> None:
        message.information(self, text("service_settings.title"), text("service_settings.done"),
                            name="service_settings.message", on_closed=self.form.inputs["url"].setFocus)

    def _check_failed(self, error: Exception) -> None:
        self._told(error)
        self._tell("aid_check", "\n".join(filter(None, (
            self.aid_lines["aid_check"].text(), text("service_settings.ladder_failed")))))
        self.offer.setVisible(self.shell.aids.shown)

    def _told(self, error: Exception) -> None:
        self._busy(False)
        if not isinstance(error, Refusal):
            self._judge()
            raise error
        sentence = f"{error.sentence}({error.code})"
        beside = self._shows(error.field)
        self._refusal = "" if beside else sentence
        self._judge()
        if beside:
            self._show_error(error.field, sentence)
        self._tell("aid_check", error.check)
        self._focus(error.field or "url")

    def _focus(self, item: str) -> None:
        if item == "ca_file":
            self.ca.path.setFocus()
        widget = self.form.widget(item)
        if widget is not None:
            widget.setFocus()
            self.area.ensureWidgetVisible(widget, 20, 60)

    def _register(self) -> None:
        draft = self._draft()
        self.register.setEnabled(False)
        self.form.setEnabled(False)
        self.shell.jobs.run(self, lambda: self._settings.register(draft), on_done=self._registered,
                            on_failed=self._told)

    def _registered(self, saved: Draft) -> None:
        self._busy(False)
        switched = self._saved is None or saved.relink != self._saved.relink
        self._saved = saved
        self._show_draft(saved)
        self._judge()
        self._done()
        if switched:
            self.shell.relink.changed.emit()

    def _relink_changed(self) -> None:
        """The switch was changed elsewhere (or here): what is registered now stands in the form, and is no unsaved
        input.
        """
        def show(on: object) -> None:
            if self._saved is not None and self._saved.relink != on:
                self._saved = replace(self._saved, relink=bool(on))
                self.form.relink.setChecked(bool(on))
        self.shell.jobs.run(self, lambda: self._relink.on, on_done=show, on_failed=self._told)

    def _defaults(self) -> None:
        """Back to what the manual says needs no change; addresses and IDs have no default."""
        now, first = self.form.draft(), Draft()
        self.form.set_draft(replace(first, url=now.url, customer_id=now.customer_id, auth_id=now.auth_id))
        self.statusBar().showMessage(text("service_settings.defaults_done"), 8000)

    def may_close(self) -> bool:
        """Stop a running check; ask when something was changed and not registered."""
        if self._saved is None or self._draft() == self._saved:
            self._end()
            return True
        message.question(self, text("service_settings.title"), text("service_settings.unsaved"),
                         name="service_settings.unsaved", on_yes=self._leave)
        return False

    def _leave(self) -> None:
        self._end()
        self.close_unasked()

    def _end(self) -> None:
        """Stop what goes on."""
        self._settings.cancel()
        if ladder := self.findChild(LadderWindow):
            ladder.close()
