"""The confirmation of losses after OK: what e-AMANO deletes, by name, before anything is sent. nxdesk's own.

Nothing here goes by itself: the default is キャンセル, near matches and emptied families want a tick each, many
deletions want a sentence typed.
"""

import unicodedata

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from nxdesk.desk import acquire_texts, run_texts
from nxdesk.desk.impact import Impact, Tick
from nxdesk.windows import theme
from nxdesk.windows.aid_strip import AidStrip, aid_label
from nxdesk.windows.console.impact_rows import BESIDE, LOSS_COLUMNS, ImpactRows
from nxdesk.windows.console.impact_words import some
from nxdesk.windows.grid.columns import GridColumn
from nxdesk.windows.grid.model import GridModel
from nxdesk.windows.grid.table import Table
from nxdesk.windows.grid.view import GridView
from nxdesk.windows.names import set_error, set_name
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

_FEWEST_ROWS, _SHOWN_ROWS = 3, 10
_WIDTH = 56
"""In average characters."""
_NAMES_OF_A_TICK = 4
_TIP_LINES = 40
_HALF, _SHOWN_PAIRS = 46, 4
BESIDE_EACH_OTHER = " ⇔ NX: "
"""Between the two records of a tick that are shown side by side."""


class LossesDialog(QDialog):
    """Asks. `agreed` carries what was typed (nothing where nothing has to be) and the ids of the ticks that were set;
    everything else is キャンセル (`rejected`).
    """

    agreed = Signal(str, object)

    def __init__(self, shell: Shell, title: str, impact: Impact, rows: ImpactRows, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(text("losses.title", run=title))
        set_name(self, "losses.window", self.windowTitle())
        self._word = rows.word
        self._toward_nx = impact.toward_nx
        self.ticks: dict[str, QCheckBox] = {}
        layout = QVBoxLayout(self)
        layout.addWidget(self._sentence(impact))
        layout.addWidget(self._names(rows), 1)
        if self.names.isHidden():
            layout.addStretch(1)
        for tick in rows.ticks:
            layout.addLayout(self._tick(tick))
        layout.addLayout(self._typing())
        layout.addWidget(self._aid(shell))
        layout.addLayout(self._buttons())
        self._judge()
        self.cancel.setFocus()
        self._fit()

    def _fit(self) -> None:
        """As wide as the names need, as high as the wrapped sentences and up to ten names need, within the screen."""
        room, unit = self.screen().availableGeometry(), theme.width_of(self, 1)
        width = min(max(_WIDTH * unit, self.names.horizontalHeader().length() + 6 * unit), room.width() * 9 // 10)
        self.names.horizontalHeader().setStretchLastSection(True)
        rows = min(self.names.grid.rowCount(), _SHOWN_ROWS)
        spare = max(0, self._height_of(rows) - self.names.minimumHeight())
        self.resize(width, min(self._least_height(width) + spare, room.height() * 9 // 10))

    def _least_height(self, width: int) -> int:
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout is not None else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrapped sentences need more height in a narrower window; they are never cut."""
        super().resizeEvent(event)
        self.setMinimumHeight(self._least_height(event.size().width()))

    def _sentence(self, impact: Impact) -> QLabel:
        words = (acquire_texts if self._toward_nx else run_texts).losses(impact)
        sentence = set_name(QLabel(words), "losses.sentence", words)
        sentence.setWordWrap(True)
        theme.ink(sentence, theme.ERROR)
        return sentence

    def _names(self, rows: ImpactRows) -> GridView:
        """Deletions in red, behind them the records that lose items."""
        model = GridModel(Table(LOSS_COLUMNS, BESIDE, key="place"), parent=self, alarm="alarm")
        model.replace(rows.losses)
        self.names = set_name(GridView(model, numbered=True), "losses.names", text("losses.names"))
        self.names.fit_columns()
        self.names.setVisible(self.names.grid.rowCount() > 0)
        self.names.setMinimumSize(theme.width_of(self, 24), self._height_of(_FEWEST_ROWS))
        return self.names

    def _height_of(self, rows: int) -> int:
        """Pixels of the list with this many rows and its title."""
        return rows * self.names.painter.row_height() + self.names.horizontalHeader().sizeHint().height() + 4

    def _tick(self, wanted: Tick) -> QVBoxLayout:
        """What it is about, whom it concerns, and the check."""
        beside = wanted.id == "second"
        words = wanted.sentence if beside else f"{wanted.sentence}\n{some(wanted.names, _NAMES_OF_A_TICK)}"
        label = set_name(QLabel(words), f"losses.{wanted.id}_words", words)
        label.setWordWrap(True)
        label.setToolTip("\n".join(wanted.names[:_TIP_LINES]) if len(wanted.names) > _NAMES_OF_A_TICK else "")
        tick = set_name(QCheckBox(text(f"losses.{wanted.id}", count=f"{len(wanted.names):,}")), f"losses.{wanted.id}",
                        wanted.sentence)
        tick.toggled.connect(lambda _: self._judge())
        self.ticks[wanted.id] = tick
        lines = QVBoxLayout()
        lines.setContentsMargins(0, 4, 0, 0)
        lines.setSpacing(2)
        lines.addWidget(label)
        if beside:
            lines.addWidget(self._pairs(wanted))
        lines.addWidget(tick)
        return lines

    def _pairs(self, wanted: Tick) -> GridView:
        """Who arrives beside whom, both rows side by side."""
        columns = [GridColumn(name, text(f"losses.{name}"), _HALF) for name in ("second_there", "second_here")]
        model = GridModel(Table(columns, ("place",), key="place"), parent=self)
        pairs = [name.partition(BESIDE_EACH_OTHER) for name in wanted.names]
        model.replace([[there for there, _, _ in pairs], [here for _, _, here in pairs],
                       [str(place) for place in range(len(pairs))]])
        view = set_name(GridView(model), "losses.second_rows", text("losses.second_rows"))
        view.fit_columns()
        view.horizontalHeader().setStretchLastSection(True)
        height = min(len(pairs), _SHOWN_PAIRS) * view.painter.row_height()
        view.setFixedHeight(height + view.horizontalHeader().sizeHint().height() + 4)
        return view

    def _typing(self) -> QVBoxLayout:
        """The field for the text to type; not there where nothing has to be typed."""
        words = text("losses.type", words=self._word)
        label = set_name(QLabel(words), "losses.type_label")
        self.typed = set_name(_Line(), "losses.typed", words.partition("(&")[0])
        self.typed.setMaximumWidth(theme.width_of(self, 20))
        self.typed.textChanged.connect(lambda _: self._judge())
        self.typed.entered.connect(self._from_line)
        label.setBuddy(self.typed)
        self.problem = set_name(QLabel(), "losses.problem")
        self.problem.setWordWrap(True)
        theme.ink(self.problem, theme.ERROR)
        self.problem.hide()
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.typed, 1)
        row.addStretch(1)
        lines = QVBoxLayout()
        lines.addLayout(row)
        lines.addWidget(self.problem)
        for widget in (label, self.typed):
            widget.setVisible(bool(self._word))
        return lines

    def _aid(self, shell: Shell) -> AidStrip:
        strip = AidStrip(shell.aids, "losses.aid")
        strip.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        strip.content.addWidget(aid_label("losses.aid_words",
                                          text("losses.acquire_aid" if self._toward_nx else "losses.aid_words")), 0, 0)
        strip.content.setColumnStretch(0, 1)
        return strip

    def _buttons(self) -> QHBoxLayout:
        self.ok = set_name(QPushButton(text("losses.acquire_ok" if self._toward_nx else "losses.ok")), "losses.ok")
        self.ok.setAccessibleName(self.ok.text())
        self.ok.clicked.connect(lambda: self.agreed.emit(self.typed.text().strip(), self.ticked()))
        self.cancel = set_name(QPushButton(text("app.cancel")), "losses.cancel", text("app.cancel"))
        self.cancel.clicked.connect(self.reject)
        self.cancel.setDefault(True)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.ok)
        row.addWidget(self.cancel)
        return row

    def ticked(self) -> tuple[str, ...]:
        """The ids of the ticks that are set."""
        return tuple(key for key, tick in self.ticks.items() if tick.isChecked())

    def _judge(self) -> None:
        """OK only with every tick set and the text typed as shown."""
        self.ok.setEnabled(len(self.ticked()) == len(self.ticks) and _folded(self.typed.text()) == self._word)
        self.ok.setToolTip("" if self.ok.isEnabled() else text("losses.not_yet"))
        self.ok.setAccessibleDescription(self.ok.toolTip())
        set_error(self.typed, self.problem, "")

    def _from_line(self) -> None:
        """Enter in the field leads to OK, which wants a key of its own, and never to the default キャンセル."""
        if self.ok.isEnabled():
            self.ok.setFocus()

    def refuse(self, sentence: str) -> None:
        """Say beside the field why it is not enough."""
        set_error(self.typed, self.problem, sentence)


def _folded(typed: str) -> str:
    """What was typed, without regard to width and spaces."""
    return "".join(unicodedata.normalize("NFKC", typed).split())


class _Line(QLineEdit):
    """A line that keeps Enter to itself."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter tells; other keys type."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
            event.accept()
        else:
            super().keyPressEvent(event)
