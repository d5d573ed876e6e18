"""The form of 社会保険届出サービス設定: the manual's groups in the manual's order, an error line below every field."""

from dataclasses import fields

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from nxdesk.desk.service_settings import Draft
from nxdesk.windows import theme
from nxdesk.windows.names import set_error, set_name, set_secret
from nxdesk.windows.texts import text

_TEXTS = ("url", "customer_id", "auth_id", "timeout", "retries", "proxy_address", "proxy_user", "proxy_password")

_Focus = Qt.FocusPolicy
_INSET = 10
"""Pixels by which the inside of a group is inset; labels in a group within a group give them up again."""


def _key(item: str) -> str:
    return f"service_settings.{item}"


class ServiceSettingsForm(QWidget):
    """Holds a draft. `edited` names the field that the user has changed."""

    edited = Signal(str)

    def __init__(self, *, relink_available: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._errors: dict[str, QLabel] = {}
        self._make_inputs()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 2, 4, 2)
        layout.setSpacing(5)
        url = self._grid()
        url.setContentsMargins(_INSET, 0, _INSET, 0)
        self._row(url, 0, "url")
        layout.addLayout(url)
        for group in (self._auth(), self._connection(), self._proxy()):
            layout.addWidget(group)
        self.relink_group = self._relink()
        self.relink_group.setVisible(relink_available)
        layout.addWidget(self.relink_group)
        layout.addStretch(1)
        self._align_labels()
        self._connect()
        self._enable()

    def _make_inputs(self) -> None:
        self.inputs = {item: set_name(QLineEdit(), _key(item)) for item in _TEXTS}
        for item in ("auth_id", "proxy_password"):
            set_secret(self.inputs[item])
        self.inputs["proxy_password"].setEchoMode(QLineEdit.EchoMode.Password)
        for item in ("url", "customer_id", "auth_id", "proxy_address"):
            self.inputs[item].setInputMethodHints(Qt.InputMethodHint.ImhLatinOnly)
        for item in ("timeout", "retries"):
            entry = self.inputs[item]
            entry.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
            entry.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.proxy_off = set_name(QRadioButton(text(_key("proxy_off"))), _key("proxy_off"))
        self.proxy_use = set_name(QRadioButton(text(_key("proxy_use"))), _key("proxy_use"))
        self.proxy_off.setChecked(True)
        self.proxy_choice = QButtonGroup(self)
        self.proxy_auth = set_name(QCheckBox(text(_key("proxy_auth"))), _key("proxy_auth"))
        self.basic = set_name(QRadioButton(text(_key("basic"))), _key("basic"))
        self.relink = set_name(QCheckBox(text(_key("relink"))), _key("relink"))

    @staticmethod
    def _grid(parent: QWidget | None = None) -> QGridLayout:
        grid = QGridLayout(parent) if parent is not None else QGridLayout()
        grid.setContentsMargins(_INSET, 4, _INSET, 6)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        return grid

    def _row(self, grid: QGridLayout, row: int, item: str, *after: str) -> None:
        """Label, input, what stands behind it; the error line below. Rows come in pairs."""
        label = QLabel(text(_key(item)))
        label.setBuddy(self.inputs[item])
        label.setObjectName(_key(f"{item}_label"))
        grid.addWidget(label, row * 2, 0)
        if after:
            line = QHBoxLayout()
            line.setSpacing(6)
            self.inputs[item].setFixedWidth(theme.width_of(self, 6))
            line.addWidget(self.inputs[item])
            for words in after:
                line.addWidget(QLabel(text(_key(words))))
            line.addStretch(1)
            grid.addLayout(line, row * 2, 1)
        else:
            grid.addWidget(self.inputs[item], row * 2, 1)
        grid.addWidget(self._error_line(item), row * 2 + 1, 1)

    def _error_line(self, item: str) -> QLabel:
        line = set_name(QLabel(), _key(f"{item}_error"))
        line.setWordWrap(True)
        line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        theme.ink(line, theme.ERROR)
        line.hide()
        self._errors[item] = line
        return line

    def _group(self, key: str) -> tuple[QGroupBox, QGridLayout]:
        group = set_name(QGroupBox(text(_key(key))), _key(key))
        return group, self._grid(group)

    def _auth(self) -> QGroupBox:
        group, grid = self._group("group_auth")
        self._row(grid, 0, "customer_id")
        self._row(grid, 1, "auth_id")
        return group

    def _connection(self) -> QGroupBox:
        group, grid = self._group("group_connection")
        self._row(grid, 0, "timeout", "timeout_unit", "timeout_range")
        self._row(grid, 1, "retries", "retries_unit", "retries_range")
        return group

    def _proxy(self) -> QGroupBox:
        group, grid = self._group("group_proxy")
        label = QLabel(text(_key("proxy")))
        label.setObjectName(_key("proxy_label"))
        grid.addWidget(label, 0, 0)
        choice = QHBoxLayout()
        for button in (self.proxy_off, self.proxy_use):
            self.proxy_choice.addButton(button)
            choice.addWidget(button)
            choice.addSpacing(16)
        choice.addStretch(1)
        grid.addLayout(choice, 0, 1)
        self._row(grid, 1, "proxy_address")
        hint = set_name(QLabel(text(_key("proxy_hint"))), _key("proxy_hint"))
        hint.setWordWrap(True)
        theme.ink(hint, theme.HINT)
        grid.addWidget(hint, 4, 1)
        grid.addWidget(self.proxy_auth, 5, 0, 1, 2)
        grid.addWidget(self._error_line("proxy_auth"), 6, 0, 1, 2)
        grid.addWidget(self._credentials(), 7, 0, 1, 2)
        return group

    def _credentials(self) -> QGroupBox:
        group, grid = self._group("group_credentials")
        self.credentials = group
        self._row(grid, 0, "proxy_user")
        self._row(grid, 1, "proxy_password")
        self.basic.setChecked(True)
        grid.addWidget(self.basic, 4, 1)
        return group

    def _relink(self) -> QGroupBox:
        group, grid = self._group("group_relink")
        grid.addWidget(self.relink, 0, 0)
        for row, key in enumerate(("warning_for", "warning_off"), start=1):
            words = set_name(QLabel(f"※ {text(_key(key))}"), _key(key))
            words.setWordWrap(True)
            grid.addWidget(words, row, 0, 1, 2)
        grid.addWidget(self._error_line("relink"), 3, 0, 1, 2)
        return group

    def _align_labels(self) -> None:
        """All inputs begin at one line, whatever group they stand in."""
        labels = [label for label in self.findChildren(QLabel) if label.objectName().endswith("_label")]
        inner = [self.findChild(QLabel, _key(f"{item}_label")) for item in ("proxy_user", "proxy_password")]
        widest = max(label.sizeHint().width() for label in labels)
        for label in labels:
            label.setMinimumWidth(widest - (_INSET + 2 if label in inner else 0))

    def _connect(self) -> None:
        for item, entry in self.inputs.items():
            entry.textChanged.connect(lambda _, name=item: self.edited.emit(name))
        self.proxy_use.toggled.connect(lambda _: self._switched("proxy_use"))
        self.proxy_auth.toggled.connect(lambda _: self._switched("proxy_auth"))
        self.relink.toggled.connect(lambda _: self._switched("relink"))

    def _switched(self, item: str) -> None:
        self._enable()
        self.edited.emit(item)

    def _enable(self) -> None:
        use = self.proxy_use.isChecked()
        for button in (self.proxy_off, self.proxy_use):
            button.setFocusPolicy(_Focus.StrongFocus if button.isChecked() else _Focus.ClickFocus)
        self.inputs["proxy_address"].setEnabled(use)
        self.proxy_auth.setEnabled(use)
        self.credentials.setEnabled(use and self.proxy_auth.isChecked())

    def refit(self) -> None:
        """Follow a new text size."""
        for item in ("timeout", "retries"):
            self.inputs[item].setFixedWidth(theme.width_of(self, 6))
        self._align_labels()

    def draft(self) -> Draft:
        """The values exactly as they stand here."""
        words = {item: entry.text() for item, entry in self.inputs.items()}
        return Draft(**words, proxy_use=self.proxy_use.isChecked(), proxy_auth=self.proxy_auth.isChecked(),
                     relink=self.relink.isChecked(), ca_use=False)

    def set_draft(self, draft: Draft) -> None:
        """Show these values; fields that hold them already keep cursor and undo."""
        for item in fields(draft):
            value = getattr(draft, item.name)
            entry = self.inputs.get(item.name)
            if entry is not None and entry.text() != value:
                entry.setText(value)
        (self.proxy_use if draft.proxy_use else self.proxy_off).setChecked(True)
        self.proxy_auth.setChecked(draft.proxy_auth)
        self.relink.setChecked(draft.relink)

    def widget(self, item: str) -> QWidget | None:
        """The input of a field."""
        others: dict[str, QWidget] = {"proxy_use": self.proxy_use, "proxy_auth": self.proxy_auth,
                                      "relink": self.relink}
        return self.inputs.get(item) or others.get(item)

    def shows(self, item: str) -> bool:
        """The field stands on the form, so that a sentence beside it can be read."""
        widget = self.widget(item)
        return item in self._errors and widget is not None and widget.isVisibleTo(self)

    def show_error(self, item: str, sentence: str) -> bool:
        """Show a sentence below a field, or clear it; False where no such field can be seen."""
        line, widget = self._errors.get(item), self.widget(item)
        if line is None or widget is None:
            return False
        if sentence and not self.shows(item):
            return False
        set_error(widget, line, sentence)
        return True

    def clear_errors(self) -> None:
        """Take all error lines away."""
        for item in self._errors:
            self.show_error(item, "")
