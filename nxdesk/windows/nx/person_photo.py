"""顔写真 of a person in 人事マスター保守: shown, chosen from a file, removed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QFrame, QGridLayout, QLabel, QPushButton, QWidget

from nxdesk.desk.people import PeopleDesk
from nxdesk.records.messages import Issue
from nxdesk.windows import theme
from nxdesk.windows.names import set_error, set_name
from nxdesk.windows.nx.photo_file import Photo, read_photo
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text


class PhotoPanel(QWidget):
    """Saves at once: a photo is no part of the record's draft."""

    def __init__(self, people: PeopleDesk, shell: Shell, refused: Callable[[Exception], None]) -> None:
        super().__init__()
        self._refused = refused
        self._people = people
        self._shell = shell
        self._code = ""
        set_name(self, "personnel.photo_panel", text("personnel.photo"))
        self.picture = set_name(QLabel(), "personnel.photo")
        self.picture.setFrameShape(QFrame.Shape.StyledPanel)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.ground(self.picture, "#ffffff")
        self.choose = set_name(QPushButton(text("personnel.photo_choose")), "personnel.photo_choose")
        self.choose.clicked.connect(self._ask)
        self.remove = set_name(QPushButton(text("personnel.photo_remove")), "personnel.photo_remove")
        self.remove.clicked.connect(lambda: self._save(None))
        self.note = set_name(QLabel(), "personnel.photo_note")
        self.error = set_name(QLabel(), "personnel.photo_error")
        theme.ink(self.error, theme.ERROR)
        self.setFocusProxy(self.choose)
        layout = QGridLayout(self)
        layout.addWidget(self.picture, 0, 0, 4, 1)
        for row, item in enumerate((self.choose, self.remove, self.note)):
            layout.addWidget(item, row, 1, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.error, 4, 0, 1, 3)
        layout.setColumnStretch(2, 1)
        layout.setRowStretch(5, 1)
        self.show_person("", None)

    def show_person(self, code: str, photo: Photo | None) -> None:
        """Show a person's photo; without a code nobody's."""
        self._code = code
        set_error(self.choose, self.error, "")
        self.note.setText("" if code else text("personnel.photo_new"))
        self.choose.setEnabled(bool(code))
        self._show(photo)

    def _show(self, photo: Photo | None) -> None:
        size = theme.width_of(self, 12)
        self.picture.setFixedSize(size, size * 5 // 4)
        if photo and photo.picture:
            self.picture.setPixmap(QPixmap.fromImage(photo.picture.scaled(
                self.picture.size(), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)))
        else:
            self.picture.setText(text("personnel.photo_none"))
        self.remove.setEnabled(bool(photo) and bool(self._code))

    def _ask(self) -> None:
        dialog = QFileDialog(self, text("personnel.photo_title"), str(Path.home()), text("personnel.photo_filter"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_name(dialog, "personnel.photo_file", text("personnel.photo_title"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.take(Path(path)))
        dialog.open()

    def take(self, file: Path) -> None:
        """Keep this file as the person's photo."""
        self._shell.jobs.run(self, lambda: read_photo(file), on_done=self._save_read, on_failed=self._unreadable)

    def _save_read(self, photo: Photo) -> None:
        if photo.picture:
            self._save(photo)
        else:
            self._wrong()

    def _unreadable(self, error: Exception) -> None:
        if isinstance(error, OSError):
            self._wrong()
        else:
            self._refused(error)

    def _wrong(self) -> None:
        set_error(self.choose, self.error, text("personnel.photo_wrong"))

    def _save(self, photo: Photo | None) -> None:
        code = self._code
        data = photo.data if photo else None
        self._shell.jobs.run(self, lambda: self._people.set_photo(code, data),
                             on_done=lambda issues: self._saved(code, photo, issues), on_failed=self._refused)

    def _saved(self, code: str, photo: Photo | None, issues: list[Issue]) -> None:
        if code != self._code:
            return
        if issues:
            set_error(self.choose, self.error, issues[0].sentence)
            return
        set_error(self.choose, self.error, "")
        self._show(photo)
        self.note.setText(text("personnel.photo_saved" if photo else "personnel.photo_removed"))
